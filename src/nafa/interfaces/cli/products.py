"""`nafa product export` and `nafa product import`: a product as a TOML file."""

import argparse
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from nafa.interfaces.cli.shape import Commands
from nafa.kernel import clock
from nafa.kernel.identity.contexts import system_context
from nafa.lending import commands as lending
from nafa.lending import queries
from nafa.lib.ids import uuid7_at


def register(commands: Commands) -> None:
    """Add the command with its two actions."""
    summary = _("write a loan product to a file, or bring one in")
    parser = commands.add_parser("product", help=summary, description=summary)
    actions = parser.add_subparsers(metavar=_("ACTION"), required=True)
    summary = _("write the rules in force as TOML")
    export = actions.add_parser("export", help=summary, description=summary)
    export.add_argument("code", metavar="CODE", help=_("the code of the product"))
    export.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help=_("where it is written, instead of printed"),
    )
    export.set_defaults(run=run_export)
    summary = _("define the product of a file, or add a version to the one with its code")
    bring = actions.add_parser("import", help=summary, description=summary)
    bring.add_argument("file", type=Path, metavar="FILE", help=_("a product as TOML"))
    bring.set_defaults(run=run_import)


def run_export(args: argparse.Namespace) -> int:
    """The product on standard output or in a file."""
    text = queries.product_toml(queries.product_id_of(args.code))
    if args.file is None:
        sys.stdout.write(text)
    else:
        args.file.write_text(text, encoding="utf-8")
    return 0


def run_import(args: argparse.Namespace) -> int:
    """The product of the file; what is refused names the field."""
    try:
        text = args.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        print(_("%(file)s cannot be read.") % {"file": args.file}, file=sys.stderr)
        return 1
    ctx = system_context(key=f"product/{uuid7_at(clock.now())}", channel="cli")
    made = lending.import_product(ctx, text=text)
    shown = queries.product_of(made)
    told = _("%(code)s: version %(number)s is in force.")
    print(told % {"code": shown.code, "number": shown.version_number})
    return 0
