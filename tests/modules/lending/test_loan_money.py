"""Money of loans by other ways than the counter: savings, orders to banks and mobile money."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from factories.house import FIRST_DAY, House, francs
from factories.staff import level, submit
from nafa.journeys.loan_money import disburse_by_payout, disburse_to_savings, repay_from_savings
from nafa.kernel.errors import DomainError
from nafa.lending import commands as lending
from nafa.lending.commands.origination.policies import define_approval_policy
from nafa.lending.commands.origination.signing import sign_contract
from nafa.lending.models import Loan, LoanFact
from nafa.lending.queries.origination.signatures import signature_of
from nafa.payments import commands as payments
from nafa.payments import queries as orders
from nafa.payments.models import Payout
from nafa.savings import commands as savings
from nafa.savings import queries as accounts

pytestmark = pytest.mark.django_db
AMOUNT = 500_000


def contract(house: House, client_id: UUID) -> UUID:
    """A contract of half a million, five thousand of fees, ready to be paid out."""
    application_id = submit(house, amount=AMOUNT, client_id=client_id)
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    return lending.draw_contract(house.ctx("ibra"), application_id=application_id)


def saver(house: House, client_id: UUID, *, amount: int = 0) -> UUID:
    account = savings.open_account(house.ctx("ibra"), client_id=client_id)
    if amount:
        house.open_till()
        savings.deposit(house.ctx("awa"), account_id=account, amount=francs(amount))
    return account


def held(house: House, account: UUID) -> int:
    return accounts.account_view(house.ctx("awa"), account).row.balance.minor


def test_a_loan_goes_onto_the_borrowers_account_less_its_fees(house: House) -> None:
    client_id = house.client()
    account, loan_id = saver(house, client_id), contract(house, client_id)
    before = house.net("1011")

    disburse_to_savings(house.ctx("awa"), loan_id=loan_id, savings_id=account)

    assert held(house, account) == AMOUNT - 5_000
    assert (house.net("1011"), house.net("2022"), house.net("7029")) == (before, AMOUNT, -5_000)
    assert Loan.objects.get(id=loan_id).status == Loan.Status.ACTIVE


def test_a_loan_does_not_go_onto_the_account_of_another(house: House) -> None:
    loan_id = contract(house, house.client())
    account = saver(house, house.client(not_a_duplicate_because="autre"))

    with pytest.raises(DomainError) as told:
        disburse_to_savings(house.ctx("awa"), loan_id=loan_id, savings_id=account)

    assert told.value.code == "journeys.savings_of_another"
    assert Loan.objects.get(id=loan_id).status == Loan.Status.CONTRACTED


def test_a_repayment_out_of_savings_and_its_way_back(house: House) -> None:
    client_id = house.client()
    account, loan_id = saver(house, client_id), contract(house, client_id)
    disburse_to_savings(house.ctx("awa"), loan_id=loan_id, savings_id=account)
    cash = house.net("1011")

    paid = repay_from_savings(
        house.ctx("awa"), loan_id=loan_id, savings_id=account, amount=francs(60_000)
    )
    after = held(house, account)
    lending.reverse_repayment(house.ctx("ousmane"), fact_id=paid.fact_id, reason="erreur")

    assert after == AMOUNT - 65_000
    assert held(house, account) == AMOUNT - 5_000
    assert (house.net("1011"), house.net("2022")) == (cash, AMOUNT)


def test_savings_pay_no_more_than_they_hold(house: House) -> None:
    client_id = house.client()
    account, loan_id = saver(house, client_id, amount=1_000), contract(house, client_id)
    lending.disburse(house.ctx("awa"), loan_id=loan_id)

    with pytest.raises(DomainError) as told:
        repay_from_savings(
            house.ctx("awa"), loan_id=loan_id, savings_id=account, amount=francs(1_001)
        )

    assert told.value.code == "ledger.balance_too_low"
    assert LoanFact.objects.filter(loan_id=loan_id).count() == 1


def ordered(house: House, *, channel: str = "BANK") -> UUID:
    """A loan of which an order to pay waits."""
    return disburse_by_payout(
        house.ctx("awa"), loan_id=contract(house, house.client()), channel=channel,
        destination="SN08 0100 1520 0000 2500 5003 35", holder="Aïssatou Ndiaye",
    ).payout_id  # fmt: skip


def due(house: House) -> int:
    """What the account of waiting orders holds."""
    return house.net("332")


@pytest.mark.parametrize(("channel", "code"), [("BANK", "1141"), ("MOBILE_MONEY", "1171")])
def test_an_order_leaves_the_account_when_another_confirms_it(
    house: House, channel: str, code: str
) -> None:
    order, before = ordered(house, channel=channel), house.net(code)
    waiting = due(house)

    payments.confirm_payout(house.ctx("moussa"), payout_id=order, reference="OP-4471")

    assert waiting == -(AMOUNT - 5_000)
    assert (due(house), house.net(code)) == (0, before - AMOUNT + 5_000)
    assert orders.payouts(house.ctx("moussa")) == []
    assert orders.payout(house.ctx("moussa"), order).status == "PAID"


def test_an_order_is_not_paid_twice(house: House) -> None:
    order = ordered(house)
    payments.confirm_payout(house.ctx("moussa"), payout_id=order, reference="OP-4471")

    with pytest.raises(DomainError) as told:
        payments.confirm_payout(house.ctx("aminata"), payout_id=order, reference="OP-4472")

    assert told.value.code == "payments.payout_not_waiting"
    assert due(house) == 0


def test_an_order_that_failed_is_corrected_and_sent_again(house: House) -> None:
    order = ordered(house)
    payments.fail_payout(house.ctx("moussa"), payout_id=order, reason="Compte clos")

    payments.resend_payout(
        house.ctx("aminata"), payout_id=order, destination="SN08 0100", holder="A. Ndiaye"
    )

    assert orders.payout(house.ctx("moussa"), order).status == "WAITING"
    with pytest.raises(DomainError) as told:
        payments.confirm_payout(house.ctx("aminata"), payout_id=order, reference="OP-1")
    assert told.value.code == "payments.same_person"
    payments.confirm_payout(house.ctx("moussa"), payout_id=order, reference="OP-1")
    assert due(house) == 0


def test_an_order_that_failed_is_paid_in_cash(house: House) -> None:
    order = ordered(house)
    payments.fail_payout(house.ctx("moussa"), payout_id=order, reason="Compte clos")
    house.open_till()
    before = house.net("1011")

    payments.cash_payout(house.ctx("awa"), payout_id=order)

    assert (due(house), house.net("1011")) == (0, before - AMOUNT + 5_000)


def test_an_order_that_waits_is_not_paid_in_cash_as_well(house: House) -> None:
    order = ordered(house)
    house.open_till()

    with pytest.raises(DomainError) as told:
        payments.cash_payout(house.ctx("awa"), payout_id=order)

    assert told.value.code == "payments.payout_not_waiting"


@pytest.mark.parametrize(
    "wrong", [{"channel": "PIGEON"}, {"destination": " "}, {"holder": ""}], ids=str
)
def test_an_order_that_cannot_be_carried_out_pays_nothing(
    house: House, wrong: dict[str, str]
) -> None:
    loan_id = contract(house, house.client())
    values = {"channel": "BANK", "destination": "SN08", "holder": "A. Ndiaye", **wrong}

    with pytest.raises(DomainError) as told:
        disburse_by_payout(house.ctx("awa"), loan_id=loan_id, **values)

    assert told.value.code == "kernel.invalid_input"
    assert Loan.objects.get(id=loan_id).status == Loan.Status.CONTRACTED
    assert Payout.objects.count() == 0


def test_where_the_money_goes_is_sealed(house: House) -> None:
    order = ordered(house)
    with connection.cursor() as cursor:
        cursor.execute("SELECT destination, holder FROM payments_payout WHERE id = %s", [order])
        stored = b"".join(bytes(one) for one in cursor.fetchone())

    assert b"SN08" not in stored
    assert b"Ndiaye" not in stored


def wants_signatures(house: House) -> None:
    """A policy under which no money leaves before the contract is signed."""
    define_approval_policy(
        house.ctx("babacar"),
        rules={
            "application_days": 30, "approval_days": 60, "wants_signature": True,
            "levels": [level("Agence", "branch_manager")],
        },
    )  # fmt: skip


def test_no_money_leaves_before_the_present_paper_is_signed(house: House) -> None:
    wants_signatures(house)
    loan_id = contract(house, house.client())
    house.open_till()
    with pytest.raises(DomainError) as unsigned:
        lending.disburse(house.ctx("awa"), loan_id=loan_id)
    sign_contract(house.ctx("ibra"), loan_id=loan_id, witness="Mame Diarra Fall")
    house.close_days_until(FIRST_DAY + timedelta(days=1))
    house.open_till()
    application_id = Loan.objects.get(id=loan_id).application_id
    lending.draw_contract(house.ctx("ibra"), application_id=application_id)
    with pytest.raises(DomainError) as again:
        lending.disburse(house.ctx("awa"), loan_id=loan_id)
    sign_contract(house.ctx("ibra"), loan_id=loan_id)

    lending.disburse(house.ctx("awa"), loan_id=loan_id)

    assert {unsigned.value.code, again.value.code} == {"lending.contract_unsigned"}
    assert Loan.objects.get(id=loan_id).status == Loan.Status.ACTIVE


def test_a_paper_is_signed_once_and_only_before_the_money_left(house: House) -> None:
    loan_id = contract(house, house.client())
    sign_contract(house.ctx("ibra"), loan_id=loan_id)

    with pytest.raises(DomainError) as twice:
        sign_contract(house.ctx("ibra"), loan_id=loan_id)
    house.open_till()
    lending.disburse(house.ctx("awa"), loan_id=loan_id)
    with pytest.raises(DomainError) as late:
        sign_contract(house.ctx("ibra"), loan_id=loan_id)

    assert (twice.value.code, late.value.code) == (
        "lending.contract_signed",
        "lending.loan_not_ready",
    )


def test_a_scan_that_is_no_picture_is_refused_and_nothing_is_signed(house: House) -> None:
    loan_id = contract(house, house.client())

    with pytest.raises(DomainError) as told:
        sign_contract(house.ctx("ibra"), loan_id=loan_id, scan=b"MZ\x90 not a picture")

    assert told.value.code == "clients.file_not_accepted"
    assert signature_of(Loan.objects.get(id=loan_id)) is None
