"""Commands that wait for others: kept whole, decided by the right people, carried out once."""

import importlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.house import PASSWORD, House, francs
from nafa.kernel import errors
from nafa.kernel.commands import registered
from nafa.kernel.context import Context
from nafa.kernel.control import approval, deciding
from nafa.kernel.control import errors as control
from nafa.kernel.control.defining import define_control_rules, define_role
from nafa.kernel.control.delegating import delegate_right
from nafa.kernel.control.people import person_arrives
from nafa.kernel.control.rule_files import recommended_rules
from nafa.kernel.control.rules import Level, read_rules
from nafa.kernel.identity.commands import assign_role, create_user
from nafa.kernel.models import CommandRecord, CommandSubject, User, WaitingCommand
from nafa.ledger import commands as ledger
from nafa.lending import commands as lending


def rules(house: House, *approvals: Mapping[str, Any], **sections: Any) -> None:
    """Put rules of control in force."""
    define_control_rules(house.ctx("system"), rules={"approvals": list(approvals), **sections})


def reversal(**changes: Any) -> dict[str, Any]:
    """A reversed repayment above 20 000 waits for the branch manager or the chief accountant."""
    level = {"roles": ["branch_manager", "chief_accountant"]}
    return {"command": "lending.reverse_repayment", "above": 20_000, "levels": [level], **changes}


def hire(house: House, name: str, role: str, limit: int | None = None) -> None:
    """One more person, in all branches."""
    house.people[name] = create_user(
        house.ctx("system"), username=name, full_name=name.title(), password=PASSWORD
    )
    assign_role(
        house.ctx("system"), user_id=house.people[name], role_code=role, branch_id=None,
        approval_limit_minor=limit,
    )  # fmt: skip


def paid(house: House, amount: int = 50_000) -> tuple[UUID, UUID]:
    """A loan and a repayment on it."""
    loan_id = house.loan()
    receipt = lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(amount))
    return loan_id, receipt.fact_id


def ask(house: House, repayment_id: UUID, *, key: str = "undo") -> UUID:
    """Ousmane asks to take the repayment back; the act waits."""
    with pytest.raises(control.WaitsForApproval) as told:
        undo(house.ctx("ousmane", key=key), repayment_id)
    return told.value.waiting_id


def undo(ctx: Context, repayment_id: UUID) -> object:
    return lending.reverse_repayment(ctx, fact_id=repayment_id, reason="Doublon")


def kept(waiting_id: UUID) -> WaitingCommand:
    return WaitingCommand.objects.get(id=waiting_id)


def test_an_act_under_a_rule_waits_and_nothing_else_happens(house: House) -> None:
    rules(house, reversal())
    _loan, repayment = paid(house)
    cash = house.net("1011")

    waiting_id = ask(house, repayment)

    assert house.net("1011") == cash
    assert not CommandRecord.objects.filter(key="undo").exists()
    assert kept(waiting_id).status == "WAITING"
    assert kept(waiting_id).amount_minor == 50_000
    assert b"Doublon" not in bytes(kept(waiting_id).sealed_inputs)
    assert CommandSubject.objects.filter(kind="waiting_command", subject_id=waiting_id).exists()


def test_the_same_key_gets_the_same_answer_and_one_request(house: House) -> None:
    rules(house, reversal())
    _loan, repayment = paid(house)

    first, again = ask(house, repayment), ask(house, repayment)

    assert first == again
    assert WaitingCommand.objects.count() == 1
    with pytest.raises(errors.KeyReused):
        lending.reverse_repayment(
            house.ctx("ousmane", key="undo"), fact_id=repayment, reason="Autre"
        )


def test_below_the_amount_nobody_is_asked(house: House) -> None:
    rules(house, reversal())
    _loan, repayment = paid(house, 20_000)

    assert undo(house.ctx("ousmane"), repayment)


def test_a_rule_that_is_off_asks_nobody(house: House) -> None:
    rules(house, reversal(on=False))
    _loan, repayment = paid(house)

    assert undo(house.ctx("ousmane"), repayment)


def test_approved_it_is_carried_out_once_in_the_makers_name(house: House) -> None:
    rules(house, reversal())
    _loan, repayment = paid(house)
    cash, waiting_id = house.net("1011"), ask(house, repayment)

    told = deciding.approve_waiting(house.ctx("aminata"), waiting_id=waiting_id)

    record = CommandRecord.objects.get(key="undo")
    assert told == "DONE" == kept(waiting_id).status
    assert house.net("1011") == cash - 50_000
    assert record.actor_id == house.people["ousmane"]
    assert record.parent is not None and record.parent.actor_id == house.people["aminata"]
    assert [v.person_id for v in kept(waiting_id).voices.all()] == [house.people["aminata"]]
    undo(house.ctx("ousmane", key="undo"), repayment)  # the key answers; nothing more happens
    assert house.net("1011") == cash - 50_000
    with pytest.raises(control.NotWaiting):
        deciding.approve_waiting(house.ctx("aminata"), waiting_id=waiting_id)


