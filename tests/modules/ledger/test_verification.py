"""What a superuser with triggers off does to the books is found, and the first record is named."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from modules.ledger.logbook import record, superuser

from conftest import FreshDatabase, a_fresh_database
from factories.house import FIRST_DAY, House, make_house
from nafa.ledger import queries as books
from nafa.ledger.calc.tlog.note import NoteInvalid, Signer
from nafa.ledger.commands import extend_log, rotate_log_key
from nafa.ledger.queries.log import state
from nafa.ledger.queries.verification import Verification
from nafa.lib.ids import uuid7_at

ENTRIES = 600


@pytest.fixture(scope="module")
def full_house(
    django_db_setup: None, django_db_blocker: "pytest_django.plugin.DjangoDbBlocker"
) -> Iterator[tuple[FreshDatabase, House]]:
    """Two closed days, some hundred entries in several tiles, checkpoints, a turned key."""
    with django_db_blocker.unblock(), a_fresh_database() as database:
        house = make_house()
        with transaction.atomic():
            for amount in range(1, ENTRIES):
                record(house, amount)
                if amount in (7, 300, 301):
                    extend_log()
        rotate_log_key()
        house.close_days_until(FIRST_DAY + timedelta(days=2))
        record(house, 77)
        extend_log()
        yield database, house
