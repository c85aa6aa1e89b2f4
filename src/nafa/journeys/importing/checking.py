"""Checking rows: each becomes a record of typed values, or faults that name line and column."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from nafa.journeys.importing.faults import Fault
from nafa.journeys.importing.mapping import FilePlan, Source
from nafa.journeys.importing.reading import Row
from nafa.journeys.importing.records import FIELDS, Field, Kind
from nafa.journeys.importing.transforms import TRANSFORMS, Unreadable
from nafa.lending.calc.imported import imported_terms
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.terms import TermsRefused
from nafa.lib.money import Money
from nafa.lib.phones import InvalidPhone, e164

LARGEST_MINOR = 10**15
Known = Callable[[Kind, str], bool]
Lookups = dict[tuple[str, str, str, tuple[tuple[str, str], ...]], dict[str, str]]


class Record(NamedTuple):
    """A checked row."""

    line: int
    key: str
    values: dict[str, Any]


@dataclass
class Circumstances:
    """What rows are checked against: currency, dates, other files and the institution."""

    currency: str
    country: str = ""
    business_date: date | None = None
    closed_until: date | None = None
    is_known: Known = lambda kind, key: False  # noqa: ARG005
    lookups: Lookups = field(default_factory=dict)
    keys: dict[Kind, set[str]] = field(default_factory=dict)
    unread: dict[Kind, str] = field(default_factory=dict)


class Checker:
    """Checks the rows of one file; keeps its keys, so that other files can refer to them."""

    def __init__(self, plan: FilePlan, around: Circumstances) -> None:
        self.plan, self.around = plan, around
        self.rules = FIELDS[plan.kind]
        self.lines: dict[str, int] = {}
        self.faults: list[Fault] = []
        self._row_start = 0
        self._choices = {name: frozenset(rule.choices) for name, rule in self.rules.items()}

    def records(self, rows: Iterator[Row]) -> Iterator[Record]:
        """The good rows as records; the faults of the others are kept."""
        own_keys = self.around.keys.setdefault(self.plan.kind, set())
        for row in rows:
            before = self._row_start = len(self.faults)
            if row.fault is not None:
                self.faults.append(row.fault)
            if not row.cells:
                continue
            values = {
                name: self._value(row, name, rule, self.plan.fields.get(name, ()))
                for name, rule in self.rules.items()
            }
            key = values["key"]
            if isinstance(key, str) and key:
                self._keep_key(row, key)
                own_keys.add(key)
            if len(self.faults) == before:
                self._check_together(row, values)
            if len(self.faults) == before:
                yield Record(row.line, str(key), values)

    def _blame(self, row: Row, name: str, code: str, detail: str = "") -> None:
        sources = self.plan.fields.get(name, ())
        column = next((s.column for s in reversed(sources) if s.column), name)
        value = row.cells.get(column, "")
        fault = Fault(self.plan.title, row.line, column, value, code, detail)
        if fault not in self.faults[self._row_start :]:  # two fields may read one column
            self.faults.append(fault)

    def _keep_key(self, row: Row, key: str) -> None:
        first = self.lines.setdefault(key, row.line)
        if first != row.line:
            self._blame(row, "key", "key_twice", str(first))

    def _value(self, row: Row, name: str, rule: Field, sources: tuple[Source, ...]) -> Any:
        try:
            value = self._first(row, sources)
            if value in (None, ""):
                value = rule.default if rule.type != "rate" else Decimal(rule.default or 0)
            if value in (None, ""):
                if rule.required:
                    raise Unreadable("empty")
                return value
            return self._fitting(name, rule, value)
        except Unreadable as fault:
            self._blame(row, name, fault.code, fault.detail)
            return None

    def _first(self, row: Row, sources: tuple[Source, ...]) -> Any:
        """The first source that has a value. Raises Unreadable when the last one is wrong."""
        for source in sources:
            text = row.cells[source.column] if source.constant is None else source.constant
            if source.lookup is not None and text:
                text = self._looked_up(source, text)
            if text == "" and (source.transform != "code" or "" not in source.codes):
                continue
            value = TRANSFORMS[source.transform](text, source)
            if value != "":
                return value
        return None

    def _looked_up(self, source: Source, text: str) -> str:
        lookup = source.lookup
        assert lookup is not None
        table = self.around.lookups.get((lookup.file, lookup.match, lookup.take, lookup.where))
        if table is None:
            raise Unreadable("not_checked", lookup.file)
        if text not in table:
            raise Unreadable("lookup_failed", lookup.file)
        return table[text]

    def _fitting(self, name: str, rule: Field, value: Any) -> Any:
        if rule.type == "reference":
            return self._reference(rule, value)
        if rule.type == "choice" and value not in self._choices[name]:
            raise Unreadable("choice_unknown", ", ".join(rule.choices))
        if rule.type in ("money", "signed_money"):
            return self._minor(value, may_be_negative=rule.type == "signed_money")
        if rule.type == "whole" and value <= 0:
            raise Unreadable("not_positive")
        if rule.type == "rate" and value < 0:
            raise Unreadable("negative")
        if rule.type == "phone":
            return self._phone(str(value))
        if rule.type == "date" and not rule.may_be_ahead:
            self._check_date(value)
        return value

    def _reference(self, rule: Field, key: str) -> str:
        kind = rule.reference
        assert kind is not None
        if key in self.around.keys.get(kind, ()) or self.around.is_known(kind, key):
            return key
        if kind in self.around.unread:
            raise Unreadable("not_checked", self.around.unread[kind])
        raise Unreadable("reference_unknown", kind.value)

    def _minor(self, value: Decimal, *, may_be_negative: bool) -> int:
        if value <= 0 and not may_be_negative:
            raise Unreadable("not_positive")
        if abs(value) > LARGEST_MINOR:
            raise Unreadable("too_large")
        try:
            minor = Money.of(value, self.around.currency).minor
        except ValueError:
            raise Unreadable("too_fine", self.around.currency) from None
        if abs(minor) > LARGEST_MINOR:
            raise Unreadable("too_large")
        return minor

    def _phone(self, text: str) -> str:
        try:
            return e164(text, country=self.around.country)
        except InvalidPhone:
            raise Unreadable("phone_invalid") from None

    def _check_date(self, value: date) -> None:
        last, closed = self.around.business_date, self.around.closed_until
        if last is not None and value > last:
            raise Unreadable("date_ahead", last.isoformat())
        if closed is not None and value <= closed:
            raise Unreadable("date_too_early", closed.isoformat())

    def _check_together(self, row: Row, values: dict[str, Any]) -> None:
        """What only several fields of a row show."""
        if self.plan.kind is not Kind.LOAN:
            return
        try:
            terms = imported_terms(
                principal=Money(values["amount"], self.around.currency),
                yearly_rate_percent=values["rate"],
                method=values["method"],
                frequency=values["frequency"],
                instalment_count=values["instalments"],
                disbursement_date=values["disbursed"],
                first_due_date=values["first_due"],
            )
        except TermsRefused as refused:
            self._blame(row, "amount", "terms_refused", refused.field)
            return
        if values["instalment"] is not None:
            first = build_schedule(terms)[0].sum
            if first.minor != values["instalment"]:
                self._blame(row, "instalment", "instalment_differs", str(first))
