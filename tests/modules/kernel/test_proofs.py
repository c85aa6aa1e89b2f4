"""A fresh proof of one act: bound to amount, payee, key and inputs; good once; the gate asks."""

import importlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pyotp
import pytest
from django.db import transaction

from factories.authenticator import Authenticator
from factories.house import House, francs
from nafa.journeys.loan_money import disburse_by_payout
from nafa.kernel import clock
from nafa.kernel import errors as kernel_errors
from nafa.kernel.access import challenges, codes, commands, errors, passkeys, policy, proofs
from nafa.kernel.access.proofs import Act, Question
from nafa.kernel.access.trail import Visitor
from nafa.kernel.commands import registered
from nafa.kernel.context import Context
from nafa.kernel.identity.commands import assign_role
from nafa.kernel.models import Assignment, Challenge, CommandRecord, SecurityEvent, User
from nafa.lending import commands as lending
from nafa.payments import commands as payments
from nafa.payments import queries as cash
from nafa.savings import commands as savings

HERE = Visitor(address="127.0.0.1", device=b"d" * 32)
RULES = {"proofs": {"savings.withdraw": 50_000, "kernel.assign_role": 0}}


@pytest.fixture
def device(house: House) -> Authenticator:
    """Awa has a passkey, and withdrawals above 50 000 F need a proof."""
    awa, made = User.objects.get(id=house.people["awa"]), Authenticator()
    asked = passkeys.ask_to_register(awa)
    passkeys.register(
        awa, challenge_id=asked.challenge_id, answer=made.register(asked.options), name="Poste"
    )
    commands.define_security_policy(house.ctx("babacar"), rules=RULES)
    return made


@pytest.fixture
def account(house: House) -> UUID:
    """An account with 500 000 F."""
    return funded(house)


def funded(house: House) -> UUID:
    account_id = savings.open_account(
        house.ctx("ibra"), client_id=house.client(not_a_duplicate_because="essai")
    )
    if cash.open_session_of(house.people["awa"]) is None:
        house.open_till()
    savings.deposit(house.ctx("awa"), account_id=account_id, amount=francs(500_000))
    return account_id


def withdraw(ctx: Context, account_id: UUID, amount: int, *, memo: str = "") -> Any:
    return savings.withdraw(ctx, account_id=account_id, amount=francs(amount), memo=memo)


def asked_of(ctx: Context, account_id: UUID, amount: int) -> Question:
    with pytest.raises(errors.ProofWanted) as told:
        withdraw(ctx, account_id, amount)
    assert isinstance(told.value.question, Question)
    return told.value.question


def prove(house: House, device: Authenticator, question: Question) -> UUID:
    awa = User.objects.get(id=house.people["awa"])
    options = passkeys.options_of(question.challenge, user=awa)
    proofs.answer(
        question.challenge.id, user=awa, code="", credential=device.sign(options), visitor=HERE
    )
    return question.challenge.id


def test_below_the_amount_nothing_is_asked(
    house: House, device: Authenticator, account: UUID
) -> None:
    assert withdraw(house.ctx("awa"), account, 50_000).balance == francs(450_000)


@pytest.mark.parametrize("channel", ["web", "api"])
def test_above_it_the_gate_asks_and_shows_amount_and_payee(
    house: House, device: Authenticator, account: UUID, channel: str
) -> None:
    ctx = replace(house.ctx("awa", key="k"), channel=channel)

    question = asked_of(ctx, account, 50_001)

    assert question.act.amount == francs(50_001)
    assert "Aïssatou NDIAYE" in question.act.payee
    assert not CommandRecord.objects.filter(key="k").exists()
    assert SecurityEvent.objects.filter(kind="proof.refused", channel=channel).exists()


def test_the_proven_act_is_done_under_its_key(
    house: House, device: Authenticator, account: UUID
) -> None:
    ctx = house.ctx("awa", key="k")
    proof = prove(house, device, asked_of(ctx, account, 60_000))

    done = withdraw(replace(ctx, proof=proof), account, 60_000)

    assert done.balance == francs(440_000)
    assert Challenge.objects.get(id=proof).spent_at is not None
    assert withdraw(replace(ctx, proof=proof), account, 60_000) == done  # the key's outcome


