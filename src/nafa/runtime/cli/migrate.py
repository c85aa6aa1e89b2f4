"""`nafa migrate`: bring the database up to date, as its owner."""

import argparse
import os

from nafa.interfaces.cli.shape import Commands
from nafa.runtime.cli.start import database_ready, set_up_django
from nafa.runtime.configuration.environment import read_environment
from nafa.runtime.words import gettext as _


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("bring the database up to date, as its owner")
    parser = commands.add_parser("migrate", help=summary, description=summary)
    parser.add_argument("--quiet", action="store_true", help=_("print nothing when all is well"))
    parser.add_argument(
        "--afresh", action="store_true", help=_("first empty a demo that was not finished")
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the role of the application, set its rights, apply the migrations."""
    with database_ready(read_environment(os.environ)):
        os.environ["NAFA_DATABASE_ROLE"] = "owner"
        set_up_django()
        from nafa.runtime.database import empty_unfinished_demo, migrate

        if args.afresh:
            empty_unfinished_demo()
        migrate()
    if not args.quiet:
        print(_("The database is up to date."))
    return 0
