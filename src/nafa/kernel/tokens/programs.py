"""Programs of others: registered by the administrator, granted rights by people, taken back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.models import ApiToken, Program, ProgramGrant, Role, User
from nafa.kernel.tokens import errors
from nafa.kernel.tokens.commands import LONGEST_LABEL, MAKE, MANAGE, demand_scopes

OWN_MACHINE = ("127.0.0.1", "[::1]", "localhost")


def _program(ctx: Context, inputs: Mapping[str, Any]) -> Linked:  # noqa: ARG001
    return Linked(None, str(inputs["name"]))


@command(permission=MANAGE, linked=_program)
def register_program(
    ctx: Context,
    *,
    name: str,
    return_addresses: tuple[str, ...],
    scopes: tuple[str, ...],
    secret_digest: str,
    acts_alone: bool,
) -> UUID:
    """Let a program ask for access. One that acts alone gets a log-in of its own, without password
    and at first without a role: it may what its roles and its scopes both allow.

    Refuses: InvalidInput, ScopesMissing, ScopeTooWide, ReturnAddressRefused.
    """
    if not name.strip() or len(name) > LONGEST_LABEL:
        raise InvalidInput(field="name", reason=name[:LONGEST_LABEL])
    if acts_alone and not secret_digest:
        raise InvalidInput(field="acts_alone", reason="no_secret")
    for address in return_addresses:
        demand_return_address(address)
    program = Program(
        id=ctx.new_id(), name=name.strip(), return_addresses=list(return_addresses),
        secret_digest=bytes.fromhex(secret_digest) if secret_digest else None,
        scopes=demand_scopes(scopes, held=rights_of_roles()), registered_at=ctx.now,
    )  # fmt: skip
    if acts_alone:
        program.account = _account(ctx, program)
    program.save(force_insert=True)
    if program.account is not None:
        ProgramGrant.objects.create(
            id=ctx.id_for("grant"), program=program, user=program.account, scopes=program.scopes,
            granted_at=ctx.now,
        )  # fmt: skip
    ctx.concerns("program", program.id)
    return program.id


def _account(ctx: Context, program: Program) -> User:
    account = User(
        id=ctx.id_for("account"), username=f"program-{program.id}", full_name=program.name,
        password_chosen_at=ctx.now,
    )  # fmt: skip
    account.set_unusable_password()
    User.objects.bulk_create([account])
    return account


def rights_of_roles() -> list[str]:
    """The rights that some role of the institution gives, sorted."""
    held = Role.objects.values_list("permissions", flat=True)
    return sorted({right for rights in held for right in rights})


def demand_return_address(address: str) -> None:
    """Refuses: ReturnAddressRefused, unless https, or http on the person's own machine."""
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (
        parts.scheme == "http" and parts.netloc.rsplit(":", 1)[0] in OWN_MACHINE
    )
    if not is_safe or not parts.hostname or parts.fragment or parts.username or "*" in address:
        raise errors.ReturnAddressRefused(address=address)


@command(permission=MANAGE)
def revoke_program(ctx: Context, *, program_id: UUID) -> None:
    """End a program with everything that was granted to it. Refuses: NotFound."""
    found = Program.objects.filter(id=program_id)
    if not found.exists():
        raise NotFound(kind="program", id=program_id)
    found.filter(revoked_at=None).update(revoked_at=ctx.now)
    _end(ProgramGrant.objects.filter(program_id=program_id), ctx)
    ctx.concerns("program", program_id)


@command(permission=MAKE)
def grant_program(ctx: Context, *, program_id: UUID, scopes: tuple[str, ...]) -> UUID:
    """Let a program act in one's own name, within some of one's rights.

    Refuses: ProgramUnknown, ScopesMissing, ScopeTooWide (beyond the person or the program).
    """
    program = Program.objects.filter(id=program_id, revoked_at=None).first()
    if program is None or ctx.actor_id is None:
        raise errors.ProgramUnknown()
    made = ProgramGrant.objects.create(
        id=ctx.new_id(), program=program, user_id=ctx.actor_id, granted_at=ctx.now,
        scopes=demand_scopes(scopes, held=ctx.permissions & frozenset(program.scopes)),
    )  # fmt: skip
    ctx.concerns("program", program.id)
    ctx.concerns("user", ctx.actor_id)
    return made.id


def _end(grants: Any, ctx: Context) -> None:
    grants.filter(revoked_at=None).update(revoked_at=ctx.now)
    ApiToken.objects.filter(grant__in=grants, revoked_at=None).update(revoked_at=ctx.now)
