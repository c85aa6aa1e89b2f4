"""The day close by sets says what the pure fold says, whatever life a loan has."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from factories.house import FIRST_DAY, House, francs
from nafa.journeys.end_of_day import close_day
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import CommandRecord, DayCloseRun
from nafa.ledger import queries as books
from nafa.lending import commands as lending
from nafa.lending.calc.loan_state import LoanStatus
from nafa.lending.calc.postings import Role, balances, suspended
from nafa.lending.calc.provisioning import AgeUnit, ArrearsClass, classify, minimum_provision
from nafa.lending.commands.rate_indexes import define_index, state_index
from nafa.lending.models import Loan, LoanFact, LoanProgress, PortfolioSnapshot
from nafa.lending.queries.repayment import debt_of
from nafa.lending.queries.state import fold
from nafa.lib.money import Money
from nafa.lib.periods import add_months
from nafa.payments import queries as cash

PENALTIES: tuple[dict[str, Any] | None, ...] = (
    None,
    {"base": "OVERDUE_TOTAL", "percent_per_year": "18", "grace_days": 0},
    {"base": "OVERDUE_PRINCIPAL", "percent_per_year": "36.5", "grace_days": 4, "cap_percent": "1"},
    {
        "base": "FLAT",
        "flat_per_instalment": {"amount": "500", "currency": "XOF"},
        "grace_days": 2,
    },
)


class Act(NamedTuple):
    """Some days pass, then somebody does something."""

    days: int
    kind: str
    share: int


acts = st.builds(
    Act,
    days=st.integers(0, 25),
    kind=st.sampled_from(
        [
            "pay",
            "pay",
            "pay_due",
            "ahead",
            "backdate",
            "reverse",
            "settle",
            "prepay",
            "charge",
            "waive",
            "defer",
            "reschedule",
            "reschedule",
            "restructure",
            "take_back",
            "write_off",
            "tranche",
            "tranche",
            "untranche",
            "end_drawing",
            "index",
            "index",
        ]
    ),
    share=st.integers(1, 100),
)


def play(house: House, loan_id: UUID, act: Act) -> None:
    """Do it as the counter would; what the gate refuses did not happen."""
    loan = Loan.objects.get(id=loan_id)
    if loan.status == Loan.Status.WRITTEN_OFF and act.kind == "pay":
        recover(house, loan_id, act)
    if loan.status != Loan.Status.ACTIVE and act.kind not in ("reverse", "take_back", "untranche"):
        return
    if cash.open_session_of(house.people["awa"]) is None:
        house.open_till()
    if act.kind in CHANGES or act.kind in ("charge", "take_back"):
        change(house, loan, act)
    elif act.kind == "index":
        move_index(house, act)
    elif act.kind in ("tranche", "untranche", "end_drawing"):
        draw(house, loan, act)
    elif act.kind == "reverse":
        last = last_of(loan_id, "REPAID", "SETTLED", "PREPAID")
        if last is not None:
            try_reversal(house, last)
    else:
        pay(house, loan, act)


def pay(house: House, loan: Loan, act: Act) -> None:
    """Money comes in at the counter."""
    today = institution().business_date
    folded = fold(loan, on=today)
    debt, due = debt_of(folded), folded.state.due_on(today).sum
    part = francs(max(due.minor * act.share // 100, 1))
    ahead = francs(max(debt.minor * act.share // 150, 1))
    amount = {"pay": min(part, debt), "pay_due": due, "ahead": ahead}.get(act.kind)
    if act.kind == "backdate":
        on = max(today - timedelta(days=act.share % 20), loan.disbursement_date)
        backdate(house, loan.id, min(part, debt), on)
    elif act.kind == "prepay":
        prepay(house, loan.id, francs(max(debt.minor * act.share // 120, 1)))
    elif act.kind == "settle":
        lending.settle(house.ctx("awa"), loan_id=loan.id, amount=folded.settlement().sum)
    elif amount:
        lending.repay(house.ctx("awa"), loan_id=loan.id, amount=amount)


def move_index(house: House, act: Act) -> None:
    """State another value of the index from today on, unless one is stated or none is followed."""
    try:
        with transaction.atomic():
            state_index(
                house.ctx("babacar"), code="TMM", effective_date=institution().business_date,
                percent=Decimal(act.share % 14), source="essai",
            )  # fmt: skip
    except DomainError as refused:
        assert refused.code in ("lending.index_stated", "kernel.not_found"), refused


def draw(house: House, loan: Loan, act: Act) -> None:
    """Put another tranche out, take the last one back, or give the rest up; else refused."""
    try:
        with transaction.atomic():
            if act.kind == "tranche":
                amount = francs(max(loan.principal_minor * act.share // 250, 1))
                lending.disburse(house.ctx("awa"), loan_id=loan.id, amount=amount)
            elif act.kind == "end_drawing":
                lending.end_drawing(house.ctx("ousmane"), loan_id=loan.id, reason="essai")
            elif (last := last_of(loan.id, "TRANCHE")) is not None:
                lending.reverse_tranche(house.ctx("ousmane"), fact_id=last.id, reason="erreur")
    except DomainError as refused:
        assert refused.code in NO_TRANCHE, refused


def backdate(house: House, loan_id: UUID, amount: Money, on: date) -> None:
    """A payment for an earlier day; one that makes a later fact senseless is refused."""
    try:
        with transaction.atomic():
            lending.repay(house.ctx("awa"), loan_id=loan_id, amount=amount, value_date=on)
    except DomainError as refused:
        assert refused.code == "lending.fact_out_of_place"


def prepay(house: House, loan_id: UUID, amount: Money) -> None:
    """Money that comes early, where it is enough and not too much."""
    try:
        with transaction.atomic():
            lending.prepay(house.ctx("awa"), loan_id=loan_id, amount=amount)
    except DomainError as refused:
        assert refused.code in (
            "lending.payment_too_small", "lending.settle_instead", "lending.amount_above_debt"
        )  # fmt: skip


NO_TRANCHE = (
    "lending.loan_not_ready", "lending.tranche_above_approval", "lending.tranche_before_plan",
    "lending.too_many_tranches", "lending.tranche_too_late", "lending.tranche_while_late",
    "lending.drawing_ended", "lending.tranche_followed", "lending.fact_out_of_place",
)  # fmt: skip
TRANCHES: tuple[dict[str, Any] | None, ...] = (
    None,
    {"most": 3, "within_days": 60},
    {"most": 6, "within_days": 300, "while_late": True},
    {"most": 6, "within_days": 300, "while_late": True},
)
INDEXES: tuple[dict[str, Any] | None, ...] = (
    None,
    {"code": "TMM", "margin": "2.5", "floor": "4", "ceiling": "14"},
)
CHANGES = {
    "waive": "WAIVER",
    "defer": "DEFERMENT",
    "reschedule": "RESCHEDULING",
    "restructure": "RESTRUCTURING",
    "write_off": "WRITE_OFF",
}
POSSIBLE = ("lending.change_not_possible", "lending.nothing_owed", "lending.above_owed",
            "lending.fact_out_of_place")  # fmt: skip


def last_of(loan_id: UUID, *kinds: str) -> LoanFact | None:
    """The last fact of these kinds that stands."""
    undone = LoanFact.objects.filter(loan_id=loan_id, kind="REVERSED").values("target_id")
    found = LoanFact.objects.filter(loan_id=loan_id, kind__in=kinds, target=None)
    return found.exclude(id__in=undone).order_by("-order").first()


def try_reversal(house: House, fact: LoanFact) -> None:
    """Take a payment back; what makes a later fact senseless is refused."""
    try:
        with transaction.atomic():
            lending.reverse_repayment(house.ctx("ousmane"), fact_id=fact.id, reason="erreur")
    except DomainError as refused:
        assert refused.code == "lending.fact_out_of_place"


def recover(house: House, loan_id: UUID, act: Act) -> None:
    """Money comes in for a loan that was given up."""
    folded = fold(Loan.objects.get(id=loan_id), on=institution().business_date)
    lost = debt_of(folded).minor
    if lost:
        if cash.open_session_of(house.people["awa"]) is None:
            house.open_till()
        amount = francs(max(lost * act.share // 100, 1))
        lending.repay(house.ctx("awa"), loan_id=loan_id, amount=amount)


def asked_of(act: Act) -> dict[str, Any]:
    """What is asked for, in plain data."""
    first = institution().business_date + timedelta(days=1 + act.share % 40)
    where = ("WITH_THE_FIRST", "SPREAD", "CAPITALISED")[act.share % 3]
    plan = {"first_due_date": first.isoformat(), "count": 1 + act.share % 9,
            "unpaid_interest": where}  # fmt: skip
    asked: dict[str, dict[str, Any]] = {
        "waive": {"component": ("INTEREST", "PENALTY", "FEE")[act.share % 3]},
        "defer": {"periods": 1 + act.share % 3, "bears_interest": act.share % 2 == 0},
        "reschedule": plan,
        "restructure": {**plan, "rate": str(act.share % 20)},
        "write_off": {"ground": "NO_HOPE"},
        "charge": {
            "name": "Frais",
            "amount": str(act.share * 10),
            "due_date": first.isoformat() if act.share % 2 else "",
        },
    }
    return asked[act.kind]


def change(house: House, loan: Loan, act: Act) -> None:
    """Ask for a change and have it accepted, or take the last one back."""
    try:
        with transaction.atomic():
            if act.kind == "take_back":
                last = last_of(loan.id, "FEE", "WAIVED", "REPLANNED", "WRITTEN_OFF")
                if last is not None:
                    lending.take_back(house.ctx("ousmane"), fact_id=last.id, reason="erreur")
            elif act.kind == "charge":
                lending.charge_loan(
                    house.ctx("ousmane"), loan_id=loan.id, asked=asked_of(act), reason="essai"
                )
            else:
                request_id = lending.ask_change(
                    house.ctx("ibra"), loan_id=loan.id, kind=CHANGES[act.kind],
                    asked=asked_of(act), reason="essai",
                )  # fmt: skip
                lending.accept_change(house.ctx("system"), request_id=request_id)
    except DomainError as refused:
        assert refused.code in POSSIBLE, refused


def held_in_books(loan: Loan) -> dict[Role, int]:
    """What the ledger holds for the loan, and the branch's income (one loan in the house)."""
    own = books.balances_of_owner("loan", loan.id)
    pack = institution_pack()
    interest = pack.account_for("INTEREST_RECEIVABLE", term=loan.term_class)
    late = books.balances_of_owner("loan.penalty", loan.id)
    principal_codes = {
        pack.account_for(role, term=loan.term_class)
        for role in ("PRINCIPAL", "RESTRUCTURED", "OVERDUE_1", "OVERDUE_2", "OVERDUE_3")
    }
    return {
        Role.PRINCIPAL: sum(own[code][1].minor for code in own if code in principal_codes),
        Role.INTEREST_RECEIVABLE: own[interest][1].minor,
        Role.PENALTY_RECEIVABLE: sum(money.minor for _, money in late.values()),
        Role.PROVISION_1: -sum(own[code][1].minor for code in own if code.startswith("299")),
    }


