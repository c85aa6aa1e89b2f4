"""What a country pack holds. Every fact knows from when it counts and who says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from nafa.lib.calendars import easter_sunday

Scalar = Decimal | int | str | bool

CAREFUL_YEARS = 10


class PackRefused(ValueError):
    """A pack that cannot be trusted: the file, the key and the reason."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file, self.key, self.reason = file, key, reason


class FactUnknown(LookupError):
    """The pack says nothing about it, or nothing yet on that day."""

    def __init__(self, pack: str, key: str, on: date | None = None) -> None:
        super().__init__(f"{pack}: {key}" + (f" on {on}" if on else ""))
        self.pack, self.key, self.on = pack, key, on


class DatedValue(NamedTuple):
    """One value from one day on."""

    name: str
    effective_from: date
    value: Scalar
    source: str
    confirmed: bool


class ChartAccount(NamedTuple):
    """An account of the regulator's chart. `side` is D, C or X (either)."""

    code: str
    label_fr: str
    label_en: str
    account_class: str
    parent: str
    postable: bool
    side: str
    effective_from: date
    source: str
    confirmed: bool


class HolidayMethod(StrEnum):
    """How the day of a holiday is found."""

    FIXED = "FIXED"
    EASTER = "EASTER"
    DATED = "DATED"


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """A holiday: a day of every year, days from Easter Sunday, or listed dates."""

    code: str
    label_fr: str
    label_en: str
    method: HolidayMethod
    effective_from: date
    source: str
    confirmed: bool
    month: int = 0
    day: int = 0
    days_after_easter: int = 0
    dates: tuple[date, ...] = ()

    def days_in(self, year: int) -> tuple[date, ...]:
        """The days of the year on which it falls; none before it came into force."""
        if self.method is HolidayMethod.FIXED:
            found: tuple[date, ...] = (date(year, self.month, self.day),)
        elif self.method is HolidayMethod.EASTER:
            found = (easter_sunday(year) + timedelta(days=self.days_after_easter),)
        else:
            found = tuple(day for day in self.dates if day.year == year)
        return tuple(day for day in found if day >= self.effective_from)


class Holiday(NamedTuple):
    """One day of rest with its name."""

    day: date
    code: str
    label_fr: str
    label_en: str
    confirmed: bool


class ArrearsClass(NamedTuple):
    """One age of overdue credit: more than so many months or days, and its minimum provision.

    `band` says which of the three overdue accounts holds it; 0 leaves it where it was.
    """

    code: str
    label_fr: str
    label_en: str
    more_than: int
    unit: str
    rate_percent: Decimal
    band: int
    write_off: bool

    @property
    def more_than_months(self) -> int:
        return self.more_than if self.unit == "MONTHS" else 0

    @property
    def more_than_days(self) -> int:
        return self.more_than if self.unit == "DAYS" else 0


class ArrearsTable(NamedTuple):
    """The classes in force from a day on, lowest age first."""

    effective_from: date
    classes: tuple[ArrearsClass, ...]
    source: str
    confirmed: bool


class RoleAccount(NamedTuple):
    """The chart account of a posting role; `term` narrows it to short, medium or long credits."""

    role: str
    term: str
    code: str
    effective_from: date
    source: str
    confirmed: bool


class Choice(NamedTuple):
    """An entry of a list shown to people, such as a kind of identity document."""

    code: str
    label_fr: str
    label_en: str
    confirmed: bool


class Region(NamedTuple):
    """A region with its departments."""

    name: str
    departments: tuple[str, ...]


class CropInput(NamedTuple):
    """What a hectare of a crop costs of one thing: quantity and price of a unit, as text."""

    name: str
    unit: str
    quantity: str
    price: str


