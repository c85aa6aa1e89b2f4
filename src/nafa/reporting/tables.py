"""A statement as CSV or XLSX."""

import csv
import io
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from nafa.lib.currency import minor_digits
from nafa.lib.money import Money
from nafa.reporting.statements import Cell, Statement

WIDEST = 60


def as_csv(statement: Statement) -> str:
    """Commas, headings of programs, amounts in major units with a point."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in statement.columns)
    for row in (*statement.rows, *statement.totals):
        writer.writerow(_text(cell) for cell in row)
    return out.getvalue()


def _text(cell: Cell) -> str:
    return str(cell.major) if isinstance(cell, Money) else "" if cell is None else str(cell)


def as_xlsx(statement: Statement) -> bytes:
    """A workbook of one sheet: headings for people, amounts as numbers, the head row held."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(statement.code[:31])
        bold = book.add_format({"bold": True})
        sheet.write_string(0, 0, f"{statement.title} {statement.as_of_date.isoformat()}", bold)
        for place, column in enumerate(statement.columns):
            sheet.write_string(2, place, column.heading, bold)
        for line, row in enumerate((*statement.rows, *statement.totals), 3):
            for place, cell in enumerate(row):
                _write(book, sheet, line, place, cell)
        for place, column in enumerate(statement.columns):
            cells = [len(_text(row[place])) for row in statement.rows]
            width = max([len(column.heading), *cells, 10])
            sheet.set_column(place, place, min(width + 2, WIDEST))
        sheet.freeze_panes(3, 1)
    return out.getvalue()


def _write(
    book: Any,
    sheet: Any,
    line: int,
    place: int,
    cell: Cell,
) -> None:
    if isinstance(cell, Money):
        digits = minor_digits(cell.currency)
        form = "#,##0" + ("." + "0" * digits if digits else "")
        sheet.write_number(line, place, cell.major, book.add_format({"num_format": form}))
    elif isinstance(cell, int):
        sheet.write_number(line, place, cell)
    else:
        sheet.write_string(line, place, cell or "")