def check(house: House, loan_id: UUID) -> None:
    """Books, progress and class after a close equal the fold, closed through that day."""
    loan = Loan.objects.get(id=loan_id)
    day = institution().business_date - timedelta(days=1)
    folded = fold(loan, on=day, closed_through=day)
    late = folded.lateness(day)
    state, is_suspended = folded.state, past_months(late.oldest_due_date, 3, day)
    if state.status is not LoanStatus.ACTIVE:
        is_suspended = LoanProgress.objects.get(loan_id=loan_id).is_suspended
    said = balances(suspended(state) if is_suspended else state)
    held = held_in_books(loan)
    for role in (Role.PRINCIPAL, Role.INTEREST_RECEIVABLE, Role.PENALTY_RECEIVABLE):
        assert held[role] == said[role].minor, role
    assert house.net("7021") == said[Role.INTEREST_INCOME].minor
    assert house.net("7028") == said[Role.PENALTY_INCOME].minor
    assert house.net("801") == -house.net("891") == said[Role.COMMITMENT_GIVEN].minor
    assert books.faults_of_day(day) == []
    progress = LoanProgress.objects.get(loan_id=loan_id)
    assert progress.days_late == late.days_late
    assert progress.overdue_principal_minor == late.overdue_principal.minor
    assert progress.overdue_interest_minor == late.overdue_interest.minor
    if state.status is LoanStatus.ACTIVE:
        assert progress.penalty_numerator == state.penalty_progress.numerator
        band = classify(
            late.oldest_due_date if late.days_late else None, on=day, classes=classes(day)
        )
        wanted = minimum_provision(
            state.outstanding_principal, guarantee_deposits=francs(0), band=band
        )
        assert progress.class_code == (band.code if band else "")
        assert held[Role.PROVISION_1] == wanted.minor
    else:
        assert held[Role.PROVISION_1] == 0


