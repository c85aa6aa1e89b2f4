"""Duties kept apart, limits of roles, rights lent for a time."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.goods import Goods
from factories.house import House, francs
from nafa.assets import commands as assets
from nafa.kernel import errors
from nafa.kernel.control import duties
from nafa.kernel.control import errors as control
from nafa.kernel.control.defining import define_control_rules, define_role, withdraw_role
from nafa.kernel.control.delegating import delegate_right, take_right_back
from nafa.kernel.control.rule_files import recommended_rules
from nafa.kernel.control.rules import read_rules
from nafa.kernel.identity.commands import assign_role
from nafa.kernel.identity.roles import shipped_roles
from nafa.kernel.models import Assignment, CommandRecord, MovedAmount
from nafa.lending import commands as lending
from nafa.lending.commands.life.refinancing import refinance
from nafa.lending.commands.solidarity.sheets import SheetLine, save_collection_sheet
from nafa.lending.models import Loan

APART = {"name": "till and books", "first": ["till.operate"], "then": ["ledger.record"]}
ON_FILE = {
    "name": "payment and reversal",
    "first": ["lending.repay"],
    "then": ["lending.reverse_repayment"],
    "on_file": True,
}


def rules(house: House, **sections: Any) -> None:
    define_control_rules(house.ctx("system"), rules=sections)


def test_two_duties_kept_apart_are_not_given_to_one_person(house: House) -> None:
    rules(house, separations=[APART])

    with pytest.raises(control.DutiesHeldTogether) as told:
        assign_role(
            house.ctx("babacar"), user_id=house.people["awa"], role_code="accountant",
            branch_id=None,
        )  # fmt: skip

    assert told.value.values["first"] == "till.operate"
    assert Assignment.objects.filter(user_id=house.people["awa"]).count() == 1


def test_a_pair_may_name_roles(house: House) -> None:
    pair = {"name": "x", "first": ["role:teller"], "then": ["role:loan_officer"]}
    rules(house, separations=[pair])

    with pytest.raises(control.DutiesHeldTogether):
        assign_role(
            house.ctx("babacar"), user_id=house.people["ibra"], role_code="teller",
            branch_id=house.branch_id,
        )  # fmt: skip


def test_a_role_is_not_edited_into_two_duties(house: House) -> None:
    rules(house, separations=[APART])
    given = {"code": "teller", "label_fr": "Caissier", "label_en": "Teller", "home": "teller"}

    with pytest.raises(control.DutiesHeldTogether):
        define_role(house.ctx("babacar"), **given, permissions=["till.operate", "ledger.record"])

    define_role(house.ctx("babacar"), **given, permissions=["clients.view", "till.operate"])
    assert house.ctx("awa").permissions == {"clients.view", "till.operate"}


@pytest.mark.parametrize("wrong", ["*", "no.such_right"])
def test_a_role_has_only_rights_that_exist(house: House, wrong: str) -> None:
    with pytest.raises(errors.InvalidInput):
        define_role(
            house.ctx("babacar"), code="new_one", label_fr="N", label_en="N", home="teller",
            permissions=["clients.view", wrong],
        )  # fmt: skip


def test_a_rule_that_somebody_breaks_already_is_refused(house: House) -> None:
    assign_role(
        house.ctx("babacar"), user_id=house.people["awa"], role_code="accountant", branch_id=None
    )

    with pytest.raises(control.DutiesHeldTogether):
        rules(house, separations=[APART])


def test_a_right_kept_apart_is_not_lent_either(house: House) -> None:
    rules(house, separations=[APART])
    today = house.ctx("system").business_date
    define_role(
        house.ctx("babacar"), code="chief_accountant", label_fr="C", label_en="C",
        home="accountant", permissions=["ledger.record", "access.delegate"],
    )  # fmt: skip

    with pytest.raises(control.DutiesHeldTogether):
        delegate_right(
            house.ctx("aminata"), to_user_id=house.people["awa"], permission="ledger.record",
            start_date=today, end_date=today, reason="Absence",
        )  # fmt: skip


def test_no_shipped_role_breaks_the_shipped_rules() -> None:
    read = read_rules(recommended_rules())

    for role in shipped_roles():
        assert not duties.clashes(read, roles=[role.code], permissions=role.permissions), role.code


def test_one_person_does_not_do_two_duties_on_the_same_file(house: House) -> None:
    loan_id = house.loan()
    assign_role(
        house.ctx("babacar"), user_id=house.people["awa"], role_code="branch_manager",
        branch_id=house.branch_id,
    )  # fmt: skip
    receipt = lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(50_000))
    rules(house, separations=[ON_FILE])
    cash = house.net("1011")
    undo = {"fact_id": receipt.fact_id, "reason": "Doublon"}

    with pytest.raises(control.DutiesSeparated):
        lending.reverse_repayment(house.ctx("awa", key="own"), **undo)

    assert house.net("1011") == cash
    assert CommandRecord.objects.get(key="own").refusal_code == control.DutiesSeparated.code
    lending.reverse_repayment(house.ctx("ousmane"), **undo)
    assert house.net("1011") == cash - 50_000


def test_on_another_file_both_duties_may_be_done(house: House) -> None:
    mine = house.loan()
    other = house.loan(product_id=house.product("B"))
    assign_role(
        house.ctx("babacar"), user_id=house.people["ousmane"], role_code="teller",
        branch_id=house.branch_id,
    )  # fmt: skip
    receipt = lending.repay(house.ctx("awa"), loan_id=mine, amount=francs(50_000))
    assert other
    rules(house, separations=[ON_FILE])

    assert lending.reverse_repayment(house.ctx("ousmane"), fact_id=receipt.fact_id, reason="r")


@given(
    held=st.frozensets(st.sampled_from("abcdef")),
    pairs=st.lists(
        st.tuples(
            st.frozensets(st.sampled_from("abcdef"), min_size=1),
            st.frozensets(st.sampled_from("abcdef"), min_size=1),
            st.booleans(),
        ),
        max_size=4,
    ),
)
def test_a_clash_is_found_exactly_when_two_duties_are_held(
    held: frozenset[str], pairs: list[tuple[frozenset[str], frozenset[str], bool]]
) -> None:
    separations = [
        {"name": f"p{n}", "first": sorted(first), "then": sorted(then), "on": is_on}
        for n, (first, then, is_on) in enumerate(pairs)
    ]
    read = read_rules({"separations": separations})

    found = {clash.rule.name for clash in duties.clashes(read, roles=[], permissions=held)}

    expected = set()
    for n, (first, then, is_on) in enumerate(pairs):
        if is_on and any(a != b for a in first & held for b in then & held):
            expected.add(f"p{n}")
    assert found == expected


# -- limits ---------------------------------------------------------------------------


def limit(**bounds: int | str) -> Mapping[str, Any]:
    return {"role": "teller", "permission": "lending.disburse", **bounds}


def undisbursed(house: House, amount: int, code: str, *, client_id: UUID | None = None) -> Any:
    """A contract at the counter."""
    application_id = lending.submit_application(
        house.ctx("ibra"),
        client_id=client_id or house.client(not_a_duplicate_because="essai"),
        product_id=house.product(code), amount=francs(amount), instalment_count=12, purpose="x",
    )  # fmt: skip
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    return lending.draw_contract(house.ctx("ibra"), application_id=application_id)


def test_an_act_above_the_limit_of_the_role_is_refused(house: House) -> None:
    house.open_till()
    loan_id = undisbursed(house, 600_000, "A")
    rules(house, limits=[limit(act=599_999)])

    with pytest.raises(control.AboveLimit):
        lending.disburse(house.ctx("awa"), loan_id=loan_id)

    rules(house, limits=[limit(act=600_000)])
    assert lending.disburse(house.ctx("awa"), loan_id=loan_id)


def test_the_total_of_the_day_is_counted_and_begins_anew(house: House) -> None:
    house.open_till()
    rules(house, limits=[limit(day=1_000_000)])
    first, second = (undisbursed(house, 600_000, code) for code in "AB")
    lending.disburse(house.ctx("awa"), loan_id=first)

    with pytest.raises(control.AboveDayTotal):
        lending.disburse(house.ctx("awa"), loan_id=second)
    assert MovedAmount.objects.count() == 1

    house.close_days_until(house.ctx("system").business_date + timedelta(days=1))
    house.open_till()
    assert lending.disburse(house.ctx("awa"), loan_id=undisbursed(house, 600_000, "C"))


def test_a_whole_sheet_counts_against_the_limit(house: House) -> None:
    loan_id = house.loan()
    lines = (SheetLine(loan_id, francs(50_001)),)
    rules(house, limits=[{"role": "teller", "permission": "lending.collect", "act": 50_000}])

    with pytest.raises(control.AboveLimit):
        save_collection_sheet(house.ctx("awa"), lines=lines, counted=francs(50_001))
    lines = (SheetLine(loan_id, francs(50_000)),)

    assert save_collection_sheet(house.ctx("awa"), lines=lines, counted=francs(50_000))


def test_no_way_out_of_the_till_leaves_the_limit_aside(house: House, goods: Goods) -> None:
    goods.open_till()
    former = house.loan(amount=100_000)
    again = undisbursed(house, 600_000, "A", client_id=Loan.objects.get(id=former).client_id)
    qard = goods.approved("QARD", cost_minor=600_000)
    assets.sign(house.ctx("ibra"), contract_id=qard)
    teller = {"role": "teller", "act": 500_000}
    rules(
        house,
        limits=[limit(act=500_000), {**teller, "permission": "assets.collect"}],
    )
    cash = house.net("1011")

    with pytest.raises(control.AboveLimit):
        refinance(house.ctx("awa"), loan_id=again, former_ids=(former,))
    with pytest.raises(control.AboveLimit):
        assets.pay_out(house.ctx("awa"), contract_id=qard)

    assert house.net("1011") == cash


def test_a_second_role_without_a_limit_sets_free(house: House) -> None:
    house.open_till()
    loan_id = undisbursed(house, 600_000, "A")
    rules(house, limits=[limit(act=1)])
    assign_role(
        house.ctx("babacar"), user_id=house.people["awa"], role_code="head_teller",
        branch_id=house.branch_id,
    )  # fmt: skip

    assert lending.disburse(house.ctx("awa"), loan_id=loan_id)


def test_a_limit_of_another_branch_does_not_bind_here(house: House) -> None:
    house.open_till()
    loan_id = undisbursed(house, 600_000, "A")
    rules(house, limits=[limit(act=1, branch="02")])

    assert lending.disburse(house.ctx("awa"), loan_id=loan_id)


# -- rights lent ---------------------------------------------------------------------------


def test_a_lent_right_holds_between_its_dates_and_up_to_its_amount(house: House) -> None:
    house.open_till()
    today = house.ctx("system").business_date
    define_role(
        house.ctx("babacar"), code="branch_manager", label_fr="C", label_en="M", home="branch",
        permissions=["lending.reverse", "lending.approve", "access.delegate", "clients.view"],
    )  # fmt: skip
    receipt = lending.repay(house.ctx("awa"), loan_id=house.loan(), amount=francs(50_000))
    lent = {"to_user_id": house.people["ibra"], "permission": "lending.reverse", "reason": "Congé"}
    later = today + timedelta(days=1)
    delegate_right(house.ctx("ousmane"), **lent, start_date=later, end_date=later)
    assert not house.ctx("ibra").may("lending.reverse")
    low = delegate_right(
        house.ctx("ousmane"), **lent, start_date=today, end_date=today, up_to_minor=49_999
    )

    assert house.ctx("ibra").may("lending.reverse")
    with pytest.raises(control.AboveLimit):
        lending.reverse_repayment(house.ctx("ibra"), fact_id=receipt.fact_id, reason="r")
    take_right_back(house.ctx("ousmane"), delegation_id=low)
    assert not house.ctx("ibra").may("lending.reverse")
    delegate_right(
        house.ctx("ousmane"), **lent, start_date=today, end_date=today, up_to_minor=50_000
    )
    assert lending.reverse_repayment(house.ctx("ibra"), fact_id=receipt.fact_id, reason="r")


def test_a_lent_right_is_not_passed_on_and_ends_with_the_lenders_own(house: House) -> None:
    today = house.ctx("system").business_date
    given = {"start_date": today, "end_date": today, "reason": "Congé"}
    for permission in ("till.view_all", "access.delegate"):
        with pytest.raises((errors.NotPermitted, errors.InvalidInput)):
            delegate_right(
                house.ctx("ousmane"), to_user_id=house.people["ibra"],
                permission="savings.withdraw" if permission == "till.view_all" else permission,
                **given,
            )  # fmt: skip
    delegate_right(
        house.ctx("ousmane"), to_user_id=house.people["ibra"], permission="till.view_all", **given
    )
    assert house.ctx("ibra").may("till.view_all")

    held = Assignment.objects.get(user_id=house.people["ousmane"])
    withdraw_role(house.ctx("babacar"), assignment_id=held.id, reason="Départ")

    assert not house.ctx("ibra").may("till.view_all")


def test_nobody_lends_a_right_to_themselves(house: House) -> None:
    today = house.ctx("system").business_date

    with pytest.raises(errors.InvalidInput):
        delegate_right(
            house.ctx("ousmane"), to_user_id=house.people["ousmane"],
            permission="lending.reverse", start_date=today, end_date=today, reason="r",
        )  # fmt: skip
