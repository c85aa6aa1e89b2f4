"""Before anything is read: safe line, bounded body, bounded calls; what every answer says."""

import re
from typing import Any

import pytest
from django.test import Client

from factories.browsing import browser_of
from factories.house import PASSWORD, House
from nafa.kernel import calls, clock
from nafa.kernel.models import CallCount, SecurityEvent
from nafa.runtime import headers

PROXY = "10.1.2.3"


@pytest.fixture
def behind_tls(settings: Any) -> None:
    from ipaddress import ip_network

    settings.NAFA_TLS = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.NAFA_TRUSTED_PROXIES = (ip_network("10.0.0.0/8"),)
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True


def test_people_are_led_to_https_and_programs_refused(house: House, behind_tls: None) -> None:
    page, program = Client().get("/connexion/?next=/"), Client().get("/api/v1/day")

    assert (page.status_code, page["Location"]) == (301, "https://testserver/connexion/?next=/")
    assert (program.status_code, program.json()["code"]) == (403, "api.https_wanted")
    assert Client().get("/health/live").status_code == 200


def test_only_our_proxy_says_that_the_line_was_safe(house: House, behind_tls: None) -> None:
    claim = {"x-forwarded-proto": "https"}
    stranger = Client(REMOTE_ADDR="203.0.113.9", headers=claim).get("/connexion/")
    ours = Client(REMOTE_ADDR=PROXY, headers=claim).get("/connexion/")

    assert stranger.status_code == 301
    assert ours.status_code == 200
    assert ours["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_host_that_is_not_ours_is_refused(house: House) -> None:
    for name, status in (("host", 400), ("x-forwarded-host", 200)):
        answer = Client(headers={name: "elsewhere.example"}).get("/connexion/")
        assert (answer.status_code, b"elsewhere" in answer.content) == (status, False)


@pytest.mark.parametrize("path", ["/connexion/", "/health/live", "/api/v1/openapi.json", "/nulle/"])
def test_every_answer_carries_the_headers(house: House, path: str) -> None:
    answer = Client().get(path)

    assert answer["Content-Security-Policy"] == headers.POLICY
    assert "unsafe" not in headers.POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer
    assert "Server" not in answer and "X-Powered-By" not in answer


def test_pages_hold_no_inline_script_and_no_inline_style(house: House) -> None:
    for path in ("/connexion/", "/", "/administration/cles/"):
        text = browser_of(house, "babacar").get(path, follow=True).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text), path
        assert not re.search(r"\sstyle=|\son\w+=\"|<style|javascript:", text), path


def test_no_origin_is_let_in_from_elsewhere(house: House) -> None:
    asked = Client().options(
        "/api/v1/loans", headers={"origin": "https://elsewhere.example",
                                  "access-control-request-method": "POST"},
    )  # fmt: skip

    assert "Access-Control-Allow-Origin" not in asked


def test_a_form_without_its_token_is_refused(house: House) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/connexion/", {"username": "awa", "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize("path", ["/api/v1/clients", "/connexion/"])
def test_a_body_without_bound_is_refused(house: House, path: str) -> None:
    answer = Client().generic("POST", path, b"", CONTENT_LENGTH=str(50 * 2**20))

    assert answer.status_code == 413


def test_calls_beyond_the_limit_wait_until_the_minute_is_over(house: House, settings: Any) -> None:
    settings.NAFA_API_CALLS_PER_MINUTE = 5
    now = clock.now().replace(second=20)
    with clock.held_at(now):
        one, other = (Client(headers={"authorization": f"Bearer {key}"}) for key in "ab")
        answers = [one.get("/api/v1/day") for _ in range(6)]
        assert [a.status_code for a in answers] == [401] * 5 + [429]
        assert answers[-1].json()["code"] == "api.too_many_calls"
        assert answers[-1]["Retry-After"] == "40"
        assert other.get("/api/v1/day").status_code == 401
        assert one.get("/api/v1/day").status_code == 429
    with clock.held_at(now.replace(second=0) + (now - now.replace(second=0)) * 3):
        assert one.get("/api/v1/day").status_code == 401
    assert SecurityEvent.objects.filter(kind="calls.too_many").count() == 1


def test_one_address_is_bounded_whatever_keys_it_uses(house: House, settings: Any) -> None:
    settings.NAFA_API_CALLS_PER_MINUTE = 2
    with clock.held_at(clock.now()):
        seen = [
            Client(headers={"authorization": f"Bearer {number}"}).get("/api/v1/day").status_code
            for number in range(9)
        ]

    assert seen == [401] * 8 + [429]


def test_lists_as_files_are_bounded(house: House) -> None:
    browser = browser_of(house, "ousmane")
    with clock.held_at(clock.now()):
        seen = [browser.get("/credits/export.csv").status_code for _ in range(31)]

    assert seen == [200] * 30 + [429]


def test_counts_keep_neither_keys_nor_addresses_and_are_forgotten(house: House) -> None:
    now = clock.now()
    with clock.held_at(now):
        Client(headers={"authorization": "Bearer secret"}).get("/api/v1/day")
    assert CallCount.objects.count() == 2
    assert {field.name for field in CallCount._meta.fields} == {"id", "caller", "since", "calls"}

    with clock.held_at(now.replace(year=now.year + 1)):
        assert calls.forget_old() == 2


@pytest.mark.parametrize("path", ["/connexion/", "/api/v1/day", "/api/v1/token"])
def test_a_trace_is_not_answered(house: House, path: str) -> None:
    answer = Client().generic("TRACE", path, headers={"cookie": "a=secret"})

    assert answer.status_code in (400, 401, 403, 405) and b"secret" not in answer.content
