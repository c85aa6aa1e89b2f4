"""`nafa day-close`: the end of the business day."""

import argparse
from datetime import date, timedelta

from django.utils.translation import gettext as _

from nafa.interfaces.cli.output import add_json_switch, print_json, print_lines
from nafa.interfaces.cli.progress import Bar
from nafa.interfaces.cli.shape import Commands
from nafa.journeys.end_of_day import CloseProgress, close_day
from nafa.kernel import clock
from nafa.kernel.identity.contexts import business_date, system_context
from nafa.kernel.wording import date_words
from nafa.lib.ids import uuid7_at


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("close the business day, or all days up to a date")
    parser = commands.add_parser("day-close", help=summary, description=summary)
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help=_("close days up to and with this one"),
    )
    add_json_switch(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Close day after day; a day that is closed already is only said to be."""
    day = business_date()
    last = args.date or day
    closed: list[date] = []
    bar = Bar()

    def watch(progress: CloseProgress) -> None:
        bar.show(progress.day.isoformat(), progress.done, progress.total)

    while day <= last:
        # A key of its own each time: a refused start, such as an open till, must not bar the next.
        key = f"day-close/{day.isoformat()}/{uuid7_at(clock.now())}"
        following = close_day(system_context(key=key, channel="cli"), watch=watch)
        closed.append(day)
        day = following
    if args.json:
        print_json({"closed": closed, "business_date": day})
    else:
        print_lines(_told(closed, last, day))
    return 0


def _told(closed: list[date], last: date, day: date) -> list[str]:
    today = _("The business date is %(day)s.") % {"day": date_words(day)}
    if not closed:
        return [_("%(day)s was closed already.") % {"day": date_words(last)}, today]
    if len(closed) == 1:
        return [_("%(day)s is closed.") % {"day": date_words(closed[0])}, today]
    span = {"first": date_words(closed[0]), "last": date_words(day - timedelta(days=1))}
    return [_("The days from %(first)s to %(last)s are closed.") % span, today]
