"""Founding the institution; branches, people and their roles."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from nafa.kernel import clock
from nafa.kernel.access import entry, trail
from nafa.kernel.access.errors import CodeRefused, LoginRefused, SecondFactorWanted
from nafa.kernel.access.people import checked_password, standing_of
from nafa.kernel.access.policy import policy_in_force
from nafa.kernel.access.proofs import Linked
from nafa.kernel.access.trail import Visitor
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.control.approval import Difference
from nafa.kernel.control.duties import demand_apart
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.identity import errors
from nafa.kernel.identity.roles import install_roles
from nafa.kernel.models import ApiToken, Assignment, Branch, Institution, Role, User
from nafa.kernel.tokens.commands import new_key
from nafa.lib.currency import MINOR_DIGITS
from nafa.lib.ids import uuid7_at

TOKEN_LIFETIME = timedelta(hours=12)
API = Visitor(address="", channel="api")


@transaction.atomic
def found_institution(
    *,
    name: str,
    currency: str,
    jurisdiction: str,
    opened_date: date,
    business_date: date | None = None,
) -> None:
    """Make this database the institution's, with the shipped roles. The one act before the gate.

    The business date is the opening date, or a later one where years are brought in from
    elsewhere. Refuses: InstitutionExists, InvalidInput (currency, business date before opening).
    """
    existing = Institution.objects.filter(id=1).first()
    if existing is not None:
        raise errors.InstitutionExists(name=existing.name)
    if currency not in MINOR_DIGITS:
        raise InvalidInput(field="currency", reason=currency)
    if business_date is not None and business_date < opened_date:
        raise InvalidInput(field="business_date", reason=business_date.isoformat())
    Institution.objects.create(
        id=1,
        name=name,
        currency=currency,
        jurisdiction=jurisdiction,
        opened_date=opened_date,
        business_date=business_date or opened_date,
    )
    install_roles()


@command(permission="institution.configure")
def open_branch(ctx: Context, *, code: str, name: str, city: str = "") -> UUID:
    """Open a branch. Refuses: BranchExists."""
    if Branch.objects.filter(code=code).exists():
        raise errors.BranchExists(code=code)
    branch = Branch.objects.create(id=ctx.new_id(), code=code, name=name, city=city)
    ctx.concerns("branch", branch.id)
    return branch.id


@command(permission="identity.manage")
def create_user(
    ctx: Context,
    *,
    username: str,
    full_name: str,
    password: str,
    job_title: str = "",
    language: str = "fr",
) -> UUID:
    """Give a person a log-in with a first password, told in confidence.

    Refuses: UsernameTaken, PasswordTooShort, PasswordTooLong, PasswordKnown, PasswordNames.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise errors.UsernameTaken(username=username)
    everyone = policy_in_force().needs_second_factor(())
    password = checked_password(password, person=(full_name, username), is_only_factor=not everyone)
    user = User(
        id=ctx.new_id(),
        username=username,
        full_name=full_name,
        job_title=job_title,
        language=language,
    )
    user.set_password(password)
    User.objects.bulk_create([user])
    ctx.concerns("user", user.id)
    return user.id


def _right_given(ctx: Context, inputs: Mapping[str, Any]) -> Linked:  # noqa: ARG001
    """A right has no amount but the limit up to which it lets somebody approve."""
    user = User.objects.filter(id=inputs["user_id"]).first()
    if user is None:
        raise NotFound(kind="user", id=inputs["user_id"])
    return Linked(None, f"{user.full_name}: {inputs['role_code']}")


def _role_given(ctx: Context, inputs: Mapping[str, Any]) -> list[Difference]:  # noqa: ARG001
    held = Assignment.objects.filter(user_id=inputs["user_id"]).order_by("role__code")
    before = ", ".join(dict.fromkeys(held.values_list("role__code", flat=True)))
    after = f"{before}, {inputs['role_code']}" if before else inputs["role_code"]
    return [Difference("Roles held", before or "–", after)]


@command(permission="identity.manage", linked=_right_given, preview=_role_given)
def assign_role(
    ctx: Context,
    *,
    user_id: UUID,
    role_code: str,
    branch_id: UUID | None,
    approval_limit_minor: int | None = None,
) -> UUID:
    """Let a person hold a role in a branch, or in all when there is none.

    Refuses: NotFound (role, person, branch), DutiesHeldTogether (the rules keep two of the duties
    apart).
    """
    role = Role.objects.filter(code=role_code).first()
    if role is None:
        raise NotFound(kind="role", id=role_code)
    if not User.objects.filter(id=user_id).exists():
        raise NotFound(kind="user", id=user_id)
    if branch_id is not None and not Branch.objects.filter(id=branch_id).exists():
        raise NotFound(kind="branch", id=branch_id)
    demand_apart(user_id, besides=role)
    assignment = Assignment.objects.create(
        id=ctx.new_id(),
        user_id=user_id,
        role=role,
        branch_id=branch_id,
        approval_limit_minor=approval_limit_minor,
    )
    ctx.concerns("user", user_id)
    return assignment.id


def issue_token(
    *,
    username: str,
    password: str,
    label: str = "",
    code: str = "",
    visitor: Visitor = API,
) -> tuple[str, datetime]:
    """A key of the API for a person who proves who they are.

    Refuses: LoginRefused, LoginDelayed, AccountLocked, SecondFactorWanted, OutsideHours,
    OutsidePlaces.
    """
    user = entry.by_password(username, password, visitor=visitor)
    standing = standing_of(user)
    if standing.has_factor or standing.missing is not None:
        if not code or standing.missing is not None:
            raise SecondFactorWanted()
        try:
            entry.by_code(user, code, visitor=visitor)
        except CodeRefused:
            raise LoginRefused() from None
    entry.demand_admission(user, standing, visitor=visitor)
    key, now = new_key(), clock.now()
    expires_at = now + TOKEN_LIFETIME
    ApiToken.objects.create(
        id=uuid7_at(now),
        user=user,
        digest=key.digest,
        label=label,
        created_at=now,
        expires_at=expires_at,
    )
    trail.note("token.issued", visitor=visitor, user_id=user.id)
    return key.text, expires_at
