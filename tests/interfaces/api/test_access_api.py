"""Tokens and proofs over the API: the same door, the same gate."""

import json
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from django.test import Client

from factories.authenticator import Authenticator
from factories.house import PASSWORD, House, francs
from nafa.kernel import clock
from nafa.kernel.access import codes, commands, passkeys
from nafa.kernel.models import SecurityEvent, User
from nafa.savings import commands as savings


@pytest.fixture(autouse=True)
def still(house: House) -> Iterator[None]:
    with clock.held_at(clock.now()):
        yield


def token(name: str, **more: Any) -> Any:
    body = {"username": name, "password": PASSWORD, **more}
    return Client().post("/api/v1/token", body, content_type="application/json")


def call(bearer: str, path: str, body: dict[str, Any], *, key: str, proof: str = "") -> Any:
    headers = {"authorization": f"Bearer {bearer}", "idempotency-key": key}
    if proof:
        headers["nafa-proof"] = proof
    return Client(headers=headers).post(
        f"/api/v1{path}", json.dumps(body), content_type="application/json"
    )


def test_a_token_needs_the_code_where_the_log_in_has_one(house: House) -> None:
    awa = User.objects.get(id=house.people["awa"])
    app = codes.begin_app(awa)
    totp, now = pyotp.TOTP(str(app.secret)), int(clock.now().timestamp())
    codes.confirm_app(awa, totp.at(now))

    assert token("awa").json()["code"] == "kernel.second_factor_wanted"
    wrong = token("awa", code="000000")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "kernel.login_refused")
    assert token("awa", code=totp.at(now + 30)).status_code == 200


def test_a_role_that_needs_a_factor_gets_no_token_without(house: House) -> None:
    commands.define_security_policy(house.ctx("system"), rules={"second_factor": ["teller"]})

    assert token("awa").json()["code"] == "kernel.second_factor_wanted"
    assert token("ibra").status_code == 200


def test_guessing_is_slowed_down_here_too_and_written_down(house: House) -> None:
    answers = [token("awa", password="falsch") for _ in range(6)]

    assert [one.status_code for one in answers] == [401] * 5 + [429]
    assert answers[-1].json()["code"] == "kernel.login_delayed"
    assert SecurityEvent.objects.filter(channel="api", kind="log_in.refused").count() == 5


def test_places_hold_for_every_call(house: House) -> None:
    bearer = token("awa").json()["token"]
    commands.define_security_policy(
        house.ctx("system"), rules={"networks": {"teller": ["10.0.0.0/8"]}}
    )
    shut = Client(headers={"authorization": f"Bearer {bearer}"}).get("/api/v1/day")

    assert (shut.status_code, shut.json()["code"]) == (403, "kernel.outside_places")
    assert token("awa").status_code == 403


def test_a_new_password_ends_the_tokens(house: House) -> None:
    from nafa.kernel.access import own

    bearer = token("awa").json()["token"]
    own.choose_password(
        User.objects.get(id=house.people["awa"]), password="une autre phrase", session_id=None
    )

    assert (
        Client(headers={"authorization": f"Bearer {bearer}"}).get("/api/v1/day").status_code == 401
    )


def test_an_act_over_the_api_is_proved_by_a_passkey_once_and_as_shown(house: House) -> None:
    loan = house.loan()
    account_id = savings.open_account(
        house.ctx("ibra"), client_id=house.client(not_a_duplicate_because="essai")
    )
    savings.deposit(house.ctx("awa"), account_id=account_id, amount=francs(500_000))
    device, aminata = Authenticator(), User.objects.get(id=house.people["aminata"])
    asked = passkeys.ask_to_register(aminata)
    passkeys.register(
        aminata, challenge_id=asked.challenge_id, answer=device.register(asked.options), name="x"
    )
    entry_id = _manual_entry(house)
    commands.define_security_policy(
        house.ctx("system"), rules={"proofs": {"ledger.reverse_entry": 0}}
    )
    bearer = token("aminata", code=_spare(aminata)).json()["token"]
    path, body = f"/entries/{entry_id}/reversal", {"reason": "erreur"}

    wanted = call(bearer, path, body, key="k")
    assert (wanted.status_code, wanted.json()["code"]) == (428, "kernel.proof_wanted")
    proof = wanted.json()["proof"]
    assert (proof["amount"], proof["currency"]) == ("90000000", "XOF")
    assert call(bearer, path, body, key="k", proof=proof["id"]).json()["code"] == (
        "kernel.proof_refused"
    )
    answer = {"credential": device.sign(proof["passkey"])}
    assert call(bearer, f"/proofs/{proof['id']}", answer, key="p").status_code == 204
    other = call(bearer, path, {"reason": "autre"}, key="k", proof=proof["id"])
    assert (other.status_code, other.json()["code"]) == (409, "kernel.proof_of_other")

    proof = call(bearer, path, body, key="k").json()["proof"]
    call(bearer, f"/proofs/{proof['id']}", {"credential": device.sign(proof["passkey"])}, key="p")
    done = call(bearer, path, body, key="k", proof=proof["id"])
    replayed = call(bearer, path, body, key="k2", proof=proof["id"])
    assert done.status_code == 201
    assert replayed.json()["code"] == "kernel.proof_spent"
    assert loan


def _manual_entry(house: House) -> Any:
    from nafa.ledger import queries as books

    return next(one.id for one in books.journal(limit=200) if one.kind == "journal.manual")


def _spare(user: User) -> str:
    return codes.new_recovery_codes(user)[0]


@pytest.mark.parametrize("proof", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_proof_that_is_none_is_refused(house: House, proof: str) -> None:
    bearer = token("awa").json()["token"]
    answer = call(bearer, f"/proofs/{proof}", {"code": "123456"}, key="k")

    assert answer.status_code in (409, 422)
