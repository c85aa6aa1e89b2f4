"""Looking: every rule counts its window once, in sets; what is too much becomes a case."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from nafa.kernel.access.policy import policy_in_force
from nafa.kernel.identity.contexts import people_with, system_context
from nafa.kernel.models import AlertFact, SecurityAlert
from nafa.kernel.notices import notify
from nafa.kernel.watch.commands import WATCH, raise_alert
from nafa.kernel.watch.policy import Threshold, Watch, watch_in_force
from nafa.kernel.watch.sources import FOUND, NEEDS, SOURCES

NOTICE = "security_alert"


class Happening(NamedTuple):
    """A row of a trail that a rule counts."""

    subject: str
    user_id: UUID | None
    address: str
    source: str
    row_id: str
    at: datetime
    what: str


def look(now: datetime) -> int:
    """Apply every rule to its window; how many cases were opened."""
    watch, zone = watch_in_force(), str(policy_in_force().zone)
    opened = 0
    for rule, threshold in watch.thresholds.items():
        if threshold.is_on and _has_source(rule):
            found = happenings(rule, threshold, watch=watch, zone=zone, now=now)
            for subject, rows in groupby(found, key=lambda row: row.subject):
                opened += _keep(rule, threshold, subject, list(rows))
    return opened


def happenings(
    rule: str, threshold: Threshold, *, watch: Watch, zone: str, now: datetime
) -> list[Happening]:
    """What a rule counts in its window, of the subjects that did too much."""
    with connection.cursor() as cursor:
        cursor.execute(
            FOUND.format(source=SOURCES[rule]),
            {
                "rule": rule, "most": threshold.most, "zone": zone, "until": now,
                "since": now - timedelta(minutes=threshold.minutes),
                "day_from": watch.day_from, "day_until": watch.day_until,
            },
        )  # fmt: skip
        return [Happening(*row) for row in cursor.fetchall()]


def _has_source(rule: str) -> bool:
    table = NEEDS.get(rule)
    return table is None or table in connection.introspection.table_names()


def _keep(rule: str, threshold: Threshold, subject: str, rows: list[Happening]) -> int:
    """Add the happenings to the open case of the subject, or open one; how many were opened."""
    with transaction.atomic():
        case = SecurityAlert.objects.filter(rule=rule, subject=subject, closed_at=None).first()
        case_id = case.id if case is not None else _open(rule, threshold, subject, rows)
        _add_facts(case_id, rows)
        SecurityAlert.objects.filter(id=case_id, last_at__lt=rows[-1].at).update(
            last_at=rows[-1].at
        )
    return int(case is None)


def _open(rule: str, threshold: Threshold, subject: str, rows: list[Happening]) -> UUID:
    people = {row.user_id for row in rows if row.user_id is not None}
    return raise_alert(
        system_context(key=f"watch/{rule}/{subject}/{rows[0].source}/{rows[0].row_id}"),
        rule=rule,
        severity=threshold.severity,
        subject=subject,
        user_id=people.pop() if len(people) == 1 else None,
        address=next((row.address for row in reversed(rows) if row.address), ""),
        first_at=rows[0].at,
        last_at=rows[-1].at,
    )


def _add_facts(case_id: UUID, rows: Iterable[Happening]) -> None:
    AlertFact.objects.bulk_create(
        [
            AlertFact(
                alert_id=case_id, source=row.source, row_id=row.row_id, at=row.at, what=row.what
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )


def tell_watchers(event: Mapping[str, Any]) -> None:
    """Tell everybody who watches, but whom it concerns. May be told again."""
    for person in people_with(WATCH):
        if str(person.id) != event["concerns"]:
            notify(
                user_id=person.id,
                event_id=event["event_id"],
                kind=NOTICE,
                subject_kind="security_alert",
                subject_id=UUID(event["alert_id"]),
                values={"number": str(event["number"]), "rule": event["rule"]},
            )
