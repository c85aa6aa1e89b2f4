"""From a person or a job to the context of a command."""

from datetime import date
from uuid import UUID

from nafa.kernel import clock, errors
from nafa.kernel.context import ALL_RIGHTS, Context, institution_at_work
from nafa.kernel.models import Assignment, Institution, User


def institution() -> Institution:
    """The institution of this database. Refuses: InstitutionMissing."""
    found = institution_at_work() or Institution.objects.filter(id=1).first()
    if found is None:
        raise errors.InstitutionMissing()
    return found


def business_date() -> date:
    """The institution's business date."""
    return institution().business_date


def context_for(user: User, *, channel: str, key: str, branch_id: UUID | None = None) -> Context:
    """The context of a person: the rights of the roles held in that branch, or in all of them."""
    held = list(Assignment.objects.filter(user=user).select_related("role").order_by("id"))
    everywhere = any(one.branch_id is None for one in held)
    branches = {one.branch_id for one in held if one.branch_id is not None}
    if branch_id is not None and not everywhere and branch_id not in branches:
        raise errors.OtherBranch()
    if branch_id is None and not everywhere and branches:
        branch_id = min(branches)
    counted = [one for one in held if one.branch_id in (None, branch_id) or branch_id is None]
    limits = [one.approval_limit_minor for one in counted if one.approval_limit_minor is not None]
    return Context(
        actor_id=user.id,
        role=counted[0].role.code if counted else "",
        permissions=frozenset(p for one in counted for p in one.role.permissions),
        branch_id=branch_id,
        channel=channel,
        now=clock.now(),
        business_date=business_date(),
        key=key,
        approval_limit_minor=max(limits, default=None),
    )


def people_with(permission: str) -> list[User]:
    """The active people who hold a right in some branch, by name."""
    held = Assignment.objects.filter(role__permissions__contains=[permission])
    people = User.objects.filter(is_active=True, id__in=held.values("user_id"))
    return list(people.order_by("full_name"))


def system_context(*, key: str, channel: str = "job") -> Context:
    """The context of the institution's own jobs and imports."""
    return Context(
        actor_id=None,
        role="system",
        permissions=frozenset({ALL_RIGHTS}),
        branch_id=None,
        channel=channel,
        now=clock.now(),
        business_date=business_date(),
        key=key,
    )
