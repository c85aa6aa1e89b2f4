"""Where an institution's data lies when nobody says so."""

import os
from collections.abc import Mapping
from pathlib import Path

from nafa.runtime.embedded_postgres.os_user import can_pass, expected_user

SYSTEM_FOLDER = Path("/var/lib/nafa")


def default_data_folder(environ: Mapping[str, str]) -> Path:
    """`~/.local/share/nafa`; for root `/var/lib/nafa` when its home is closed to other users.

    PostgreSQL does not run as root, so the user that runs it must be able to walk there.
    """
    home = Path(environ["HOME"]) if environ.get("HOME") else Path("~").expanduser()
    own = home / ".local" / "share" / "nafa"
    if os.geteuid() == 0 and not can_pass(own, expected_user()):
        return SYSTEM_FOLDER
    return own


def make_data_folder(folder: Path) -> None:
    """Make the folder; as root others may walk through it (not list it), for PostgreSQL's user."""
    if folder.exists():
        return
    folder.mkdir(parents=True, mode=0o755)
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
