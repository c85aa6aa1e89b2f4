"""Reading rows of CSV files and XLSX sheets as text cells, one after the other."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from nafa.journeys.importing.faults import Fault
from nafa.journeys.importing.mapping import FilePlan

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
LONGEST_FIELD = 1_000_000


class Row(NamedTuple):
    """A row: where it ends in the file, and its cells by column, without blanks around them."""

    line: int
    cells: dict[str, str]
    fault: Fault | None = None


class FileRefused(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults[0].code)
        self.faults = faults

    @property
    def is_absence(self) -> bool:
        """Whether the file or sheet is simply not there."""
        return self.faults[0].code in ("file_missing", "sheet_missing")


def path_of(folder: Path, plan: FilePlan) -> Path:
    """Where the file of a plan lies: in the folder, or it is the workbook that was named."""
    return folder if folder.is_file() else folder / plan.name


def read_rows(folder: Path, plan: FilePlan, *, needed: tuple[str, ...]) -> Iterator[Row]:
    """The rows with the needed columns. Raises FileRefused before the first row."""
    path = path_of(folder, plan)
    if not path.is_file():
        raise FileRefused(Fault(plan.title, None, "", path.name, "file_missing"))
    if path.suffix.lower() in WORKBOOKS:
        return _sheet_rows(path, plan, needed)
    return _text_rows(path, plan, needed)


def _text_rows(path: Path, plan: FilePlan, needed: tuple[str, ...]) -> Iterator[Row]:
    """Bytes of another encoding pass as surrogates, so that each row with some can be named."""
    csv.field_size_limit(LONGEST_FIELD)
    with path.open(encoding=plan.encoding, errors="surrogateescape", newline="") as file:
        reader = csv.reader(file, delimiter=plan.delimiter, quotechar=plan.quote)
        try:
            header = next(reader, None)
            places = _places(plan, header, needed)
            for cells in reader:
                if cells:
                    yield _row(plan, reader.line_num, cells, len(header or ()), places)
        except (csv.Error, UnicodeError) as fault:
            line = reader.line_num or None
            raise FileRefused(
                Fault(plan.title, line, "", "", "file_unreadable", str(fault))
            ) from fault


def _sheet_rows(path: Path, plan: FilePlan, needed: tuple[str, ...]) -> Iterator[Row]:
    try:
        workbook = CalamineWorkbook.from_path(path)
    except (CalamineError, OSError) as fault:
        raise FileRefused(
            Fault(plan.title, None, "", path.name, "file_unreadable", str(fault))
        ) from fault
    try:
        sheet = workbook.get_sheet_by_name(plan.sheet or workbook.sheet_names[0])
    except (WorksheetNotFound, IndexError) as fault:
        names = ", ".join(workbook.sheet_names)
        raise FileRefused(
            Fault(plan.title, None, "", plan.sheet, "sheet_missing", names)
        ) from fault
    rows = iter(sheet.to_python(skip_empty_area=False))
    header = [cell_text(cell) for cell in next(rows, [])]
    places = _places(plan, header, needed)
    for line, cells in enumerate(rows, 2):
        texts = [cell_text(cell) for cell in cells]
        if any(texts):
            yield _row(plan, line, texts, len(header), places)


def cell_text(cell: object) -> str:
    """A cell of a sheet as a person sees it: dates as ISO, numbers with at most 15 digits."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    return str(cell).strip()


def _places(
    plan: FilePlan, header: list[str] | None, needed: tuple[str, ...]
) -> list[tuple[str, int]]:
    """Which cell belongs to which column. Raises FileRefused, naming every missing column."""
    if not header:
        raise FileRefused(Fault(plan.title, 1, "", "", "file_empty"))
    names = [name.strip() for name in header]
    shown = ", ".join(_printable(name) for name in names)
    faults = [
        Fault(plan.title, 1, name, "", "column_missing", shown)
        for name in needed
        if name not in names
    ]
    faults += [
        Fault(plan.title, 1, name, "", "column_twice") for name in needed if names.count(name) > 1
    ]
    if faults:
        raise FileRefused(*faults)
    return [(name, names.index(name)) for name in needed]


def _row(
    plan: FilePlan, line: int, cells: list[str], width: int, places: list[tuple[str, int]]
) -> Row:
    if len(cells) != width:
        fault = Fault(plan.title, line, "", "", "cell_count", f"{len(cells)} / {width}")
        return Row(line, {}, fault)
    found = {name: cells[place].strip() for name, place in places}
    if "".join(found.values()).isascii():
        return Row(line, found)
    broken = [(name, shown) for name, text in found.items() if (shown := _printable(text)) != text]
    for name, shown in broken[:1]:
        fault = Fault(plan.title, line, name, shown, "wrong_encoding", plan.encoding)
        return Row(line, found, fault)
    return Row(line, found)


def _printable(text: str) -> str:
    """The text with foreign bytes written as `\\xNN`."""
    if text.isascii():
        return text
    return "".join(
        f"\\x{ord(sign) - 0xDC00:02x}" if 0xDC80 <= ord(sign) <= 0xDCFF else sign for sign in text
    )
