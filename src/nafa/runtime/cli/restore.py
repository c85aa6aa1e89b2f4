"""`nafa restore`: an institution from its copies, as it was at an instant."""

import argparse
import os
from datetime import datetime
from pathlib import Path

from nafa.interfaces.cli.shape import Commands
from nafa.runtime.backup.drill import Drill, try_copies
from nafa.runtime.backup.restore import restore
from nafa.runtime.backup.sealing import SECRET, read_identity
from nafa.runtime.backup.stores import store_at
from nafa.runtime.cli.start import COMMAND
from nafa.runtime.configuration.environment import Environment, read_environment
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("bring an institution back from its copies, into an empty folder")
    parser = commands.add_parser("restore", help=summary, description=summary)
    parser.add_argument(
        "--from",
        dest="place",
        metavar="PLACE",
        help=_("where the copies are (default: NAFA_BACKUP)"),
    )
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help=_("the data folder to make (default: NAFA_DATA)")
    )
    parser.add_argument(
        "--at", type=instant_argument, metavar="INSTANT",
        help=_("as it was then, such as 2026-11-22T14:30+00:00 (default: the latest)"),
    )  # fmt: skip
    parser.add_argument(
        "--verify", action="store_true",
        help=_("bring it to a scratch place only, check the books there and report"),
    )  # fmt: skip
    add_key(parser)
    parser.set_defaults(run=run)


def add_key(parser: argparse.ArgumentParser) -> None:
    """The switch that names the key."""
    parser.add_argument(
        "--key", type=Path, metavar="FILE",
        help=_("the file with the key that opens the copies (default: in the data folder)"),
    )  # fmt: skip


def key_file(environment: Environment, args: argparse.Namespace) -> Path:
    """The file with the key."""
    return args.key or environment.data / "secrets" / SECRET


def instant_argument(text: str) -> datetime:
    """An instant in ISO form; without an offset it is the machine's own time."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise argparse.ArgumentTypeError(_("Give an instant such as 2026-11-22T14:30+00:00."))


def run(args: argparse.Namespace) -> int:
    """Restore, or only try it."""
    environment = read_environment(os.environ)
    place = args.place or environment.backup
    if place is None:
        raise Refused(
            _("Nobody said where the copies are."), _("Name the place with --from or NAFA_BACKUP.")
        )
    store = store_at(place, s3=environment.exposure.s3)
    identity = read_identity(key_file(environment, args))
    if args.verify:
        drill = try_copies(store, identity=identity, command=COMMAND, at=args.at)
        print_drill(drill)
        return 0 if drill.is_good else 1
    folder = args.to or environment.data
    base = restore(store, folder, identity=identity, at=args.at)
    print(
        _("Restored to %(folder)s from the base copy of %(at)s.")
        % {"folder": folder, "at": base.at.isoformat()}
    )
    print(_("Check the books with: NAFA_DATA=%(folder)s nafa ledger verify") % {"folder": folder})
    return 0


def print_drill(drill: Drill) -> None:
    """The report of a trial."""
    print(
        _("Base copy of %(base)s, brought back in %(seconds)s s; last entry of %(last)s.")
        % {"base": drill.base_at, "seconds": drill.seconds, "last": drill.last_entry_at or "–"}
    )
    for table, (there, here) in drill.counts.items():
        living = "–" if here < 0 else here
        print(_("%(table)s: %(there)s there, %(here)s here")
              % {"table": table, "there": there, "here": living})  # fmt: skip
    print(drill.books_said.strip())
    print(_("The copies are good.") if drill.is_good else _("THE COPIES ARE NOT GOOD."))
