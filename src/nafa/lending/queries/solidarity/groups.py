"""A group as its page shows it: meetings, members with their loans, who owes whom, history."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending.models import Application, Loan, MeetingPlan, ShareTransfer
from nafa.lending.queries.folding import folds
from nafa.lending.queries.solidarity.standing import GroupState, group_states, shares_of
from nafa.lib.money import Money

DAYS_A_WEEK = 7


class MeetingView(NamedTuple):
    """When and where a group meets."""

    weekday: int
    every_weeks: int
    time: str
    place: str
    effective_from: date
    next_date: date


class MemberStanding(NamedTuple):
    """A member in one loan."""

    member_id: UUID
    number: str
    name: str
    share: Money
    paid: Money
    due: Money
    late: Money
    ahead: Money
    left: Money
    has_left: bool


class DebtRow(NamedTuple):
    """What one member owes another, for money paid in her place."""

    debtor_id: UUID
    debtor: str
    creditor_id: UUID
    creditor: str
    amount: Money


class LeavingRow(NamedTuple):
    """Somebody who left a loan, with what was taken over and by whom."""

    kind: str
    leaver: str
    value_date: date
    left: Money
    takers: tuple[tuple[str, Money], ...]
    reason: str


class LoanOfGroup(NamedTuple):
    """A loan of the group with its members, sums that equal the loan's, and their history."""

    loan_id: UUID
    number: str
    status: str
    outstanding: Money
    due: Money
    short: Money
    covered_ahead: Money
    members: tuple[MemberStanding, ...]
    debts: tuple[DebtRow, ...]
    leavings: tuple[LeavingRow, ...]


class ShareRow(NamedTuple):
    """A member's share in an application; nothing while none is set."""

    member_id: UUID
    number: str
    name: str
    role: str
    amount: Money | None


def meeting_of(group_id: UUID, *, on: date) -> MeetingView | None:
    """The meetings in force on a day, and the next one from that day on."""
    plan = (
        MeetingPlan.objects.filter(group_id=group_id, effective_from__lte=on)
        .order_by("-effective_from", "-recorded_at")
        .first()
    )
    if plan is None:
        return None
    return MeetingView(
        plan.weekday, plan.every_weeks, plan.time, plan.place, plan.effective_from,
        next_meeting(plan.effective_from, plan.weekday, plan.every_weeks, on=on),
    )  # fmt: skip


def next_meeting(start: date, weekday: int, every_weeks: int, *, on: date) -> date:
    """The first meeting on or after a day; meetings are counted from the plan's first day."""
    first = start + timedelta(days=(weekday - start.weekday()) % DAYS_A_WEEK)
    if on <= first:
        return first
    step = DAYS_A_WEEK * every_weeks
    return first + timedelta(days=-(-(on - first).days // step) * step)


def meeting_groups(ctx: Context, *, day: date) -> list[UUID]:
    """The groups of the actor's branch that meet on a day."""
    found = MeetingPlan.objects.filter(effective_from__lte=day).order_by(
        "group_id", "-effective_from", "-recorded_at"
    )
    if ctx.branch_id is not None:
        found = found.filter(group__branch_id=ctx.branch_id)
    plans: dict[UUID, MeetingPlan] = {}
    for plan in found:
        plans.setdefault(plan.group_id, plan)
    return [
        group_id
        for group_id, plan in plans.items()
        if next_meeting(plan.effective_from, plan.weekday, plan.every_weeks, on=day) == day
    ]


def shares_in(ctx: Context, application_id: UUID) -> list[ShareRow]:
    """The members present, with the share each asks for; those who left stand last.

    Refuses: NotFound, OtherBranch.
    """
    application = Application.objects.filter(id=application_id).first()
    if application is None:
        raise NotFound(kind="application", id=application_id)
    ctx.demand_branch(application.branch_id)
    shares = shares_of([application.id]).get(application.id, [])
    given = {share.member_id: share.amount for share in shares}
    members = clients.members_of(application.client_id)
    present = {str(one.client_id) for one in members}
    rows = [
        ShareRow(one.client_id, one.number, one.name, one.role,
                 _money(given.get(str(one.client_id)), application.currency))
        for one in members
    ]  # fmt: skip
    gone = [UUID(one) for one in given if one not in present]
    names = clients.names_of(gone)
    return rows + [
        ShareRow(one, *names[one], "", _money(given[str(one)], application.currency))
        for one in gone
    ]


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def loans_of_group(
    ctx: Context, group_id: UUID, *, statuses: Iterable[str] = (Loan.Status.ACTIVE,)
) -> list[LoanOfGroup]:
    """The group's loans that have shares, the newest first. Refuses: NotFound, OtherBranch."""
    clients.get_client(ctx, group_id)
    found = Loan.objects.filter(client_id=group_id, status__in=list(statuses)).order_by("-number")
    loans = list(found)
    states = group_states(folds(loans, on=ctx.business_date))
    return [
        loan_of_group(states[loan.id], on=ctx.business_date) for loan in loans if loan.id in states
    ]


def loan_of_group(state: GroupState, *, on: date) -> LoanOfGroup:
    """One loan with its members as a page shows them."""
    folded, loan = state.folded, state.folded.loan
    transfers = list(
        ShareTransfer.objects.filter(loan_id=loan.id).prefetch_related("takers").order_by(
            "recorded_at"
        )
    )  # fmt: skip
    wanted = {UUID(one) for one in state.members} | {one.leaver_id for one in transfers}
    names = clients.names_of(wanted)

    def money(minor: int) -> Money:
        return Money(minor, loan.currency)

    due, left = state.due(on), state.left(on)
    members = tuple(
        MemberStanding(
            UUID(member), *names[UUID(member)],
            share=money(sum(row.principal for row in one.rows)),
            paid=money(one.paid.sum), due=money(due[member]), late=money(one.late(on)),
            ahead=money(one.ahead(on)), left=money(left[member]), has_left=one.has_left,
        )
        for member, one in state.members.items()
    )  # fmt: skip
    asked, short = folded.state.due_on(on).sum, sum(due.values())
    return LoanOfGroup(
        loan_id=loan.id,
        number=loan.number,
        status=loan.status,
        outstanding=folded.state.outstanding_principal,
        due=asked,
        short=money(short),
        covered_ahead=money(max(0, short - asked.minor)),
        members=members,
        debts=tuple(
            DebtRow(UUID(debtor), names[UUID(debtor)][1], UUID(creditor),
                    names[UUID(creditor)][1], money(amount))
            for (debtor, creditor), amount in state.debts.items()
        ),
        leavings=tuple(
            LeavingRow(
                one.kind, names[one.leaver_id][1], one.value_date, money(one.left_minor),
                tuple((names[t.member_id][1], money(t.amount_minor)) for t in one.takers.all()),
                one.reason,
            )
            for one in transfers
        ),
    )  # fmt: skip
