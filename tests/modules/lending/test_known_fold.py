"""The state of a long loan that is kept says what its facts say, and only of what is committed."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from factories.house import FIRST_DAY, House, francs
from nafa.lending import commands as lending
from nafa.lending.models import Loan
from nafa.lending.queries import fold, reading
from nafa.lending.queries.state import Folded

pytestmark = pytest.mark.django_db
LATER = timedelta(days=40)


@pytest.fixture(autouse=True)
def long_soon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two facts make a long loan here."""
    monkeypatch.setattr(reading, "WORTH_KEEPING", 2)
    reading.forget_all()
    yield
    reading.forget_all()


def known(house: House, loan_id: UUID) -> tuple[Folded, int]:
    """What is known of the loan, and how many questions the database was asked for it."""
    loan, on = Loan.objects.get(id=loan_id), house.ctx("awa").business_date
    with CaptureQueriesContext(connection) as asked:
        found = reading.known_fold(loan, on=on)
    return found, len(asked)


def told(house: House, loan_id: UUID) -> Folded:
    """What the facts say."""
    return fold(Loan.objects.get(id=loan_id), on=house.ctx("awa").business_date)


def test_what_a_committed_payment_made_is_known_and_is_what_its_facts_say(
    house: House, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    loan_id = house.loan()
    house.close_days_until(FIRST_DAY + LATER)
    house.open_till()
    for amount, back in ((20_000, 0), (7_000, 30), (1, 5)):
        with django_capture_on_commit_callbacks(execute=True):
            paid = lending.repay(
                house.ctx("awa"), loan_id=loan_id, amount=francs(amount),
                value_date=FIRST_DAY + LATER - timedelta(days=back),
            )  # fmt: skip
        assert known(house, loan_id) == (told(house, loan_id), 1)
    with django_capture_on_commit_callbacks(execute=True):
        lending.reverse_repayment(house.ctx("ousmane"), fact_id=paid.fact_id, reason="erreur")

    assert known(house, loan_id) == (told(house, loan_id), 1)


def test_what_is_not_committed_is_not_kept(
    house: House, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    loan_id = house.loan()
    with django_capture_on_commit_callbacks():
        lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(20_000))

    found, asked = known(house, loan_id)

    assert found == told(house, loan_id)
    assert asked > 1


def test_what_is_taken_back_is_never_known(
    house: House, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    loan_id = house.loan()
    with django_capture_on_commit_callbacks(execute=True):
        lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(20_000))
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
    ):
        lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(5_000))
        raise ZeroDivisionError

    found, asked = known(house, loan_id)

    assert (found, asked) == (told(house, loan_id), 1)
    assert found.state.paid.sum == francs(20_000)
