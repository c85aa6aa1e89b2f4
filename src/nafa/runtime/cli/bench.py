"""`nafa bench NAME`: a benchmark of the checkout on a throw-away server, its figures as JSON."""

import argparse
import base64
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from nafa.interfaces.cli.shape import Commands
from nafa.runtime.cli.quality import ROOT, throw_away_server
from nafa.runtime.embedded_postgres import bundled_program
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

FOLDER = ROOT / "bench"
DATABASE = "nafa_bench"


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("run a benchmark and print its figures as JSON")
    parser = commands.add_parser("bench", help=summary, description=summary)
    parser.add_argument("name", help=_("one of: %(names)s") % {"names": ", ".join(names())})
    parser.add_argument("arguments", nargs="*", help=_("arguments of the benchmark"))
    parser.set_defaults(run=run)


def names() -> list[str]:
    """The benchmarks of this checkout."""
    return sorted(path.stem.replace("_", "-") for path in FOLDER.glob("[a-z]*.py"))


def run(args: argparse.Namespace) -> int:
    """Run it in a process of its own, on a migrated database of its own."""
    program = FOLDER / f"{args.name.replace('-', '_')}.py"
    if not program.exists():
        raise Refused(
            _("There is no benchmark %(name)s here.") % {"name": args.name},
            _("Choose one of: %(names)s") % {"names": ", ".join(names())},
        )
    with (
        throw_away_server(bundled_program()) as url,
        tempfile.TemporaryDirectory(prefix="nafa-bench-") as folder,
    ):
        with psycopg.connect(url, autocommit=True) as session:
            session.execute(f"CREATE DATABASE {DATABASE}")
        environ = _environment(url, Path(folder))
        module = [sys.executable, "-m", "nafa.runtime.cli.main"]
        subprocess.run([*module, "migrate", "--quiet"], check=True, env=environ)
        return subprocess.run(
            [sys.executable, str(program), *args.arguments], check=False, env=environ
        ).returncode


def _environment(url: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "NAFA_DATA": str(folder),
        "NAFA_DATABASE_URL": url.replace("/postgres?", f"/{DATABASE}?"),
        "NAFA_SECRET_KEY": secrets.token_urlsafe(48),
        "NAFA_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "DJANGO_SETTINGS_MODULE": "nafa.runtime.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
