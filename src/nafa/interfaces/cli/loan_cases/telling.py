"""The answer to a case: rows as the format lists them."""

from collections.abc import Sequence
from datetime import date

from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.instalments import Instalment
from nafa.lending.calc.servicing.plan import Lending


def decimal_text(amount: int, digits: int) -> str:
    """An amount in major units without trailing zeros."""
    if not digits:
        return str(amount)
    sign, whole = ("-" if amount < 0 else ""), abs(amount)
    head, tail = divmod(whole, 10**digits)
    text = f"{tail:0{digits}d}".rstrip("0")
    return f"{sign}{head}.{text}" if text else f"{sign}{head}"


def schedule_rows(
    rows: Sequence[Instalment], lent: Sequence[Lending], digits: int
) -> list[list[object]]:
    """The fourteen columns, disbursements among the instalments by date."""
    told: list[list[object]] = []
    waiting = sorted(lent, key=lambda one: one.day)
    balance = 0
    for row in rows:
        while waiting and _comes_before(waiting[0].day, row):
            one = waiting.pop(0)
            balance += one.amount
            told.append(_disbursement(one, digits))
        balance -= row.asked[Component.PRINCIPAL]
        told.append(_instalment(row, max(balance, 0), digits))
    told += [_disbursement(one, digits) for one in waiting]
    return told


def _comes_before(day: date, row: Instalment) -> bool:
    return day < row.due or (row.is_down_payment and day == row.due)


def _disbursement(one: Lending, digits: int) -> list[object]:
    fee = decimal_text(one.fee, digits)
    paid = decimal_text(one.fee if one.is_made else 0, digits)
    amount = decimal_text(one.amount, digits)
    left = decimal_text(0 if one.is_made else one.fee, digits)
    day = one.day.isoformat()
    return [None, None, day, None, amount, None, None, fee, None, fee, paid, None, None, left]


def _instalment(row: Instalment, balance: int, digits: int) -> list[object]:
    asked = [
        decimal_text(row.asked[component], digits)
        for component in (
            Component.PRINCIPAL,
            Component.INTEREST,
            Component.FEE,
            Component.PENALTY,
        )
    ]
    return [
        row.number,
        (row.due - row.start).days,
        row.due.isoformat(),
        row.met_on.isoformat() if row.met_on else None,
        decimal_text(balance, digits),
        *asked,
        decimal_text(row.sum_asked, digits),
        decimal_text(row.sum_paid, digits),
        decimal_text(row.paid_in_advance, digits),
        decimal_text(row.paid_late, digits),
        decimal_text(row.outstanding, digits),
    ]
