"""`nafa ledger export`: the journal for another accounting program."""

import argparse
import sys
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from nafa.interfaces.cli.shape import Commands
from nafa.kernel.identity.contexts import institution
from nafa.ledger import queries as books


def register_export(actions: Commands) -> None:
    """Add the action to `nafa ledger`."""
    summary = _("write the journal for another accounting program")
    export = actions.add_parser("export", help=summary, description=summary)
    export.add_argument("--format", choices=("beancount",), default="beancount")
    export.add_argument(
        "--until",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help=_("the last value date that is written; the business date if left out"),
    )
    export.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help=_("where it is written, instead of printed"),
    )
    export.set_defaults(run=run_export)


def run_export(args: argparse.Namespace) -> int:
    """The journal as a stream, on standard output or in a file."""
    house = institution()
    until = min(args.until or house.business_date, house.business_date)
    text = books.beancount_text(
        title=house.name,
        currency=house.currency,
        until=until,
        is_latest=until == house.business_date,
    )
    if args.file is None:
        sys.stdout.writelines(text)
        return 0
    with args.file.open("w", encoding="utf-8") as file:
        file.writelines(text)
    return 0
