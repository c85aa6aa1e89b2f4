"""The entries of a movement: which account of the loan's books each part moves."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.events import MoneyKind
from nafa.lending.calc.servicing.movements import Movement
from nafa.lib.invariants import ensure


class Account(StrEnum):
    """The accounts a loan moves."""

    FUNDS = "FUNDS"
    PRINCIPAL = "PRINCIPAL"
    INTEREST_RECEIVABLE = "INTEREST_RECEIVABLE"
    FEE_RECEIVABLE = "FEE_RECEIVABLE"
    PENALTY_RECEIVABLE = "PENALTY_RECEIVABLE"
    INTEREST_INCOME = "INTEREST_INCOME"
    FEE_INCOME = "FEE_INCOME"
    PENALTY_INCOME = "PENALTY_INCOME"
    OVERPAYMENT = "OVERPAYMENT"
    WRITE_OFF_LOSS = "WRITE_OFF_LOSS"
    GOODWILL = "GOODWILL"


class Line(NamedTuple):
    """One side of an entry; exactly one of the amounts is not zero."""

    account: Account
    debit: int
    credit: int


HELD_IN = {
    Component.PRINCIPAL: Account.PRINCIPAL,
    Component.INTEREST: Account.INTEREST_RECEIVABLE,
    Component.FEE: Account.FEE_RECEIVABLE,
    Component.PENALTY: Account.PENALTY_RECEIVABLE,
}
EARNED_IN = {
    Component.INTEREST: Account.INTEREST_INCOME,
    Component.FEE: Account.FEE_INCOME,
    Component.PENALTY: Account.PENALTY_INCOME,
}
PAID_FROM = {
    MoneyKind.GOODWILL_CREDIT: Account.GOODWILL,
    MoneyKind.WRITE_OFF: Account.WRITE_OFF_LOSS,
    MoneyKind.CHARGE_WAIVER: Account.WRITE_OFF_LOSS,
}


def entry(movement: Movement) -> tuple[Line, ...]:
    """The balanced lines of a movement; one taken back is followed by its mirror."""
    lines = tuple(line for line in _lines(movement) if line.debit or line.credit)
    ensure(
        sum(line.debit for line in lines) == sum(line.credit for line in lines),
        "an entry balances",
    )
    if movement.is_reversed:
        lines += tuple(Line(line.account, line.credit, line.debit) for line in lines)
    return lines


def _lines(movement: Movement) -> Iterator[Line]:
    kind, outcome = movement.kind, movement.outcome
    if kind is MoneyKind.DISBURSEMENT:
        yield Line(Account.PRINCIPAL, movement.amount, 0)
        yield Line(Account.FUNDS, 0, movement.amount)
        yield Line(Account.OVERPAYMENT, sum(outcome.offset.values()), 0)
        for component, account in HELD_IN.items():
            yield Line(account, 0, outcome.offset[component])
    elif kind is MoneyKind.CHARGE_AT_DISBURSEMENT:
        yield Line(Account.FEE_INCOME, 0, movement.amount)
        yield Line(Account.FUNDS, movement.amount, 0)
    elif kind in (MoneyKind.ACCRUAL, MoneyKind.ACCRUAL_ADJUSTMENT):
        yield from _accrued(movement)
    elif kind is MoneyKind.CREDIT_BALANCE_REFUND:
        yield Line(Account.OVERPAYMENT, outcome.overpaid, 0)
        yield Line(Account.PRINCIPAL, outcome.parts[Component.PRINCIPAL], 0)
        yield Line(Account.FUNDS, 0, movement.amount)
    elif kind is not MoneyKind.ACCRUAL_ACTIVITY:
        for component, account in HELD_IN.items():
            yield Line(account, 0, outcome.parts[component])
        yield Line(Account.OVERPAYMENT, 0, outcome.overpaid)
        yield Line(PAID_FROM.get(kind, Account.FUNDS), outcome.sum + outcome.overpaid, 0)


def _accrued(movement: Movement) -> Iterator[Line]:
    back = movement.kind is MoneyKind.ACCRUAL_ADJUSTMENT
    for component, income in EARNED_IN.items():
        amount = movement.outcome.parts[component]
        held = HELD_IN[component]
        yield Line(held, 0, amount) if back else Line(held, amount, 0)
        yield Line(income, amount, 0) if back else Line(income, 0, amount)