def past_months(oldest: date | None, months: int, day: date) -> bool:
    """Whether an instalment due then is older than so many months."""
    return oldest is not None and day > add_months(oldest, months)


def classes(day: date) -> list[ArrearsClass]:
    """The pack's classes as the calculator takes them."""
    return [
        ArrearsClass(one.code, one.more_than, AgeUnit(one.unit), Decimal(one.rate_percent))
        for one in institution_pack().arrears_classes(day)
    ]


@pytest.mark.slow
@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    interest=st.sampled_from(["DECLINING", "FLAT"]),
    amortisation=st.sampled_from(["EQUAL_INSTALMENTS", "EQUAL_PRINCIPAL", "BALLOON"]),
    rhythm=st.sampled_from(
        [
            ("WEEKS", 1),
            ("WEEKS", 2),
            ("MONTHS", 1),
            ("TWICE_A_MONTH", 1),
            ("DAYS", 10),
            ("WEEKDAYS", 1),
        ]
    ),
    grace=st.sampled_from(
        [{}, {"grace_principal": 1}, {"grace_interest": 1}, {"interest_free": 1}]
    ),
    penalty=st.sampled_from(PENALTIES),
    direction=st.sampled_from(["BY_INSTALMENT", "BY_COMPONENT_OF_DUE", "BY_COMPONENT"]),
    rule=st.sampled_from(["UNTIL_THE_DAY", "UNTIL_THE_DUE_DATE", "WHOLE_TERM"]),
    amount=st.integers(20_000, 900_000),
    count=st.integers(2, 10),
    tranches=st.sampled_from(TRANCHES),
    index=st.sampled_from(INDEXES),
    life=st.lists(acts, min_size=2, max_size=7),
)
def test_the_sets_agree_with_the_fold(
    house: House,
    interest: str,
    amortisation: str,
    rhythm: tuple[str, int],
    grace: dict[str, int],
    penalty: dict[str, Any] | None,
    direction: str,
    rule: str,
    amount: int,
    count: int,
    tranches: dict[str, Any] | None,
    index: dict[str, Any] | None,
    life: list[Act],
) -> None:
    with transaction.atomic():
        if index:
            define_index(house.ctx("babacar"), code="TMM", name="Taux", source="Banque centrale")
            move_index(house, Act(0, "index", 9))
        if tranches or index:
            interest, grace = "DECLINING", {key: grace[key] for key in grace if "princ" in key}
        product_id = house.product(
            tranches=tranches, index=index, interest=interest, amortisation=amortisation,
            unit=rhythm[0], every=rhythm[1], rate="12", penalty=penalty, charges=[],
            settlement=rule, allocation={"direction": direction}, lowest_count=2, **grace,
        )  # fmt: skip
        loan_id = house.loan(
            amount=amount, count=count, product_id=product_id,
            first=amount // 3 if tranches else None,
        )  # fmt: skip
        for act in life:
            target = institution().business_date + timedelta(days=act.days)
            house.close_days_until(target)
            if act.days:
                check(house, loan_id)
            play(house, loan_id, act)
        house.close_days_until(institution().business_date + timedelta(days=1))
        check(house, loan_id)
        transaction.set_rollback(True)


