"""Reading packs: TOML and CSV, each file under its JSON Schema, a child over its parent.

A pack is refused as a whole, naming file and key, when a file has an unknown or missing key, a
source that `pack.toml` does not explain, dates out of order, or an account that is not there.
"""

import csv
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from jsonschema import Draft202012Validator

from nafa.jurisdictions.types import (
    ArrearsClass,
    ArrearsTable,
    ChartAccount,
    Choice,
    Crop,
    CropInput,
    DatedValue,
    HolidayMethod,
    HolidayRule,
    Pack,
    PackRefused,
    Region,
    RoleAccount,
    Scalar,
)

CROP_MONTHS = ("inputs_month", "sowing_month", "harvest_month", "sale_month")
SCHEMAS = Path(__file__).parent / "schema"
LEAP_YEAR = 2024
Made = TypeVar("Made")
EMPTY = Pack("", "", "", "", "", frozenset())


def load_pack(root: Path, code: str) -> Pack:
    """The pack in a folder under the root, over what it inherits. Refuses: PackRefused."""
    folder = root / code
    head = _toml(folder / "pack.toml", "pack")
    if head["code"] != code:
        raise PackRefused(f"{code}/pack.toml", "code", f"says {head['code']}, lies in {code}")
    parent = load_pack(root, head["inherits"]) if head["inherits"] else EMPTY
    reader = _Reader(root, code, sources={**parent.sources, **head["sources"]})
    values = reader.values()
    loaded = Pack(
        code=code,
        name_fr=head["name_fr"],
        name_en=head["name_en"],
        currency=head["currency"] or parent.currency,
        phone_country=head["phone_country"] or parent.phone_country,
        rest_weekdays=frozenset(head["rest_weekdays"]),
        sources=reader.sources,
        values={**parent.values, **values},
        accounts=_by_code((*parent.accounts, *reader.accounts())),
        roles=(*parent.roles, *reader.roles()),
        holiday_rules=(*parent.holiday_rules, *reader.holidays()),
        arrears_tables=reader.arrears() or parent.arrears_tables,
        document_kinds=(*parent.document_kinds, *reader.document_kinds()),
        regions=reader.regions() or parent.regions,
        crops=reader.crops() or parent.crops,
    )
    _check_accounts(loaded)
    return loaded


