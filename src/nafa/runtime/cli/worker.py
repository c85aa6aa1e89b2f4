"""`nafa worker`: the process that does the jobs of the queue."""

import argparse
import os
from typing import cast

from nafa.interfaces.cli.shape import Commands
from nafa.runtime.cli.start import bring_up_to_date, database_ready, set_up_django
from nafa.runtime.configuration.environment import read_environment
from nafa.runtime.words import gettext as _

POLL_SECONDS = 0.5  # a missed notification costs half a second


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("run the job process")
    parser = commands.add_parser("worker", help=summary, description=summary)
    parser.add_argument(
        "--concurrency", type=int, default=1, metavar="N", help=_("jobs done side by side")
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Work until told to stop; the job under way is finished first."""
    environment = read_environment(os.environ)
    with database_ready(environment):
        set_up_django()
        bring_up_to_date(environment)
        from procrastinate.contrib.django import app
        from procrastinate.contrib.django.django_connector import DjangoConnector
        from procrastinate.jobs import DeleteJobCondition

        connector = cast(DjangoConnector, app.connector).get_worker_connector()
        with app.replace_connector(connector):
            app.run_worker(
                concurrency=args.concurrency,
                fetch_job_polling_interval=POLL_SECONDS,
                # The relay alone would leave a row every few seconds.
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
            )
    return 0
