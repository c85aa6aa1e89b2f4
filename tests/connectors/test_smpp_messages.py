"""The SMPP adapter against a message centre with a codec of its own, over a real socket."""

import json
import socket
import subprocess
import sys

import pytest

from nafa.connectors.gateways.smpp import SmppMessages
from nafa.connectors.gateways.smpp.simulator import Centre, Message, Mood, served
from nafa.kernel.errors import Unavailable

PHONE = "+221771234567"


@pytest.fixture
def centre() -> Centre:
    return Centre(user="nafa", password="garder")


@pytest.mark.parametrize(
    "text", ["Code 123456, valable 10 minutes.", "Reçu : échéance à régler", "قرض ١٢٣٤٥٦"]
)
def test_a_message_arrives_as_it_was_written(text: str) -> None:
    centre = Centre(user="nafa", password="secret")
    with served(centre) as url:
        number = SmppMessages(url, sender="JAPPOO").send(PHONE, text)

    assert centre.messages == [Message("221771234567", "JAPPOO", text)]
    assert number == "00000001"


@pytest.mark.parametrize("mood", [Mood.FULL, Mood.SILENT, Mood.GONE])
def test_a_message_that_is_not_confirmed_is_not_sent(mood: Mood) -> None:
    centre = Centre(user="nafa", password="secret")
    centre.mood = mood
    with served(centre) as url, pytest.raises(Unavailable):
        SmppMessages(url, sender="JAPPOO", timeout=1).send(PHONE, "Bonjour")
    assert centre.messages == []


def test_a_wrong_password_and_a_closed_door_are_told(centre: Centre) -> None:
    with served(centre) as url, pytest.raises(Unavailable):
        SmppMessages(url.replace("garder", "autre"), sender="JAPPOO").send(PHONE, "Bonjour")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = f"smpp://nafa:secret@127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Unavailable):
            SmppMessages(closed, sender="JAPPOO").send(PHONE, "Bonjour")


def test_the_centre_is_a_program_of_its_own() -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "nafa.connectors.gateways.smpp.simulator", "--port", "0"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert program.stdout is not None
        url = program.stdout.readline().strip()
        SmppMessages(url, sender="NAFA").send(PHONE, "Bonjour")
        told = json.loads(program.stdout.readline())
    finally:
        program.terminate()
        program.wait()

    assert told == {"to": "221771234567", "sender": "NAFA", "text": "Bonjour"}
