"""How much is too much: thresholds of the watch, as data. What is not said keeps its default."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from nafa.kernel.errors import InvalidInput
from nafa.kernel.models import WatchPolicy

SEVERITIES = ("LOW", "MEDIUM", "HIGH")
LONGEST_MINUTES = 7 * 24 * 60
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Threshold:
    """From how many happenings within how many minutes a rule raises an alert."""

    most: int
    minutes: int
    severity: str
    is_on: bool = True


DEFAULTS: Mapping[str, Threshold] = {
    "failed_log_ins": Threshold(10, 30, "MEDIUM"),
    "failed_from_address": Threshold(30, 30, "HIGH"),
    "refusals": Threshold(10, 15, "MEDIUM"),
    "proofs_refused": Threshold(5, 30, "HIGH"),
    "odd_hours": Threshold(1, 60, "LOW"),
    "outside_rules": Threshold(3, 24 * 60, "MEDIUM"),
    "consultations": Threshold(150, 60, "MEDIUM"),
    "privileges": Threshold(1, 60, "LOW"),
    "two_places": Threshold(1, 30, "HIGH"),
    "new_device": Threshold(1, 60, "MEDIUM"),
    "copied_passkey": Threshold(1, 60, "HIGH"),
    "break_glass": Threshold(1, 60, "HIGH"),
    "too_many_calls": Threshold(3, 60, "LOW"),
}
DAY_FROM, DAY_UNTIL = "day_from", "day_until"
DAY = {DAY_FROM: 5, DAY_UNTIL: 22}  # the hours in which people work, by the institution's clock


@dataclass(frozen=True, slots=True)
class Watch:
    """The thresholds in force."""

    thresholds: Mapping[str, Threshold]
    day_from: int
    day_until: int


def read_watch(rules: Mapping[str, Any]) -> Watch:
    """The thresholds in plain data. Refuses: InvalidInput, with the name of the rule at fault."""
    if unknown := sorted(set(rules) - set(DEFAULTS) - set(DAY)):
        raise InvalidInput(field=unknown[0], reason="unknown")
    hours = {name: rules.get(name, usual) for name, usual in DAY.items()}
    if not all(type(hour) is int and 0 <= hour <= 24 for hour in hours.values()):
        raise InvalidInput(field=DAY_FROM, reason=str(hours[DAY_FROM]))
    if hours[DAY_FROM] >= hours[DAY_UNTIL]:
        raise InvalidInput(field=DAY_UNTIL, reason=str(hours[DAY_UNTIL]))
    return Watch(
        {name: _threshold(name, usual, rules.get(name, {})) for name, usual in DEFAULTS.items()},
        hours[DAY_FROM],
        hours[DAY_UNTIL],
    )


def _threshold(name: str, usual: Threshold, said: Any) -> Threshold:
    if not isinstance(said, Mapping) or set(said) - {"most", "minutes", "severity", "is_on"}:
        raise InvalidInput(field=name, reason=str(said))
    found = replace(usual, **said)
    fits = (
        _is_whole(found.most, MOST)
        and _is_whole(found.minutes, LONGEST_MINUTES)
        and found.severity in SEVERITIES
        and type(found.is_on) is bool
    )
    if not fits:
        raise InvalidInput(field=name, reason=str(said))
    return found


def _is_whole(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def watch_in_force() -> Watch:
    """The latest thresholds; without any, the defaults."""
    latest = WatchPolicy.objects.order_by("-defined_at", "-id").first()
    return read_watch(latest.rules if latest is not None else {})
