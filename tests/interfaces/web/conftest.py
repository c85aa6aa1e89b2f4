"""A running Nafa with its own database, and one browser, for all checks of the screens."""

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import httpx
import psycopg
import pytest
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from conftest import copy_template
from nafa.interfaces.web.assets import MANIFEST

ROOT = Path(__file__).parents[3]
STAGE = Path(__file__).parent / "stage.py"
START_SECONDS = 60


class House(NamedTuple):
    """A running institution: where it answers."""

    url: str


def _address(database: str) -> str:
    known = {**conninfo_to_dict(os.environ["NAFA_DATABASE_URL"])}
    user, password = known.pop("user", ""), known.pop("password", "")
    known.pop("dbname", None)
    query = "&".join(f"{name}={value}" for name, value in known.items())
    secret = f":{password}" if password else ""
    return f"postgresql://{user}{secret}@/{database}?{query}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(environment: dict[str, str], *command: str) -> None:
    done = subprocess.run(
        [sys.executable, *command], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")


@pytest.fixture(scope="session")
def house(template: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A furnished institution behind a real server process."""
    with running_house(tmp_path_factory.mktemp("screens"), act="furnish") as running:
        yield running


@contextmanager
def running_house(folder: Path, *, act: str) -> Iterator[House]:
    """An institution that an act of the stage has furnished, behind a server process."""
    if not MANIFEST.exists():
        pytest.fail("the front end is not built: npm ci && npm run build in its folder")
    name = f"test_screens_{uuid4().hex[:8]}"
    server_address = os.environ["NAFA_DATABASE_URL"]
    copy_template(name)
    port = free_port()
    environment = {
        **os.environ,
        "NAFA_DATABASE_URL": _address(name),
        "NAFA_DATA": str(folder),
        "NAFA_PUBLIC_SIMULATOR": "yes",
        "NAFA_SECRET_KEY": "a-key-for-the-checks-of-the-screens-and-nothing-else",
        "NAFA_MASTER_KEY": base64.b64encode(settings.NAFA_MASTER_KEY).decode(),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "nafa.runtime.settings"),
        "NAFA_ORIGINS": f"http://localhost:{port}",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]),
    }
    try:
        _run(environment, str(STAGE), act)
        server = subprocess.Popen(
            [sys.executable, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/connexion/", server)
            yield House(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(10)
    finally:
        with psycopg.connect(server_address, autocommit=True) as session:
            session.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
