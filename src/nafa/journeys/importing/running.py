"""The whole import: check every file first; keep nothing unless all are right; file by file then.

Each file is one transaction. A run that is killed leaves whole files; the next run finds what is
there by its identifiers and goes on with the rest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from nafa.journeys.founding import found_without_branch
from nafa.journeys.importing import errors
from nafa.journeys.importing.bringing import Bringer
from nafa.journeys.importing.checking import Checker, Circumstances, Record
from nafa.journeys.importing.faults import Fault
from nafa.journeys.importing.mapping import FilePlan, Lookup, Mapping
from nafa.journeys.importing.reading import FileRefused, read_rows
from nafa.journeys.importing.records import Kind
from nafa.journeys.importing.sums import Sums
from nafa.jurisdictions.queries import pack
from nafa.kernel.models import Institution
from nafa.ledger import queries as books
from nafa.savings import queries as accounts

CHUNK = 5_000
STEP = 1_000


class Progress(NamedTuple):
    """How far a file is; the total is unknown while it is checked."""

    file: str
    phase: str
    done: int
    total: int | None


Watcher = Callable[[Progress], None]


@dataclass
class FileReport:
    """What became of a file: its rows, how many are new, how many were there already."""

    file: str
    kind: str
    rows: int = 0
    imported: int = 0
    already_there: int = 0
    faults: int = 0


@dataclass
class Report:
    """What an import did, or why it did nothing."""

    files: list[FileReport] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    founded: bool = False
    dry_run: bool = False
    business_date: date | None = None
    sums: Sums | None = None

    @property
    def imported(self) -> int:
        """Rows that are new."""
        return sum(one.imported for one in self.files)

    @property
    def rows(self) -> int:
        """Rows read."""
        return sum(one.rows for one in self.files)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "outcome": self.outcome,
            "dry_run": self.dry_run,
            "institution_founded": self.founded,
            "business_date": self.business_date,
            "rows": self.rows,
            "imported": self.imported,
            "files": [vars(one) for one in self.files],
            "sums": self.sums.plain() if self.sums else None,
            "faults": [fault.plain() for fault in self.faults],
        }

    @property
    def outcome(self) -> str:
        """refused, checked, unchanged or imported."""
        if self.faults:
            return "refused"
        if self.dry_run:
            return "checked"
        return "imported" if self.imported else "unchanged"


def import_portfolio(
    path: Path, mapping: Mapping, *, dry_run: bool = False, watch: Watcher = lambda _: None
) -> Report:
    """Check all files of a mapping; keep their new rows when there is no fault and no dry run.

    Refuses: PathMissing, NoInstitution, ImportCurrencyOther, SumsDiffer. Faults of rows are in
    the report, and nothing is kept then.
    """
    if not path.exists():
        raise errors.PathMissing(path=path)
    return _Run(path, mapping, watch).go(dry_run=dry_run)


class _Run:
    def __init__(self, path: Path, mapping: Mapping, watch: Watcher) -> None:
        self.path, self.mapping, self.watch = path, mapping, watch
        self.bringer = Bringer(mapping.source, with_holders=mapping.has(Kind.HOLDER))
        self.house = _institution_for(mapping)
        self.currency = mapping.currency or (self.house.currency if self.house else "")
        self.sums = Sums(self.currency)
        self.report = Report()
        self.present: list[FilePlan] = []
        self.around = self._circumstances()

    def go(self, *, dry_run: bool) -> Report:
        self.report.dry_run = dry_run
        self._read_lookups()
        for plan in self.mapping.files:
            self._check(plan)
        self.report.sums = self.sums if self.mapping.has(Kind.TRANSACTION) else None
        self.report.business_date = self.house.business_date if self.house else self._first_day()
        if self.report.faults or dry_run:
            return self.report
        if self.house is None:
            self._found()
        for plan, told in zip(self.present, self.report.files, strict=True):
            with transaction.atomic():
                self._keep(plan, told)
        return self.report

    def _circumstances(self) -> Circumstances:
        new = self.mapping.institution
        code = self.house.jurisdiction if self.house else new.jurisdiction if new else ""
        return Circumstances(
            currency=self.currency,
            country=pack(code).phone_country,
            business_date=self.house.business_date if self.house else None,
            closed_until=books.closed_until() if self.house else None,
            is_known=self.bringer.is_known if self.house else lambda kind, key: False,  # noqa: ARG005
        )

    def _rows(self, plan: FilePlan) -> Iterator[Any]:
        return read_rows(self.path, plan, needed=plan.columns)

    def _read_lookups(self) -> None:
        """Tables that fields look values up in. A file that cannot be read has none."""
        for plan in self.mapping.files:
            for sources in plan.fields.values():
                for lookup in (source.lookup for source in sources if source.lookup):
                    self._read_lookup(lookup)

    def _read_lookup(self, lookup: Lookup) -> None:
        place = (lookup.file, lookup.match, lookup.take, lookup.where)
        plan = next((one for one in self.mapping.files if one.name == lookup.file), None)
        if plan is None or place in self.around.lookups:
            return
        needed = (lookup.match, lookup.take, *(name for name, _ in lookup.where))
        try:
            self.around.lookups[place] = {
                row.cells[lookup.match]: row.cells[lookup.take]
                for row in read_rows(self.path, plan, needed=tuple(dict.fromkeys(needed)))
                if row.cells and all(row.cells[name] == text for name, text in lookup.where)
            }
        except FileRefused:
            return  # told when the file itself is checked

    def _check(self, plan: FilePlan) -> None:
        told = FileReport(plan.title, plan.kind.value)
        checker = Checker(plan, self.around)
        try:
            for record in checker.records(self._rows(plan)):
                told.rows += 1
                if plan.kind is Kind.TRANSACTION:
                    self.sums.add(record)
                if told.rows % STEP == 0:
                    self.watch(Progress(plan.title, "check", told.rows, None))
        except FileRefused as refused:
            if plan.is_optional and refused.is_absence:
                return
            self.around.unread[plan.kind] = plan.title
            checker.faults += refused.faults
        self.present.append(plan)
        self.report.files.append(told)
        self.watch(Progress(plan.title, "check", told.rows, told.rows))
        told.faults = len(checker.faults)
        self.report.faults += checker.faults

    def _first_day(self) -> date | None:
        """The day after the last movement; the opening date when there is none."""
        last, new = self.sums.last_date, self.mapping.institution
        if new is None:
            return None
        return max(new.opened_date, last + timedelta(days=1)) if last else new.opened_date

    def _found(self) -> None:
        new = self.mapping.institution
        assert new is not None
        found_without_branch(
            name=new.name,
            jurisdiction=new.jurisdiction,
            currency=new.currency,
            opened_date=new.opened_date,
            business_date=self._first_day(),
        )
        self.report.founded = True

    def _keep(self, plan: FilePlan, told: FileReport) -> None:
        checker = Checker(plan, self.around)
        records, done = checker.records(self._rows(plan)), 0
        while chunk := list(islice(records, CHUNK)):
            told.imported += self.bringer.bring(plan.kind, chunk)
            if plan.kind is Kind.TRANSACTION:
                self._compare(chunk)
            done += len(chunk)
            self.watch(Progress(plan.title, "keep", done, told.rows))
        told.already_there = told.rows - told.imported

    def _compare(self, chunk: list[Record]) -> None:
        """What the ledger holds of these entries is what the rows say. Refuses: SumsDiffer."""
        expected = Sums(self.currency)
        for record in chunk:
            expected.add(record)
        ids = {key: self.bringer.id_of(Kind.ACCOUNT, key) for key in expected.net}
        held = accounts.sums_of_entries(
            list(ids.values()),
            [self.bringer.record_id(Kind.TRANSACTION, record) for record in chunk],
        )
        wrong = [key for key, minor in expected.net.items() if held.get(ids[key], 0) != minor]
        if wrong:
            raise errors.SumsDiffer(count=len(wrong), accounts=", ".join(wrong[:20]))


def _institution_for(mapping: Mapping) -> Institution | None:
    """The institution, if there is one. Refuses: ImportCurrencyOther, NoInstitution."""
    house = Institution.objects.filter(id=1).first()
    if house is None and mapping.institution is None:
        raise errors.NoInstitution()
    if house is not None and mapping.currency not in ("", house.currency):
        raise errors.ImportCurrencyOther(currency=house.currency, mapping=mapping.currency)
    return house
