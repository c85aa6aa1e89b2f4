"""Shares of members: what makes a loan of a group, who leaves and who takes over."""

import pytest

from factories.groups import (
    SHARES,
    Group,
    apply_for,
    form_group,
    lend_to,
    person,
    share_out,
)
from factories.house import House, francs, rules
from nafa.clients import queries as clients
from nafa.clients.errors import NotAMember
from nafa.lending import commands as lending
from nafa.lending import queries as loans
from nafa.lending import solidarity_errors as errors
from nafa.lending.commands.solidarity.leaving import leave_group, replace_member
from nafa.lending.commands.solidarity.meetings import plan_meetings
from nafa.lending.commands.solidarity.paybacks import record_payback
from nafa.lending.commands.solidarity.shares import MemberAmount, set_shares
from nafa.lending.commands.solidarity.sheets import save_collection_sheet
from nafa.lending.errors import ReasonWanted
from nafa.lending.models import MemberShare
from nafa.lending.queries.solidarity.groups import LoanOfGroup, loans_of_group, meeting_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(house: House) -> Group:
    return lend_to(house, form_group(house))


def seen(house: House, group: Group) -> LoanOfGroup:
    return loans_of_group(house.ctx("ibra"), group.id)[0]


def settle_all(house: House, group: Group, name: str) -> None:
    """The member pays everything that is left of her share."""
    left = next(one for one in seen(house, group).members if one.member_id == group.members[name])
    save_collection_sheet(
        house.ctx("awa"), lines=(group.line(name, left.left.minor),), counted=left.left
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Astou": 150_001}, "sum"),
        ({"Astou": 0}, "not_positive"),
        ({"Astou": 400_000, "Binta": None, "Coumba": None, "Dieynaba": None}, "too_few"),
    ],
)
def test_shares_that_do_not_make_the_loan_are_refused(
    house: House, changes: dict[str, int | None], reason: str
) -> None:
    group = form_group(house)
    application_id = apply_for(house, group)
    given = {**SHARES, **changes}

    with pytest.raises(errors.SharesNotPossible) as refused:
        set_shares(
            house.ctx("ibra"),
            application_id=application_id,
            shares=tuple(
                MemberAmount(group.members[name], francs(amount))
                for name, amount in given.items()
                if amount is not None
            ),
        )

    assert refused.value.values["reason"] == reason
    assert not MemberShare.objects.exists()


def test_a_share_of_a_stranger_is_refused(house: House) -> None:
    group = form_group(house)
    application_id = apply_for(house, group)
    shares = (
        MemberAmount(group.members["Astou"], francs(200_000)),
        MemberAmount(person(house, "Penda"), francs(200_000)),
    )

    with pytest.raises(errors.SharesNotPossible):
        set_shares(house.ctx("ibra"), application_id=application_id, shares=shares)


def test_a_product_of_joint_liability_wants_shares_before_the_contract(house: House) -> None:
    group = form_group(house)
    product_id = lending.define_product(
        house.ctx("babacar"),
        code="SOL",
        name="Crédit solidaire",
        rules={**rules(), "guarantees": {"joint_liability": "SHARES"}},
    )
    application_id = apply_for(house, group, product_id=product_id)
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )

    with pytest.raises(errors.SharesMissing):
        lending.draw_contract(house.ctx("ibra"), application_id=application_id)
    share_out(house, group, application_id)
    assert lending.draw_contract(house.ctx("ibra"), application_id=application_id)
    with pytest.raises(errors.SharesFixed):
        share_out(house, group, application_id)


def test_an_unknown_liability_is_refused_at_its_field(house: House) -> None:
    from nafa.lending.errors import TermsNotPossible

    with pytest.raises(TermsNotPossible) as refused:
        lending.define_product(
            house.ctx("babacar"), code="SOL", name="Crédit solidaire",
            rules={**rules(), "guarantees": {"joint_liability": "MAYBE"}},
        )  # fmt: skip

    assert "joint_liability" in str(refused.value.values["field"])


def test_who_has_something_left_does_not_leave_without_takers(house: House, group: Group) -> None:
    with pytest.raises(errors.ShareNotSettled):
        leave_group(house.ctx("ibra"), group_id=group.id, member_id=group.members["Astou"])

    assert group.members["Astou"] in {one.client_id for one in clients.members_of(group.id)}


def test_others_take_a_share_over_to_the_last_franc(house: House, group: Group) -> None:
    before = seen(house, group)
    astou = next(one for one in before.members if one.member_id == group.members["Astou"])
    half = astou.left.minor // 2
    takers = (
        MemberAmount(group.members["Binta"], francs(half)),
        MemberAmount(group.members["Coumba"], francs(astou.left.minor - half)),
    )

    leave_group(
        house.ctx("ibra"), group_id=group.id, member_id=group.members["Astou"], takers=takers
    )

    after = seen(house, group)
    left = {one.member_id: one.left.minor for one in after.members}
    assert left[group.members["Astou"]] == 0
    assert sum(left.values()) == sum(one.left.minor for one in before.members)
    assert after.outstanding == before.outstanding
    assert after.leavings[0].leaver.startswith("Astou")
    assert group.members["Astou"] not in {one.client_id for one in clients.members_of(group.id)}


