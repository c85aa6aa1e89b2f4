"""What one person can do, and why."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from nafa.kernel.control import duties
from nafa.kernel.control.duties import Clash
from nafa.kernel.control.limits import limits_of
from nafa.kernel.control.rules import ControlRules, rules_in_force
from nafa.kernel.identity.contexts import Holding, holdings
from nafa.kernel.models import Branch, Delegation, EmergencyGrant


class Source(NamedTuple):
    """Where a right comes from, in which branch, until when, up to how much."""

    kind: str
    role: str
    branch: str
    act_minor: int | None
    day_minor: int | None
    until: date | None


class HeldRight(NamedTuple):
    """One right with all its sources."""

    permission: str
    sources: tuple[Source, ...]


class KeptFrom(NamedTuple):
    """A duty that the person holds, and those that the rules keep from them for it."""

    name: str
    what: str
    not_also: tuple[str, ...]


class Why(NamedTuple):
    """Everything about the rights of one person at an instant."""

    rights: tuple[HeldRight, ...]
    clashes: tuple[Clash, ...]
    kept_from: tuple[KeptFrom, ...]


def why(user_id: UUID, *, now: datetime, on: date) -> Why:
    """The rights of a person with their sources, and the rules that keep duties from them."""
    rules, held = rules_in_force(), holdings(user_id, now=now, on=on)
    branches = {one.id: one for one in Branch.objects.all()}
    rights: dict[str, list[Source]] = {}
    for one in held:
        branch = branches.get(one.branch_id) if one.branch_id else None
        for permission in one.permissions:
            rights.setdefault(permission, []).append(_source(rules, one, permission, branch))
    roles = [one.role for one in held if one.role]
    found = duties.clashes(rules, roles=roles, permissions=rights)
    return Why(
        tuple(HeldRight(name, tuple(sources)) for name, sources in sorted(rights.items())),
        tuple(found),
        tuple(_kept_from(rules, {*rights, *(duties.ROLE + role for role in roles)})),
    )


def _source(rules: ControlRules, held: Holding, permission: str, branch: Branch | None) -> Source:
    limits = limits_of(rules, held.role, permission, branch.code if branch else "")
    limit = limits[0] if limits else None
    act = held.up_to_minor if limit is None else limit.act_minor
    return Source(
        held.kind, held.role, branch.name if branch else "", act,
        limit.day_minor if limit else None, _until(held),
    )  # fmt: skip


def _until(held: Holding) -> date | None:
    if held.kind == "emergency":
        return (
            EmergencyGrant.objects.values_list("ends_at", flat=True).get(id=held.source_id).date()
        )
    if held.kind == "delegation":
        return Delegation.objects.values_list("end_date", flat=True).get(id=held.source_id)
    return None


def _kept_from(rules: ControlRules, held: set[str]) -> list[KeptFrom]:
    found = []
    for rule in rules.held_apart:
        for mine, others in ((rule.first, rule.then), (rule.then, rule.first)):
            own = next((one for one in mine if one in held), None)
            if own is not None:
                found.append(KeptFrom(rule.name, own, others))
                break
    return found
