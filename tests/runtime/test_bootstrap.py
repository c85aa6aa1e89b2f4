"""`./nafa` on machines that lack something: readable words in both languages, nothing half-made."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nafa.runtime.bootstrap import steps
from nafa.runtime.bootstrap.packages import pinned
from nafa.runtime.bootstrap.speech import CannotSetUp

ROOT = Path(__file__).parents[2]


def launched(tmp_path: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """The launcher with an empty home and hardly any environment."""
    return subprocess.run(
        [ROOT / "nafa", "stop"], check=False, capture_output=True, text=True, timeout=120,
        env={"HOME": str(tmp_path), "PATH": os.defpath, "NAFA_VENV": str(tmp_path / "venv"),
             "NAFA_DATA": str(tmp_path / "data"), **environ},
    )  # fmt: skip


def test_a_python_that_is_too_old_is_named_in_both_languages(tmp_path: Path) -> None:
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("sh", "dirname", "cat"):
        (commands / name).symlink_to(str(shutil.which(name)))
    old = commands / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
    old.chmod(0o755)

    done = launched(tmp_path, PATH=str(commands))

    assert done.returncode == 1
    assert "Nafa demande Python 3.11 ou plus récent ; trouvé : Python 3.9.2" in done.stderr
    assert "Nafa needs Python 3.11 or later; found: Python 3.9.2" in done.stderr
    assert "apt-get install" in done.stderr


def test_without_a_network_the_first_set_up_says_so_and_can_be_repeated(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9/simple"

    for _attempt in range(2):
        done = launched(tmp_path, PIP_INDEX_URL=nowhere, PIP_RETRIES="0", UV_DEFAULT_INDEX=nowhere)

        assert done.returncode == 1
        assert "vérifiez la connexion" in done.stderr
        assert "check the connection" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_full_disk_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "NEEDED_MB", 10**12)

    with pytest.raises(CannotSetUp) as refusal:
        steps.require_space(tmp_path)

    assert "presque plein" in refusal.value.french
    assert "nearly full" in refusal.value.english


def test_a_failing_step_tells_its_last_lines() -> None:
    program = "print('No space left on device'); raise SystemExit(1)"

    with pytest.raises(CannotSetUp) as refusal:
        steps.run_step([sys.executable, "-c", program], what=("essayer", "try"))

    assert "No space left on device" in refusal.value.french
    assert "Libérez de la place" in refusal.value.french


def test_a_changed_input_is_noticed(tmp_path: Path) -> None:
    file, stamp = tmp_path / "lock", tmp_path / "stamp"
    file.write_text("one")
    stamp.write_text(steps.digest([file]))

    assert steps.is_marked(stamp, steps.digest([file]))
    file.write_text("two")
    assert not steps.is_marked(stamp, steps.digest([file]))


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_pin_uv_and_every_package_with_a_hash(name: str) -> None:
    lock = ROOT / name

    assert pinned(lock, "uv").count("--hash=sha256:") > 1
    packages = [line for line in lock.read_text().splitlines() if "==" in line]
    assert packages
    assert all(line.rstrip().endswith("\\") for line in packages)
    assert "://" not in lock.read_text()


def test_a_development_environment_serves_as_well() -> None:
    def versions(name: str) -> set[str]:
        lines = (ROOT / name).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line}

    assert versions("requirements.lock") <= versions("requirements-dev.lock")
