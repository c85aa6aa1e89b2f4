"""OAuth 2.1: consent, code with PKCE, rotation, own name, giving back; and what is refused."""

import base64
import hashlib
import html
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import pytest
from django.test import Client

from factories.browsing import browser_of, keyed
from factories.house import House
from nafa.kernel import clock
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.commands import assign_role
from nafa.kernel.models import ApiToken, Program, ProgramGrant, User
from nafa.kernel.tokens import programs
from nafa.kernel.tokens.commands import new_key

BACK, VERIFIER = "https://compta.example/retour", "v" * 60
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
SECRET = new_key()


@pytest.fixture
def program(house: House) -> UUID:
    return register(house)


def register(house: House, **changes: Any) -> UUID:
    values: dict[str, Any] = {
        "name": "Compta", "return_addresses": (BACK,), "scopes": ("ledger.view", "lending.view"),
        "secret_digest": SECRET.digest.hex(), "acts_alone": False,
    }  # fmt: skip
    return programs.register_program(house.ctx("babacar"), **{**values, **changes})


def ask(program: UUID, **changes: Any) -> str:
    values = {
        "response_type": "code", "client_id": str(program), "redirect_uri": BACK,
        "scope": "ledger.view", "state": "s1", "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }  # fmt: skip
    said = {name: one for name, one in {**values, **changes}.items() if one is not None}
    return f"/autorisation/?{urlencode(said)}"


def consented(house: House, program: UUID, name: str = "aminata", **changes: Any) -> dict[str, str]:
    page = browser_of(house, name).post(
        ask(program, **changes), keyed(scopes=["ledger.view"]), secure=True
    )
    link = re.search(r'href="(https://compta[^"]+)"', page.content.decode())
    assert link is not None, page.content.decode()[:500]
    query = parse_qs(urlsplit(html.unescape(link.group(1))).query)
    return {key: values[0] for key, values in query.items()}


def token(program: UUID, secret: str = SECRET.text, **values: str) -> Any:
    sent = {"client_id": str(program), "client_secret": secret, **values}
    sent = {key: one for key, one in sent.items() if one}
    return Client().post("/api/v1/oauth/token", sent, secure=True)


def by_code(program: UUID, code: str, **changes: str) -> Any:
    values = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK,
              "code_verifier": VERIFIER}  # fmt: skip
    return token(program, **{**values, **changes})


def opens(text: str, path: str = "/accounts") -> int:
    return Client(headers={"authorization": f"Bearer {text}"}).get(f"/api/v1{path}").status_code


def test_a_program_acts_within_what_a_person_granted(house: House, program: UUID) -> None:
    back = consented(house, program)
    made = by_code(program, back["code"]).json()

    assert (back["state"], back["iss"]) == ("s1", "https://testserver")
    assert (made["token_type"], made["expires_in"], made["scope"]) == (
        "Bearer",
        3600,
        "ledger.view",
    )
    assert (opens(made["access_token"]), opens(made["access_token"], "/loans")) == (200, 403)


def test_a_code_is_good_once_and_its_copy_ends_everything(house: House, program: UUID) -> None:
    code = consented(house, program)["code"]
    made = by_code(program, code).json()
    again = by_code(program, code)

    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert opens(made["access_token"]) == 401


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "w" * 60}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"redirect_uri": "https://compta.example/autre"}, "invalid_grant"),
        ({"code": "x" * 43}, "invalid_grant"),
        ({"secret": "wrong"}, "invalid_client"),
        ({"secret": ""}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_codes_that_are_not_taken(
    house: House, program: UUID, changes: dict[str, str], error: str
) -> None:
    code = consented(house, program)["code"]
    answer = by_code(program, changes.pop("code", code), **changes)

    assert answer.json()["error"] == error
    assert not ApiToken.objects.filter(grant__isnull=False).exists()


def test_a_code_of_another_program_is_not_taken(house: House, program: UUID) -> None:
    code, other = consented(house, program)["code"], register(house, name="Autre")

    assert by_code(other, code).json()["error"] == "invalid_grant"


def test_a_code_lives_a_minute(house: House, program: UUID) -> None:
    code = consented(house, program)["code"]
    with clock.held_at(clock.now() + timedelta(seconds=61)):
        assert by_code(program, code).json()["error"] == "invalid_grant"


def renewed(program: UUID, refresh: str) -> Any:
    return token(program, grant_type="refresh_token", refresh_token=refresh)


def test_refresh_tokens_rotate_and_a_copy_ends_the_grant(house: House, program: UUID) -> None:
    first = by_code(program, consented(house, program)["code"]).json()
    second = renewed(program, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert opens(second["access_token"]) == 200

    stolen = renewed(program, first["refresh_token"])

    assert stolen.json()["error"] == "invalid_grant"
    assert opens(second["access_token"]) == 401
    assert renewed(program, second["refresh_token"]).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/retour"},
        {"redirect_uri": BACK + "/more"},
        {"redirect_uri": None},
        {"client_id": "0197f3a0-1111-7222-8333-444455556666"},
        {"client_id": "x"},
        {"response_type": "token"},
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
    ],
)
def test_requests_that_are_not_shown_to_the_person(
    house: House, program: UUID, changes: dict[str, str | None]
) -> None:
    page = browser_of(house, "aminata").get(ask(program, **changes), secure=True)

    assert page.status_code == 409 and 'href="https://' not in page.content.decode()


