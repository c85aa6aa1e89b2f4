"""What the watch finds, and what becomes of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from factories.house import House
from nafa.kernel import clock
from nafa.kernel.access import sessions, trail
from nafa.kernel.access.trail import Visitor
from nafa.kernel.errors import DomainError, InvalidInput, NotFound
from nafa.kernel.identity.commands import assign_role, open_branch
from nafa.kernel.models import (
    Assignment,
    Device,
    LogInSession,
    Role,
    SecurityAlert,
    SecurityEvent,
    StaffNotice,
    User,
)
from nafa.kernel.outbox import relay
from nafa.kernel.watch import commands
from nafa.kernel.watch.looking import look, tell_watchers
from nafa.kernel.watch.policy import DEFAULTS, read_watch
from nafa.kernel.watch.sources import NEEDS, SOURCES

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quiet(house: House) -> None:
    """The institution's own beginnings lie long before; Moussa watches."""
    Assignment.objects.filter(user_id=house.people["moussa"]).update(
        role=Role.objects.get(code="internal_controller")
    )


def alerts(rule: str = "") -> list[SecurityAlert]:
    found = SecurityAlert.objects.order_by("number")
    return list(found.filter(rule=rule) if rule else found)


def failures(house: House, count: int, *, address: str = "203.0.113.7") -> None:
    account = trail.account_token("awa")
    for _ in range(count):
        trail.note(
            trail.REFUSED, visitor=Visitor(address=address), user_id=house.people["awa"],
            account=account,
        )  # fmt: skip


def come(house: House, name: str, address: str, device: bytes) -> LogInSession:
    visitor = Visitor(address=address, device=device, label="Firefox")
    user = User.objects.get(id=house.people[name])
    return sessions.begin(user, visitor=visitor, strength=LogInSession.Strength.PASSKEY)


def refused_often(house: House, count: int) -> None:
    for _ in range(count):
        with pytest.raises(DomainError):
            open_branch(house.ctx("awa"), code="9", name="x")


def test_nothing_is_found_where_nothing_happened(house: House) -> None:
    with clock.held_at(NOON):
        assert look(NOON) == 0


def test_failures_at_the_threshold_open_one_case_and_more_join_it(house: House) -> None:
    with clock.held_at(NOON):
        failures(house, 9)
        assert look(NOON) == 0
        failures(house, 1)
        assert look(NOON) == 1
        failures(house, 3)
        assert look(NOON) == 0

    case = alerts("failed_log_ins")[0]
    assert (case.user_id, case.address) == (house.people["awa"], "203.0.113.7")
    assert case.facts.count() == 13


def test_the_window_ends(house: House) -> None:
    with clock.held_at(NOON):
        failures(house, 12)

    assert look(NOON + timedelta(minutes=31)) == 0
    assert look(NOON + timedelta(minutes=29)) == 1


def test_a_closed_case_is_not_opened_again_by_what_it_rests_on(house: House) -> None:
    with clock.held_at(NOON):
        failures(house, 10)
        look(NOON)
        commands.close_alert(
            house.ctx("moussa"), alert_id=alerts()[0].id, conclusion="HARMLESS",
            explanation="Awa had a new keyboard",
        )  # fmt: skip
        assert look(NOON) == 0
        failures(house, 9)
        assert look(NOON) == 0
        failures(house, 1)
        assert look(NOON) == 1


def test_many_refusals_of_one_person(house: House) -> None:
    with clock.held_at(NOON):
        refused_often(house, 10)
        look(NOON)

    assert [case.user_id for case in alerts("refusals")] == [house.people["awa"]]


@pytest.mark.parametrize(("hour", "count"), [(4, 1), (5, 0), (21, 0), (22, 1)])
def test_odd_hours_by_the_institutions_clock(house: House, hour: int, count: int) -> None:
    at = NOON.replace(hour=hour, minute=30)
    with clock.held_at(at):
        house.client()
        look(at)

    assert len(alerts("odd_hours")) == count