@pytest.mark.slow
def test_a_long_overdue_loan_is_classed_provisioned_and_released(house: House) -> None:
    loan_id = house.loan(amount=1_000_000, count=12)

    house.close_days_until(date(2026, 6, 1))
    after_3_months = (house.net("2022"), house.net("292"), house.net("2991"), house.net("66412"))
    house.close_days_until(date(2026, 9, 20))
    after_6_months = (house.net("292"), house.net("293"), house.net("2992"), house.net("6642"))
    play(house, loan_id, Act(0, "settle", 1))
    house.close_days_until(date(2026, 9, 21))

    assert after_3_months == (0, 1_000_000, -400_000, 400_000)
    assert after_6_months == (0, 1_000_000, -800_000, 400_000)
    assert (house.net("293"), house.net("2992"), house.net("764")) == (0, 0, -800_000)
    assert Loan.objects.get(id=loan_id).status == Loan.Status.CLOSED


def test_closing_twice_changes_nothing(house: House) -> None:
    house.loan()
    house.close_days_until(FIRST_DAY + timedelta(days=40))
    entries = books.journal(limit=500)
    day = institution().business_date - timedelta(days=1)
    batch = lending.day_batches(size=20_000)[0]
    ctx = house.ctx("system", key=f"day-close/{day.isoformat()}/loans/1")

    lending.close_loans(
        ctx, day=day, batch=batch.number, after_id=batch.after_id, upto_id=batch.upto_id
    )

    assert books.journal(limit=500) == entries


