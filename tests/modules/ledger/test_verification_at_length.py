"""A log of several stretches: lines are read where they should lie, and found where they do not."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from conftest import FreshDatabase, a_fresh_database
from factories.house import FIRST_DAY, make_house
from factories.journal import open_accounts
from modules.ledger.logbook import superuser
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.ledger.calc.leaves import encode
from nafa.ledger.calc.tlog.merkle import leaf_hash
from nafa.ledger.commands import extend_log
from nafa.ledger.queries.log import state
from nafa.ledger.queries.log.hashes import leaf_hashes_by_position

ENTRIES = 70_000  # more than one stretch of the walk, and more than lies around it
LINE = (
    "(entry_id, account_id, debit_minor, credit_minor, booked_at, booked_date, value_date,"
    " number, currency)"
)
# Mostly two lines; every seventieth entry has three. Identifiers, which callers make, count up at
# their beginning or at their end. A set of so many through the doors would take longer than the
# rest.
FILL = (
    """CREATE TABLE laid_out AS
        SELECT (CASE n % 2 WHEN 0 THEN lpad(to_hex(n), 32, '0')
                           ELSE rpad(lpad(to_hex(n), 8, '0'), 32, '0') END)::uuid AS id, n,
            now() + n * interval '1 ms' AS at, %(day)s::date AS day,
            2 + (n % 70 = 0)::int AS lines FROM generate_series(1, %(entries)s) AS n""",
    """INSERT INTO ledger_entry (id, booked_at, value_date, booked_date, line_count, kind,
            reference, memo)
        SELECT id, at, day, day, lines, 'test', 'R' || n, '' FROM laid_out ORDER BY n""",
    f"""INSERT INTO ledger_line {LINE}
        SELECT id, CASE k WHEN 1 THEN %(first)s ELSE %(second)s END::uuid,
            CASE k WHEN 1 THEN n ELSE 0 END,
            CASE k WHEN 1 THEN 0 WHEN 2 THEN n + 2 - lines ELSE 1 END, at, day, day, k, 'XOF'
        FROM laid_out, generate_series(1, lines) AS k ORDER BY n, k""",
    """UPDATE ledger_balance b SET debit_minor = s.debit, credit_minor = s.credit
        FROM (SELECT account_id, sum(debit_minor) AS debit, sum(credit_minor) AS credit
              FROM ledger_line GROUP BY account_id) s WHERE s.account_id = b.account_id""",
    "DROP TABLE laid_out",
)


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[FreshDatabase]:
    with django_db_blocker.unblock(), a_fresh_database() as opened:
        house = make_house()
        keys = [
            ledger.AccountKey("1141", "XOF", house.branch_id, "test", uuid4()) for _ in range(2)
        ]
        first, second = open_accounts(house.ctx("system"), keys=tuple(keys))
        values = {"day": FIRST_DAY, "entries": ENTRIES, "first": first, "second": second}
        with superuser(opened) as session:
            cursor = psycopg.ClientCursor(session)
            for statement in FILL:
                cursor.execute(statement.replace("n % ", "n %% "), values)
        extend_log()
        yield opened


@pytest.fixture
def session(
    database: FreshDatabase, django_db_blocker: DjangoDbBlocker
) -> Iterator[psycopg.Connection]:
    """A superuser's session with triggers off, in a transaction of its own at each statement."""
    with django_db_blocker.unblock(), superuser(database) as opened:
        yield opened


def test_every_leaf_is_that_of_its_entry_and_the_check_finds_nothing(
    session: psycopg.Connection,
) -> None:
    found = books.verify(workers=3)
    hashes = dict(leaf_hashes_by_position(0, 66_000))

    assert found.findings == ()
    assert found.entries == found.leaves
    assert len(hashes) == 66_000
    for position in (0, 69, 70, 65_535, 65_536, 65_999):
        entry_id = state.entry_at(position)
        assert entry_id is not None
        assert leaf_hash(encode(state.entry_leaf(entry_id))) == hashes[position]


def test_a_pair_of_lines_slipped_in_far_from_their_entry_is_named(
    session: psycopg.Connection,
) -> None:
    entry_id = state.entry_at(5)
    slip = (
        f"INSERT INTO ledger_line {LINE} SELECT entry_id, account_id, credit_minor, debit_minor,"
        " booked_at, booked_date, value_date, number + 2, currency"
        " FROM ledger_line WHERE entry_id = %s"
    )
    session.execute(slip, [entry_id])

    found = books.verify().findings
    session.execute("DELETE FROM ledger_line WHERE entry_id = %s AND number > 2", [entry_id])

    assert (found[0].record, found[0].fault) == ("entry", "line_count")
    assert found[0].name == str(state.entry_leaf(entry_id or uuid4()).number)
    assert books.verify().findings == ()


def test_lines_that_lie_elsewhere_are_looked_up(session: psycopg.Connection) -> None:
    """As after a month was brought back from a copy: the rows are the same, their places not."""
    entry_id = state.entry_at(9)
    session.execute("CREATE TABLE moved AS SELECT * FROM ledger_line WHERE entry_id = %s",
                    [entry_id])  # fmt: skip
    session.execute("DELETE FROM ledger_line WHERE entry_id = %s", [entry_id])
    lacking = books.verify().findings
    session.execute("INSERT INTO ledger_line SELECT * FROM moved ORDER BY number DESC")
    session.execute("DROP TABLE moved")

    assert {(one.record, one.fault) for one in lacking} >= {("entry", "changed")}
    assert books.verify().findings == ()


def test_lines_of_entries_that_lie_between_each_other_are_told_apart(
    session: psycopg.Connection,
) -> None:
    """As they come when the server reads them in the order in which they lie."""
    ids = [state.entry_at(position) for position in (20, 21)]
    session.execute("CREATE TABLE moved AS SELECT * FROM ledger_line WHERE entry_id = ANY (%s)",
                    [ids])  # fmt: skip
    session.execute("DELETE FROM ledger_line WHERE entry_id = ANY (%s)", [ids])
    session.execute("INSERT INTO ledger_line SELECT m.* FROM moved m ORDER BY number, debit_minor")
    session.execute("DROP TABLE moved")
    own = [leaf_hash(encode(state.entry_leaf(one))) for one in ids if one]
    with connection.cursor() as cursor:
        cursor.execute("SET enable_indexscan = off")
        found = [one for _position, one in leaf_hashes_by_position(20, 22)]
        cursor.execute("RESET enable_indexscan")

    assert found == own
    assert books.verify().findings == ()
