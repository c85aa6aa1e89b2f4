"""Short messages to people's telephones: the port, and the adapter bound at start-up."""

from typing import Protocol


class Messages(Protocol):
    """A gateway that carries a text to a telephone number in E.164."""

    channel: str

    def send(self, phone: str, text: str) -> str:
        """Hand a message over; the number the gateway gave it. Raises Unavailable."""


class _Bound:
    messages: Messages | None = None


def bind_messages(messages: Messages | None) -> None:
    """Connect the institution with its gateway; with none to disconnect it."""
    _Bound.messages = messages


def connected_messages() -> Messages | None:
    """The gateway of this installation; none where the operator named none."""
    return _Bound.messages


def masked(phone: str) -> str:
    """A number that is recognised and cannot be called: `+221•••••••67`."""
    kept = 4 if phone.startswith("+") else 0
    return f"{phone[:kept]}{'•' * max(len(phone) - kept - 2, 0)}{phone[-2:]}"
