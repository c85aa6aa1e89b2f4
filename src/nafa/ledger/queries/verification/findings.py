"""What a check of the books tells."""

from datetime import date
from typing import NamedTuple


class Finding(NamedTuple):
    """A record that does not agree: `fault` is a stable word, `detail` what was found / kept."""

    record: str
    name: str
    fault: str
    detail: str = ""


class CurrencyTotal(NamedTuple):
    """All debits and credits of a currency."""

    currency: str
    debit_minor: int
    credit_minor: int


class Verified(NamedTuple):
    """How far the books were found sound: a checkpoint, and the last sealed day."""

    checkpoint_number: int
    size: int
    root: bytes
    booked_date: date | None


class Verification(NamedTuple):
    """What was looked at, and what does not agree, the first record first.

    `waiting` entries are committed but not in the log yet. `reached` is what may be kept as
    verified when nothing was found.
    """

    entries: int
    lines: int
    accounts: int
    leaves: int
    waiting: int
    totals: tuple[CurrencyTotal, ...]
    findings: tuple[Finding, ...]
    reached: Verified | None
    vkeys: tuple[str, ...]
