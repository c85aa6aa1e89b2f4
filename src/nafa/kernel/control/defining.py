"""The institution writes its rules of control and its roles."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from nafa.kernel.commands import command, registered
from nafa.kernel.context import ALL_RIGHTS, Context
from nafa.kernel.control import duties
from nafa.kernel.control.approval import Difference
from nafa.kernel.control.errors import RuleNotPossible
from nafa.kernel.control.rules import ControlRules, latest_policy, read_rules
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.identity.roles import shipped_roles
from nafa.kernel.models import Assignment, ControlPolicy, Role
from nafa.kernel.permissions import declared

NEVER_WAITING = frozenset(
    {"kernel.approve_waiting", "kernel.reject_waiting", "kernel.withdraw_waiting"}
)


def _rules_changed(ctx: Context, inputs: Mapping[str, Any]) -> list[Difference]:  # noqa: ARG001
    """Section by section, how many rules and which text."""
    latest = latest_policy()
    before, after = (latest.rules if latest else {}), inputs["rules"]
    return [
        Difference(section, str(before.get(section, "–")), str(after.get(section, "–")))
        for section in ("approvals", "separations", "limits", "emergency")
        if before.get(section) != after.get(section)
    ]


@command(permission="access.configure", preview=_rules_changed)
def define_control_rules(ctx: Context, *, rules: dict[str, Any]) -> UUID:
    """Say from now on which acts wait for others, which duties are apart, how far roles go.

    Refuses: RuleNotPossible (the place at fault, an unknown command, role or right), and
    DutiesHeldTogether, when somebody already holds two duties that would be kept apart.
    """
    read = read_rules(rules)
    _demand_known(read)
    made = ControlPolicy.objects.create(
        id=ctx.new_id(), rules=rules, defined_at=ctx.now, defined_by_id=ctx.actor_id
    )
    for user_id in set(Assignment.objects.values_list("user_id", flat=True)):
        duties.demand_apart(user_id)
    ctx.concerns("control_policy", made.id)
    return made.id


def _demand_known(rules: ControlRules) -> None:
    """Refuses: RuleNotPossible, for a name that nothing has."""
    commands, rights = registered(), known_permissions()
    roles = set(Role.objects.values_list("code", flat=True))
    for one in rules.approvals.values():
        if one.command not in commands or one.command in NEVER_WAITING:
            raise RuleNotPossible(field="approvals", reason=one.command)
        if one.above_minor and commands[one.command].linked is None:
            raise RuleNotPossible(field="approvals", reason=f"{one.command}: above")
        for level in one.levels:
            _demand_in("approvals", {*level.roles, *level.escalate_to}, roles)
    for pair in rules.separations:
        duties_known = (
            set(commands) if pair.on_file else rights | {duties.ROLE + role for role in roles}
        )
        _demand_in(f"separations: {pair.name}", {*pair.first, *pair.then}, duties_known)
    for limit in rules.limits:
        _demand_in("limits", {limit.role}, roles)
        _demand_in("limits", {limit.permission}, rights)
    _demand_in("emergency", set(rules.emergency.roles), roles)


def _demand_in(field: str, names: set[str], known: set[str]) -> None:
    if strange := sorted(names - known):
        raise RuleNotPossible(field=field, reason=strange[0])


def known_permissions() -> set[str]:
    """Every right that exists: declared by the program, or held by a shipped role."""
    return set(declared()) | {right for role in shipped_roles() for right in role.permissions}


def _role_changed(ctx: Context, inputs: Mapping[str, Any]) -> list[Difference]:  # noqa: ARG001
    role = Role.objects.filter(code=inputs["code"]).first()
    before = set(role.permissions) if role is not None else set()
    after = set(inputs["permissions"])
    return [
        Difference("Rights added", "–", ", ".join(sorted(after - before)) or "–"),
        Difference("Rights taken away", ", ".join(sorted(before - after)) or "–", "–"),
    ]


@command(permission="identity.manage", preview=_role_changed)
def define_role(
    ctx: Context,
    *,
    code: str,
    label_fr: str,
    label_en: str,
    home: str,
    permissions: Sequence[str],
) -> UUID:
    """Make a role, or give a role other rights: they count at once for all who hold it.

    Refuses: InvalidInput (code, label, home, a right that does not exist), DutiesHeldTogether.
    """
    _demand_role(code, label_fr, label_en, home, permissions)
    role = Role.objects.select_for_update().filter(code=code).first()
    rights = sorted(set(permissions))
    if role is None:
        role = Role(id=ctx.new_id(), code=code)
    role.label_fr, role.label_en, role.home = label_fr.strip(), label_en.strip(), home
    role.permissions = rights
    role.save()
    for user_id in set(Assignment.objects.filter(role=role).values_list("user_id", flat=True)):
        duties.demand_apart(user_id)
    ctx.concerns("role", role.id)
    return role.id


def _demand_role(
    code: str, label_fr: str, label_en: str, home: str, permissions: Sequence[str]
) -> None:
    if not code.isidentifier() or not code.isascii() or code != code.lower():
        raise InvalidInput(field="code", reason=code)
    for field, label in (("label_fr", label_fr), ("label_en", label_en)):
        if not label.strip():
            raise InvalidInput(field=field, reason="empty")
    if home not in {role.home for role in shipped_roles()}:
        raise InvalidInput(field="home", reason=home)
    strange = sorted({ALL_RIGHTS} & set(permissions) or set(permissions) - known_permissions())
    if strange:
        raise InvalidInput(field="permissions", reason=strange[0])


@command(permission="identity.manage")
def withdraw_role(ctx: Context, *, assignment_id: UUID, reason: str) -> None:
    """A person no longer holds a role in a branch. Refuses: NotFound, InvalidInput (no reason)."""
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    held = Assignment.objects.filter(id=assignment_id).first()
    if held is None:
        raise NotFound(kind="assignment", id=assignment_id)
    ctx.concerns("user", held.user_id)
    ctx.concerns("role", held.role_id)
    held.delete()
