"""Many sessions move money among a few accounts, and some give up half-way: nothing is lost."""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, connections, transaction

from conftest import FreshDatabase
from factories.house import FIRST_DAY, House, make_house
from factories.journal import open_accounts
from nafa.kernel import clock
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import system_context
from nafa.ledger import commands as ledger
from nafa.ledger import errors
from nafa.ledger import queries as books
from nafa.lib.ids import uuid7_at

SECONDS = 60 if os.environ.get("NAFA_SLOW") else 4
SESSIONS, ACCOUNTS, START = 32, 20, 50_000
LIMITED = range(0, ACCOUNTS, 2)  # these may not fall below zero


class GivenUp(Exception):
    """What breaks a session's command half-way, on purpose."""


@command(permission="ledger.record")
def move(ctx: Context, *, moves: tuple[tuple[UUID, UUID, int], ...], gives_up: bool) -> None:
    """Post the moves as one set; then perhaps fail, as a lost connection or a bug would."""
    ledger.post_many(ctx, [transfer(ctx.business_date, *one) for one in moves])
    if gives_up:
        raise GivenUp


def transfer(day: date, debit: UUID, credit: UUID, minor: int) -> ledger.Draft:
    lines = (ledger.Line(debit, minor, 0, "XOF"), ledger.Line(credit, 0, minor, "XOF"))
    return ledger.Draft(uuid7_at(clock.now()), "test.move", day, lines)


@pytest.fixture
def accounts(fresh_database: FreshDatabase) -> list[UUID]:
    """Twenty accounts with money on them; every second one has a floor at zero."""
    house: House = make_house()
    ids = list(
        open_accounts(
            system_context(key="accounts"),
            keys=tuple(
                ledger.AccountKey(
                    "1141", "XOF", owner_kind="test", owner_id=UUID(int=number + 1),
                    minimum_minor=0 if number in LIMITED else None,
                )
                for number in range(ACCOUNTS)
            ),
        )
    )  # fmt: skip
    capital = ledger.account_for(
        house.ctx("system"), ledger.AccountKey("57111", "XOF", house.branch_id)
    )
    move(
        system_context(key="start"),
        moves=tuple((account_id, capital, START) for account_id in ids),
        gives_up=False,
    )
    return ids


class Session(threading.Thread):
    """One session: moves until the time is over, and remembers what it was told."""

    def __init__(self, accounts: list[UUID], seed: int, until: float) -> None:
        super().__init__()
        self.accounts, self.until, self.chance = accounts, until, random.Random(seed)
        self.told: Counter[UUID] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.surprise: BaseException | None = None

    def run(self) -> None:
        try:
            while time.monotonic() < self.until:
                self.outcomes[self._once()] += 1
        except BaseException as surprise:
            self.surprise = surprise
        finally:
            connections.close_all()

    def _once(self) -> str:
        moves = tuple(self._move() for _ in range(self.chance.choice((1, 1, 2, 5))))
        way_out = self.chance.random()
        try:
            if way_out < 0.1:
                self._cut_off(moves)
            else:
                move(system_context(key=str(uuid4())), moves=moves, gives_up=way_out < 0.2)
        except errors.BalanceTooLow:
            return "too_low"
        except GivenUp:
            return "given_up"
        for debit, credit, minor in moves:
            self.told[debit] += minor
            self.told[credit] -= minor
        return "done"

    def _move(self) -> tuple[UUID, UUID, int]:
        debit, credit = self.chance.sample(self.accounts, 2)
        return debit, credit, self.chance.randrange(1, 30_000)

    def _cut_off(self, moves: tuple[tuple[UUID, UUID, int], ...]) -> None:
        """The connection is lost after the posting and before the commit."""
        with pytest.raises(psycopg.Error), transaction.atomic():
            move(system_context(key=str(uuid4())), moves=moves, gives_up=False)
            connection.connection.close()
            raise psycopg.OperationalError
        connection.close()
        raise GivenUp


def snapshots(accounts: list[UUID], until: float) -> Iterator[list[int]]:
    """What an onlooker sees meanwhile, one consistent look after the other."""
    while time.monotonic() < until:
        yield [money.minor for money in books.balances(accounts).values()]
        time.sleep(0.02)


def test_32_sessions_conserve_the_total_and_break_no_limit(accounts: list[UUID]) -> None:
    until = time.monotonic() + SECONDS
    sessions = [Session(accounts, seed, until) for seed in range(SESSIONS)]
    for session in sessions:
        session.start()
    seen = list(snapshots(accounts, until))
    for session in sessions:
        session.join(30)

    assert [session.surprise for session in sessions if session.surprise] == []
    outcomes = sum((session.outcomes for session in sessions), Counter[str]())
    assert outcomes["done"] > SESSIONS
    assert outcomes["too_low"] > 0
    assert outcomes["given_up"] > 0
    assert {sum(one) for one in seen} == {START * ACCOUNTS}
    expected = {
        account_id: START + sum(session.told[account_id] for session in sessions)
        for account_id in accounts
    }
    assert {id_: money.minor for id_, money in books.balances(accounts).items()} == expected
    limited = {accounts[number] for number in LIMITED}
    assert min(net for id_, net in expected.items() if id_ in limited) >= 0
    for account_id in accounts:
        assert books.statement(account_id)[-1].net_after == expected[account_id]
    assert deadlocks() == 0
    assert books.differences(on=FIRST_DAY) == []
    assert books.verify().findings == ()


def deadlocks() -> int:
    """How often the server had to end a deadlock in this database: sorted locks never make one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_two_sessions_open_the_same_month(fresh_database: FreshDatabase) -> None:
    opening = "SELECT ledger_open_month('2031-05-03')"
    with (
        ThreadPoolExecutor(1) as pool,
        psycopg.connect(fresh_database.url) as first,
        psycopg.connect(fresh_database.url) as second,
    ):
        first.execute(opening)
        waiting = pool.submit(second.execute, opening)
        while not waits_for_a_lock(second):
            time.sleep(0.01)
        first.commit()
        waiting.result(30)
        second.commit()
        found = second.execute("SELECT to_regclass('ledger_line_y2031m05') IS NOT NULL").fetchone()

    assert found == (True,)


def waits_for_a_lock(session: psycopg.Connection[tuple[object, ...]]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE pid = %s AND NOT granted",
            [session.info.backend_pid],
        )
        return bool(cursor.fetchone()[0])
