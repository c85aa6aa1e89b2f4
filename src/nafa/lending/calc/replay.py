"""The state of a loan on a day: its terms, its agreed schedule and its facts through the engine.

A backdated or reversed fact changes the sorted list of facts and nothing else: the module replays
the list before and after, and posts the difference (see `postings.difference`).

During day d penalties stand as the close of day d - 1 left them; the close of day d is replayed
with `closed_through=d`. Interest is earned through the day itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from nafa.lending.calc.choices import ChargeMeasure, ChargeTime, ScheduleKind
from nafa.lending.calc.loan_events import EventKind, LoanEvent, ReplayRefused, standing_events
from nafa.lending.calc.loan_state import (
    NO_SHARES,
    Due,
    LoanState,
    LoanStatus,
    PlanRow,
    RawShare,
    Shares,
)
from nafa.lending.calc.parts import Component, Parts
from nafa.lending.calc.schedule import AT_PAYOUT, Schedule, payout_charges
from nafa.lending.calc.servicing.charges import Charge
from nafa.lending.calc.servicing.cumulative_fold import CumulativeFold
from nafa.lending.calc.servicing.events import MoneyKind
from nafa.lending.calc.servicing.fold import Fold
from nafa.lending.calc.servicing.instalments import Instalment
from nafa.lending.calc.servicing.movements import Changes, Movement
from nafa.lending.calc.servicing.penalties import PenaltyProgress
from nafa.lending.calc.servicing.plan import Lending
from nafa.lending.calc.servicing.progressive_fold import ProgressiveFold
from nafa.lending.calc.servicing.replanning import first_tranche
from nafa.lending.calc.servicing.settling import quote
from nafa.lending.calc.terms import ChargeTerms, Terms
from nafa.lib.money import Money

ONE_DAY = timedelta(days=1)
KINDS = {
    EventKind.DISBURSED: MoneyKind.DISBURSEMENT,
    EventKind.TRANCHE: MoneyKind.TRANCHE,
    EventKind.REPAID: MoneyKind.REPAYMENT,
    EventKind.SETTLED: MoneyKind.SETTLEMENT,
    EventKind.PREPAID: MoneyKind.PREPAYMENT,
    EventKind.REPLANNED: MoneyKind.NEW_PLAN,
    EventKind.WAIVED: MoneyKind.WAIVER,
    EventKind.WRITTEN_OFF: MoneyKind.WRITE_OFF,
}
NO_CHARGE = -1
ONLY_ACTIVE = (EventKind.FEE, EventKind.WRITTEN_OFF, EventKind.TRANCHE)
PUT_OUT = (MoneyKind.DISBURSEMENT, MoneyKind.TRANCHE)


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
    disbursement, a write-off, a fee or a tranche of a loan that is not active, a tranche after the
    drawing has ended or above what was agreed).
    """
    facts = _Facts(terms, standing_events(events, currency=terms.currency), on)
    if not facts.is_out:
        return _not_out(terms, on)
    fold = _folded(terms, schedule, facts, on=on, closed_through=closed_through)
    facts.check_ends(fold)
    return _state(terms, schedule, facts, fold, on)


def settlement(terms: Terms, schedule: Schedule, events: Iterable[LoanEvent], *, on: date) -> Parts:
    """What closes the loan on a day: principal, interest by the early rule, dues."""
    facts = _Facts(terms, standing_events(events, currency=terms.currency), on)
    if not facts.is_out:
        return Parts.zero(terms.currency)
    fold = _folded(terms, schedule, facts, on=on, closed_through=None)
    if fold.ended_on is not None:
        return Parts.zero(terms.currency)
    return Parts.of_minor(terms.currency, quote(fold, on))


