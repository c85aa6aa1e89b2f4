"""Whether two persons are perhaps one: a score out of what agrees, with reasons."""

from datetime import date
from typing import NamedTuple

from nafa.clients.calc.identity import digits_of, name_likeness, normal_document

WARNING_SCORE, PROBABLE_SCORE = 55, 80
SHORTEST_DOCUMENT = 5
PHONE_ENDING = 8


class Person(NamedTuple):
    """What is known of somebody. Unknown is None or empty."""

    name: str
    birth_date: date | None = None
    phone: str = ""
    document: str = ""


class Likeness(NamedTuple):
    """A score from 0 to 100 and the codes of what agrees."""

    score: int
    reasons: tuple[str, ...]

    @property
    def is_warning(self) -> bool:
        """A person should look before going on."""
        return self.score >= WARNING_SCORE

    @property
    def is_probable(self) -> bool:
        """Most likely the same person."""
        return self.score >= PROBABLE_SCORE


def likeness(one: Person, other: Person) -> Likeness:
    """How likely two are one. The same paper settles it; a common name alone does not warn.

    name 50 (the same), 42 or 30 (alike) · birth date 35, twisted 22, year 10, different -30 ·
    phone 25 · document 100.
    """
    found = [
        reason
        for reason in (
            _document(one.document, other.document),
            _name(one.name, other.name),
            _birth(one.birth_date, other.birth_date),
            _phone(one.phone, other.phone),
        )
        if reason is not None
    ]
    score = sum(points for _, points in found)
    reasons = tuple(code for code, points in found if points > 0)
    return Likeness(min(max(score, 0), 100), reasons)


def _document(one: str, other: str) -> tuple[str, int] | None:
    mine, theirs = normal_document(one), normal_document(other)
    same = len(mine) >= SHORTEST_DOCUMENT and mine == theirs
    return ("same_document", 130) if same else None


def _name(one: str, other: str) -> tuple[str, int] | None:
    alike = name_likeness(one, other)
    for lowest, code, points in ((0.97, "same_name", 50), (0.9, "alike_name", 42)):
        if alike >= lowest:
            return code, points
    return ("near_name", 30) if alike >= 0.84 else None


def _birth(one: date | None, other: date | None) -> tuple[str, int] | None:
    if one is None or other is None:
        return None
    if one == other:
        return "same_birth_date", 35
    differing = sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True))
    swapped = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    if swapped or differing == 1:
        return "twisted_birth_date", 22
    return ("same_birth_year", 10) if one.year == other.year else ("other_birth_date", -30)


def _phone(one: str, other: str) -> tuple[str, int] | None:
    mine, theirs = digits_of(one)[-PHONE_ENDING:], digits_of(other)[-PHONE_ENDING:]
    return ("same_phone", 25) if len(mine) == PHONE_ENDING and mine == theirs else None
