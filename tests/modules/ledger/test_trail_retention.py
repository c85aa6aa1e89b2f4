"""The trail goes by whole months once its time is over, and the log verifies on."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from conftest import FreshDatabase
from factories.house import make_house
from nafa.journeys.retention import preview, run_retention
from nafa.kernel.audit.reading import Asked, search
from nafa.kernel.audit.retention import due_months, retire_months
from nafa.kernel.audit.writing import append
from nafa.kernel.identity.contexts import system_context
from nafa.ledger import queries as books
from nafa.ledger.commands import extend_log, seal_trail

OLD, YOUNG = datetime(2015, 3, 7, tzinfo=UTC), datetime(2016, 2, 7, tzinfo=UTC)
SOMEBODY = UUID(int=7)


def _note(at: datetime) -> None:
    append(at=at, kind="consultation", name="web:client", actor_id=SOMEBODY, channel="web")


def _count() -> int:
    return len(search(Asked(actor_id=SOMEBODY), limit=100))


def test_months_go_when_their_time_is_over_and_the_log_verifies_on(
    fresh_database: FreshDatabase,
) -> None:
    make_house()  # its business date is in January 2026: ten years back is January 2016
    for at in (OLD, OLD, YOUNG):
        _note(at)
    seal_trail()
    extend_log()
    ctx = system_context(key="retention")
    assert preview(ctx).months == (date(2015, 3, 1),)
    assert preview(ctx).trail_years == 10

    run_retention(day=date(2026, 1, 5))

    assert _count() == 1
    assert books.verify().findings == ()
    assert '"month": "2015-03-01"' in search(Asked(kind="job"))[1].details
    assert preview(ctx).months == ()
    seal_trail()
    extend_log()
    assert books.verify().findings == ()


def test_what_the_log_does_not_hold_yet_is_kept(fresh_database: FreshDatabase) -> None:
    make_house()
    _note(OLD)

    gone = retire_months(system_context(key="retention"), years=10)

    assert gone == 0
    assert _count() == 1
    assert [due.is_chained for due in due_months(on=date(2026, 1, 5), years=10)] == [False]


def test_nobody_retires_a_young_month_or_opens_a_retired_one(
    fresh_database: FreshDatabase,
) -> None:
    make_house()
    _note(OLD)
    seal_trail()
    retire_months(system_context(key="retention"), years=10)

    for statement in (
        "SELECT kernel_retire_trail_month(date_trunc('month', now())::date)",
        "SELECT kernel_open_trail_month('2015-03-09')",
        "DROP TABLE kernel_trail_y2016m02",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
