"""Contracts about goods that are late: on the same list, by the same steps as loans."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from factories.goods import Goods
from factories.house import House, francs
from nafa.assets import commands as assets
from nafa.kernel.errors import DomainError
from nafa.kernel.secrets.files import read_file
from nafa.recovery import commands as recovery
from nafa.recovery import queries
from nafa.recovery.models import Claim, Promise
from nafa.recovery.queries import Reason, WorkRow

pytestmark = pytest.mark.django_db
DUE = date(2026, 2, 5)
INSTALMENT = 93_333
OF_SALE = {"count": 12}


def contact(house: House, claim_id: UUID, **said: Any) -> UUID:
    """Ibra called the client at noon."""
    ctx = house.ctx("ibra")
    noon = datetime.fromisoformat(f"{ctx.business_date}T12:00:00+00:00")
    values = {"kind": "CALL", "result": "REACHED", **said}
    return recovery.record_act(replace(ctx, now=noon), claim_id=claim_id, **values)


def listed(house: House) -> list[WorkRow]:
    return queries.work_list(house.ctx("ibra"))


@pytest.fixture
def sale(goods: Goods) -> UUID:
    """A sale of 1 120 000 in twelve parts, whose first part is nine days late."""
    contract_id = goods.running("MURABAHA")
    goods.house.close_days_until(DUE + timedelta(days=9))
    return contract_id


def test_a_late_sale_is_recovered_from_the_first_call_to_a_kept_promise(
    goods: Goods, sale: UUID
) -> None:
    house = goods.house
    row = listed(house)[0]
    assert (row.claim_id, row.kind, row.days_late) == (sale, "MURABAHA", 9)
    assert (row.overdue, row.reason, row.collector) == (
        francs(INSTALMENT), Reason.STEP, "Ibra",
    )  # fmt: skip
    assert row.step is not None and row.step.code == "visite"

    contact(
        house, sale, kind="VISIT", step_code="visite", result="PROMISED",
        promised=francs(INSTALMENT), promised_date=house.ctx("ibra").business_date,
    )  # fmt: skip
    assert listed(house)[0].reason is Reason.DUE
    goods.pay(sale, INSTALMENT)
    assert listed(house) == []
    house.close_days_until(house.ctx("ibra").business_date + timedelta(days=1))

    assert Promise.objects.get(claim_id=sale).status == "KEPT"
    found = queries.results(house.ctx("ousmane"), first=DUE, last=date(2026, 3, 1), currency="XOF")
    assert [(one.files, one.kept, one.collected) for one in found] == [(1, 1, francs(INSTALMENT))]


def test_a_donation_pays_nothing_and_a_payment_taken_back_counts_for_nothing(
    goods: Goods, sale: UUID
) -> None:
    house = goods.house
    day = house.ctx("ibra").business_date
    contact(
        house, sale, result="PROMISED", promised=francs(INSTALMENT),
        promised_date=day + timedelta(days=1),
    )  # fmt: skip
    paid = goods.pay(sale, 60_000)
    again = goods.pay(sale, 33_333 + 2_000)
    assert again.donation == francs(2_000)
    assets.reverse_operation(house.ctx("ousmane"), fact_id=paid.fact_id, reason="erreur")
    assert listed(house)[0].overdue == francs(60_000)
    house.close_days_until(day + timedelta(days=2))

    promise = Promise.objects.get(claim_id=sale)
    assert (promise.status, promise.paid_minor) == ("PARTLY", 33_333)


def test_goods_paid_ahead_that_were_not_delivered_are_late(goods: Goods) -> None:
    house, salam = goods.house, goods.running("SALAM", delivery_date="2026-01-10")
    house.close_days_until(date(2026, 1, 14))
    row = listed(house)[0]
    assert (row.kind, row.days_late, row.overdue) == ("SALAM", 4, francs(500_000))

    assets.record_delivery(house.ctx("ibra"), contract_id=salam, quantity=10)
    assert listed(house)[0].overdue == francs(300_000)
    assets.record_delivery(house.ctx("ibra"), contract_id=salam, quantity=15)

    assert listed(house) == []


@pytest.mark.parametrize("kind", ["LEASE", "IJARA", "MUSHARAKA", "QARD"])
def test_every_kind_of_contract_comes_on_the_list(goods: Goods, kind: str) -> None:
    contract_id = goods.running(kind)
    goods.house.close_days_until(DUE + timedelta(days=2))

    assert [(one.claim_id, one.kind) for one in listed(goods.house)] == [(contract_id, kind)]


def test_a_letter_of_a_sale_speaks_of_no_interest(goods: Goods, sale: UUID) -> None:
    house = goods.house
    house.close_days_until(DUE + timedelta(days=16))
    act_id = recovery.write_letter(house.ctx("ibra"), claim_id=sale, step_code="rappel")

    found = queries.letter_of(house.ctx("ibra"), act_id)
    assert found is not None and found[1].kind == "MURABAHA"
    assert found[0].letter_id is not None
    assert read_file(found[0].letter_id)[0].startswith(b"%PDF")


def test_what_is_not_late_is_not_recovered(goods: Goods) -> None:
    contract_id = goods.running("MURABAHA")
    with pytest.raises(DomainError) as told:
        contact(goods.house, contract_id)

    assert told.value.code == "recovery.not_late"
    assert not Claim.objects.exists()


def test_a_sale_is_handed_over_and_who_follows_it_sees_it(goods: Goods, sale: UUID) -> None:
    house = goods.house
    recovery.hand_over(house.ctx("ousmane"), claim_id=sale, collector_id=house.people["ousmane"])

    mine = queries.work_list(house.ctx("ousmane"), collector_id=house.people["ousmane"])
    assert [one.claim_id for one in mine] == [sale]


def test_a_claim_is_one_file_under_its_own_id(goods: Goods, sale: UUID) -> None:
    loan_id = goods.house.loan()
    both = {"contract_id": sale, "loan_id": loan_id}
    for values in (both, {"loan_id": loan_id}, {}):
        with pytest.raises(IntegrityError, match="claim_is_one_file"), transaction.atomic():
            Claim.objects.create(id=sale, **values)
