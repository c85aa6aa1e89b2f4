"""Lists: columns, rows, totals, sorting and paging kept in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import QueryDict

from nafa.interfaces.web.parts import Action, Words

PAGE_ROWS = 50
PLACE_PARAMETERS = ("after", "before")


class Kind(StrEnum):
    """What a column holds: it decides side, format and type of figures."""

    WORDS = "words"
    TEXT = "text"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    STATE = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column. `sort` names the query's order; `on_phone=False` hides it on small screens."""

    name: str
    title: Words
    kind: Kind = Kind.WORDS
    unit: Words = ""
    sort: str = ""
    on_phone: bool = True

    @property
    def is_figure(self) -> bool:
        return self.kind in (Kind.MONEY, Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column name. The first cell opens `url`."""

    id: str
    cells: Mapping[str, Any]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: what this is, why it is empty, the button that fills it."""

    title: Words
    why: Words
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is kept in the address; pressing an active one takes it off."""

    label: Words
    url: str
    is_active: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Head:
    column: Column
    url: str
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list as it is shown. `query` is the address's own; links change one thing of it."""

    caption: Words
    columns: Sequence[Column]
    rows: Sequence[Row]
    empty: Empty
    query: QueryDict = field(default_factory=QueryDict)
    totals: Mapping[str, Any] = field(default_factory=dict)
    total_title: Words = ""
    chips: Sequence[Chip] = ()
    row_count: int | None = None
    after_key: str = ""
    before_key: str = ""
    export_url: str = ""
    bulk_actions: Sequence[Action] = ()

    @property
    def heads(self) -> list[Head]:
        """Each head with the link that sorts by it, and how it is sorted now."""
        asked = self.query.get("sort", "")
        return [self._head(column, asked) for column in self.columns]

    def _head(self, column: Column, asked: str) -> Head:
        if not column.sort:
            return Head(column, "", "")
        direction = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(asked, "")
        turned = f"-{column.sort}" if direction == "ascending" else column.sort
        return Head(column, changed_address(self.query, sort=turned), direction)

    @property
    def next_url(self) -> str:
        return changed_address(self.query, after=self.after_key) if self.after_key else ""

    @property
    def previous_url(self) -> str:
        return changed_address(self.query, before=self.before_key) if self.before_key else ""

    @property
    def whole_export_url(self) -> str:
        """The export of exactly what is seen: same filters, same order, every page."""
        if not self.export_url:
            return ""
        address = changed_address(self.query)
        return self.export_url + (address if address != "?" else "")


def changed_address(query: QueryDict, **changes: str) -> str:
    """The present address with some parameters changed; an empty value takes one away.

    The place in the list is left, since another order or filter has other pages.
    """
    changed = query.copy()
    for name in PLACE_PARAMETERS:
        changed.pop(name, None)
    for name, value in changes.items():
        if value:
            changed[name] = value
        else:
            changed.pop(name, None)
    return "?" + changed.urlencode()


def chips_for(
    query: QueryDict, parameter: str, choices: Sequence[tuple[str, Words, int | None]]
) -> list[Chip]:
    """Chips of one parameter: (value, words, count). Values that are not a choice are ignored."""
    asked = query.get(parameter, "")
    return [
        Chip(
            label=label,
            url=changed_address(query, **{parameter: "" if value == asked else value}),
            is_active=value == asked,
            count=count,
        )
        for value, label, count in choices
    ]