class _Reader:
    """The files of one pack. A file that is not there says nothing."""

    def __init__(self, root: Path, code: str, *, sources: Mapping[str, str]) -> None:
        self.folder, self.code, self.sources = root / code, code, dict(sources)

    def values(self) -> dict[str, tuple[DatedValue, ...]]:
        found: dict[str, list[DatedValue]] = {}
        for row in self._rows("values.toml", "values", "value"):
            read = _VALUE_READERS[row["kind"]]
            value = DatedValue(
                row["name"],
                date.fromisoformat(row["effective_from"]),
                self._number("values.toml", row["name"], read, row["value"]),
                row["source"],
                row["confirmed"],
            )
            found.setdefault(row["name"], []).append(value)
        for name, dated in found.items():
            self._in_order("values.toml", name, (value.effective_from for value in dated))
        return {name: tuple(dated) for name, dated in found.items()}

    def accounts(self) -> tuple[ChartAccount, ...]:
        rows = self._csv("chart.csv", "chart_row", key="code")
        codes = [row["code"] for row in rows]
        for code in codes:
            if codes.count(code) > 1:
                raise PackRefused(f"{self.code}/chart.csv", code, "is there twice")
        return tuple(
            ChartAccount(
                row["code"],
                row["label_fr"],
                row["label_en"],
                row["class"],
                row["parent"],
                row["postable"] == "yes",
                row["side"],
                date.fromisoformat(row["effective_from"]),
                row["source"],
                row["confirmed"] == "yes",
            )
            for row in rows
        )

    def roles(self) -> tuple[RoleAccount, ...]:
        found = tuple(
            RoleAccount(
                row["role"],
                row["term"],
                row["code"],
                date.fromisoformat(row["effective_from"]),
                row["source"],
                row["confirmed"] == "yes",
            )
            for row in self._csv("roles.csv", "role_row", key="role")
        )
        for role in {(row.role, row.term) for row in found}:
            dates = (row.effective_from for row in found if (row.role, row.term) == role)
            self._in_order("roles.csv", " ".join(role).strip(), dates)
        return found

    def holidays(self) -> tuple[HolidayRule, ...]:
        rules = tuple(
            HolidayRule(
                code=row["code"],
                label_fr=row["label_fr"],
                label_en=row["label_en"],
                method=HolidayMethod(row["method"]),
                effective_from=date.fromisoformat(row["effective_from"]),
                source=row["source"],
                confirmed=row["confirmed"],
                month=row.get("month", 0),
                day=row.get("day", 0),
                days_after_easter=row.get("days_after_easter", 0),
                dates=self._listed_dates(row),
            )
            for row in self._rows("holidays.toml", "holidays", "holiday")
        )
        for rule in rules:
            self._dated("holidays.toml", rule.code, partial(rule.days_in, LEAP_YEAR))
        return rules

    def _listed_dates(self, row: Mapping[str, Any]) -> tuple[date, ...]:
        listed = row.get("dates", ())
        dates = tuple(
            self._dated("holidays.toml", row["code"], partial(date.fromisoformat, day))
            for day in listed
        )
        self._in_order("holidays.toml", row["code"], dates)
        return dates

    def arrears(self) -> tuple[ArrearsTable, ...]:
        tables = tuple(
            ArrearsTable(
                date.fromisoformat(row["effective_from"]),
                tuple(self._arrears_class(band) for band in row["class"]),
                row["source"],
                row["confirmed"],
            )
            for row in self._rows("arrears.toml", "arrears", "table")
        )
        self._in_order("arrears.toml", "table", (table.effective_from for table in tables))
        for table in tables:
            ages = [(band.more_than_months * 30 + band.more_than_days) for band in table.classes]
            if any(low >= high for low, high in pairwise(ages)):
                raise PackRefused(f"{self.code}/arrears.toml", "class", "ages do not rise")
        return tables

    def _arrears_class(self, row: Mapping[str, Any]) -> ArrearsClass:
        rate = self._number("arrears.toml", row["code"], Decimal, row["rate_percent"])
        return ArrearsClass(**{**row, "rate_percent": rate})

    def document_kinds(self) -> tuple[Choice, ...]:
        return tuple(
            Choice(row["code"], row["label_fr"], row["label_en"], row["confirmed"])
            for row in self._rows("documents.toml", "documents", "document")
        )

    def crops(self) -> tuple[Crop, ...]:
        return tuple(
            Crop(
                **{name: row[name] for name in ("crop", "zone", "source", "confirmed")},
                **{name: row[name] for name in CROP_MONTHS},
                inputs=tuple(CropInput(**one) for one in row["input"]),
                effective_from=date.fromisoformat(row["effective_from"]),
            )
            for row in self._rows("crops.toml", "crops", "season")
        )

    def regions(self) -> tuple[Region, ...]:
        departments: dict[str, list[str]] = {}
        for row in self._csv("regions.csv", "region_row", key="department"):
            departments.setdefault(row["region"], []).append(row["department"])
        return tuple(Region(name, tuple(inside)) for name, inside in departments.items())

    def _rows(self, name: str, schema: str, key: str) -> list[dict[str, Any]]:
        path = self.folder / name
        if not path.exists():
            return []
        rows: list[dict[str, Any]] = _toml(path, schema)[key]
        for row in rows:
            self._check_source(name, str(row.get("name") or row.get("code") or key), row)
        return rows

    def _csv(self, name: str, schema: str, *, key: str) -> list[dict[str, str]]:
        path = self.folder / name
        if not path.exists():
            return []
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        for row in rows:
            _validate(row, schema, f"{self.code}/{name}", at=str(row.get(key)))
            self._check_source(name, row[key], row)
        return rows

    def _check_source(self, name: str, key: str, row: Mapping[str, Any]) -> None:
        if row["source"] not in self.sources:
            raise PackRefused(
                f"{self.code}/{name}", key, f"source {row['source']!r} is not in pack.toml"
            )
        self._dated(name, key, partial(date.fromisoformat, row["effective_from"]))

    def _dated(self, name: str, key: str, read: Callable[[], Made]) -> Made:
        try:
            return read()
        except ValueError as cause:
            raise PackRefused(f"{self.code}/{name}", key, f"no such day: {cause}") from None

    def _in_order(self, name: str, key: str, dates: Iterable[date]) -> None:
        given = list(dates)
        if any(early >= late for early, late in pairwise(given)):
            raise PackRefused(f"{self.code}/{name}", key, "dates do not rise")

    def _number(self, name: str, key: str, read: Callable[[Any], Scalar], value: object) -> Any:
        try:
            return read(value)
        except (InvalidOperation, KeyError, ValueError):
            raise PackRefused(f"{self.code}/{name}", key, f"{value!r} is not of its kind") from None


_VALUE_READERS: dict[str, Callable[[Any], Scalar]] = {
    "DECIMAL": Decimal,
    "INTEGER": int,
    "TEXT": str,
    "BOOLEAN": lambda text: {"true": True, "false": False}[text],
}


def _toml(path: Path, schema: str) -> dict[str, Any]:
    name = "/".join(path.parts[path.parts.index("packs") + 1 :])
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PackRefused(name, "file", "is not there") from None
    except tomllib.TOMLDecodeError as cause:
        raise PackRefused(name, "file", str(cause)) from None
    _validate(content, schema, name)
    return content


def _validate(content: object, schema: str, name: str, *, at: str = "") -> None:
    for fault in _validator(schema).iter_errors(content):
        place = ".".join(str(step) for step in fault.absolute_path)
        raise PackRefused(name, " ".join(filter(None, (at, place))) or "file", fault.message)


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / f"{schema}.json").read_text()))


def _by_code(accounts: Iterable[ChartAccount]) -> tuple[ChartAccount, ...]:
    """A child's account takes the place of its parent's of the same code."""
    return tuple(sorted({account.code: account for account in accounts}.values()))


def _check_accounts(pack: Pack) -> None:
    known = {account.code: account for account in pack.accounts}
    for account in pack.accounts:
        if account.parent and account.parent not in known:
            raise PackRefused(f"{pack.code}/chart.csv", account.code, "its parent is not there")
    for row in pack.roles:
        if row.code not in known or not known[row.code].postable:
            raise PackRefused(
                f"{pack.code}/roles.csv", row.role, f"entries cannot go to {row.code}"
            )
