"""What the job process does: events are told once, the day is closed as asked on the page."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.db import transaction

from factories.house import FIRST_DAY, House, francs, make_house
from modules.ledger.logbook import record, superuser
from nafa.journeys import errors
from nafa.journeys.jobs import ask_for_close, run_close
from nafa.kernel.identity.contexts import system_context
from nafa.kernel.models import DayCloseRun, Institution, OutboxEvent, StaffNotice
from nafa.kernel.notices import mark_all_read, mark_read, unread
from nafa.ledger.errors import BooksAltered
from nafa.ledger.queries import standing_finding
from nafa.lending import commands as lending
from nafa.payments.errors import TillsStillOpen
from nafa.runtime.wiring import SUBSCRIBERS, check_books, full_check_times, relay_events


def decided(house: House) -> None:
    application_id = lending.submit_application(
        house.ctx("ibra"), client_id=house.client(), product_id=house.product(),
        amount=francs(200_000), instalment_count=6, purpose="Commerce",
    )  # fmt: skip
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )


@pytest.mark.usefixtures("fresh_database")
def test_a_committed_decision_is_told_once_to_its_officer():
    house = make_house()
    decided(house)

    first, again = relay_events(timestamp=0), relay_events(timestamp=5)

    assert (first > 0, again) == (True, 0)
    notice = StaffNotice.objects.get()
    assert notice.user_id == house.people["ibra"]
    assert notice.values["outcome"] == "APPROVED"
    assert not OutboxEvent.objects.filter(relayed_at=None).exists()


@pytest.mark.django_db
def test_an_event_told_twice_makes_one_notice(house):
    decided(house)
    relay_events(timestamp=0)
    OutboxEvent.objects.update(relayed_at=None)

    relay_events(timestamp=5)

    assert StaffNotice.objects.count() == 1


@pytest.mark.django_db
def test_a_notice_is_read_by_its_person_only(house):
    decided(house)
    relay_events(timestamp=0)
    notice = unread(house.ctx("ibra"))[0]

    with pytest.raises(Exception, match=r"kernel\.not_found"):
        mark_read(house.ctx("awa"), notice_id=notice.id)
    mark_read(house.ctx("ibra"), notice_id=notice.id)

    assert unread(house.ctx("ibra")) == []


@pytest.mark.django_db
def test_all_notices_of_a_person_are_read_at_once_and_nobody_elses(house):
    decided(house)
    relay_events(timestamp=0)

    mark_all_read(house.ctx("awa"))
    kept = len(unread(house.ctx("ibra")))
    mark_all_read(house.ctx("ibra"))

    assert (kept, unread(house.ctx("ibra"))) == (1, [])


def test_every_subscriber_listens_to_an_event_that_exists():
    from nafa.kernel.events import Event

    known = {kind.name for kind in Event.__subclasses__()}

    assert set(SUBSCRIBERS) <= known


def test_the_day_asked_for_is_closed_by_the_job_process(fresh_database):
    house = make_house()

    day = ask_for_close(house.ctx("aminata"))
    with pytest.raises(errors.CloseRunning):
        ask_for_close(house.ctx("aminata"))
    worker = [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot"]
    environment = {
        **fresh_database.environment(),
        "DJANGO_SETTINGS_MODULE": "nafa.runtime.settings",
        "PYTHONPATH": "src",
    }
    subprocess.run(worker, env=environment, check=True, capture_output=True, timeout=120)

    assert day == date(2026, 1, 5)
    assert Institution.objects.get().business_date == date(2026, 1, 6)
    assert DayCloseRun.objects.get(day=day).finished_at is not None


@pytest.mark.django_db
def test_a_close_that_is_refused_says_why_where_the_page_reads(house):
    house.open_till()

    with pytest.raises(TillsStillOpen):
        ask_for_close(house.ctx("aminata"))
    run_close(actor_id=str(house.people["aminata"]), key="refused")

    run = DayCloseRun.objects.get()
    assert "Caisse 1" in run.failure
    assert Institution.objects.get().business_date == date(2026, 1, 5)
    assert system_context(key="x").business_date == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("day", "times"),
    [("sunday", "0 3 * * 0"), ("friday", "0 3 * * 5"), ("daily", "0 3 * * *"), ("never", None)],
)
def test_the_full_check_runs_on_the_day_that_was_decided(day: str, times: str | None):
    assert full_check_times(day) == times


def test_what_the_full_check_finds_is_told_by_every_close_until_it_is_mended(fresh_database):
    house = make_house()
    with transaction.atomic():
        for amount in range(1, 300):  # more than the tile where the next check begins
            record(house, amount)
    house.close_days_until(FIRST_DAY + timedelta(days=1))
    with superuser(fresh_database) as session:
        session.execute("UPDATE ledger_entry SET memo = memo || '!' WHERE number = 1")
    house.close_days_until(FIRST_DAY + timedelta(days=2))  # trusts what was found sound before

    with pytest.raises(BooksAltered):
        check_books(timestamp=0)
    with pytest.raises(BooksAltered):
        house.close_days_until(FIRST_DAY + timedelta(days=3))
    standing = standing_finding()
    with superuser(fresh_database) as session:
        session.execute("UPDATE ledger_entry SET memo = rtrim(memo, '!') WHERE number = 1")
    house.close_days_until(FIRST_DAY + timedelta(days=4))

    assert standing == "entry 1 changed"
    assert standing_finding() == ""
    check_books(timestamp=1)
