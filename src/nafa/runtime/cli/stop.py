"""`nafa stop`: stop what runs in this data folder, and nothing else."""

import argparse
import os
from pathlib import Path

from nafa.interfaces.cli.shape import Commands
from nafa.runtime import processes
from nafa.runtime.cli.start import embedded_server
from nafa.runtime.configuration.environment import Environment, read_environment
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

PATIENCE_SECONDS = 30
SERVED, WEB, WORKER, KEEPER = "serve", "web", "worker", "backup"


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("stop what runs in this data folder")
    parser = commands.add_parser("stop", help=summary, description=summary)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Stop the web process, the job process, the keeper of copies and the embedded database."""
    environment = read_environment(os.environ)
    stopped = [name for name in (SERVED, WEB, WORKER, KEEPER) if _stop(environment, name)]
    has_server = environment.is_embedded and (environment.data / "postgres").exists()
    if has_server and embedded_server(environment).stop():
        stopped.append("postgresql")
    if stopped:
        print(_("Stopped: %(names)s.") % {"names": ", ".join(stopped)})
    else:
        print(_("Nothing runs in %(folder)s.") % {"folder": environment.data})
    return 0


def pid_file(environment: Environment, name: str) -> Path:
    """Where a running process of this data folder is recorded."""
    return environment.data / "run" / f"{name}.json"


def _stop(environment: Environment, name: str) -> bool:
    record = processes.living_record(pid_file(environment, name))
    if record is None:
        return False
    if not processes.stop(record, patience_seconds=PATIENCE_SECONDS):
        raise Refused(
            _("The process %(pid)s (%(name)s) does not stop.") % {"pid": record.pid, "name": name},
            _("It may be finishing a job: try again in a minute."),
        )
    return True
