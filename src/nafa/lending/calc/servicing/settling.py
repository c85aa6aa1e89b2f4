"""Closing a loan early by the rule of its terms, and letting off a part of what is owed."""

from datetime import date
from typing import TYPE_CHECKING

from nafa.lending.calc.choices import ChargeTime, SettlementInterest
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.instalments import COMPONENTS, Instalment, nothing

if TYPE_CHECKING:
    from nafa.lending.calc.servicing.charges import Charge
    from nafa.lending.calc.servicing.fold import Fold
    from nafa.lending.calc.servicing.movements import Movement

PENALTY, FEE = Component.PENALTY, Component.FEE
INTEREST, PRINCIPAL = Component.INTEREST, Component.PRINCIPAL


def quote(fold: "Fold", day: date) -> dict[Component, int]:
    """What closes the loan on a day, by component.

    Interest by the rule of the terms; fees of coming instalments are not asked for.
    """
    asked = nothing()
    asked[PRINCIPAL] = sum(row.owed(PRINCIPAL) for row in fold.rows)
    asked[INTEREST] = max(_interest(fold, day) - fold.settled[INTEREST], 0)
    asked[PENALTY] = sum(row.owed(PENALTY) for row in fold.rows)
    asked[FEE] = sum(due_of(charge, day) for charge in fold.laid if charge.component is FEE)
    return asked


def _interest(fold: "Fold", day: date) -> int:
    rule = fold.terms.settlement
    if rule is SettlementInterest.WHOLE_TERM:
        return sum(row.asked[INTEREST] for row in fold.rows)
    if rule is SettlementInterest.UNTIL_THE_DUE_DATE:
        return sum(row.asked[INTEREST] for row in fold.rows if row.start < day)
    return fold.accrued(day)


def due_of(charge: "Charge", day: date) -> int:
    """What is left to pay of a charge that has fallen due by a day."""
    by_instalment = charge.terms.time is ChargeTime.WITH_EACH_INSTALMENT
    return sum(
        amount - charge.paid.get(due, 0) - charge.waived.get(due, 0)
        for due, amount in charge.shares.items()
        if (due if by_instalment else charge.due or due) <= day
    )


def settle(fold: "Fold", movement: "Movement") -> bool:
    """Close the loan with what is asked for that day; too little settles nothing.

    What the rule does not ask for is no longer asked of the instalments.
    """
    asked = quote(fold, movement.day)
    whole = sum(asked.values())
    if fold.ended_on is not None or movement.amount < whole:
        return False
    outcome, left = fold.outcomes[movement.number], dict(asked)
    for row in fold.rows:
        for component in COMPONENTS:
            owed = row.owed(component)
            taken = fold.paid(row, component, movement.day, min(owed, left[component]))
            left[component] -= taken
            outcome.parts[component] += taken
            row.asked[component] -= owed - taken
        row.note_met(movement.day)
    fold.keep_overpaid(movement, movement.amount - whole)
    return True


def waive(fold: "Fold", movement: "Movement") -> None:
    """Let a part of a component off, oldest first, as far as anything is owed of it."""
    component, left = movement.component, movement.amount
    assert component is not None
    fold.reach(movement.day)
    fold.follow_charges()
    outcome = fold.outcomes[movement.number]
    for row in fold.rows:
        taken = max(min(left, _waivable(fold, movement, row)), 0)
        if not taken:
            continue
        row.waived[component] += taken
        fold.settled[component] += taken
        outcome.parts[component] += taken
        left -= taken
        _waive_charges(fold, movement, row.due, taken)
        row.note_met(movement.day)


def _waivable(fold: "Fold", movement: "Movement", row: Instalment) -> int:
    """What may be let off of an instalment: all it owes of the component, or of one charge."""
    assert movement.component is not None
    owed = row.owed(movement.component)
    if movement.charge is None:
        return owed
    named = [one for one in fold.laid if one.number == movement.charge and row.due in one.shares]
    return min(owed, sum(_share_owed(one, row.due) for one in named))


def _share_owed(charge: "Charge", due: date) -> int:
    return charge.shares[due] - charge.paid.get(due, 0) - charge.waived.get(due, 0)


def _waive_charges(fold: "Fold", movement: "Movement", due: date, amount: int) -> None:
    for charge in fold.laid:
        if charge.component is not movement.component or due not in charge.shares:
            continue
        if movement.charge not in (None, charge.number):
            continue
        taken = min(_share_owed(charge, due), amount)
        charge.waived[due] = charge.waived.get(due, 0) + taken
        charge.let_off += taken
        amount -= taken
