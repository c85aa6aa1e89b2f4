"""The lines of the monthly file for a credit bureau: one JSON object a line, keys in order.

A head, then each loan followed by its parties, then a foot with counts and sums. Amounts are whole
numbers of the currency's smallest unit; days are ISO 8601. No savings, no balance of an account of
the client: a register of credits is not told them. Layout: docs/domain/credit-bureau.md.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from nafa.lib.invariants import ensure

LAYOUT = "nafa-credit-file/1"


class LoanLine(NamedTuple):
    """A credit as it stood at the end of the month."""

    number: str
    product: str
    state: str
    currency: str
    opened_date: date
    due_date: date
    ended_date: date | None
    rescheduled_date: date | None
    granted_minor: int
    outstanding_minor: int
    overdue_minor: int
    written_off_minor: int
    days_late: int
    instalment_count: int
    instalments_left: int


class PartyLine(NamedTuple):
    """Somebody who owes the credit or answers for it."""

    loan: str
    part: str
    number: str
    kind: str
    family_name: str
    given_names: str
    sex: str
    birth_date: date | None
    document_kind: str
    document_number: str
    locality: str


class Totals(NamedTuple):
    """What the foot says and the reader checks."""

    loans: int = 0
    parties: int = 0
    granted_minor: int = 0
    outstanding_minor: int = 0

    def with_loan(self, loan: LoanLine, parties: Sequence[PartyLine]) -> "Totals":
        return Totals(
            self.loans + 1,
            self.parties + len(parties),
            self.granted_minor + loan.granted_minor,
            self.outstanding_minor + loan.outstanding_minor,
        )


def head_line(
    *, institution: str, country: str, currency: str, month: date, as_of: date, number: str
) -> bytes:
    """The first line."""
    return _line(
        "HEAD",
        {
            "layout": LAYOUT,
            "file": number,
            "institution": institution,
            "country": country,
            "currency": currency,
            "month": f"{month:%Y-%m}",
            "as_of": as_of,
        },
    )


def loan_lines(loan: LoanLine, parties: Sequence[PartyLine]) -> bytes:
    """A loan and its parties."""
    ensure(all(one.loan == loan.number for one in parties), "parties belong to their loan")
    return _line("LOAN", loan._asdict()) + b"".join(
        _line("PARTY", one._asdict()) for one in parties
    )


def foot_line(totals: Totals) -> bytes:
    """The last line: how many lines of each kind came before, and the sums over loans."""
    return _line("FOOT", totals._asdict())


def _line(record: str, values: Mapping[str, Any]) -> bytes:
    written = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
    text = json.dumps({"record": record, **written}, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode()
