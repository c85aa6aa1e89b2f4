"""The rules of control as the institution wrote them, read once a version.

Approvals name commands; separated duties name rights, roles (`role:teller`) or commands on the
same file; limits name a role and a right. A rule that is off is kept and does nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from nafa.kernel.control.errors import RuleNotPossible
from nafa.kernel.models import ControlPolicy

LONGEST_WAIT_DAYS = 90
MOST_HOURS = 24


@dataclass(frozen=True, slots=True)
class Level:
    """Who approves at one step: roles, how many persons, above which amount it is needed."""

    roles: tuple[str, ...]
    quorum: int = 1
    above_minor: int = 0
    escalate_after_days: int | None = None
    escalate_to: tuple[str, ...] = ()

    def roles_after(self, days: int) -> tuple[str, ...]:
        """Who may approve when the request has stood at this level for some days."""
        if self.escalate_after_days is None or days < self.escalate_after_days:
            return self.roles
        return tuple(dict.fromkeys((*self.roles, *self.escalate_to)))


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """A command that waits for others; with an amount, only above it."""

    command: str
    above_minor: int | None
    levels: tuple[Level, ...]
    expires_after_days: int
    is_on: bool

    def levels_for(self, amount_minor: int | None) -> tuple[Level, ...]:
        """The steps that an amount goes through."""
        if amount_minor is None:
            return self.levels
        return tuple(one for one in self.levels if amount_minor > one.above_minor)


@dataclass(frozen=True, slots=True)
class Separation:
    """Two duties of which one person has at most one: always, or on the same file."""

    name: str
    first: tuple[str, ...]
    then: tuple[str, ...]
    on_file: bool
    is_on: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """How much a role moves under a right: in one act, in one day; one branch, or all."""

    role: str
    permission: str
    act_minor: int | None
    day_minor: int | None
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Emergency:
    """Which roles may be taken in an emergency, for how long at most."""

    roles: tuple[str, ...] = ()
    hours: int = 4


@dataclass(frozen=True, slots=True)
class ControlRules:
    """All rules of a version, by what the gate asks for."""

    approvals: Mapping[str, ApprovalRule] = field(default_factory=dict)
    separations: tuple[Separation, ...] = ()
    limits: tuple[Limit, ...] = ()
    emergency: Emergency = Emergency()
    _later: Mapping[str, tuple[Separation, ...]] = field(default_factory=dict)
    _limited: frozenset[str] = frozenset()

    def approval_of(self, command: str) -> ApprovalRule | None:
        """The rule of a command that is on."""
        found = self.approvals.get(command)
        return found if found is not None and found.is_on else None

    def separations_of(self, command: str) -> tuple[Separation, ...]:
        """The rules for which this command is the later duty on a file."""
        return self._later.get(command, ())

    def is_limited(self, permission: str) -> bool:
        """Whether some role has a limit for this right."""
        return permission in self._limited

    @property
    def held_apart(self) -> tuple[Separation, ...]:
        """The pairs that nobody may hold at once."""
        return tuple(one for one in self.separations if one.is_on and not one.on_file)


NO_RULES = ControlRules()


def read_rules(plain: Mapping[str, Any]) -> ControlRules:
    """The rules in plain data. Refuses: RuleNotPossible, with the place at fault."""
    sections = {"approvals", "separations", "limits", "emergency"}
    if strange := sorted(set(plain) - sections):
        raise RuleNotPossible(field=strange[0], reason="unknown")
    approvals = _each("approvals", plain, _approval)
    if len({one.command for one in approvals}) < len(approvals):
        raise RuleNotPossible(field="approvals", reason="twice")
    separations = tuple(_each("separations", plain, _separation))
    limits = tuple(_each("limits", plain, _limit))
    later: dict[str, tuple[Separation, ...]] = {}
    for one in separations:
        for name in one.then if one.is_on and one.on_file else ():
            later[name] = (*later.get(name, ()), one)
    return ControlRules(
        approvals={one.command: one for one in approvals},
        separations=separations,
        limits=limits,
        emergency=_emergency(plain.get("emergency", {})),
        _later=later,
        _limited=frozenset(one.permission for one in limits),
    )


def _each(section: str, plain: Mapping[str, Any], parse: Callable[[Any], Any]) -> list[Any]:
    found = []
    for place, one in enumerate(plain.get(section, []), start=1):
        try:
            found.append(parse(one))
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise RuleNotPossible(field=f"{section} {place}", reason=fault) from None
    return found


def _approval(one: Mapping[str, Any]) -> ApprovalRule:
    _only(one, "command", "above", "levels", "expires_after_days", "on")
    levels = tuple(_level(level) for level in one["levels"])
    days = _number(one.get("expires_after_days", 7), lowest=1, highest=LONGEST_WAIT_DAYS)
    if not levels or levels[0].above_minor:
        raise ValueError("levels")
    above = one.get("above")
    return ApprovalRule(
        command=_text(one["command"]),
        above_minor=None if above is None else _number(above),
        levels=levels,
        expires_after_days=days,
        is_on=one.get("on", True) is True,
    )


def _level(one: Mapping[str, Any]) -> Level:
    _only(one, "roles", "quorum", "above", "escalate_after_days", "escalate_to")
    after = one.get("escalate_after_days")
    level = Level(
        roles=_names(one["roles"]),
        quorum=_number(one.get("quorum", 1), lowest=1, highest=9),
        above_minor=_number(one.get("above", 0)),
        escalate_after_days=None if after is None else _number(after, lowest=1),
        escalate_to=_names(one.get("escalate_to", [])) if after is not None else (),
    )
    if not level.roles or (after is not None and not level.escalate_to):
        raise ValueError("roles")
    return level


def _separation(one: Mapping[str, Any]) -> Separation:
    _only(one, "name", "first", "then", "on_file", "on")
    first, then = _names(one["first"]), _names(one["then"])
    if not first or not then:
        raise ValueError("first, then")
    return Separation(
        name=_text(one["name"]), first=first, then=then,
        on_file=one.get("on_file", False) is True, is_on=one.get("on", True) is True,
    )  # fmt: skip


def _limit(one: Mapping[str, Any]) -> Limit:
    _only(one, "role", "permission", "act", "day", "branch")
    act, day = one.get("act"), one.get("day")
    if act is None and day is None:
        raise ValueError("act, day")
    return Limit(
        role=_text(one["role"]),
        permission=_text(one["permission"]),
        act_minor=None if act is None else _number(act),
        day_minor=None if day is None else _number(day),
        branch=str(one.get("branch", "")),
    )


def _emergency(one: Mapping[str, Any]) -> Emergency:
    try:
        _only(one, "roles", "hours")
        hours = _number(one.get("hours", 4), lowest=1, highest=MOST_HOURS)
        return Emergency(_names(one.get("roles", [])), hours)
    except (TypeError, ValueError, AttributeError) as fault:
        raise RuleNotPossible(field="emergency", reason=fault) from None


def _only(one: Mapping[str, Any], *known: str) -> None:
    if strange := sorted(set(one) - set(known)):
        raise ValueError(strange[0])


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(repr(value))
    return value


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError(repr(value))
    return tuple(dict.fromkeys(_text(one) for one in value))


def _number(value: Any, *, lowest: int = 0, highest: int = 10**15) -> int:
    if type(value) is not int or not lowest <= value <= highest:
        raise ValueError(repr(value))
    return value


@lru_cache(maxsize=16)
def _rules_of(policy_id: UUID) -> ControlRules:
    return read_rules(ControlPolicy.objects.values_list("rules", flat=True).get(id=policy_id))


def rules_of(policy_id: UUID | None) -> ControlRules:
    """The rules of a version: rows never change, so a version is read once a process."""
    return NO_RULES if policy_id is None else _rules_of(policy_id)


def latest_policy() -> ControlPolicy | None:
    """The row in force, or nothing while the institution has no rules."""
    return ControlPolicy.objects.order_by("-defined_at", "-id").first()


def rules_in_force() -> ControlRules:
    """The rules in force now."""
    latest = latest_policy()
    return rules_of(latest.id) if latest is not None else NO_RULES