def test_another_amount_with_the_same_proof_is_refused_and_voids_it(
    house: House, device: Authenticator, account: UUID
) -> None:
    ctx = house.ctx("awa", key="k")
    proof = prove(house, device, asked_of(ctx, account, 60_000))

    with pytest.raises(errors.ProofOfOther):
        withdraw(replace(ctx, proof=proof), account, 60_001)

    with pytest.raises(errors.ProofRefused) as told:
        withdraw(replace(ctx, proof=proof), account, 60_000)
    assert told.value.code == "kernel.proof_refused"
    assert house.ctx("awa")


def test_another_payee_other_words_another_key_are_other_acts(
    house: House, device: Authenticator, account: UUID
) -> None:
    other = funded(house)
    for change in ("payee", "memo", "key"):
        ctx = house.ctx("awa")
        proof = prove(house, device, asked_of(ctx, account, 60_000))
        spent_on = replace(ctx, proof=proof, key="another" if change == "key" else ctx.key)

        with pytest.raises(errors.ProofOfOther):
            withdraw(
                spent_on,
                other if change == "payee" else account,
                60_000,
                memo="autre" if change == "memo" else "",
            )


def test_a_proof_is_good_once(house: House, device: Authenticator, account: UUID) -> None:
    ctx = house.ctx("awa", key="k")
    proof = prove(house, device, asked_of(ctx, account, 60_000))
    withdraw(replace(ctx, proof=proof), account, 60_000)

    with pytest.raises(errors.ProofSpent):
        withdraw(replace(ctx, proof=proof, key="k2"), account, 60_000)


def test_an_answer_cannot_be_sent_again(house: House, device: Authenticator, account: UUID) -> None:
    awa = User.objects.get(id=house.people["awa"])
    first = asked_of(house.ctx("awa", key="a"), account, 60_000)
    second = asked_of(house.ctx("awa", key="b"), account, 60_000)
    answer = device.sign(passkeys.options_of(first.challenge, user=awa))
    proofs.answer(first.challenge.id, user=awa, code="", credential=answer, visitor=HERE)

    with pytest.raises(errors.ProofRefused):
        proofs.answer(first.challenge.id, user=awa, code="", credential=answer, visitor=HERE)
    with pytest.raises(errors.PasskeyRefused):
        proofs.answer(second.challenge.id, user=awa, code="", credential=answer, visitor=HERE)


def test_a_proof_does_not_wait(house: House, device: Authenticator, account: UUID) -> None:
    ctx = house.ctx("awa", key="k")
    question = asked_of(ctx, account, 60_000)
    proof = prove(house, device, question)
    with clock.held_at(question.challenge.expires_at), pytest.raises(errors.ProofExpired):
        withdraw(replace(ctx, proof=proof), account, 60_000)


def test_a_question_without_answer_and_somebody_elses_prove_nothing(
    house: House, device: Authenticator, account: UUID
) -> None:
    ctx = house.ctx("awa", key="k")
    question = asked_of(ctx, account, 60_000)
    for proof in (question.challenge.id, uuid4()):
        with pytest.raises(errors.ProofRefused) as told:
            withdraw(replace(ctx, proof=proof), account, 60_000)
        assert told.value.code == "kernel.proof_refused"
    ousmane = User.objects.get(id=house.people["ousmane"])
    with pytest.raises(errors.ProofRefused):
        proofs.question(question.challenge.id, user=ousmane)


def test_five_wrong_answers_end_a_question(
    house: House, device: Authenticator, account: UUID
) -> None:
    awa = User.objects.get(id=house.people["awa"])
    question = asked_of(house.ctx("awa"), account, 60_000)
    for _ in range(challenges.MOST_FAILURES):
        with pytest.raises(errors.PasskeyRefused):
            proofs.answer(question.challenge.id, user=awa, code="", credential="{}", visitor=HERE)

    with pytest.raises(errors.ProofRefused):
        prove(house, device, question)


