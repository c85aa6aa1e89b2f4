"""/metrics in the text form of Prometheus, for this machine or who holds the token."""

import hmac
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from nafa.kernel import clock
from nafa.kernel.models import CommandRecord, DayCloseRun, OutboxEvent, SecurityAlert
from nafa.runtime.backup.status import read_status
from nafa.runtime.configuration.exposure import is_loopback

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # where several processes put their counts together
RECENT = timedelta(minutes=5)
_SIZE = """
SELECT pg_database_size(current_database()),
    (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
    (SELECT setting::int FROM pg_settings WHERE name = 'max_connections')
"""


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures of the running program. To others there is nothing here (404)."""
    if not _may_read(request):
        raise Http404
    registry = REGISTRY
    if os.environ.get(SHARED):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    house = CollectorRegistry()
    house.register(House())
    return HttpResponse(
        generate_latest(registry) + generate_latest(house), content_type=CONTENT_TYPE_LATEST
    )


def _may_read(request: HttpRequest) -> bool:
    """By the token, or from this machine without a proxy in between."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if settings.NAFA_METRICS_TOKEN:
        return hmac.compare_digest(given, settings.NAFA_METRICS_TOKEN.encode())
    direct = "X-Forwarded-For" not in request.headers
    return direct and is_loopback(str(request.META.get("REMOTE_ADDR", "")))


class House(Collector):
    """What the database knows: the same whichever process is asked."""

    def collect(self) -> Iterator[Metric]:
        now = clock.now()
        yield _commands(now)
        yield from _database()
        yield _one("nafa_outbox_waiting", "Events that wait to be told",
                   OutboxEvent.objects.filter(relayed_at=None).count())  # fmt: skip
        yield _one("nafa_alerts_open", "Cases of the watch that wait",
                   SecurityAlert.objects.filter(closed_at=None).count())  # fmt: skip
        yield from _day_close()
        if settings.NAFA_KEEPS_COPIES:
            yield from _copies(now)


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _commands(now: datetime) -> Metric:
    from django.db.models import Count

    found = GaugeMetricFamily(
        "nafa_commands_recent", "Commands of the last five minutes", labels=["name", "outcome"]
    )
    recent = CommandRecord.objects.filter(at__gt=now - RECENT).values_list("name", "outcome")
    for name, outcome, count in recent.annotate(n=Count("id")).order_by("name", "outcome"):
        found.add_metric([name, outcome.lower()], count)
    return found


def _database() -> Iterator[Metric]:
    with connection.cursor() as cursor:
        cursor.execute(_SIZE)
        size, connections, most = cursor.fetchone()
    yield _one("nafa_database_bytes", "Size of the database", size)
    yield _one("nafa_database_connections", "Connections to the database", connections)
    yield _one("nafa_database_connections_most", "Connections that the server allows", most)


def _day_close() -> Iterator[Metric]:
    last = DayCloseRun.objects.exclude(finished_at=None).order_by("-day").first()
    if last is not None and last.finished_at is not None:
        took: Any = last.finished_at - last.started_at
        yield _one("nafa_day_close_seconds", "Duration of the last close", took.total_seconds())
        yield _one("nafa_day_closed_timestamp_seconds", "End of the last close",
                   last.finished_at.timestamp())  # fmt: skip


def _copies(now: datetime) -> Iterator[Metric]:
    status = read_status(settings.NAFA_DATA)
    yield _one("nafa_copies_late", "1 when copies are late", float(bool(status.lateness(now))))
    for what, text in (("base", status.base_at), ("changes", status.changes_at)):
        if text:
            age = (now - datetime.fromisoformat(text)).total_seconds()
            yield _one(f"nafa_copies_{what}_age_seconds", f"Age of the last copy ({what})", age)
