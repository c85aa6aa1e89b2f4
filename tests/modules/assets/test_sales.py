"""Murabaha and qard from the promise to the end: what is refused, and what the books say."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from factories.goods import PAPER, TERMS, Goods, contract
from factories.house import francs
from nafa.assets import commands as assets
from nafa.assets import errors
from nafa.assets.calc.postings import Role
from nafa.assets.models import Accrual, Asset, Due, Fact, Paper, Rebate
from nafa.assets.queries.state import held, receivable, standing_of
from nafa.kernel.errors import InvalidInput, NotPermitted
from nafa.ledger import queries as books
from nafa.payments.errors import NoOpenTill

pytestmark = pytest.mark.django_db
START = date(2026, 1, 5)


def bring_to(goods: Goods, day: date) -> None:
    goods.house.close_days_until(day)
    goods.open_till()


def test_nothing_is_sold_before_it_is_owned_and_held(goods: Goods) -> None:
    contract_id, officer = goods.approved("MURABAHA"), goods.house.ctx

    def refused() -> None:
        with pytest.raises(errors.NotOwnedYet):
            assets.sign(officer("ibra"), contract_id=contract_id)
        assert contract(contract_id).status == "APPROVED"
        assert goods.own(contract_id) == {}

    refused()
    asset_id = goods.order(contract_id)
    refused()
    with pytest.raises(errors.AssetNotThere):
        assets.take_possession(
            officer("ibra"), asset_id=asset_id, possessed_date=START, place="Ici",
            delivery_note=PAPER,
        )  # fmt: skip
    with pytest.raises(errors.PaperMissing):
        assets.record_purchase(
            officer("ibra"), asset_id=asset_id, price=francs(1_000_000), ancillary=francs(0),
            invoice=b"not a document",
        )  # fmt: skip
    assert Asset.objects.get(id=asset_id).status == "ORDERED"
    assets.record_purchase(
        officer("ibra"), asset_id=asset_id, price=francs(1_000_000), ancillary=francs(0),
        invoice=PAPER,
    )  # fmt: skip
    refused()
    assert goods.of_asset(contract_id) == {"3221": 1_000_000}
    assert goods.of_pool("supplier") == -1_000_000
    with pytest.raises(errors.DateNotPossible):
        assets.take_possession(
            officer("ibra"), asset_id=asset_id, possessed_date=START - timedelta(days=1),
            place="Ici", delivery_note=PAPER,
        )  # fmt: skip
    assets.take_possession(
        officer("ibra"), asset_id=asset_id, possessed_date=START, place="Ici", delivery_note=PAPER
    )
    assets.sign(officer("ibra"), contract_id=contract_id)

    assert contract(contract_id).status == "ACTIVE"
    assert goods.of_asset(contract_id) == {}
    assert set(Paper.objects.values_list("kind", flat=True)) >= {"PURCHASE", "POSSESSION"}
    assert contract(contract_id).contract_digest


def test_the_purchase_is_at_the_approved_cost_and_the_supplier_not_overpaid(goods: Goods) -> None:
    contract_id = goods.approved("MURABAHA")
    asset_id = goods.order(contract_id)
    with pytest.raises(errors.AssetOrdered):
        goods.order(contract_id)
    with pytest.raises(errors.CostNotAsApproved):
        assets.record_purchase(
            goods.house.ctx("ibra"), asset_id=asset_id, price=francs(1_000_000),
            ancillary=francs(1), invoice=PAPER,
        )  # fmt: skip
    with pytest.raises(errors.AssetNotThere):
        assets.pay_supplier_by_bank(goods.house.ctx("aminata"), asset_id=asset_id, amount=francs(1))
    goods.buy(asset_id)
    with pytest.raises(errors.SupplierOverpaid):
        assets.pay_supplier_by_bank(goods.house.ctx("aminata"), asset_id=asset_id, amount=francs(1))
    assert goods.of_pool("supplier") == 0


def test_who_asked_does_not_decide_and_limits_hold(goods: Goods) -> None:
    contract_id = goods.proposed("MURABAHA")
    with pytest.raises(NotPermitted):
        assets.decide(goods.house.ctx("ibra"), contract_id=contract_id, is_approved=True)
    with pytest.raises(InvalidInput):
        assets.decide(goods.house.ctx("ousmane"), contract_id=contract_id, is_approved=False)
    dear = goods.proposed("MURABAHA", cost_minor=2_000_001)
    with pytest.raises(errors.AboveApprovalLimit):
        assets.decide(goods.house.ctx("ousmane"), contract_id=dear, is_approved=True)
    own = assets.propose(
        goods.house.ctx("ousmane"), client_id=contract(contract_id).client_id, sector="TRADE",
        product_id=goods.product("MURABAHA"), purpose="Stock", terms=TERMS["MURABAHA"],
    )  # fmt: skip
    with pytest.raises(errors.SamePersonDecides):
        assets.decide(goods.house.ctx("ousmane"), contract_id=own, is_approved=True)
    assert assets.decide(
        goods.house.ctx("ousmane"), contract_id=contract_id, is_approved=True
    ) == "APPROVED"  # fmt: skip
    with pytest.raises(errors.StepNotNow):
        assets.decide(goods.house.ctx("ousmane"), contract_id=contract_id, is_approved=True)


def test_prohibited_sectors_boards_and_pools(goods: Goods) -> None:
    wanted: dict[str, Any] = {
        "client_id": goods.house.client(), "product_id": goods.product("MURABAHA"),
        "purpose": "Bar", "terms": TERMS["MURABAHA"],
    }  # fmt: skip
    with pytest.raises(errors.SectorProhibited):
        assets.propose(goods.house.ctx("ibra"), sector="ALCOHOL", **wanted)
    with pytest.raises(errors.AmountTooHigh):
        assets.propose(
            goods.house.ctx("ibra"), sector="FOOD",
            **{**wanted, "terms": {**TERMS["MURABAHA"], "cost_minor": 20_000_001}},
        )  # fmt: skip
    with pytest.raises(errors.TermsNotPossible) as refused:
        assets.propose(
            goods.house.ctx("ibra"), sector="FOOD",
            **{**wanted, "terms": {**TERMS["MURABAHA"], "rate_percent": "12"}},
        )  # fmt: skip
    assert refused.value.values["field"] == "rate_percent"
    with pytest.raises(errors.BoardApprovalMissing):
        goods.product("QARD", board_approval="")
    with pytest.raises(errors.PoolMixed):
        goods.product("IJARA", pool_id=goods.own_pool_id)
    with pytest.raises(errors.PoolMixed):
        goods.product("LEASE", pool_id=goods.pool_id)


def test_early_payment_earns_all_the_markup_and_its_reversal_defers_it_again(goods: Goods) -> None:
    contract_id = goods.running("MURABAHA")
    before = goods.own(contract_id)

    receipt = goods.pay(contract_id, 1_120_000)

    assert goods.own(contract_id) == {}
    assert goods.of_pool("markup_income") == -120_000
    assert contract(contract_id).end_kind == "SETTLED"
    assets.reverse_operation(
        goods.house.ctx("ousmane"), fact_id=receipt.fact_id, reason="Erreur de client"
    )
    assert goods.own(contract_id) == before
    assert goods.of_pool("markup_income") == 0
    assert contract(contract_id).status == "ACTIVE"
    with pytest.raises(errors.OperationNotReversible):
        assets.reverse_operation(
            goods.house.ctx("ousmane"), fact_id=receipt.fact_id, reason="Encore"
        )
    assert books.differences(on=goods.today) == []


def test_too_much_is_not_taken_and_cash_needs_a_till(goods: Goods) -> None:
    contract_id = goods.running("MURABAHA")
    with pytest.raises(errors.AmountAboveDue):
        goods.pay(contract_id, 1_120_001)
    goods.house.close_till()
    with pytest.raises(NoOpenTill):
        assets.collect(goods.house.ctx("awa"), contract_id=contract_id, amount=francs(10))
    with pytest.raises(NotPermitted):
        assets.collect(goods.house.ctx("ibra"), contract_id=contract_id, amount=francs(10))
    assert not Fact.objects.filter(contract_id=contract_id, kind="PAID").exists()


def test_a_rebate_is_asked_by_one_and_granted_by_another(goods: Goods) -> None:
    contract_id = goods.running("MURABAHA")
    with pytest.raises(errors.RebateTooHigh):
        assets.ask_rebate(
            goods.house.ctx("ibra"), contract_id=contract_id, amount=francs(120_001), reason="Bon"
        )
    rebate_id = assets.ask_rebate(
        goods.house.ctx("ousmane"), contract_id=contract_id, amount=francs(50_000),
        reason="Paiement anticipé",
    )  # fmt: skip
    with pytest.raises(errors.RebateNotWaiting):
        assets.ask_rebate(
            goods.house.ctx("ibra"), contract_id=contract_id, amount=francs(1), reason="Encore"
        )
    with pytest.raises(errors.SamePersonDecides):
        assets.decide_rebate(goods.house.ctx("ousmane"), rebate_id=rebate_id, is_granted=True)
    with pytest.raises(NotPermitted):
        assets.decide_rebate(goods.house.ctx("ibra"), rebate_id=rebate_id, is_granted=True)

    assets.decide_rebate(goods.house.ctx("system"), rebate_id=rebate_id, is_granted=True)

    assert Rebate.objects.get(id=rebate_id).status == "GRANTED"
    assert goods.own(contract_id) == {"2022": 1_070_000, "3822": -70_000}
    assert (
        sum(one.amount_minor for one in Accrual.objects.filter(contract_id=contract_id)) == 70_000
    )
    goods.pay(contract_id, 1_070_000)
    assert goods.own(contract_id) == {}
    assert goods.of_pool("markup_income") == -70_000


def test_new_dates_leave_the_debt_as_it_is(goods: Goods) -> None:
    contract_id = goods.running("MURABAHA")
    goods.pay(contract_id, 93_333)
    before = goods.own(contract_id)
    with pytest.raises(errors.RescheduleNotPossible):
        assets.reschedule(
            goods.house.ctx("ousmane"), contract_id=contract_id, months=25, reason="Hivernage"
        )

    assets.reschedule(
        goods.house.ctx("ousmane"), contract_id=contract_id, months=3, reason="Hivernage"
    )

    dues = list(Due.objects.filter(contract_id=contract_id).order_by("number"))
    assert (dues[0].due_date, dues[1].due_date) == (date(2026, 2, 5), date(2026, 6, 5))
    assert sum(due.price_minor for due in dues) == 1_120_000
    assert goods.own(contract_id) == before


def test_a_deposit_before_the_sale_is_part_of_the_price_or_goes_back(goods: Goods) -> None:
    goods.open_till()
    contract_id = goods.held("MURABAHA", deposit_minor=100_000)
    with pytest.raises(errors.DepositNotPossible):
        assets.take_deposit(goods.house.ctx("awa"), contract_id=contract_id, amount=francs(100_001))
    assets.take_deposit(goods.house.ctx("awa"), contract_id=contract_id, amount=francs(100_000))
    assets.sign(goods.house.ctx("ibra"), contract_id=contract_id)
    assert goods.own(contract_id) == {"2022": 1_020_000, "3822": -120_000}
    assert standing_of(contract(contract_id), on=goods.today).settled_minor == 100_000

    other = goods.approved("MURABAHA", deposit_minor=100_000)
    assets.take_deposit(goods.house.ctx("awa"), contract_id=other, amount=francs(100_000))
    with pytest.raises(errors.StepNotNow):
        assets.give_back_deposit(goods.house.ctx("awa"), contract_id=other)
    assets.cancel(goods.house.ctx("ibra"), contract_id=other, reason="Le client renonce")
    assets.give_back_deposit(goods.house.ctx("awa"), contract_id=other)
    assert goods.own(other) == {}


def test_goods_a_client_does_not_take_are_sold_by_the_register(goods: Goods) -> None:
    goods.open_till()
    contract_id = goods.held("MURABAHA")
    assets.cancel(goods.house.ctx("ibra"), contract_id=contract_id, reason="Le client renonce")
    asset = Asset.objects.get(contract_id=contract_id)

    assets.sell_asset(goods.house.ctx("awa"), asset_id=asset.id, amount=francs(900_000))

    assert goods.of_asset(contract_id) == {}
    assert goods.of_pool("goods_loss") == 100_000
    with pytest.raises(errors.AssetNotThere):
        assets.sell_asset(goods.house.ctx("awa"), asset_id=asset.id, amount=francs(1))


@pytest.mark.slow
def test_a_sale_that_is_overdue_is_classed_provisioned_and_earns_no_more(goods: Goods) -> None:
    contract_id = goods.running("MURABAHA")
    bring_to(goods, date(2026, 5, 7))
    late = contract(contract_id)
    earned = -goods.of_pool("markup_income")

    assert (late.class_code, late.held_role) == ("OVERDUE_3_6", "OVERDUE_1")
    assert late.days_late == (date(2026, 5, 6) - date(2026, 2, 5)).days
    own = goods.own(contract_id)
    assert own["292"] == 1_120_000
    assert "2022" not in own
    assert own["2991"] == -((1_120_000 + own["3822"]) * 40 // 100) == -416_000
    bring_to(goods, date(2026, 6, 7))
    assert -goods.of_pool("markup_income") == earned
    seen = standing_of(contract(contract_id), on=goods.today)
    assert seen.donation_owed_minor == 4 * 2_000
    goods.pay(contract_id, seen.due_minor + seen.donation_owed_minor)
    bring_to(goods, date(2026, 6, 9))
    own = goods.own(contract_id)
    assert (contract(contract_id).class_code, own.get("2991", 0)) == ("", 0)
    assert "292" not in own
    assert own["2022"] == 1_120_000 - 5 * 93_333
    assert own["3822"] == -(120_000 - 5 * 10_000)
    assert goods.of_pool("charity") == -8_000


def test_a_loan_without_gain_is_paid_out_by_another_than_its_approver(goods: Goods) -> None:
    goods.open_till()
    contract_id = goods.proposed("QARD")
    assets.decide(goods.house.ctx("ousmane"), contract_id=contract_id, is_approved=True)
    with pytest.raises(errors.StepNotNow):
        assets.pay_out(goods.house.ctx("awa"), contract_id=contract_id)
    assets.sign(goods.house.ctx("ibra"), contract_id=contract_id)
    assets.pay_out(goods.house.ctx("awa"), contract_id=contract_id)
    with pytest.raises(errors.StepNotNow):
        assets.pay_out(goods.house.ctx("awa"), contract_id=contract_id)
    assert contract(contract_id).status == "ACTIVE"


@pytest.mark.parametrize("seed", [7, 26, 112])
@pytest.mark.slow
def test_books_and_state_agree_on_any_day_of_any_life(goods: Goods, seed: int) -> None:
    """Payments, reversals and closed days in any order, against a model kept beside them."""
    chance = random.Random(seed)
    contract_id = goods.running("MURABAHA", count=3)
    paid: list[tuple[date, int, UUID]] = []
    seen_on: dict[date, tuple[int, int]] = {}
    for _ in range(14):
        if chance.random() < 0.5:
            bring_to(goods, goods.today + timedelta(days=chance.randint(3, 12)))
        left = 1_120_000 - sum(amount for _, amount, _ in paid)
        if paid and chance.random() < 0.3:
            gone = paid.pop(chance.randrange(len(paid)))
            assets.reverse_operation(goods.house.ctx("ousmane"), fact_id=gone[2], reason="Erreur")  # type: ignore[arg-type]
        elif left:
            seen = standing_of(contract(contract_id), on=goods.today)
            amount = chance.randint(1, left)
            receipt = goods.pay(contract_id, amount)
            if receipt.donation:
                amount -= receipt.donation.minor
            paid.append((goods.today, amount, receipt.fact_id))
            assert receipt.donation.minor <= seen.donation_owed_minor
        now = contract(contract_id)
        deferred = -goods.own(contract_id).get("3822", 0)
        settled = sum(amount for _, amount, _ in paid)
        assert receivable(now) == 1_120_000 - settled
        posted = Accrual.objects.filter(contract_id=contract_id).exclude(posted_date=None)
        assert deferred == 120_000 - sum(one.amount_minor for one in posted)
        assert -goods.of_pool("markup_income") == 120_000 - deferred
        seen_on[goods.today] = (receivable(now), deferred)
    last = goods.today
    bring_to(goods, last + timedelta(days=1))
    now = contract(contract_id)
    for day, (owed, _deferred) in seen_on.items():
        if day < last:
            roles = (Role.SALE_RECEIVABLE, Role.OVERDUE_1)
            assert sum(held(now, None, role, on=day) for role in roles) == owed
    assert books.differences(on=last) == []
