"""The schedule of a contract: terms in, instalments with amounts of money out.

The engine in `servicing` lays it out; here it becomes rows that cannot change.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from nafa.lending.calc.choices import ChargeTime
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing import plan
from nafa.lending.calc.servicing.charges import measured
from nafa.lending.calc.terms import ChargeTerms, Terms
from nafa.lib.calendars import EVERY_DAY, BusinessCalendar
from nafa.lib.money import Money, total

AT_PAYOUT = (ChargeTime.AT_DISBURSEMENT, ChargeTime.AT_EACH_TRANCHE)


class Instalment(NamedTuple):
    """One due date. Its interest is earned from `start_date` to `due_date`."""

    number: int
    start_date: date
    due_date: date
    principal: Money
    interest: Money
    fee: Money

    @property
    def sum(self) -> Money:
        return self.principal + self.interest + self.fee


Schedule = tuple[Instalment, ...]


def build_schedule(terms: Terms, *, calendar: BusinessCalendar = EVERY_DAY) -> Schedule:
    """The instalments of a loan put out as agreed: all at once, or in the tranches foreseen."""
    terms = replace(terms, calendar=calendar)
    lent = [plan.Lending(one.expected_date, one.amount) for one in terms.tranches]
    rows = plan.schedule(terms, lent or [plan.Lending(terms.disbursement_date, terms.approved)])
    with_instalments = terms.charges_at(ChargeTime.WITH_EACH_INSTALMENT)
    found = []
    for row in rows:
        principal, interest = row.asked[Component.PRINCIPAL], row.asked[Component.INTEREST]
        charges = () if row.is_down_payment else with_instalments
        fee = sum(
            measured(terms, charge, principal=principal, interest=interest) for charge in charges
        )
        amounts = (Money(minor, terms.currency) for minor in (principal, interest, fee))
        found.append(Instalment(row.number, row.start, row.due, *amounts))
    return tuple(found)


Charged = tuple[tuple[ChargeTerms, Money], ...]


def payout_charges(
    terms: Terms, schedule: Sequence[Instalment], made: Sequence[int] = ()
) -> Charged:
    """The charges kept back when the money is put out, and what each comes to.

    Fees of the loan are measured on what is agreed; those of tranches on each one that was `made`,
    or is foreseen while none was.
    """
    interest = sum(row.interest.minor for row in schedule)
    parts = made or [one.amount for one in terms.tranches] or [terms.approved]
    found = []
    for charge in terms.charges:
        if charge.time in AT_PAYOUT:
            bases = parts if charge.time is ChargeTime.AT_EACH_TRANCHE else [terms.approved]
            amounts = [_money(terms, charge, base, interest) for base in bases]
            found.append((charge, total(amounts, currency=terms.currency)))
    return tuple(found)


def kept_back(
    terms: Terms, schedule: Sequence[Instalment], amount: Money, *, is_first: bool
) -> Money:
    """What is kept back of a payout: fees of the loan with the first, its own with each tranche."""
    return total(
        (
            kept
            for charge, kept in payout_charges(terms, schedule, [amount.minor])
            if is_first or charge.time is ChargeTime.AT_EACH_TRANCHE
        ),
        currency=terms.currency,
    )


def instalment_charges(terms: Terms, row: Instalment) -> Charged:
    """The charges that an instalment bears, and what each comes to."""
    return tuple(
        (charge, _money(terms, charge, row.principal.minor, row.interest.minor))
        for charge in terms.charges_at(ChargeTime.WITH_EACH_INSTALMENT)
    )


def _money(terms: Terms, charge: ChargeTerms, principal: int, interest: int) -> Money:
    return Money(measured(terms, charge, principal=principal, interest=interest), terms.currency)