def test_the_maker_never_approves(house: House) -> None:
    rules(house, reversal())
    waiting_id = ask(house, paid(house)[1])

    with pytest.raises(control.OwnRequest):
        deciding.approve_waiting(house.ctx("ousmane"), waiting_id=waiting_id)


def test_a_role_that_is_not_named_does_not_approve(house: House) -> None:
    rules(house, reversal())
    waiting_id = ask(house, paid(house)[1])
    hire(house, "fatou", "general_manager")

    with pytest.raises(control.NotAtThisLevel):
        deciding.approve_waiting(house.ctx("fatou"), waiting_id=waiting_id)
    with pytest.raises(errors.NotPermitted):
        deciding.approve_waiting(house.ctx("awa"), waiting_id=waiting_id)


def test_a_quorum_needs_distinct_people(house: House) -> None:
    level = {"roles": ["chief_accountant", "general_manager"], "quorum": 2}
    rules(house, reversal(levels=[level]))
    hire(house, "fatou", "general_manager")
    waiting_id = ask(house, paid(house)[1])

    assert deciding.approve_waiting(house.ctx("aminata"), waiting_id=waiting_id) == "WAITING"
    with pytest.raises(control.ApprovedAlready):
        deciding.approve_waiting(house.ctx("aminata"), waiting_id=waiting_id)
    assert deciding.approve_waiting(house.ctx("fatou"), waiting_id=waiting_id) == "DONE"


def test_levels_follow_each_other_and_the_second_only_above_its_amount(house: House) -> None:
    levels = [{"roles": ["chief_accountant"]}, {"roles": ["general_manager"], "above": 40_000}]
    rules(house, reversal(levels=levels))
    hire(house, "fatou", "general_manager")
    loan_id, high = paid(house)
    low = lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(30_000)).fact_id

    small = ask(house, low, key="small")
    assert deciding.approve_waiting(house.ctx("aminata"), waiting_id=small) == "DONE"
    large = ask(house, high)
    with pytest.raises(control.NotAtThisLevel):
        deciding.approve_waiting(house.ctx("fatou"), waiting_id=large)
    assert deciding.approve_waiting(house.ctx("aminata"), waiting_id=large) == "WAITING"
    assert deciding.approve_waiting(house.ctx("fatou"), waiting_id=large) == "DONE"


def test_nobody_approves_above_their_own_limit(house: House) -> None:
    rules(house, reversal(levels=[{"roles": ["general_manager"]}]))
    hire(house, "fatou", "general_manager", limit=49_999)
    waiting_id = ask(house, paid(house)[1])

    with pytest.raises(control.AboveApproval):
        deciding.approve_waiting(house.ctx("fatou"), waiting_id=waiting_id)


def test_a_request_expires(house: House) -> None:
    rules(house, reversal(expires_after_days=1))
    waiting_id = ask(house, paid(house)[1])
    house.close_days_until(house.ctx("system").business_date + timedelta(days=2))

    with pytest.raises(control.WaitedTooLong):
        deciding.approve_waiting(house.ctx("aminata"), waiting_id=waiting_id)


def test_after_some_days_the_next_ones_may_decide(house: House) -> None:
    level = {"roles": ["chief_accountant"], "escalate_after_days": 2,
             "escalate_to": ["general_manager"]}  # fmt: skip
    rules(house, reversal(levels=[level]))
    hire(house, "fatou", "general_manager")
    waiting_id = ask(house, paid(house)[1])
    with pytest.raises(control.NotAtThisLevel):
        deciding.approve_waiting(house.ctx("fatou"), waiting_id=waiting_id)

    WaitingCommand.objects.filter(id=waiting_id).update(
        level_since_date=house.ctx("system").business_date - timedelta(days=2)
    )

    assert deciding.approve_waiting(house.ctx("fatou"), waiting_id=waiting_id) == "DONE"


def test_a_refusal_has_a_reason_and_ends_the_request(house: House) -> None:
    rules(house, reversal())
    _loan, repayment = paid(house)
    waiting_id = ask(house, repayment)
    with pytest.raises(errors.InvalidInput):
        deciding.reject_waiting(house.ctx("aminata"), waiting_id=waiting_id, reason=" ")

    deciding.reject_waiting(house.ctx("aminata"), waiting_id=waiting_id, reason="Pas de pièce")

    assert (kept(waiting_id).status, kept(waiting_id).reason) == ("REJECTED", "Pas de pièce")
    with pytest.raises(control.ApprovalEnded):
        undo(house.ctx("ousmane", key="undo"), repayment)
    assert undo_waits_anew(house, repayment)


