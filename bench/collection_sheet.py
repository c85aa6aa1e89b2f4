"""A collection sheet of 300 members saved within 500 ms, beside its payments one by one.

Once 300 borrowers with a loan each (a field agent's round), once 300 members of twenty groups with
their shares. The saving is the whole command: right, key, replay of every loan before and after,
entries, receipts, members' parts, lines of the sheet, audit row, commit.
"""

import json
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from statistics import median
from typing import Any
from uuid import UUID

import django

django.setup()

from _measuring import institution_of, machine, timed  # noqa: E402

from nafa.clients import commands as clients  # noqa: E402
from nafa.journeys.end_of_day import close_day  # noqa: E402
from nafa.kernel import clock  # noqa: E402
from nafa.kernel.identity.contexts import institution, system_context  # noqa: E402
from nafa.lending import commands as lending  # noqa: E402
from nafa.lending.commands.solidarity.shares import MemberAmount, set_shares  # noqa: E402
from nafa.lending.commands.solidarity.sheets import (  # noqa: E402
    SheetLine,
    save_collection_sheet,
)
from nafa.lending.models import Loan  # noqa: E402
from nafa.lending.queries.folding import folds  # noqa: E402
from nafa.lending.queries.repayment import debt_of  # noqa: E402
from nafa.lending.queries.solidarity.sheets import sheet_loans, to_collect  # noqa: E402
from nafa.lib.money import Money  # noqa: E402
from nafa.payments import commands as payments  # noqa: E402
from nafa.payments import queries as cash  # noqa: E402
from nafa.runtime.demo import catalogue, credit_desk  # noqa: E402
from nafa.runtime.demo.people import person  # noqa: E402
from nafa.runtime.demo.stage import Stage  # noqa: E402

BRANCH, OFFICER, TELLER = "01", "ibrahima.ndiaye", "awa.diop"
A_GROUP, SHARE, WEEKS, PAID = 15, 40_000, 20, 500
LIMIT_SECONDS, ROUNDS, ONE_BY_ONE = 0.5, 7, 60


