"""Every command, page and route with every shipped role and nobody: exactly as the roles say.

The right is asked before anything else: with empty or meaningless inputs a person without the
right is refused for the right, and a person with it for something else.
"""

import importlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from django.template.base import Template
from django.test import Client

from factories.house import House
from matrix.places import (
    NOBODY,
    RIGHTS,
    browser,
    caller,
    commands,
    hire,
    pages,
    routes,
    run_with_nothing,
)
from nafa.kernel import clock
from nafa.kernel.errors import NotPermitted
from nafa.kernel.identity.contexts import context_for
from nafa.kernel.models import User

REFUSED_FOR_RIGHT = "kernel.not_permitted"
ONLY_SENT = 405  # a page that is a form's address only
_keys = count(1)

# Pages that are no page of the house: before the log-in, or parts that every page carries.
BEFORE_LOG_IN = {
    "login", "second-factor", "passkey-ask", "passkey-enter", "logout", "lock", "unlock",
    "unlock-ask", "presence", "language", "theme", "branch", "brand", "amount-words",
    "simulation-shared", "simulation-shared-pdf", "simulation-public", "simulation-public-pdf",
    "gallery", "gallery-sample",
}  # fmt: skip
# Routes that ask for no right: the token itself, and the answer to a question of one's own.
WITHOUT_RIGHT = {"post /api/v1/token", "post /api/v1/proofs/{proof_id}"}


@pytest.fixture(autouse=True)
def still(house: House) -> Iterator[None]:
    with clock.held_at(clock.now()):
        yield


@pytest.fixture
def unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's test client copies the context of every template; nobody looks at it here."""
    saved = importlib.import_module("django.test.utils")._TestState.saved_data
    monkeypatch.setattr(Template, "_render", saved.template_render)


class _Undone(Exception):
    """Takes back what a command that was allowed may have done."""


def _is_refused_for_right(spec: Any, ctx: Any) -> bool:
    refused = False
    try:
        with transaction.atomic():
            try:
                run_with_nothing(spec, replace(ctx, key=f"matrix/{next(_keys)}"))
            except NotPermitted as refusal:
                refused = refusal.values.get("permission") == spec.permission
            except Exception:
                pass
            raise _Undone
    except _Undone:
        pass
    return refused


def test_every_command_is_allowed_and_refused_as_the_roles_say(house: House) -> None:
    people, faults = hire(house), []
    contexts = {
        code: context_for(User.objects.get(id=user_id), channel="api", key="matrix")
        for code, user_id in people.items()
    }

    for name, spec in commands().items():
        for code, ctx in contexts.items():
            refused = _is_refused_for_right(spec, ctx)
            if refused == (spec.permission in RIGHTS[code]):
                faults.append(f"{name} as {code}: {'refused' if refused else 'allowed'}")

    assert not faults, "\n".join(faults)


def test_every_right_of_a_role_opens_something_and_every_command_has_a_holder() -> None:
    held = frozenset().union(*RIGHTS.values())
    asked = {spec.permission for spec in commands().values()} | {
        one.right for one in pages() if one.right
    }

    unused = {right for right in held - asked if not _is_asked_inside(right)}
    assert not unused
    orphans = {spec.permission for spec in commands().values()} - held
    assert orphans <= ONLY_THE_INSTITUTION


# Asked inside a page or a command for a part of it; each is named in the source as such.
INSIDE = {"lending.write_off", "savings.define_product", "savings.view", "system.gallery",
          "identity.view", "clients.see_personal"}  # fmt: skip
# Given to no shipped role: jobs and imports of the institution itself do these.
ONLY_THE_INSTITUTION = {"ledger.expire_holds", "lending.release_guarantees"}


def _is_asked_inside(right: str) -> bool:
    return right in INSIDE


@pytest.mark.usefixtures("unwatched")
@pytest.mark.slow
def test_every_page_is_allowed_and_refused_as_the_roles_say(house: House) -> None:
    people, faults = hire(house), []
    places = list(pages())
    unknown = {one.name for one in places if one.right is None}
    assert unknown == BEFORE_LOG_IN

    for code, user_id in people.items():
        client = browser(user_id)
        for place in places:
            if place.right is None:
                continue
            answer = client.get(place.url())
            if answer.status_code == ONLY_SENT:
                answer = client.post(place.url(), {"key": f"matrix/{next(_keys)}"})
            refused = answer.status_code == 403 and REFUSED_FOR_RIGHT in answer.content.decode()
            allowed = not place.right or place.right in RIGHTS[code]
            if refused == allowed and not (allowed and _within(place.name)):
                faults.append(f"{place.name} as {code}: {answer.status_code}")

    assert not faults, "\n".join(faults)


# Pages for everyone who is logged in that ask for one of several rights themselves.
ASK_THEMSELVES: set[str] = set()


def _within(name: str) -> bool:
    return name in ASK_THEMSELVES


def test_without_log_in_every_page_leads_to_the_log_in() -> None:
    client, faults = Client(), []
    for place in pages():
        if place.right is None:
            continue
        for answer in (client.get(place.url()), client.post(place.url(), {"key": "k"})):
            leads = answer.status_code == 302 and answer.headers["location"].startswith(
                "/connexion"
            )
            if not leads and answer.status_code != 405:
                faults.append(f"{place.name}: {answer.status_code}")

    assert not faults, "\n".join(faults)


@pytest.mark.slow
def test_every_route_is_allowed_and_refused_as_the_roles_say(house: House) -> None:
    hire(house)
    nobody, faults = caller(f"matrix.{NOBODY}"), []
    rights: dict[str, str] = {}
    for route in routes():
        answer = route.call(nobody, key=f"matrix/{next(_keys)}")
        told = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        if route.name in WITHOUT_RIGHT:
            continue
        if told.get("code") != REFUSED_FOR_RIGHT:
            faults.append(f"{route.name} as nobody: {answer.status_code} {told.get('code')}")
        rights[route.name] = told.get("detail", "")

    for code in RIGHTS:
        client = caller(f"matrix.{code}")
        for route in routes():
            if route.name not in rights or code == NOBODY:
                continue
            refused = _refused_route(route, client, rights[route.name])
            allowed = any(f"({right})" in rights[route.name] for right in RIGHTS[code])
            if refused == allowed:
                faults.append(f"{route.name} as {code}: {rights[route.name]}")

    assert not faults, "\n".join(faults)


def _refused_route(route: Any, client: Client, detail: str) -> bool:
    try:
        with transaction.atomic():
            answer = route.call(client, key=f"matrix/{next(_keys)}")
            told = answer.json() if "json" in answer.headers.get("content-type", "") else {}
            raise _Answered(isinstance(told, dict) and told.get("code") == REFUSED_FOR_RIGHT
                            and told.get("detail") == detail)  # fmt: skip
    except _Answered as found:
        return found.refused


class _Answered(Exception):
    def __init__(self, refused: bool) -> None:
        super().__init__()
        self.refused = refused


def test_without_a_token_every_route_says_so() -> None:
    for route in routes():
        if route.name not in WITHOUT_RIGHT:
            assert route.call(Client(), key="k").status_code == 401, route.name