def test_a_day_with_an_open_till_is_not_closed_and_can_be_afterwards(house: House) -> None:
    house.open_till()

    with pytest.raises(DomainError) as told:
        close_day(house.ctx("aminata", key="close"))
    house.close_till()
    after = close_day(house.ctx("aminata"))

    assert told.value.code == "payments.tills_still_open"
    assert after == FIRST_DAY + timedelta(days=1)


def test_only_those_who_may_close_the_day(house: House) -> None:
    with pytest.raises(DomainError) as told:
        close_day(house.ctx("awa"))

    assert told.value.code == "kernel.not_permitted"
    assert institution().business_date == FIRST_DAY


def test_a_close_cut_off_between_batches_goes_on_where_it_stopped(house: House) -> None:
    product_id = house.product()
    for _ in range(5):
        house.loan(amount=100_000, count=12, product_id=product_id)
    house.close_days_until(FIRST_DAY + timedelta(days=1), batch_size=2)
    seen: list[int] = []

    def cut(progress: Any) -> None:
        seen.append(progress.done)
        if progress.done == 2 and len(seen) <= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        close_day(house.ctx("aminata"), watch=cut, batch_size=2)
    with pytest.raises(DomainError) as told:
        house.client()
    close_day(house.ctx("aminata"), batch_size=2)

    day = FIRST_DAY + timedelta(days=1)
    keys = CommandRecord.objects.filter(key__startswith=f"day-close/{day.isoformat()}/loans/")
    assert told.value.code == "kernel.day_closing"
    assert keys.count() == 3
    assert DayCloseRun.objects.get(day=day).finished_at is not None
    snapshot = PortfolioSnapshot.objects.filter(as_of_date=day)
    assert sum(row.loan_count for row in snapshot) == 5
    assert sum(row.outstanding_minor for row in snapshot) == 500_000