def undo_waits_anew(house: House, repayment_id: UUID) -> UUID:
    return ask(house, repayment_id, key="undo-again")


def test_only_the_maker_withdraws(house: House) -> None:
    rules(house, reversal())
    waiting_id = ask(house, paid(house)[1])
    with pytest.raises(errors.NotFound):
        deciding.withdraw_waiting(house.ctx("aminata"), waiting_id=waiting_id)

    deciding.withdraw_waiting(house.ctx("ousmane"), waiting_id=waiting_id)

    assert kept(waiting_id).status == "WITHDRAWN"
    with pytest.raises(control.NotWaiting):
        deciding.approve_waiting(house.ctx("aminata"), waiting_id=waiting_id)


def test_carried_out_against_the_state_of_then(house: House) -> None:
    rules(house, reversal())
    _loan, repayment = paid(house)
    first, second = ask(house, repayment, key="one"), ask(house, repayment, key="two")
    deciding.approve_waiting(house.ctx("aminata"), waiting_id=first)
    cash = house.net("1011")

    told = deciding.approve_waiting(house.ctx("aminata"), waiting_id=second)

    assert told == "FAILED" and kept(second).refusal_code and kept(second).reason
    assert house.net("1011") == cash
    with pytest.raises(errors.StoredRefusal) as refusal:
        undo(house.ctx("ousmane", key="two"), repayment)
    assert refusal.value.code == kept(second).refusal_code


def test_a_maker_who_lost_the_right_has_it_carried_out_no_more(house: House) -> None:
    rules(house, reversal())
    waiting_id = ask(house, paid(house)[1])
    User.objects.filter(id=house.people["ousmane"]).update(is_active=False)

    assert deciding.approve_waiting(house.ctx("aminata"), waiting_id=waiting_id) == "FAILED"


def test_what_was_seen_before_and_after_must_still_hold(house: House) -> None:
    level = {"roles": ["chief_accountant"]}
    rules(house, {"command": "kernel.define_role", "levels": [level]})
    given = {"code": "cashier", "label_fr": "Caisse", "label_en": "Cash", "home": "teller"}
    with pytest.raises(control.WaitsForApproval) as told:
        define_role(house.ctx("babacar"), **given, permissions=["till.operate"])
    waiting_id = told.value.waiting_id
    shown = approval.opened(kept(waiting_id), "preview")
    assert next(one["after"] for one in shown) == "till.operate"
    define_role(house.ctx("system"), **given, permissions=["clients.view"])

    assert deciding.approve_waiting(house.ctx("aminata"), waiting_id=waiting_id) == "FAILED"
    assert kept(waiting_id).refusal_code == control.StateChanged.code


def test_a_step_under_a_rule_lets_the_whole_act_wait(house: House) -> None:
    level = {"roles": ["chief_accountant"]}
    rules(house, {"command": "kernel.assign_role", "levels": [level]})
    with pytest.raises(control.WaitsForApproval) as told:
        person_arrives(
            house.ctx("babacar"), username="seynabou", full_name="Seynabou", password=PASSWORD,
            role_code="teller", branch_id=house.branch_id,
        )  # fmt: skip
    assert not User.objects.filter(username="seynabou").exists()
    assert kept(told.value.waiting_id).name == "kernel.person_arrives"

    deciding.approve_waiting(house.ctx("aminata"), waiting_id=told.value.waiting_id)

    assert User.objects.filter(username="seynabou", assignments__role__code="teller").exists()


def test_another_branch_does_not_decide(house: House) -> None:
    rules(house, reversal())
    waiting_id = ask(house, paid(house)[1])
    house.people["khady"] = create_user(
        house.ctx("system"), username="khady", full_name="Khady", password=PASSWORD
    )
    assign_role(
        house.ctx("system"), user_id=house.people["khady"], role_code="branch_manager",
        branch_id=house.other_branch_id,
    )  # fmt: skip

    with pytest.raises(errors.OtherBranch):
        deciding.approve_waiting(house.ctx("khady"), waiting_id=waiting_id)


