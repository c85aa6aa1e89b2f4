"""1,000,000 schedules of 12 instalments on columns: within 10 s, and 50 times the pure function.

The peer is numpy-financial, where it can do the same: level instalments, without rounding. Then one
loan with 2,000 payments: a backdated one is replayed within 200 ms.
"""

import json
import sys
import time
from datetime import date
from decimal import Decimal
from typing import Any

import django
import numpy as np
import numpy_financial

django.setup()

from _measuring import machine, timed  # noqa: E402

from nafa.lending.calc.choices import (  # noqa: E402
    Amortisation,
    InterestKind,
    NominalUnit,
    PenaltyBase,
)
from nafa.lending.calc.loan_events import EventKind, LoanEvent  # noqa: E402
from nafa.lending.calc.portfolio import LoanColumns, Shape, lay  # noqa: E402
from nafa.lending.calc.replay import replay  # noqa: E402
from nafa.lending.calc.schedule import build_schedule  # noqa: E402
from nafa.lending.calc.terms import Penalty, Terms  # noqa: E402
from nafa.lending.calc.terms_plain import USUAL  # noqa: E402
from nafa.lib.money import Money  # noqa: E402
from nafa.lib.rounding import Rounding  # noqa: E402

COUNT, SAMPLE, LIMIT_SECONDS, LIMIT_TIMES = 12, 2_000, 10, 50
TENTHS_OF_PERCENT_A_MONTH = 1_000
PAYMENTS, LIMIT_REPLAY_SECONDS = 2_000, 0.2
LATE = Penalty(base=PenaltyBase.OVERDUE_TOTAL, percent_per_year=Decimal(12), grace_days=2)


def main(loans: int) -> None:
    """Lay out so many schedules on columns, a sample of them one by one, and compare."""
    figures: dict[str, Any] = {"benchmark": "lending", "loans": loans, "instalments": COUNT}
    figures["machine"] = machine()
    columns = portfolio(loans)
    with timed(figures, "vectorised_seconds"):
        laid = lay(columns)
    begun = time.perf_counter()
    for row in range(min(SAMPLE, loans)):
        rows = build_schedule(terms_of(columns, row))
        assert [one.principal.minor for one in rows] == laid.principal[row].tolist(), row
        assert [one.interest.minor for one in rows] == laid.interest[row].tolist(), row
    each = (time.perf_counter() - begun) / min(SAMPLE, loans)
    figures["agreed_to_the_unit"] = min(SAMPLE, loans)
    figures["pure_seconds_each"] = round(each, 6)
    figures["times_the_pure_function"] = round(each * loans / figures["vectorised_seconds"])
    with timed(figures, "numpy_financial_seconds"):
        by_peer(columns)
    figures["payments_of_one_loan"] = PAYMENTS
    figures["backdated_replay_seconds"] = backdated_replay()
    figures["limit_seconds"], figures["limit_times"] = LIMIT_SECONDS, LIMIT_TIMES
    figures["limit_replay_seconds"] = LIMIT_REPLAY_SECONDS
    figures["is_within"] = (
        figures["vectorised_seconds"] <= LIMIT_SECONDS
        and figures["times_the_pure_function"] >= LIMIT_TIMES
        and figures["backdated_replay_seconds"] <= LIMIT_REPLAY_SECONDS
    )
    json.dump(figures, sys.stdout, indent=1)
    print()


def portfolio(loans: int) -> LoanColumns:
    """Mixed loans: level, flat and equal principal, 0.5 to 3 % a month, some with grace."""
    source = np.random.default_rng(20261122)
    zeros = np.zeros(loans, dtype=np.int64)
    rates = source.integers(5, 31, loans)
    return LoanColumns(
        principal=source.integers(50_000, 5_000_000, loans),
        count=zeros + COUNT,
        shape=source.integers(0, Shape.BALLOON, loans),
        rate_numerators=np.repeat(rates[:, None], COUNT, axis=1),
        rate_denominator=zeros + TENTHS_OF_PERCENT_A_MONTH,
        grace_principal=np.where(source.random(loans) < 0.1, 2, 0).astype(np.int64),
        grace_interest=zeros,
        multiple=np.where(source.random(loans) < 0.5, 25, 1).astype(np.int64),
        rounding=Rounding.HALF_UP,
        free=zeros,
    )


def terms_of(columns: LoanColumns, row: int) -> Terms:
    """The same loan for the pure function."""
    shape = Shape(int(columns.shape[row]))
    is_equal = shape is Shape.EQUAL_PRINCIPAL
    usual: dict[str, Any] = {**USUAL, "multiple": int(columns.multiple[row])}
    return Terms(
        approved=int(columns.principal[row]),
        currency="XOF",
        digits=0,
        interest=InterestKind.FLAT if shape is Shape.FLAT else InterestKind.DECLINING,
        amortisation=Amortisation.EQUAL_PRINCIPAL if is_equal else Amortisation.EQUAL_INSTALMENTS,
        rate=Decimal(int(columns.rate_numerators[row, 0])) / 10,
        rate_unit=NominalUnit.MONTH,
        count=COUNT,
        disbursement_date=date(2026, 1, 15),
        grace_principal=int(columns.grace_principal[row]),
        **usual,
    )


def backdated_replay() -> float:
    """Replaying a loan of 60 months, penalties and 2,000 payments with one more in its past."""
    usual: dict[str, Any] = {**USUAL, "penalty": LATE}
    terms = Terms(
        approved=100_000_000,
        currency="XOF",
        digits=0,
        rate=Decimal(18),
        count=60,
        disbursement_date=date(2021, 1, 15),
        **usual,
    )
    schedule = build_schedule(terms)
    start, end = terms.disbursement_date, schedule[-1].due_date
    amount = Money(sum(row.sum.minor for row in schedule) // PAYMENTS, "XOF")
    step = (end - start) / PAYMENTS
    facts = [LoanEvent("out", EventKind.DISBURSED, start, 1)]
    facts += [
        LoanEvent(str(place), EventKind.REPAID, start + step * place, place, amount)
        for place in range(2, PAYMENTS + 2)
    ]
    late = LoanEvent("late", EventKind.REPAID, start + step * 40, PAYMENTS + 9, amount)
    begun = time.process_time()
    replay(terms, schedule, [*facts, late], on=end)
    return round(time.process_time() - begun, 4)


def by_peer(columns: LoanColumns) -> None:
    """Interest and principal of the level loans, unrounded, in floating point."""
    level = columns.shape == Shape.LEVEL
    rate = columns.rate_numerators[level, 0] / TENTHS_OF_PERCENT_A_MONTH
    principal = columns.principal[level].astype(float)
    for place in range(1, COUNT + 1):
        numpy_financial.ipmt(rate, place, COUNT, -principal)
        numpy_financial.ppmt(rate, place, COUNT, -principal)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