@pytest.mark.parametrize("who", ["leaver", "stranger", "short"])
def test_a_take_over_that_does_not_hold_is_refused(house: House, group: Group, who: str) -> None:
    astou = next(
        one for one in seen(house, group).members if one.member_id == group.members["Astou"]
    )
    taker = {"leaver": group.members["Astou"], "stranger": person(house, "Penda"),
             "short": group.members["Binta"]}[who]  # fmt: skip
    amount = astou.left if who != "short" else astou.left - francs(1)

    with pytest.raises((errors.TakersNotPossible, errors.ShareNotSettled)):
        leave_group(
            house.ctx("ibra"),
            group_id=group.id,
            member_id=group.members["Astou"],
            takers=(MemberAmount(taker, amount),),
        )


def test_a_settled_member_leaves_freely(house: House, group: Group) -> None:
    settle_all(house, group, "Dieynaba")

    leave_group(house.ctx("ibra"), group_id=group.id, member_id=group.members["Dieynaba"])

    assert seen(house, group).leavings[0].left == francs(0)


def test_an_exclusion_says_why_and_a_stranger_cannot_leave(house: House, group: Group) -> None:
    with pytest.raises(ReasonWanted):
        leave_group(
            house.ctx("ibra"), group_id=group.id, member_id=group.members["Astou"],
            is_excluded=True,
        )  # fmt: skip
    with pytest.raises(NotAMember):
        leave_group(house.ctx("ibra"), group_id=group.id, member_id=person(house, "Penda"))


def test_a_new_member_takes_the_place_with_all_that_is_left(house: House, group: Group) -> None:
    penda = person(house, "Penda")
    before = {one.member_id: one.left for one in seen(house, group).members}

    replace_member(
        house.ctx("ibra"), group_id=group.id, member_id=group.members["Binta"], by_id=penda
    )

    after = {one.member_id: one for one in seen(house, group).members}
    assert after[penda].left == before[group.members["Binta"]]
    assert after[group.members["Binta"]].has_left
    with pytest.raises(errors.TakersNotPossible):
        replace_member(house.ctx("ibra"), group_id=group.id, member_id=penda, by_id=penda)


def test_what_was_paid_for_another_is_owed_until_it_is_given_back(
    house: House, group: Group
) -> None:
    save_collection_sheet(
        house.ctx("awa"),
        lines=(group.line("Astou", 5_000), group.line("Binta", 3_000, payer="Astou")),
        counted=francs(8_000),
    )
    astou, binta = group.members["Astou"], group.members["Binta"]
    give = lambda amount: record_payback(  # noqa: E731
        house.ctx("ibra"), loan_id=group.loan_id, debtor_id=binta, creditor_id=astou,
        amount=francs(amount),
    )  # fmt: skip

    assert seen(house, group).debts[0].amount == francs(3_000)
    with pytest.raises(errors.NothingOwedBetween):
        give(3_001)
    give(1_000)
    assert seen(house, group).debts[0].amount == francs(2_000)
    give(2_000)
    assert seen(house, group).debts == ()


def test_meetings_are_counted_from_the_first(house: House) -> None:
    group = form_group(house)
    ctx = house.ctx("ibra")
    plan_meetings(ctx, group_id=group.id, weekday=2, every_weeks=2, place="Marché Tilène")

    meeting = meeting_of(group.id, on=ctx.business_date)
    assert meeting is not None
    assert meeting.next_date.isoformat() == "2026-01-07"
    later = meeting_of(group.id, on=meeting.next_date.replace(day=8))
    assert later is not None
    assert later.next_date.isoformat() == "2026-01-21"
    for wrong in ({"weekday": 7}, {"weekday": 2, "every_weeks": 5}):
        with pytest.raises(errors.MeetingNotPossible):
            plan_meetings(house.ctx("ibra"), group_id=group.id, **wrong)


def test_a_weekly_loan_falls_due_on_the_days_of_the_meetings(house: House) -> None:
    group = form_group(house)
    plan_meetings(house.ctx("ibra"), group_id=group.id, weekday=2)
    lend_to(house, group)

    rows = loans.fold(
        loans.find_loan(house.ctx("ibra"), group.loan_id), on=house.ctx("ibra").business_date
    ).schedule

    assert {row.due_date.weekday() for row in rows} == {2}
    assert rows[0].due_date.isoformat() == "2026-01-14"