def test_a_code_of_the_app_proves_in_place_of_a_passkey(
    house: House, device: Authenticator, account: UUID
) -> None:
    awa = User.objects.get(id=house.people["awa"])
    app = codes.begin_app(awa)
    totp, before = pyotp.TOTP(str(app.secret)), clock.now() - timedelta(minutes=5)
    with clock.held_at(before):
        codes.confirm_app(awa, totp.at(before))
    ctx = house.ctx("awa", key="k")
    question = asked_of(ctx, account, 60_000)
    code = totp.at(clock.now())
    proofs.answer(question.challenge.id, user=awa, code=code, credential="", visitor=HERE)

    assert withdraw(replace(ctx, proof=question.challenge.id), account, 60_000)
    again = asked_of(house.ctx("awa"), account, 60_000)
    with pytest.raises(errors.CodeRefused):
        proofs.answer(again.challenge.id, user=awa, code=code, credential="", visitor=HERE)


def test_without_anything_to_prove_with_it_says_so(house: House, device: Authenticator) -> None:
    with pytest.raises(errors.ProofImpossible):
        assign_role(
            house.ctx("babacar"), user_id=house.people["ibra"], role_code="administrator",
            branch_id=None,
        )  # fmt: skip

    assert not Assignment.objects.filter(
        user_id=house.people["ibra"], role__code="administrator"
    ).exists()


def test_the_right_comes_before_the_question(
    house: House, device: Authenticator, account: UUID
) -> None:
    with pytest.raises(kernel_errors.NotPermitted):
        withdraw(house.ctx("ibra"), account, 60_000)


def test_the_jobs_of_the_institution_are_not_asked(house: House, device: Authenticator) -> None:
    assign_role(
        house.ctx("system"), user_id=house.people["ibra"], role_code="field_agent", branch_id=None
    )


def test_what_was_shown_lies_sealed(house: House, device: Authenticator, account: UUID) -> None:
    question = asked_of(house.ctx("awa"), account, 60_000)

    stored = Challenge.objects.filter(id=question.challenge.id).values_list("shown", flat=True)

    assert b"NDIAYE" not in bytes(stored.get())
    assert "NDIAYE" in question.act.payee


def test_an_order_that_was_corrected_meanwhile_is_another_act(house: House) -> None:
    """The proof was given for one account; a colleague has corrected it since."""
    order = disburse_by_payout(
        house.ctx("awa"), loan_id=contracted(house), channel="BANK", destination="SN08 0101",
        holder="Aïssatou Ndiaye",
    )  # fmt: skip
    commands.define_security_policy(
        house.ctx("system"), rules={"proofs": {"payments.confirm_payout": 0}}
    )
    moussa, device = User.objects.get(id=house.people["moussa"]), Authenticator()
    asked = passkeys.ask_to_register(moussa)
    passkeys.register(
        moussa, challenge_id=asked.challenge_id, answer=device.register(asked.options), name="x"
    )
    ctx, sent = house.ctx("moussa"), {"payout_id": order.payout_id, "reference": "VIR 7"}
    with pytest.raises(errors.ProofWanted) as told:
        payments.confirm_payout(ctx, **sent)
    question = told.value.question
    assert isinstance(question, Question)
    assert "SN08 0101" in question.act.payee
    options = passkeys.options_of(question.challenge, user=moussa)
    proofs.answer(
        question.challenge.id, user=moussa, code="", credential=device.sign(options), visitor=HERE
    )
    payments.fail_payout(house.ctx("aminata"), payout_id=order.payout_id, reason="compte clos")
    payments.resend_payout(
        house.ctx("aminata"), payout_id=order.payout_id, destination="SN99", holder="Awa"
    )

    with pytest.raises(errors.ProofOfOther):
        payments.confirm_payout(replace(ctx, proof=question.challenge.id), **sent)


