"""`nafa report`: showing the books."""

import argparse
import sys
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from nafa.interfaces.cli.output import print_json
from nafa.interfaces.cli.shape import Commands
from nafa.kernel.identity.contexts import business_date
from nafa.reporting.statements import STATEMENTS, statement
from nafa.reporting.tables import as_csv, as_xlsx


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("print a statement")
    report = commands.add_parser("report", help=summary, description=summary)
    report.add_argument("code", metavar="CODE", help=", ".join(STATEMENTS))
    report.add_argument(
        "--date",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help=_("the day at whose end it stands; the business date if left out"),
    )
    report.add_argument("--format", choices=("json", "csv", "xlsx"), default="csv")
    report.add_argument(
        "--output", type=Path, metavar="FILE", help=_("where it is written, instead of printed")
    )
    report.set_defaults(run=run_report)


def run_report(args: argparse.Namespace) -> int:
    """The statement on standard output, or in a file; a workbook is never printed to a terminal."""
    made = statement(args.code.upper(), on=args.date or business_date())
    if args.format == "xlsx":
        return _put(args.output, as_xlsx(made))
    if args.format == "json" and args.output is None:
        print_json(made.plain())
        return 0
    if args.format == "json":
        with args.output.open("w", encoding="utf-8") as file:
            print_json(made.plain(), file=file)
        return 0
    return _put(args.output, as_csv(made).encode())


def _put(path: Path | None, content: bytes) -> int:
    if path is not None:
        path.write_bytes(content)
    elif sys.stdout.isatty() and content.startswith(b"PK"):
        print(_("A workbook is not printed to a terminal: give --output."), file=sys.stderr)
        return 2
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    return 0
