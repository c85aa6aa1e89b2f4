"""The worked figures of the Islamic contracts, through running commands and the ledger.

Source: the sheet of rules kept in docs/domain/islamic-finance.md (SH-MUR, SH-DM, SH-IJA, SH-SAL,
SH-QH).
"""

from datetime import date

import pytest

from factories.goods import Goods, contract
from factories.house import francs
from nafa.assets import commands as assets
from nafa.assets.models import Accrual, Due
from nafa.ledger import queries as books
from nafa.lib.periods import add_months

pytestmark = pytest.mark.django_db
START = date(2026, 1, 5)


def bring_to(goods: Goods, day: date) -> None:
    goods.house.close_days_until(day)
    goods.open_till()


def test_sh_mur_01_cost_plus_markup_in_twelve_parts(goods: Goods) -> None:
    contract_id = goods.running("MURABAHA")

    prices = list(Due.objects.filter(contract_id=contract_id).values_list("price_minor", flat=True))
    assert prices == [93_333] * 11 + [93_337]
    assert goods.own(contract_id) == {"2022": 1_120_000, "3822": -120_000}
    assert goods.of_asset(contract_id) == {}
    bring_to(goods, date(2026, 2, 6))
    assert goods.own(contract_id) == {"2022": 1_120_000, "3822": -110_000}
    assert goods.of_pool("markup_income") == -10_000
    goods.pay(contract_id, 93_333)
    assert goods.own(contract_id)["2022"] == 1_120_000 - 93_333
    bring_to(goods, date(2026, 3, 6))
    assert goods.of_pool("markup_income") == -20_000


def test_sh_mur_02_a_late_client_gives_to_charity_and_the_income_is_nothing(goods: Goods) -> None:
    contract_id = goods.running("MURABAHA")
    bring_to(goods, date(2026, 2, 11))
    income_before = goods.of_pool("markup_income")

    receipt = goods.pay(contract_id, 93_333 + 2_000)

    assert (receipt.price, receipt.donation) == (francs(93_333), francs(2_000))
    assert goods.of_pool("charity") == -2_000
    assert goods.of_pool("markup_income") == income_before
    assert goods.of_pool("late_fee_income") == 0
    assets.give_to_charity(
        goods.house.ctx("aminata"), pool_id=goods.pool_id, branch_id=goods.house.branch_id,
        amount=francs(2_000), beneficiary="Pouponnière de Médina",
    )  # fmt: skip
    assert goods.of_pool("charity") == 0


def test_sh_dm_01_rents_follow_the_share_down_to_nothing(goods: Goods) -> None:
    contract_id = goods.running("MUSHARAKA")

    dues = list(Due.objects.filter(contract_id=contract_id).order_by("number"))
    assert [due.rent_minor for due in dues[:2]] == [80_000, 78_000]
    assert dues[-1].rent_minor == 2_000
    assert sum(due.rent_minor for due in dues) == 1_640_000
    assert len(dues) == 40
    assert dues[0].rent_minor + dues[0].price_minor == 280_000
    assert dues[-1].rent_minor + dues[-1].price_minor == 202_000
    assert goods.own(contract_id) == {"44252": 8_000_000}
    bring_to(goods, date(2026, 2, 6))
    assert goods.own(contract_id) == {"44252": 8_000_000, "33151": 80_000}
    goods.pay(contract_id, 280_000)
    assert goods.own(contract_id) == {"44252": 7_800_000}
    assert goods.of_pool("rent_income") == -80_000


def test_sh_ija_01_a_gift_at_the_end_costs_the_book_value(goods: Goods) -> None:
    contract_id = goods.running("IJARA")
    for month in range(1, 4):
        bring_to(goods, add_months(START, month).replace(day=6))
        goods.pay(contract_id, 85_000)
    assert goods.of_asset(contract_id) == {"44251": 2_400_000, "4428": -120_000}
    assert goods.of_pool("depreciation_charge") == 120_000
    assert goods.of_pool("rent_income") == -255_000

    plan = Accrual.objects.filter(contract_id=contract_id, kind="DEPRECIATION").order_by("number")
    assert {one.amount_minor for one in plan} == {40_000}
    assert 2_400_000 - sum(one.amount_minor for one in plan[:36]) == 960_000


def test_sh_sal_01_goods_sold_dearer_or_cheaper_than_paid(goods: Goods) -> None:
    for price, result, account in (
        (24_000, 100_000, "goods_gain"),
        (18_000, -50_000, "goods_loss"),
    ):
        contract_id = goods.running("SALAM")
        assert goods.own(contract_id) == {"33152": 500_000}
        assets.record_delivery(goods.house.ctx("ibra"), contract_id=contract_id, quantity=25)
        assert goods.own(contract_id) == {"3221": 500_000}
        before = goods.of_pool(account)
        assets.sell_goods(
            goods.house.ctx("awa"), contract_id=contract_id, quantity=25,
            amount=francs(25 * price),
        )  # fmt: skip
        assert goods.own(contract_id) == {}
        assert goods.of_pool(account) - before == -result
        assert contract(contract_id).status == "CLOSED"


def test_sh_qh_01_the_sum_lent_is_the_sum_returned(goods: Goods) -> None:
    till_before = goods.house.net("1011")
    contract_id = goods.running("QARD")
    assert goods.own(contract_id) == {"2022": 200_000}
    assert goods.of_pool("admin_fee_income") == -3_000
    assert goods.house.net("1011") == till_before - 197_000
    assert set(
        Due.objects.filter(contract_id=contract_id).values_list("price_minor", flat=True)
    ) == {20_000}

    goods.pay(contract_id, 200_000)

    assert goods.own(contract_id) == {}
    assert contract(contract_id).status == "CLOSED"
    assert goods.of_pool("admin_fee_income") == -3_000
    assert books.differences(on=goods.today) == []
