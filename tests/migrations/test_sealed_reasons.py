"""A column of clear text becomes a sealed one, with every row that it held."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader

from nafa.kernel.models import WaitingCommand
from nafa.kernel.secrets import unseal
from nafa.kernel.secrets.carrying import BATCH, Carrying, carry
from nafa.kernel.secrets.fields import SealedTextField, place_of
from nafa.ledger.models import Entry, Wording
from nafa.lending.models import CommitteeVote

COUNT = BATCH * 3 // 2


ROW = [("sheet", "uuid"), ("place", "integer")]


@pytest.fixture
def told(db: None) -> Iterator[BaseDatabaseSchemaEditor]:
    """A table of rows of which four in five hold a text in clear."""
    with connection.schema_editor(atomic=False) as editor, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE told (sheet uuid, place integer, reason text NOT NULL,"
            " other text NOT NULL DEFAULT 'Reste de Gningue')"
        )
        cursor.execute(
            "INSERT INTO told SELECT md5(n::text)::uuid, n, CASE WHEN mod(n, 5) = 0 THEN ''"
            " ELSE 'Motif de Gningue ' || n END FROM generate_series(1, %s) AS n",
            [COUNT],
        )
        yield editor
        cursor.execute("DROP TABLE told")


def rows_of(column: str) -> list[tuple[UUID, int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sheet, place, {column} FROM told ORDER BY place")
        return [(sheet, place, bytes(sealed)) for sheet, place, sealed in cursor.fetchall()]


def demand_carried() -> None:
    """Every reason is sealed where it lies, and lies nowhere else."""
    rows = rows_of("reason")
    assert len(rows) == COUNT
    assert all(b"Gningue" not in sealed for _, _, sealed in rows)
    for sheet, place, sealed in rows:
        where = place_of("told.reason", [sheet, place])
        read = unseal(sealed, where).decode() if sealed else ""
        assert read == ("" if place % 5 == 0 else f"Motif de Gningue {place}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM told LIMIT 0")
        assert {one.name for one in cursor.description} == {"sheet", "place", "reason", "other"}


def killed(name: str, done: int, total: int) -> None:
    raise KeyboardInterrupt


def test_every_text_goes_over_and_can_be_read_where_it_lies(
    told: BaseDatabaseSchemaEditor,
) -> None:
    said: list[tuple[str, int, int]] = []
    carry(told, "told", "reason", ROW, lambda *one: said.append(one))

    demand_carried()
    total = COUNT - COUNT // 5
    assert said == [("told.reason", BATCH, total), ("told.reason", total, total)]


def test_a_carrying_that_was_killed_goes_on_where_it_was(told: BaseDatabaseSchemaEditor) -> None:
    with pytest.raises(KeyboardInterrupt):
        carry(told, "told", "reason", ROW, killed)
    done = {(sheet, place): sealed for sheet, place, sealed in rows_of("reason") if sealed}
    assert len(done) == BATCH  # the batch is committed
    said: list[int] = []
    carry(told, "told", "reason", ROW, lambda _name, count, _total: said.append(count))

    demand_carried()
    assert said == [COUNT - COUNT // 5]
    again = {(sheet, place): sealed for sheet, place, sealed in rows_of("reason")}
    assert all(again[key] == sealed for key, sealed in done.items())  # not sealed twice


def test_a_column_that_is_done_is_left_when_another_of_its_table_was_killed(
    told: BaseDatabaseSchemaEditor,
) -> None:
    carry(told, "told", "reason", ROW)
    with pytest.raises(KeyboardInterrupt):
        carry(told, "told", "other", ROW, killed)
    for column in ("reason", "other"):
        carry(told, "told", column, ROW)

    demand_carried()
    for sheet, place, sealed in rows_of("other"):
        assert unseal(sealed, place_of("told.other", [sheet, place])) == b"Reste de Gningue"


def test_a_migration_that_carries_does_not_hold_its_batches_in_one_transaction() -> None:
    carrying = [
        one
        for one in MigrationLoader(None).disk_migrations.values()
        if any(isinstance(step, Carrying) for step in one.operations)
    ]
    assert len(carrying) >= 5
    assert [f"{one.app_label}.{one.name}" for one in carrying if one.atomic] == []


def test_data_that_was_json_is_read_as_before() -> None:
    """A row that the migration wrote is read by the model: the same place, the same form."""
    field = WaitingCommand._meta.get_field("refusal_values")
    assert isinstance(field, SealedTextField)
    assert field.read(field.written({"reason": "é"})) == {"reason": "é"}
    assert field.read("") == {} and field.written({}) == ""


def test_a_row_without_a_key_of_its_own_is_told_by_the_fields_it_names() -> None:
    field = CommitteeVote._meta.get_field("reason")
    assert isinstance(field, SealedTextField)
    vote = CommitteeVote(item_id=UUID(int=1), member_id=UUID(int=2), proposal_number=3)

    assert field.place(vote) == place_of(
        "lending_committeevote.reason", [UUID(int=1), UUID(int=2), 3]
    )
    assert Wording._meta.get_field("text").__class__ is SealedTextField
    assert not isinstance(Entry._meta.get_field("memo"), SealedTextField)
