"""`nafa serve`: the web process, with `--all` also the job process."""

import argparse
import os
import shutil
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nafa.interfaces.cli.shape import Commands
from nafa.runtime import children, processes
from nafa.runtime.children import Child
from nafa.runtime.cli.ports import AUTOMATIC, choose_port, port_argument
from nafa.runtime.cli.start import COMMAND, bring_up_to_date, database_ready, set_up_django
from nafa.runtime.cli.stop import KEEPER, SERVED, WEB, WORKER, pid_file
from nafa.runtime.configuration.environment import Environment, read_environment
from nafa.runtime.configuration.exposure import refuse_plain_http
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

START_SECONDS = 60
_THREADS = 4


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("run the web process")
    parser = commands.add_parser("serve", help=summary, description=summary)
    parser.add_argument("--all", action="store_true", help=_("run the job process as well"))
    add_port(parser)
    parser.set_defaults(run=run)


def add_port(parser: argparse.ArgumentParser) -> None:
    """The switch that `serve` and `demo` share."""
    parser.add_argument(
        "--port", type=port_argument, metavar="PORT",
        help=_("port to listen on, or auto for the next free one (default: NAFA_PORT or 8000)"),
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Start, wait until ready, say where, and run until told to stop."""
    environment = read_environment(os.environ)
    refuse_second_start(environment)
    port = chosen_port(environment, args.port, automatic=args.port == AUTOMATIC)
    with children.stopped_when_told(), database_ready(environment):
        set_up_django()
        bring_up_to_date(environment)
        return serve(environment, port=port, with_jobs=args.all, announce=announce)
    return 0


def refuse_second_start(environment: Environment) -> None:
    """Refuses: this data folder is served already."""
    address = served_address(environment)
    if address is not None:
        raise Refused(
            _("This institution already runs at %(address)s") % {"address": address},
            _("Open that address, or stop it first: nafa stop"),
        )


def served_address(environment: Environment) -> str | None:
    """Where this data folder is served now."""
    for name in (SERVED, WEB):
        record = processes.living_record(pid_file(environment, name))
        if record is not None:
            return record.address
    return None


def chosen_port(environment: Environment, given: int | str | None, *, automatic: bool) -> int:
    """The port from the command line, else from the environment."""
    wanted = given if isinstance(given, int) else environment.port
    return choose_port(environment.host, wanted, automatic=automatic)


def announce(address: str) -> None:
    """Say where it runs."""
    print(_("Nafa runs at %(address)s (Ctrl-C stops it)") % {"address": address}, flush=True)


def serve(
    environment: Environment, *, port: int, with_jobs: bool, announce: Callable[[str], None]
) -> int:
    """Run the processes until one ends or we are told to stop."""
    refuse_plain_http(environment.exposure, host=environment.host)
    _share_counts(environment)
    address = _address(environment, port)
    running: list[Child] = []
    try:
        with _recorded(environment, SERVED, os.getpid(), address):
            running.append(children.start_child(WEB, _web_command(environment, port)))
            _record(environment, running[-1], address)
            if with_jobs:
                running.append(children.start_child(WORKER, [*COMMAND, "worker"]))
                _record(environment, running[-1], address)
            if with_jobs and environment.backup is not None:
                running.append(children.start_child(KEEPER, [*COMMAND, "backup", "run"]))
                _record(environment, running[-1], address)
            if not children.wait_until(
                lambda: _answers(address), children=running, seconds=START_SECONDS
            ):
                raise _not_ready()
            announce(address)
            ended = children.wait_for_any_end(running)
            raise Refused(
                _("The process %(name)s ended by itself (code %(code)s).")
                % {"name": ended.name, "code": ended.process.returncode},
                _("Read its messages above, then start again: nafa serve"),
            )
    finally:
        children.end_all(running)


def _share_counts(environment: Environment) -> None:
    """Several web processes put their counts together in a folder that begins empty."""
    folder = environment.data / "metrics"
    if environment.web_workers > 1:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _not_ready() -> Refused:
    return Refused(
        _("The web process did not become ready."),
        _("Read its messages above, then start again: nafa serve"),
    )


def _web_command(environment: Environment, port: int) -> list[str]:
    exposure, tls = environment.exposure, []
    if exposure.certificate is not None:
        tls = ["--ssl-certificate", str(exposure.certificate), "--ssl-keyfile",
               str(exposure.certificate_key), "--ssl-protocol-min", "tls1.2"]  # fmt: skip
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", environment.host,
        "--port", str(port), "--workers", str(environment.web_workers),
        "--blocking-threads", str(_THREADS), "--log-level", "warning", "--no-ws", *tls,
        "nafa.runtime.wsgi:application",
    ]  # fmt: skip


def _address(environment: Environment, port: int) -> str:
    host = environment.host
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
    scheme = "https" if environment.exposure.certificate is not None else "http"
    return f"{scheme}://{shown}:{port}/"


def _answers(address: str) -> bool:
    """Whether our own process answers; the certificate is made for another name than this one."""
    own = ssl.create_default_context()
    own.check_hostname, own.verify_mode = False, ssl.CERT_NONE
    try:
        with urllib.request.urlopen(  # noqa: S310 - our own address
            f"{address}health/ready", timeout=2, context=own
        ) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _record(environment: Environment, child: Child, address: str) -> None:
    record = processes.record_of(child.process.pid, address=address)
    processes.write_record(pid_file(environment, child.name), record)


@contextmanager
def _recorded(environment: Environment, name: str, pid: int, address: str) -> Iterator[None]:
    path = pid_file(environment, name)
    processes.write_record(path, processes.record_of(pid, address=address))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
