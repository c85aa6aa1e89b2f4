"""Loans that are paid out in parts: what is drawn, what may still be drawn, the amount asked."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField
from nafa.interfaces.web.parts import Action, Fact, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.written import unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.lending.calc.schedule import kept_back
from nafa.lending.commands import PlannedTranche
from nafa.lending.queries import Folded, LoanView
from nafa.lending.queries.tranches import Drawing, drawing_of
from nafa.lib.money import Money

Panel = dict[str, Any]


def drawing_panel(ctx: Context, view: LoanView) -> Panel | None:
    """What is agreed, drawn and left, with every tranche; nothing for a loan paid out at once."""
    found = drawing_of(view.folded)
    if found is None:
        return None
    facts = [
        Fact(_("Agreed"), found.agreed),
        Fact(_("Drawn"), found.amount),
        Fact(_("Still to be drawn"), found.left if found.is_open else view.folded.nothing),
        Fact(_("Tranches"), f"{len(found.payouts)} / {found.most}"),
    ]
    if found.last_date is not None:
        facts.append(Fact(_("Last day for a tranche"), found.last_date))
    actions = []
    if found.is_open and view.row.status == "ACTIVE" and ctx.may("lending.decide_change"):
        address = reverse("web:loan-act", args=[view.row.number, "fin-versements"])
        actions.append(Action(_("Give up the rest"), address))
    return {"facts": facts, "table": _table(found, view.row.principal.currency), "actions": actions}


def _table(found: Drawing, currency: str) -> Table:
    """The tranches paid out, then those that are foreseen and were not."""
    rows = [
        Row(
            event.id,
            {
                "date": event.value_date,
                "amount": event.amount,
                "state": State(_("Paid out"), Tone.GOOD),
            },
        )
        for event in found.payouts
    ]
    rows += [
        Row(str(day), {"date": day, "amount": amount, "state": State(_("Foreseen"))})
        for day, amount in _still_foreseen(found)
        if found.is_open
    ]
    return Table(
        caption=_("Tranches"),
        columns=[
            Column(name="date", title=_("Date"), kind=Kind.DATE),
            Column(name="amount", title=_("Amount"), kind=Kind.MONEY, unit=unit_text(currency)),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=rows,
        empty=Empty(_("No tranche yet"), _("The first one puts the loan out.")),
    )


def _still_foreseen(found: Drawing) -> list[tuple[date, Money]]:
    """What is left of the tranches foreseen, the earliest taken first."""
    drawn, rest = found.amount.minor, []
    for one in found.planned:
        taken = min(drawn, one.amount)
        drawn -= taken
        if one.amount > taken:
            left = Money(one.amount - taken, found.agreed.currency)
            rest.append((one.expected_date, left))
    return rest


def amount_field(folded: Folded) -> dict[str, forms.Field]:
    """The amount of a tranche, with what may be had; nothing for a loan paid out at once."""
    found = drawing_of(folded)
    if found is None:
        return {}
    return {
        "amount": MoneyField(
            currency=found.agreed.currency,
            is_large=True,
            label=_("Amount of the tranche"),
            initial=found.may_have if found.may_have else None,
            help_text=_("What is kept back for fees is taken from it."),
        )
    }


def tranche_facts(folded: Folded, found: Drawing) -> list[Fact]:
    """What is left, what may be had today, and what would be kept back of that."""
    facts = [
        Fact(_("Still to be drawn"), found.left),
        Fact(_("May be paid out today"), found.may_have),
    ]
    is_first = not found.payouts
    kept = kept_back(folded.terms, folded.signed, found.may_have, is_first=is_first)
    if kept:
        facts.append(Fact(_("Fees kept back of it"), kept))
    return facts


def may_draw(view: LoanView) -> bool:
    """Whether another tranche may be paid out on a running loan."""
    found = drawing_of(view.folded)
    return view.row.status == "ACTIVE" and found is not None and found.is_open


class PayoutForm(KeyedForm):
    """What is paid out: all of it, or the tranche that is asked for."""

    def __init__(self, folded: Folded, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields |= amount_field(folded)


class PlanForm(KeyedForm):
    """The tranches that a contract foresees: as many rows as the product allows."""

    def __init__(
        self, *arguments: Any, most: int, amount: Money, on: date, **options: Any
    ) -> None:  # fmt: skip
        super().__init__(*arguments, **options)
        self.most = most
        for place in range(1, most + 1):
            values = {"number": place}
            self.fields[f"date_{place}"] = DateField(
                label=_("Date of tranche %(number)s") % values, required=place == 1,
                initial=on if place == 1 else None,
            )  # fmt: skip
            self.fields[f"amount_{place}"] = MoneyField(
                currency=amount.currency, label=_("Amount of tranche %(number)s") % values,
                required=place == 1,
            )  # fmt: skip

    @property
    def values(self) -> dict[str, Any]:
        entered = self.cleaned_data
        rows = [(entered.get(f"date_{n}"), entered.get(f"amount_{n}")) for n in self._places]
        return {
            "tranches": tuple(
                PlannedTranche(day, amount) for day, amount in rows if day and amount
            )
        }  # fmt: skip

    @property
    def _places(self) -> range:
        return range(1, self.most + 1)

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        for place in self._places:
            day, amount = entered.get(f"date_{place}"), entered.get(f"amount_{place}")
            if bool(day) != bool(amount) and not self.errors:
                name = "amount" if day else "date"
                self.add_error(f"{name}_{place}", _("Give both the date and the amount."))
        return entered

    def field_at_fault(self, error: DomainError) -> Any:
        found = super().field_at_fault(error)
        if found is None and error.values.get("field") == "tranches":
            return "date_1", error.message
        return found
