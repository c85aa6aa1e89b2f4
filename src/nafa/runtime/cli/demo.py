"""`nafa demo`: everything set up, a demo institution made, started, and its log-ins printed."""

import argparse
import os

from nafa.interfaces.cli.shape import Commands
from nafa.runtime import children
from nafa.runtime.cli.serve import add_port, announce, chosen_port, serve, served_address
from nafa.runtime.cli.start import bring_up_to_date, database_ready, set_up_django
from nafa.runtime.configuration.environment import read_environment
from nafa.runtime.words import gettext as _


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("make the demo institution, start it, print its address and log-ins")
    parser = commands.add_parser("demo", help=summary, description=summary)
    add_port(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make what is missing and serve; where it runs already, say where."""
    environment = read_environment(os.environ)
    address = served_address(environment)
    if address is not None:
        announce(address)
        return 0
    port = chosen_port(environment, args.port, automatic=True)
    with children.stopped_when_told(), database_ready(environment):
        set_up_django()
        bring_up_to_date(environment)
        return serve(environment, port=port, with_jobs=True, announce=announce)
    return 0
