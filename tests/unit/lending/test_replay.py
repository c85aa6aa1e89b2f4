"""The fold of a loan: payments, waivers, settlement, write-off; backdated and reversed facts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.choices import (
    ChargeMeasure,
    ChargeTime,
    Direction,
    PenaltyBase,
    SettlementInterest,
)
from nafa.lending.calc.loan_events import EventKind, LoanEvent, ReplayRefused
from nafa.lending.calc.loan_state import LoanState, LoanStatus
from nafa.lending.calc.parts import Component, Parts
from nafa.lending.calc.postings import Role, balances, difference
from nafa.lending.calc.replay import replay, settlement
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.terms import ChargeTerms, Penalty, Terms
from nafa.lib.money import total
from unit.lending.loans import START, allocation, any_terms, disbursed, event, terms, xof

K = EventKind
D = Decimal
LATE = Penalty(base=PenaltyBase.OVERDUE_TOTAL, percent_per_year=D("36.5"))


def charge(name: str, value: int, time: ChargeTime, *, is_tax: bool = False) -> ChargeTerms:
    return ChargeTerms(
        name=name, measure=ChargeMeasure.FLAT, value=D(value), time=time, is_tax=is_tax
    )


FEES = (
    charge("FILE", 20_000, ChargeTime.AT_DISBURSEMENT),
    charge("STAMP", 1_000, ChargeTime.AT_DISBURSEMENT, is_tax=True),
    charge("INSURANCE", 400, ChargeTime.WITH_EACH_INSTALMENT),
    charge("TOB", 100, ChargeTime.WITH_EACH_INSTALMENT, is_tax=True),
)
PLAIN = terms()
SCHEDULE = build_schedule(PLAIN)
FIRST, SECOND, THIRD = (row.due_date for row in SCHEDULE[:3])
LAST = SCHEDULE[-1].due_date


def state(some: Terms, *events: LoanEvent, on: date, **how: date) -> LoanState:
    return replay(some, build_schedule(some), [disbursed(), *events], on=on, **how)


def asked(some: Terms, *events: LoanEvent, on: date) -> Parts:
    return settlement(some, build_schedule(some), [disbursed(), *events], on=on)


def paid(id: str, on: date, amount: int, **more) -> LoanEvent:
    return event(id, K.REPAID, on, amount, **more)


def parts(penalty: int, fee: int, interest: int, principal: int) -> Parts:
    return Parts(xof(penalty), xof(fee), xof(interest), xof(principal))


def test_before_the_disbursement_nothing_is_owed():
    before = replay(PLAIN, SCHEDULE, [disbursed()], on=START - timedelta(days=1))

    assert (before.status, before.disbursed, before.dues) == (LoanStatus.PENDING, xof(0), ())
    assert before.interest_receivable == xof(0)
    assert asked(PLAIN, on=START - timedelta(days=1)).sum == xof(0)


def test_a_loan_paid_on_time_closes():
    payments = [paid(f"p{row.number}", row.due_date, row.sum.minor) for row in SCHEDULE]

    after = state(PLAIN, *payments, on=LAST)

    assert (after.status, after.ended_on) == (LoanStatus.CLOSED, LAST)
    assert after.paid == parts(0, 0, 100_161, 1_000_000)
    assert after.outstanding_principal == after.interest_receivable == after.overpaid == xof(0)


def test_a_payment_is_shared_in_the_contracts_order():
    some = terms(charges=FEES, penalty=LATE)

    after = state(
        some, paid("p", FIRST + timedelta(days=11), 20_000), on=FIRST + timedelta(days=11)
    )

    assert after.shares[-1].parts == parts(916, 500, 15_000, 3_584)
    assert after.due_on(after.on) == parts(0, 0, 0, 76_680 - 3_584)
    assert (after.upfront_fee, after.upfront_tax, after.paid_tax) == (
        xof(20_000),
        xof(1_000),
        xof(100),
    )


def test_the_close_of_the_day_adds_its_penalty():
    some, day = terms(penalty=LATE), FIRST + timedelta(days=1)

    during = state(some, on=day)
    closed = state(some, on=day, closed_through=day)

    assert during.penalty_charged == xof(0)
    assert closed.penalty_charged == closed.penalty_receivable == xof(91)


def test_paying_ahead_is_income_at_once_and_not_twice():
    ahead = state(PLAIN, paid("p", START, 91_680 + 91_680), on=START)
    later = state(PLAIN, paid("p", START, 91_680 + 91_680), on=SECOND)

    assert ahead.recognised_interest == later.recognised_interest == xof(28_850)
    assert ahead.accrued_interest == xof(0)
    assert ahead.interest_receivable == xof(0)


def test_too_much_is_the_clients():
    after = state(PLAIN, paid("p", START, 2_000_000), on=START)

    assert after.status is LoanStatus.CLOSED
    assert after.overpaid == xof(2_000_000 - 1_100_161)
    again = state(PLAIN, paid("p", START, 2_000_000), paid("q", FIRST, 5), on=FIRST)
    assert again.overpaid == xof(2_000_005 - 1_100_161)


@pytest.mark.parametrize(
    ("rule", "interest"),
    [
        (SettlementInterest.UNTIL_THE_DAY, 15_000 + 13_850 * 10 // 31),
        (SettlementInterest.UNTIL_THE_DUE_DATE, 28_850),
        (SettlementInterest.WHOLE_TERM, 100_161),
    ],
)
def test_early_settlement_asks_interest_by_the_rule(rule, interest):
    some = terms(settlement=rule, charges=FEES)
    day = FIRST + timedelta(days=10)

    quote = asked(some, on=day)
    after = state(some, event("s", K.SETTLED, day, quote.sum.minor + 7), on=LAST)

    assert quote == parts(0, 500, interest, 1_000_000)
    assert (after.status, after.ended_on, after.overpaid) == (LoanStatus.CLOSED, day, xof(7))
    assert after.recognised_interest == after.paid.interest == xof(interest)
    assert after.dues == ()


def test_settling_with_too_little_is_a_repayment():
    after = state(PLAIN, event("s", K.SETTLED, FIRST, 91_680), on=FIRST)

    assert (after.status, after.paid) == (LoanStatus.ACTIVE, parts(0, 0, 15_000, 76_680))


def test_settling_pays_fees_charged_on_the_way():
    fee = event("f", K.FEE, FIRST, 300)
    day = FIRST + timedelta(days=1)
    quote = asked(PLAIN, fee, on=day)

    after = state(PLAIN, fee, event("s", K.SETTLED, day, quote.sum.minor, order=1), on=day)

    assert quote.fee == xof(300)
    assert (after.status, after.paid.fee) == (LoanStatus.CLOSED, xof(300))


def test_a_fee_charged_is_due_that_day():
    after = state(PLAIN, event("f", K.FEE, START, 300), paid("p", FIRST, 200), on=FIRST)

    assert after.paid == parts(0, 200, 0, 0)
    assert after.due_on(FIRST) == parts(0, 100, 15_000, 76_680)


@pytest.mark.parametrize("component", [Component.INTEREST, Component.PENALTY, Component.FEE])
def test_a_waiver_lets_off_what_is_owed_at_most(component):
    some = terms(penalty=LATE, charges=FEES)
    day = FIRST + timedelta(days=10)
    before = state(some, on=day)
    owed = total((due.parts.of(component) for due in before.dues), currency="XOF")

    after = state(some, event("w", K.WAIVED, day, 10**9, component=component), on=day)

    assert owed
    assert after.waived == Parts.only(component, owed)
    assert after.paid.sum == xof(0)
    assert after.overpaid == xof(0)


def test_a_waived_extra_fee_is_not_asked_again():
    fee = event("f", K.FEE, START, 300)
    waiver = event("w", K.WAIVED, FIRST, 100, component=Component.FEE, order=1)

    after = state(PLAIN, fee, waiver, on=FIRST)

    assert after.waived.fee == xof(100)
    assert after.due_on(FIRST).fee == xof(200)


def test_penalties_left_over_are_still_due_when_the_rest_is_paid():
    order = (Component.PRINCIPAL, Component.INTEREST, Component.FEE, Component.PENALTY)
    rule = allocation(*order, direction=Direction.BY_COMPONENT_OF_DUE)
    some = terms(penalty=LATE, allocation=rule)
    day = FIRST + timedelta(days=11)

    caught_up = state(some, paid("p", day, 91_680), on=day)
    all_paid = state(some, paid("p", day, 1_100_161 + 916), on=day)

    assert caught_up.due_on(day) == parts(916, 0, 0, 0)
    assert caught_up.dues[0].number == 1
    assert (all_paid.status, all_paid.dues) == (LoanStatus.CLOSED, ())
    short = state(
        some, paid("p", LAST + timedelta(days=400), 1_100_161), on=LAST + timedelta(days=401)
    )
    assert [due.number for due in short.dues] == [1]
    assert short.status is LoanStatus.ACTIVE


def test_a_lost_loan_earns_no_more_and_payments_are_recoveries():
    some = terms(penalty=LATE)
    day = THIRD + timedelta(days=5)

    lost = state(some, event("w", K.WRITTEN_OFF, day), on=day)
    later = state(some, event("w", K.WRITTEN_OFF, day), paid("r", LAST, 50_000), on=LAST)

    assert lost.status is LoanStatus.WRITTEN_OFF
    assert lost.written_off.principal == xof(1_000_000)
    assert lost.written_off.interest == lost.recognised_interest
    assert lost.outstanding_principal == lost.interest_receivable == xof(0)
    assert later.penalty_charged == lost.penalty_charged
    assert later.recognised_interest == lost.recognised_interest
    assert (later.recovered, later.paid.sum) == (xof(50_000), xof(0))
    lost_day = event("w", K.WRITTEN_OFF, day)
    assert asked(some, lost_day, on=LAST).sum == xof(0)


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([paid("p", START - timedelta(days=1), 5)], "loan.not_disbursed"),
        ([event("d2", K.DISBURSED, FIRST)], "loan.already_disbursed"),
        ([event("disbursed", K.REPAID, FIRST, 5)], "loan.event_duplicate"),
        ([event("r", K.REVERSED, FIRST, target="nothing")], "loan.reversal_target_unknown"),
        ([event("r", K.REVERSED, FIRST)], "loan.reversal_target_unknown"),
        ([event("p", K.REPAID, FIRST)], "loan.event_amount_wrong"),
        ([event("p", K.REPAID, FIRST, 0)], "loan.event_amount_wrong"),
        ([event("w", K.WAIVED, FIRST, 5)], "loan.waiver_component_wrong"),
        (
            [event("w", K.WAIVED, FIRST, 5, component=Component.PRINCIPAL)],
            "loan.waiver_component_wrong",
        ),
        (
            [paid("p", START, 2_000_000), event("f", K.FEE, FIRST, 5)],
            "loan.not_active",
        ),
        ([paid("p", START, 2_000_000), event("w", K.WRITTEN_OFF, FIRST)], "loan.not_active"),
    ],
)
def test_facts_that_make_no_loan_are_refused(events, code):
    with pytest.raises(ReplayRefused) as refused:
        state(PLAIN, *events, on=LAST)

    assert refused.value.code == code


def test_a_loan_is_disbursed_on_its_date():
    with pytest.raises(ReplayRefused, match="disbursement_date_differs"):
        replay(PLAIN, SCHEDULE, [disbursed(FIRST)], on=FIRST)


def test_a_reversal_is_not_reversed():
    reversal = event("r", K.REVERSED, FIRST, target="p")

    with pytest.raises(ReplayRefused) as refused:
        state(
            PLAIN,
            paid("p", FIRST, 5),
            reversal,
            event("r2", K.REVERSED, FIRST, target="r"),
            on=LAST,
        )

    assert (refused.value.code, refused.value.event_id) == ("loan.reversal_target_unknown", "r2")


def test_what_was_recorded_first_on_a_day_counts_first():
    fee = event("a", K.FEE, FIRST, 300, order=2)

    after = state(PLAIN, fee, paid("b", FIRST, 15_000, order=1), on=FIRST)

    assert after.paid == parts(0, 0, 15_000, 0)


def test_a_fee_left_over_keeps_the_loan_open():
    order = (Component.PRINCIPAL, Component.INTEREST, Component.PENALTY, Component.FEE)
    some = terms(allocation=allocation(*order, direction=Direction.BY_COMPONENT_OF_DUE))

    after = state(some, event("f", K.FEE, FIRST, 300), paid("p", LAST, 1_100_161), on=LAST)

    assert after.status is LoanStatus.ACTIVE
    assert after.due_on(LAST) == parts(0, 300, 0, 0)


def test_a_penalty_already_paid_is_not_lost_again():
    some = terms(penalty=LATE)
    day = FIRST + timedelta(days=11)

    after = state(some, paid("p", day, 500), event("w", K.WRITTEN_OFF, day, order=1), on=day)

    assert after.paid.penalty == xof(500)
    assert after.written_off.penalty == xof(916 - 500)
    assert after.penalty_receivable == xof(0)


# -- what holds for every loan ---------------------------------------------------------------


@st.composite
def lives(draw: st.DrawFn) -> tuple[Terms, list[LoanEvent], date]:
    some = draw(any_terms())
    end = build_schedule(some)[-1].due_date + timedelta(days=200)
    days = st.integers(0, (end - some.disbursement_date).days)
    facts = draw(
        st.lists(
            st.tuples(
                st.sampled_from([K.REPAID, K.REPAID, K.REPAID, K.WAIVED, K.SETTLED]),
                days,
                st.integers(1, some.approved * 2),
                st.sampled_from([Component.INTEREST, Component.PENALTY, Component.FEE]),
            ),
            max_size=6,
        )
    )
    events = [
        event(
            f"e{place}",
            kind,
            some.disbursement_date + timedelta(days=after),
            amount,
            order=place + 1,
            component=component if kind is K.WAIVED else None,
        )
        for place, (kind, after, amount, component) in enumerate(facts)
    ]
    if draw(st.booleans()):
        events.append(event("lost", K.WRITTEN_OFF, end, order=99))
    on = some.disbursement_date + timedelta(days=draw(days))
    return some, events, on


def run(some: Terms, events: list[LoanEvent], on: date) -> LoanState | str:
    schedule = build_schedule(some)
    try:
        return replay(some, schedule, [disbursed(some.disbursement_date), *events], on=on)
    except ReplayRefused as refused:
        return refused.code


@given(lives())
def test_the_books_of_a_loan_always_balance_and_nothing_is_negative(life):
    after = run(*life)

    if isinstance(after, str):
        return
    assert total(balances(after).values(), currency="XOF") == xof(0)
    for amount in (after.outstanding_principal, after.interest_receivable):
        assert not amount.is_negative
    assert not after.penalty_receivable.is_negative
    received = total((share.parts.sum + share.remainder for share in after.shares), currency="XOF")
    gone = after.waived.sum + after.written_off.sum
    assert received == after.paid.sum + after.overpaid + gone
    if after.status is LoanStatus.CLOSED:
        assert after.outstanding_principal == after.interest_receivable == xof(0)


@given(lives(), st.randoms(use_true_random=False))
def test_the_order_of_insertion_does_not_matter(life, random):
    some, events, on = life
    shuffled = list(events)
    random.shuffle(shuffled)

    assert run(some, shuffled, on) == run(some, events, on)


@given(lives(), st.integers(1, 10**6), st.integers(0, 300))
def test_a_reversed_fact_never_was(life, amount, days):
    some, events, on = life
    mistake = paid("oops", some.disbursement_date + timedelta(days=days), amount, order=50)
    reversal = event("undo", K.REVERSED, on, order=51, target="oops")

    assert run(some, [*events, mistake, reversal], on) == run(some, events, on)


@given(lives())
def test_the_quote_closes_the_loan(life):
    some, events, on = life
    before = run(some, events, on)
    if isinstance(before, str) or before.status is not LoanStatus.ACTIVE:
        return
    standing = [fact for fact in events if fact.value_date <= on]
    facts = [disbursed(some.disbursement_date), *events]
    quote = settlement(some, build_schedule(some), facts, on=on)
    if not quote.sum:
        return

    after = run(some, [*standing, event("s", K.SETTLED, on, quote.sum.minor, order=100)], on)

    assert isinstance(after, LoanState)
    assert (after.status, after.overpaid) == (LoanStatus.CLOSED, before.overpaid)


def test_a_backdated_payment_posts_the_difference():
    some = terms(penalty=LATE)
    today = SECOND + timedelta(days=5)
    before = state(some, on=today)
    after = state(some, paid("p", FIRST, 91_680), on=today)

    lines = {
        (line.role, line.side.value): line.amount.minor
        for line in difference(balances(before), balances(after))
    }

    assert lines[Role.CASH, "DEBIT"] == 91_680
    assert lines[Role.PRINCIPAL, "CREDIT"] == 76_680
    assert lines[Role.INTEREST_RECEIVABLE, "CREDIT"] == 15_000
    assert lines[Role.PENALTY_INCOME, "DEBIT"] == lines[Role.PENALTY_RECEIVABLE, "CREDIT"] > 0


def test_every_field_of_a_disbursed_loan_shows_in_its_books():
    some = terms(charges=FEES)

    books = balances(state(some, on=START), principal_role=Role.OVERDUE_1)

    assert {role: amount.minor for role, amount in books.items() if amount} == {
        Role.CASH: -979_000,
        Role.FEE_INCOME: -20_000,
        Role.TAX_PAYABLE: -1_000,
        Role.OVERDUE_1: 1_000_000,
    }
