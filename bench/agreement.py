"""The day close by sets and the replay of one loan: the same figures for N loans of mixed products.

Loans of random products, taken over at random ages, live some days: a random share of them pays,
pays ahead, settles, is paid late in the books' past, or has a payment taken back. Then each loan is
replayed alone and compared with what the sets left: lateness, class, penalties and three balances.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import django

django.setup()

from _measuring import machine, timed  # noqa: E402
from django.db import connection  # noqa: E402

from nafa.clients import commands as clients  # noqa: E402
from nafa.journeys.end_of_day import close_day  # noqa: E402
from nafa.jurisdictions.queries import institution_pack  # noqa: E402
from nafa.kernel import clock  # noqa: E402
from nafa.kernel.context import Context  # noqa: E402
from nafa.kernel.identity.contexts import institution, system_context  # noqa: E402
from nafa.ledger import queries as books  # noqa: E402
from nafa.lending import commands as lending  # noqa: E402
from nafa.lending.calc.loan_state import LoanStatus  # noqa: E402
from nafa.lending.calc.postings import Role, balances, suspended  # noqa: E402
from nafa.lending.models import Loan, LoanProgress  # noqa: E402
from nafa.lending.queries.repayment import debt_of  # noqa: E402
from nafa.lending.queries.state import fold  # noqa: E402
from nafa.lib.money import Money  # noqa: E402
from nafa.lib.periods import add_months  # noqa: E402
from nafa.payments import commands as payments  # noqa: E402
from nafa.payments import queries as cash  # noqa: E402
from nafa.runtime.demo import catalogue  # noqa: E402
from nafa.runtime.demo.opening import open_institution  # noqa: E402
from nafa.runtime.demo.stage import Stage  # noqa: E402

PRODUCTS, SEED, BRANCH, TELLER, MANAGER = 40, 4, "01", "awa.diop", "ousmane.sow"
RHYTHMS = (("WEEKS", 1), ("WEEKS", 2), ("MONTHS", 1), ("TWICE_A_MONTH", 1), ("DAYS", 10))
GRACES: tuple[dict[str, int], ...] = (
    {}, {}, {"grace_principal": 1}, {"grace_interest": 1}, {"interest_free": 1},
)  # fmt: skip
PENALTIES: tuple[dict[str, Any] | None, ...] = (
    None,
    {"base": "OVERDUE_TOTAL", "percent_per_year": "18", "grace_days": 0},
    {"base": "OVERDUE_PRINCIPAL", "percent_per_year": "36.5", "grace_days": 4, "cap_percent": "1"},
    {"base": "FLAT", "flat_per_instalment": {"amount": "500", "currency": "XOF"}, "grace_days": 2},
)
KINDS = ("pay", "due", "ahead", "backdated", "settled", "taken_back")
COMPARED = (Role.PRINCIPAL, Role.INTEREST_RECEIVABLE, Role.PENALTY_RECEIVABLE)
HELD = """
SELECT l.id, coalesce(p.debit_minor - p.credit_minor, 0),
       coalesce(i.debit_minor - i.credit_minor, 0), coalesce(f.debit_minor - f.credit_minor, 0)
