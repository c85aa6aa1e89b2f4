"""The fields of a product about an index that its rate follows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import PercentField
from nafa.lending.calc.product import ProductRules
from nafa.lending.queries.rate_indexes import indexes

NAMES = ("index_code", "index_margin", "index_floor", "index_ceiling", "index_caps_at_usury")
PERCENTS = ("margin", "floor", "ceiling")


def fields() -> dict[str, forms.Field]:
    """Which index, how much is added, between which rates."""
    return {
        "index_code": forms.ChoiceField(
            label=_("The rate follows"),
            choices=[
                ("", _("Nothing: it is fixed")),
                *((one.code, f"{one.code} · {one.name}") for one in indexes()),
            ],
            required=False,
        ),
        "index_margin": PercentField(
            label=_("Margin added to the index"), max_percent=1000, required=False
        ),
        "index_floor": PercentField(
            label=_("Rate never below"), max_percent=1000, required=False
        ),
        "index_ceiling": PercentField(
            label=_("Rate never above"), max_percent=1000, required=False
        ),
        "index_caps_at_usury": forms.BooleanField(
            label=_("The rate stops at the usury ceiling"), required=False
        ),
    }  # fmt: skip


def rules(entered: Mapping[str, Any]) -> dict[str, Any]:
    """The rule as the command takes it; empty for a fixed rate."""
    if not entered["index_code"]:
        return {"index": {}}
    percents = {name: entered[f"index_{name}"] for name in PERCENTS}
    return {
        "index": {
            "code": entered["index_code"],
            "margin": str(percents.pop("margin") or 0),
            **{name: str(value) for name, value in percents.items() if value is not None},
            "caps_at_usury": entered["index_caps_at_usury"],
        }
    }


def initial(known: ProductRules | None) -> dict[str, Any]:
    """The fields of a product that exists."""
    if known is None or known.index is None:
        return {}
    return {
        f"index_{name}": f"{value.normalize():f}" if isinstance(value, Decimal) else value
        for name, value in known.index._asdict().items()
    }
