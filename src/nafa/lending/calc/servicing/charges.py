"""Charges of a loan: what each comes to, which instalment asks for it, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from nafa.lending.calc.choices import ChargeMeasure, ChargeTime
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.instalments import Instalment
from nafa.lending.calc.servicing.rounding import percent_of
from nafa.lending.calc.terms import ChargeTerms, Terms

AT_PAYOUT = (ChargeTime.AT_DISBURSEMENT, ChargeTime.AT_EACH_TRANCHE)


@dataclass(slots=True)
class Charge:
    """A charge in the life of a loan. `shares` is what each instalment asks for it, by due date."""

    number: int
    terms: ChargeTerms
    on: date
    due: date | None = None
    let_off: int = 0
    let_off_accrued: int = 0
    shares: dict[date, int] = field(default_factory=dict)
    paid: dict[date, int] = field(default_factory=dict)
    waived: dict[date, int] = field(default_factory=dict)

    @property
    def component(self) -> Component:
        return Component.PENALTY if self.terms.is_penalty else Component.FEE

    @property
    def is_at_payout(self) -> bool:
        return self.terms.time in AT_PAYOUT

    @property
    def effective(self) -> date:
        """The day from which payments see it."""
        return min(self.due, self.on) if self.due else self.on

    @property
    def asked(self) -> int:
        return sum(self.shares.values())

    @property
    def sum_paid(self) -> int:
        return sum(self.paid.values())

    @property
    def sum_waived(self) -> int:
        return sum(self.waived.values())

    @property
    def outstanding(self) -> int:
        return self.asked - self.sum_paid - self.sum_waived

    def clear(self) -> None:
        """As if it had not been asked for yet."""
        self.shares, self.paid, self.waived = {}, {}, {}

    def due_in(self, row: Instalment) -> date | None:
        """When a row's share of it falls due."""
        return self.due or row.due


def measured(terms: Terms, charge: ChargeTerms, *, principal: int, interest: int) -> int:
    """What a charge comes to on these bases."""
    bases = {
        ChargeMeasure.PERCENT_OF_LOAN: terms.approved,
        ChargeMeasure.PERCENT_OF_PRINCIPAL: principal,
        ChargeMeasure.PERCENT_OF_TRANCHE: principal,
        ChargeMeasure.PERCENT_OF_INTEREST: interest,
        ChargeMeasure.PERCENT_OF_PRINCIPAL_AND_INTEREST: principal + interest,
    }
    if charge.measure is ChargeMeasure.FLAT:
        return int(charge.value.scaleb(terms.digits))
    return percent_of(terms, bases[charge.measure], charge.value)


def is_late(terms: Terms, row: Instalment, on: date) -> bool:
    """Whether an instalment is overdue for longer than lateness is forgiven."""
    wait = timedelta(days=terms.overdue_wait_days)
    return not row.is_down_payment and not row.is_met and row.due + wait < on


def late_charge(terms: Terms, charge: ChargeTerms, row: Instalment) -> ChargeTerms:
    """A charge for lateness, measured on what is overdue of the instalment."""
    amount = measured(
        terms,
        charge,
        principal=row.owed(Component.PRINCIPAL),
        interest=row.owed(Component.INTEREST),
    )
    return replace(
        charge,
        time=ChargeTime.ON_A_DATE,
        measure=ChargeMeasure.FLAT,
        value=Decimal(amount).scaleb(-terms.digits),
    )


def lay_on(terms: Terms, charge: Charge, rows: list[Instalment]) -> None:
    """Let the instalments ask for the charge; one due after the last gets a row of its own."""
    if charge.terms.time is ChargeTime.WITH_EACH_INSTALMENT:
        lay_again(terms, charge, rows)
        return
    found = _row_of(charge, rows)
    if found is None:
        return
    principal = sum(one.asked[Component.PRINCIPAL] for one in rows)
    interest = sum(one.asked[Component.INTEREST] for one in rows)
    amount = measured(terms, charge.terms, principal=principal, interest=interest)
    _ask(charge, found, amount)


def lay_again(terms: Terms, charge: Charge, rows: Sequence[Instalment]) -> None:
    """Follow the schedule: a fee on the interest of an instalment moves with that interest."""
    for row in rows:
        if not row.is_down_payment and not row.is_former:
            _lay_share(terms, charge, row)


def _lay_share(terms: Terms, charge: Charge, row: Instalment) -> None:
    amount = measured(
        terms,
        charge.terms,
        principal=row.asked[Component.PRINCIPAL],
        interest=row.asked[Component.INTEREST],
    )
    amount = max(amount, charge.paid.get(row.due, 0))
    before = charge.shares.get(row.due, 0)
    charge.shares[row.due] = amount
    row.asked[charge.component] += amount - before
    _waive(charge, row)


def _ask(charge: Charge, row: Instalment, amount: int) -> None:
    charge.shares[row.due] = amount
    row.asked[charge.component] += amount
    _waive(charge, row)


def _waive(charge: Charge, row: Instalment) -> None:
    """What was let off of the charge is let off with its earliest shares."""
    before = charge.waived.get(row.due, 0)
    left = charge.let_off - charge.sum_waived + before
    waived = min(left, charge.shares[row.due])
    charge.waived[row.due] = waived
    row.waived[charge.component] += waived - before


def _row_of(charge: Charge, rows: list[Instalment]) -> Instalment | None:
    """The instalment in whose period the charge falls due."""
    due = charge.due
    if due is None:
        return None
    regular = [
        row for row in rows if not (row.is_down_payment or row.is_additional or row.is_former)
    ]
    for place, row in enumerate(regular):
        first = row.start - timedelta(days=1) if place == 0 else row.start
        if first < due <= row.due:
            return row
    last = rows[-1]
    if last.is_additional:
        last.due = max(last.due, due)
        return last
    if due <= last.due:
        return regular[0] if regular else None
    extra = Instalment(len(rows) + 1, last.due, due, is_additional=True)
    rows.append(extra)
    return extra


def share_payment(
    charges: Sequence[Charge], row: Instalment, component: Component, amount: int
) -> None:
    """Say which charges of an instalment a payment of its fees or penalties has paid."""
    left = amount
    for charge in sorted(charges, key=lambda one: (one.due or row.due, one.number)):
        if charge.component is not component or row.due not in charge.shares:
            continue
        owed = charge.shares[row.due] - charge.paid.get(row.due, 0) - charge.waived.get(row.due, 0)
        taken = min(owed, left)
        if taken > 0:
            charge.paid[row.due] = charge.paid.get(row.due, 0) + taken
            left -= taken
