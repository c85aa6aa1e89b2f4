"""`nafa backup`: copies of the institution, sealed, kept elsewhere, tried."""

import argparse
import os

from nafa.interfaces.cli.shape import Commands
from nafa.runtime import children
from nafa.runtime.backup import names
from nafa.runtime.backup.drill import reports_in, try_copies
from nafa.runtime.backup.keeper import Keeper
from nafa.runtime.backup.names import bases_in
from nafa.runtime.backup.scheduled import Trial
from nafa.runtime.backup.sealing import SECRET, read_identity, recipient_of
from nafa.runtime.backup.status import change_status, read_status
from nafa.runtime.backup.stores import Store, store_at
from nafa.runtime.cli.restore import add_key, instant_argument, key_file, print_drill
from nafa.runtime.cli.start import COMMAND, database_ready, embedded_server
from nafa.runtime.configuration.environment import Environment, read_environment
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("keep copies of the institution, list and try them")
    parser = commands.add_parser("backup", help=summary, description=summary)
    does = parser.add_subparsers(dest="does", required=True, metavar=_("WHAT"))
    for name, words, act in (
        ("run", _("keep copies until told to stop"), _keep_running),
        ("now", _("take a base copy now"), _copy_now),
        ("list", _("list the copies"), _list),
        ("key", _("show the key that opens the copies"), _show_key),
        ("drill", _("bring the copies back to a scratch place and check the books there"), _try),
        ("trials", _("show the reports of all trials"), _show_trials),
    ):
        one = does.add_parser(name, help=words, description=words)
        one.set_defaults(run=run, act=act)
        if name in ("drill", "trials"):
            add_key(one)
        if name == "drill":
            one.add_argument(
                "--at", type=instant_argument, metavar="INSTANT",
                help=_("as it was then, such as 2026-11-22T14:30+00:00 (default: the latest)"),
            )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Do it."""
    return int(args.act(read_environment(os.environ), args))


def place_of(environment: Environment) -> Store:
    """Where copies are kept. Refuses: nothing was said; another server's database."""
    if environment.backup is None:
        raise Refused(
            _("NAFA_BACKUP is not set: no copies are kept."),
            _("Set NAFA_BACKUP to a folder, sftp://user@host/folder or s3://bucket/prefix."),
        )
    if not environment.is_embedded:
        raise Refused(
            _("The database of NAFA_DATABASE_URL is copied by who runs that server."),
            _("Copy the folders files and secrets of the data folder with it."),
        )
    return store_at(environment.backup, s3=environment.exposure.s3)


def _keeper(environment: Environment) -> Keeper:
    store = place_of(environment)
    return Keeper(
        embedded_server(environment), store, keep=environment.backup_keep,
        trial=Trial(
            environment.data, days=environment.exposure.drill_days,
            command=[*COMMAND, "backup", "drill"],
        ),
    )  # fmt: skip


def _keep_running(environment: Environment, args: argparse.Namespace) -> int:  # noqa: ARG001
    with children.stopped_when_told(), database_ready(environment):
        _keeper(environment).run()
    return 0


def _copy_now(environment: Environment, args: argparse.Namespace) -> int:  # noqa: ARG001
    with database_ready(environment):
        keeper = _keeper(environment)
        try:
            base = keeper.copy_now()
        finally:
            keeper.stop()
    print(_("A base copy was taken: %(name)s") % {"name": base.name})
    return 0


def _list(environment: Environment, args: argparse.Namespace) -> int:  # noqa: ARG001
    store, status = place_of(environment), read_status(environment.data)
    for base in bases_in(store.names(names.BASES)):
        print(_("base copy  %(at)s") % {"at": base.at.isoformat()})
    print(_("changes until  %(at)s") % {"at": status.changes_at or "–"})
    print(_("last trial  %(at)s  %(found)s")
          % {"at": status.drill_at or "–", "found": status.drill})  # fmt: skip
    if status.fault:
        print(_("last fault  %(fault)s") % {"fault": status.fault})
    return 0


def _show_key(environment: Environment, args: argparse.Namespace) -> int:  # noqa: ARG001
    recipient_of(environment.data / "secrets")
    path = environment.data / "secrets" / SECRET
    print(read_identity(path))
    print(
        _(
            "Keep this line outside of this machine: without it the copies cannot be opened."
            " Then %(path)s may be removed."
        )
        % {"path": path}
    )
    return 0


def _try(environment: Environment, args: argparse.Namespace) -> int:
    store = place_of(environment)
    identity = read_identity(key_file(environment, args))
    drill = try_copies(
        store, identity=identity, command=COMMAND, living=embedded_server(environment), at=args.at
    )
    found = "good" if drill.is_good else "bad"
    change_status(environment.data, drill_at=drill.tried_at, drill=found)
    print_drill(drill)
    return 0 if drill.is_good else 1


def _show_trials(environment: Environment, args: argparse.Namespace) -> int:
    identity = read_identity(key_file(environment, args))
    trials = list(reports_in(place_of(environment), identity=identity))
    for drill in trials:
        print(_("Trial of %(at)s") % {"at": drill.tried_at})
        print_drill(drill)
        print()
    if not trials:
        print(_("The copies were never tried: nafa backup drill"))
    return 0