def test_acts_tell_their_amount_and_payee_from_the_rows(house: House) -> None:
    loan_id = house.loan()
    repaid = lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(40_000))
    order = disburse_by_payout(
        house.ctx("awa"), loan_id=contracted(house, "ORD"), channel="BANK",
        destination="SN08 0101", holder="Aïssatou Ndiaye",
    )  # fmt: skip
    account_id = funded(house)
    taken = withdraw(house.ctx("awa"), account_id, 7_000)
    person = house.people["ibra"]
    for name, inputs, amount, words in (
        ("lending.reverse_repayment", {"fact_id": repaid.fact_id, "reason": "x"}, 40_000, "NDIAYE"),
        ("payments.confirm_payout", {"payout_id": order.payout_id, "reference": "x"},
         order.amount.minor, "SN08 0101"),
        ("payments.resend_payout", {"payout_id": order.payout_id, "holder": "Awa",
         "destination": "SN99"}, order.amount.minor, "Awa, SN99"),
        ("payments.cash_payout", {"payout_id": order.payout_id}, order.amount.minor, "Aïssatou"),
        ("savings.reverse_operation", {"operation_id": taken.operation_id, "reason": "x"}, 7_000,
         taken.receipt_number),
        ("kernel.assign_role", {"user_id": person, "role_code": "teller"}, None, "Ibra: teller"),
    ):  # fmt: skip
        linked = registered()[name].linked
        assert linked is not None
        told = linked(house.ctx("system"), inputs)

        assert told.amount == (None if amount is None else francs(amount)), name
        assert words in told.payee, name


def contracted(house: House, code: str = "IND") -> UUID:
    application_id = lending.submit_application(
        house.ctx("ibra"), client_id=house.client(not_a_duplicate_because="essai"),
        product_id=house.product(code), amount=francs(1_000_000), instalment_count=12, purpose="x",
    )  # fmt: skip
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    loan_id = lending.draw_contract(house.ctx("ibra"), application_id=application_id)
    if cash.open_session_of(house.people["awa"]) is None:
        house.open_till()
    return loan_id


@pytest.mark.parametrize(
    "field", ["command", "key", "inputs", "actor", "amount_minor", "currency", "payee"]
)
def test_every_part_of_an_act_counts(field: str) -> None:
    act = Act("savings.withdraw", "k", "ab", str(uuid4()), 100_00, "EUR", "A")
    changed = 100_01 if field == "amount_minor" else "other"

    assert replace(act, **{field: changed}).link != act.link
    assert replace(act).link == act.link


def test_the_recommended_policy_names_only_acts_that_tell_their_payee(house: House) -> None:
    importlib.import_module("nafa.runtime.urls")  # every command is known
    assert set(policy.RECOMMENDED["proofs"]) <= {
        name for name, spec in registered().items() if spec.linked is not None
    }
    assert policy.read_policy(policy.RECOMMENDED)


@pytest.mark.parametrize(
    "rules",
    [
        {"proofs": {"clients.register_person": 0}},
        {"proofs": {"no.such_command": 0}},
        {"proofs": {"savings.withdraw": -1}},
        {"second_factor": ["nobody"]},
        {"second_factor": "teller"},
        {"idle_minutes": {"teller": 0}},
        {"hours": {"teller": [{"days": [7], "from": "08:00", "until": "18:00"}]}},
        {"hours": {"teller": [{"days": [1], "from": "18:00", "until": "08:00"}]}},
        {"networks": {"teller": ["10.0.0.0/99"]}},
        {"surprise": 1},
        {"zone": "Nowhere/Land"},
    ],
)
def test_a_policy_that_cannot_hold_is_refused(house: House, rules: dict[str, Any]) -> None:
    with pytest.raises(kernel_errors.InvalidInput), transaction.atomic():
        commands.define_security_policy(house.ctx("babacar"), rules=rules)


@pytest.fixture(autouse=True)
def real_time(house: House) -> Iterator[None]:
    """The clock stands still, so that no code changes in the middle."""
    with clock.held_at(clock.now()):
        yield
