"""Members' standing beside the loan: the sums are the loan's, whatever happens to its facts."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.loan_events import EventKind, LoanEvent
from nafa.lending.calc.replay import replay
from nafa.lending.calc.schedule import Schedule, build_schedule
from nafa.lending.calc.solidarity.shares import MemberRow, Share, member_schedules
from nafa.lending.calc.solidarity.standing import (
    Contribution,
    PaidFact,
    Standing,
    Transfer,
    debts_between,
    standings,
)
from nafa.lending.calc.terms import Terms
from nafa.lib.money import Money
from unit.lending.loans import terms

NAMES = ("Astou", "Binta", "Coumba", "Dieynaba")
START = date(2026, 1, 31)


def parts_of_loan(
    made: Terms, schedule: Schedule, events: list[LoanEvent], on: date
) -> tuple[list[PaidFact], dict[str, int]]:
    """The payments that stand as facts, and what the loan says was paid, by component."""
    state = replay(made, schedule, events, on=on)
    known = {event.id: event for event in events}
    facts = []
    for share in state.shares:
        event, parts = known[share.event_id], share.parts
        assert event.amount is not None
        minors = [parts.penalty.minor, parts.fee.minor, parts.interest.minor, parts.principal.minor]
        over = event.amount.minor - sum(minors)
        facts.append(PaidFact(event.id, event.value_date, event.order, *minors, over))
    paid = state.paid
    return facts, {
        "penalty": paid.penalty.minor,
        "interest": paid.interest.minor,
        "principal": paid.principal.minor,
    }


@st.composite
def lives(draw: st.DrawFn) -> dict[str, Any]:
    """A loan of four members; payments on any day, in any order of arrival, some taken back."""
    amounts = draw(st.lists(st.integers(20_000, 300_000), min_size=4, max_size=4))
    made = terms(approved=sum(amounts), count=draw(st.integers(2, 8)))
    schedule = build_schedule(made)
    events = [LoanEvent("out", EventKind.DISBURSED, made.disbursement_date, 1)]
    given: dict[str, list[Contribution]] = {}
    left = sum(row.sum.minor for row in schedule)
    for number in range(2, draw(st.integers(2, 9))):
        rows = [
            Contribution(draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES)), amount)
            for amount in draw(st.lists(st.integers(1, 40_000), min_size=1, max_size=4))
        ]
        whole = sum(row.amount for row in rows)
        if whole > left:
            break
        left -= whole
        day = made.disbursement_date + timedelta(days=draw(st.integers(0, 240)))
        money = Money(whole, made.currency)
        events.append(LoanEvent(f"f{number}", EventKind.REPAID, day, number, money))
        if draw(st.booleans()):
            given[f"f{number}"] = rows
    for target in draw(st.sets(st.sampled_from([e.id for e in events[1:]] or ["-"]))) - {"-"}:
        order = len(events) + 1
        events.append(LoanEvent(f"r{order}", EventKind.REVERSED, START, order, target=target))
    return {
        "made": made, "schedule": schedule, "events": events, "given": given,
        "shares": [Share(name, amount) for name, amount in zip(NAMES, amounts, strict=True)],
    }  # fmt: skip


@given(life=lives(), day=st.integers(0, 300))
def test_what_the_members_paid_is_what_the_loan_got(life: dict[str, Any], day: int) -> None:
    on = START + timedelta(days=day)
    facts, paid = parts_of_loan(life["made"], life["schedule"], life["events"], on)

    members = standings(
        member_schedules(life["shares"], life["schedule"]), facts, life["given"]
    ).values()

    assert sum(one.paid.sum for one in members) == sum(fact.sum for fact in facts)
    for name, amount in paid.items():
        assert sum(getattr(one.paid, name) for one in members) == amount


@given(life=lives(), data=st.data())
def test_a_share_that_changes_hands_is_neither_more_nor_less(
    life: dict[str, Any], data: st.DataObject
) -> None:
    on = START + timedelta(days=200)
    facts, _ = parts_of_loan(life["made"], life["schedule"], life["events"], on)
    schedules = member_schedules(life["shares"], life["schedule"])
    leaver = data.draw(st.sampled_from(NAMES))
    takers = data.draw(st.sets(st.sampled_from([*set(NAMES) - {leaver}, "Ndeye"]), min_size=1))
    transfer = Transfer(
        START + timedelta(days=data.draw(st.integers(0, 240))),
        data.draw(st.integers(1, 9)),
        leaver,
        tuple((one, data.draw(st.integers(1, 10_000))) for one in sorted(takers)),
    )

    known = standings(schedules, facts, life["given"], [transfer])
    before = sum(row.sum for rows in schedules.values() for row in rows)

    assert sum(row.sum for one in known.values() for row in one.rows) == before
    assert sum(one.paid.sum for one in known.values()) == sum(fact.sum for fact in facts)
    assert known[leaver].has_left
    later = [one for one in facts if (one.value_date, one.order) > (
        transfer.value_date, transfer.after_order)]  # fmt: skip
    if not later:
        assert known[leaver].left == 0


@given(
    given=st.lists(
        st.builds(Contribution, st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1, 900))
    ),
    back=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1, 900))),
)
def test_between_members_nothing_is_made_or_lost(
    given: list[Contribution], back: list[tuple[str, str, int]]
) -> None:
    debts = debts_between(given, back)

    net = dict.fromkeys(NAMES, 0)
    for (debtor, creditor), amount in debts.items():
        assert amount > 0
        assert (creditor, debtor) not in debts
        net[debtor] -= amount
        net[creditor] += amount
    wanted = dict.fromkeys(NAMES, 0)
    for one in given:
        wanted[one.member_id] -= one.amount
        wanted[one.payer_id] += one.amount
    for debtor, creditor, amount in back:
        wanted[debtor] += amount
        wanted[creditor] -= amount
    assert net == wanted


def two_rows(principal: int) -> list[MemberRow]:
    return [
        MemberRow(1, date(2026, 2, 28), principal, 100, 0),
        MemberRow(2, date(2026, 3, 31), principal, 50, 0),
    ]


def test_a_penalty_is_borne_by_the_late_one_who_pays() -> None:
    schedules = {"Astou": two_rows(1_000), "Binta": two_rows(1_000)}
    day = date(2026, 3, 20)
    facts = [
        PaidFact("first", date(2026, 2, 28), 2, 0, 0, 100, 1_000, 0),
        PaidFact("second", day, 3, 60, 0, 100, 1_000, 0),
    ]
    given = {
        "first": [Contribution("Astou", "Astou", 1_100)],
        "second": [Contribution("Binta", "Binta", 1_100), Contribution("Astou", "Astou", 60)],
    }

    known = standings(schedules, facts, given)

    assert known["Binta"].paid.penalty == 60
    assert known["Astou"].paid.penalty == 0
    assert known["Astou"].ahead(day) == 60
    assert known["Binta"].short(day) == 60


def test_money_for_nobody_goes_to_those_who_are_short_first() -> None:
    schedules = {"Astou": two_rows(1_000), "Binta": two_rows(1_000)}
    facts = [
        PaidFact("first", date(2026, 2, 28), 2, 0, 0, 100, 1_000, 0),
        PaidFact("second", date(2026, 3, 1), 3, 0, 0, 100, 1_000, 0),
    ]

    known = standings(schedules, facts, {"first": [Contribution("Astou", "Astou", 1_100)]})

    assert known["Binta"].paid.sum == 1_100
    assert known["Astou"].paid.sum == 1_100


def test_who_leaves_keeps_what_was_paid_and_hands_on_the_rest_at_its_dates() -> None:
    schedules = {"Astou": two_rows(1_000), "Binta": two_rows(1_000), "Coumba": two_rows(500)}
    facts = [PaidFact("first", date(2026, 2, 20), 2, 0, 0, 100, 300, 0)]
    given = {"first": [Contribution("Astou", "Astou", 400)]}
    transfer = Transfer(date(2026, 3, 10), 2, "Astou", (("Binta", 1_000), ("Coumba", 750)))

    known = standings(schedules, facts, given, [transfer])

    astou: Standing = known["Astou"]
    assert [row.sum for row in astou.rows] == [400]
    assert astou.left == 0
    assert known["Binta"].late(date(2026, 3, 10)) == 1_100 + 400
    assert known["Coumba"].late(date(2026, 3, 10)) == 600 + 300
    assert known["Binta"].left + known["Coumba"].left == 2_150 + 1_150 + 1_750
