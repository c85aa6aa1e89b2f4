"""Keys of the API: scopes, ends, taking back; what one key opens and what it does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from factories.house import PASSWORD, House
from nafa.kernel import clock
from nafa.kernel.access import own
from nafa.kernel.errors import DomainError
from nafa.kernel.models import ApiToken, Assignment, CommandRecord, Role, User
from nafa.kernel.secrets import unseal
from nafa.kernel.tokens import commands as keys


def made(house: House, name: str = "aminata", *, scopes: tuple[str, ...] = ("ledger.view",),
         days: int = 30, label: str = "Liaison") -> str:  # fmt: skip
    key = keys.new_key()
    keys.make_token(
        house.ctx(name), digest=key.digest.hex(), label=label, scopes=scopes,
        expires_at=clock.now() + timedelta(days=days),
    )  # fmt: skip
    return key.text


def get(text: str, path: str) -> Any:
    return Client(headers={"authorization": f"Bearer {text}"}).get(f"/api/v1{path}")


def test_a_key_opens_what_its_scopes_name_and_nothing_else(house: House) -> None:
    text = made(house)

    assert get(text, "/accounts").status_code == 200
    refused = get(text, "/loans")
    assert (refused.status_code, refused.json()["code"]) == (403, "kernel.not_permitted")


def test_the_token_of_a_log_in_carries_all_rights_of_its_person(house: House) -> None:
    body = {"username": "aminata", "password": PASSWORD}
    text = Client().post("/api/v1/token", body, content_type="application/json").json()["token"]

    assert get(text, "/accounts").status_code == get(text, "/loans").status_code == 200


def test_a_right_that_the_person_loses_is_lost_to_the_key_at_once(house: House) -> None:
    text = made(house)
    Assignment.objects.filter(user_id=house.people["aminata"]).update(
        role=Role.objects.get(code="teller")
    )

    assert get(text, "/accounts").status_code == 403


def test_a_key_ends_by_its_date_by_hand_and_with_the_password(house: House) -> None:
    late, taken, changed = made(house, days=1), made(house), made(house)
    with clock.held_at(clock.now() + timedelta(days=1, seconds=1)):
        assert get(late, "/accounts").status_code == 401
    row = ApiToken.objects.get(digest=keys.digest_of(taken))
    keys.revoke_token(house.ctx("aminata"), token_id=row.id)

    assert get(taken, "/accounts").status_code == 401
    assert get(changed, "/accounts").status_code == 200
    aminata = User.objects.get(id=house.people["aminata"])
    own.choose_password(aminata, password="une phrase que nul ne sait", session_id=None)
    assert get(changed, "/accounts").status_code == 401


def test_a_blocked_person_has_no_key(house: House) -> None:
    text = made(house)
    User.objects.filter(id=house.people["aminata"]).update(is_active=False)

    assert get(text, "/accounts").status_code == 401


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"scopes": ()}, "kernel.scopes_missing"),
        ({"scopes": ("ledger.view", "lending.approve")}, "kernel.scope_too_wide"),
        ({"scopes": ("*",)}, "kernel.scope_too_wide"),
        ({"days": 366}, "kernel.token_too_long"),
        ({"days": 0}, "kernel.token_too_long"),
        ({"label": " "}, "kernel.invalid_input"),
        ({"name": "awa", "scopes": ("till.operate",)}, "kernel.not_permitted"),
    ],
)
def test_keys_that_are_not_made(house: House, given: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        made(house, **given)

    assert refusal.value.code == code


def test_somebody_elses_key_is_not_found_but_by_the_administrator(house: House) -> None:
    made(house)
    row = ApiToken.objects.get(label="Liaison")
    Assignment.objects.filter(user_id=house.people["moussa"]).update(
        role=Role.objects.get(code="general_manager")
    )

    with pytest.raises(DomainError) as refusal:
        keys.revoke_token(house.ctx("moussa"), token_id=row.id)
    assert refusal.value.code == "kernel.not_found"
    keys.revoke_token(house.ctx("babacar"), token_id=row.id)
    assert ApiToken.objects.get(id=row.id).revoked_at is not None


def test_the_key_itself_is_kept_nowhere(house: House) -> None:
    text = made(house)
    record = CommandRecord.objects.get(name="kernel.make_token")
    inputs = unseal(bytes(record.sealed_inputs), f"command.inputs|{record.id}").decode()

    assert text not in inputs and text not in str(record.result)
    assert ApiToken.objects.get(label="Liaison").digest != text.encode()


def test_the_last_use_is_known(house: House) -> None:
    text = made(house)
    assert ApiToken.objects.get(label="Liaison").last_used_at is None

    get(text, "/day")

    row = ApiToken.objects.get(label="Liaison")
    assert row.last_used_at is not None and row.last_address == "127.0.0.1"
