"""The institution's scorecard: points by criterion, classes by cut-off, the reasons of each point.

A number falls into the band with the highest lower bound at or below it; below every bound, and
when the fact is not known, it gets the points set aside for that.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NamedTuple

MOST_CRITERIA = 30
MOST_BANDS = 20
MOST_POINTS = 1_000


class ScorecardRefused(ValueError):
    """A scorecard that cannot be computed: a stable code, the criterion and the line at fault."""

    def __init__(self, code: str, field_name: str, place: int | None = None) -> None:
        super().__init__(f"{code} ({field_name} {place or ''})")
        self.code, self.field, self.place = code, field_name, place


class Measure(StrEnum):
    """Whether a fact is a number or one of several words."""

    NUMBER = "NUMBER"
    WORD = "WORD"


FACTS: Mapping[str, Measure] = {
    "amount": Measure.NUMBER,
    "instalment_count": Measure.NUMBER,
    "age_years": Measure.NUMBER,
    "seniority_months": Measure.NUMBER,
    "household_size": Measure.NUMBER,
    "dependants": Measure.NUMBER,
    "loans_repaid": Measure.NUMBER,
    "loans_running": Measure.NUMBER,
    "days_late": Measure.NUMBER,
    "instalment_to_margin_percent": Measure.NUMBER,
    "debt_ratio_percent": Measure.NUMBER,
    "coverage_percent": Measure.NUMBER,
    "activity_sector": Measure.WORD,
    "marital_status": Measure.WORD,
    "client_kind": Measure.WORD,
    "product": Measure.WORD,
}

Value = Decimal | str | None


class Band(NamedTuple):
    """From this number on, or for this word: so many points, for this reason."""

    start: str
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One fact and what it is worth."""

    fact: str
    bands: tuple[Band, ...]
    otherwise: int

    def line(self, value: Value) -> "Line":
        """The points of a value, with the reason."""
        found = self._band(value)
        if found is None:
            return Line(self.fact, value, self.otherwise, "")
        return Line(self.fact, value, found.points, found.reason)

    def _band(self, value: Value) -> Band | None:
        if value is None:
            return None
        if isinstance(value, str):
            return next((band for band in self.bands if band.start == value), None)
        reached = [band for band in self.bands if Decimal(band.start) <= value]
        return max(reached, key=lambda band: Decimal(band.start), default=None)

    @property
    def most(self) -> int:
        return max([self.otherwise, *(band.points for band in self.bands)])


class RiskClass(NamedTuple):
    """A class and the points from which an application belongs to it."""

    name: str
    at_least: int | None


class Line(NamedTuple):
    """What one criterion gave, and why."""

    fact: str
    value: Value
    points: int
    reason: str


class Score(NamedTuple):
    """The points, the class, and the lines they are made of."""

    points: int
    most: int
    risk_class: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Criteria, and classes from the best to the worst; the last class has no bound."""

    criteria: tuple[Criterion, ...]
    classes: tuple[RiskClass, ...]

    def score(self, facts: Mapping[str, Value]) -> Score:
        """Points and class of an application's facts."""
        lines = tuple(one.line(facts.get(one.fact)) for one in self.criteria)
        points = sum(line.points for line in lines)
        found = next(one for one in self.classes if one.at_least is None or points >= one.at_least)
        return Score(points, sum(one.most for one in self.criteria), found.name, lines)


def scorecard_from_plain(plain: Mapping[str, Any]) -> Scorecard:
    """The scorecard of plain data. Refuses: ScorecardRefused, naming the criterion and line."""
    rows = plain.get("criteria") or []
    if not 1 <= len(rows) <= MOST_CRITERIA:
        raise ScorecardRefused("scorecard.no_criterion", "criteria")
    criteria = tuple(_criterion(row, number) for number, row in enumerate(rows, start=1))
    if len({one.fact for one in criteria}) != len(criteria):
        raise ScorecardRefused("scorecard.fact_twice", "fact")
    return Scorecard(criteria, _classes(plain.get("classes") or []))


def scorecard_to_plain(card: Scorecard) -> dict[str, Any]:
    """The scorecard as JSON holds it."""
    return {
        "criteria": [
            {
                "fact": one.fact,
                "otherwise": one.otherwise,
                "bands": [band._asdict() for band in one.bands],
            }
            for one in card.criteria
        ],
        "classes": [one._asdict() for one in card.classes],
    }


def _criterion(row: Mapping[str, Any], number: int) -> Criterion:
    fact = str(row.get("fact", ""))
    if fact not in FACTS:
        raise ScorecardRefused("scorecard.fact_unknown", "fact", number)
    bands = tuple(_band(one, FACTS[fact], number) for one in row.get("bands") or ())
    if not 1 <= len(bands) <= MOST_BANDS:
        raise ScorecardRefused("scorecard.no_band", "bands", number)
    if len({band.start for band in bands}) != len(bands):
        raise ScorecardRefused("scorecard.band_twice", "bands", number)
    return Criterion(fact, bands, _points(row.get("otherwise", 0), "otherwise", number))


def _band(row: Mapping[str, Any], measure: Measure, number: int) -> Band:
    start = str(row.get("start", "")).strip()
    if measure is Measure.NUMBER:
        try:
            start = str(Decimal(start).normalize() + 0)
        except InvalidOperation:
            raise ScorecardRefused("scorecard.number_wanted", "bands", number) from None
    elif not start:
        raise ScorecardRefused("scorecard.word_wanted", "bands", number)
    reason = str(row.get("reason", "")).strip()
    if not reason:
        raise ScorecardRefused("scorecard.reason_wanted", "bands", number)
    return Band(start, _points(row.get("points"), "bands", number), reason)


def _points(value: Any, field_name: str, number: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > MOST_POINTS:
        raise ScorecardRefused("scorecard.points_wanted", field_name, number)
    return value


def _classes(rows: Sequence[Mapping[str, Any]]) -> tuple[RiskClass, ...]:
    found = tuple(RiskClass(str(row.get("name", "")).strip(), row.get("at_least")) for row in rows)
    if not found or any(not one.name for one in found):
        raise ScorecardRefused("scorecard.no_class", "classes")
    if len({one.name for one in found}) != len(found):
        raise ScorecardRefused("scorecard.class_twice", "classes")
    bounds = [one.at_least for one in found[:-1]]
    if found[-1].at_least is not None or not all(isinstance(one, int) for one in bounds):
        raise ScorecardRefused("scorecard.last_class_open", "classes")
    whole = [one for one in bounds if one is not None]
    if any(later >= earlier for earlier, later in itertools.pairwise(whole)):
        raise ScorecardRefused("scorecard.cut_offs_not_falling", "classes")
    return found
