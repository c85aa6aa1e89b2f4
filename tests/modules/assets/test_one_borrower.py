"""Contracts about goods under the limits of risk, and nobody's own."""

from uuid import UUID

import pytest

from factories.goods import Goods, contract
from factories.house import FIRST_DAY, francs
from factories.staff import hire, submit
from nafa.assets import commands as assets
from nafa.assets import errors
from nafa.assets.queries import engaged
from nafa.clients import commands as clients
from nafa.kernel.errors import DomainError
from nafa.lending import commands as lending
from nafa.lending.commands.origination.own_funds import state_own_funds

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(goods: Goods) -> Goods:
    """Own funds of twelve millions: 1,200,000 for one borrower."""
    state_own_funds(
        goods.house.ctx("aminata"), as_of_date=FIRST_DAY, amount=francs(12_000_000), source="Bilan"
    )
    return goods


def decide(goods: Goods, contract_id: UUID, by: str = "system") -> str:
    return assets.decide(goods.house.ctx(by), contract_id=contract_id, is_approved=True)


def test_a_contract_and_a_loan_of_one_borrower_count_together(small: Goods) -> None:
    house = small.house
    client = house.client()
    product = house.product()
    house.loan(amount=300_000, client_id=client, product_id=product)
    within = small.proposed("QARD", client_id=client, cost_minor=900_000)
    beyond = small.proposed("QARD", client_id=client, cost_minor=100_000)

    assert decide(small, within) == "APPROVED"
    with pytest.raises(DomainError) as told:
        decide(small, beyond)
    loan = submit(house, amount=100_000, client_id=client, product_id=product)
    with pytest.raises(DomainError) as of_loan:
        lending.decide_application(house.ctx("ousmane"), application_id=loan, outcome="APPROVED")

    assert told.value.code == of_loan.value.code == "lending.single_borrower_exceeded"
    assert contract(beyond).status == "PROPOSED"
    assert told.value.values["lent"] == francs(1_200_000)


def test_what_runs_counts_with_what_is_left_and_no_mark_up_to_come(goods: Goods) -> None:
    sale, lease = goods.running("MURABAHA"), goods.running("LEASE")
    goods.pay(sale, 93_333)
    sold, leased = contract(sale), contract(lease)

    assert engaged([sold.client_id], "XOF") == francs(1_120_000 - 93_333 - 120_000)
    assert engaged([leased.client_id], "XOF") == francs(600_000)
    assert engaged([sold.client_id, leased.client_id], "EUR").is_zero
    assert engaged([], "XOF").is_zero


def test_nobody_acts_on_a_contract_of_ones_own(goods: Goods) -> None:
    house = goods.house
    hire(house, "penda", "compliance_officer")
    hire(house, "dieynaba", "general_manager", limit=9_000_000)
    own, other = (house.client(not_a_duplicate_because=name) for name in ("un", "deux"))
    contract_id = goods.proposed("QARD", client_id=own)
    for client_id, person in ((own, "dieynaba"), (other, "ibra")):
        clients.declare_insider(
            house.ctx("penda"), client_id=client_id, kind="STAFF", reason="Contrat de travail",
            user_id=house.people[person],
        )  # fmt: skip

    with pytest.raises(errors.OwnContract):
        decide(goods, contract_id, by="dieynaba")
    with pytest.raises(errors.OwnContract):
        goods.proposed("QARD", client_id=other)
    assert contract(contract_id).status == "PROPOSED"
