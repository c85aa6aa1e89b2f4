"""The neutral adapter against its simulator, over a real socket."""

import hashlib
import json
import subprocess
import sys
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from factories.bureau import PAPER, TOKEN, credit, report
from nafa.connectors.bureaus import neutral
from nafa.connectors.bureaus.neutral import NeutralBureau
from nafa.connectors.bureaus.neutral.messages import read_acknowledgement, read_answer
from nafa.connectors.bureaus.neutral.simulator import Mood, Simulator, served
from nafa.kernel.errors import Unavailable
from nafa.lending.calc.credit_file import Totals, foot_line, head_line
from nafa.lending.calc.origination.bureau import report_to_plain
from nafa.lending.ports import MonthFile, Person, Question

FIXTURES = Path(neutral.__file__).parent / "fixtures"
REFERENCE = UUID("01a20326-9035-7000-8029-8e71a89ec52a")
JANUARY = date(2026, 1, 1)


def question(**changes: Any) -> Question:
    person = Person("Aïssatou", "Ndiaye", date(1988, 3, 2), "CNI", PAPER, "+221771234567")
    values = {"reference": REFERENCE, "person": person, "asked_date": date(2026, 1, 5),
              "consent": "GIVEN", "consent_date": date(2026, 1, 5)}  # fmt: skip
    return Question(**{**values, **changes})


def month_file(*, content: bytes | None = None, month: date = JANUARY) -> MonthFile:
    head = head_line(institution="Jappoo", country="uemoa/senegal", currency="XOF", month=JANUARY,
                     as_of=date(2026, 1, 31), number="BC00001")  # fmt: skip
    body = content if content is not None else head + foot_line(Totals())
    return MonthFile(REFERENCE, month, hashlib.sha256(body).hexdigest(), body)


@pytest.fixture
def bureau() -> Simulator:
    known = report(credit(), credit(state="WRITTEN_OFF", ended_date="2025-02-28"))
    return Simulator([{"document_number": PAPER, "report": known}], token=TOKEN)


def test_the_answers_in_the_fixtures_are_what_the_simulator_gives(bureau: Simulator) -> None:
    stranger = question()._replace(person=question().person._replace(document_number="9"))
    file = month_file()
    given = {
        "found": bureau.answer(plain(question()))[1],
        "unknown": bureau.answer(plain(stranger._replace(reference=UUID(int=2))))[1],
        "refused": bureau.answer({**plain(question()), "reference": "3", "consent": {}})[1],
        "taken": bureau.take("2026-01", file.digest, file.content)[1],
        "not_taken": bureau.take("2026-02", file.digest, file.content)[1],
    }

    for name, message in given.items():
        kept = json.loads((FIXTURES / f"{name}.json").read_text())
        assert kept == message, name


def plain(asked: Question) -> dict[str, Any]:
    from nafa.connectors.bureaus.neutral.messages import question_body

    return dict(json.loads(question_body(asked)))


def test_fixtures_are_read_as_what_they_say() -> None:
    found = read_answer((FIXTURES / "found.json").read_bytes(), reference=str(REFERENCE))
    taken = read_acknowledgement((FIXTURES / "taken.json").read_bytes(), digest=month_file().digest)

    assert found.report is not None
    assert report_to_plain(found.report)["credits"][0] == credit()
    assert taken.receipt.startswith("R-2026-01-")


def test_the_same_reference_is_one_question(bureau: Simulator) -> None:
    with served(bureau) as url:
        client = NeutralBureau(url, token=TOKEN)
        answers = [client.consult(question()) for _ in range(2)]
        unknown = client.consult(
            question(reference=uuid4())._replace(
                person=question().person._replace(document_number="none")
            )
        )

    assert answers[0] == answers[1]
    assert unknown.report is None
    assert len(bureau.questions) == 2


@pytest.mark.parametrize("mood", [Mood.SILENT, Mood.BROKEN, Mood.BABBLING, Mood.SLOW])
def test_anything_but_an_answer_is_no_answer(bureau: Simulator, mood: Mood) -> None:
    bureau.mood = mood
    with served(bureau) as url:
        client = NeutralBureau(url, token=TOKEN, timeout=0.2, file_timeout=0.2)
        with pytest.raises(Unavailable):
            client.consult(question())
        with pytest.raises(Unavailable):
            client.take_file(month_file())


def test_a_wrong_token_and_a_closed_door_are_no_answer(bureau: Simulator) -> None:
    with served(bureau) as url, pytest.raises(Unavailable):
        NeutralBureau(url, token="autre").consult(question())
    with pytest.raises(Unavailable):
        NeutralBureau(url, token=TOKEN, timeout=0.5).consult(question())


def test_a_month_is_taken_once_and_only_whole(bureau: Simulator) -> None:
    with served(bureau) as url:
        client = NeutralBureau(url, token=TOKEN)
        first, again = client.take_file(month_file()), client.take_file(month_file())
        other = client.take_file(month_file(content=month_file().content.replace(b"Jap", b"Jop")))
        wrong = client.take_file(month_file(month=date(2026, 2, 1)))
        torn = client.take_file(month_file(content=month_file().content[:-10]))
        lying = client.take_file(
            month_file(content=month_file().content.replace(b'"loans":0', b'"loans":1'))
        )

    assert first == again
    assert first.receipt
    assert [one.refusal for one in (other, wrong, torn, lying)] == [
        "MONTH_TAKEN", "MONTH_DIFFERS", "FORM", "CONTROL_DIFFERS",
    ]  # fmt: skip


def test_the_simulator_is_a_program_of_its_own(tmp_path: Path) -> None:
    people = tmp_path / "people.json"
    people.write_text(json.dumps([{"document_number": PAPER, "report": report(credit())}]))
    program = subprocess.Popen(
        [sys.executable, "-m", "nafa.connectors.bureaus.neutral.simulator", str(people),
         "--port", "0", "--token", TOKEN],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert program.stdout is not None
        url = program.stdout.readline().strip()
        answer = NeutralBureau(url, token=TOKEN).consult(question())
    finally:
        program.terminate()
        program.wait()

    assert answer.report is not None


def test_a_redirect_is_not_followed() -> None:
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_response(307)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.end_headers()

        def log_message(self, format: str, *values: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pytest.raises(Unavailable, match="307"):
            NeutralBureau(f"http://127.0.0.1:{server.server_port}", token=TOKEN, timeout=5).consult(
                question()
            )
    finally:
        server.shutdown()

    assert len(asked) == 1
