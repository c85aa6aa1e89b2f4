"""Leases, ijara, things owned together, goods paid ahead: how they run and how they end."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from factories.goods import Goods, contract
from factories.house import francs
from nafa.assets import commands as assets
from nafa.assets import errors
from nafa.assets.models import Accrual, Asset, Due
from nafa.assets.queries import asset_view, buy_out_price
from nafa.ledger import queries as books
from nafa.lib.periods import add_months

pytestmark = pytest.mark.django_db
START = date(2026, 1, 5)


def bring_to(goods: Goods, day: date) -> None:
    goods.house.close_days_until(day)
    goods.open_till()


def asset_of(contract_id: UUID) -> Asset:
    return Asset.objects.get(contract_id=contract_id)


def own_pool(goods: Goods, role: str) -> int:
    found = books.balances_of_owner(f"pool.{role}", goods.own_pool_id)
    return sum(money.minor for _, money in found.values())


def test_a_lease_runs_from_the_day_the_thing_is_handed_over(goods: Goods) -> None:
    goods.open_till()
    contract_id = goods.held("LEASE")
    with pytest.raises(errors.StepNotNow):
        assets.make_available(
            goods.house.ctx("ibra"), contract_id=contract_id, available_date=START
        )
    assets.sign(goods.house.ctx("ibra"), contract_id=contract_id)
    with pytest.raises(errors.DateNotPossible):
        assets.make_available(
            goods.house.ctx("ibra"), contract_id=contract_id, available_date=date(2026, 1, 6)
        )
    assert not Due.objects.filter(contract_id=contract_id).exists()
    assets.take_deposit(goods.house.ctx("awa"), contract_id=contract_id, amount=francs(50_000))
    assets.make_available(goods.house.ctx("ibra"), contract_id=contract_id, available_date=START)

    bring_to(goods, date(2026, 2, 6))

    assert goods.own(contract_id) == {"2545": -50_000, "33151": 60_000}
    assert goods.of_asset(contract_id) == {"44251": 600_000, "4428": -25_000}
    assert own_pool(goods, "rent_income") == -60_000
    assert own_pool(goods, "depreciation_charge") == 25_000
    view = asset_view(goods.house.ctx("ibra"), asset_of(contract_id).id)
    assert view.book_value == francs(575_000)


def test_rents_paid_ahead_are_owed_back_in_the_books_until_they_fall_due(goods: Goods) -> None:
    contract_id = goods.running("LEASE")
    goods.pay(contract_id, 90_000)
    assert goods.own(contract_id) == {"33151": -90_000}
    bring_to(goods, date(2026, 2, 6))
    assert goods.own(contract_id) == {"33151": -30_000}
    with pytest.raises(errors.AmountAboveDue):
        goods.pay(contract_id, 12 * 60_000 - 90_000 + 1)


def test_buying_the_thing_early_costs_the_residual_and_the_rents_to_come(goods: Goods) -> None:
    contract_id = goods.running("LEASE")
    bring_to(goods, date(2026, 2, 6))
    with pytest.raises(errors.DebtStillOpen):
        assets.buy_out(goods.house.ctx("awa"), contract_id=contract_id, amount=francs(1))
    goods.pay(contract_id, 60_000 + 20_000)
    price = buy_out_price(contract(contract_id), on=goods.today)
    assert price == francs(30_000 + 11 * 60_000 - 20_000)
    with pytest.raises(errors.PriceChanged):
        assets.buy_out(goods.house.ctx("awa"), contract_id=contract_id, amount=francs(30_000))

    assets.buy_out(goods.house.ctx("awa"), contract_id=contract_id, amount=price)

    assert goods.own(contract_id) == {}
    assert goods.of_asset(contract_id) == {}
    assert own_pool(goods, "disposal_gain") == -(690_000 - 575_000)
    assert contract(contract_id).end_kind == "BOUGHT_OUT"
    assert asset_of(contract_id).status == "SOLD"
    bring_to(goods, date(2026, 3, 6))
    assert own_pool(goods, "depreciation_charge") == 25_000
    assert books.differences(on=goods.today) == []


def test_a_thing_given_back_ends_rents_to_come_and_goes_on_losing_value(goods: Goods) -> None:
    contract_id = goods.running("LEASE")
    bring_to(goods, date(2026, 2, 6))
    assets.return_asset(
        goods.house.ctx("ousmane"), contract_id=contract_id, reason="Fin d’activité"
    )
    bring_to(goods, date(2026, 3, 6))

    assert goods.own(contract_id) == {"33151": 60_000}
    assert contract(contract_id).end_kind == "RETURNED"
    assert goods.of_asset(contract_id) == {"44251": 600_000, "4428": -50_000}
    goods.pay(contract_id, 62_000)
    assert goods.own(contract_id) == {}
    asset_id = asset_of(contract_id).id
    assets.sell_asset(goods.house.ctx("awa"), asset_id=asset_id, amount=francs(400_000))
    assert goods.of_asset(contract_id) == {}
    assert own_pool(goods, "disposal_loss") == 150_000
    assert not Accrual.objects.filter(contract_id=contract_id, posted_date=None).exists()


def test_only_a_late_client_loses_the_thing(goods: Goods) -> None:
    contract_id = goods.running("LEASE")
    with pytest.raises(errors.NotLate):
        assets.repossess_asset(
            goods.house.ctx("ousmane"), contract_id=contract_id, reason="Impayés"
        )
    bring_to(goods, date(2026, 2, 8))
    assets.repossess_asset(goods.house.ctx("ousmane"), contract_id=contract_id, reason="Impayés")
    assert contract(contract_id).end_kind == "REPOSSESSED"
    assert asset_of(contract_id).status == "RETURNED"
    assets.scrap_asset(
        goods.house.ctx("ousmane"), asset_id=asset_of(contract_id).id, reason="Épave"
    )
    assert goods.of_asset(contract_id) == {}
    with pytest.raises(errors.StepNotNow):
        assets.return_asset(goods.house.ctx("ousmane"), contract_id=contract_id, reason="Encore")


def test_the_deposit_pays_what_is_late_and_the_rest_goes_back(goods: Goods) -> None:
    goods.open_till()
    contract_id = goods.held("LEASE")
    assets.take_deposit(goods.house.ctx("awa"), contract_id=contract_id, amount=francs(50_000))
    assets.sign(goods.house.ctx("ibra"), contract_id=contract_id)
    assets.make_available(goods.house.ctx("ibra"), contract_id=contract_id, available_date=START)
    bring_to(goods, date(2026, 2, 6))
    with pytest.raises(errors.DepositNotPossible):
        assets.use_deposit(
            goods.house.ctx("ousmane"), contract_id=contract_id, amount=francs(50_001)
        )
    assets.use_deposit(goods.house.ctx("ousmane"), contract_id=contract_id, amount=francs(20_000))
    assert goods.own(contract_id) == {"2545": -30_000, "33151": 40_000}
    goods.pay(contract_id, 40_000)
    assets.return_asset(goods.house.ctx("ousmane"), contract_id=contract_id, reason="Rendu")
    assets.give_back_deposit(goods.house.ctx("awa"), contract_id=contract_id)
    assert goods.own(contract_id) == {}


def test_an_ijara_is_given_once_every_rent_is_paid_and_a_loss_ends_rents(goods: Goods) -> None:
    contract_id = goods.running("IJARA", count=2, useful_life_months=5)
    with pytest.raises(errors.TransferNotAgreed):
        assets.buy_out(goods.house.ctx("awa"), contract_id=contract_id, amount=francs(1))
    bring_to(goods, add_months(START, 2).replace(day=6))
    with pytest.raises(errors.DebtStillOpen):
        assets.give_asset(goods.house.ctx("ousmane"), contract_id=contract_id)
    goods.pay(contract_id, 2 * 85_000 + 2_000)
    assets.give_asset(goods.house.ctx("ousmane"), contract_id=contract_id)
    assert goods.of_pool("disposal_loss") == 2_400_000 - 2 * 480_000
    assert (goods.own(contract_id), goods.of_asset(contract_id)) == ({}, {})

    lost = goods.running("IJARA")
    assets.record_loss(goods.house.ctx("ousmane"), contract_id=lost, reason="Incendie")
    assert contract(lost).end_kind == "LOST"
    assert not Due.objects.filter(contract_id=lost).exists()
    assert not Accrual.objects.filter(contract_id=lost).exists()


def test_more_units_lower_the_rents_and_can_be_taken_back(goods: Goods) -> None:
    contract_id = goods.running(
        "MUSHARAKA", cost_minor=1_000_000, units=8, units_per_period=2, count=4
    )
    before = list(Due.objects.filter(contract_id=contract_id).values_list("rent_minor", flat=True))
    assert before == [8_000, 6_000, 4_000, 2_000]

    receipt = assets.buy_units(goods.house.ctx("awa"), contract_id=contract_id, units=3)

    assert goods.own(contract_id) == {"44252": 500_000}
    rents = list(Due.objects.filter(contract_id=contract_id).values_list("rent_minor", flat=True))
    assert rents == [5_000, 3_000, 1_000]
    with pytest.raises(errors.QuantityNotPossible):
        assets.buy_units(goods.house.ctx("awa"), contract_id=contract_id, units=6)
    assets.reverse_operation(goods.house.ctx("ousmane"), fact_id=receipt.fact_id, reason="Erreur")
    after = list(Due.objects.filter(contract_id=contract_id).values_list("rent_minor", flat=True))
    assert (after, goods.own(contract_id)) == (before, {"44252": 800_000})
    with pytest.raises(errors.AmountAboveDue):
        goods.pay(contract_id, 1)


def test_late_units_bear_no_more_rent_and_the_last_payment_ends_it(goods: Goods) -> None:
    contract_id = goods.running(
        "MUSHARAKA", cost_minor=1_000_000, units=4, units_per_period=2, count=2
    )
    bring_to(goods, date(2026, 3, 5))
    with pytest.raises(errors.DebtStillOpen):
        assets.buy_units(goods.house.ctx("awa"), contract_id=contract_id, units=1)

    receipt = goods.pay(contract_id, 4_000 + 2_000 + 400_000 + 2_000)

    assert (receipt.rent, receipt.price, receipt.donation) == (
        francs(6_000), francs(400_000), francs(2_000),
    )  # fmt: skip
    assert goods.own(contract_id) == {}
    assert goods.of_pool("rent_income") == -6_000
    assert contract(contract_id).end_kind == "SETTLED"
    assert asset_of(contract_id).status == "SOLD"
    assets.reverse_operation(goods.house.ctx("ousmane"), fact_id=receipt.fact_id, reason="Erreur")
    assert goods.own(contract_id) == {"44252": 400_000, "33151": 4_000}
    assert asset_of(contract_id).status == "IN_USE"
    bring_to(goods, date(2026, 3, 7))
    assert goods.own(contract_id) == {"44252": 400_000, "33151": 6_000}


def test_goods_are_sold_after_delivery_and_refunds_are_exact(goods: Goods) -> None:
    contract_id = goods.running("SALAM")
    with pytest.raises(errors.QuantityNotPossible):
        assets.sell_goods(
            goods.house.ctx("awa"), contract_id=contract_id, quantity=1, amount=francs(24_000)
        )
    assets.record_delivery(goods.house.ctx("ibra"), contract_id=contract_id, quantity=10)
    assert goods.own(contract_id) == {"3221": 200_000, "33152": 300_000}
    with pytest.raises(errors.QuantityNotPossible):
        assets.record_delivery(goods.house.ctx("ibra"), contract_id=contract_id, quantity=16)
    assets.sell_goods(
        goods.house.ctx("awa"), contract_id=contract_id, quantity=10, amount=francs(240_000)
    )
    with pytest.raises(errors.PriceChanged):
        assets.refund_salam(goods.house.ctx("awa"), contract_id=contract_id, amount=francs(310_000))
    assets.refund_salam(goods.house.ctx("awa"), contract_id=contract_id, amount=francs(300_000))
    assert goods.own(contract_id) == {}
    assert goods.of_pool("goods_gain") == -40_000
    assert contract(contract_id).end_kind == "REFUNDED"


def test_charity_gives_at_most_what_it_holds(goods: Goods) -> None:
    with pytest.raises(errors.CharityTooLittle):
        assets.give_to_charity(
            goods.house.ctx("aminata"), pool_id=goods.pool_id, branch_id=goods.house.branch_id,
            amount=francs(1), beneficiary="École",
        )  # fmt: skip


def test_goods_sold_ahead_are_owed_to_the_buyer_whatever_the_seller_does(goods: Goods) -> None:
    contract_id = goods.running("SALAM")
    teller, officer = goods.house.ctx, goods.house.ctx
    ahead: dict[str, Any] = {"quantity": 20, "amount": francs(480_000), "buyer": "Moulins Sentenac"}
    with pytest.raises(errors.QuantityNotPossible):
        assets.sell_ahead(teller("awa"), contract_id=contract_id, **{**ahead, "quantity": 26})
    assets.sell_ahead(teller("awa"), contract_id=contract_id, **ahead)
    assert goods.own(contract_id) == {"33152": 500_000, "332": -480_000}
    with pytest.raises(errors.SoldAheadOpen):
        assets.sell_ahead(teller("awa"), contract_id=contract_id, **ahead)
    with pytest.raises(errors.SoldAheadOpen):
        assets.refund_salam(teller("awa"), contract_id=contract_id, amount=francs(500_000))
    assets.record_delivery(officer("ibra"), contract_id=contract_id, quantity=15)
    with pytest.raises(errors.QuantityNotPossible):
        assets.hand_over_goods(officer("ibra"), contract_id=contract_id)
    with pytest.raises(errors.QuantityNotPossible):
        assets.sell_goods(teller("awa"), contract_id=contract_id, quantity=1, amount=francs(24_000))
    assets.refund_buyer(teller("awa"), contract_id=contract_id)
    assert goods.own(contract_id) == {"33152": 200_000, "3221": 300_000}
    with pytest.raises(errors.QuantityNotPossible):
        assets.refund_buyer(teller("awa"), contract_id=contract_id)
    assets.sell_ahead(
        teller("awa"), contract_id=contract_id, quantity=15, amount=francs(360_000), buyer="Moulin"
    )
    assets.hand_over_goods(officer("ibra"), contract_id=contract_id)
    assert goods.own(contract_id) == {"33152": 200_000}
    assert goods.of_pool("goods_gain") == -60_000
    assets.refund_salam(teller("awa"), contract_id=contract_id, amount=francs(200_000))
    assert (goods.own(contract_id), contract(contract_id).end_kind) == ({}, "REFUNDED")


@pytest.mark.slow
def test_goods_that_do_not_come_are_late_classed_and_provisioned(goods: Goods) -> None:
    contract_id = goods.running("SALAM", delivery_date="2026-01-10")
    assets.record_delivery(goods.house.ctx("ibra"), contract_id=contract_id, quantity=5)
    bring_to(goods, date(2026, 1, 12))
    assert (contract(contract_id).days_late, contract(contract_id).overdue_minor) == (1, 400_000)

    bring_to(goods, date(2026, 4, 13))

    assert contract(contract_id).class_code == "OVERDUE_3_6"
    assert goods.own(contract_id) == {"3221": 100_000, "292": 400_000, "2991": -160_000}
    assets.refund_salam(goods.house.ctx("awa"), contract_id=contract_id, amount=francs(400_000))
    bring_to(goods, date(2026, 4, 14))
    assert goods.own(contract_id) == {"3221": 100_000}
    assert contract(contract_id).days_late == 0
    assets.sell_goods(
        goods.house.ctx("awa"), contract_id=contract_id, quantity=5, amount=francs(100_000)
    )
    assert goods.own(contract_id) == {}
    with pytest.raises(errors.StepNotNow):
        assets.record_delivery(goods.house.ctx("ibra"), contract_id=contract_id, quantity=1)
