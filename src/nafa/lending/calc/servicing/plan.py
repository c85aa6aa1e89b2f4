"""The schedule of a loan: terms and what was lent in, instalments out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nafa.lending.calc.choices import ScheduleKind
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.balance_model import BalanceModel
from nafa.lending.calc.servicing.cumulative import Lent, lay
from nafa.lending.calc.servicing.due_dates import Bounds, bounds
from nafa.lending.calc.servicing.instalments import Instalment
from nafa.lending.calc.servicing.rounding import divided, percent_of, to_multiple
from nafa.lending.calc.terms import Terms


@dataclass(frozen=True, slots=True)
class Lending:
    """Money lent on a day, or foreseen to be, and the fee taken with it."""

    day: date
    amount: int
    fee: int = 0
    is_made: bool = True


def schedule(terms: Terms, lent: Sequence[Lending]) -> tuple[Instalment, ...]:
    """The instalments of what was lent, nothing having been paid yet."""
    first_day = min(one.day for one in lent)
    periods = bounds(terms, first_day)
    if terms.kind is ScheduleKind.CUMULATIVE:
        principals, interests = lay(terms, periods, after_down_payments(terms, lent))
    elif terms.bears_interest:
        model = BalanceModel(terms, periods)
        for one in lent:
            lend(model, one.day, one.amount - down_payment(terms, one.amount))
        principals = [period.principal for period in model.periods]
        interests = [period.interest for period in model.periods]
    else:
        principals = [0] * len(periods)
        interests = [0] * len(periods)
        for one in lent:
            amount = one.amount - down_payment(terms, one.amount)
            spread_over(terms, principals, _coming(terms, periods, one.day), amount)
    rows = [
        _row(period.start, period.due, principal, interest)
        for period, principal, interest in zip(periods, principals, interests, strict=True)
    ]
    return numbered([*rows, *down_payments(terms, lent)])


def lend(model: BalanceModel, day: date, amount: int) -> None:
    """Add to the balance and level the instalments anew, or add instalments for the tranche."""
    if model.terms.each_tranche_has_full_term and model.has_lent:
        model.add_tranche(day, amount)
        return
    first = model.lend(day, amount)
    if first is not None:
        model.level_from(first)


def down_payment(terms: Terms, amount: int) -> int:
    """The part of a disbursement that is paid at once."""
    if not terms.has_down_payment:
        return 0
    return to_multiple(terms, percent_of(terms, amount, terms.down_payment_percent))


def down_payments(terms: Terms, lent: Sequence[Lending]) -> list[Instalment]:
    """The first instalment of each disbursement, due on its day."""
    if not terms.has_down_payment:
        return []
    rows = []
    for one in lent:
        row = _row(one.day, one.day, down_payment(terms, one.amount), 0)
        row.is_down_payment = True
        rows.append(row)
    return rows


def numbered(rows: Sequence[Instalment]) -> tuple[Instalment, ...]:
    """The rows in the order they fall due, numbered from one."""
    ordered = sorted(rows, key=lambda row: (row.due, row.is_down_payment, row.start))
    for number, row in enumerate(ordered, start=1):
        row.number = number
    return tuple(ordered)


def _row(start: date, due: date, principal: int, interest: int) -> Instalment:
    row = Instalment(0, start, due)
    row.asked[Component.PRINCIPAL] = principal
    row.asked[Component.INTEREST] = interest
    return row


def after_down_payments(terms: Terms, lent: Sequence[Lending]) -> list[Lent]:
    return [Lent(one.day, one.amount, one.amount - down_payment(terms, one.amount)) for one in lent]


def spread_over(terms: Terms, principals: list[int], coming: Sequence[int], amount: int) -> None:
    """Without interest: equal parts over these places; the last one takes the rest."""
    part, left = divided(terms, amount, len(coming)), amount
    for place in coming[:-1]:
        wanted = to_multiple(terms, principals[place] + part) - principals[place]
        taken = min(wanted, left)
        principals[place] += taken
        left -= taken
    principals[coming[-1]] += left


def _coming(terms: Terms, periods: Sequence[Bounds], day: date) -> list[int]:
    coming = [place for place, period in enumerate(periods) if period.due > day]
    later = [place for place in coming if place >= terms.grace_principal]
    return later or coming[-1:] or [len(periods) - 1]