def main(members: int) -> None:
    """Make the loans, then save sheets of so many lines round after round."""
    figures: dict[str, Any] = {"benchmark": "collection-sheet", "members": members}
    figures["machine"] = machine()
    with timed(figures, "making_seconds"):
        stage = institution_of(members)
        with clock.held_at(stage.instant()):
            groups = _groups(stage, members // A_GROUP)
            _some_days_later(stage)
            if cash.open_session_of(stage.as_person(TELLER, BRANCH).actor_id) is None:
                payments.open_session(stage.as_person(TELLER, BRANCH), till_id=stage.tills[BRANCH])
    own = Loan.objects.filter(status="ACTIVE", client__kind="PERSON").order_by("number")
    figures["round"] = _rounds(stage, list(own)[:members])
    figures["groups"] = _rounds(stage, groups)
    figures["one_by_one_seconds"] = _one_by_one(stage, list(own)[:ONE_BY_ONE], members)
    figures["limit_seconds"] = LIMIT_SECONDS
    figures["is_within"] = (
        max(figures[kind]["median_seconds"] for kind in ("round", "groups")) <= LIMIT_SECONDS
    )
    json.dump(figures, sys.stdout, indent=1)
    print()
    sys.exit(0 if figures["is_within"] else 1)


def _rounds(stage: Stage, loans: Sequence[Loan]) -> dict[str, Any]:
    """Sheets of the same loans, each row a little money, until the rounds are over."""
    teller = stage.as_person(TELLER, BRANCH)
    today = institution().business_date
    seconds, rows = [], 0
    shown: dict[str, Any] = {}
    with timed(shown, "shown_seconds"):
        to_collect(teller, currency=catalogue.CURRENCY, officer_id=None)
    for _ in range(ROUNDS):
        fresh = list(Loan.objects.filter(id__in=[one.id for one in loans], status="ACTIVE"))
        folded = folds(fresh, on=today)
        rich = {key: one for key, one in folded.items() if debt_of(one).minor > PAID * A_GROUP}
        lines = tuple(
            SheetLine(row.loan_id, Money(PAID, one.debt.currency), row.member_id)
            for one in sheet_loans(rich, day=today)
            for row in one.rows
        )
        rows = len(lines)
        counted = Money(PAID * rows, catalogue.CURRENCY)
        ctx = stage.as_person(TELLER, BRANCH)
        begun = time.perf_counter()
        save_collection_sheet(ctx, lines=lines, counted=counted)
        seconds.append(time.perf_counter() - begun)
    return {
        "lines": rows,
        "loans": len(loans),
        **shown,
        "median_seconds": round(median(seconds), 3),
        "slowest_seconds": round(max(seconds), 3),
    }


def _one_by_one(stage: Stage, loans: Sequence[Loan], members: int) -> float:
    """A sample of the same payments as commands of their own, for so many members."""
    begun, count = time.perf_counter(), 0
    for loan in loans:
        if Loan.objects.get(id=loan.id).status == "ACTIVE":
            lending.repay(
                stage.as_person(TELLER, BRANCH),
                loan_id=loan.id, amount=Money(1, loan.currency),
            )  # fmt: skip
            count += 1
    return round((time.perf_counter() - begun) / count * members, 3)


def _some_days_later(stage: Stage) -> None:
    """Close some days, so that instalments have fallen due."""
    for day in range(10):
        close_day(system_context(key=f"bench/{day}"))
    stage.day = institution().business_date


def _groups(stage: Stage, count: int) -> list[Loan]:
    """Groups of fifteen, each with a running weekly loan in shares."""
    product_id = lending.define_product(
        stage.as_person("fatou.mbaye"), code="SOL", name="Crédit solidaire", rules=RULES
    )
    payments.transfer_cash(
        stage.as_person("ousmane.sow", BRANCH),
        from_till_id=stage.vaults[BRANCH],
        to_till_id=stage.tills[BRANCH],
        amount=Money(SHARE * A_GROUP * count, catalogue.CURRENCY),
    )
    payments.open_session(stage.as_person(TELLER, BRANCH), till_id=stage.tills[BRANCH])
    random, found = Random(20261122), []
    for number in range(count):
        ids = _members(stage, random, number)
        group_id = clients.register_group(
            stage.as_person(OFFICER, BRANCH), name=f"Groupe {number + 1}", member_ids=ids
        )
        found.append(_lend(stage, product_id, group_id, ids))
    counted = cash.tills(branch_id=stage.branches[BRANCH])
    own = cash.own_till(stage.as_person(TELLER, BRANCH).actor_id)
    balance = next(one.balance for one in counted if one.id == own.till_id)
    payments.close_session(stage.as_person(TELLER, BRANCH), counted=balance)
    return list(Loan.objects.filter(id__in=found).order_by("number"))


def _members(stage: Stage, random: Random, number: int) -> list[UUID]:
    ids = []
    for place in range(A_GROUP):
        values = person(random, number=500_000 + number * A_GROUP + place).values
        ids.append(clients.register_person(stage.as_person(OFFICER, BRANCH), **values))
    return ids


def _lend(stage: Stage, product_id: UUID, group_id: UUID, ids: Sequence[UUID]) -> UUID:
    amount = Money(SHARE * len(ids), catalogue.CURRENCY)
    application_id = lending.submit_application(
        stage.as_person(OFFICER, BRANCH),
        client_id=group_id, product_id=product_id, amount=amount, instalment_count=WEEKS,
        purpose="Commerce", first_due_date=stage.day + timedelta(days=7),
    )  # fmt: skip
    set_shares(
        stage.as_person(OFFICER, BRANCH),
        application_id=application_id,
        shares=tuple(MemberAmount(one, Money(SHARE, amount.currency)) for one in ids),
    )
    credit_desk.approve(stage, BRANCH, application_id)
    loan_id = lending.draw_contract(stage.as_person(OFFICER, BRANCH), application_id=application_id)
    lending.disburse(stage.as_person(TELLER, BRANCH), loan_id=loan_id)
    return loan_id


RULES: dict[str, Any] = {
    "currency": catalogue.CURRENCY,
    "lowest_amount": "100000",
    "highest_amount": "5000000",
    "lowest_count": 4,
    "highest_count": 52,
    "client_kinds": ["GROUP"],
    "guarantees": {"joint_liability": "SHARES"},
    "terms": {"rate": "18", "unit": "WEEKS"},
}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
