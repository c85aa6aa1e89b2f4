"""Charges that a fact brings with it: at the payout, and for lateness at the close of a day."""

from datetime import date
from typing import TYPE_CHECKING

from nafa.lending.calc.servicing.charges import is_late, late_charge, measured
from nafa.lending.calc.servicing.choices import ChargeTime
from nafa.lending.calc.servicing.events import Disbursed, MoneyKind
from nafa.lending.calc.servicing.plan import Lending, schedule

if TYPE_CHECKING:
    from nafa.lending.calc.servicing.servicing import Loan


def charge_payout(loan: "Loan", event: Disbursed, *, is_first: bool) -> None:
    """Charges taken out of what is put out; some only with the first disbursement."""
    total = 0
    for charge in loan.charges:
        once = charge.terms.time is ChargeTime.AT_DISBURSEMENT
        if not charge.is_at_payout or (once and not is_first):
            continue
        rows = schedule(loan.terms, [Lending(event.day, event.amount)])
        interest = sum(row.sum_asked for row in rows) - event.amount
        amount = measured(loan.terms, charge.terms, principal=event.amount, interest=interest)
        charge.shares[event.day] = charge.shares.get(event.day, 0) + amount
        charge.paid[event.day] = charge.paid.get(event.day, 0) + amount
        total += amount
    if total:
        loan.add(MoneyKind.CHARGE_AT_DISBURSEMENT, event.day, total, event.on)


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
