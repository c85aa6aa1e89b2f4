"""`./nafa X`: set up what is missing or stale, then become `nafa X` in its environment."""

import fcntl
import os
import sys
from pathlib import Path
from typing import NoReturn

from nafa.runtime.bootstrap.frontend import build_if_stale
from nafa.runtime.bootstrap.packages import Environment
from nafa.runtime.bootstrap.speech import CannotSetUp, explain, say
from nafa.runtime.bootstrap.steps import digest, is_marked, run_step

_LOCALE = Path("src/nafa/locale")


def main(root: Path, arguments: list[str]) -> NoReturn:
    """Set up under a lock, so that two first starts do not build over each other."""
    folder = Path(os.environ.get("NAFA_VENV") or root / ".venv").absolute()
    environment = Environment(root=root, folder=folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with (folder.parent / f"{folder.name}.lock").open("w") as lock:
            _wait_for(lock.fileno())
            environment.bring_up_to_date(development=arguments[:1] == ["test"])
            build_if_stale(environment)
            _compile_words_if_stale(environment)
    except CannotSetUp as problem:
        explain(problem)
        sys.exit(1)
    except OSError as error:
        explain(
            CannotSetUp(
                f"La mise en place a échoué : {error}\n→ Vérifiez la place et les droits.",
                f"Set-up failed: {error}\n→ Check the free space and the rights.",
            )
        )
        sys.exit(1)
    os.environ.pop("PYTHONPATH", None)
    python = str(environment.python)
    os.execv(python, [python, "-m", "nafa.runtime.cli.main", *arguments])  # noqa: S606


def _wait_for(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Une autre mise en place est en cours", "Another set-up is under way")
        fcntl.flock(lock, fcntl.LOCK_EX)


def _compile_words_if_stale(environment: Environment) -> None:
    locale = environment.root / _LOCALE
    catalogues = list(locale.glob("*/LC_MESSAGES/**/*.po"))
    mark = digest(catalogues)
    stamp = environment.folder / ".nafa-words"
    compiled = all((path.parents[1] / "django.mo").exists() for path in catalogues)
    if compiled and is_marked(stamp, mark):
        return
    run_step(
        [environment.python, "-m", "nafa.runtime.catalogues"],
        what=("préparer les traductions", "prepare the translations"),
    )
    stamp.write_text(mark)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
