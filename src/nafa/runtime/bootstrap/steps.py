"""What set-up steps share: running a program, and knowing whether its inputs have changed."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nafa.runtime.bootstrap.speech import CannotSetUp

NEEDED_MB = 2_000
_NETWORK_SIGNS = (
    "network", "connect", "resolve", "timed out", "timeout", "unreachable", "econn", "enotfound",
    "eai_again", "no matching distribution", "dns", "proxy",
)  # fmt: skip
_SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def digest(paths: Iterable[Path], *more: str) -> str:
    """One mark for the content of files; another mark means that something changed."""
    mark = hashlib.sha256("\0".join(more).encode())
    for path in sorted(paths):
        mark.update(path.name.encode() + b"\0")
        mark.update(path.read_bytes() + b"\0")
    return mark.hexdigest()


def is_marked(stamp: Path, mark: str) -> bool:
    """Whether the step was finished with these very inputs."""
    return stamp.is_file() and stamp.read_text() == mark


def require_space(folder: Path) -> None:
    """Refuses: less than two gigabytes left where the program will be set up."""
    free_mb = shutil.disk_usage(folder).free // 10**6
    if free_mb < NEEDED_MB:
        raise CannotSetUp(
            f"Le disque de {folder} est presque plein : {free_mb} Mo libres, il en faut"
            f" {NEEDED_MB}.\n→ Libérez de la place, ou donnez un autre dossier dans NAFA_VENV.",
            f"The disk of {folder} is nearly full: {free_mb} MB free, {NEEDED_MB} are needed.\n"
            "→ Free some space, or name another folder in NAFA_VENV.",
        )


def run_step(
    command: Sequence[str | Path],
    *,
    what: tuple[str, str],
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> str:
    """Run a program quietly and return what it printed. Refuses with its last lines."""
    done = subprocess.run(
        command, cwd=folder, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, check=False, env={**os.environ, **(environ or {})},
    )  # fmt: skip
    if done.returncode == 0:
        return done.stdout
    last = "\n".join(done.stdout.strip().splitlines()[-12:])
    french, english = "→ Lisez le message ci-dessus.", "→ Read the message above."
    if "no space left" in last.lower():
        french, english = "→ Libérez de la place.", "→ Free some disk space."
    elif any(sign in last.lower() for sign in _NETWORK_SIGNS):
        french = (
            "→ La première mise en place télécharge les composants : vérifiez la connexion"
            " (et le proxy), puis relancez la même commande."
        )
        english = (
            "→ The first set-up downloads the components: check the connection (and the proxy),"
            " then run the same command again."
        )
    raise CannotSetUp(f"{last}\n\nÉchec : {what[0]}.\n{french}", f"Failed: {what[1]}.\n{english}")


def certificates() -> dict[str, str]:
    """Node has its own list of authorities; offices with a proxy add theirs to the system's."""
    if "NODE_EXTRA_CA_CERTS" in os.environ or not _SYSTEM_CERTIFICATES.exists():
        return {}
    return {"NODE_EXTRA_CA_CERTS": str(_SYSTEM_CERTIFICATES)}
