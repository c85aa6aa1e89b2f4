"""The levels of a policy: rows that are added, taken away and moved up."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.forms import MoneyField
from nafa.interfaces.web.written import typed_figures
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import Branch, Role
from nafa.lending import queries as lending
from nafa.lending.calc.origination.policy import MOST_LEVELS, Level
from nafa.lib.money import Money

COUNT = "levels"
CHOICES = ("roles", "products", "branches")


class LevelRow(forms.Form):
    """One level: its bounds, who decides, how many."""

    name = forms.CharField(label=_("Name of the level"), max_length=60)
    quorum = forms.IntegerField(label=_("Number of people"), min_value=1, max_value=15, initial=1)
    is_committee = forms.BooleanField(
        label=_("Decided by the credit committee in session"), required=False
    )
    risk_classes = forms.CharField(
        label=_("Risk classes"),
        max_length=60,
        required=False,
        help_text=_("Letters with commas, such as A, B. Empty: all."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["up_to"] = MoneyField(
            currency=institution().currency, required=False, label=_("Up to the amount"),
            help_text=_("Empty: any amount."),
        )  # fmt: skip
        roles = [
            (role.code, labels.local(role.label_fr, role.label_en))
            for role in Role.objects.order_by("label_fr")
            if "lending.approve" in role.permissions
        ]
        products = [(one.code, one.name) for one in lending.products(active_only=True)]
        branches = list(Branch.objects.order_by("code").values_list("code", "name"))
        for name, title, choices, is_needed in (
            ("roles", _("Who decides"), roles, True),
            ("products", _("Products (none ticked: all)"), products, False),
            ("branches", _("Branches (none ticked: all)"), branches, False),
        ):
            self.fields[name] = forms.MultipleChoiceField(
                label=title, choices=choices, required=is_needed,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        self.fields["quorum"].widget.size = "field-short"
        self.order_fields(["name", "up_to", "roles", "quorum", "is_committee", "products",
                           "branches", "risk_classes"])  # fmt: skip

    def plain(self) -> dict[str, Any]:
        """The level as the policy holds it."""
        entered = self.cleaned_data
        up_to: Money | None = entered["up_to"]
        return {
            "name": entered["name"],
            "roles": entered["roles"],
            "quorum": entered["quorum"],
            "is_committee": entered["is_committee"],
            "up_to_minor": up_to.minor if up_to else None,
            "products": entered["products"],
            "branches": entered["branches"],
            "risk_classes": [one.strip() for one in entered["risk_classes"].split(",")],
        }


def prefix_of(place: int) -> str:
    return f"level-{place}"


def rows_of(data: QueryDict | None, levels: Sequence[Level]) -> list[LevelRow]:
    """The rows that were sent, or those of the policy in force."""
    if data is None:
        shown = [_initial(level) for level in levels] or [{}]
        return [LevelRow(prefix=prefix_of(place), initial=one) for place, one in enumerate(shown)]
    return [LevelRow(data, prefix=prefix_of(place)) for place in range(count_of(data))]


def count_of(data: Mapping[str, Any]) -> int:
    """How many rows were sent."""
    typed = str(data.get(COUNT, "0"))
    return min(int(typed), MOST_LEVELS) if typed.isascii() and typed.isdigit() else 0


def changed_rows(data: QueryDict) -> list[LevelRow]:
    """The rows after a press on add, take away or move up; what was typed stays."""
    kept = [_typed(data, place) for place in range(count_of(data))]
    taken, raised = data.get("take_level", ""), data.get("raise_level", "")
    if raised.isdigit() and 0 < int(raised) < len(kept):
        place = int(raised)
        kept[place - 1], kept[place] = kept[place], kept[place - 1]
    kept = [row for place, row in enumerate(kept) if str(place) != taken]
    if "add_level" in data and len(kept) < MOST_LEVELS:
        kept.append({})
    return [LevelRow(prefix=prefix_of(place), initial=row) for place, row in enumerate(kept)]


def _typed(data: QueryDict, place: int) -> dict[str, Any]:
    prefix = prefix_of(place)
    row: dict[str, Any] = {name: data.getlist(f"{prefix}-{name}") for name in CHOICES}
    for name in ("name", "quorum", "risk_classes", "up_to"):
        row[name] = data.get(f"{prefix}-{name}", "")
    row["is_committee"] = bool(data.get(f"{prefix}-is_committee"))
    return row


def _initial(level: Level) -> dict[str, Any]:
    up_to = level.up_to_minor
    return {
        "name": level.name,
        "roles": list(level.roles),
        "quorum": level.quorum,
        "is_committee": level.is_committee,
        "up_to": typed_figures(Money(up_to, institution().currency)) if up_to else "",
        "products": list(level.products),
        "branches": list(level.branches),
        "risk_classes": ", ".join(level.risk_classes),
    }
