"""Farming loans: due after the harvest, capped by the field, paid out in kind."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from factories.farm import DUE, Farm, make_farm
from factories.house import FIRST_DAY, House, francs
from nafa.kernel.errors import InvalidInput, NotPermitted
from nafa.ledger import queries as books
from nafa.lending import commands as lending
from nafa.lending import farming_errors as errors
from nafa.lending import queries as loans
from nafa.lending.commands.farming.calendars import HectareCost, define_crop_calendar
from nafa.lending.commands.farming.suppliers import pay_supplier, register_supplier
from nafa.lending.commands.farming.vouchers import (
    DeliveryNote,
    OrderedInput,
    cancel_voucher,
    deliver_inputs,
    issue_voucher,
)
from nafa.lending.errors import LoanNotReady
from nafa.lending.models import FarmPlan, InputVoucher
from nafa.lending.queries.farming.calendars import calendars, examples
from nafa.lending.queries.farming.inputs import payments_to, suppliers
from nafa.payments import queries as cash
from nafa.payments.errors import NoOpenTill

pytestmark = pytest.mark.django_db


@pytest.fixture
def farm(house: House) -> Farm:
    return make_farm(house)


def owed(farm: Farm) -> dict[str, int]:
    return {one.name: one.owed.minor for one in suppliers(farm.house.ctx("ousmane"))}


def noted(*ids: Any, day: date = FIRST_DAY) -> tuple[DeliveryNote, ...]:
    return tuple(DeliveryNote(one, f"BL {place}", day) for place, one in enumerate(ids, 1))


def test_one_repayment_after_the_harvest_with_interest_until_then(farm: Farm) -> None:
    application_id = farm.apply(amount=300_000)
    loan_id = farm.contract(application_id)

    folded = loans.loan_view(farm.house.ctx("ibra"), loan_id).folded
    (row,) = folded.schedule
    assert row.due_date == DUE
    assert row.principal == francs(300_000)
    days = (DUE - FIRST_DAY).days
    assert abs(row.interest.minor - round(300_000 * 12 * days / 36_500)) <= 400
    assert FarmPlan.objects.get(application_id=application_id).due_date == DUE


def test_a_field_carries_no_more_than_it_costs(farm: Farm) -> None:
    # (120 x 600 + 4 x 20,000) x 2 ha = 304,000
    with pytest.raises(errors.AboveFieldCap):
        farm.apply(amount=304_001)

    assert farm.apply(amount=304_000)


def test_a_season_that_is_sold_is_refused(farm: Farm) -> None:
    with pytest.raises(errors.SeasonOver):
        farm.apply(year=2024)


def test_an_application_comes_again_within_the_cap(farm: Farm) -> None:
    application_id = farm.apply(amount=200_000)
    lending.decide_application(
        farm.house.ctx("ousmane"), application_id=application_id, outcome="RETURNED", reason="Voir"
    )
    again: dict[str, Any] = {
        "application_id": application_id, "instalment_count": 1, "purpose": "Arachide",
    }  # fmt: skip

    with pytest.raises(errors.AboveFieldCap):
        lending.resubmit_application(farm.house.ctx("ibra"), amount=francs(400_000), **again)
    lending.resubmit_application(farm.house.ctx("ibra"), amount=francs(250_000), **again)


def test_inputs_in_kind_make_the_debt_and_suppliers_are_owed(farm: Farm) -> None:
    house, application_id = farm.house, farm.apply(amount=300_000)
    first = farm.order(application_id, "Sodagri", 8, 20_000)
    second = farm.order(application_id, "Coopérative", 3, 30_000)
    loan_id = farm.contract(application_id)
    house.open_till()
    before = books.balance(cash.own_till(house.people["awa"]).account_id)

    receipt = deliver_inputs(house.ctx("awa"), loan_id=loan_id, notes=noted(second, first))

    assert receipt.outstanding_principal == francs(300_000)
    assert owed(farm) == {"Sodagri": 160_000, "Coopérative": 90_000}
    after = books.balance(cash.own_till(house.people["awa"]).account_id)
    assert before - after == francs(50_000)
    notes = dict(InputVoucher.objects.values_list("id", "delivery_note"))
    assert notes == {first: "BL 2", second: "BL 1"}


def test_wholly_in_kind_needs_no_till(farm: Farm) -> None:
    application_id = farm.apply(amount=160_000)
    voucher = farm.order(application_id, "Sodagri", 8, 20_000)
    loan_id = farm.contract(application_id)

    deliver_inputs(farm.house.ctx("awa"), loan_id=loan_id, notes=noted(voucher))

    assert owed(farm)["Sodagri"] == 160_000


def test_inputs_that_are_ordered_hold_the_cash_back(farm: Farm) -> None:
    house, application_id = farm.house, farm.apply(amount=160_000)
    voucher = farm.order(application_id, "Sodagri", 4, 20_000)
    loan_id = farm.contract(application_id)
    house.open_till()

    with pytest.raises(errors.VouchersOpen):
        lending.disburse(house.ctx("awa"), loan_id=loan_id)
    cancel_voucher(house.ctx("ibra"), voucher_id=voucher)
    with pytest.raises(errors.VoucherNotOpen):
        cancel_voucher(house.ctx("ibra"), voucher_id=voucher)
    lending.disburse(house.ctx("awa"), loan_id=loan_id)
    with pytest.raises(LoanNotReady):
        farm.order(application_id, "Sodagri", 1, 20_000)


def test_deliveries_that_do_not_hold_are_refused(farm: Farm) -> None:
    house, application_id = farm.house, farm.apply(amount=300_000)
    first = farm.order(application_id, "Sodagri", 5, 20_000)
    second = farm.order(application_id, "Coopérative", 3, 30_000)
    loan_id = farm.contract(application_id)
    both = noted(first, second)

    def deliver(notes: tuple[DeliveryNote, ...]) -> None:
        deliver_inputs(house.ctx("awa"), loan_id=loan_id, notes=notes)

    with pytest.raises(errors.VouchersMissing):
        deliver(noted(first))
    with pytest.raises(InvalidInput):
        deliver((both[0], both[1]._replace(number=" ")))
    with pytest.raises(InvalidInput):
        deliver((both[0], both[1]._replace(delivered_date=date(2026, 2, 1))))
    with pytest.raises(NoOpenTill):
        deliver(both)
    assert owed(farm) == {"Sodagri": 0, "Coopérative": 0}


def test_vouchers_that_do_not_hold_are_refused(farm: Farm) -> None:
    application_id = farm.apply(amount=100_000)

    with pytest.raises(errors.VouchersAboveLoan):
        farm.order(application_id, "Sodagri", 6, 20_000)
    with pytest.raises(errors.VoucherNotPossible):
        issue_voucher(
            farm.house.ctx("ibra"), application_id=application_id,
            supplier_id=farm.suppliers["Sodagri"],
            lines=(OrderedInput("", "sac", Decimal(1), francs(1)),),
        )  # fmt: skip


def test_a_supplier_is_paid_what_is_owed_and_no_more(farm: Farm) -> None:
    house, application_id = farm.house, farm.apply(amount=160_000)
    voucher = farm.order(application_id, "Sodagri", 8, 20_000)
    deliver_inputs(house.ctx("awa"), loan_id=farm.contract(application_id), notes=noted(voucher))
    sodagri = farm.suppliers["Sodagri"]

    def pay(who: str, amount: int, source: str = "BANK", reference: str = "VIR 12") -> None:
        pay_supplier(
            house.ctx(who), supplier_id=sodagri, amount=francs(amount), source=source,
            reference=reference,
        )  # fmt: skip

    with pytest.raises(errors.SupplierOverpaid):
        pay("moussa", 160_001)
    with pytest.raises(InvalidInput):
        pay("moussa", 1, reference=" ")
    with pytest.raises(InvalidInput):
        pay("moussa", 1, source="POCKET")
    with pytest.raises(NotPermitted):
        pay("ibra", 1)
    with pytest.raises(NoOpenTill):
        pay("awa", 1, source="TILL")
    pay("moussa", 100_000)
    house.open_till()
    pay("awa", 60_000, source="TILL")
    assert owed(farm)["Sodagri"] == 0
    assert [one.amount.minor for one in payments_to(sodagri)] == [60_000, 100_000]


def test_examples_of_the_country_wait_to_be_taken_over(farm: Farm) -> None:
    on = farm.house.ctx("ibra").business_date
    shown = examples(on=on)

    assert not any(one.is_confirmed for one in shown)
    assert ("Arachide", "Bassin arachidier") not in {(one.crop, one.zone) for one in shown}
    assert [one.crop for one in calendars(on=on)] == ["Arachide"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"crop": " "}, "crop"),
        ({"sale_month": 0}, "sale_month"),
        ({"costs": ()}, "costs"),
        ({"financed_percent": Decimal(101)}, "financed_percent"),
        ({"effective_from": date(2025, 1, 1)}, "effective_from"),
    ],
)
def test_a_calendar_that_does_not_hold_is_refused(
    house: House, changes: dict[str, Any], field: str
) -> None:
    given: dict[str, Any] = {
        "crop": "Mil", "zone": "Bassin", "inputs_month": 5, "sowing_month": 6,
        "harvest_month": 9, "sale_month": 11,
        "costs": (HectareCost("Semences", "kg", Decimal(6), francs(500)),),
    }  # fmt: skip

    with pytest.raises(errors.CalendarNotPossible) as refused:
        define_crop_calendar(house.ctx("babacar"), **{**given, **changes})

    assert refused.value.values["field"] == field


def test_a_supplier_needs_a_name(house: House) -> None:
    with pytest.raises(InvalidInput):
        register_supplier(house.ctx("ousmane"), name=" ")
