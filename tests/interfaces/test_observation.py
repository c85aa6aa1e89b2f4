"""Logs and metrics: what they tell, and that they know nobody's name and no key."""

import json
import logging
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from factories.browsing import browser_of, keyed
from factories.house import PASSWORD, House
from nafa.runtime.logs import JsonLines, Lines, at_work, without_secrets

PERSONAL = ("Aïssatou", "Ndiaye", "771234567", "77 123 45 67", "1 234 1988 00012", "Fass Delorme")
SECRET = "kR8-zv_3Qq0mTt7yYw2bN5cXx9dLl4fGg6hJj1aPpOo"


class Kept(logging.Handler):
    def __init__(self, form: logging.Formatter) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(form)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(params=[JsonLines, Lines])
def kept(request: Any) -> Any:
    handler = Kept(request.param())
    loggers = [logging.getLogger(name) for name in ("", "django", "nafa", "nafa.requests")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.DEBUG)
        if one.name != "nafa":
            one.addHandler(handler)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    yield handler
    for one, level in zip(loggers, levels, strict=True):
        one.removeHandler(handler)
        one.setLevel(level)


def test_logs_know_no_name_no_telephone_and_no_key(house: House, kept: Kept) -> None:
    officer = browser_of(house, "ibra")
    officer.get("/clients/?q=Aïssatou Ndiaye")
    officer.get("/recherche/?q=77 123 45 67")
    officer.post(
        "/clients/nouveau/",
        keyed(given_names="Aïssatou", family_name="Ndiaye", phone="77 123 45 67", address="Fass"),
    )
    Client().post("/connexion/", {"username": "Aïssatou Ndiaye", "password": PASSWORD})
    Client().post(
        "/api/v1/token", {"username": "awa", "password": f"{PASSWORD}x"},
        content_type="application/json",
    )  # fmt: skip
    Client(headers={"authorization": f"Bearer {SECRET}"}).get(f"/api/v1/loans?token={SECRET}")
    Client().get(f"/nulle/{SECRET}/?nom=Ndiaye")
    told = logging.getLogger("nafa.somewhere")
    told.warning("the client %s called from %s", "id 4", "+221 77 123 45 67")
    told.error("connect smpp://user:%s@host failed, password=%s", PASSWORD, PASSWORD)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'Aïssatou Ndiaye'::integer")
    except Exception:
        told.exception("a query failed")

    text = "\n".join(kept.lines)
    assert kept.lines
    for known in (*PERSONAL, PASSWORD, SECRET):
        assert known not in text, known


def test_a_line_of_a_request_tells_who_and_where_in_numbers(house: House) -> None:
    handler, logger = Kept(JsonLines()), logging.getLogger("nafa.requests")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        answer = browser_of(house, "ibra").get("/credits/?q=Ndiaye")
    finally:
        logger.removeHandler(handler)
    line = json.loads(handler.lines[-1])

    assert line["request_id"] == answer["X-Request-Id"]
    assert line["user_id"] == str(house.people["ibra"])
    assert (line["route"], line["status"], line["method"]) == ("credits/", 200, "GET")
    assert line["at"].endswith("+00:00")
    assert at_work.get().request_id == ""


def test_nobody_writes_a_second_line_into_the_log() -> None:
    record = logging.LogRecord("x", 30, "f", 1, "a %s", ('b\n{"level": "INFO"}',), None)

    assert JsonLines().format(record).count("\n") == 0
    assert Lines().format(record).count("\n") == 0


def test_a_fault_is_told_by_its_place_not_by_what_it_says(kept: Kept) -> None:
    try:
        raise ValueError("Aïssatou Ndiaye")
    except ValueError:
        logging.getLogger("nafa.x").exception("failed")

    assert "ValueError" in kept.lines[-1] and "test_observation.py" in kept.lines[-1]
    assert "Ndiaye" not in kept.lines[-1]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer abc.def", "Authorization: …"),
        ("GET /a?q=Awa&x=1 done", "GET /a?… done"),
        ("3 rows in 0.25 s at 2026-11-22", "3 rows in 0.25 s at 2026-11-22"),
        ("loan 0197f3a0-1111-7222-8333-444455556666", "loan 0197f3a0-1111-7222-8333-444455556666"),
        ("mail to awa@exemple.sn", "mail to …"),
    ],
)
def test_what_is_taken_out_of_a_text(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


def test_metrics_tell_figures_to_this_machine(house: House) -> None:
    house.client()
    browser_of(house, "ibra").get("/credits/?q=Ndiaye")
    text = Client().get("/metrics").content.decode()

    assert 'nafa_requests_total{method="GET",route="credits/",status="200"}' in text
    for name in (
        "nafa_request_seconds_bucket", "nafa_commands_recent", "nafa_outbox_waiting",
        "nafa_database_bytes", "nafa_database_connections", "nafa_alerts_open",
    ):  # fmt: skip
        assert f"\n{name}" in text, name
    assert 'nafa_commands_recent{name="clients.register_person",outcome="done"}' in text
    assert "Ndiaye" not in text and str(house.people["ibra"]) not in text


def test_metrics_are_shut_to_others(house: House, settings: Any) -> None:
    assert Client(REMOTE_ADDR="10.0.0.9").get("/metrics").status_code == 404
    assert Client(headers={"x-forwarded-for": "127.0.0.1"}).get("/metrics").status_code == 404
    settings.NAFA_METRICS_TOKEN = SECRET
    assert Client().get("/metrics").status_code == 404
    wrong = Client(headers={"authorization": "Bearer x"}).get("/metrics")
    right = Client(headers={"authorization": f"Bearer {SECRET}"}).get("/metrics")
    assert (wrong.status_code, right.status_code) == (404, 200)
