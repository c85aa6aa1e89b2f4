"""`nafa` as a person runs it: real processes, a real data folder, the exit codes."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from factories.folders import copy_of, open_folder

NAFA = [sys.executable, "-m", "nafa.runtime.cli.main"]


@pytest.fixture
def environ() -> Iterator[dict[str, str]]:
    folder = open_folder("nafa-cli-")
    values = environment_of(folder)
    yield values
    subprocess.run([*NAFA, "stop"], env=values, check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def migrated(environ: dict[str, str]) -> dict[str, str]:
    """The same, with a data folder as the first start leaves it."""
    copy_of(migrate, Path(environ["NAFA_DATA"]).parent)
    return environ


def environment_of(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NAFA_")}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "NAFA_DATA": str(folder / "data"),
        "NAFA_LANGUAGE": "en",
        "NAFA_PORT": str(port),
    }


def migrate(folder: Path) -> None:
    assert nafa(environment_of(folder), "migrate").returncode == 0


def nafa(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*NAFA, *arguments], env=environ, check=False, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=120,
    )  # fmt: skip


def serving(environ: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    """`nafa serve`, once it has said where it runs."""
    process = subprocess.Popen(
        [*NAFA, "serve", *arguments], env=environ, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "http://" in line:
            return process
    pytest.fail("nafa serve did not start")


def ready(environ: dict[str, str]) -> dict[str, str]:
    address = f"http://127.0.0.1:{environ['NAFA_PORT']}/health/ready"
    with urllib.request.urlopen(address, timeout=10) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        return dict(json.load(answer))


def test_wrong_usage_is_code_2_and_says_where_help_is(environ: dict[str, str]) -> None:
    for arguments in (["serve", "--port", "eighty"], ["serve", "--frobnicate"]):
        done = nafa(environ, *arguments)

        assert done.returncode == 2
        assert "--help" in done.stderr


def test_help_needs_no_database(environ: dict[str, str]) -> None:
    done = nafa(environ, "--help")

    assert done.returncode == 0
    for command in ("demo", "test", "serve", "worker", "stop", "migrate"):
        assert f"  {command} " in done.stdout
    assert not Path(environ["NAFA_DATA"]).exists()


def test_a_wrong_setting_is_code_1_with_advice(environ: dict[str, str]) -> None:
    done = nafa({**environ, "NAFA_PORT": "many"}, "stop")

    assert done.returncode == 1
    assert "NAFA_PORT" in done.stderr
    assert "→" in done.stderr
    assert "Traceback" not in done.stderr


def test_stop_says_when_nothing_runs(environ: dict[str, str]) -> None:
    done = nafa(environ, "stop")

    assert (done.returncode, environ["NAFA_DATA"] in done.stdout) == (0, True)


def test_migrate_leaves_no_server_behind(environ: dict[str, str]) -> None:
    done = nafa(environ, "migrate")

    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing runs" in nafa(environ, "stop").stdout


def test_serve_all_serves_as_the_application_and_ctrl_c_stops_everything(
    migrated: dict[str, str],
) -> None:
    process = serving(migrated, "--all")

    assert ready(migrated) == {"status": "ready", "role": "nafa_app"}
    second = nafa(migrated, "serve")
    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=30) == 0
    assert second.returncode == 1
    assert "already runs" in second.stderr
    assert "Nothing runs" in nafa(migrated, "stop").stdout


def test_stop_ends_an_institution_that_began_from_nothing(environ: dict[str, str]) -> None:
    process = serving(environ)

    stopped = nafa(environ, "stop")

    assert stopped.returncode == 0
    assert process.wait(timeout=30) == 0
    with pytest.raises(OSError, match="refused"):
        ready(environ)


def test_after_kill_9_stop_cleans_up_and_the_next_start_works(migrated: dict[str, str]) -> None:
    process = serving(migrated, "--all")
    process.kill()
    process.wait()

    refused = nafa(migrated, "serve")
    stopped = nafa(migrated, "stop")
    again = serving(migrated)
    again.send_signal(signal.SIGTERM)

    assert refused.returncode == 1
    assert "nafa stop" in refused.stderr
    assert all(name in stopped.stdout for name in ("web", "worker", "postgresql"))
    assert again.wait(timeout=30) == 0


def test_a_taken_port_is_refused_unless_auto(migrated: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", int(migrated["NAFA_PORT"]))):
        refused = nafa(migrated, "serve")
        process = serving(migrated, "--port", "auto")
        process.send_signal(signal.SIGTERM)

    assert refused.returncode == 1
    assert "--port" in refused.stderr
    assert process.wait(timeout=30) == 0


def test_an_external_database_without_secrets_is_refused(environ: dict[str, str]) -> None:
    done = nafa({**environ, "NAFA_DATABASE_URL": "postgresql://localhost:1/nafa"}, "migrate")

    assert done.returncode == 1
    assert "NAFA_SECRET_KEY" in done.stderr
