"""The fields of a product about money that leaves in parts: tranches, and a line of credit."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import PercentField
from nafa.lending.calc.line import LONGEST_MONTHS
from nafa.lending.calc.product import ProductRules
from nafa.lending.calc.tranches import LONGEST_DAYS, MOST

NAMES = (
    "tranches_most", "tranches_within_days", "tranches_is_planned", "tranches_while_late",
    "line_months", "line_is_revolving", "line_engagement_percent", "line_undrawn_percent",
)  # fmt: skip


def fields() -> dict[str, forms.Field]:
    """Whether the money may leave in parts, and whether loans are drawn under a ceiling."""
    return {
        "tranches_most": _whole(
            _("Tranches at most"), MOST, least=1,
            help_text=_("1: the whole amount is paid out at once."),
        ),
        "tranches_within_days": _whole(
            _("Days in which tranches may leave"), LONGEST_DAYS, least=1
        ),
        "tranches_is_planned": _truth(_("The contract foresees dates and amounts")),
        "tranches_while_late": _truth(_("A tranche may leave while the loan is late")),
        "line_months": _whole(
            _("Credit line: months"), LONGEST_MONTHS, least=0,
            help_text=_("0: each loan has an approval of its own."),
        ),
        "line_is_revolving": _truth(_("Credit line: what is repaid may be drawn again")),
        "line_engagement_percent": PercentField(
            label=_("Credit line: engagement fee on the ceiling"), required=False
        ),
        "line_undrawn_percent": PercentField(
            label=_("Credit line: yearly fee on what could be drawn"), required=False
        ),
    }  # fmt: skip


def _whole(label: Any, most: int, *, least: int, **options: Any) -> forms.IntegerField:
    field = forms.IntegerField(
        label=label, min_value=least, max_value=most, required=False, **options
    )
    field.widget.size = "field-short"
    return field


def _truth(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


def rules(entered: Mapping[str, Any]) -> dict[str, Any]:
    """Both blocks as the command takes them; empty where all is paid out at once."""
    tranches = {
        "most": entered["tranches_most"] or 1,
        "within_days": entered["tranches_within_days"] or 0,
        "is_planned": entered["tranches_is_planned"],
        "while_late": entered["tranches_while_late"],
    }
    line = {
        "months": entered["line_months"],
        "is_revolving": entered["line_is_revolving"],
        "engagement_percent": str(entered["line_engagement_percent"] or 0),
        "undrawn_percent": str(entered["line_undrawn_percent"] or 0),
    }
    return {
        "tranches": tranches if tranches["most"] > 1 else {},
        "line": line if entered["line_months"] else {},
    }


def initial(known: ProductRules | None) -> dict[str, Any]:
    """The fields of a product that exists, or usual values for a new one."""
    found: dict[str, Any] = {"tranches_most": 1, "line_months": 0, "line_is_revolving": True}
    if known is not None and known.tranches is not None:
        found |= _of("tranches", known.tranches._asdict())
    if known is not None and known.line is not None:
        found |= _of("line", known.line._asdict())
    return found


def _of(name: str, rule: Mapping[str, object]) -> dict[str, Any]:
    return {f"{name}_{key}": _shown(value) for key, value in rule.items()}


def _shown(value: object) -> object:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
