"""`nafa ledger`: checking the books, and the log that proves them."""

import argparse
import os
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from nafa.interfaces.cli.export import register_export
from nafa.interfaces.cli.findings import verified_lines
from nafa.interfaces.cli.output import add_json_switch, print_json, print_lines
from nafa.interfaces.cli.progress import Bar
from nafa.interfaces.cli.receipts import register_receipts
from nafa.interfaces.cli.shape import Commands
from nafa.interfaces.publishing import FolderPublisher, MailPublisher, publishers
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words
from nafa.ledger import commands, errors
from nafa.ledger import queries as books
from nafa.ledger.calc.tlog.note import NoteInvalid
from nafa.ledger.ports import Publisher
from nafa.ledger.queries.log import state


def register(groups: Commands) -> None:
    """Add the group."""
    summary = _("check the books and their log")
    ledger = groups.add_parser("ledger", help=summary, description=summary)
    actions = ledger.add_subparsers(metavar=_("ACTION"), required=True)
    _register_verify(actions)
    register_receipts(actions)
    register_export(actions)

    summary = _("take what was posted into the log now and print its checkpoint")
    checkpoint = actions.add_parser("checkpoint", help=summary, description=summary)
    checkpoint.set_defaults(run=run_checkpoint)

    summary = _("sign the log with a new key; the old one vouches for it")
    rotate = actions.add_parser("rotate-key", help=summary, description=summary)
    add_json_switch(rotate)
    rotate.set_defaults(run=run_rotate)

    summary = _("know a witness, or keep its cosignature of a checkpoint")
    witness = actions.add_parser("witness", help=summary, description=summary)
    witness.add_argument("file", nargs="?", metavar="FILE", help=_("a cosigned checkpoint"))
    witness.add_argument("--add", metavar="KEY", help=_("public key of a new witness"))
    witness.set_defaults(run=run_witness)

    summary = _("publish checkpoint and tiles where nobody here can change them")
    publish = actions.add_parser("publish", help=summary, description=summary)
    publish.add_argument(
        "--folder", type=Path, metavar="PATH", help=_("a folder that a web server shows")
    )
    publish.add_argument("--mail", metavar="ADDRESS", action="append", help=_("a mailbox"))
    publish.set_defaults(run=run_publish)


def _register_verify(actions: Commands) -> None:
    summary = _("recompute the books and their log; name the first record that is wrong")
    verify = actions.add_parser("verify", help=summary, description=summary)
    verify.add_argument(
        "--since-last", action="store_true", help=_("only what came since the last sound check")
    )
    verify.add_argument(
        "--checkpoint", type=Path, metavar="FILE", help=_("a checkpoint that was kept elsewhere")
    )
    verify.add_argument(
        "--key", default="", metavar="KEY", help=_("the public key it must be signed with")
    )
    verify.add_argument(
        "--workers",
        type=int,
        default=min(os.cpu_count() or 1, 4),
        metavar="N",
        help=_("how many sessions of the database compute side by side"),
    )
    add_json_switch(verify)
    verify.set_defaults(run=run_verify)


def run_verify(args: argparse.Namespace) -> int:
    """0 when everything agrees, 1 when a record is wrong."""
    institution()
    found = _verified(args)
    if args.json:
        print_json(
            {
                "is_sound": not found.findings,
                "entries": found.entries,
                "lines": found.lines,
                "accounts": found.accounts,
                "leaves": found.leaves,
                "waiting": found.waiting,
                "keys": list(found.vkeys),
                "totals": [total._asdict() for total in found.totals],
                "first": found.findings[0]._asdict() if found.findings else None,
                "findings": [finding._asdict() for finding in found.findings],
            }
        )
    else:
        print_lines(verified_lines(found))
    return 1 if found.findings else 0


def _verified(args: argparse.Namespace) -> books.Verification:
    bar = Bar(quiet=args.json)

    def watch(done: int, total: int) -> None:
        bar.show(_("leaves of the log"), done, total)

    if args.checkpoint is not None:
        try:
            note = args.checkpoint.read_text(encoding="utf-8")
            return books.verify(workers=args.workers, watch=watch, outside=note, vkey=args.key)
        except (OSError, UnicodeDecodeError, NoteInvalid) as fault:
            raise errors.CheckpointRefused(reason=str(fault)) from fault
    if args.since_last:
        return commands.verify_since_last(workers=args.workers)
    return commands.verify_in_full(workers=args.workers, watch=watch)


def run_checkpoint(_args: argparse.Namespace) -> int:
    """The newest checkpoint as it is published."""
    commands.seal_trail()
    commands.extend_log()
    latest = state.latest_checkpoint()
    if latest is None:
        raise errors.LogNotBegun()
    sys.stdout.write(state.note_of(latest))
    return 0


def run_rotate(args: argparse.Namespace) -> int:
    """The new public key, and the checkpoint that both keys signed."""
    row = commands.rotate_log_key()
    vkey = state.log_keys()[-1].verifier.vkey
    if args.json:
        print_json({"key": vkey, "checkpoint": row.note})
        return 0
    print_lines(
        [
            _("From now on the log is signed with: %(key)s") % {"key": vkey},
            _("This checkpoint was signed with the old key and the new one; publish it:"),
            "",
            row.note,
        ]
    )
    return 0


def run_witness(args: argparse.Namespace) -> int:
    """Who the witnesses are, after adding one or keeping a cosignature."""
    if args.add:
        commands.add_witness(args.add)
    if args.file:
        try:
            text = sys.stdin.read() if args.file == "-" else Path(args.file).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            raise errors.CheckpointRefused(reason=str(fault)) from fault
        commands.keep_cosignatures(text)
    for one in state.witnesses():
        if one.size is None or one.signed_at is None:
            print(_("%(name)s: has cosigned nothing yet") % {"name": one.verifier.name})
        else:
            said = _("%(name)s: cosigned %(size)d entries on %(day)s")
            day = date_words(one.signed_at.date())
            print(said % {"name": one.verifier.name, "size": one.size, "day": day})
    return 0


def run_publish(args: argparse.Namespace) -> int:
    """To the places of the settings, or to those that are named."""
    places: list[Publisher] = [FolderPublisher(args.folder)] if args.folder else []
    if args.mail:
        places.append(MailPublisher(args.mail))
    commands.extend_log()
    for place in places or publishers():
        size = commands.publish_log(place)
        said = _("%(place)s has the log up to %(size)d entries.")
        print(said % {"place": place.name, "size": size})
    return 0
