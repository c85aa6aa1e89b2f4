"""A link that shows a simulation without log-in until a day: signed, so that nobody makes one."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core import signing

SALT = "nafa simulator"
HOLDS = timedelta(days=14)


class Shared(NamedTuple):
    """What a link names; no person."""

    product: str
    amount: str
    times: int
    until: datetime


def link_token(*, product: str, amount: str, count: int, at: datetime) -> str:
    """The part of the address that stands for a simulation, from an instant on."""
    until = (at + HOLDS).replace(microsecond=0)
    return signing.dumps([product, amount, count, until.isoformat()], salt=SALT, compress=True)


def read_token(token: str, *, at: datetime) -> Shared | None:
    """What a token stands for; nothing when it is not ours or its time is over."""
    try:
        product, amount, count, until = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    shared = Shared(product, amount, count, datetime.fromisoformat(until))
    return shared if at <= shared.until else None