class Crop(NamedTuple):
    """The months of a crop in a zone, and what a hectare costs: an example until confirmed."""

    crop: str
    zone: str
    inputs_month: int
    sowing_month: int
    harvest_month: int
    sale_month: int
    inputs: tuple[CropInput, ...]
    effective_from: date
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Pack:
    """A jurisdiction as loaded, with what it inherits already in place."""

    code: str
    name_fr: str
    name_en: str
    currency: str
    phone_country: str
    rest_weekdays: frozenset[int]
    sources: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, tuple[DatedValue, ...]] = field(default_factory=dict)
    accounts: tuple[ChartAccount, ...] = ()
    roles: tuple[RoleAccount, ...] = ()
    holiday_rules: tuple[HolidayRule, ...] = ()
    arrears_tables: tuple[ArrearsTable, ...] = ()
    document_kinds: tuple[Choice, ...] = ()
    regions: tuple[Region, ...] = ()
    crops: tuple[Crop, ...] = ()

    def dated(self, name: str, on: date) -> DatedValue:
        """The value in force on a day, with its source. Refuses: FactUnknown."""
        known = [value for value in self.values.get(name, ()) if value.effective_from <= on]
        if not known:
            raise FactUnknown(self.code, name, on)
        return known[-1]

    def value(self, name: str, on: date) -> Scalar:
        """The value in force on a day. Refuses: FactUnknown."""
        return self.dated(name, on).value

    def usury_ceiling(self, on: date) -> Decimal | None:
        """The highest lawful effective rate in percent; none where no rule is known."""
        return self._percent("usury_ceiling_percent", on)

    def teg_method(self, on: date) -> str:
        """PROPORTIONAL or EQUIVALENT. Refuses: FactUnknown."""
        return str(self.value("teg_method", on))

    def arrears_classes(self, on: date) -> tuple[ArrearsClass, ...]:
        """The classes of overdue credit in force. Refuses: FactUnknown."""
        known = [table for table in self.arrears_tables if table.effective_from <= on]
        if not known:
            raise FactUnknown(self.code, "arrears_classes", on)
        return known[-1].classes

    def single_borrower_percent(self, on: date) -> Decimal | None:
        """The most lent to one borrower, in percent of own funds; none where no rule is known."""
        return self._percent("single_borrower_percent", on)

    def insiders_percent(self, on: date) -> Decimal | None:
        """The most lent to insiders together, in percent of own funds; none where unknown."""
        return self._percent("insiders_percent", on)

    def _percent(self, name: str, on: date) -> Decimal | None:
        try:
            return Decimal(self.value(name, on))
        except FactUnknown:
            return None

    def has_contagion(self, on: date) -> bool:
        """Whether one late loan classes all loans of its borrower; not where no rule is known."""
        try:
            return bool(self.value("arrears_contagion", on))
        except FactUnknown:
            return False

    def interest_suspended_after_months(self, on: date) -> int | None:
        """The age of an unpaid instalment past which interest is income only when it is paid."""
        try:
            return int(self.value("interest_suspended_after_months", on))
        except FactUnknown:
            return None

    def bureau_consent(self, on: date) -> str:
        """What the credit bureau asks for: PRIOR consent, INFORMATION of the client, or NONE.

        Prior consent where no rule is known: it never harms the client.
        """
        try:
            return str(self.value("bureau_consent", on))
        except FactUnknown:
            return "PRIOR"

    def bureau_data_years(self, on: date) -> int:
        """The age past which an ended credit is no longer told; five years where no rule is."""
        try:
            return int(self.value("bureau_data_years", on))
        except FactUnknown:
            return 5

    def client_retention_years(self, on: date) -> int:
        """How long a client's file is kept after the relation has ended; ten years where no rule
        is: too long can be mended, too short cannot."""
        return self._years("client_retention_years", on)

    def trail_retention_years(self, on: date) -> int:
        """How long the trail is kept."""
        return self._years("trail_retention_years", on)

    def _years(self, name: str, on: date) -> int:
        try:
            return int(self.value(name, on))
        except FactUnknown:
            return CAREFUL_YEARS

    def chart(self) -> tuple[ChartAccount, ...]:
        """The chart of accounts by code."""
        return self.accounts

    def chart_rows(self) -> list[dict[str, str | bool]]:
        """The chart as the ledger takes it in; a leaf is an account that entries may go to."""
        return [
            {
                "code": account.code,
                "label_fr": account.label_fr,
                "label_en": account.label_en,
                "parent_code": account.parent,
                "is_leaf": account.postable,
                "normal_side": account.side,
                "is_confirmed": account.confirmed,
            }
            for account in self.accounts
        ]

    def account_for(self, role: str, *, term: str = "", on: date | None = None) -> str:
        """The chart code of a posting role, of the credit's term if it has one of its own.

        Refuses: FactUnknown.
        """
        for wished in (term, ""):
            found = [
                row.code
                for row in self.roles
                if row.role == role
                and row.term == wished
                and (on is None or row.effective_from <= on)
            ]
            if found:
                return found[-1]
        raise FactUnknown(self.code, f"account for {role} {term}".strip(), on)

    def term_class(self, *, months: int, on: date) -> str:
        """SHORT, MEDIUM or LONG: how the chart sorts a credit of so many months."""
        if months <= int(self.value("short_term_months", on)):
            return "SHORT"
        return "MEDIUM" if months <= int(self.value("medium_term_months", on)) else "LONG"

    def holiday_list(self, year: int) -> tuple[Holiday, ...]:
        """The holidays of a year with their names, by date."""
        found = [
            Holiday(day, rule.code, rule.label_fr, rule.label_en, rule.confirmed)
            for rule in self.holiday_rules
            for day in rule.days_in(year)
        ]
        return tuple(sorted(found))

    def holidays(self, year: int) -> tuple[date, ...]:
        """The days of rest of a year beside the weekly ones."""
        return tuple(sorted({holiday.day for holiday in self.holiday_list(year)}))