class _Facts:
    """The facts of a loan as the engine takes them: movements and charges."""

    def __init__(self, terms: Terms, standing: Sequence[LoanEvent], on: date) -> None:
        self.is_out = False
        self.drawing_ended = False
        self.put_out = 0
        self.movements: list[Movement] = []
        self.charges = [
            Charge(0, charge, terms.disbursement_date)
            for charge in terms.charges
            if charge.time is ChargeTime.WITH_EACH_INSTALMENT
        ]
        self.events: dict[int, LoanEvent] = {}
        self.numbers: dict[str, int] = {}
        for number, event in enumerate(standing, start=1):
            if event.value_date > on:
                break
            self._take(terms, number, event)

    def _take(self, terms: Terms, number: int, event: LoanEvent) -> None:
        if event.kind is EventKind.DISBURSED:
            if self.is_out:
                raise ReplayRefused("loan.already_disbursed", event.id)
            if event.value_date != terms.disbursement_date:
                raise ReplayRefused("loan.disbursement_date_differs", event.id)
            self.is_out = True
        elif not self.is_out:
            raise ReplayRefused("loan.not_disbursed", event.id)
        self.events[number] = event
        day = event.value_date
        if event.kind is EventKind.FEE:
            assert event.amount is not None
            due = event.charge.due_date if event.charge else day
            name = event.charge.name if event.charge else "fee"
            self.charges.append(Charge(number, _fee(event.amount, name), day, due=due))
            self.numbers[event.id] = number
            return
        if event.kind is EventKind.DRAWING_ENDED:
            self.drawing_ended = True
            return
        amount = event.amount.minor if event.amount else 0
        if event.kind is EventKind.DISBURSED and not terms.is_drawn:
            amount = terms.approved
        if event.kind in (EventKind.DISBURSED, EventKind.TRANCHE):
            self._put_out(terms, event, amount)
        self.movements.append(
            Movement(
                number,
                KINDS[event.kind],
                day,
                amount,
                day,
                component=event.component,
                charge=self.numbers.get(event.charge_id, NO_CHARGE) if event.charge_id else None,
                plan=event.plan,
            )
        )

    def _put_out(self, terms: Terms, event: LoanEvent, amount: int) -> None:
        """Refuses: ReplayRefused, when it is more than was agreed or the drawing has ended."""
        self.put_out += amount
        if amount <= 0:
            raise ReplayRefused("loan.event_amount_wrong", event.id)
        if self.drawing_ended:
            raise ReplayRefused("loan.drawing_ended", event.id)
        if self.put_out > terms.approved:
            raise ReplayRefused("loan.above_agreed", event.id)

    def check_ends(self, fold: Fold) -> None:
        """Refuses: ReplayRefused, for what only a running loan can have."""
        for number, event in self.events.items():
            if event.kind in ONLY_ACTIVE and number in fold.after_end:
                raise ReplayRefused("loan.not_active", event.id)


def _fee(amount: Money, name: str) -> ChargeTerms:
    return ChargeTerms(
        name=name,
        time=ChargeTime.ON_A_DATE,
        measure=ChargeMeasure.FLAT,
        value=Decimal(amount.major),
    )


def _folded(
    terms: Terms, schedule: Schedule, facts: _Facts, *, on: date, closed_through: date | None
) -> Fold:
    """The engine after the facts. A planned loan starts from the schedule that was signed."""
    first_day = terms.disbursement_date
    fold: CumulativeFold | ProgressiveFold
    if terms.kind is ScheduleKind.CUMULATIVE:
        made = [one for one in facts.movements if one.kind is MoneyKind.DISBURSEMENT]
        fold = CumulativeFold(
            terms,
            {},
            facts.charges,
            first_day=first_day,
            changes=Changes(),
            lent=[Lending(one.day, one.amount) for one in made],
            agreed=_agreed(schedule),
        )
        if terms.is_drawn and (terms.tranches or made[0].amount != terms.approved):
            first_tranche(fold, made[0].amount)
    else:
        fold = ProgressiveFold(terms, {}, facts.charges, first_day=first_day, changes=Changes())
    fold.run(facts.movements, until=on, closed_through=closed_through)
    return fold


def _agreed(schedule: Schedule) -> list[Instalment]:
    rows = []
    for one in schedule:
        row = Instalment(one.number, one.start_date, one.due_date)
        row.is_down_payment = one.due_date == one.start_date
        row.asked[Component.PRINCIPAL] = one.principal.minor
        row.asked[Component.INTEREST] = one.interest.minor
        rows.append(row)
    return rows


def _not_out(terms: Terms, on: date) -> LoanState:
    """A contract whose money is not out yet."""
    nothing, none = Money.zero(terms.currency), Parts.zero(terms.currency)
    return LoanState(
        on=on, status=LoanStatus.PENDING, disbursed_date=None, ended_on=None, disbursed=nothing,
        undrawn=nothing, upfront_fee=nothing, upfront_tax=nothing, paid=none, paid_tax=nothing,
        waived=none, written_off=none, recovered=nothing, overpaid=nothing, capitalised=nothing,
        plan=None,
        accrued_interest=nothing,
        recognised_interest=nothing, recognised_before=nothing, penalty_charged=nothing,
        penalty_progress=PenaltyProgress(terms.disbursement_date), dues=(), shares=NO_SHARES,
    )  # fmt: skip


