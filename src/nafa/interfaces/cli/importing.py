"""`nafa import`: an existing portfolio from files."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from nafa.interfaces.cli.output import add_json_switch, print_json, print_lines
from nafa.interfaces.cli.progress import Bar
from nafa.interfaces.cli.shape import Commands
from nafa.journeys.importing.mapping import load_mapping
from nafa.journeys.importing.running import Progress, Report, import_portfolio
from nafa.kernel.wording import date_words, money_words

LARGEST_SHOWN = 10


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("bring an existing portfolio in from CSV or XLSX files")
    parser = commands.add_parser("import", help=summary, description=summary)
    parser.add_argument("path", type=Path, metavar="PATH", help=_("a folder of files, or one file"))
    parser.add_argument(
        "--mapping", required=True, metavar="M", help=_("a shipped mapping or a TOML file")
    )
    parser.add_argument("--dry-run", action="store_true", help=_("check everything, keep nothing"))
    add_json_switch(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check, then keep; 1 when a row is at fault and nothing was kept."""
    bar = Bar()
    labels = {"check": _("checking"), "keep": _("keeping")}

    def watch(progress: Progress) -> None:
        bar.show(f"{labels[progress.phase]} {progress.file}", progress.done, progress.total)

    report = import_portfolio(
        args.path, load_mapping(args.mapping), dry_run=args.dry_run, watch=watch
    )
    if args.json:
        print_json(report.plain())
    else:
        print_lines(_told(report))
    return 1 if report.faults else 0


def _told(report: Report) -> list[str]:
    if report.faults:
        return _faults_told(report)
    lines = [_file_told(report, one.file, one.rows, one.imported) for one in report.files]
    endings = {
        "checked": _("Everything is right: %(rows)d rows. Nothing was kept (dry run)."),
        "unchanged": _("All %(rows)d rows were there already: nothing new was imported."),
        "imported": _("%(imported)d of %(rows)d rows are new and were imported."),
    }
    if report.founded and report.business_date:
        day = date_words(report.business_date)
        lines.append(_("The institution was founded; its business date is %(day)s.") % {"day": day})
    lines += _sums_told(report)
    return [*lines, endings[report.outcome] % {"rows": report.rows, "imported": report.imported}]


def _file_told(report: Report, name: str, rows: int, imported: int) -> str:
    if report.dry_run:
        return _("%(file)s: %(rows)d rows") % {"file": name, "rows": rows}
    return _("%(file)s: %(rows)d rows, %(imported)d new") % {
        "file": name,
        "rows": rows,
        "imported": imported,
    }


def _faults_told(report: Report) -> list[str]:
    lines = []
    for fault in report.faults:
        place = [fault.file]
        if fault.line is not None:
            place.append(_("line %(line)d") % {"line": fault.line})
        if fault.column:
            place.append(_("column %(column)s") % {"column": fault.column})
        value = f" “{fault.value}”" if fault.value else ""
        lines.append(f"{', '.join(place)}:{value} {fault.words} (import.{fault.code})")
    count = len(report.faults)
    lines.append(_("%(count)d faults. Nothing was imported.") % {"count": count})
    return [*lines, _("Correct the files and run the same command again.")]


def _sums_told(report: Report) -> list[str]:
    if report.sums is None or not report.sums.net:
        return []
    told = report.sums.plain()
    lines = [
        _("Movements: %(paid_in)s in, %(paid_out)s out on %(accounts)d accounts.")
        % {
            "paid_in": money_words(told["paid_in"]),
            "paid_out": money_words(told["paid_out"]),
            "accounts": told["accounts"],
        }
    ]
    if not report.dry_run:
        lines.append(_("Each of them holds exactly the sum of its imported rows."))
    if told["printed_compared"]:
        lines.append(
            _(
                "Balances printed in the file: %(compared)d compared, %(close)d within 0.10,"
                " %(near)d more within 1.00, %(further)d further away."
            )
            % {
                "compared": told["printed_compared"],
                "close": told["printed_within_10_minor"],
                "near": told["printed_within_100_minor"],
                "further": told["printed_further"],
            }
        )
        lines += [
            _("  account %(account)s: summed %(summed)s, printed %(printed)s on %(day)s")
            % {
                "account": gap["account"],
                "summed": money_words(gap["summed"]),
                "printed": money_words(gap["printed"]),
                "day": date_words(gap["date"]),
            }
            for gap in told["printed_differences"][:LARGEST_SHOWN]
        ]
    return lines
