"""What a credit bureau says of a person, and what of it may still be used.

Positive and negative data: running and ended credits, delays, losses. A credit that ended more
than so many years ago (five in the UMOA: law on credit bureaus, art. 41-3) is left out. Savings are
never part of a report (art. 53).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from nafa.lending.calc.origination.cash_flow import Debt
from nafa.lib.periods import whole_months_between

T = TypeVar("T", bound=StrEnum)
MONTHS_A_YEAR = 12
MOST_LINES = 500
MOST_MINOR = 10**15
LATE_DAYS = 90


class ReportRefused(ValueError):
    """A report that cannot be read: the field at fault."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class CreditState(StrEnum):
    """How a credit elsewhere stands."""

    RUNNING = "RUNNING"
    RESCHEDULED = "RESCHEDULED"
    CLOSED = "CLOSED"
    WRITTEN_OFF = "WRITTEN_OFF"


class Part(StrEnum):
    """Whether the person borrowed, or answers for somebody who did."""

    BORROWER = "BORROWER"
    GUARANTOR = "GUARANTOR"


class Credit(NamedTuple):
    """One credit at another institution, as it was last reported."""

    lender: str
    part: Part
    state: CreditState
    opened_date: date
    ended_date: date | None
    granted_minor: int
    outstanding_minor: int
    monthly_minor: int
    months_left: int
    days_late: int

    @property
    def is_open(self) -> bool:
        return self.state in (CreditState.RUNNING, CreditState.RESCHEDULED)

    @property
    def is_default(self) -> bool:
        """Given up, or more than ninety days late."""
        return self.state is CreditState.WRITTEN_OFF or self.days_late > LATE_DAYS


class BureauReport(NamedTuple):
    """The answer on a person: the bureau's own score, credits elsewhere, questions of others."""

    as_of_date: date
    currency: str
    score: int | None
    credits: tuple[Credit, ...]
    questions: int = 0

    def usable(self, *, on: date, years: int) -> "BureauReport":
        """The report without credits that ended more than so many years ago."""
        kept = tuple(
            one
            for one in self.credits
            if one.ended_date is None
            or whole_months_between(one.ended_date, on) < years * MONTHS_A_YEAR
        )
        return self._replace(credits=kept)

    @property
    def open_credits(self) -> tuple[Credit, ...]:
        """What the person still owes elsewhere as the borrower."""
        return tuple(one for one in self.credits if one.is_open and one.part is Part.BORROWER)

    @property
    def outstanding_minor(self) -> int:
        return sum(one.outstanding_minor for one in self.open_credits)

    @property
    def defaults(self) -> tuple[Credit, ...]:
        return tuple(one for one in self.credits if one.is_default)

    def debts(self, *, on: date) -> tuple[Debt, ...]:
        """What the open credits ask for each month from a day on; a credit without a known rhythm
        asks for all of it in one month."""
        passed = whole_months_between(min(self.as_of_date, on), on)
        return tuple(
            Debt(
                one.lender,
                one.monthly_minor or one.outstanding_minor,
                max(one.months_left - passed, 1) if one.monthly_minor else 1,
            )
            for one in self.open_credits
            if one.outstanding_minor
        )


def report_from_plain(plain: Mapping[str, Any]) -> BureauReport:
    """A report of plain data. Refuses: ReportRefused, naming the field."""
    rows = _value(plain, "credits")
    if not isinstance(rows, list) or len(rows) > MOST_LINES:
        raise ReportRefused("credits")
    score = plain.get("score")
    return BureauReport(
        as_of_date=_day(plain, "as_of_date"),
        currency=str(_value(plain, "currency")),
        score=None if score is None else _whole(plain, "score"),
        credits=tuple(_credit(row) for row in rows),
        questions=_whole({"questions": 0, **plain}, "questions"),
    )


def report_to_plain(report: BureauReport) -> dict[str, Any]:
    """The report as JSON holds it."""
    return {
        "as_of_date": report.as_of_date.isoformat(),
        "currency": report.currency,
        "score": report.score,
        "questions": report.questions,
        "credits": [
            {
                **one._asdict(),
                "part": one.part.value,
                "state": one.state.value,
                "opened_date": one.opened_date.isoformat(),
                "ended_date": one.ended_date.isoformat() if one.ended_date else None,
            }
            for one in report.credits
        ],
    }


def worst_first(credits: Sequence[Credit]) -> list[Credit]:
    """Defaults, then what is late, then what is open, then what ended."""
    return sorted(
        credits,
        key=lambda one: (not one.is_default, -one.days_late, not one.is_open, one.opened_date),
    )


def _credit(row: Any) -> Credit:
    if not isinstance(row, Mapping):
        raise ReportRefused("credits")
    return Credit(
        lender=str(_value(row, "lender")),
        part=_choice(Part, row, "part"),
        state=_choice(CreditState, row, "state"),
        opened_date=_day(row, "opened_date"),
        ended_date=_day(row, "ended_date") if row.get("ended_date") else None,
        granted_minor=_whole(row, "granted_minor"),
        outstanding_minor=_whole(row, "outstanding_minor"),
        monthly_minor=_whole(row, "monthly_minor"),
        months_left=_whole(row, "months_left"),
        days_late=_whole(row, "days_late"),
    )


def _value(plain: Mapping[str, Any], name: str) -> Any:
    if plain.get(name) is None:
        raise ReportRefused(name)
    return plain[name]


def _day(plain: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(str(_value(plain, name)))
    except ValueError as fault:
        raise ReportRefused(name) from fault


def _whole(plain: Mapping[str, Any], name: str) -> int:
    value = _value(plain, name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_MINOR:
        raise ReportRefused(name)
    return value


def _choice(kind: type[T], plain: Mapping[str, Any], name: str) -> T:
    try:
        return kind(str(_value(plain, name)))
    except ValueError as fault:
        raise ReportRefused(name) from fault
