"""`nafa audit`: the trail for whoever checks: search, export with proof, check of an export."""

import argparse
import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from nafa.interfaces.cli.output import add_json_switch, print_json, print_lines
from nafa.interfaces.cli.shape import Commands
from nafa.kernel import clock
from nafa.kernel.audit.kinds import EXPORT, KINDS
from nafa.kernel.audit.reading import Asked, TrailRow, search
from nafa.kernel.audit.writing import append
from nafa.kernel.errors import NotFound
from nafa.kernel.models import User
from nafa.ledger import commands, errors
from nafa.ledger.calc.tlog.note import NoteInvalid
from nafa.ledger.calc.trail_proof import check
from nafa.ledger.queries.log.trail_export import exported_trail

SHOWN_COLUMNS = (
    "number", "at", "kind", "name", "actor", "role", "subject_kind", "subject_id", "channel",
    "address", "code",
)  # fmt: skip


def register(groups: Commands) -> None:
    """Add the group."""
    summary = _("search the trail, export it with its proof, check an export")
    audit = groups.add_parser("audit", help=summary, description=summary)
    actions = audit.add_subparsers(metavar=_("ACTION"), required=True)

    summary = _("what was done, refused and read, the newest first")
    found = actions.add_parser("search", help=summary, description=summary)
    _add_filters(found)
    found.add_argument("--limit", type=int, default=50, metavar="N", help=_("at most so many"))
    add_json_switch(found)
    found.set_defaults(run=run_search)

    summary = _("write the trail into a file with the proof of each row, or as CSV without proof")
    export = actions.add_parser("export", help=summary, description=summary)
    export.add_argument("file", type=Path, metavar="FILE", help=_("ends in .jsonl or .csv"))
    _add_filters(export)
    export.set_defaults(run=run_export)

    summary = _("check an export against the public key of the log; no database is needed")
    verify = actions.add_parser("verify", help=summary, description=summary)
    verify.add_argument("file", type=Path, metavar="FILE", help=_("an export that ends in .jsonl"))
    verify.add_argument("--key", required=True, metavar="KEY", help=_("public key of the log"))
    add_json_switch(verify)
    verify.set_defaults(run=run_verify)


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--person", metavar="NAME", help=_("log-in name of who did it"))
    parser.add_argument("--object", type=UUID, metavar="ID", help=_("identifier of the object"))
    parser.add_argument("--kind", choices=KINDS, default="", help=_("kind of row"))
    for name, told in (("--since", _("first day")), ("--until", _("last day"))):
        parser.add_argument(name, type=date.fromisoformat, metavar="YYYY-MM-DD", help=told)


def _asked(args: argparse.Namespace) -> Asked:
    actor_id = None
    if args.person:
        actor_id = User.objects.filter(username=args.person).values_list("id", flat=True).first()
        if actor_id is None:
            raise NotFound(kind="user", id=args.person)
    return Asked(
        actor_id=actor_id,
        subject_id=args.object,
        kind=args.kind,
        since=_begin(args.since),
        until=_begin(args.until + timedelta(days=1)) if args.until else None,
    )


def _begin(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


def run_search(args: argparse.Namespace) -> int:
    """Rows as lines or as JSON; looking is itself written down."""
    asked = _asked(args)
    rows = search(asked, limit=args.limit)
    _note("audit.search", len(rows))
    if args.json:
        print_json([_plain(row) for row in rows])
    else:
        print_lines("  ".join(str(value) for value in _plain(row).values()) for row in rows)
    return 0


def run_export(args: argparse.Namespace) -> int:
    """The file, and how many rows it has. Refuses: LogNotBegun."""
    asked = _asked(args)
    commands.seal_trail()
    if not commands.extend_log().size:
        raise errors.LogNotBegun()
    count = _write_csv(args.file, asked) if args.file.suffix == ".csv" else 0
    if args.file.suffix != ".csv":
        with args.file.open("w", encoding="utf-8") as out:
            for line in exported_trail(asked):
                out.write(line + "\n")
                count += line.startswith('{"row"')
    _note("audit.export", count)
    told = {"count": count, "file": args.file}
    print_lines([_("%(count)d rows were written to %(file)s.") % told])
    return 0


def _write_csv(file: Path, asked: Asked) -> int:
    rows = search(asked, limit=1_000_000)
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        sheet = csv.writer(out, delimiter=";")
        sheet.writerow(SHOWN_COLUMNS)
        sheet.writerows(_plain(row).values() for row in rows)
    return len(rows)


def _note(name: str, count: int) -> None:
    append(
        at=clock.now(), kind=EXPORT, name=name, actor_id=None, role="system", channel="cli",
        details={"rows": count},
    )  # fmt: skip


def _plain(row: TrailRow) -> dict[str, object]:
    told = {**row._asdict(), "at": row.at.isoformat(timespec="seconds")}
    return {name: "" if told[name] is None else told[name] for name in SHOWN_COLUMNS}


def run_verify(args: argparse.Namespace) -> int:
    """0 when every row is proven, 1 when one is not. Refuses: TrailRefused."""
    try:
        with args.file.open(encoding="utf-8") as lines:
            found = check(lines, vkey=args.key)
    except (OSError, UnicodeDecodeError, NoteInvalid) as fault:
        raise errors.TrailRefused(reason=str(fault)) from fault
    assert found.checkpoint is not None
    if args.json:
        print_json(
            {
                "is_proven": not found.faults, "rows": found.rows, "batches": found.batches,
                "origin": found.checkpoint.origin, "size": found.checkpoint.size,
                "faults": [fault._asdict() for fault in found.faults],
            }
        )  # fmt: skip
        return 1 if found.faults else 0
    told = {"rows": found.rows, "batches": found.batches, "origin": found.checkpoint.origin}
    lines = [_("%(rows)d rows in %(batches)d batches are proven by %(origin)s.") % told]
    lines += [
        _("Line %(line)d is not proven: %(reason)s") % fault._asdict() for fault in found.faults
    ]
    print_lines(lines)
    return 1 if found.faults else 0