def test_a_change_of_rights_is_told(house: House) -> None:
    with clock.held_at(NOON):
        assign_role(
            house.ctx("babacar"), user_id=house.people["awa"], role_code="accountant",
            branch_id=None,
        )  # fmt: skip
        look(NOON)

    assert [case.user_id for case in alerts("privileges")] == [house.people["babacar"]]


@pytest.mark.parametrize(
    ("second", "ended", "count"),
    [
        ("198.51.100.9", False, 1),
        ("203.0.113.200", False, 0),  # the same network
        ("198.51.100.9", True, 0),  # the first one was left before
        ("2001:db8::1", False, 1),
    ],
)
def test_two_places_at_once(house: House, second: str, ended: bool, count: int) -> None:
    with clock.held_at(NOON):
        first = come(house, "ibra", "203.0.113.7", b"a")
    with clock.held_at(NOON + timedelta(minutes=5)):
        if ended:
            sessions.end(first, reason="left")
    with clock.held_at(NOON + timedelta(minutes=9)):
        come(house, "ibra", second, b"b")
        look(clock.now())

    assert len(alerts("two_places")) == count


@pytest.mark.parametrize(("name", "count"), [("babacar", 1), ("awa", 0)])
def test_a_new_device_of_somebody_with_much_power(house: House, name: str, count: int) -> None:
    with clock.held_at(NOON - timedelta(days=9)):
        sessions.end(come(house, name, "10.0.0.1", b"old"), reason="left")
        look(NOON)
        assert not alerts("new_device")  # the first one is new to nobody
    with clock.held_at(NOON):
        come(house, name, "10.0.0.1", b"new")
        look(NOON)

    assert len(alerts("new_device")) == count
    assert Device.objects.filter(user_id=house.people[name]).count() == 2


@pytest.mark.parametrize(
    ("rule", "kind", "most"),
    [
        ("copied_passkey", "passkey.copied", 1),
        ("outside_rules", "log_in.outside_hours", 3),
        ("too_many_calls", "calls.too_many", 3),
        ("failed_from_address", "log_in.refused", 30),
    ],
)
def test_events_of_the_door(house: House, rule: str, kind: str, most: int) -> None:
    with clock.held_at(NOON):
        for number in range(most):
            look(NOON)
            assert not alerts(rule), number
            trail.note(kind, visitor=Visitor("203.0.113.7"), user_id=house.people["awa"])
        look(NOON)

    assert len(alerts(rule)) == 1


def test_asking_for_a_proof_is_no_failure_but_a_wrong_one_is(house: House) -> None:
    with clock.held_at(NOON):
        for code in ("kernel.proof_wanted", "kernel.proof_of_other"):
            for _ in range(5):
                trail.note("proof.refused", user_id=house.people["awa"], values={"code": code})
            look(NOON)
            assert bool(alerts("proofs_refused")) is (code != "kernel.proof_wanted")


def test_mass_consultation_reads_the_trail_where_there_is_one(house: House) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('kernel_trail')")
        if cursor.fetchone()[0] is None:
            cursor.execute(
                "CREATE TEMPORARY TABLE kernel_trail (number bigserial, at timestamptz, kind text,"
                " name text, actor_id uuid, address text, channel text)"
            )
        else:
            cursor.execute("SELECT kernel_open_trail_month(%s)", [NOON])
            pytest.skip("filled by the program itself")
        cursor.execute(
            "INSERT INTO kernel_trail (at, kind, name, actor_id, address, channel)"
            " SELECT %s, 'consultation', 'clients.file', %s, '', 'web'"
            " FROM generate_series(1, 150)",
            [NOON, house.people["ibra"]],
        )
        watch = read_watch({})
    from nafa.kernel.watch.looking import happenings

    found = happenings(
        "consultations", watch.thresholds["consultations"], watch=watch, zone="UTC", now=NOON
    )
    assert len(found) == 150


def test_every_rule_has_a_source_and_a_threshold() -> None:
    assert set(SOURCES) == set(DEFAULTS) and set(NEEDS) <= set(SOURCES)


def test_watchers_are_told_but_not_whom_it_concerns(house: House) -> None:
    with clock.held_at(NOON):
        failures(house, 10)
        look(NOON)
        relay({"kernel.alert_raised": [tell_watchers]})

    assert [one.user_id for one in StaffNotice.objects.all()] == [house.people["moussa"]]


