"""A list as a file: the same columns and rows that the page shows."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Protocol, TypeVar

from django.http import HttpResponse

from nafa.interfaces.web.parts import Link, Person, State
from nafa.interfaces.web.tables import Column, Row
from nafa.interfaces.web.written import person_text
from nafa.lib.money import Money

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
EXPORT_ROWS = 500


class Numbered(Protocol):
    """A row that has its place in a list by its number."""

    @property
    def number(self) -> str: ...


Listed = TypeVar("Listed", bound=Numbered)


def every_page(page_before: Callable[[str], Sequence[Listed]]) -> Iterator[Listed]:
    """All rows of a list that is read in pages, each before the number that ended the last one."""
    before, more = "", True
    while more:
        rows = page_before(before)
        yield from rows
        more = len(rows) == EXPORT_ROWS
        before = rows[-1].number if rows else ""


def plain(value: Any) -> Any:
    """A cell without marks: amounts as plain figures, dates in ISO form.

    A word that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    if value is None:
        return ""
    if isinstance(value, Money):
        return value.major
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, State):
        value = value.word
    elif isinstance(value, Person):
        value = person_text(value)
    elif isinstance(value, Link):
        value = value.label
    elif isinstance(value, int):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_file(name: str, columns: Sequence[Column], rows: Iterable[Row]) -> HttpResponse:
    """A CSV file in UTF-8 with a mark that spreadsheets know, separated by semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(
        [f"{column.title} ({column.unit})" if column.unit else column.title for column in columns]
    )
    for row in rows:
        writer.writerow([plain(row.cells.get(column.name)) for column in columns])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
