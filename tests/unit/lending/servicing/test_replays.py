"""The life of a loan: sums hold, order of arrival does not matter, refusals are named."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nafa.lending.calc.choices import (
    ChargeMeasure,
    ChargeTime,
    FutureRule,
    InterestKind,
    PeriodUnit,
    PrepaymentEffect,
    ScheduleKind,
)
from nafa.lending.calc.parts import Component
from nafa.lending.calc.refusals import ServicingRefused
from nafa.lending.calc.servicing import events
from nafa.lending.calc.servicing.entries import Account, entry
from nafa.lending.calc.servicing.events import PAYMENTS, MoneyKind
from nafa.lending.calc.servicing.servicing import Loan, replay
from nafa.lending.calc.servicing.status import Status
from nafa.lending.calc.terms import AllocationRule, ChargeTerms, Terms, places
from nafa.lib.calendars import BusinessCalendar, RollRule
from unit.lending.servicing.contracts import (
    ORDERS,
    START,
    TODAY,
    any_contract,
    any_payments,
    contract,
    lent,
)

PRINCIPAL, INTEREST = Component.PRINCIPAL, Component.INTEREST
FIRST = date(2024, 2, 29)
D = Decimal


def pay(day: date, amount: int, *, on: date | None = None) -> events.Paid:
    return events.Paid(on=on or day, kind=MoneyKind.REPAYMENT, day=day, amount=amount)


def fee(amount: str, *, is_penalty: bool = False) -> ChargeTerms:
    return ChargeTerms(
        name="fee",
        time=ChargeTime.ON_A_DATE,
        measure=ChargeMeasure.FLAT,
        value=D(amount),
        is_penalty=is_penalty,
    )


def figures(loan: Loan) -> list[tuple[object, ...]]:
    """What every instalment asks for and has got."""
    return [
        (row.due, *row.asked.values(), *row.paid.values(), row.outstanding) for row in loan.rows
    ]


@settings(max_examples=100)
@given(st.data(), any_contract())
def test_the_sums_of_a_loan_hold_whatever_is_paid(data: st.DataObject, terms: Terms):
    loan = lent(terms, on=TODAY)

    for payment in data.draw(any_payments(terms)):
        loan.take(payment)

    paid = [one for one in loan.movements if one.kind in PAYMENTS]
    assert all(one.outcome.sum + one.outcome.overpaid == one.amount for one in paid)
    assert sum(row.sum_paid for row in loan.rows) == sum(one.outcome.sum for one in paid)
    assert sum(row.asked[PRINCIPAL] for row in loan.rows) == terms.approved
    assert all(amount >= 0 for row in loan.rows for amount in row.asked.values())
    assert all(row.owed(part) >= 0 for row in loan.rows for part in Component)
    assert all(line.debit >= 0 and line.credit >= 0 for one in paid for line in entry(one))


def balance(loan: Loan, account: Account) -> int:
    """What the entries of a loan leave on an account, debit positive."""
    lines = [line for one in loan.movements for line in entry(one) if line.account is account]
    return sum(line.debit - line.credit for line in lines)


@settings(max_examples=60)
@given(st.data(), any_contract())
def test_the_books_hold_what_the_instalments_say(data: st.DataObject, terms: Terms):
    loan = lent(terms, on=TODAY, amount=terms.approved // 2)
    for payment in data.draw(any_payments(terms)):
        loan.take(payment)
    more = terms.approved - terms.approved // 2
    loan.take(events.Disbursed(on=TODAY, day=START, amount=more))
    loan.take(events.DayClosed(on=TODAY))

    owed = {part: sum(row.owed(part) for row in loan.rows) for part in Component}
    assert balance(loan, Account.PRINCIPAL) == owed[PRINCIPAL]
    assert balance(loan, Account.OVERPAYMENT) == -loan.overpaid
    if loan.rows[-1].due < TODAY:
        assert balance(loan, Account.INTEREST_RECEIVABLE) == owed[INTEREST]


def test_an_end_taken_back_on_the_same_day_is_caught_up_by_the_close():
    """A loan is repaid, then money lent earlier is entered: the books follow what is asked now."""
    terms = contract(approved=3_564_936, rate=Decimal("0.5"))
    loan = lent(terms, on=TODAY, amount=1_782_468)
    loan.take(events.Paid(on=TODAY, kind=MoneyKind.REPAYMENT, day=START, amount=1_900_000))
    loan.take(events.Disbursed(on=TODAY, day=START, amount=1_782_468))
    loan.take(events.DayClosed(on=TODAY))

    owed = sum(row.owed(INTEREST) for row in loan.rows)
    assert balance(loan, Account.INTEREST_RECEIVABLE) == owed > 0


def test_an_end_taken_back_on_its_own_day_leaves_no_interest_of_coming_days():
    """What the end accrued ahead is more than what is earned by now: it goes back the same day."""
    terms = contract(approved=20_000)
    loan = lent(terms, on=FIRST, amount=10_000)
    loan.take(pay(START, 10_300, on=FIRST))
    loan.take(events.Disbursed(on=FIRST, day=START, amount=10_000))
    loan.take(events.DayClosed(on=FIRST + timedelta(days=1)))

    accrued = sum(
        one.amount * (-1 if one.kind is MoneyKind.ACCRUAL_ADJUSTMENT else 1)
        for one in loan.movements
        if one.kind in (MoneyKind.ACCRUAL, MoneyKind.ACCRUAL_ADJUSTMENT)
    )
    assert loan.fold is not None
    assert accrued == loan.fold.accrued(FIRST) == 158


def test_an_end_taken_back_on_a_later_day_stands_until_the_close_of_the_day_after_it():
    """As in shared case C3187: booked for the day of the end, put right for the next one."""
    loan = lent(contract(), on=START)
    whole = loan.outstanding
    end = START + timedelta(days=3)
    loan.take(pay(end, whole, on=end))
    loan.take(events.Reversed(on=end + timedelta(days=1), kind=MoneyKind.REPAYMENT))
    loan.take(events.DayClosed(on=end + timedelta(days=1)))
    before = [one for one in loan.movements if one.kind is MoneyKind.ACCRUAL_ADJUSTMENT]

    loan.take(events.DayClosed(on=end + timedelta(days=3)))

    (after,) = [one for one in loan.movements if one.kind is MoneyKind.ACCRUAL_ADJUSTMENT]
    assert (before, after.day) == ([], end + timedelta(days=1))
    assert loan.fold is not None
    assert loan.books.accrued[INTEREST] == loan.fold.accrued(end + timedelta(days=2))


def test_interest_that_no_instalment_asks_for_is_not_accrued():
    """A late tranche earns a cent in the grace, when the last instalment was paid already."""
    terms = contract(
        approved=632,
        count=2,
        every=7,
        unit=PeriodUnit.DAYS,
        rate=D("8.2432"),
        grace_interest=1,
        recalculates=True,
        allocation=AllocationRule(order=ORDERS[1], future=FutureRule.LAST_INSTALMENT),
    )
    loan = lent(terms, on=TODAY, amount=316)
    loan.take(pay(date(2024, 2, 1), 25, on=TODAY))
    loan.take(pay(date(2024, 2, 2), 314, on=TODAY))
    loan.take(events.Disbursed(on=TODAY, day=START, amount=316))
    loan.take(events.DayClosed(on=TODAY))

    owed = sum(row.owed(INTEREST) for row in loan.rows)
    assert balance(loan, Account.INTEREST_RECEIVABLE) == owed


def test_money_is_not_lent_after_the_last_due_date():
    loan = lent(contract(approved=20_000), amount=10_000)

    with pytest.raises(ServicingRefused, match=r"servicing\.after_last_due_date"):
        loan.take(events.Disbursed(on=TODAY, day=TODAY, amount=5_000))


def test_a_waiver_of_an_accrued_charge_clears_the_receivable():
    loan = lent(contract())
    loan.take(events.Charged(on=START, charge=fee("5", is_penalty=True), due=date(2024, 2, 10)))
    loan.take(events.DayClosed(on=date(2024, 2, 12)))

    loan.take(events.ChargeWaived(on=date(2024, 2, 12)))

    assert balance(loan, Account.PENALTY_RECEIVABLE) == 0
    assert balance(loan, Account.WRITE_OFF_LOSS) == 500


@settings(max_examples=60)
@given(st.data(), any_contract())
def test_the_order_of_arrival_does_not_matter(data: st.DataObject, terms: Terms):
    payments = data.draw(any_payments(terms))
    arrived = data.draw(st.permutations(payments))
    in_order, as_they_came = lent(terms, on=TODAY), lent(terms, on=TODAY)

    for payment in sorted(payments, key=lambda one: one.day):
        in_order.take(payment)
    for payment in arrived:
        as_they_came.take(payment)

    assert figures(as_they_came) == figures(in_order)
    assert as_they_came.status is in_order.status
    assert as_they_came.overpaid == in_order.overpaid


@settings(max_examples=60)
@given(st.data(), any_contract())
def test_what_is_taken_back_leaves_no_trace(data: st.DataObject, terms: Terms):
    payments = data.draw(any_payments(terms))
    extra = pay(START + timedelta(days=401), terms.approved // 3 + 1, on=TODAY)
    without, reversed_ = lent(terms, on=TODAY), lent(terms, on=TODAY)

    for payment in payments:
        without.take(payment)
    for payment in [extra, *payments]:
        reversed_.take(payment)
    reversed_.take(events.Reversed(on=TODAY, kind=MoneyKind.REPAYMENT, day=extra.day, nth=1))

    assert figures(reversed_) == figures(without)


@settings(max_examples=100)
@given(st.data(), any_contract(), st.integers(0, 500))
def test_paying_off_closes_the_loan(data: st.DataObject, terms: Terms, days: int):
    loan = lent(terms, on=TODAY)
    payments = data.draw(any_payments(terms))
    for payment in payments:
        loan.take(payment)
    was_overpaid = loan.overpaid

    last = max((payment.day for payment in payments), default=START)
    loan.take(events.PaidOff(on=TODAY, day=last + timedelta(days=days)))

    assert loan.outstanding == 0
    assert loan.status is (Status.OVERPAID if was_overpaid else Status.CLOSED)


def test_two_instalments_that_a_day_of_rest_brings_to_one_day_are_both_paid():
    terms = contract(
        count=3, unit=PeriodUnit.WEEKDAYS, weekdays=frozenset({0, 6}), recalculates=True,
        calendar=BusinessCalendar(rest_weekdays=frozenset({6}), holidays=frozenset()),
        roll=RollRule.FOLLOWING, kind=ScheduleKind.PROGRESSIVE,
    )  # fmt: skip
    loan = lent(terms, on=TODAY)

    loan.take(pay(START, 6_680, on=TODAY))

    assert [row.due.isoformat() for row in loan.rows] == ["2024-02-05", "2024-02-05", "2024-02-12"]
    assert [row.is_met for row in loan.rows] == [True, True, False]
    assert loan.rows[2].owed(PRINCIPAL) == 3_320


def test_a_payment_in_advance_stops_the_interest_on_it():
    loan = lent(contract(recalculates=True))

    loan.take(pay(date(2024, 2, 15), 1_713))

    first = loan.rows[0]
    assert (first.asked[INTEREST], first.asked[PRINCIPAL]) == (41, 1_672)
    assert first.met_on == date(2024, 2, 15)


def test_what_is_late_bears_interest_until_it_is_paid():
    loan = lent(contract(recalculates=True, rate=D(7)))
    before = loan.rows[1].asked[INTEREST]

    loan.take(events.DayClosed(on=date(2024, 3, 15)))

    assert loan.rows[1].asked[INTEREST] > before
    assert sum(row.asked[PRINCIPAL] for row in loan.rows) == 10_000


def test_a_loan_that_does_not_recalculate_keeps_its_interest():
    loan = lent(contract())
    whole = sum(row.asked[INTEREST] for row in loan.rows)

    loan.take(pay(date(2024, 2, 15), 5_000))

    assert sum(row.asked[INTEREST] for row in loan.rows) == whole


@pytest.mark.parametrize(
    ("future", "rows_touched"),
    [
        (FutureRule.NEXT_INSTALMENT, [0]),
        (FutureRule.LAST_INSTALMENT, [5]),
        (FutureRule.ALL_EQUALLY, [0, 1, 2, 3, 4, 5]),
        (FutureRule.NEXT_THEN_LAST, [0]),
    ],
)
def test_money_in_advance_goes_where_the_rule_says(future: FutureRule, rows_touched: list[int]):
    loan = lent(contract(allocation=AllocationRule(order=ORDERS[0], future=future)))

    loan.take(pay(date(2024, 2, 10), 60))

    assert [place for place, row in enumerate(loan.rows) if row.sum_paid] == rows_touched


def test_overpaid_money_pays_a_charge_that_comes_later():
    loan = lent(contract(rate=D(0)))
    loan.take(pay(FIRST, 10_200))

    assert (loan.status, loan.overpaid) == (Status.OVERPAID, 200)
    loan.take(events.Charged(on=date(2024, 3, 1), charge=fee("20"), due=date(2024, 3, 1)))

    assert (loan.status, loan.overpaid, loan.outstanding) == (Status.ACTIVE, 0, 1_800)
    assert loan.movements[1].is_replayed


def test_a_charge_after_the_last_due_date_has_a_row_of_its_own():
    loan = lent(contract())

    loan.take(events.Charged(on=START, charge=fee("5"), due=date(2025, 1, 1)))

    assert (len(loan.rows), loan.rows[-1].due) == (7, date(2025, 1, 1))
    assert loan.rows[-1].asked[Component.FEE] == 500


def test_a_waived_charge_is_not_owed_until_it_is_asked_for_again():
    loan = lent(contract())
    owed = loan.outstanding
    loan.take(events.Charged(on=START, charge=fee("5", is_penalty=True), due=FIRST))

    loan.take(events.ChargeWaived(on=START))
    assert loan.outstanding == owed
    loan.take(events.ChargeWaived(on=START, undone=True))

    assert loan.outstanding == owed + 500


def test_a_late_instalment_bears_its_charge_once():
    late = ChargeTerms(
        name="late",
        time=ChargeTime.WHEN_OVERDUE,
        measure=ChargeMeasure.PERCENT_OF_PRINCIPAL,
        value=D(10),
        is_penalty=True,
    )
    loan = lent(contract(charges=(late,)))

    loan.take(events.DayClosed(on=FIRST + timedelta(days=2)))
    assert not loan.rows[0].asked[Component.PENALTY]
    for days in (3, 4, 5):
        loan.take(events.DayClosed(on=FIRST + timedelta(days=days)))

    assert loan.rows[0].asked[Component.PENALTY] == 163


def test_a_pause_bears_no_interest_on_its_days():
    loan = lent(contract(rate=D(7)))

    loan.take(events.InterestPaused(on=START, start=date(2024, 2, 1), end=FIRST))

    assert loan.rows[0].asked[INTEREST] == 0
    assert sum(row.asked[PRINCIPAL] for row in loan.rows) == 10_000


def test_another_rate_levels_what_is_left():
    loan = lent(contract(rate=D(7)))
    before = figures(loan)[0]

    loan.take(events.RateChanged(on=START, start=FIRST + timedelta(days=1), rate=D(4)))

    assert figures(loan)[0] == before
    assert loan.rows[1].asked[INTEREST] < 49


def test_a_moved_due_date_moves_those_after_it():
    loan = lent(contract())

    loan.take(events.DueDateMoved(on=START, was=FIRST, to=date(2024, 3, 15)))

    assert [row.due.day for row in loan.rows] == [15] * 6


def test_more_instalments_spread_what_is_left():
    loan = lent(contract(rate=D(0), approved=90_000, count=3))

    loan.take(events.TermExtended(on=START, start=date(2024, 3, 31), count=1))

    assert [row.asked[PRINCIPAL] for row in loan.rows] == [30_000, 20_000, 20_000, 20_000]


def test_a_tranche_of_full_term_adds_instalments():
    loan = lent(contract(approved=20_000, each_tranche_has_full_term=True), amount=10_000)

    loan.take(events.Disbursed(on=FIRST, day=FIRST, amount=10_000))

    assert len(loan.rows) == 7
    assert sum(row.asked[PRINCIPAL] for row in loan.rows) == 20_000


def test_a_write_off_leaves_nothing_owed_and_balances():
    loan = lent(contract())
    loan.take(pay(FIRST, 1_713))

    loan.take(events.WrittenOff(on=FIRST, day=FIRST))

    written = loan.movements[-1]
    assert (loan.status, loan.outstanding) == (Status.WRITTEN_OFF, 0)
    assert written.outcome.parts[PRINCIPAL] == 10_000 - 1_634
    assert entry(written)[-1].account is Account.WRITE_OFF_LOSS


def test_accruals_add_up_to_the_interest_of_the_loan():
    loan = lent(contract(rate=D(12)))

    for day in (date(2024, 2, 1), FIRST, date(2024, 8, 15)):
        loan.take(events.DayClosed(on=day))

    accrued = [one for one in loan.movements if one.kind is MoneyKind.ACCRUAL]
    whole = sum(row.asked[INTEREST] for row in loan.rows)
    assert sum(one.amount for one in accrued) == whole
    assert [one.day for one in accrued] == sorted({one.day for one in accrued})


def test_undoing_the_last_disbursement_leaves_the_first():
    loan = lent(contract(approved=20_000), amount=10_000)
    before = figures(loan)
    loan.take(events.Disbursed(on=FIRST, day=FIRST, amount=5_000))

    loan.take(events.DisbursementUndone(on=FIRST, only_last=True))
    assert figures(loan) == before
    loan.take(events.DisbursementUndone(on=FIRST, only_last=False))
    loan.take(events.ApprovalUndone(on=FIRST))

    assert loan.status is Status.SUBMITTED


def test_a_refund_of_overpaid_money_closes_the_loan():
    loan = lent(contract(rate=D(0)))
    loan.take(pay(FIRST, 10_100))

    refund = events.Paid(on=FIRST, kind=MoneyKind.CREDIT_BALANCE_REFUND, day=FIRST, amount=100)
    loan.take(refund)

    assert (loan.status, loan.overpaid) == (Status.CLOSED, 0)
    assert {line.account for line in entry(loan.movements[-1])} == {
        Account.OVERPAYMENT,
        Account.FUNDS,
    }


def test_a_reversed_movement_is_followed_by_its_mirror():
    loan = lent(contract())
    loan.take(pay(FIRST, 1_713))
    loan.take(events.Reversed(on=FIRST, kind=MoneyKind.REPAYMENT))

    lines = entry(loan.movements[1])

    assert sum(line.debit for line in lines) == sum(line.credit for line in lines) == 2 * 1_713


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (events.Approved(on=START, amount=1, expected_date=START), "servicing.not_pending"),
        (events.ApprovalUndone(on=START), "servicing.not_approved"),
        (events.Disbursed(on=START, day=START, amount=1), "servicing.above_approval"),
        (
            events.Paid(on=START, kind=MoneyKind.CREDIT_BALANCE_REFUND, day=START, amount=1),
            "servicing.refund_above_overpaid",
        ),
        (
            events.Reversed(on=START, kind=MoneyKind.REPAYMENT),
            "servicing.nothing_to_reverse",
        ),
        (events.ChargeWaived(on=START), "servicing.no_charge"),
        (
            events.DueDateMoved(on=START, was=START, to=FIRST),
            "servicing.no_such_due_date",
        ),
        (
            events.InterestPaused(on=START, start=FIRST, end=START),
            "servicing.pause_backwards",
        ),
    ],
)
def test_a_fact_that_cannot_be_is_refused(event: events.Event, code: str):
    loan = lent(contract())

    with pytest.raises(ServicingRefused) as refused:
        loan.take(event)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (events.Disbursed(on=START, day=START, amount=1), "servicing.not_approved"),
        (pay(START, 1), "servicing.not_active"),
        (events.PaidOff(on=START, day=START), "servicing.not_active"),
        (events.WrittenOff(on=START, day=START), "servicing.not_active"),
        (events.DisbursementUndone(on=START, only_last=True), "servicing.not_disbursed"),
    ],
)
def test_a_loan_that_is_not_out_refuses_money(event: events.Event, code: str):
    with pytest.raises(ServicingRefused) as refused:
        replay(contract(), [event])

    assert refused.value.code == code


def test_flat_interest_is_not_recalculated():
    terms = contract(interest=InterestKind.FLAT, recalculates=True)
    loan = lent(terms)
    whole = sum(row.asked[INTEREST] for row in loan.rows)

    loan.take(pay(date(2024, 2, 10), 3_000))

    assert sum(row.asked[INTEREST] for row in loan.rows) == whole


def test_a_cumulative_loan_lends_on_after_its_last_due_date():
    terms = contract(
        approved=20_000, kind=ScheduleKind.CUMULATIVE, count=1, every=30, unit=PeriodUnit.DAYS
    )
    loan = lent(terms, amount=10_000)
    later = START + timedelta(days=40)

    loan.take(events.Disbursed(on=later, day=later, amount=5_000))

    assert [row.asked[PRINCIPAL] for row in loan.rows] == [10_000, 5_000]
    assert loan.rows[1].due == START + timedelta(days=60)


def test_penalties_come_first_when_the_order_says_so():
    order = places(Component.PENALTY, Component.FEE, Component.INTEREST, Component.PRINCIPAL)
    loan = lent(contract(allocation=AllocationRule(order=order)))
    loan.take(events.Charged(on=START, charge=fee("5", is_penalty=True), due=FIRST))

    loan.take(pay(FIRST, 600))

    parts = loan.movements[-1].outcome.parts
    assert (parts[Component.PENALTY], parts[INTEREST], parts[PRINCIPAL]) == (500, 79, 21)


def test_a_payment_during_the_grace_repays_principal_early():
    loan = lent(contract(grace_principal=2, recalculates=True, rate=D(12)))

    loan.take(pay(date(2024, 2, 14), 4_000))

    assert sum(row.asked[PRINCIPAL] for row in loan.rows) == 10_000
    assert loan.movements[-1].outcome.sum == 4_000


@pytest.mark.parametrize(
    ("effect", "equal"),
    [(PrepaymentEffect.LAST_INSTALMENTS, False), (PrepaymentEffect.ALL_INSTALMENTS, True)],
)
def test_money_in_advance_lowers_the_last_instalments_or_all(effect: PrepaymentEffect, equal: bool):
    loan = lent(contract(recalculates=True, prepayment=effect))

    loan.take(pay(date(2024, 2, 14), 3_000))

    sums = [row.sum_asked for row in loan.rows]
    assert (max(sums[2:]) - min(sums[2:]) <= 3) is equal
    assert sum(row.asked[PRINCIPAL] for row in loan.rows) == 10_000


def test_a_charge_at_the_payout_is_taken_out_of_it():
    charge = ChargeTerms(
        name="file",
        time=ChargeTime.AT_DISBURSEMENT,
        measure=ChargeMeasure.PERCENT_OF_PRINCIPAL,
        value=D("1.5"),
    )
    loan = lent(contract(charges=(charge,)))

    taken = loan.movements[1]

    assert (taken.kind, taken.amount) == (MoneyKind.CHARGE_AT_DISBURSEMENT, 150)
    assert loan.lent[0].fee == 150
    assert {line.account for line in entry(taken)} == {Account.FEE_INCOME, Account.FUNDS}


def test_each_tranche_bears_its_charge():
    charge = ChargeTerms(
        name="tranche",
        time=ChargeTime.AT_EACH_TRANCHE,
        measure=ChargeMeasure.PERCENT_OF_TRANCHE,
        value=D(2),
    )
    loan = lent(contract(approved=20_000, charges=(charge,)), amount=10_000)

    loan.take(events.Disbursed(on=FIRST, day=FIRST, amount=5_000))

    assert [one.fee for one in loan.lent] == [200, 100]


def test_an_automatic_down_payment_is_paid_with_the_payout():
    loan = lent(contract(down_payment_percent=D(25), down_payment_is_automatic=True, rate=D(0)))

    assert [one.kind for one in loan.movements] == [
        MoneyKind.DISBURSEMENT,
        MoneyKind.DOWN_PAYMENT,
    ]
    assert loan.rows[0].is_met
