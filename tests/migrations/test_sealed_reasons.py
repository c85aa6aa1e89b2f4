"""A column of clear text becomes a sealed one, with every row that it held."""

from uuid import UUID

import pytest
from django.db import connection

from nafa.kernel.models import WaitingCommand
from nafa.kernel.secrets import unseal
from nafa.kernel.secrets.carrying import BATCH, carry
from nafa.kernel.secrets.fields import SealedTextField, place_of
from nafa.ledger.models import Entry, Wording
from nafa.lending.models import CommitteeVote

COUNT = BATCH + 3


@pytest.mark.django_db
def test_every_text_goes_over_and_can_be_read_where_it_lies() -> None:
    with connection.cursor() as cursor, connection.schema_editor() as editor:
        cursor.execute("CREATE TEMP TABLE told (sheet uuid, place integer, reason text NOT NULL)")
        cursor.execute(
            "INSERT INTO told SELECT md5(n::text)::uuid, n, CASE WHEN mod(n, 5) = 0 THEN ''"
            " ELSE 'Motif de Gningue ' || n END FROM generate_series(1, %s) AS n",
            [COUNT],
        )

        carry(editor, "told", "reason", [("sheet", "uuid"), ("place", "integer")])

        cursor.execute("SELECT sheet, place, reason FROM told ORDER BY place")
        rows = [(sheet, place, bytes(sealed)) for sheet, place, sealed in cursor.fetchall()]
        cursor.execute("DROP TABLE told")
    assert len(rows) == COUNT
    assert all(b"Gningue" not in sealed for _, _, sealed in rows)
    for sheet, place, sealed in rows:
        where = place_of("told.reason", [sheet, place])
        read = unseal(sealed, where).decode() if sealed else ""
        assert read == ("" if place % 5 == 0 else f"Motif de Gningue {place}")


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