def test_a_delegate_speaks_for_somebody_up_to_the_amount_lent(house: House) -> None:
    rules(house, reversal(levels=[{"roles": ["general_manager"]}]))
    hire(house, "fatou", "general_manager")
    waiting_id, today = ask(house, paid(house)[1]), house.ctx("system").business_date
    given = {"to_user_id": house.people["moussa"], "permission": "approvals.decide",
             "start_date": today, "end_date": today, "reason": "Congé"}  # fmt: skip
    delegate_right(house.ctx("fatou"), **given, up_to_minor=49_999)
    fatou = house.people["fatou"]
    with pytest.raises(control.NotAtThisLevel):
        deciding.approve_waiting(house.ctx("moussa"), waiting_id=waiting_id)
    with pytest.raises(control.AboveApproval):
        deciding.approve_waiting(house.ctx("moussa"), waiting_id=waiting_id, for_user_id=fatou)
    delegate_right(house.ctx("fatou"), **given, up_to_minor=50_000)

    told = deciding.approve_waiting(house.ctx("moussa"), waiting_id=waiting_id, for_user_id=fatou)

    assert told == "DONE"
    assert kept(waiting_id).voices.get().for_person_id == fatou


def test_one_person_is_not_two_voices_by_a_delegation(house: House) -> None:
    level = {"roles": ["chief_accountant", "general_manager"], "quorum": 2}
    rules(house, reversal(levels=[level]))
    hire(house, "fatou", "general_manager")
    waiting_id, today = ask(house, paid(house)[1]), house.ctx("system").business_date
    delegate_right(
        house.ctx("fatou"), to_user_id=house.people["aminata"], permission="approvals.decide",
        start_date=today, end_date=today, reason="Congé",
    )  # fmt: skip
    deciding.approve_waiting(house.ctx("aminata"), waiting_id=waiting_id)

    with pytest.raises(control.ApprovedAlready):
        deciding.approve_waiting(
            house.ctx("aminata"), waiting_id=waiting_id, for_user_id=house.people["fatou"]
        )


def test_the_institutions_own_jobs_wait_for_nobody(house: House) -> None:
    rules(house, {"command": "ledger.reverse_entry", "levels": [{"roles": ["general_manager"]}]})
    lines = [
        ledger.JournalLine("1141", 1_000, 0, "XOF"), ledger.JournalLine("57111", 0, 1_000, "XOF"),
    ]  # fmt: skip
    ctx = house.ctx("system")
    entry_id = ledger.record_journal(
        ctx, value_date=ctx.business_date, memo="m", branch_id=house.branch_id, lines=lines
    )

    assert ledger.reverse_entry(house.ctx("system"), entry_id=entry_id, reason="r")


def test_the_shipped_rules_can_be_read_and_name_what_exists(house: House) -> None:
    define_control_rules(house.ctx("system"), rules=recommended_rules())

    importlib.import_module("nafa.interfaces.web.urls")  # as in a running program: every command
    read = read_rules(recommended_rules())
    above = [one.command for one in read.approvals.values() if one.above_minor]
    assert all(registered()[name].linked is not None for name in above)
    assert read.approval_of("kernel.define_role") is None
    assert read.approval_of("ledger.reverse_entry") is not None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"approvals": [{"command": "no.such", "levels": [{"roles": ["teller"]}]}]}, "approvals"),
        ({"approvals": [reversal(levels=[])]}, "approvals 1"),
        ({"approvals": [reversal(levels=[{"roles": ["nobody"]}])]}, "approvals"),
        ({"approvals": [reversal(), reversal()]}, "approvals"),
        ({"approvals": [reversal(above=-1)]}, "approvals 1"),
        ({"approvals": [reversal(surprise=1)]}, "approvals 1"),
        ({"approvals": [reversal(command="kernel.approve_waiting")]}, "approvals"),
        ({"limits": [{"role": "teller", "permission": "savings.withdraw"}]}, "limits 1"),
        ({"separations": [{"name": "x", "first": [], "then": ["a"]}]}, "separations 1"),
        ({"surprise": []}, "surprise"),
    ],
)
def test_wrong_rules_are_refused_with_their_place(
    house: House, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(control.RuleNotPossible) as told:
        define_control_rules(house.ctx("system"), rules=wrong)

    assert told.value.values["field"] == field


@given(
    amount=st.integers(0, 10**12),
    aboves=st.lists(st.integers(1, 10**12), max_size=4),
    days=st.integers(0, 30),
    after=st.integers(1, 30),
)
def test_an_amount_goes_through_exactly_the_levels_it_is_above(
    amount: int, aboves: list[int], days: int, after: int
) -> None:
    levels = [{"roles": ["r0"]}, *({"roles": [f"r{n}"], "above": n} for n in aboves)]
    rule = read_rules({"approvals": [{"command": "c", "levels": levels}]}).approvals["c"]
    level = Level(("a",), escalate_after_days=after, escalate_to=("b",))

    found = [one.above_minor for one in rule.levels_for(amount)]

    assert found == [n for n in [0, *aboves] if amount > n]
    assert rule.levels_for(None) == rule.levels
    assert ("b" in level.roles_after(days)) == (days >= after)
