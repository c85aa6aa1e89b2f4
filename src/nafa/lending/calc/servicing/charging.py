"""Charges that a fact brings with it: at the payout, and for lateness at the close of a day."""

from datetime import date
from typing import TYPE_CHECKING

from nafa.lending.calc.choices import ChargeTime
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.charges import Charge, is_late, late_charge, measured
from nafa.lending.calc.servicing.events import Disbursed, MoneyKind
from nafa.lending.calc.servicing.plan import Lending, schedule

if TYPE_CHECKING:
    from nafa.lending.calc.servicing.servicing import Loan


def payout_fees(loan: "Loan", one: Lending, *, is_first: bool) -> list[tuple[Charge, int]]:
    """The charges that a payout bears, and what each comes to; some only come with the first."""
    found = []
    for charge in loan.charges:
        once = charge.terms.time is ChargeTime.AT_DISBURSEMENT
        if not charge.is_at_payout or (once and not is_first):
            continue
        interest = sum(row.sum_asked for row in schedule(loan.terms, [one])) - one.amount
        found.append(
            (
                charge,
                measured(loan.terms, charge.terms, principal=one.amount, interest=interest),
            )
        )
    return found


def charge_payout(loan: "Loan", event: Disbursed, *, is_first: bool) -> None:
    """Charges taken out of what is put out."""
    fees = payout_fees(loan, Lending(event.day, event.amount), is_first=is_first)
    for charge, amount in fees:
        charge.shares[event.day] = charge.shares.get(event.day, 0) + amount
        charge.paid[event.day] = charge.paid.get(event.day, 0) + amount
    total = sum(amount for _, amount in fees)
    if total:
        taken = loan.add(MoneyKind.CHARGE_AT_DISBURSEMENT, event.day, total, event.on)
        taken.outcome.parts[Component.FEE] = total
        taken.outcome.balance = event.amount


def charge_lateness(loan: "Loan", on: date) -> bool:
    """Each instalment late for long enough bears each charge for lateness once; whether any did."""
    before = len(loan.charges)
    for terms in loan.terms.charges:
        if terms.time is not ChargeTime.WHEN_OVERDUE:
            continue
        charged = {one.due for one in loan.charges if one.terms.name == terms.name}
        for row in loan.rows:
            if row.due not in charged and is_late(loan.terms, row, on):
                loan.add_charge(late_charge(loan.terms, terms, row), on, row.due)
    return len(loan.charges) > before
