"""A limit of a role holds for every way that money goes: back, out of a pledge, as units."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from factories.goods import Goods
from factories.house import FIRST_DAY, House, francs
from nafa.assets import commands as assets
from nafa.kernel import clock
from nafa.kernel.control import errors as control
from nafa.kernel.control.defining import define_control_rules
from nafa.lending import commands as lending
from nafa.lending.commands.origination.securing import add_guarantee

FREE = {"most": 3, "within_days": 120}
Act = Callable[[], Any]


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    with clock.held_at(clock.now()):
        yield


def held_to(house: House, *, role: str, right: str, amount: int, act: Act) -> Any:
    """One franc below the amount the act is refused and moves nothing; at the amount it is done."""
    rule = {"role": role, "permission": right}
    define_control_rules(house.ctx("system"), rules={"limits": [{**rule, "act": amount - 1}]})
    cash = house.net("1011")
    with pytest.raises(control.AboveLimit):
        act()
    assert house.net("1011") == cash
    define_control_rules(house.ctx("system"), rules={"limits": [{**rule, "act": amount}]})
    return act()


def test_a_deposit_given_back_and_one_used(goods: Goods) -> None:
    goods.open_till()
    teller, house = goods.house.ctx, goods.house
    contract_id = goods.approved("MURABAHA", deposit_minor=100_000)
    assets.take_deposit(teller("awa"), contract_id=contract_id, amount=francs(100_000))
    assets.cancel(teller("ibra"), contract_id=contract_id, reason="Le client renonce")

    held_to(
        house, role="teller", right="assets.collect", amount=100_000,
        act=lambda: assets.give_back_deposit(teller("awa"), contract_id=contract_id),
    )  # fmt: skip


def test_units_bought_and_a_buyer_refunded(goods: Goods) -> None:
    teller, house = goods.house.ctx, goods.house
    shared = goods.running("MUSHARAKA", cost_minor=1_000_000, units=8, units_per_period=2, count=4)
    held_to(
        house, role="teller", right="assets.collect", amount=300_000,
        act=lambda: assets.buy_units(teller("awa"), contract_id=shared, units=3),
    )  # fmt: skip
    define_control_rules(house.ctx("system"), rules={})
    ahead = goods.running("SALAM")
    sale: dict[str, Any] = {"quantity": 20, "amount": francs(480_000), "buyer": "Moulins"}
    held_to(
        house, role="teller", right="assets.collect", amount=480_000,
        act=lambda: assets.sell_ahead(teller("awa"), contract_id=ahead, **sale),
    )  # fmt: skip
    held_to(
        house, role="teller", right="assets.collect", amount=480_000,
        act=lambda: assets.refund_buyer(teller("awa"), contract_id=ahead),
    )  # fmt: skip


def test_a_pledge_that_is_sold(house: House) -> None:
    application_id = lending.submit_application(
        house.ctx("ibra"), client_id=house.client(), product_id=house.product(),
        amount=francs(300_000), instalment_count=6, purpose="Stock",
    )  # fmt: skip
    guarantee_id = add_guarantee(
        house.ctx("ibra"), application_id=application_id, kind="PLEDGE", value=francs(400_000),
        valued_date=FIRST_DAY, description="Moulin", guarantor_id=None, valued_by="Ibra",
    )  # fmt: skip
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    loan_id = lending.draw_contract(house.ctx("ibra"), application_id=application_id)
    house.open_till()
    lending.disburse(house.ctx("awa"), loan_id=loan_id)
    house.close_days_until(date(2026, 2, 10))

    held_to(
        house, role="branch_manager", right="lending.realise_guarantee", amount=350_000,
        act=lambda: lending.sell_pledge(
            house.ctx("ousmane"), loan_id=loan_id, guarantee_id=guarantee_id,
            proceeds=francs(350_000), reason="Vente",
        ),
    )  # fmt: skip


def test_a_charge_and_its_taking_back(house: House) -> None:
    loan_id = house.loan()
    asked = {"name": "Frais de dossier", "amount": "5000"}
    charged = held_to(
        house, role="branch_manager", right="lending.charge", amount=5_000,
        act=lambda: lending.charge_loan(
            house.ctx("ousmane"), loan_id=loan_id, asked=asked, reason="Copie du contrat"
        ),
    )  # fmt: skip
    held_to(
        house, role="branch_manager", right="lending.reverse", amount=5_000,
        act=lambda: lending.take_back(
            house.ctx("ousmane"), fact_id=charged.fact_id, reason="Erreur"
        ),
    )  # fmt: skip


def test_a_tranche_taken_back(house: House) -> None:
    product_id = house.product(tranches=FREE, charges=[])
    loan_id = house.loan(amount=900_000, count=6, product_id=product_id, first=300_000)
    receipt = lending.disburse(house.ctx("awa"), loan_id=loan_id, amount=francs(200_000))

    held_to(
        house, role="branch_manager", right="lending.reverse", amount=200_000,
        act=lambda: lending.reverse_tranche(
            house.ctx("ousmane"), fact_id=receipt.fact_id, reason="erreur"
        ),
    )  # fmt: skip
