"""The state of one loan: its facts replayed by the pure fold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending.calc.arrears import Arrears, arrears
from nafa.lending.calc.fact_data import charge_of, plan_of
from nafa.lending.calc.loan_events import EventKind, LoanEvent
from nafa.lending.calc.loan_state import LoanState, LoanStatus
from nafa.lending.calc.parts import Component, Parts
from nafa.lending.calc.postings import Role, balances, suspended
from nafa.lending.calc.replay import replay, settlement
from nafa.lending.calc.schedule import Instalment as Row
from nafa.lending.calc.schedule import Schedule
from nafa.lending.calc.terms import Terms
from nafa.lending.calc.terms_plain import terms_from_plain
from nafa.lending.models import Instalment, Loan, LoanFact, LoanPlan
from nafa.lib.money import Money

FACT_FIELDS = (
    "id", "kind", "value_date", "order", "amount_minor", "component", "target_id", "data",
)  # fmt: skip
_KINDS = {kind.value: kind for kind in EventKind}


@dataclass(frozen=True)
class Folded:
    """A loan with its terms, the schedule that was signed, its facts and the state they make."""

    loan: Loan
    terms: Terms
    signed: Schedule
    events: tuple[LoanEvent, ...]
    state: LoanState

    def with_event(self, event: LoanEvent) -> "Folded":
        """The same loan with one more fact."""
        events = (*self.events, event)
        state = replay(self.terms, self.signed, events, on=self.state.on)
        return replace(self, events=events, state=state)

    @property
    def schedule(self) -> Schedule:
        """The instalments in force: those that were signed, or of the plan that replaced them."""
        if self.state.plan is None:
            return self.signed
        return tuple(
            Row(one.number, one.start_date, one.due_date, one.principal, one.interest, one.fee)
            for one in self.state.plan
        )

    def is_replanned_since(self, before: "Folded") -> bool:
        """Whether the instalments in force are other ones than before."""
        return self.schedule != before.schedule

    @property
    def carried(self) -> tuple[int, ...]:
        """Of each instalment in force, the interest that was earned before its period."""
        if self.state.plan is None:
            return (0,) * len(self.signed)
        return tuple(one.carried.minor for one in self.state.plan)

    def books(self, *, is_suspended: bool) -> dict[Role, Money]:
        """What the books hold during the day: interest as the close of the day before left it."""
        if is_suspended:
            return balances(suspended(self.state))
        return balances(replace(self.state, recognised_interest=self.state.recognised_before))

    def lateness(self, on: date) -> Arrears:
        """What is late at a day; nothing once the loan has ended."""
        if self.state.status is not LoanStatus.ACTIVE:
            return Arrears(None, None, 0, self.nothing, self.nothing)
        settled = self.state.settled
        return arrears(
            self.schedule,
            settled_principal=settled.principal,
            settled_interest=settled.interest,
            on=on,
        )

    def settlement(self) -> Parts:
        """What closes the loan on the day of the state."""
        return settlement(self.terms, self.signed, self.events, on=self.state.on)

    @property
    def nothing(self) -> Money:
        return Money.zero(self.loan.currency)


def find_loan(ctx: Context, loan_id: UUID, *, lock: bool = False) -> Loan:
    """The loan. Refuses: NotFound, OtherBranch."""
    rows = Loan.objects.select_for_update() if lock else Loan.objects.select_related("version")
    loan = rows.filter(id=loan_id).first()
    if loan is None:
        raise NotFound(kind="loan", id=loan_id)
    ctx.demand_branch(loan.branch_id)
    ctx.saw("loan", loan.id)
    ctx.saw("client", loan.client_id)
    return loan


def schedule_rows(loan: Loan) -> Schedule:
    """The schedule that was signed, as the fold reads it."""
    currency = loan.currency
    if loan.plan_version:
        return plan_rows(LoanPlan.objects.get(loan_id=loan.id, version=0).rows, currency)
    return tuple(
        Row(
            row.number,
            row.start_date,
            row.due_date,
            Money(row.principal_minor, currency),
            Money(row.interest_minor, currency),
            Money(row.fee_minor, currency),
        )
        for row in Instalment.objects.filter(loan_id=loan.id).order_by("number")
    )


def plan_rows(kept: Sequence[Sequence[Any]], currency: str) -> Schedule:
    """The rows of a plan that was replaced."""
    return tuple(
        Row(
            number,
            date.fromisoformat(start),
            date.fromisoformat(due),
            *(Money(minor, currency) for minor in amounts),
        )
        for number, start, due, *amounts in kept
    )


def events_of(rows: Iterable[Sequence[Any]], currency: str) -> tuple[LoanEvent, ...]:
    """Facts, read as `FACT_FIELDS`, as the fold takes them."""
    return tuple(
        LoanEvent(
            id=str(fact_id),
            kind=_KINDS[kind],
            value_date=value_date,
            order=order,
            amount=None if minor is None else Money(minor, currency),
            component=Component(component) if component else None,
            target=str(target_id) if target_id else None,
            charge=charge_of(data),
            charge_id=data.get("charge_id"),
            plan=plan_of(data),
        )
        for fact_id, kind, value_date, order, minor, component, target_id, data in rows
    )


def fold(loan: Loan, *, on: date, closed_through: date | None = None) -> Folded:
    """Replay the loan's facts up to a day (during it, unless it is said to be closed)."""
    terms, signed = terms_from_plain(loan.terms), schedule_rows(loan)
    facts = LoanFact.objects.filter(loan_id=loan.id).order_by("order").values_list(*FACT_FIELDS)
    events = events_of(facts, loan.currency)
    state = replay(terms, signed, events, on=on, closed_through=closed_through)
    return Folded(loan, terms, signed, events, state)
