"""An operator's message centre of its own: SMPP 3.4 over a real socket, for tests and trials.

    python -m nafa.connectors.gateways.smpp.simulator --port 2775 --user nafa --password secret

It takes bind_transmitter, submit_sm, enquire_link and unbind, writes each message as a line of JSON
(`{"to": …, "from": …, "text": …}`), and can be told to refuse, to be silent or to hang up.
"""

import argparse
import json
import socketserver
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import NamedTuple

RESPONSE = 0x80000000
GENERIC_NACK, BIND_TRANSMITTER, SUBMIT_SM, UNBIND, ENQUIRE_LINK = (
    0x80000000, 0x00000002, 0x00000004, 0x00000006, 0x00000015,
)  # fmt: skip
OK, INVALID_COMMAND, BIND_FAILED, THROTTLED, INVALID_NUMBER = 0x00, 0x03, 0x0D, 0x58, 0x0B
HEAD = struct.Struct(">IIII")
LARGEST = 4096
UCS2 = 8
GSM_LETTERS = {0x04: "è", 0x05: "é", 0x06: "ù", 0x0A: "\n", 0x09: "Ç", 0x1F: "É", 0x7F: "à"}


class Mood(StrEnum):
    """How the centre behaves until it is told otherwise."""

    WELL = "WELL"
    FULL = "FULL"  # refuses each message as too many
    SILENT = "SILENT"  # takes messages and answers nothing
    GONE = "GONE"  # hangs up


class Message(NamedTuple):
    """A message that was taken."""

    to: str
    sender: str
    text: str


class Centre:
    """What the operator took."""

    def __init__(self, *, user: str, password: str) -> None:
        self.user, self.password = user, password
        self.mood = Mood.WELL
        self.messages: list[Message] = []
        self.is_told = False

    def keep(self, message: Message) -> int:
        """Keep a message; its number."""
        self.messages.append(message)
        if self.is_told:
            sys.stdout.write(json.dumps(message._asdict(), ensure_ascii=False) + "\n")
            sys.stdout.flush()
        return len(self.messages)


class Session(socketserver.StreamRequestHandler):
    """One session of a client; a subclass names the centre."""

    centre: Centre
    is_bound = False

    def handle(self) -> None:
        while (head := self.rfile.read(HEAD.size)) and len(head) == HEAD.size:
            length, command, _status, sequence = HEAD.unpack(head)
            if not HEAD.size <= length <= LARGEST:
                return
            body = self.rfile.read(length - HEAD.size)
            if self.centre.mood is Mood.GONE or not self._answer(command, sequence, body):
                return

    def _answer(self, command: int, sequence: int, body: bytes) -> bool:
        """Answer a request; whether the session goes on."""
        if command == BIND_TRANSMITTER:
            user, password = body.split(b"\0")[:2]
            self.is_bound = (user.decode(), password.decode()) == (
                self.centre.user, self.centre.password,
            )  # fmt: skip
            self._tell(command, OK if self.is_bound else BIND_FAILED, sequence, b"centre\0")
        elif command == SUBMIT_SM:
            self._take(sequence, body)
        elif command in (ENQUIRE_LINK, UNBIND):
            self._tell(command, OK, sequence)
        else:
            self._tell(GENERIC_NACK, INVALID_COMMAND, sequence)
        return command != UNBIND

    def _take(self, sequence: int, body: bytes) -> None:
        if self.centre.mood is Mood.SILENT:
            return
        if not self.is_bound or self.centre.mood is Mood.FULL:
            self._tell(SUBMIT_SM, THROTTLED if self.is_bound else BIND_FAILED, sequence)
            return
        message = read_submission(body)
        if not message.to.isdigit():
            self._tell(SUBMIT_SM, INVALID_NUMBER, sequence)
            return
        number = self.centre.keep(message)
        self._tell(SUBMIT_SM, OK, sequence, f"{number:08X}".encode() + b"\0")

    def _tell(self, command: int, status: int, sequence: int, body: bytes = b"") -> None:
        head = HEAD.pack(HEAD.size + len(body), command | RESPONSE, status, sequence)
        self.wfile.write(head + body)


def read_submission(body: bytes) -> Message:
    """The addresses and the text of a submit_sm (SMPP 3.4, 4.4.1)."""
    _service, rest = body.split(b"\0", 1)
    sender, rest = rest[2:].split(b"\0", 1)
    to, rest = rest[2:].split(b"\0", 1)
    rest = rest[3:]  # esm_class, protocol_id, priority_flag
    for _ in ("schedule_delivery_time", "validity_period"):
        _time, rest = rest.split(b"\0", 1)
    coding, length = rest[2], rest[4]
    return Message(to.decode(), sender.decode(), _text(rest[5 : 5 + length], coding))


def _text(content: bytes, coding: int) -> str:
    if coding == UCS2:
        return content.decode("utf-16-be")
    return "".join(GSM_LETTERS.get(one, chr(one)) for one in content)


@contextmanager
def served(centre: Centre, *, port: int = 0) -> Iterator[str]:
    """Serve the centre on this machine; gives its address with user and password."""
    server = socketserver.ThreadingTCPServer(
        ("127.0.0.1", port), type("Serving", (Session,), {"centre": centre}),
        bind_and_activate=False,
    )  # fmt: skip
    server.allow_reuse_address, server.daemon_threads = True, True
    server.server_bind()
    server.server_activate()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"smpp://{centre.user}:{centre.password}@127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    """Serve until interrupted; each message is a line."""
    parser = argparse.ArgumentParser(description="A simulated message centre.")
    parser.add_argument("--port", type=int, default=2775)
    parser.add_argument("--user", default="nafa")
    parser.add_argument("--password", default="secret")
    asked = parser.parse_args()
    centre = Centre(user=asked.user, password=asked.password)
    centre.is_told = True
    with served(centre, port=asked.port) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
