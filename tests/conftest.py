"""The database of the tests: built once by its owner, then used as `nafa_app`.

It is copied from a template that is named after what makes it (the migrations, the master key) and
that stays on the server: the first who needs it builds it, all others wait for that.

- A test marked `django_db` runs in a transaction that is rolled back, as the role `nafa_app`,
  which cannot change posted entries. It sees the small institution that `house` describes.
- A test that needs real commits, several connections or other processes asks for
  `fresh_database`: a migrated, empty database for this test alone, dropped afterwards.
  `transactional_db` is of no use here: nobody may truncate a journal.

`NAFA_DATABASE_URL` names a server and a log-in that may create databases and roles. `./nafa test`
gives one; by hand: `NAFA_DATABASE_URL=postgresql://postgres@localhost/postgres pytest`.
"""

import base64
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from playwright.sync_api import Browser, expect, sync_playwright
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pytest_django.plugin import DjangoDbBlocker

from factories.goods import Goods, make_goods
from factories.house import House, make_house
from nafa.runtime.database import migrate

ROOT = Path(__file__).parents[1]
_SUFFIX = uuid4().hex[:8]
CHROMIUM = os.environ.get("NAFA_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
PATIENCE = 30_000
"""Milliseconds a page may take to show something: beside other tests a disk may rest that long."""
_FURNISHED: list[House] = []
# The browser's own event loop lives in this thread as long as the browser does; the tests' queries
# are synchronous all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
SHIPPED_HASHERS = list(settings.PASSWORD_HASHERS)
settings.PASSWORD_HASHERS = ["factories.hashing.SwiftArgon2", *SHIPPED_HASHERS[1:]]
# What a test takes, roughly, beside one of pure Python: by its marks, its fixtures, its folder.
COSTS = {
    "database": 5, "fresh_database": 20, "browser": 100, "slow": 100,
    "runtime": 20, "journeys": 50,
}  # fmt: skip
_TEMPLATE_LOCK = 0x6E746D70
WORKED_IN = f"test_nafa_{_SUFFIX}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database: `./nafa test` runs that on a second PostgreSQL as well."""
    for item in items:
        if item.get_closest_marker("django_db") or _asked(item) & {"db", "fresh_database"}:
            item.add_marker("database")


@pytest.hookimpl(specname="pytest_collection_modifyitems", trylast=True)
def pytest_longest_files_first(items: list[pytest.Item]) -> None:
    """Files that take long come first: of those that run at once none is alone at the end."""
    weights: Counter[Path] = Counter()
    for item in items:
        kinds = {mark.name for mark in item.iter_markers()} | _asked(item)
        kinds |= set(item.nodeid.split("/")[1:2])
        weights[item.path] += 1 + sum(COSTS.get(kind, 0) for kind in kinds)
    items.sort(key=lambda item: (-weights[item.path], str(item.path)))


def _asked(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


@dataclass(frozen=True)
class FreshDatabase:
    """A database for one test. The test's own Django connection already uses it."""

    name: str
    url: str

    def environment(self) -> dict[str, str]:
        """For other processes that shall work in the same database, with the same keys."""
        return {
            **os.environ,
            "NAFA_DATABASE_URL": self.url,
            "NAFA_DATA": str(settings.NAFA_DATA),
            "NAFA_SECRET_KEY": settings.SECRET_KEY,
            "NAFA_MASTER_KEY": base64.b64encode(settings.NAFA_MASTER_KEY).decode(),
        }


@pytest.fixture(scope="session")
def template(django_db_blocker: DjangoDbBlocker) -> None:
    """There is a template on the server: `copy_template` works."""
    with django_db_blocker.unblock():
        _require_server()
        _build_template()


@pytest.fixture(scope="session")
def django_db_setup(template: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Copy the template, furnish it, and act as the application from then on."""
    with django_db_blocker.unblock():
        copy_template(WORKED_IN)
        with _connected_to(WORKED_IN, role="nafa_app"):
            _FURNISHED.append(make_house())
        connection.settings_dict["NAME"] = WORKED_IN
    yield
    with django_db_blocker.unblock():
        connection.close()
        _drop(WORKED_IN)


@pytest.fixture
def fresh_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[FreshDatabase]:
    """A committed-to database of its own for one test, and for processes that it starts."""
    with django_db_blocker.unblock(), a_fresh_database() as database:
        yield database


@contextmanager
def a_fresh_database() -> Iterator[FreshDatabase]:
    """A migrated, empty database that Django's connection uses inside the block."""
    name = f"test_nafa_{uuid4().hex[:12]}"
    copy_template(name)
    try:
        with _connected_to(name, role="nafa_app"):
            yield FreshDatabase(name=name, url=_url(name))
    finally:
        _drop(name)


@contextmanager
def an_empty_database() -> Iterator[str]:
    """A database without a table, on which Django's connection acts as the owner."""
    name = f"test_nafa_{uuid4().hex[:12]}"
    _administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        with _connected_to(name, role=None):
            yield name
    finally:
        _drop(name)


@pytest.fixture(autouse=True)
def files_in_a_throw_away_folder(settings: Any, tmp_path: Any) -> None:
    """Stored files never reach a real data folder."""
    settings.NAFA_FILES = tmp_path / "files"


def _require_server() -> None:
    if not os.environ.get("NAFA_DATABASE_URL"):
        pytest.exit("Database tests need NAFA_DATABASE_URL; ./nafa test gives one.", returncode=2)


def _url(database: str) -> str:
    known = {**conninfo_to_dict(os.environ["NAFA_DATABASE_URL"]), "dbname": database}
    user, password = str(known.pop("user", "")), str(known.pop("password", ""))
    name = known.pop("dbname")
    query = "&".join(f"{key}={value}" for key, value in known.items())
    secret = f":{password}" if password else ""
    return f"postgresql://{user}{secret}@/{name}?{query}"


def _administer(statement: sql.Composed) -> None:
    address = make_conninfo(os.environ["NAFA_DATABASE_URL"])
    with psycopg.connect(address, autocommit=True) as session:
        session.execute(statement)


@cache
def _template() -> str:
    made_by = sorted((ROOT / "src").glob("nafa/*/migrations/*.py"))
    made_by += [ROOT / "src/nafa/runtime/database.py", ROOT / "requirements-dev.lock"]
    mark = sha256(os.environ.get("NAFA_MASTER_KEY", "").encode())
    for path in made_by:
        mark.update(path.read_bytes())
    return f"test_nafa_template_{mark.hexdigest()[:12]}"


def _build_template() -> None:
    """Make it where it is not there yet; it has its name only when it is whole."""
    name, unfinished = _template(), f"test_nafa_{_SUFFIX}_unfinished"
    with psycopg.connect(os.environ["NAFA_DATABASE_URL"], autocommit=True) as session:
        session.execute("SELECT pg_advisory_lock(%s)", [_TEMPLATE_LOCK])
        there = session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if there.fetchone():
            return
        session.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
        with _connected_to(unfinished, role=None):
            migrate()
        session.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(unfinished), sql.Identifier(name)
            )
        )


def copy_template(name: str) -> None:
    """A database with all tables and nothing in it."""
    _administer(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(_template())
        )
    )


def _drop(name: str) -> None:
    _administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _connected_to(name: str, *, role: str | None) -> Iterator[None]:
    """Django's connection in another database, as the owner (no role) or as the application."""
    shared = connections.settings["default"]  # threads that a test starts read it too
    before, kept = (shared["NAME"], shared["OPTIONS"]), connections["default"]
    options = {key: value for key, value in before[1].items() if key != "options"}
    if role is not None:
        options["options"] = f"-c role={role}"
    shared["NAME"], shared["OPTIONS"] = name, options
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = kept
        shared["NAME"], shared["OPTIONS"] = before


@pytest.fixture
def house(db: None) -> House:
    """A small institution with its people, in a transaction that is rolled back."""
    return deepcopy(_FURNISHED[0])


@pytest.fixture
def goods(house: House) -> Goods:
    """The house with an Islamic pool and its own funds, ready to finance by goods."""
    return make_goods(house)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests: a second one cannot be driven from the same thread."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()
