"""Groups and their members."""

from collections.abc import Sequence
from uuid import UUID

from nafa.clients import errors
from nafa.clients.commands._register import branch_of
from nafa.clients.events import ClientRegistered
from nafa.clients.models import Client, Membership
from nafa.clients.queries import get_client
from nafa.clients.queries.search import tokens_of
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.numbering import next_number


@command(permission="clients.manage_group")
def register_group(
    ctx: Context,
    *,
    name: str,
    member_ids: Sequence[UUID] = (),
    branch_id: UUID | None = None,
    officer_id: UUID | None = None,
    locality: str = "",
    activity: str = "",
) -> UUID:
    """Register a group; the first member named presides.

    Refuses: NameMissing, OtherBranch, InvalidInput (no branch), NotFound, NotAPerson,
    AlreadyMember (a member named twice).
    """
    branch = branch_of(ctx, branch_id)
    if not name.strip():
        raise errors.NameMissing()
    group = Client.objects.create(
        id=ctx.new_id(),
        number=f"G{next_number('group'):07d}",
        kind=Client.Kind.GROUP,
        branch_id=branch,
        officer_id=officer_id or ctx.actor_id,
        given_names="",
        family_name=name.strip(),
        birth_date="",
        address="",
        locality=locality.strip(),
        activity=activity.strip(),
        joined_date=ctx.business_date,
        search_tokens=tokens_of(name=name, birth_date=None, phones=[], documents=[]),
    )
    roles = [Membership.Role.PRESIDENT, Membership.Role.TREASURER, Membership.Role.SECRETARY]
    for place, member_id in enumerate(member_ids):
        role = roles[place] if place < len(roles) else Membership.Role.MEMBER
        _join(ctx, group.id, member_id, role.value)
    ctx.concerns("client", group.id)
    ctx.publish(ClientRegistered(group.id, Client.Kind.GROUP.value))
    return group.id


@command(permission="clients.manage_group")
def add_member(ctx: Context, *, group_id: UUID, member_id: UUID, role: str = "MEMBER") -> UUID:
    """Let a person join a group. Refuses: NotFound, OtherBranch, NotAGroup, NotAPerson,
    AlreadyMember."""
    group = get_client(ctx, group_id)
    if group.kind != Client.Kind.GROUP:
        raise errors.NotAGroup(number=group.number)
    ctx.concerns("client", group_id)
    return _join(ctx, group_id, member_id, role)


@command(permission="clients.manage_group")
def remove_member(ctx: Context, *, group_id: UUID, member_id: UUID) -> None:
    """Let a person leave a group today. Refuses: NotFound, OtherBranch, NotAMember."""
    get_client(ctx, group_id)
    member = get_client(ctx, member_id)
    left = Membership.objects.filter(group_id=group_id, member_id=member_id, left_date=None).update(
        left_date=ctx.business_date
    )
    if not left:
        raise errors.NotAMember(number=member.number)
    ctx.concerns("client", group_id)
    ctx.concerns("client", member_id)


def _join(ctx: Context, group_id: UUID, member_id: UUID, role: str) -> UUID:
    member = get_client(ctx, member_id)
    if member.kind != Client.Kind.PERSON:
        raise errors.NotAPerson(number=member.number)
    if Membership.objects.filter(group_id=group_id, member_id=member_id, left_date=None).exists():
        raise errors.AlreadyMember(number=member.number)
    membership = Membership.objects.create(
        id=ctx.new_id(),
        group_id=group_id,
        member_id=member_id,
        role=Membership.Role(role),
        joined_date=ctx.business_date,
    )
    ctx.concerns("client", member_id)
    return membership.id