FROM lending_loan l JOIN lending_loanprogress g ON g.loan_id = l.id
LEFT JOIN ledger_balance p ON p.account_id = g.principal_account_id
LEFT JOIN ledger_balance i ON i.account_id = l.interest_account_id
LEFT JOIN ledger_balance f ON f.account_id = l.penalty_account_id
"""


def main(count: int, days: int) -> int:
    """Make the loans, let them live, compare; 1 when a loan differs."""
    random = Random(SEED)
    figures: dict[str, Any] = {"benchmark": "agreement", "loans": count, "days": days}
    figures["machine"] = machine()
    stage = Stage(catalogue.LAST_DAY)
    with clock.held_at(stage.instant()):
        open_institution(stage)
        taken_over(stage, random, count)
    ids = list(Loan.objects.values_list("id", flat=True))
    with timed(figures, "living_seconds"):
        acts = [live(stage, random, ids, share=0.04) for _ in range(days)]
    figures["acts"] = {kind: sum(one.get(kind, 0) for one in acts) for kind in sorted(acts[0])}
    with timed(figures, "comparing_seconds"):
        differing = list(differences(institution().business_date - timedelta(days=1)))
    figures["differing"] = len(differing)
    figures["first_differences"] = differing[:5]
    json.dump(figures, sys.stdout, indent=1, default=str)
    print()
    return 1 if differing else 0


def taken_over(stage: Stage, random: Random, count: int) -> None:
    """Random products, each with its share of the loans; a tenth is late from the beginning."""
    branch_id = stage.branches[BRANCH]
    bank = books.account_of(code="1141", currency=catalogue.CURRENCY, branch_id=branch_id)
    client_id = clients.register_person(
        stage.as_person("ibrahima.ndiaye", BRANCH), given_names="Aïssatou",
        family_name="Ndiaye", sex="F", birth_date=date(1988, 3, 2),
    )  # fmt: skip
    for number in range(PRODUCTS):
        product_id = lending.define_product(
            stage.as_person("fatou.mbaye"),
            code=f"R{number}",
            name=f"R{number}",
            rules=product_of(random),
        )
        loans = []
        for _ in range(count // PRODUCTS):
            age = random.randrange(1, 240)
            begun = stage.day - timedelta(days=age)
            paid = min(random.choice((0, 1, 2, 3, 4, 5)), age // 32)
            loans.append(
                lending.TakenLoan(
                    client_id, None, random.randrange(20_000, 900_000), random.randrange(4, 13),
                    begun, paid,
                )
            )  # fmt: skip
        lending.take_over_loans(
            system_context(key=f"agreement/{number}"), branch_id=branch_id, product_id=product_id,
            cash_account_id=bank, loans=loans,
        )  # fmt: skip


def product_of(random: Random) -> dict[str, Any]:
    """The rules of a random product."""
    unit, every = random.choice(RHYTHMS)
    return {
        "currency": catalogue.CURRENCY,
        "lowest_amount": "10000",
        "highest_amount": "5000000",
        "lowest_count": 4,
        "highest_count": 12,
        "client_kinds": ["PERSON"],
        "terms": {
            "rate": "12",
            "rate_unit": "YEAR",
            "interest": random.choice(("DECLINING", "FLAT")),
            "amortisation": random.choice(("EQUAL_INSTALMENTS", "EQUAL_PRINCIPAL", "BALLOON")),
            "unit": unit,
            "every": every,
            "penalty": random.choice(PENALTIES),
            "allocation": {
                "direction": random.choice(("BY_INSTALMENT", "BY_COMPONENT_OF_DUE", "BY_COMPONENT"))
            },
            "settlement": random.choice(("UNTIL_THE_DAY", "UNTIL_THE_DUE_DATE", "WHOLE_TERM")),
            **random.choice(GRACES),
        },
    }


def live(stage: Stage, random: Random, ids: list[UUID], *, share: float) -> dict[str, int]:
    """A day at the counter for a share of the loans, then its close."""
    day = institution().business_date
    stage.day = day
    with clock.held_at(stage.instant()):
        payments.open_session(stage.as_person(TELLER, BRANCH), till_id=stage.tills[BRANCH])
        done = dict.fromkeys(KINDS, 0)
        for loan_id in random.sample(ids, int(len(ids) * share)):
            kind = random.choice(KINDS)
            done[kind] += act(stage, random, loan_id, kind, day)
        counted = books.balance(cash.find_till(stage.tills[BRANCH]).account_id)
        payments.close_session(stage.as_person(TELLER, BRANCH), counted=counted)
        close_day(system_context(key=f"agreement/close/{day.isoformat()}"))
    return done


def act(stage: Stage, random: Random, loan_id: UUID, kind: str, day: date) -> int:
    """One act at the counter; 0 where there was nothing to do."""
    teller = stage.as_person(TELLER, BRANCH)
    loan = Loan.objects.get(id=loan_id)
    if loan.status != Loan.Status.ACTIVE:
        return 0
    folded = fold(loan, on=day)
    debt, due = debt_of(folded), folded.state.due_on(day).sum
    if kind == "settled":
        lending.settle(teller, loan_id=loan_id, amount=folded.settlement().sum)
        return 1
    amount = min(wished(random, kind, debt, due), debt)
    if not amount.is_positive:
        return 0
    back = random.randrange(1, 20) if kind == "backdated" else 0
    value_date = max(day - timedelta(days=back), catalogue.LAST_DAY)
    receipt = lending.repay(teller, loan_id=loan_id, amount=amount, value_date=value_date)
    if kind == "taken_back":
        take_back(stage.as_person(MANAGER, BRANCH), receipt.fact_id)
    return 1


def take_back(manager: Context, fact_id: UUID) -> None:
    """A payment that was a mistake."""
    lending.reverse_repayment(manager, fact_id=fact_id, reason="Erreur")


def wished(random: Random, kind: str, debt: Money, due: Money) -> Money:
    """The amount somebody brings."""
    if kind == "due":
        return due
    base = debt if kind == "ahead" else max(due, Money(1_000, due.currency))
    return Money(base.minor * random.randrange(1, 100) // 100, due.currency)


def differences(day: date) -> Iterator[str]:
    """What the replay says otherwise than the sets, one line a loan."""
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        held = {row[0]: tuple(int(one) for one in row[1:]) for row in cursor.fetchall()}
    months = institution_pack().interest_suspended_after_months(day)
    progress = LoanProgress.objects.in_bulk()
    for loan in Loan.objects.iterator(chunk_size=500):
        folded = fold(loan, on=day, closed_through=day)
        kept, late = progress[loan.id], folded.lateness(day)
        oldest = late.oldest_due_date
        is_old = bool(months and oldest and day > add_months(oldest, months))
        said = balances(suspended(folded.state) if is_old else folded.state)
        found = (held[loan.id], lateness_kept(kept))
        told = (tuple(said[role].minor for role in COMPARED), lateness_said(late))
        if folded.state.status is not LoanStatus.ACTIVE:
            found, told = found[:1], told[:1]
        if found != told:
            yield f"{loan.number}: sets {found}, replay {told}"


def lateness_kept(kept: LoanProgress) -> tuple[int, int, int]:
    return (kept.days_late, kept.overdue_principal_minor, kept.overdue_interest_minor)


def lateness_said(late: Any) -> tuple[int, int, int]:
    return (late.days_late, late.overdue_principal.minor, late.overdue_interest.minor)


if __name__ == "__main__":
    sizes = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(sizes + [20_000, 30][len(sizes) :])))
