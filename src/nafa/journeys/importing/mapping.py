"""A mapping: which file holds which records, and which column feeds which field. TOML, checked."""

import tomllib
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from nafa.journeys.importing import errors
from nafa.journeys.importing.records import DEFAULT_TRANSFORMS, FIELDS, Kind

SHIPPED = Path(__file__).parent / "mappings"
TRANSFORM_NAMES = ("text", "date", "number", "whole", "code", "berka_birth_date",
                   "berka_birth_sex")  # fmt: skip


@dataclass(frozen=True)
class Lookup:
    """A value found in another file: the row whose `match` is the cell, filtered by `where`."""

    file: str
    match: str
    take: str
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Source:
    """Where a field comes from: a column or a constant, and how its text is read."""

    column: str = ""
    constant: str | None = None
    transform: str = "text"
    forms: tuple[str, ...] = ()
    codes: MappingOf[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    decimal: str = "."
    group: str = ""
    lookup: Lookup | None = None


@dataclass(frozen=True)
class FilePlan:
    """One file (or sheet) of records. A field may name several sources: the first with a value."""

    name: str
    kind: Kind
    fields: MappingOf[str, tuple[Source, ...]]
    sheet: str = ""
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    quote: str = '"'
    is_optional: bool = False

    @property
    def title(self) -> str:
        """How the file is named to people."""
        return f"{self.name} [{self.sheet}]" if self.sheet else self.name

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it must have."""
        named = [s.column for sources in self.fields.values() for s in sources if s.column]
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True)
class NewInstitution:
    """The institution to found when the database has none."""

    name: str
    jurisdiction: str
    currency: str
    opened_date: date


@dataclass(frozen=True)
class Mapping:
    """Everything a mapping file says. `source` marks the identifiers of one origin.

    Without a currency, amounts are in the institution's.
    """

    source: str
    currency: str
    files: tuple[FilePlan, ...]
    institution: NewInstitution | None = None

    def has(self, kind: Kind) -> bool:
        """Whether some file holds records of the kind."""
        return any(plan.kind is kind for plan in self.files)


def shipped_names() -> list[str]:
    """The mappings that come with the program."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def load_mapping(name: str) -> Mapping:
    """A shipped mapping by name, or one by path. Refuses: MappingUnknown, MappingFaulty."""
    path = SHIPPED / f"{name}.toml" if name in shipped_names() else Path(name)
    if not path.is_file():
        raise errors.MappingUnknown(mapping=name, shipped=", ".join(shipped_names()))
    try:
        content = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise errors.MappingFaulty(place=path.name, reason=str(fault)) from fault
    return read_mapping(content)


def read_mapping(content: dict[str, Any]) -> Mapping:
    """The mapping of parsed TOML. Refuses: MappingFaulty, naming the place."""
    _only(content, "mapping", {"source", "currency", "institution", "file"})
    plans = tuple(_file(body, number) for number, body in enumerate(content.get("file", []), 1))
    if not plans:
        raise _faulty("file", "missing")
    order = list(Kind)
    return Mapping(
        source=_text(content, "mapping", "source"),
        currency=_text(content, "mapping", "currency", ""),
        files=tuple(sorted(plans, key=lambda plan: order.index(plan.kind))),
        institution=_institution(content) if "institution" in content else None,
    )


def _faulty(place: str, reason: str) -> errors.MappingFaulty:
    return errors.MappingFaulty(place=place, reason=reason)


def _only(body: MappingOf[str, Any], place: str, known: set[str]) -> None:
    for name in body:
        if name not in known:
            raise _faulty(f"{place}.{name}", "unknown key")


def _text(body: MappingOf[str, Any], place: str, name: str, default: str | None = None) -> str:
    value = body.get(name, default)
    if not isinstance(value, str) or (value == "" and default is None):
        raise _faulty(f"{place}.{name}", "text wanted")
    return value


def _institution(content: MappingOf[str, Any]) -> NewInstitution:
    body, place = content["institution"], "institution"
    _only(body, place, {"name", "jurisdiction", "opened"})
    opened = body.get("opened")
    if not isinstance(opened, date):
        raise _faulty(f"{place}.opened", "date wanted")
    return NewInstitution(
        name=_text(body, place, "name"),
        jurisdiction=_text(body, place, "jurisdiction"),
        currency=_text(content, "mapping", "currency"),
        opened_date=opened,
    )


def _file(body: MappingOf[str, Any], number: int) -> FilePlan:
    place = f"file {number}"
    _only(body, place, {"name", "kind", "sheet", "encoding", "delimiter", "quote", "fields",
                        "optional"})  # fmt: skip
    try:
        kind = Kind(body.get("kind", ""))
        "".encode(str(body.get("encoding", "utf-8")))
    except ValueError:
        raise _faulty(f"{place}.kind", f"one of {', '.join(Kind)}") from None
    except LookupError:
        raise _faulty(f"{place}.encoding", "unknown encoding") from None
    rules, given = FIELDS[kind], body.get("fields", {})
    _only(given, f"{place}.fields", set(rules))
    for name, rule in rules.items():
        if rule.required and name not in given:
            raise _faulty(f"{place}.fields.{name}", "missing")
    return FilePlan(
        name=_text(body, place, "name"),
        kind=kind,
        sheet=_text(body, place, "sheet", ""),
        encoding=_text(body, place, "encoding", "utf-8-sig"),
        delimiter=_one_sign(body, place, "delimiter", ","),
        quote=_one_sign(body, place, "quote", '"'),
        is_optional=body.get("optional", False) is True,
        fields={
            name: _sources(value, f"{place}.fields.{name}", rules[name].type)
            for name, value in given.items()
        },
    )


def _one_sign(body: MappingOf[str, Any], place: str, name: str, default: str) -> str:
    sign = _text(body, place, name, default)
    if len(sign) != 1:
        raise _faulty(f"{place}.{name}", "one character wanted")
    return sign


def _sources(value: Any, place: str, field_type: str) -> tuple[Source, ...]:
    """A column's name, a table, or a list of tables of which the first with a value counts."""
    if isinstance(value, list) and value:
        return tuple(_source(one, place, field_type) for one in value)
    return (_source(value, place, field_type),)


def _source(value: Any, place: str, field_type: str) -> Source:
    body = {"column": value} if isinstance(value, str) else value
    if not isinstance(body, dict) or ("column" in body) == ("constant" in body):
        raise _faulty(place, "column or constant wanted")
    _only(
        body,
        place,
        {"column", "constant", "as", "form", "codes", "otherwise", "decimal", "group", "lookup"},
    )
    default = "code" if "codes" in body else DEFAULT_TRANSFORMS[field_type]
    transform = _text(body, place, "as", default)
    if transform not in TRANSFORM_NAMES:
        raise _faulty(f"{place}.as", f"one of {', '.join(TRANSFORM_NAMES)}")
    codes = body.get("codes", {})
    if not isinstance(codes, dict) or not all(isinstance(v, str) for v in codes.values()):
        raise _faulty(f"{place}.codes", "a table of texts wanted")
    forms = body.get("form", [])
    return Source(
        column=_text(body, place, "column", ""),
        constant=_text(body, place, "constant", "") if "constant" in body else None,
        transform=transform,
        forms=(forms,) if isinstance(forms, str) else tuple(map(str, forms)),
        codes=codes,
        otherwise=_text(body, place, "otherwise", "") if "otherwise" in body else None,
        decimal=_one_sign(body, place, "decimal", "."),
        group=_text(body, place, "group", ""),
        lookup=_lookup(body["lookup"], f"{place}.lookup") if "lookup" in body else None,
    )


def _lookup(body: Any, place: str) -> Lookup:
    _only(body, place, {"file", "match", "take", "where"})
    where = body.get("where", {})
    return Lookup(
        file=_text(body, place, "file"),
        match=_text(body, place, "match"),
        take=_text(body, place, "take"),
        where=tuple((str(name), str(text)) for name, text in where.items()),
    )
