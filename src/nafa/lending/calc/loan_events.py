"""What happens to a loan, as dated facts. A mistake is reversed by a fact, never erased."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from nafa.lending.calc.new_plan import NewPlan
from nafa.lending.calc.parts import Component
from nafa.lib.money import Money


class EventKind(StrEnum):
    """The facts that the fold knows."""

    DISBURSED = "DISBURSED"
    TRANCHE = "TRANCHE"
    DRAWING_ENDED = "DRAWING_ENDED"
    REPAID = "REPAID"
    FEE = "FEE"
    WAIVED = "WAIVED"
    SETTLED = "SETTLED"
    WRITTEN_OFF = "WRITTEN_OFF"
    PREPAID = "PREPAID"
    REPLANNED = "REPLANNED"
    REVERSED = "REVERSED"


class NewCharge(NamedTuple):
    """A charge that was added: what it is called and the day it falls due."""

    name: str
    due_date: date


class LoanEvent(NamedTuple):
    """One fact. `value_date` says when it counts, `order` when it was recorded.

    REPAID, PREPAID, FEE, WAIVED and SETTLED carry an amount; WAIVED the component it lets off, and
    the id of a FEE when it lets off that charge alone; REVERSED the id of what it takes back. A
    FEE without more falls due on its day; REPLANNED says what was agreed. TRANCHE puts more out and
    says over which dates; after DRAWING_ENDED no more is put out.
    """

    id: str
    kind: EventKind
    value_date: date
    order: int
    amount: Money | None = None
    component: Component | None = None
    target: str | None = None
    charge: NewCharge | None = None
    charge_id: str | None = None
    plan: NewPlan | None = None


class ReplayRefused(ValueError):
    """Facts that make no loan: a stable code and the id of the fact at fault."""

    def __init__(self, code: str, event_id: str) -> None:
        super().__init__(f"{code}: {event_id}")
        self.code = code
        self.event_id = event_id


NEEDS_AMOUNT = {
    EventKind.TRANCHE,
    EventKind.REPAID,
    EventKind.PREPAID,
    EventKind.FEE,
    EventKind.WAIVED,
    EventKind.SETTLED,
}
MAY_BE_WAIVED = {Component.INTEREST, Component.PENALTY, Component.FEE}


def standing_events(events: Iterable[LoanEvent], *, currency: str) -> tuple[LoanEvent, ...]:
    """The facts that stand, in the order they count: by value date, then as recorded.

    A reversed fact and its reversal both vanish, whatever the date of the reversal. Refuses:
    ReplayRefused (duplicate id, unknown target, reversal of a reversal, missing or wrong amount).
    """
    known: dict[str, LoanEvent] = {}
    for event in events:
        if event.id in known:
            raise ReplayRefused("loan.event_duplicate", event.id)
        known[event.id] = event
        _check(event, currency)
    gone = set()
    for event in known.values():
        if event.kind is EventKind.REVERSED:
            target = known.get(event.target or "")
            if target is None or target.kind is EventKind.REVERSED:
                raise ReplayRefused("loan.reversal_target_unknown", event.id)
            gone |= {event.id, target.id}
    standing = (event for event in known.values() if event.id not in gone)
    return tuple(sorted(standing, key=lambda event: (event.value_date, event.order, event.id)))


def _check(event: LoanEvent, currency: str) -> None:
    if event.kind in NEEDS_AMOUNT:
        amount = event.amount
        if amount is None or not amount.is_positive or amount.currency != currency:
            raise ReplayRefused("loan.event_amount_wrong", event.id)
    if event.kind in (EventKind.REPLANNED, EventKind.TRANCHE) and event.plan is None:
        raise ReplayRefused("loan.plan_missing", event.id)
    if event.kind is EventKind.WAIVED and event.component not in MAY_BE_WAIVED:
        raise ReplayRefused("loan.waiver_component_wrong", event.id)
