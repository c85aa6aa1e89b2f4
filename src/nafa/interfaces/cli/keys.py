"""`nafa keys`: the data keys, what is sealed with which, and their rotation."""

import argparse

from django.utils.translation import gettext as _

from nafa.interfaces.cli.output import add_json_switch, print_json, print_lines
from nafa.interfaces.cli.shape import Commands
from nafa.kernel import clock
from nafa.kernel.audit.kinds import CONFIGURATION
from nafa.kernel.audit.writing import append
from nafa.kernel.secrets import data_keys, rotation


def register(groups: Commands) -> None:
    """Add the group."""
    summary = _("the keys that seal personal data, and their rotation")
    keys = groups.add_parser("keys", help=summary, description=summary)
    actions = keys.add_subparsers(metavar=_("ACTION"), required=True)

    summary = _("the data keys: purpose, master key, since when, until when")
    listed = actions.add_parser("list", help=summary, description=summary)
    add_json_switch(listed)
    listed.set_defaults(run=run_list)

    summary = _("how many values are sealed, and how many not yet with the present key")
    status = actions.add_parser("status", help=summary, description=summary)
    add_json_switch(status)
    status.set_defaults(run=run_status)

    summary = _("seal everything anew with new data keys; goes on where it was stopped")
    rotate = actions.add_parser("rotate", help=summary, description=summary)
    rotate.add_argument(
        "--master",
        action="store_true",
        help=_("wrap the data keys with the present master key; nothing else is touched"),
    )
    rotate.set_defaults(run=run_rotate)


def run_list(args: argparse.Namespace) -> int:
    """Never the keys themselves."""
    rows = [
        {
            "id": row.id.hex(), "purpose": row.purpose, "master": row.master,
            "made_at": row.made_at.isoformat(timespec="seconds"),
            "retired_at": row.retired_at.isoformat(timespec="seconds") if row.retired_at else "",
        }
        for row in data_keys.key_rows()
    ]  # fmt: skip
    if args.json:
        print_json(list(rows))
    else:
        print_lines("  ".join(row.values()) for row in rows)
    return 0


def run_status(args: argparse.Namespace) -> int:
    """0 when everything is under the present keys, 1 while something is not or cannot be read."""
    found, master = rotation.left(), data_keys.wrapping()
    if args.json:
        print_json({"master": master._asdict(), "columns": [one._asdict() for one in found]})
    else:
        said = _("Master key %(master)s: wraps data keys; of %(total)d, %(old)d are under another")
        print_lines([said % master._asdict(), master.fault or _("All data keys can be read.")])
        said = _("%(name)s: %(total)d sealed, %(old)d with an older key")
        print_lines(said % one._asdict() for one in found if one.total)
    return 1 if master.old or master.fault or any(one.old for one in found) else 0


def run_rotate(args: argparse.Namespace) -> int:
    """New keys unless a rotation was begun and not ended; then everything anew."""
    data_keys.ensure_data_keys()
    if args.master:
        count = data_keys.rewrap()
        _note("keys.rewrapped", count)
        print_lines([_("%(count)d data keys are wrapped anew.") % {"count": count}])
        return 0
    if not rotation.is_rotating():
        rotation.begin_rotation()
        _note("keys.rotation_begun", 0)
    said = _("%(name)s: %(done)d sealed anew")
    count = rotation.continue_rotation(
        watch=lambda name, done: print(said % {"name": name, "done": done})
    )
    _note("keys.rotated", count)
    kept = [one for one in rotation.left() if one.old]
    lines = [_("%(count)d values were sealed anew.") % {"count": count}]
    lines += [
        _("%(name)s: %(old)d stay under an older key, which must be kept.") % one._asdict()
        for one in kept
    ]
    print_lines(lines)
    return 1 if rotation.is_rotating() else 0


def _note(name: str, count: int) -> None:
    append(
        at=clock.now(), kind=CONFIGURATION, name=name, actor_id=None, role="system", channel="cli",
        details={"count": count},
    )  # fmt: skip
