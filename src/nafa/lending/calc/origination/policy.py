"""Who decides an application: the institution's levels of approval, as values.

The levels are read from the first to the last; the first one whose bounds hold an application is
its level. The last level has no bounds, so that every application has one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nafa.lib.invariants import ensure

MOST_LEVELS = 20
MOST_PEOPLE = 15
MOST_DAYS = 730
MOST_COVERAGE_PERCENT = 500
USUAL_BUREAU_DAYS = 30


class PolicyRefused(ValueError):
    """A policy that cannot be followed: a stable code, and the level and field at fault."""

    def __init__(self, code: str, field_name: str, level: int | None = None) -> None:
        super().__init__(f"{code} ({field_name}, level {level})" if level else code)
        self.code, self.field, self.level = code, field_name, level


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of approval. An empty bound holds everything; `quorum` counts distinct persons."""

    name: str
    roles: tuple[str, ...]
    quorum: int = 1
    is_committee: bool = False
    up_to_minor: int | None = None
    products: tuple[str, ...] = ()
    risk_classes: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()

    @property
    def is_unbounded(self) -> bool:
        return self.up_to_minor is None and not (
            self.products or self.risk_classes or self.branches
        )

    def holds(self, case: "Case") -> bool:
        """Whether an application lies within the bounds of this level."""
        return (
            (self.up_to_minor is None or case.amount_minor <= self.up_to_minor)
            and (not self.products or case.product in self.products)
            and (not self.risk_classes or case.risk_class in self.risk_classes)
            and (not self.branches or case.branch in self.branches)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the level of an application depends on; the risk class is empty before a score."""

    amount_minor: int
    product: str
    branch: str
    risk_class: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The levels, how long an application may wait, how long an approval holds (calendar days).

    `capacity_percent` is the most of what a month leaves that instalments may take; where it
    binds, nothing is approved beyond it. `coverage_percent` is what guarantees must cover of the
    amount, by product; `haircut_percent` what is taken off their value, by kind. Where it
    `wants_signature`, no money leaves before the signature of the contract is written down. Where
    it `wants_bureau`, nothing is approved without an answer of the credit bureau that is at most
    `bureau_days` old; `is_bureau_outage_excused` lets a bureau that was asked and did not answer
    pass as well.
    """

    levels: tuple[Level, ...]
    application_days: int
    approval_days: int
    capacity_percent: int | None = None
    is_capacity_binding: bool = False
    wants_signature: bool = False
    wants_bureau: bool = False
    bureau_days: int = USUAL_BUREAU_DAYS
    is_bureau_outage_excused: bool = False
    coverage_percent: Mapping[str, int] = field(default_factory=dict)
    haircut_percent: Mapping[str, int] = field(default_factory=dict)

    def level_of(self, case: Case) -> Level:
        """The first level that holds the application; the last holds every one."""
        found = next((level for level in self.levels if level.holds(case)), None)
        ensure(found is not None, "the last level has no bounds")
        assert found is not None
        return found


def policy_from_plain(plain: Mapping[str, Any]) -> Policy:
    """The policy of plain data. Refuses: PolicyRefused, naming the level and the field."""
    rows = plain.get("levels") or []
    if not 1 <= len(rows) <= MOST_LEVELS:
        raise PolicyRefused("policy.no_level", "levels")
    levels = tuple(_level(row, number) for number, row in enumerate(rows, start=1))
    _check_order(levels)
    return Policy(
        levels=levels,
        application_days=_days(plain, "application_days"),
        approval_days=_days(plain, "approval_days"),
        capacity_percent=_percent(plain.get("capacity_percent"), "capacity_percent", 100),
        is_capacity_binding=bool(plain.get("is_capacity_binding")),
        wants_signature=bool(plain.get("wants_signature")),
        wants_bureau=bool(plain.get("wants_bureau")),
        bureau_days=_days({"bureau_days": USUAL_BUREAU_DAYS, **plain}, "bureau_days"),
        is_bureau_outage_excused=bool(plain.get("is_bureau_outage_excused")),
        coverage_percent=_percents(plain, "coverage_percent", MOST_COVERAGE_PERCENT),
        haircut_percent=_percents(plain, "haircut_percent", 100),
    )


def policy_to_plain(policy: Policy) -> dict[str, Any]:
    """The policy as JSON holds it."""
    return {
        "application_days": policy.application_days,
        "approval_days": policy.approval_days,
        "capacity_percent": policy.capacity_percent,
        "is_capacity_binding": policy.is_capacity_binding,
        "wants_signature": policy.wants_signature,
        "wants_bureau": policy.wants_bureau,
        "bureau_days": policy.bureau_days,
        "is_bureau_outage_excused": policy.is_bureau_outage_excused,
        "coverage_percent": dict(policy.coverage_percent),
        "haircut_percent": dict(policy.haircut_percent),
        "levels": [
            {
                "name": level.name,
                "roles": list(level.roles),
                "quorum": level.quorum,
                "is_committee": level.is_committee,
                "up_to_minor": level.up_to_minor,
                "products": list(level.products),
                "risk_classes": list(level.risk_classes),
                "branches": list(level.branches),
            }
            for level in policy.levels
        ],
    }


def _level(row: Mapping[str, Any], number: int) -> Level:
    name, roles = str(row.get("name", "")).strip(), _texts(row, "roles")
    quorum, up_to = row.get("quorum", 1), row.get("up_to_minor")
    if not name:
        raise PolicyRefused("policy.name_missing", "name", number)
    if not roles:
        raise PolicyRefused("policy.role_missing", "roles", number)
    if not _is_whole(quorum) or not 1 <= quorum <= MOST_PEOPLE:
        raise PolicyRefused("policy.quorum_out_of_range", "quorum", number)
    if up_to is not None and (not _is_whole(up_to) or up_to <= 0):
        raise PolicyRefused("policy.amount_out_of_range", "up_to_minor", number)
    return Level(
        name=name,
        roles=roles,
        quorum=quorum,
        is_committee=bool(row.get("is_committee")),
        up_to_minor=up_to,
        products=_texts(row, "products"),
        risk_classes=_texts(row, "risk_classes"),
        branches=_texts(row, "branches"),
    )


def _check_order(levels: Sequence[Level]) -> None:
    if len({level.name for level in levels}) != len(levels):
        raise PolicyRefused("policy.names_not_distinct", "name")
    if not levels[-1].is_unbounded:
        raise PolicyRefused("policy.last_level_bounded", "up_to_minor", len(levels))
    for number, level in enumerate(levels[:-1], start=1):
        if level.is_unbounded:
            raise PolicyRefused("policy.levels_behind_unreachable", "up_to_minor", number)


def _days(plain: Mapping[str, Any], name: str) -> int:
    value = plain.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_DAYS:
        raise PolicyRefused("policy.days_out_of_range", name)
    return value


def _percent(value: Any, name: str, most: int) -> int | None:
    if value is None:
        return None
    if not _is_whole(value) or not 1 <= value <= most:
        raise PolicyRefused("policy.percent_out_of_range", name)
    return int(value)


def _percents(plain: Mapping[str, Any], name: str, most: int) -> dict[str, int]:
    """Percents by a code; zero is a percent, nothing is none."""
    found = {}
    for code, value in (plain.get(name) or {}).items():
        if not _is_whole(value) or not 0 <= value <= most:
            raise PolicyRefused("policy.percent_out_of_range", name)
        found[str(code)] = int(value)
    return found


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one).strip() for one in row.get(name) or () if str(one).strip()))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
