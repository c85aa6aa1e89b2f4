"""Codes of an app, recovery codes and passkeys: each good once, each bound to its person."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest

from factories.authenticator import BACKUP_ELIGIBLE, USER_PRESENT, USER_VERIFIED, Authenticator
from factories.house import House
from nafa.kernel import clock
from nafa.kernel.access import challenges, codes, commands, entry, errors, own, passkeys
from nafa.kernel.access.challenges import Purpose
from nafa.kernel.access.people import standing_of
from nafa.kernel.access.trail import Visitor
from nafa.kernel.models import Challenge, CodeApp, LogInSession, Passkey, SecurityEvent, User

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HERE = Visitor(address="127.0.0.1", device=b"d" * 32)
Strength = LogInSession.Strength


@pytest.fixture
def awa(house: House) -> Iterator[User]:
    with clock.held_at(NOON):
        yield User.objects.get(id=house.people["awa"])


def with_app(user: User) -> pyotp.TOTP:
    app = codes.begin_app(user)
    totp = pyotp.TOTP(str(app.secret))
    codes.confirm_app(user, totp.at(clock.now()))
    return totp


def with_passkey(user: User, **traits: Any) -> Authenticator:
    device = Authenticator(**traits)
    asked = passkeys.ask_to_register(user)
    passkeys.register(
        user, challenge_id=asked.challenge_id, answer=device.register(asked.options), name="Poste 1"
    )
    return device


def log_in_with(device: Authenticator) -> Passkey:
    asked = passkeys.ask_to_prove(Purpose.LOG_IN, user=None)
    answer = device.sign(asked.options)
    return passkeys.check(challenges.take(asked.challenge_id, Purpose.LOG_IN, user_id=None), answer)


# Codes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_code_counts_in_its_step_and_the_neighbours(
    awa: User, steps: int, is_taken: bool
) -> None:
    totp = with_app(awa)
    later = NOON + timedelta(minutes=5)

    with clock.held_at(later):
        found = codes.take(awa, totp.at(later + timedelta(seconds=30 * (steps))))

    assert (found is Strength.CODE) is is_taken


def test_a_code_is_taken_once_and_no_older_one_after_it(awa: User) -> None:
    totp = with_app(awa)
    later = NOON + timedelta(minutes=5)
    with clock.held_at(later):
        assert codes.take(awa, totp.at(later)) is Strength.CODE

        assert codes.take(awa, totp.at(later)) is None
        assert codes.take(awa, totp.at(later + timedelta(seconds=30 * (-1)))) is None
        assert codes.take(awa, totp.at(later + timedelta(seconds=30 * (1)))) is Strength.CODE


def test_the_confirming_code_cannot_be_used_to_log_in(awa: User) -> None:
    totp = with_app(awa)

    assert codes.take(awa, totp.at(NOON)) is None


def test_an_app_counts_only_after_its_first_code(awa: User) -> None:
    app = codes.begin_app(awa)
    with pytest.raises(errors.CodeRefused):
        codes.confirm_app(awa, "000000")

    assert codes.take(awa, pyotp.TOTP(str(app.secret)).at(NOON)) is None
    assert not standing_of(awa).has_app


def test_the_secret_of_an_app_lies_sealed(awa: User) -> None:
    app = codes.begin_app(awa)

    stored = CodeApp.objects.filter(id=app.id).values_list("secret", flat=True).get()

    assert str(app.secret).encode() not in bytes(stored)


def test_guessed_codes_are_slowed_down_like_passwords(awa: User) -> None:
    totp = with_app(awa)
    for _ in range(5):
        with pytest.raises(errors.CodeRefused):
            entry.by_code(awa, "000000", visitor=HERE)

    with pytest.raises(errors.LoginDelayed):
        entry.by_code(awa, totp.at(NOON + timedelta(seconds=30 * (1))), visitor=HERE)


def test_recovery_codes_are_good_once_and_counted(awa: User) -> None:
    made = codes.new_recovery_codes(awa)
    assert len(set(made)) == 10

    assert codes.take(awa, made[0].lower().replace("-", " ")) is Strength.RECOVERY
    assert codes.take(awa, made[0]) is None
    assert codes.recovery_codes_left(awa) == 9


def test_new_recovery_codes_end_the_former_and_are_nobody_elses(awa: User, house: House) -> None:
    former, fresh = codes.new_recovery_codes(awa), codes.new_recovery_codes(awa)
    ibra = User.objects.get(id=house.people["ibra"])

    assert codes.take(awa, former[3]) is None
    assert codes.take(ibra, fresh[3]) is None
    assert codes.take(awa, fresh[3]) is Strength.RECOVERY


# Passkeys --------------------------------------------------------------------------------------


def test_a_passkey_says_who_it_is(awa: User) -> None:
    device = with_passkey(awa)

    assert log_in_with(device).user_id == awa.id
    assert log_in_with(device).sign_count == 1


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://nafa.example.evil"},
        {"domain": "example.evil"},
        {"kind": "webauthn.create"},
        {"flags": USER_PRESENT},
        {"flags": USER_VERIFIED},
        {"flags": USER_PRESENT | USER_VERIFIED | BACKUP_ELIGIBLE},
        {"handle": b"somebody else...", "origin": "http://localhost:8000"},
    ],
)
def test_a_passkey_that_lies_is_refused(awa: User, lie: dict[str, Any]) -> None:
    device = with_passkey(awa)
    for name, value in lie.items():
        setattr(device, name, value)

    with pytest.raises(errors.PasskeyRefused):
        log_in_with(device)


def test_another_key_cannot_sign_for_it(awa: User) -> None:
    device = with_passkey(awa)
    device.key = Authenticator().key

    with pytest.raises(errors.PasskeyRefused):
        log_in_with(device)


@pytest.mark.parametrize("lie", [{"origin": "https://evil.example"}, {"flags": USER_PRESENT}])
def test_a_registration_that_lies_is_refused(awa: User, lie: dict[str, Any]) -> None:
    with pytest.raises(errors.PasskeyRefused):
        with_passkey(awa, **lie)

    assert not Passkey.objects.filter(user=awa).exists()


def test_a_key_belongs_to_one_person(awa: User, house: House) -> None:
    device = with_passkey(awa)
    ibra = User.objects.get(id=house.people["ibra"])

    with pytest.raises(errors.PasskeyKnown):
        with_passkey(ibra, credential_id=device.credential_id)


def test_a_counter_that_goes_back_switches_the_key_off(awa: User) -> None:
    device = with_passkey(awa)
    device.count = 7
    log_in_with(device)
    device.count = 7  # signs as 8 again

    with pytest.raises(errors.PasskeyCopied):
        log_in_with(device)

    assert Passkey.objects.get(user=awa).revoked_at is not None
    assert SecurityEvent.objects.filter(kind="passkey.copied", user=awa).exists()
    device.count = 50
    with pytest.raises(errors.PasskeyRefused):
        log_in_with(device)


def test_a_challenge_is_answered_once_and_soon(awa: User) -> None:
    device = with_passkey(awa)
    asked = passkeys.ask_to_prove(Purpose.LOG_IN, user=None)
    challenges.take(asked.challenge_id, Purpose.LOG_IN, user_id=None)
    with pytest.raises(errors.ChallengeOver):
        challenges.take(asked.challenge_id, Purpose.LOG_IN, user_id=None)

    late = passkeys.ask_to_prove(Purpose.LOG_IN, user=None)
    with clock.held_at(NOON + challenges.LIFETIME), pytest.raises(errors.ChallengeOver):
        challenges.take(late.challenge_id, Purpose.LOG_IN, user_id=None)
    other = passkeys.ask_to_prove(Purpose.UNLOCK, user=awa)
    for purpose, user_id in ((Purpose.LOG_IN, None), (Purpose.UNLOCK, None)):
        with pytest.raises(errors.ChallengeOver):
            challenges.take(other.challenge_id, purpose, user_id=user_id)
    assert device.sign(other.options)


def test_old_questions_go_and_given_proofs_stay(awa: User) -> None:
    old = [challenges.ask(purpose, user_id=awa.id) for purpose in (Purpose.PROOF, Purpose.PROOF)]
    passkeys.ask_to_prove(Purpose.LOG_IN, user=None)
    Challenge.objects.filter(id=old[0].id).update(answered_at=NOON)
    with clock.held_at(NOON + timedelta(days=2)):
        fresh = passkeys.ask_to_prove(Purpose.LOG_IN, user=None)
        assert challenges.forget_old() == 2

    assert set(Challenge.objects.values_list("id", flat=True)) == {old[0].id, fresh.challenge_id}


def test_an_answer_to_another_challenge_is_refused(awa: User) -> None:
    device = with_passkey(awa)
    first, second = (passkeys.ask_to_prove(Purpose.LOG_IN, user=None) for _ in range(2))
    answer = device.sign(first.options)

    with pytest.raises(errors.PasskeyRefused):
        passkeys.check(Challenge.objects.get(id=second.challenge_id), answer)


@pytest.mark.parametrize("answer", ["", "[]", "null", "{}", '{"rawId": 5}', '{"rawId": "é"}'])
def test_nonsense_is_refused_without_a_fault(awa: User, answer: str) -> None:
    asked = passkeys.ask_to_prove(Purpose.LOG_IN, user=None)

    with pytest.raises(errors.PasskeyRefused):
        passkeys.check(Challenge.objects.get(id=asked.challenge_id), answer)


def test_options_ask_for_the_person_and_leave_registered_devices_out(awa: User) -> None:
    device = with_passkey(awa)

    options = json.loads(json.dumps(passkeys.ask_to_register(awa).options))

    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert len(options["excludeCredentials"]) == 1
    assert device.credential_id


# What a role must have ---------------------------------------------------------------------------


def demand_factor(house: House, *roles: str) -> None:
    commands.define_security_policy(house.ctx("babacar"), rules={"second_factor": list(roles)})


def test_the_last_factor_of_a_role_that_needs_one_stays(awa: User, house: House) -> None:
    with_app(awa)
    demand_factor(house, "teller")
    assert standing_of(awa).missing is None
    with pytest.raises(errors.LastFactor):
        own.drop_app(awa)

    with_passkey(awa)
    own.drop_app(awa)
    key = own.passkeys_of(awa)[0]
    with pytest.raises(errors.LastFactor):
        own.drop_passkey(awa, passkey_id=key.id)


def test_after_a_lost_telephone_the_administrator_removes_everything(
    awa: User, house: House
) -> None:
    device, totp = with_passkey(awa), with_app(awa)
    spare = codes.new_recovery_codes(awa)

    commands.remove_factors(house.ctx("babacar"), user_id=awa.id, reason="Téléphone perdu")

    with pytest.raises(errors.PasskeyRefused):
        log_in_with(device)
    assert codes.take(awa, totp.at(NOON + timedelta(seconds=30 * (1)))) is None
    assert codes.take(awa, spare[0]) is None
    assert not standing_of(awa).has_factor
