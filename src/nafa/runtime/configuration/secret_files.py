"""Secrets that an institution on one machine never has to think of: made once, kept closed."""

import base64
import os
import secrets
from dataclasses import replace
from pathlib import Path

from nafa.runtime.configuration.environment import MASTER_KEY_BYTES, Environment, master_key_bytes
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

_SECRET_KEY, _MASTER_KEY = "secret_key", "master_key"  # names of files


def with_kept_secrets(environment: Environment) -> Environment:
    """The environment, completed by the secrets kept in the data folder (embedded only)."""
    if not environment.is_embedded:
        return environment
    folder = environment.data / "secrets"
    master_key = _read(folder / _MASTER_KEY)
    return replace(
        environment,
        secret_key=environment.secret_key or _read(folder / _SECRET_KEY),
        master_key=environment.master_key or (master_key_bytes(master_key) if master_key else None),
    )


def make_missing_secrets(environment: Environment) -> None:
    """Make what is neither given nor kept. Only beside an embedded database."""
    if not environment.is_embedded:
        return
    known = with_kept_secrets(environment)
    folder = environment.data / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if known.secret_key is None:
        keep_secret(folder / _SECRET_KEY, secrets.token_urlsafe(48))
    if known.master_key is None:
        key = base64.b64encode(secrets.token_bytes(MASTER_KEY_BYTES)).decode()
        keep_secret(folder / _MASTER_KEY, key)


def require_lasting_secrets(environment: Environment) -> None:
    """Refuses: secrets that would be forgotten when the process ends, and sealed values with them.

    Tests may work with passing ones; a server, a job and a command may not.
    """
    known = with_kept_secrets(environment)
    for name, value in (
        ("NAFA_SECRET_KEY", known.secret_key),
        ("NAFA_MASTER_KEY", known.master_key),
    ):
        if value is None:
            raise Refused(
                _("%(name)s is not set.") % {"name": name},
                _(
                    "Set %(name)s, or %(name)s_FILE to a file that holds it, and keep a copy of it"
                    " outside this machine."
                )
                % {"name": name},
            )


def _read(path: Path) -> str | None:
    try:
        return path.read_text().strip() or None
    except FileNotFoundError:
        return None


def keep_secret(path: Path, text: str) -> None:
    """Write a secret that is not there yet, readable by its owner only."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