def test_who_may_not_make_keys_grants_none(house: House, program: UUID) -> None:
    assert browser_of(house, "awa").get(ask(program), secure=True).status_code == 403
    assert Client().get(ask(program), secure=True)["Location"].startswith("/connexion/")


def test_a_right_beyond_the_person_or_the_program_is_not_granted(
    house: House, program: UUID
) -> None:
    for scope in ("lending.approve", "till.view_all"):
        with pytest.raises(DomainError) as refusal:
            programs.grant_program(house.ctx("aminata"), program_id=program, scopes=(scope,))
        assert refusal.value.code == "kernel.scope_too_wide"


def test_a_public_program_has_pkce_and_no_secret(house: House) -> None:
    public = register(house, secret_digest="")
    made = by_code(public, consented(house, public)["code"], secret="")

    assert made.status_code == 200
    assert "error" in token(public, "", grant_type="client_credentials").json()


def test_a_program_in_its_own_name_may_what_its_role_and_its_scopes_allow(house: House) -> None:
    alone = register(house, acts_alone=True, scopes=("ledger.view",))
    made = token(alone, grant_type="client_credentials").json()
    assert opens(made["access_token"]) == 403 and "refresh_token" not in made
    account = Program.objects.get(id=alone).account_id
    assert account is not None and not User.objects.get(id=account).has_usable_password()

    assign_role(house.ctx("babacar"), user_id=account, role_code="chief_accountant", branch_id=None)

    assert opens(made["access_token"]) == 200
    assert opens(made["access_token"], "/loans") == 403


def test_giving_back_and_ending(house: House, program: UUID) -> None:
    first = by_code(program, consented(house, program)["code"]).json()
    second = by_code(program, consented(house, program)["code"]).json()
    other = register(house, name="Autre")
    sent = {"client_id": str(program), "client_secret": SECRET.text}

    foreign = {"client_id": str(other), "client_secret": SECRET.text}
    Client().post("/api/v1/oauth/revoke", {**foreign, "token": first["access_token"]}, secure=True)
    assert opens(first["access_token"]) == 200
    Client().post("/api/v1/oauth/revoke", {**sent, "token": first["refresh_token"]}, secure=True)
    assert (opens(first["access_token"]), opens(second["access_token"])) == (401, 200)
    programs.revoke_program(house.ctx("babacar"), program_id=program)
    assert opens(second["access_token"]) == 401
    assert not ProgramGrant.objects.filter(program_id=program, revoked_at=None).exists()


def test_introspection_is_for_ones_own_tokens(house: House, program: UUID) -> None:
    made = by_code(program, consented(house, program)["code"]).json()

    def told(client: UUID, secret: str = SECRET.text) -> Any:
        values = {"client_id": str(client), "client_secret": secret, "token": made["access_token"]}
        return Client().post("/api/v1/oauth/introspect", values, secure=True).json()

    assert told(program)["active"] is True and told(program)["scope"] == "ledger.view"
    assert told(register(house, name="Autre")) == {"active": False}
    assert told(program, "wrong")["error"] == "invalid_client"


@pytest.mark.parametrize(
    "address",
    ["http://compta.example/", "https://*.example/", "https://a.example/#x", "javascript:alert(1)",
     "https://user@a.example/", "/retour"],
)  # fmt: skip
def test_addresses_that_are_no_way_back(house: House, address: str) -> None:
    with pytest.raises(DomainError, match="return_address_refused"):
        register(house, return_addresses=(address,))


def test_what_there_is_is_described(house: House) -> None:
    told = Client().get("/.well-known/oauth-authorization-server", secure=True).json()

    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["token_endpoint"] == "https://testserver/api/v1/oauth/token"
    assert "implicit" not in told["grant_types_supported"]


def test_registering_on_the_page_shows_the_secret_once(house: House) -> None:
    page = browser_of(house, "babacar").post(
        "/administration/programmes/nouveau/",
        keyed(name="Compta", return_addresses=BACK, has_secret="on", scopes=["ledger.view"]),
    )
    shown = re.findall(r"<code>([\w-]{43})</code>", page.content.decode())
    row = Program.objects.get(name="Compta")

    assert len(shown) == 1
    assert bytes(row.secret_digest or b"") == hashlib.sha256(shown[0].encode()).digest()
    ended = browser_of(house, "babacar").post(f"/administration/programmes/{row.id}/", keyed())
    assert ended.status_code == 303 and Program.objects.get(id=row.id).revoked_at is not None