def _state(terms: Terms, schedule: Schedule, facts: _Facts, fold: Fold, on: date) -> LoanState:
    status = _status(fold)
    sums = _Sums(terms, fold)
    made = [one.amount for one in facts.movements if one.kind in PUT_OUT]
    upfront = payout_charges(terms, schedule, made)
    taxes = sum(amount.minor for charge, amount in upfront if charge.is_tax)
    kept = sum(amount.minor for _, amount in upfront)
    lateness = fold.lateness
    may_draw = terms.is_drawn and status is LoanStatus.ACTIVE and not facts.drawing_ended

    def money(minor: int) -> Money:
        return Money(minor, terms.currency)

    return LoanState(
        on=on,
        status=status,
        disbursed_date=terms.disbursement_date,
        ended_on=fold.ended_on,
        disbursed=money(sum(made)),
        undrawn=money(terms.approved - sum(made) if may_draw else 0),
        upfront_fee=money(kept - taxes),
        upfront_tax=money(taxes),
        paid=sums.paid,
        paid_tax=money(_paid_tax(fold)),
        waived=sums.waived,
        written_off=sums.lost(on),
        recovered=money(fold.recovered),
        overpaid=money(fold.overpaid),
        capitalised=money(fold.capitalised),
        plan=_plan(terms, fold) if fold.is_replanned else None,
        accrued_interest=money(fold.accrued(on)),
        recognised_interest=money(sums.recognised(on)),
        recognised_before=money(sums.recognised(on - ONE_DAY)),
        penalty_charged=money(lateness.charged if lateness else 0),
        penalty_progress=lateness.progress
        if lateness
        else PenaltyProgress(terms.disbursement_date),
        dues=_dues(terms, fold) if status is LoanStatus.ACTIVE else (),
        shares=_shares(terms, facts, fold),
    )


def _status(fold: Fold) -> LoanStatus:
    if fold.is_lost:
        return LoanStatus.WRITTEN_OFF
    return LoanStatus.ACTIVE if fold.ended_on is None else LoanStatus.CLOSED


class _Sums:
    """What the instalments of a loan got, let off and lost, by component."""

    def __init__(self, terms: Terms, fold: Fold) -> None:
        self.terms, self.fold = terms, fold
        self.paid = self._sum("paid")
        self.waived = self._sum("waived")

    def _sum(self, name: str) -> Parts:
        sums = dict.fromkeys(Component, 0)
        for row in self.fold.rows:
            for component, amount in getattr(row, name).items():
                sums[component] += amount
        return Parts.of_minor(self.terms.currency, sums)

    def recognised(self, on: date) -> int:
        """Interest that is income: earned, or settled before it was earned, if that is more."""
        settled = self.fold.settled[Component.INTEREST]
        if self.fold.is_lost:
            assert self.fold.ended_on is not None
            return max(self.fold.accrued(self.fold.ended_on), settled)
        if self.fold.ended_on is not None:
            return settled
        return max(self.fold.accrued(on), settled)

    def lost(self, on: date) -> Parts:
        """What the books held when the loan was given up: no fee, no interest to come."""
        if not self.fold.is_lost:
            return Parts.zero(self.terms.currency)
        gone = self._sum("written_off")
        interest = self.recognised(on) - self.fold.settled[Component.INTEREST]
        return gone._replace(
            fee=Money.zero(self.terms.currency), interest=Money(interest, self.terms.currency)
        )


def _paid_tax(fold: Fold) -> int:
    """The tax in the instalment fees that were paid."""
    return sum(
        charge.sum_paid
        for charge in fold.laid
        if charge.terms.is_tax and charge.terms.time not in AT_PAYOUT
    )


def _dues(terms: Terms, fold: Fold) -> tuple[Due, ...]:
    """Every unpaid due, coming ones too."""
    return tuple(
        Due(row.number, row.due, _owed(terms.currency, row))
        for row in fold.rows[fold.first_open :]
        if not row.is_met
    )


def _owed(currency: str, row: Instalment) -> Parts:
    return Parts.of_minor(currency, {component: row.owed(component) for component in Component})


def _plan(terms: Terms, fold: Fold) -> tuple[PlanRow, ...]:
    """The instalments in force; a charge after the last due date is no instalment."""
    rows = [row for row in fold.rows if not row.is_additional]
    return tuple(
        PlanRow(
            row.number,
            row.start,
            row.due,
            Money(row.asked[Component.PRINCIPAL], terms.currency),
            Money(row.asked[Component.INTEREST], terms.currency),
            Money(row.asked[Component.FEE], terms.currency),
            Money(row.carried, terms.currency),
        )
        for row in rows
    )


def _shares(terms: Terms, facts: _Facts, fold: Fold) -> Shares:
    """What each fact settled, in the order the facts count."""
    found = []
    for movement in facts.movements:
        if movement.kind in PUT_OUT:
            continue
        outcome = fold.outcomes[movement.number]
        parts: Mapping[Component, int] = outcome.parts
        if movement.kind is MoneyKind.WRITE_OFF:
            lost = _Sums(terms, fold).lost(movement.day)
            parts = {component: lost.of(component).minor for component in Component}
        found.append(RawShare(facts.events[movement.number].id, parts, outcome.overpaid))
    return Shares(terms.currency, found)
