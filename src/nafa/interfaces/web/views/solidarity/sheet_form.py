"""The collection sheet as it is typed: an amount, an absence and a remark for each line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import written
from nafa.interfaces.web.addresses import identifier
from nafa.interfaces.web.forms import KeyedForm, MoneyField, read_money
from nafa.lending.commands.solidarity.sheets import SheetLine
from nafa.lending.queries.solidarity.sheets import SheetLoan, SheetRow, SheetToCollect
from nafa.lib.money import Money

COVERS_A_LOAN = 2
LONGEST_REMARK = 200


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A line with what stands in its fields; `name` is the ending of their names."""

    row: SheetRow
    name: str
    amount: str
    is_absent: bool
    comment: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class TypedCover:
    """Money one member gives for another."""

    name: str
    payer: str
    member: str
    amount: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class TypedLoan:
    """The lines of a loan, and who pays for whom in it."""

    loan: SheetLoan
    rows: Sequence[TypedRow]
    covers: Sequence[TypedCover]


class SheetForm(KeyedForm):
    """Everything on the sheet; expected amounts are filled in, exceptions are typed."""

    def __init__(self, sheet: SheetToCollect, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.sheet = sheet
        self.faults: dict[str, str] = {}
        self.fields["counted"] = MoneyField(
            currency=sheet.currency,
            allows_zero=True,
            is_large=True,
            label=_("Cash counted"),
            help_text=_("Count the notes before you add up the lines."),
        )

    @property
    def loans(self) -> list[TypedLoan]:
        """The sheet as it stands: what was sent, or what is expected."""
        return [
            TypedLoan(
                loan,
                [self._typed(row) for row in loan.rows],
                [self._cover(loan, place) for place in range(COVERS_A_LOAN)]
                if loan.has_shares and len(loan.rows) > 1
                else [],
            )
            for loan in self.sheet.loans
        ]

    @property
    def singles(self) -> list[TypedRow]:
        """The lines of loans without shares, for one table."""
        return [
            self._typed(row)
            for loan in self.sheet.loans
            if not loan.has_shares
            for row in loan.rows
        ]

    def _typed(self, row: SheetRow) -> TypedRow:
        name = name_of(row)
        if not self.is_bound:
            due = min(row.due, row.left)
            return TypedRow(row, name, written.typed_figures(due) if due else "", False, "")
        return TypedRow(
            row,
            name,
            self.data.get(f"paid-{name}", ""),
            f"absent-{name}" in self.data,
            self.data.get(f"said-{name}", ""),
            self.faults.get(name, ""),
        )

    def _cover(self, loan: SheetLoan, place: int) -> TypedCover:
        name = f"{loan.number}-{place}"
        payer, member, amount = (
            self.data.get(f"cover-{what}-{name}", "") for what in ("payer", "member", "amount")
        )
        return TypedCover(name, payer, member, amount, self.faults.get(name, ""))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        lines = [line for loan in self.sheet.loans for line in self._lines(loan)]
        if self.faults:
            told = gettext("Lines to correct: %(count)s. They are marked below.")
            self.add_error(None, told % {"count": len(self.faults)})
        values["lines"] = tuple(lines)
        return values

    def _lines(self, loan: SheetLoan) -> list[SheetLine]:
        found = []
        for row in loan.rows:
            name = name_of(row)
            amount = self._amount(f"paid-{name}", name)
            is_absent = f"absent-{name}" in self.data
            comment = self.data.get(f"said-{name}", "").strip()[:LONGEST_REMARK]
            if amount or is_absent or comment:
                presence = "ABSENT" if is_absent else "PRESENT"
                found.append(SheetLine(row.loan_id, amount, row.member_id, None, presence, comment))
        if loan.has_shares:
            found += [
                line
                for place in range(COVERS_A_LOAN)
                if (line := self._covering(loan, f"{loan.number}-{place}")) is not None
            ]
        return found

    def _covering(self, loan: SheetLoan, name: str) -> SheetLine | None:
        amount = self._amount(f"cover-amount-{name}", name)
        if not amount:
            return None
        payer, member = (
            self._member(loan, self.data.get(f"cover-{what}-{name}", ""))
            for what in ("payer", "member")
        )
        if payer is None or member is None or payer == member:
            self.faults[name] = gettext("Choose who gives the money, and for whom.")
            return None
        return SheetLine(loan.loan_id, amount, member, payer)

    def _member(self, loan: SheetLoan, typed: str) -> UUID | None:
        wanted = identifier(typed)
        return wanted if wanted in {row.member_id for row in loan.rows} else None

    def _amount(self, field: str, name: str) -> Money:
        typed = self.data.get(field, "").strip()
        nothing = Money.zero(self.sheet.currency)
        if not typed:
            return nothing
        try:
            return read_money(typed, currency=self.sheet.currency)
        except ValidationError as error:
            self.faults[name] = " ".join(error.messages)
            return nothing


def name_of(row: SheetRow) -> str:
    """What the fields of a line are called after."""
    return f"{row.loan_id}-{row.member_id or 'own'}"


class ChooseForm(forms.Form):
    """Whose sheet: a group's or an officer's."""

    group = forms.CharField(required=False)
    officer = forms.UUIDField(required=False)
    day = forms.DateField(required=False)
