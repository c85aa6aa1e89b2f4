"""Separated duties: what one person must not hold, and must not do on the same file."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.kernel.context import Context
from nafa.kernel.control.errors import DutiesHeldTogether, DutiesSeparated
from nafa.kernel.control.rules import ControlRules, Separation, rules_in_force
from nafa.kernel.models import Assignment, Delegation, Role, User

ROLE = "role:"

_DID_EARLIER = """
SELECT EXISTS (
    SELECT FROM unnest(%(kinds)s::text[], %(ids)s::uuid[]) AS f (kind, id)
    JOIN kernel_commandsubject s ON s.kind = f.kind AND s.subject_id = f.id
    JOIN kernel_commandrecord c ON c.id = s.command_id
    WHERE c.actor_id = %(actor)s AND c.outcome = 'DONE' AND c.name = ANY(%(names)s)
        AND f.kind <> 'user')
"""


def demand_other_hands(rules: ControlRules, ctx: Context, command: str) -> None:
    """After the command has named its files: the actor did no earlier duty on one of them.

    Refuses: DutiesSeparated. The command is then undone whole.
    """
    subjects = ctx.effects.subjects
    if ctx.actor_id is None or not subjects:
        return
    for rule in rules.separations_of(command):
        with connection.cursor() as cursor:
            cursor.execute(
                _DID_EARLIER,
                {
                    "kinds": [kind for kind, _ in subjects],
                    "ids": [subject_id for _, subject_id in subjects],
                    "actor": ctx.actor_id,
                    "names": list(rule.first),
                },
            )
            if cursor.fetchone()[0]:
                raise DutiesSeparated(rule=rule.name)


class Clash(NamedTuple):
    """A rule that a person breaks by what they hold: the two duties."""

    rule: Separation
    first: str
    then: str


def clashes(
    rules: ControlRules, *, roles: Iterable[str], permissions: Iterable[str]
) -> list[Clash]:
    """The pairs of duties among roles and rights that are kept apart."""
    duties = {*(ROLE + role for role in roles), *permissions}
    found = []
    for rule in rules.held_apart:
        pairs = product(rule.first, rule.then)
        both = next((p for p in pairs if p[0] != p[1] and duties.issuperset(p)), None)
        if both is not None:
            found.append(Clash(rule, *both))
    return found


def demand_apart(
    user_id: UUID, *, besides: Role | None = None, rights: Iterable[str] = (),
    changed: Mapping[UUID, Iterable[str]] | None = None,
) -> None:  # fmt: skip
    """What a person holds, with a role or some rights more, or roles as they will be.

    Refuses: DutiesHeldTogether, when the rules keep two of the duties apart.
    """
    rules = rules_in_force()
    if not rules.held_apart:
        return
    roles = [one.role for one in Assignment.objects.select_related("role").filter(user_id=user_id)]
    if besides is not None:
        roles.append(besides)
    lent = Delegation.objects.filter(to_user_id=user_id, revoked_at=None)
    permissions = {*rights, *lent.values_list("permission", flat=True)}
    for role in roles:
        permissions |= set((changed or {}).get(role.id, role.permissions))
    found = clashes(rules, roles=[role.code for role in roles], permissions=permissions)
    if found:
        person = User.objects.values_list("full_name", flat=True).get(id=user_id)
        raise DutiesHeldTogether(person=person, first=found[0].first, second=found[0].then)
