"""`nafa ledger verify` and `nafa report`: checking and showing the books."""

import argparse
import sys
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nafa.interfaces.cli.books_export import add_export
from nafa.interfaces.cli.output import add_json_switch, print_json, print_lines
from nafa.interfaces.cli.shape import Commands
from nafa.kernel.identity.contexts import business_date, institution
from nafa.kernel.wording import money_words
from nafa.ledger import queries as books
from nafa.lib.money import Money
from nafa.reporting.statements import STATEMENTS, statement
from nafa.reporting.tables import as_csv, as_xlsx


def register(commands: Commands) -> None:
    """Add the commands."""
    summary = _("check the books")
    ledger = commands.add_parser("ledger", help=summary, description=summary)
    actions = ledger.add_subparsers(metavar=_("ACTION"), required=True)
    summary = _("recompute every entry and balance; name the first record that is wrong")
    verify = actions.add_parser("verify", help=summary, description=summary)
    add_json_switch(verify)
    verify.set_defaults(run=run_verify)
    add_export(actions)

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


def run_verify(args: argparse.Namespace) -> int:
    """0 when everything agrees, 1 when a record is wrong."""
    institution()
    found = books.verify()
    if args.json:
        print_json(
            {
                "is_sound": not found.findings,
                "entries": found.entries,
                "lines": found.lines,
                "accounts": found.accounts,
                "totals": [total._asdict() for total in found.totals],
                "first": found.findings[0]._asdict() if found.findings else None,
                "findings": [finding._asdict() for finding in found.findings],
            }
        )
    else:
        print_lines(_verified(found))
    return 1 if found.findings else 0


def _verified(found: books.Verification) -> list[str]:
    lines = [
        _("%(entries)d entries, %(lines)d lines, %(accounts)d accounts recomputed.")
        % {"entries": found.entries, "lines": found.lines, "accounts": found.accounts}
    ]
    lines += [
        _("Debits and credits: %(debit)s and %(credit)s.")
        % {
            "debit": money_words(Money(one.debit_minor, one.currency)),
            "credit": money_words(Money(one.credit_minor, one.currency)),
        }
        for one in found.totals
    ]
    if not found.findings:
        return [*lines, _("The books are sound.")]
    kinds = {
        "entry": pgettext("ledger verify", "entry"),
        "line": pgettext("ledger verify", "line of entry"),
        "account": pgettext("ledger verify", "account"),
        "currency": pgettext("ledger verify", "currency"),
    }
    faults = {
        "line_count": _("lines found / lines posted"),
        "unbalanced": _("debits and credits differ"),
        "value_date": _("its lines have another value date"),
        "no_entry": _("its entry is missing"),
        "balance": _("sum of lines / balance kept"),
    }
    first = found.findings[0]
    lines.append(
        _("First wrong record: %(record)s.") % {"record": f"{kinds[first.record]} {first.name}"}
    )
    return lines + [
        f"  {kinds[one.record]} {one.name}: {faults[one.fault]} {one.detail}".rstrip()
        for one in found.findings
    ]


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
