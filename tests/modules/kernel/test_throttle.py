"""Guessing is slowed down; nobody can lock colleagues out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from factories.house import PASSWORD, House
from nafa.kernel import clock
from nafa.kernel.access import commands, entry, errors, sessions, trail
from nafa.kernel.access.throttle import (
    ADDRESS_FREE,
    DEVICE_FREE,
    DEVICE_LONGEST,
    FREE_FAILURES,
    LOCKED_AFTER,
    LONGEST_DELAY,
    Failures,
    Seen,
    delay,
    judge,
)
from nafa.kernel.access.trail import Visitor
from nafa.kernel.models import LogInSession, SecurityEvent, User

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
AWAS = Visitor(address="10.0.0.7", device=b"awas machine", label="Firefox")
STRANGER = Visitor(address="203.0.113.9", device=b"strange machine")
PASSWORD_STRENGTH = LogInSession.Strength.PASSWORD


def fail(username: str, visitor: Visitor, times: int, *, at: datetime = NOON) -> None:
    for number in range(times):
        with (
            clock.held_at(at + timedelta(hours=number * 0.3)),
            pytest.raises((errors.LoginRefused, errors.LoginDelayed, errors.AccountLocked)),
        ):
            entry.by_password(username, "falsch", visitor=visitor)


def known(username: str, visitor: Visitor) -> User:
    user = User.objects.get(username=username)
    with clock.held_at(NOON - timedelta(days=2)):
        sessions.begin(user, visitor=visitor, strength=PASSWORD_STRENGTH)
    return user


@given(st.integers(0, 10_000))
def test_delays_grow_and_end(count: int) -> None:
    now, after = (
        delay(one, free=FREE_FAILURES, longest=LONGEST_DELAY) for one in (count, count + 1)
    )

    assert timedelta() <= now <= after <= LONGEST_DELAY
    assert (now == timedelta()) is (count <= FREE_FAILURES)


@given(
    account=st.integers(0, 10_000),
    address=st.integers(0, 10_000),
    device=st.integers(0, DEVICE_FREE),
)
def test_no_number_of_strangers_keeps_a_known_device_out(
    account: int, address: int, device: int
) -> None:
    """What strangers do is counted apart: `account` of a known device holds only its own."""
    own = min(account, FREE_FAILURES)
    seen = Seen(Failures(own, NOON), Failures(device, NOON), Failures(address, NOON), True)

    assert judge(seen, now=NOON) == (None, False)


@given(st.integers(0, 10_000), st.booleans())
def test_only_unknown_devices_are_shut_out(failures: int, is_known: bool) -> None:
    seen = Seen(Failures(failures, NOON), Failures(), Failures(), is_known)

    assert judge(seen, now=NOON).is_locked is (failures >= LOCKED_AFTER and not is_known)


@given(st.integers(0, 10_000))
def test_a_shared_machine_waits_two_minutes_at_most(count: int) -> None:
    seen = Seen(Failures(), Failures(count, NOON), Failures(), True)
    until = judge(seen, now=NOON).wait_until

    assert until is None or until <= NOON + DEVICE_LONGEST


def test_many_failures_from_an_address_slow_only_unknown_devices() -> None:
    crowd = Failures(ADDRESS_FREE + 1, NOON)

    assert judge(Seen(Failures(), Failures(), crowd, False), now=NOON).wait_until
    assert judge(Seen(Failures(), Failures(), crowd, True), now=NOON).wait_until is None


def test_the_fifth_failure_in_a_row_makes_even_the_right_password_wait(house: House) -> None:
    with clock.held_at(NOON):
        for _ in range(5):
            with pytest.raises(errors.LoginRefused):
                entry.by_password("awa", "falsch", visitor=STRANGER)
        with pytest.raises(errors.LoginDelayed) as told:
            entry.by_password("awa", PASSWORD, visitor=STRANGER)

    assert told.value.values == {"seconds": 31}
    with clock.held_at(NOON + timedelta(seconds=32)):
        assert entry.by_password("awa", PASSWORD, visitor=STRANGER)


def test_an_unknown_name_is_answered_like_a_known_one(house: House) -> None:
    def answers(username: str) -> list[str]:
        codes = []
        with clock.held_at(NOON):
            for number in range(7):
                visitor = Visitor("203.0.113.9", f"{username}{number}".encode())
                with pytest.raises(errors.DomainError) as told:
                    entry.by_password(username, "falsch", visitor=visitor)
                codes.append(str(told.value))
        return codes

    assert answers("awa") == answers("nobody-has-this-name")


@pytest.mark.slow
def test_strangers_lock_the_name_for_strangers_only(house: House) -> None:
    awa = known("awa", AWAS)
    fail("awa", STRANGER, LOCKED_AFTER + 5)
    later = NOON + timedelta(hours=20)

    with clock.held_at(later), pytest.raises(errors.AccountLocked):
        entry.by_password("awa", PASSWORD, visitor=Visitor("198.51.100.1", b"another"))
    with clock.held_at(later):
        assert entry.by_password("awa", PASSWORD, visitor=AWAS) == awa


def test_slips_at_the_usual_machine_do_not_delay_another_one(house: House) -> None:
    awa = known("awa", AWAS)
    with clock.held_at(NOON):
        for _ in range(5):
            with pytest.raises(errors.LoginRefused):
                entry.by_password("awa", "falsch", visitor=AWAS)
        with pytest.raises(errors.LoginDelayed):
            entry.by_password("awa", PASSWORD, visitor=AWAS)

        assert entry.by_password("awa", PASSWORD, visitor=STRANGER) == awa


@pytest.mark.slow
def test_the_administrator_lifts_the_delay_and_it_is_written_down(house: House) -> None:
    fail("awa", STRANGER, LOCKED_AFTER + 1)
    with clock.held_at(NOON + timedelta(hours=20)):
        commands.lift_delay(house.ctx("babacar"), user_id=house.people["awa"])
    with clock.held_at(NOON + timedelta(hours=20, seconds=1)):
        assert entry.by_password("awa", PASSWORD, visitor=STRANGER)

    lifted = SecurityEvent.objects.get(kind=trail.DELAY_LIFTED)
    assert (lifted.user_id, lifted.actor_id) == (house.people["awa"], house.people["babacar"])
    with pytest.raises(errors.DomainError):
        commands.lift_delay(house.ctx("awa"), user_id=house.people["awa"])


def test_the_trail_keeps_failures_without_the_typed_words_and_cannot_be_changed(
    house: House,
) -> None:
    with pytest.raises(errors.LoginRefused):
        entry.by_password("my secret password", "awa", visitor=STRANGER)

    event = SecurityEvent.objects.get(kind=trail.REFUSED)
    assert (event.address, event.user_id, event.values) == (
        STRANGER.address,
        None,
        {"what": "password"},
    )
    with pytest.raises(ProgrammingError), transaction.atomic():
        SecurityEvent.objects.update(kind="nothing")
    with pytest.raises(ProgrammingError), transaction.atomic():
        SecurityEvent.objects.all().delete()
