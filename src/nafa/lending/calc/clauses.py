"""Clauses that an institution adds to its contracts: text with named places, checked when kept."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

PLACES = (
    "institution", "client", "client_number", "number", "product", "date", "amount",
    "amount_in_words", "net_paid", "count", "first_due", "last_due", "rate", "teg", "cost",
)  # fmt: skip
MOST_CLAUSES = 20
LONGEST_TITLE, LONGEST_TEXT = 120, 4_000
_BRACED = re.compile(r"\{([^{}]*)\}")


class ClausesRefused(ValueError):
    """Clauses that cannot be kept: a stable code, the number of the clause, what is at fault."""

    def __init__(self, code: str, number: int, place: str = "") -> None:
        super().__init__(f"{code} ({number}, {place})")
        self.code, self.number, self.place = code, number, place


class Clause(NamedTuple):
    """A titled paragraph; `{amount}` and other names of PLACES stand for the contract's values."""

    title: str
    text: str

    def filled(self, values: Mapping[str, str]) -> "Clause":
        """The clause with the values of a contract."""
        return Clause(_filled(self.title, values), _filled(self.text, values))


def clauses_from_plain(rows: Sequence[Mapping[str, Any]]) -> tuple[Clause, ...]:
    """Clauses of plain data; empty rows are left out.

    Refuses: ClausesRefused (too many, a part missing, too long, an unknown place, a lone brace).
    """
    found = []
    for row in rows:
        title, text = str(row.get("title", "")).strip(), str(row.get("text", "")).strip()
        if title or text:
            found.append(Clause(title, text))
    if len(found) > MOST_CLAUSES:
        raise ClausesRefused("clauses.too_many", len(found))
    for number, clause in enumerate(found, start=1):
        _check(clause, number)
    return tuple(found)


def clauses_to_plain(clauses: Sequence[Clause]) -> list[dict[str, str]]:
    """The clauses as JSON holds them."""
    return [one._asdict() for one in clauses]


def _check(clause: Clause, number: int) -> None:
    if not clause.title or not clause.text:
        raise ClausesRefused("clauses.part_missing", number)
    if len(clause.title) > LONGEST_TITLE or len(clause.text) > LONGEST_TEXT:
        raise ClausesRefused("clauses.too_long", number)
    for part in clause:
        for place in _BRACED.findall(part):
            if place not in PLACES:
                raise ClausesRefused("clauses.place_unknown", number, place)
        if set(_BRACED.sub("", part)) & set("{}"):
            raise ClausesRefused("clauses.brace", number)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _BRACED.sub(lambda found: values[found.group(1)], text)
