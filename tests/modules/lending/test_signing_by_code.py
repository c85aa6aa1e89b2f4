"""Signing with a code: bound to contract and amount, once, ten minutes, three tries."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.urls import reverse

from factories.browsing import browser_of, keyed, text_of
from factories.house import House
from factories.messages import code_in, reachable
from factories.staff import level, submit
from nafa.connectors.gateways.smpp.simulator import Mood
from nafa.kernel.errors import NotPermitted
from nafa.lending import commands as lending
from nafa.lending import origination_errors
from nafa.lending import signing_errors as errors
from nafa.lending.commands.origination.policies import define_approval_policy
from nafa.lending.commands.origination.signing_by_code import (
    figures_of,
    send_contract_code,
    sign_with_code,
)
from nafa.lending.models import ContractCode, ContractSignature, Loan
from nafa.lending.queries.origination.signatures import signature_of

pytestmark = pytest.mark.django_db


def contract(house: House, *, phone: str = "+221771234567", amount: int = 400_000) -> UUID:
    client_id = house.client(phone=phone)
    application_id = submit(house, client_id=client_id, amount=amount)
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    return lending.draw_contract(house.ctx("ibra"), application_id=application_id)


def send(house: House, loan_id: UUID) -> UUID:
    return send_contract_code(house.ctx("ibra"), loan_id=loan_id)


def sign(house: House, loan_id: UUID, code: str, *, later: timedelta = timedelta()) -> UUID:
    ctx = house.ctx("ibra")
    return sign_with_code(replace(ctx, now=ctx.now + later), loan_id=loan_id, code=code)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_code_of_the_message_signs_the_contract(house: House) -> None:
    loan_id = contract(house)
    with reachable() as centre:
        send(house, loan_id)
        sign(house, loan_id, code_in(centre))

    loan = Loan.objects.get(id=loan_id)
    signed = signature_of(loan)
    assert signed is not None
    assert (signed.phone_masked, signed.channel) == ("+221•••••••67", "SMS")
    assert (signed.digest, signed.recorded_by) == (loan.contract_digest, "Ibra")
    assert centre.messages[0].to == "221771234567"
    assert loan.number in centre.messages[0].text
    assert "400 000 F CFA" in centre.messages[0].text


def test_money_leaves_after_a_signature_by_code_where_the_policy_wants_one(house: House) -> None:
    define_approval_policy(
        house.ctx("babacar"),
        rules={"application_days": 30, "approval_days": 30, "wants_signature": True,
               "levels": [level("Tous", "branch_manager")]},
    )  # fmt: skip
    loan_id = contract(house)
    house.open_till()
    with pytest.raises(origination_errors.ContractUnsigned):
        lending.disburse(house.ctx("awa"), loan_id=loan_id)
    with reachable() as centre:
        send(house, loan_id)
        sign(house, loan_id, code_in(centre))

    lending.disburse(house.ctx("awa"), loan_id=loan_id)


def test_three_wrong_tries_spend_the_code_even_for_the_right_one(house: House) -> None:
    loan_id = contract(house)
    with reachable() as centre:
        send(house, loan_id)
    code = code_in(centre)

    left = []
    for _ in range(3):
        with pytest.raises(errors.CodeWrong) as refused:
            sign(house, loan_id, wrong(code))
        left.append(refused.value.values["left"])
    with pytest.raises(errors.CodeSpent):
        sign(house, loan_id, code)

    assert left == [2, 1, 0]
    assert not ContractSignature.objects.exists()


def test_a_code_holds_ten_minutes(house: House) -> None:
    loan_id = contract(house)
    with reachable() as centre:
        send(house, loan_id)

    with pytest.raises(errors.CodeExpired):
        sign(house, loan_id, code_in(centre), later=timedelta(minutes=11))
    sign(house, loan_id, code_in(centre), later=timedelta(minutes=9))


def test_a_contract_that_changed_is_not_signed_by_the_code_of_the_former(house: House) -> None:
    loan_id = contract(house)
    with reachable() as centre:
        send(house, loan_id)
    Loan.objects.filter(id=loan_id).update(contract_digest="f" * 64)

    with pytest.raises(errors.ContractChanged):
        sign(house, loan_id, code_in(centre))


def test_another_amount_is_not_signed_by_the_code_of_the_former(house: House) -> None:
    loan_id = contract(house)
    with reachable() as centre:
        send(house, loan_id)
    Loan.objects.filter(id=loan_id).update(principal_minor=500_000)

    with pytest.raises(errors.ContractChanged):
        sign(house, loan_id, code_in(centre))


def test_a_code_signs_once(house: House) -> None:
    loan_id = contract(house)
    with reachable() as centre:
        send(house, loan_id)
    sign(house, loan_id, code_in(centre))

    with pytest.raises(origination_errors.ContractSigned):
        sign(house, loan_id, code_in(centre))
    ContractSignature.objects.update(contract_digest="e" * 64)
    with pytest.raises(errors.CodeUsed):
        sign(house, loan_id, code_in(centre))


def test_a_new_code_ends_the_earlier_one_and_there_are_five(house: House) -> None:
    loan_id = contract(house)
    with reachable() as centre:
        send(house, loan_id)
        first = code_in(centre)
        for _ in range(4):
            send(house, loan_id)
        with pytest.raises(errors.CodesTooMany):
            send(house, loan_id)
        if first != code_in(centre):
            with pytest.raises(errors.CodeWrong):
                sign(house, loan_id, first)


def test_the_same_key_sends_one_message(house: House) -> None:
    loan_id = contract(house)
    ctx = house.ctx("ibra", key="code/1")
    with reachable() as centre:
        first = send_contract_code(ctx, loan_id=loan_id)
        again = send_contract_code(ctx, loan_id=loan_id)

    assert first == again
    assert len(centre.messages) == 1


@pytest.mark.parametrize("mood", [Mood.FULL, Mood.SILENT, Mood.GONE])
def test_a_gateway_that_does_not_take_the_message_is_told_and_no_code_holds(
    house: House, mood: Mood
) -> None:
    loan_id = contract(house)
    with reachable(timeout=1) as centre:
        centre.mood = mood
        with pytest.raises(errors.CodeNotSent):
            send(house, loan_id)

    code = ContractCode.objects.get()
    assert code.status == "FAILED"
    with pytest.raises(errors.CodeMissing):
        sign(house, loan_id, figures_of(code.id))


def test_without_gateway_number_right_or_contract_nothing_is_sent(house: House) -> None:
    loan_id = contract(house, phone="")
    with pytest.raises(errors.MessagesNotConnected):
        send(house, loan_id)
    with reachable() as centre:
        with pytest.raises(errors.PhoneMissing):
            send(house, loan_id)
        with pytest.raises(NotPermitted):
            send_contract_code(house.ctx("awa"), loan_id=loan_id)
        with pytest.raises(errors.CodeMissing):
            sign(house, loan_id, "123456")

    assert centre.messages == []


def test_the_code_is_nowhere_in_the_database(house: House) -> None:
    loan_id = contract(house)
    with reachable() as centre:
        send(house, loan_id)
        code = code_in(centre)
        sign(house, loan_id, code)

    with connection.cursor() as cursor:
        for table in ("lending_contractcode", "lending_contractsignature"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            kept = cursor.fetchone()[0]
            assert f",{code}," not in kept
            assert f'"{code}' not in kept
            assert "771234567" not in kept


def test_the_page_sends_the_code_and_takes_it(house: House) -> None:
    loan_id = contract(house)
    browser = browser_of(house, "ibra")
    page = reverse("web:loan-signature-code", args=[loan_id])

    with reachable() as centre:
        before = text_of(browser.get(page))
        sent = browser.post(reverse("web:loan-code-send", args=[loan_id]), keyed())
        after = text_of(browser.get(page))
        refused = browser.post(page, keyed(code=wrong(code_in(centre))))
        signed = browser.post(page, keyed(code=code_in(centre)))

    assert "Envoyer le code" in before
    assert 'name="code"' not in before
    assert sent.status_code == 303
    assert "+221•••••••67" in after
    assert 'name="code"' in after
    assert (refused.status_code, signed.status_code) == (409, 303)
    assert "Essais restants : 2" in text_of(refused)
    loan_page = text_of(browser.get(reverse("web:loan", args=[loan_id])))
    assert "par un code envoyé au +221•••••••67" in loan_page
