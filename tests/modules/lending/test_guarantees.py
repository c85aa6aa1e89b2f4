"""Guarantees: what is taken, what is refused, and money that is really held and set free."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from factories.house import House, francs
from factories.staff import level, submit
from nafa.journeys.blocked_savings import block_savings
from nafa.journeys.errors import SavingsNotOpen
from nafa.ledger import queries as books
from nafa.ledger.errors import BalanceTooLow
from nafa.lending import commands as lending
from nafa.lending import origination_errors
from nafa.lending import queries as loans
from nafa.lending.commands.origination.policies import define_approval_policy
from nafa.lending.commands.origination.securing import add_guarantee, release_guarantee
from nafa.lending.models import Application, Guarantee
from nafa.lending.queries.origination.guarantees import cover_of
from nafa.runtime.wiring import relay_events
from nafa.savings import commands as savings
from nafa.savings.models import SavingsAccount

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 5)


@pytest.fixture
def covered(house: House) -> House:
    """A policy where every loan of the product IND is covered wholly."""
    define_approval_policy(
        house.ctx("babacar"),
        rules={
            "application_days": 30, "approval_days": 400, "coverage_percent": {"IND": 100},
            "levels": [level("Tous", "branch_manager")],
        },
    )  # fmt: skip
    return house


def saver(house: House, client_id: UUID, *, amount: int = 300_000) -> UUID:
    account = savings.open_account(house.ctx("ibra"), client_id=client_id)
    house.open_till()
    savings.deposit(house.ctx("awa"), account_id=account, amount=francs(amount))
    return account


def pledge(house: House, application_id: UUID, **changes: Any) -> UUID:
    values = {
        "kind": "PLEDGE",
        "value": francs(500_000),
        "valued_date": TODAY,
        "description": "Machine à coudre Singer, n° 4471",
        "valued_by": "Ibra",
    }
    return add_guarantee(house.ctx("ibra"), application_id=application_id, **{**values, **changes})


def approve(house: House, application_id: UUID) -> None:
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )


def test_blocked_savings_cannot_be_withdrawn_and_are_free_when_the_loan_is_repaid(covered):
    client_id = covered.client()
    account = saver(covered, client_id)
    application_id = submit(covered, amount=200_000, client_id=client_id)
    block_savings(
        covered.ctx("ibra"), application_id=application_id, savings_id=account,
        amount=francs(200_000),
    )  # fmt: skip
    with pytest.raises(BalanceTooLow):
        savings.withdraw(covered.ctx("awa"), account_id=account, amount=francs(100_001))
    approve(covered, application_id)
    loan_id = lending.draw_contract(covered.ctx("ibra"), application_id=application_id)
    lending.disburse(covered.ctx("awa"), loan_id=loan_id)
    owed = loans.fold(loans.find_loan(covered.ctx("awa"), loan_id), on=TODAY).settlement().sum

    lending.settle(covered.ctx("awa"), loan_id=loan_id, amount=owed)
    relay_events(timestamp=0)

    assert Guarantee.objects.get().status == "RELEASED"
    savings.withdraw(covered.ctx("awa"), account_id=account, amount=francs(300_000))
    assert books.differences(on=TODAY) == []


def test_no_more_is_blocked_than_is_free(covered):
    client_id = covered.client()
    account = saver(covered, client_id, amount=50_000)
    application_id = submit(covered, client_id=client_id)

    with pytest.raises(BalanceTooLow):
        block_savings(
            covered.ctx("ibra"), application_id=application_id, savings_id=account,
            amount=francs(50_001),
        )  # fmt: skip

    assert not Guarantee.objects.exists()


def test_a_closed_account_blocks_nothing(covered):
    client_id = covered.client()
    account = saver(covered, client_id)
    SavingsAccount.objects.update(status="CLOSED", closed_date=TODAY)

    with pytest.raises(SavingsNotOpen):
        block_savings(
            covered.ctx("ibra"), application_id=submit(covered, client_id=client_id),
            savings_id=account, amount=francs(1_000),
        )  # fmt: skip


def test_an_approval_asks_for_the_coverage_of_the_product(covered):
    application_id = submit(covered)
    pledge(covered, application_id)
    with pytest.raises(origination_errors.CoverageTooLow) as refused:
        approve(covered, application_id)

    pledge(covered, application_id, description="Congélateur", value=francs(300_000))
    approve(covered, application_id)

    assert (refused.value.values["covered"], refused.value.values["wanted"]) == (62, 100)
    assert cover_of(application_id, on=TODAY).covered_percent == 100


def test_another_product_asks_for_nothing(covered):
    application_id = submit(covered, code="LIBRE")

    approve(covered, application_id)

    assert Application.objects.get().status == "APPROVED"


def test_a_guarantor_is_another_client(covered):
    client_id = covered.client()
    other = covered.client(given_names="Khady", family_name="Seck")
    application_id = submit(covered, client_id=client_id)

    with pytest.raises(origination_errors.GuaranteeNotPossible):
        pledge(covered, application_id, kind="PERSONAL", guarantor_id=client_id)
    pledge(covered, application_id, kind="PERSONAL", guarantor_id=other)

    row = cover_of(application_id, on=TODAY).rows[0]
    assert (row.guarantor, row.counted) == ("Khady SECK", francs(100_000))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "SAVINGS"}, "kind"),
        ({"kind": "WITCHCRAFT"}, "kind"),
        ({"kind": "PERSONAL"}, "guarantor_id"),
        ({"description": " "}, "description"),
        ({"value": francs(0)}, "value"),
        ({"valued_date": TODAY + timedelta(days=1)}, "valued_date"),
    ],
)
def test_a_guarantee_that_cannot_be_is_refused_at_its_field(covered, changes, field):
    application_id = submit(covered)

    with pytest.raises(origination_errors.GuaranteeNotPossible) as refused:
        pledge(covered, application_id, **changes)

    assert refused.value.values["field"] == field


def test_an_approved_application_keeps_its_guarantees(covered):
    application_id = submit(covered)
    made = pledge(covered, application_id, value=francs(900_000))
    approve(covered, application_id)

    with pytest.raises(origination_errors.GuaranteeNeeded):
        release_guarantee(covered.ctx("ibra"), guarantee_id=made, reason="Vendu")
    with pytest.raises(origination_errors.FileFrozen):
        pledge(covered, application_id)


def test_a_refusal_or_a_withdrawal_sets_the_savings_free(covered):
    client_id = covered.client()
    account = saver(covered, client_id)
    for ending in ("REFUSED", "WITHDRAWN"):
        application_id = submit(covered, client_id=client_id, code=ending)
        block_savings(
            covered.ctx("ibra"), application_id=application_id, savings_id=account,
            amount=francs(300_000),
        )  # fmt: skip
        if ending == "REFUSED":
            lending.decide_application(
                covered.ctx("ousmane"), application_id=application_id, outcome="REFUSED",
                reason="Activité trop récente",
            )  # fmt: skip
        else:
            lending.withdraw_application(
                covered.ctx("ibra"), application_id=application_id, reason="Renonce"
            )
        relay_events(timestamp=0)

    assert set(Guarantee.objects.values_list("status", flat=True)) == {"RELEASED"}


def test_an_event_told_twice_releases_once(covered):
    application_id = submit(covered)
    pledge(covered, application_id)
    lending.withdraw_application(
        covered.ctx("ibra"), application_id=application_id, reason="Renonce"
    )

    relay_events(timestamp=0)
    released_at = Guarantee.objects.get().released_at
    relay_events(timestamp=5)

    assert Guarantee.objects.get().released_at == released_at
