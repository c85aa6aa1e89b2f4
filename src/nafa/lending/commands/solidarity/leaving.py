"""A member leaves a group: what is left of the share is paid, or others take it over."""

from collections.abc import Sequence
from uuid import UUID

from nafa.clients import commands as client_commands
from nafa.clients import errors as client_errors
from nafa.clients import queries as clients
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import errors as lending_errors
from nafa.lending import solidarity_errors as errors
from nafa.lending.commands.solidarity.shares import MemberAmount
from nafa.lending.models import Loan, ShareTaker, ShareTransfer
from nafa.lending.queries.folding import folds
from nafa.lending.queries.solidarity.standing import GroupState, group_states
from nafa.lib.money import Money


@command(permission="clients.manage_group")
def leave_group(
    ctx: Context,
    *,
    group_id: UUID,
    member_id: UUID,
    takers: tuple[MemberAmount, ...] = (),
    is_excluded: bool = False,
    reason: str = "",
) -> None:
    """Let a member leave, or exclude her with the reason, once her share bothers nobody.

    What she has left in the group's running loan is paid, or `takers` take it over to the last
    unit. Refuses: NotFound, OtherBranch, NotAMember, ReasonWanted (an exclusion), ShareNotSettled,
    TakersNotPossible (a stranger, the leaver, an amount of nothing, no or several loans to take).
    """
    if is_excluded and not reason.strip():
        raise lending_errors.ReasonWanted()
    kind = ShareTransfer.Kind.EXCLUDED if is_excluded else ShareTransfer.Kind.LEFT
    _demand_member(ctx, group_id, member_id)
    _hand_over(ctx, group_id, member_id, takers, kind, reason)
    client_commands.remove_member(ctx.under("leave"), group_id=group_id, member_id=member_id)


@command(permission="clients.manage_group")
def replace_member(
    ctx: Context, *, group_id: UUID, member_id: UUID, by_id: UUID, reason: str = ""
) -> None:
    """Let a person take a member's place, with everything that is left of the share.

    The new one becomes a member if she is not. Refuses: NotFound, OtherBranch, NotAMember,
    NotAPerson, TakersNotPossible (the same person).
    """
    _demand_member(ctx, group_id, member_id)
    if by_id == member_id:
        raise errors.TakersNotPossible(loan="", reason="leaver")
    if by_id not in {one.client_id for one in clients.members_of(group_id)}:
        client_commands.add_member(ctx.under("join"), group_id=group_id, member_id=by_id)
    for state in _running(ctx, group_id):
        left = state.left(ctx.business_date).get(str(member_id), 0)
        takers = [MemberAmount(by_id, Money(left, state.folded.loan.currency))] if left else []
        if str(member_id) in state.bearers:
            _record(ctx, state, member_id, takers, ShareTransfer.Kind.REPLACED, reason)
    client_commands.remove_member(ctx.under("leave"), group_id=group_id, member_id=member_id)


def _demand_member(ctx: Context, group_id: UUID, member_id: UUID) -> None:
    clients.get_client(ctx, group_id)
    member = clients.get_client(ctx, member_id)
    if member_id not in {one.client_id for one in clients.members_of(group_id)}:
        raise client_errors.NotAMember(number=member.number)


def _running(ctx: Context, group_id: UUID) -> list[GroupState]:
    """The group's running loans with shares, locked."""
    loans = Loan.objects.select_for_update().filter(client_id=group_id, status=Loan.Status.ACTIVE)
    found = folds(list(loans.order_by("id")), on=ctx.business_date)
    return list(group_states(found).values())


def _hand_over(
    ctx: Context,
    group_id: UUID,
    member_id: UUID,
    takers: Sequence[MemberAmount],
    kind: ShareTransfer.Kind,
    reason: str,
) -> None:
    """Write down in every loan that the member leaves; only one may have something left."""
    borne = [one for one in _running(ctx, group_id) if str(member_id) in one.bearers]
    owing = [one for one in borne if one.left(ctx.business_date)[str(member_id)]]
    if takers and len(owing) != 1:
        raise errors.TakersNotPossible(loan="", reason="nothing" if not owing else "several")
    for state in borne:
        _record(ctx, state, member_id, takers if state in owing else (), kind, reason)


def _record(
    ctx: Context,
    state: GroupState,
    member_id: UUID,
    takers: Sequence[MemberAmount],
    kind: ShareTransfer.Kind,
    reason: str,
) -> None:
    loan = state.folded.loan
    left = Money(state.left(ctx.business_date)[str(member_id)], loan.currency)
    _check_takers(loan, member_id, takers)
    if sum(one.amount.minor for one in takers) != left.minor:
        name = clients.names_of([member_id])[member_id][1]
        raise errors.ShareNotSettled(member=name, left=left, loan=loan.number)
    transfer = ShareTransfer.objects.create(
        id=ctx.new_id(),
        loan_id=loan.id,
        kind=kind,
        leaver_id=member_id,
        value_date=ctx.business_date,
        after_order=len(state.folded.events),
        left_minor=left.minor,
        reason=reason.strip(),
        recorded_at=ctx.now,
        command_id=ctx.command_id,
    )
    ShareTaker.objects.bulk_create(
        ShareTaker(transfer=transfer, member_id=one.member_id, amount_minor=one.amount.minor)
        for one in takers
    )
    ctx.concerns("loan", loan.id)
    for one in (member_id, *(taker.member_id for taker in takers)):
        ctx.concerns("client", one)


def _check_takers(loan: Loan, member_id: UUID, takers: Sequence[MemberAmount]) -> None:
    present = {one.client_id for one in clients.members_of(loan.client_id)}
    named = [one.member_id for one in takers]
    fault = ""
    if member_id in named:
        fault = "leaver"
    elif set(named) - present:
        fault = "stranger"
    elif len(set(named)) != len(named):
        fault = "twice"
    elif any(not one.amount.is_positive or one.amount.currency != loan.currency for one in takers):
        fault = "not_positive"
    if fault:
        raise errors.TakersNotPossible(loan=loan.number, reason=fault)
