"""The pure fold of a loan: terms, schedule and dated facts in, its state on a day out.

A backdated or reversed fact changes the sorted list of facts and nothing else: the module replays
the list before and after, and posts the difference (see `postings.difference`).

During day d penalties stand as the close of day d - 1 left them; the close of day d is replayed
with `closed_through=d`. Interest is earned through the day itself.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain

from nafa.lending.calc import allocation, penalty
from nafa.lending.calc.accrual import (
    accrued_interest,
    interest_through_current_period,
    recognised_interest,
)
from nafa.lending.calc.allocation import Due
from nafa.lending.calc.arrears import beyond
from nafa.lending.calc.loan_events import EventKind, LoanEvent, ReplayRefused, standing_events
from nafa.lending.calc.loan_state import EventShare, LoanState, LoanStatus
from nafa.lending.calc.parts import Component, Parts
from nafa.lending.calc.schedule import Schedule
from nafa.lending.calc.terms import EarlySettlement, FeeTime, Terms
from nafa.lib.money import Money, total


def replay(
    terms: Terms,
    schedule: Schedule,
    events: Iterable[LoanEvent],
    *,
    on: date,
    closed_through: date | None = None,
) -> LoanState:
    """The state of the loan on a day, from the facts dated on or before it.

    Refuses: ReplayRefused (see `standing_events`; a fact before the disbursement, a second
    disbursement, a write-off or settlement of a loan that is not active, a fee on a closed one).
    """
    fold = _Fold(terms, schedule)
    for event in standing_events(events, currency=terms.currency):
        if event.value_date <= on:
            fold.close_days(event.value_date - timedelta(days=1))
            fold.apply(event)
    fold.close_days(on - timedelta(days=1) if closed_through is None else closed_through)
    return fold.state(on)


def settlement(terms: Terms, schedule: Schedule, state: LoanState) -> Parts:
    """What closes the loan on the day of the state: principal, interest by the early rule, dues."""
    fold = _Fold.resumed(terms, schedule, state)
    return fold.settlement(state.on)


class _Fold:
    """The running sums while the facts pass by."""

    def __init__(self, terms: Terms, schedule: Schedule) -> None:
        self.terms, self.schedule = terms, schedule
        self.nothing = Money.zero(terms.currency)
        none = Parts.zero(terms.currency)
        self.disbursed_date: date | None = None
        self.paid = self.waived = self.written_off = none
        self.extra_fees: list[tuple[date, Money]] = []
        self.extra_fee_paid = self.extra_fee_waived = self.nothing
        self.recovered = self.overpaid = self.nothing
        self.progress = penalty.PenaltyProgress(terms.disbursement_date)
        self.shares: list[EventShare] = []
        self.status = LoanStatus.PENDING
        self.ended_on: date | None = None
        self.final_interest: Money | None = None
        self.whole = _whole(schedule, terms.currency)

    @classmethod
    def resumed(cls, terms: Terms, schedule: Schedule, state: LoanState) -> "_Fold":
        fold = cls(terms, schedule)
        fold.status, fold.disbursed_date = state.status, state.disbursed_date
        fold.paid, fold.waived, fold.written_off = state.paid, state.waived, state.written_off
        fold.extra_fees = list(state.extra_fees)
        fold.extra_fee_paid = state.extra_fee_paid
        fold.extra_fee_waived = state.extra_fee_waived
        fold.progress = state.penalty_progress
        fold.final_interest = state.final_interest
        return fold

    # -- what is known at a moment -----------------------------------------------------------

    @property
    def settled(self) -> Parts:
        return self.paid.plus(self.waived)

    @property
    def extra_fee_settled(self) -> Money:
        return self.extra_fee_paid + self.extra_fee_waived

    def extra_fee_owed(self) -> Money:
        asked = total((fee for _, fee in self.extra_fees), currency=self.terms.currency)
        return asked - self.extra_fee_settled

    def penalty_charged(self) -> Money:
        if self.terms.penalty is None:
            return self.nothing
        return penalty.charged(self.progress, self.terms.penalty, principal=self.terms.principal)

    def accrued(self, on: date) -> Money:
        if self.disbursed_date is None:
            return self.nothing
        if self.final_interest is not None:
            return self.final_interest
        return accrued_interest(self.schedule, on=on)

    def dues(self) -> tuple[Due, ...]:
        """Every unpaid due, coming ones too; penalties stand with the oldest."""
        return tuple(self._dues()) if self.status is LoanStatus.ACTIVE else ()

    def dues_for(self, amount: Money, on: date) -> tuple[Due, ...]:
        """The dues a payment can reach: all due by the day, and coming ones as far as it goes."""
        if self.status is not LoanStatus.ACTIVE:
            return ()
        reached: list[Due] = []
        ahead = self.nothing
        for due in self._dues():
            if due.due_date > on and ahead >= amount:
                break
            reached.append(due)
            ahead = ahead + due.parts.sum if due.due_date > on else ahead
        return tuple(reached)

    def is_repaid(self) -> bool:
        """Whether nothing is owed any more, without listing the dues."""
        settled, whole = self.settled, self.whole
        return (
            settled.principal == whole.principal
            and settled.interest == whole.interest
            and settled.fee - self.extra_fee_settled == whole.fee
            and not self.extra_fee_owed()
            and settled.penalty == self.penalty_charged()
        )

    def _dues(self) -> Iterator[Due]:
        rows = chain(self._extra_dues(), self._instalment_dues())
        owed = beyond(self.penalty_charged(), self.settled.penalty)
        if owed:
            first = next(rows, None)
            if first is not None and first.due_date <= self.progress.through:
                yield first._replace(parts=first.parts.put(Component.PENALTY, owed))
            else:
                yield Due(0, self.progress.through, Parts.only(Component.PENALTY, owed))
                yield from filter(None, (first,))
        yield from rows

    def _extra_dues(self) -> Iterator[Due]:
        owed = self.extra_fee_owed()
        if owed:
            yield Due(0, self.extra_fees[0][0], Parts.only(Component.FEE, owed))

    def _instalment_dues(self) -> Iterator[Due]:
        """Unpaid parts by instalment: what is settled of a component covers the oldest first."""
        currency, settled = self.terms.currency, self.settled
        fee_left = settled.fee.minor - self.extra_fee_settled.minor
        interest_left, principal_left = settled.interest.minor, settled.principal.minor
        for row in self.schedule:
            fee = max(row.fee.minor - fee_left, 0)
            interest = max(row.interest.minor - interest_left, 0)
            principal = max(row.principal.minor - principal_left, 0)
            fee_left -= row.fee.minor - fee
            interest_left -= row.interest.minor - interest
            principal_left -= row.principal.minor - principal
            if fee or interest or principal:
                amounts = (Money(minor, currency) for minor in (fee, interest, principal))
                yield Due(row.number, row.due_date, Parts(self.nothing, *amounts))

    def settlement(self, on: date) -> Parts:
        """What closes the loan that day; fees of coming instalments are not asked for."""
        if self.status is not LoanStatus.ACTIVE:
            return Parts.zero(self.terms.currency)
        rule = self.terms.early_settlement
        if rule is EarlySettlement.FULL_INTEREST:
            interest = self.whole.interest
        elif rule is EarlySettlement.INTEREST_OF_CURRENT_PERIOD:
            interest = interest_through_current_period(self.schedule, on=on)
        else:
            interest = accrued_interest(self.schedule, on=on)
        fees = total(
            (due.parts.fee for due in self.dues_for(self.nothing, on)),
            currency=self.terms.currency,
        )
        return Parts(
            beyond(self.penalty_charged(), self.settled.penalty),
            fees,
            beyond(interest, self.settled.interest),
            self.terms.principal - self.settled.principal,
        )

    # -- what moves it -----------------------------------------------------------------------

    def close_days(self, through: date) -> None:
        if self.terms.penalty is None or self.status is not LoanStatus.ACTIVE:
            return
        self.progress = penalty.advance(
            self.progress,
            schedule=self.schedule,
            penalty=self.terms.penalty,
            settled=penalty.Settled(self.settled.principal, self.settled.interest),
            through=through,
        )

    def apply(self, event: LoanEvent) -> None:
        if self.disbursed_date is None and event.kind is not EventKind.DISBURSED:
            raise ReplayRefused("loan.not_disbursed", event.id)
        _APPLY[event.kind](self, event)
        if self.status is LoanStatus.ACTIVE and self.is_repaid():
            self._end(LoanStatus.CLOSED, event.value_date)

    def disburse(self, event: LoanEvent) -> None:
        if self.disbursed_date is not None:
            raise ReplayRefused("loan.already_disbursed", event.id)
        if event.value_date != self.terms.disbursement_date:
            raise ReplayRefused("loan.disbursement_date_differs", event.id)
        self.disbursed_date, self.status = event.value_date, LoanStatus.ACTIVE

    def repay(self, event: LoanEvent) -> None:
        amount = _amount(event)
        if self.status is LoanStatus.WRITTEN_OFF:
            self.recovered = self.recovered + amount
            self._share(event, Parts.zero(self.terms.currency), self.nothing)
            return
        shared = allocation.allocate(
            amount,
            dues=self.dues_for(amount, event.value_date),
            order=self.terms.allocation_order,
            strategy=self.terms.allocation_strategy,
            on=event.value_date,
        )
        self.extra_fee_paid = self.extra_fee_paid + shared.part_of(0).fee
        self.paid = self.paid.plus(shared.parts)
        self._share(event, shared.parts, shared.remainder)

    def charge_fee(self, event: LoanEvent) -> None:
        self._must_be_active(event)
        self.extra_fees.append((event.value_date, _amount(event)))

    def waive(self, event: LoanEvent) -> None:
        """Let a part of a component off, oldest due first, as far as anything is owed of it."""
        assert event.component is not None
        shared = allocation.allocate(
            _amount(event),
            dues=self.dues(),
            order=(event.component,),
            strategy=self.terms.allocation_strategy,
            on=event.value_date,
        )
        self.extra_fee_waived = self.extra_fee_waived + shared.part_of(0).fee
        self.waived = self.waived.plus(shared.parts)
        self.shares.append(EventShare(event.id, shared.parts, self.nothing))

    def settle(self, event: LoanEvent) -> None:
        """Close early. Too little, since a later fact changed the sum, is a repayment like any."""
        asked, amount = self.settlement(event.value_date), _amount(event)
        if self.status is not LoanStatus.ACTIVE or amount < asked.sum:
            self.repay(event)
            return
        self.extra_fee_paid = self.extra_fee_paid + self.extra_fee_owed()
        self.paid = self.paid.plus(asked)
        self._share(event, asked, amount - asked.sum)
        self._end(LoanStatus.CLOSED, event.value_date)

    def write_off(self, event: LoanEvent) -> None:
        """Take what the books still hold as lost; later payments are recoveries."""
        self._must_be_active(event)
        settled, accrued = self.settled, self.accrued(event.value_date)
        recognised = recognised_interest(accrued=accrued, settled=settled.interest)
        self.written_off = Parts(
            self.penalty_charged() - settled.penalty,
            self.nothing,
            recognised - settled.interest,
            self.terms.principal - settled.principal,
        )
        self.shares.append(EventShare(event.id, self.written_off, self.nothing))
        self._end(LoanStatus.WRITTEN_OFF, event.value_date)

    def _must_be_active(self, event: LoanEvent) -> None:
        if self.status is not LoanStatus.ACTIVE:
            raise ReplayRefused("loan.not_active", event.id)

    def _end(self, status: LoanStatus, on: date) -> None:
        self.final_interest = recognised_interest(
            accrued=self.settled.interest if status is LoanStatus.CLOSED else self.accrued(on),
            settled=self.settled.interest,
        )
        self.status, self.ended_on = status, on

    def _share(self, event: LoanEvent, parts: Parts, remainder: Money) -> None:
        self.overpaid = self.overpaid + remainder
        self.shares.append(EventShare(event.id, parts, remainder))

    def state(self, on: date) -> LoanState:
        accrued = self.accrued(on)
        upfront_fee, upfront_tax = self._upfront()
        return LoanState(
            on=on,
            status=self.status,
            disbursed_date=self.disbursed_date,
            ended_on=self.ended_on,
            disbursed=self.terms.principal if self.disbursed_date else self.nothing,
            upfront_fee=upfront_fee,
            upfront_tax=upfront_tax,
            paid=self.paid,
            paid_tax=self._paid_tax(),
            waived=self.waived,
            written_off=self.written_off,
            recovered=self.recovered,
            overpaid=self.overpaid,
            accrued_interest=accrued,
            recognised_interest=recognised_interest(accrued=accrued, settled=self.settled.interest),
            penalty_charged=self.penalty_charged(),
            penalty_progress=self.progress,
            final_interest=self.final_interest,
            extra_fees=tuple(self.extra_fees),
            extra_fee_paid=self.extra_fee_paid,
            extra_fee_waived=self.extra_fee_waived,
            dues=self.dues(),
            shares=tuple(self.shares),
        )

    def _upfront(self) -> tuple[Money, Money]:
        """Fees and taxes paid at disbursement, once the loan is disbursed."""
        fee = tax = self.nothing
        if self.disbursed_date is None:
            return fee, tax
        for item, amount in self.terms.fees_at(FeeTime.AT_DISBURSEMENT):
            if item.is_tax:
                tax = tax + amount
            else:
                fee = fee + amount
        return fee, tax

    def _paid_tax(self) -> Money:
        """The tax in the instalment fees paid, in proportion, rounded down: exact at the end."""
        each = self.terms.fees_at(FeeTime.WITH_INSTALMENTS)
        whole = sum(amount.minor for _, amount in each)
        if not whole:
            return self.nothing
        tax = sum(amount.minor for item, amount in each if item.is_tax)
        paid = self.paid.fee - self.extra_fee_paid
        return Money(paid.minor * tax // whole, self.terms.currency)


def _whole(schedule: Schedule, currency: str) -> Parts:
    """What the schedule asks for in all."""
    return Parts(
        Money.zero(currency),
        total((row.fee for row in schedule), currency=currency),
        total((row.interest for row in schedule), currency=currency),
        total((row.principal for row in schedule), currency=currency),
    )


def _amount(event: LoanEvent) -> Money:
    assert event.amount is not None
    return event.amount


_APPLY = {
    EventKind.DISBURSED: _Fold.disburse,
    EventKind.REPAID: _Fold.repay,
    EventKind.FEE: _Fold.charge_fee,
    EventKind.WAIVED: _Fold.waive,
    EventKind.SETTLED: _Fold.settle,
    EventKind.WRITTEN_OFF: _Fold.write_off,
}
