"""`nafa demo`: everything set up, a demo institution made, started, and its log-ins printed."""

import argparse
import os
import subprocess
import sys
import time

from nafa.interfaces.cli.shape import Commands
from nafa.runtime import children
from nafa.runtime.cli.serve import add_port, announce, chosen_port, serve, served_address
from nafa.runtime.cli.start import COMMAND, bring_up_to_date, database_ready, set_up_django
from nafa.runtime.configuration.environment import Environment, read_environment
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

BAR_WIDTH = 30


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("make the demo institution, start it, print its address and log-ins")
    parser = commands.add_parser("demo", help=summary, description=summary)
    add_port(parser)
    parser.add_argument(
        "--clients", type=int, metavar="N",
        help=_("a large institution of N clients with running loans, for benchmarks"),
    )  # fmt: skip
    parser.add_argument("--make-only", action="store_true", help=_("make it, do not start it"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make what is missing and serve; where it runs already, say where."""
    environment = read_environment(os.environ)
    address = served_address(environment)
    if address is not None:
        _say_where(address)
        return 0
    port = chosen_port(environment, args.port, automatic=True)
    with children.stopped_when_told(), database_ready(environment):
        set_up_django()
        bring_up_to_date(environment)
        _make(environment, args.clients)
        if args.make_only:
            return 0
        return serve(environment, port=port, with_jobs=True, announce=_say_where)
    return 0


def _make(environment: Environment, client_count: int | None) -> None:
    """Make the institution unless it is there; one that was cut short is made anew.

    Refuses: the data folder holds another institution.
    """
    from django.db import connection

    from nafa.runtime import demo

    made = demo.made_so_far()
    if made is demo.Made.OTHER:
        raise Refused(
            _("This data folder holds an institution that is not the demo."),
            _("Name another data folder in NAFA_DATA, or start it with: nafa serve --all"),
        )
    if made is demo.Made.PART:
        print(_("The demo was not finished last time: it is made anew."), file=sys.stderr)
        connection.close()
        subprocess.run([*COMMAND, "migrate", "--quiet", "--afresh"], check=True)
    if made is not demo.Made.WHOLE:
        print(_("Making the demo institution, a year of days …"), file=sys.stderr)
        bar = _Bar()
        if client_count is None:
            demo.build(watch=lambda day, done, total: bar.show(f"{day:%d/%m/%Y}", done, total))
        else:
            demo.build_large(
                client_count=client_count,
                watch=lambda done, total: bar.show(f"{done} / {total}", done, total),
            )
        bar.end()
    connection.close()
    del environment


class _Bar:
    """A line that fills on standard error; a new line every so often where that is no terminal."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.told = -1

    def show(self, words: str, done: int, total: int) -> None:
        percent = 100 * done // max(total, 1)
        if sys.stderr.isatty():
            full = BAR_WIDTH * done // max(total, 1)
            line = f"\r[{'#' * full}{'.' * (BAR_WIDTH - full)}] {percent:3d} % {words}"
            print(line, end="", file=sys.stderr, flush=True)
        elif percent // 10 > self.told:
            self.told = percent // 10
            print(f"{percent:3d} % {words}", file=sys.stderr, flush=True)

    def end(self) -> None:
        seconds = time.monotonic() - self.begun
        ending = "\n" if sys.stderr.isatty() else ""
        print(ending + _("Made in %(seconds)d s.") % {"seconds": seconds}, file=sys.stderr)


def _say_where(address: str) -> None:
    """The address and who may log in."""
    from nafa.runtime.demo import catalogue

    announce(address)
    print(_("Password of everyone: %(password)s") % {"password": catalogue.PASSWORD})
    for person in catalogue.STAFF:
        print(f"  {person.username:<18} {person.full_name:<18} {person.job_title}", flush=True)
