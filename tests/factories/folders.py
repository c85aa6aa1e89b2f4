"""Data folders that are costly to make: made once in this process, then copied for each test."""

import atexit
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path


def copy_of(make: Callable[[Path], None], folder: Path) -> None:
    """Bring into `folder` what `make` leaves in an empty one, with all rights and owners.

    `make` leaves no process behind.
    """
    subprocess.run(["cp", "-a", f"{_made(make)}/.", str(folder)], check=True)


def open_folder(prefix: str) -> Path:
    """A throw-away folder that the user of the database may enter."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o711)
    return folder


@cache
def _made(make: Callable[[Path], None]) -> Path:
    folder = open_folder("nafa-kept-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make(folder)
    return folder
