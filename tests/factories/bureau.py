"""A credit bureau over a real socket, and people it knows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from factories.house import House
from nafa.clients import commands as clients
from nafa.connectors.bureaus.neutral import NeutralBureau
from nafa.connectors.bureaus.neutral.simulator import Simulator, served
from nafa.lending import ports
from nafa.lending.commands.origination.consulting import record_bureau_consent

TOKEN = "jeton-du-bureau"
PAPER = "1 234 1988 00012"


def credit(**changes: Any) -> dict[str, Any]:
    """A credit at a neighbour: 60 000 a month for ten months more."""
    return {
        "lender": "Caisse de Pikine", "part": "BORROWER", "state": "RUNNING",
        "opened_date": "2025-11-05", "ended_date": None, "granted_minor": 900_000,
        "outstanding_minor": 600_000, "monthly_minor": 60_000, "months_left": 10,
        "days_late": 0, **changes,
    }  # fmt: skip


def report(*credits: Mapping[str, Any], score: int | None = 640) -> dict[str, Any]:
    """A report of the day the house opened."""
    return {
        "as_of_date": "2026-01-05", "currency": "XOF", "score": score, "questions": 2,
        "credits": list(credits),
    }  # fmt: skip


@contextmanager
def connected(
    known: Mapping[str, Any] | None = None, *, timeout: float = 5.0, token: str = TOKEN
) -> Iterator[Simulator]:
    """The simulator, served and bound as the institution's bureau inside the block."""
    people = [] if known is None else [{"document_number": PAPER, "report": known}]
    bureau = Simulator(people, token=TOKEN)
    with served(bureau) as url:
        ports.bind_bureau(NeutralBureau(url, token=token, timeout=timeout))
        try:
            yield bureau
        finally:
            ports.bind_bureau(None)


def add_paper(house: House, client_id: UUID) -> None:
    """The identity card under which the bureau knows her."""
    clients.add_document(
        house.ctx("ibra"), client_id=client_id, kind="CNI", number=PAPER,
        issued_date=date(2020, 3, 1), expires_date=date(2030, 3, 1),
    )  # fmt: skip


def agree(house: House, client_id: UUID, kind: str = "GIVEN", **changes: Any) -> UUID:
    """The paper signed today."""
    values = {"given_date": date(2026, 1, 5), **changes}
    return record_bureau_consent(house.ctx("ibra"), client_id=client_id, kind=kind, **values)
