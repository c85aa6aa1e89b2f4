"""A credit bureau of its own: the neutral protocol over a real socket, for tests and trials.

    python -m nafa.connectors.bureaus.neutral.simulator --port 8099 --token secret people.json

It knows the people of a file (a list of `{"document_number": …, "report": …}`), keeps every
question and file in memory, and can be told to be slow, silent or broken.
"""

import argparse
import hashlib
import json
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

PROTOCOL = "nafa-bureau/1"
CONSENTS = ("GIVEN", "INFORMED", "NOT_ASKED_FOR")


class Mood(StrEnum):
    """How the simulator behaves until it is told otherwise."""

    WELL = "WELL"
    SLOW = "SLOW"  # answers after `delay` seconds
    SILENT = "SILENT"  # takes the question and hangs up
    BROKEN = "BROKEN"  # answers with a fault
    BABBLING = "BABBLING"  # answers with something else than JSON


class Simulator:
    """What the bureau knows and was told. The same reference gets the same answer again."""

    def __init__(self, people: Iterable[Mapping[str, Any]] = (), *, token: str) -> None:
        self.people = {str(one["document_number"]): one["report"] for one in people}
        self.token = token
        self.mood, self.delay = Mood.WELL, 1.0
        self.questions: list[dict[str, Any]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def answer(self, question: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """The answer to a question: FOUND, UNKNOWN or REFUSED."""
        reference = str(question.get("reference", ""))
        with self._lock:
            if reference not in self.answers:
                self.questions.append(dict(question))
                self.answers[reference] = self._new_answer(question)
            found = self.answers[reference]
        status = 422 if found["outcome"] == "REFUSED" else 200
        return status, {"protocol": PROTOCOL, "reference": reference, **found}

    def _new_answer(self, question: Mapping[str, Any]) -> dict[str, Any]:
        person, consent = question.get("person") or {}, question.get("consent") or {}
        if consent.get("kind") not in CONSENTS:
            return {"outcome": "REFUSED", "code": "CONSENT_MISSING"}
        if not person.get("document_number") and not person.get("birth_date"):
            return {"outcome": "REFUSED", "code": "PERSON_AMBIGUOUS"}
        report = self.people.get(str(person.get("document_number")))
        return {"outcome": "FOUND", "report": report} if report else {"outcome": "UNKNOWN"}

    def take(self, month: str, digest: str, content: bytes) -> tuple[int, dict[str, Any]]:
        """Take a month: once, again with the same bytes, never with other ones."""
        code = self._objection(month, digest, content)
        if code:
            return 422, {"protocol": PROTOCOL, "outcome": "REFUSED", "code": code}
        with self._lock:
            kept = self.files.setdefault(month, content)
        if kept != content:
            return 409, {"protocol": PROTOCOL, "outcome": "REFUSED", "code": "MONTH_TAKEN"}
        receipt = f"R-{month}-{digest[:12]}"
        return 201, {
            "protocol": PROTOCOL,
            "outcome": "TAKEN",
            "receipt": receipt,
            "digest": digest,
        }

    def _objection(self, month: str, digest: str, content: bytes) -> str:
        """Why a file is not taken: its digest, its form, or its control line."""
        if hashlib.sha256(content).hexdigest() != digest:
            return "DIGEST_DIFFERS"
        try:
            rows = [json.loads(line) for line in content.splitlines()]
        except ValueError:
            return "FORM"
        if len(rows) < 2 or rows[0].get("record") != "HEAD" or rows[-1].get("record") != "FOOT":
            return "FORM"
        if rows[0].get("month") != month:
            return "MONTH_DIFFERS"
        loans = [row for row in rows if row["record"] == "LOAN"]
        counted = {
            "loans": len(loans),
            "parties": sum(row["record"] == "PARTY" for row in rows),
            "granted_minor": sum(row["granted_minor"] for row in loans),
            "outstanding_minor": sum(row["outstanding_minor"] for row in loans),
        }
        told = {name: rows[-1].get(name) for name in counted}
        return "" if told == counted else "CONTROL_DIFFERS"


class Conversation(BaseHTTPRequestHandler):
    """One connection; a subclass names the bureau that answers."""

    protocol_version = "HTTP/1.1"
    bureau: Simulator

    def do_POST(self) -> None:
        body = self._body()
        if not self._may_go_on():
            return
        if urlsplit(self.path).path == "/v1/reports":
            self._tell(*self.bureau.answer(json.loads(body)))
        else:
            self._tell(404, {})

    def do_PUT(self) -> None:
        body = self._body()
        if not self._may_go_on():
            return
        parts = urlsplit(self.path)
        digest = parse_qs(parts.query).get("digest", [""])[0]
        self._tell(*self.bureau.take(parts.path.rsplit("/", 1)[-1], digest, body))

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _may_go_on(self) -> bool:
        """Whether the caller is known and the bureau is well."""
        mood = self.bureau.mood
        if self.headers.get("Authorization") != f"Bearer {self.bureau.token}":
            self._tell(401, {})
            return False
        if mood is Mood.SILENT:
            self.close_connection = True
        elif mood is Mood.BROKEN:
            self._tell(500, {})
        elif mood is Mood.BABBLING:
            self._write(200, b"<html>maintenance</html>")
        elif mood is Mood.SLOW:
            time.sleep(self.bureau.delay)
        return mood in (Mood.WELL, Mood.SLOW)

    def _tell(self, status: int, message: Mapping[str, Any]) -> None:
        self._write(status, json.dumps(message, ensure_ascii=False).encode())

    def _write(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: questions name people."""


@contextmanager
def served(bureau: Simulator, *, port: int = 0) -> Iterator[str]:
    """Serve the bureau on this machine; gives its address."""
    server = ThreadingHTTPServer(
        ("127.0.0.1", port), type("Answering", (Conversation,), {"bureau": bureau})
    )
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A simulated credit bureau.")
    parser.add_argument("people", nargs="?", type=Path, help="JSON list of known people")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--token", default="secret")
    asked = parser.parse_args()
    people = json.loads(asked.people.read_text()) if asked.people else []
    with served(Simulator(people, token=asked.token), port=asked.port) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