def case_about(house: House, name: str) -> SecurityAlert:
    with clock.held_at(NOON):
        trail.note("passkey.copied", user_id=house.people[name])
        look(NOON)
    return alerts("copied_passkey")[-1]


def test_a_case_is_given_and_closed(house: House) -> None:
    case = case_about(house, "awa")
    commands.assign_alert(house.ctx("moussa"), alert_id=case.id, user_id=house.people["moussa"])
    commands.close_alert(
        house.ctx("moussa"), alert_id=case.id, conclusion="INCIDENT",
        explanation="The key of Awa was copied by Fatou",
    )  # fmt: skip

    case.refresh_from_db()
    assert (case.conclusion, case.closed_by_id) == ("INCIDENT", house.people["moussa"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT explanation FROM kernel_securityalert")
        assert b"Fatou" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("about", "who", "act", "code"),
    [
        ("awa", "awa", {"conclusion": "HARMLESS", "explanation": "nothing at all"},
         "kernel.not_permitted"),
        ("moussa", "moussa", {"conclusion": "HARMLESS", "explanation": "nothing at all"},
         "kernel.own_alert"),
        ("awa", "moussa", {"conclusion": "HARMLESS", "explanation": "no"},
         "kernel.explanation_missing"),
        ("awa", "moussa", {"conclusion": "", "explanation": "nothing at all"},
         "kernel.invalid_input"),
        ("awa", "moussa", {"user": "awa"}, "kernel.assignee_may_not"),
    ],
)  # fmt: skip
def test_what_may_not_be_done_with_a_case(
    house: House, about: str, who: str, act: dict[str, Any], code: str
) -> None:
    case = case_about(house, about)

    with pytest.raises(DomainError) as refusal:
        if "user" in act:
            commands.assign_alert(
                house.ctx(who), alert_id=case.id, user_id=house.people[act["user"]]
            )
        else:
            commands.close_alert(house.ctx(who), alert_id=case.id, **act)

    assert refusal.value.code == code


def test_a_closed_case_stays_as_it_is(house: House) -> None:
    case, done = case_about(house, "awa"), {"conclusion": "ERROR", "explanation": "a wrong clock"}
    commands.close_alert(house.ctx("moussa"), alert_id=case.id, **done)

    with pytest.raises(DomainError, match="alert_closed"):
        commands.close_alert(house.ctx("moussa"), alert_id=case.id, **done)
    with pytest.raises(NotFound):
        commands.close_alert(house.ctx("moussa"), alert_id=uuid4(), **done)


@pytest.mark.parametrize(
    "rules",
    [
        {"unknown": {}},
        {"refusals": {"most": 0}},
        {"refusals": {"most": True}},
        {"refusals": {"minutes": 20_000}},
        {"refusals": {"severity": "WILD"}},
        {"refusals": {"other": 1}},
        {"refusals": 3},
        {"day_from": 25},
        {"day_from": 23, "day_until": 6},
    ],
)
def test_thresholds_that_make_no_sense_are_refused(house: House, rules: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        commands.define_watch(house.ctx("moussa"), rules=rules)


def test_thresholds_are_data(house: House) -> None:
    commands.define_watch(
        house.ctx("moussa"), rules={"failed_log_ins": {"most": 2}, "refusals": {"is_on": False}}
    )
    with clock.held_at(NOON):
        failures(house, 2)
        refused_often(house, 12)
        look(NOON)

    assert {case.rule for case in alerts()} == {"failed_log_ins"}


def test_rows_of_the_trail_and_cases_cannot_be_taken_away(house: House) -> None:
    case_about(house, "awa")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = 'nafa_app' AND table_name IN"
            " ('kernel_alertfact', 'kernel_securityalert', 'kernel_watchpolicy')"
            " AND privilege_type IN ('DELETE', 'TRUNCATE')"
        )
        assert cursor.fetchall() == []
    assert SecurityEvent.objects.filter(kind="passkey.copied").exists()
