"""The state of a loan on a day, as the fold leaves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, overload

from nafa.lending.calc.parts import Component, Parts
from nafa.lending.calc.servicing.penalties import PenaltyProgress
from nafa.lib.money import Money


class LoanStatus(StrEnum):
    """Where a loan stands in its life."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"
    WRITTEN_OFF = "WRITTEN_OFF"


class Due(NamedTuple):
    """What one instalment still asks for."""

    number: int
    due_date: date
    parts: Parts


class PlanRow(NamedTuple):
    """An instalment of a plan that replaced the one that was signed.

    `carried` is the part of its interest that was earned before its period.
    """

    number: int
    start_date: date
    due_date: date
    principal: Money
    interest: Money
    fee: Money
    carried: Money

    @property
    def sum(self) -> Money:
        return self.principal + self.interest + self.fee


class EventShare(NamedTuple):
    """What one fact settled, by component, and what it overpaid."""

    event_id: str
    parts: Parts
    remainder: Money


class RawShare(NamedTuple):
    """What one fact settled and overpaid, in minor units."""

    event_id: str
    parts: Mapping[Component, int]
    overpaid: int


class Shares(Sequence[EventShare]):
    """What each fact settled, in the order the facts count.

    Each is made when it is looked at: a loan may have thousands, of which one is asked for.
    """

    def __init__(self, currency: str, raw: Sequence[RawShare]) -> None:
        self._currency, self._raw = currency, raw

    def of(self, event_id: str) -> EventShare | None:
        """The share of one fact; none when it settles nothing or does not count."""
        found = next((one for one in reversed(self._raw) if one.event_id == event_id), None)
        return None if found is None else self._made(found)

    def __len__(self) -> int:
        return len(self._raw)

    @overload
    def __getitem__(self, place: int) -> EventShare: ...
    @overload
    def __getitem__(self, place: slice) -> "Shares": ...
    def __getitem__(self, place: int | slice) -> "EventShare | Shares":
        if isinstance(place, slice):
            return Shares(self._currency, self._raw[place])
        return self._made(self._raw[place])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shares) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _made(self, raw: RawShare) -> EventShare:
        parts = Parts.of_minor(self._currency, raw.parts)
        return EventShare(raw.event_id, parts, Money(raw.overpaid, self._currency))


NO_SHARES = Shares("", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanState:
    """Sums of a loan on a day. Settled means paid or waived, and interest that became principal.

    `recognised_interest` is what income shows: earned interest, or settled interest when a payment
    came ahead of it; a loan that has ended earns no more. `recognised_before` is what the close of
    the day before left. `undrawn` may still be asked for.
    """

    on: date
    status: LoanStatus
    disbursed_date: date | None
    ended_on: date | None
    disbursed: Money
    undrawn: Money
    upfront_fee: Money
    upfront_tax: Money
    paid: Parts
    paid_tax: Money
    waived: Parts
    written_off: Parts
    recovered: Money
    overpaid: Money
    capitalised: Money
    plan: tuple[PlanRow, ...] | None
    accrued_interest: Money
    recognised_interest: Money
    recognised_before: Money
    penalty_charged: Money
    penalty_progress: PenaltyProgress
    dues: tuple[Due, ...]
    shares: Shares

    @property
    def settled(self) -> Parts:
        settled = self.paid.plus(self.waived)
        return settled._replace(interest=settled.interest + self.capitalised)

    @property
    def outstanding_principal(self) -> Money:
        lent = self.disbursed + self.capitalised
        return lent - self.settled.principal - self.written_off.principal

    @property
    def interest_receivable(self) -> Money:
        """Income not yet received: earned, less paid, waived and written off."""
        return self.recognised_interest - self.settled.interest - self.written_off.interest

    @property
    def penalty_receivable(self) -> Money:
        return self.penalty_charged - self.settled.penalty - self.written_off.penalty

    def due_on(self, day: date) -> Parts:
        """What is asked for on a day: every unpaid due dated on or before it."""
        parts = Parts.zero(self.disbursed.currency)
        for due in self.dues:
            if due.due_date <= day:
                parts = parts.plus(due.parts)
        return parts
