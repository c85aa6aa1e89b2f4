"""What the institution demands at the door, as data: by role, by branch, by act.

A rule by role that names no role falls back on `*`. Somebody with several roles is held to the
strictest: the shortest idle time, a second factor where one role needs it, hours and places that
every role allows.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nafa.kernel.errors import InvalidInput
from nafa.kernel.models import SecurityPolicy

T = TypeVar("T")
EVERYONE = "*"
IDLE_MINUTES = 5
LONGEST_IDLE = 12 * 60
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Hours:
    """From an hour to another on some days of the week (0 is Monday)."""

    days: frozenset[int]
    begins: time
    ends: time

    def allow(self, local: datetime) -> bool:
        return local.weekday() in self.days and self.begins <= local.time() < self.ends


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules, read once."""

    second_factor: frozenset[str] = frozenset()
    chosen_password: bool = False
    idle_minutes: Mapping[str, int] = field(default_factory=dict)
    hours: Mapping[str, Sequence[Hours]] = field(default_factory=dict)
    networks: Mapping[str, Sequence[Network]] = field(default_factory=dict)
    branch_networks: Mapping[str, Sequence[Network]] = field(default_factory=dict)
    proofs: Mapping[str, int] = field(default_factory=dict)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    def needs_second_factor(self, roles: Iterable[str]) -> bool:
        """Whether one of the roles must prove more than a password."""
        return bool(self.second_factor & {EVERYONE, *roles})

    def idle_minutes_for(self, roles: Iterable[str]) -> int:
        """After how long without a touch the screen is locked."""
        return min(_named(self.idle_minutes, roles), default=IDLE_MINUTES)

    def allows_hour(self, roles: Iterable[str], now: datetime) -> bool:
        """Whether every role works at this instant, by the clock of the institution."""
        local = now.astimezone(self.zone)
        return all(any(one.allow(local) for one in rule) for rule in _named(self.hours, roles))

    def allows_place(self, roles: Iterable[str], branches: Iterable[str], address: str) -> bool:
        """Whether every role, and one of the branches, is reached from this address."""
        for_roles = list(_named(self.networks, roles))
        of_branches = [self.branch_networks[one] for one in branches if one in self.branch_networks]
        if not for_roles and not of_branches:
            return True
        try:
            here = ip_address(address)
        except ValueError:
            return False
        fits = [any(here in network for network in rule) for rule in for_roles]
        at_a_branch = not of_branches or any(here in net for rule in of_branches for net in rule)
        return all(fits) and at_a_branch

    def proof_above(self, command: str) -> int | None:
        """Above which amount a command needs a fresh proof; None: never."""
        return self.proofs.get(command)


def _named(rules: Mapping[str, T], roles: Iterable[str]) -> list[T]:
    """The rules that hold for some roles: their own, else the one of everybody."""
    found = [rules[role] if role in rules else rules.get(EVERYONE) for role in roles]
    if not found:
        found = [rules.get(EVERYONE)]
    return [one for one in found if one is not None]


# For an institution that `nafa init` founds; changed in Administration → Security.
RECOMMENDED: Mapping[str, Any] = {
    "second_factor": [
        "administrator", "general_manager", "branch_manager", "chief_accountant", "accountant",
        "internal_controller", "compliance_officer", "committee_member",
    ],
    "chosen_password": True,
    "idle_minutes": {"*": 5},
    "proofs": {
        "kernel.assign_role": 0,
        "kernel.define_security_policy": 0,
        "ledger.reverse_entry": 0,
        "lending.reverse_repayment": 500_000,
        "lending.disburse": 2_000_000,
        "journeys.disburse_by_payout": 1_000_000,
        "journeys.disburse_to_savings": 2_000_000,
        "payments.confirm_payout": 500_000,
        "payments.cash_payout": 500_000,
        "payments.resend_payout": 0,
        "lending.pay_supplier": 1_000_000,
        "savings.withdraw": 2_000_000,
        "savings.reverse_operation": 500_000,
        "assets.pay_supplier": 1_000_000,
        "assets.pay_supplier_by_bank": 1_000_000,
        "assets.reverse_operation": 500_000,
    },
}  # fmt: skip


def read_policy(rules: Mapping[str, Any]) -> Policy:
    """The policy in plain data. Refuses: InvalidInput, with the name of the rule at fault."""
    known = {
        "second_factor", "chosen_password", "idle_minutes", "hours", "networks",
        "branch_networks", "proofs", "zone",
    }  # fmt: skip
    if unknown := sorted(set(rules) - known):
        raise InvalidInput(field=unknown[0], reason="unknown")
    return Policy(
        second_factor=frozenset(_read("second_factor", rules, _names, [])),
        chosen_password=rules.get("chosen_password", False) is True,
        idle_minutes=_by_name("idle_minutes", rules, _minutes),
        hours=_by_name("hours", rules, lambda value: [_hours(one) for one in value]),
        networks=_by_name("networks", rules, lambda value: [ip_network(one) for one in value]),
        branch_networks=_by_name(
            "branch_networks", rules, lambda value: [ip_network(one) for one in value]
        ),
        proofs=_by_name("proofs", rules, _amount),
        zone=_read("zone", rules, ZoneInfo, "UTC"),
    )


def _read(name: str, rules: Mapping[str, Any], parse: Any, default: Any) -> Any:
    try:
        return parse(rules.get(name, default))
    except (ValueError, TypeError, KeyError, AttributeError, ZoneInfoNotFoundError):
        raise InvalidInput(field=name, reason=str(rules.get(name))) from None


def _by_name(name: str, rules: Mapping[str, Any], parse: Any) -> dict[str, Any]:
    return dict(
        _read(name, rules, lambda value: {key: parse(one) for key, one in value.items()}, {})
    )


def _names(value: Any) -> list[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise ValueError
    return list(value)


def _minutes(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= LONGEST_IDLE:
        raise ValueError
    return value


def _amount(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


def _hours(value: Mapping[str, Any]) -> Hours:
    days = frozenset(value["days"])
    if not days or not days <= set(range(7)):
        raise ValueError
    begins, ends = time.fromisoformat(value["from"]), time.fromisoformat(value["until"])
    if begins >= ends:
        raise ValueError
    return Hours(days, begins, ends)


def policy_in_force() -> Policy:
    """The latest policy; an institution without one demands a password and nothing more."""
    latest = SecurityPolicy.objects.order_by("-defined_at", "-id").first()
    return read_policy(latest.rules) if latest is not None else Policy()


@lru_cache(maxsize=4)
def policy_written(rules: str) -> Policy:
    """The policy in the text of its row."""
    return read_policy(json.loads(rules))
