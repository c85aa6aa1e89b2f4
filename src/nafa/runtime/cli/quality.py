"""`nafa test`: lint, types, contracts and the tests, with everything they need.

The tests run on the embedded PostgreSQL, in a folder that is thrown away, and on the system's
own PostgreSQL (15 or later) where there is one or root may install it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg

from nafa.interfaces.cli.shape import Commands
from nafa.runtime.cli.weaknesses import audit_of
from nafa.runtime.embedded_postgres import Program, bundled_program, program_in, server_in
from nafa.runtime.embedded_postgres.credentials import SUPERUSER
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

_OLDEST_MAJOR = 15
EMBEDDED, EXTERNAL, BOTH = "embedded", "external", "both"
ROOT = Path(__file__).parents[4]
_SYSTEM_PROGRAMS = Path("/usr/lib/postgresql")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PROCESSORS = os.cpu_count() or 1
# A file's tests stay together: they share what was costly to make. The files come in the order of
# tests/conftest.py, the longest first, so that nobody is left with a long one at the end. One more
# at once than there are processors: tests wait for servers, disks and browsers now and then.
# `-- -n0` runs one after another.
_AT_ONCE = ("-n", str(min(_PROCESSORS + 1, 5)), "--dist", "loadfile", "--no-loadscope-reorder")
_STATIC_CHECKS = (
    ("ruff", ("-m", "ruff", "check", ".")),
    ("ruff format", ("-m", "ruff", "format", "--check", ".")),
    ("mypy", ("-m", "mypy")),
    ("bandit", ("-m", "bandit", "-q", "-c", "pyproject.toml", "-r", "src/nafa")),
    ("import-linter", ("-c", "from importlinter.cli import lint_imports_command as c; c()")),
)


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("run lint, types, contracts and the test suite")
    parser = commands.add_parser("test", help=summary, description=summary)
    parser.add_argument(
        "--database", choices=(EMBEDDED, EXTERNAL, BOTH), default=BOTH,
        help=_("PostgreSQL to test on (default: both); NAFA_DATABASE_URL names another one"),
    )  # fmt: skip
    parser.add_argument("pytest", nargs="*", help=_("arguments for pytest, after --"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Everything, the quick checks first. pytest's closing line comes last."""
    os.chdir(ROOT)
    notices = _missing_tools(args.database)
    has_checks = not args.pytest and args.database != EXTERNAL
    failed = _failed_checks() if has_checks else []
    if has_checks:
        audit = audit_of(ROOT / "requirements.lock")
        notices += audit.notices
        failed += audit.faults
    _tell(notices)
    for name in failed:
        print(_("Failed: %(check)s") % {"check": name}, file=sys.stderr, flush=True)
    if os.environ.get("NAFA_DATABASE_URL"):
        codes = [_pytest(os.environ["NAFA_DATABASE_URL"], args.pytest)]
    else:
        codes = [
            _tested_on(program, args.pytest or chosen)
            for program, chosen in _programs(args.database)
        ]
    _tell(notices)
    return 1 if failed or not codes or any(codes) else 0


def _tell(notices: Sequence[str]) -> None:
    """What could not be checked, loudly and counted, before the tests and after them."""
    for number, notice in enumerate(notices, start=1):
        print(f"[{number}/{len(notices)}] {notice}", file=sys.stderr, flush=True)


def _failed_checks() -> list[str]:
    """They run side by side; what one of them says stands together, in the order of the table."""
    failed = []
    with ThreadPoolExecutor(_PROCESSORS) as side_by_side:
        for name, done in side_by_side.map(_checked, _STATIC_CHECKS):
            print(f"== {name}\n{done.stdout}", end="", flush=True)
            if done.returncode != 0:
                failed.append(name)
    return failed


def _checked(check: tuple[str, Sequence[str]]) -> tuple[str, subprocess.CompletedProcess[str]]:
    name, arguments = check
    done = subprocess.run(
        [sys.executable, *arguments], check=False, env=_quiet_environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return name, done


def _programs(chosen: str) -> Iterator[tuple[Program, Sequence[str]]]:
    """The system's PostgreSQL first, for what touches the database; then ours, for everything."""
    system = _system_program() if chosen != EMBEDDED else None
    if system is not None:
        yield system, ("-m", "database and not browser and not slow")
    if chosen != EXTERNAL:
        yield bundled_program(), ()


def _tested_on(program: Program, arguments: Sequence[str]) -> int:
    print(f"== pytest, PostgreSQL {program.version}", flush=True)
    with throw_away_server(program) as url:
        _spare_the_disk(url)
        return _pytest(url, arguments)


@contextmanager
def throw_away_server(program: Program) -> Iterator[str]:
    """A server in a temporary folder; the address of its superuser. Removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="nafa-test-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = server_in(folder, program=program)
        try:
            server.start()
            yield server.credentials.url(role=SUPERUSER, database="postgres")
        finally:
            server.stop()


def _spare_the_disk(url: str) -> None:
    """Tests kill processes, never the machine: what they write need not wait for the disk."""
    with psycopg.connect(url, autocommit=True) as session:
        session.execute("ALTER SYSTEM SET fsync = off")
        session.execute("SELECT pg_reload_conf()")


def _pytest(url: str, arguments: Sequence[str]) -> int:
    environ = {**_quiet_environment(), "NAFA_DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *_AT_ONCE, *arguments], check=False, env=environ
    ).returncode


def _quiet_environment() -> dict[str, str]:
    """Checks must neither read nor make an institution's data folder.

    Whoever wants no compiled files beside the sources gets them elsewhere: the tests start some
    hundred processes, and each would compile everything for itself.
    """
    environ = {**os.environ, "NAFA_DATA": str(Path(tempfile.gettempdir()) / "nafa-no-data")}
    if environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(sys.prefix) / "compiled"))
    return environ


def _missing_tools(database: str) -> list[str]:
    """Install what tests need where root may; otherwise say loudly what will not be tested."""
    notices = []
    if not any(map(shutil.which, _BROWSERS)) and not _installed("chromium", _BROWSERS[0]):
        notices.append(_("NOT TESTED: the browser journeys (install chromium)."))
    if database != EMBEDDED and _system_program() is None:
        _installed("postgresql", "postgres")
        if _system_program() is None:
            notices.append(
                _("NOT TESTED: an external PostgreSQL 15 or later (install postgresql).")
            )
    return notices


def _installed(package: str, command: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (("update", "-q"), ("install", "-qy", "--no-install-recommends", package)):
        print(f"== apt-get {' '.join(step)}", flush=True)
        subprocess.run(["apt-get", *step], check=False, env=environ, stdout=subprocess.DEVNULL)
    return shutil.which(command) is not None


def _system_program() -> Program | None:
    """The newest PostgreSQL of the system that Nafa supports."""
    folders = sorted(
        (path for path in _SYSTEM_PROGRAMS.glob("*") if path.name.isdecimal()),
        key=lambda path: int(path.name),
    )
    for folder in reversed(folders):
        if int(folder.name) >= _OLDEST_MAJOR and (folder / "bin" / "postgres").exists():
            try:
                return program_in(folder / "bin")
            except Refused:
                continue
    return None
