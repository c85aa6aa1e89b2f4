"""The virtual environment: exactly the packages of a lock, each with its hash."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from nafa.runtime.bootstrap.speech import CannotSetUp, say
from nafa.runtime.bootstrap.steps import digest, is_marked, require_space, run_step

RUNTIME_LOCK, DEVELOPMENT_LOCK = "requirements.lock", "requirements-dev.lock"
_REGISTRY_SETTINGS = (("index-url", "UV_DEFAULT_INDEX"), ("extra-index-url", "UV_INDEX"))


class Environment:
    """A virtual environment and the checkout it serves."""

    def __init__(self, *, root: Path, folder: Path) -> None:
        self.root = root
        self.folder = folder
        self.python = folder / "bin" / "python"
        self.uv = folder / "bin" / "uv"

    def bring_up_to_date(self, *, development: bool) -> None:
        """Make it match the lock; a development environment stays one."""
        stamp = self.folder / ".nafa-packages"
        needed = self._mark(DEVELOPMENT_LOCK if development else RUNTIME_LOCK)
        richer = self._mark(DEVELOPMENT_LOCK)
        whole = self.python.exists() and self.uv.exists()
        if whole and (is_marked(stamp, needed) or is_marked(stamp, richer)):
            return
        require_space(self.folder.parent)
        was_development = stamp.is_file() and stamp.read_text().startswith(DEVELOPMENT_LOCK)
        lock = DEVELOPMENT_LOCK if development or was_development else RUNTIME_LOCK
        say("Installation des composants", "Installing the components")
        stamp.unlink(missing_ok=True)
        if not whole:
            self._create(lock)
        run_step(
            [self.uv, "pip", "sync", "--quiet", "--require-hashes", "--python", self.python,
             self.root / lock],
            what=("installer les composants", "install the components"),
            environ=self.uv_settings(),
        )  # fmt: skip
        self._know_the_source()
        stamp.write_text(self._mark(lock))

    def uv_settings(self) -> dict[str, str]:
        """uv follows what pip was told about registries, and trusts what the system trusts.

        Like pip it looks in all of them for a pinned version; the hashes of the lock decide what
        is taken.
        """
        settings = {
            "UV_SYSTEM_CERTS": "1",
            "UV_NO_CONFIG": "1",
            "UV_NO_PROGRESS": "1",
            "UV_INDEX_STRATEGY": "unsafe-best-match",
        }
        told = subprocess.run(
            [sys.executable, "-m", "pip", "config", "list"],
            capture_output=True, text=True, check=False,
        ).stdout  # fmt: skip
        for pip_name, uv_name in (
            ("index-url", "UV_DEFAULT_INDEX"),
            ("extra-index-url", "UV_INDEX"),
        ):
            given = re.search(rf"^(?:global|install|:env:)\.{pip_name}='([^']+)'", told, re.M)
            if given and uv_name not in os.environ:
                settings[uv_name] = given.group(1).replace("\\n", " ").strip()
        return settings

    def _mark(self, lock: str) -> str:
        return f"{lock} {digest([self.root / lock], str(self.root))}"

    def _create(self, lock: str) -> None:
        _require_venv()
        shutil.rmtree(self.folder, ignore_errors=True)
        run_step(
            [sys.executable, "-m", "venv", self.folder],
            what=("créer l'environnement Python", "make the Python environment"),
        )
        only_uv = self.folder / "uv.lock.txt"
        only_uv.write_text(pinned(self.root / lock, "uv"))
        run_step(
            [self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--no-deps", "--require-hashes", "-r", only_uv],
            what=("installer uv", "install uv"),
        )  # fmt: skip

    def _know_the_source(self) -> None:
        found = next(self.folder.glob("lib/python*/site-packages"))
        (found / "nafa.pth").write_text(f"{self.root / 'src'}\n")


def pinned(lock: Path, name: str) -> str:
    """The lines of a lock that pin one package, with its hashes."""
    found = re.search(rf"^{re.escape(name)}==.*?(?=^\S|\Z)", lock.read_text(), re.M | re.S)
    if found is None:
        raise CannotSetUp(
            f"{name} manque dans {lock.name}.\n→ Reprenez ce fichier du dépôt.",
            f"{name} is missing from {lock.name}.\n→ Take this file from the repository again.",
        )
    return found.group()


def _require_venv() -> None:
    """Debian ships `venv` apart from Python: install it as root, or say how."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    package = f"python3.{sys.version_info.minor}-venv"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installation de {package}", f"Installing {package}")
        what = (f"installer {package}", f"install {package}")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run_step(["apt-get", "update", "-q"], what=what, environ=quiet)
        run_step(["apt-get", "install", "-qy", package], what=what, environ=quiet)
        return
    raise CannotSetUp(
        f"Il manque à Python le module venv.\n→ sudo apt-get install {package}",
        f"Python lacks its venv module.\n→ sudo apt-get install {package}",
    )
