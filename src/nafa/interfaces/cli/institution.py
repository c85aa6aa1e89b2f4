"""`nafa init`: an institution in an empty database, with its first administrator."""

import argparse
import getpass
import secrets
import sys
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

import nafa.interfaces.web.urls  # noqa: F401 - every command that a policy may name is known
from nafa.interfaces.cli.output import add_json_switch, print_json, print_lines
from nafa.interfaces.cli.shape import Commands
from nafa.journeys.founding import found
from nafa.kernel.access.commands import define_security_policy
from nafa.kernel.access.policy import RECOMMENDED
from nafa.kernel.control.defining import define_control_rules
from nafa.kernel.control.rule_files import recommended_rules
from nafa.kernel.identity.commands import assign_role, create_user
from nafa.kernel.identity.contexts import system_context


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("set an empty database up for an institution")
    parser = commands.add_parser("init", help=summary, description=summary)
    parser.add_argument("--name", required=True, help=_("name of the institution"))
    parser.add_argument(
        "--jurisdiction", required=True, metavar="CODE", help=_("country pack: uemoa/senegal")
    )
    parser.add_argument("--currency", required=True, metavar="CODE", help=_("such as XOF"))
    parser.add_argument("--branch", required=True, help=_("name of the first branch"))
    parser.add_argument(
        "--opened",
        required=True,
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help=_("first business date"),
    )
    parser.add_argument("--admin", default="admin", help=_("log-in name of the administrator"))
    parser.add_argument("--admin-name", default="", help=_("full name of the administrator"))
    parser.add_argument(
        "--generate-password", action="store_true", help=_("make a password and print it")
    )
    add_json_switch(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Found the institution with the recommended policy of the door.

    The password is asked for, or made where nobody can type.
    """
    is_made = args.generate_password or not sys.stdin.isatty()
    password = secrets.token_urlsafe(12) if is_made else _typed_password()
    if password is None:
        print(_("The two passwords differ. Nothing was done."), file=sys.stderr)
        return 1
    with transaction.atomic():
        found(
            name=args.name,
            jurisdiction=args.jurisdiction,
            currency=args.currency,
            opened_date=args.opened,
            branch_name=args.branch,
        )
        user_id = create_user(
            system_context(key="init/administrator", channel="cli"),
            username=args.admin,
            full_name=args.admin_name or args.admin,
            password=password,
        )
        assign_role(
            system_context(key="init/role", channel="cli"),
            user_id=user_id,
            role_code="administrator",
            branch_id=None,
        )
        define_security_policy(
            system_context(key="init/security", channel="cli"), rules=dict(RECOMMENDED)
        )
        define_control_rules(
            system_context(key="init/control", channel="cli"), rules=recommended_rules()
        )
    _tell(args, password if is_made else None)
    return 0


def _typed_password() -> str | None:
    first = getpass.getpass(_("Password of the administrator: "))
    return first if first == getpass.getpass(_("Once more: ")) else None


def _tell(args: argparse.Namespace, password: str | None) -> None:
    if args.json:
        print_json({"institution": args.name, "username": args.admin, "password": password})
        return
    lines = [_("The institution “%(name)s” is set up.") % {"name": args.name}]
    lines.append(_("Log-in: %(username)s") % {"username": args.admin})
    if password is not None:
        lines.append(_("Password (shown only now): %(password)s") % {"password": password})
    print_lines(lines)
