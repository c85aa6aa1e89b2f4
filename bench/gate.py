"""The gate against the same command without it: rights, rules of control, audit, sealed inputs.

Each turn takes one repayment of 1 franc through the gate, with the person's rights read and rules
of control in force (an approval, pairs of duties, a limit and a total of the day), and one by the
command's own function, in a transaction that holds the same locks. Limit: 3 ms added, the median.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import django

django.setup()

from _measuring import institution_of, machine  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from nafa.kernel import clock  # noqa: E402
from nafa.kernel.commands import spec_of  # noqa: E402
from nafa.kernel.context import Effects, acting_for  # noqa: E402
from nafa.kernel.control.defining import define_control_rules  # noqa: E402
from nafa.kernel.identity.contexts import institution, system_context  # noqa: E402
from nafa.kernel.locks import hold_day_and_key, lock_number  # noqa: E402
from nafa.lending import commands as lending  # noqa: E402
from nafa.lending.models import Loan  # noqa: E402
from nafa.lib.money import Money  # noqa: E402
from nafa.payments import commands as payments  # noqa: E402
from nafa.runtime.demo.stage import Stage  # noqa: E402

BRANCH, TELLER, COMMAND = "01", "awa.diop", "lending.repay"
LIMIT_MS, LOANS, WARM_UP = 3.0, 50, 20
ROLES = ["branch_manager"]
RULES: dict[str, Any] = {
    "approvals": [
        {"command": COMMAND, "above": 1_000_000, "levels": [{"roles": ROLES}]},
        {"command": "lending.reverse_repayment", "above": 500_000, "levels": [{"roles": ROLES}]},
    ],
    "separations": [
        {"name": "till, books", "first": ["till.operate"], "then": ["ledger.record"]},
        {"name": "file", "first": ["lending.disburse"], "then": [COMMAND], "on_file": True},
    ],
    "limits": [
        {"role": "teller", "permission": COMMAND, "act": 5_000_000, "day": 50_000_000},
    ],
}


def main(turns: int) -> int:
    """Measure in three ways: without the gate, with it, and with every rule naming the command."""
    figures: dict[str, Any] = {"benchmark": "gate", "turns": turns, "machine": machine()}
    stage = institution_of(LOANS)
    prepare_rows(2 * (turns + WARM_UP))
    with clock.held_at(stage.instant()):
        payments.open_session(stage.as_person(TELLER, BRANCH), till_id=stage.tills[BRANCH])
        loans = list(Loan.objects.filter(branch__code=BRANCH, status="ACTIVE").order_by("id"))
        ways = {"without": bare, "gate": through}
        figures["plain"] = compared(stage, loans, ways, turns)
        define_control_rules(system_context(key="bench/rules"), rules=RULES)
        figures["every_rule"] = compared(stage, loans, ways, turns)
    figures["limit_ms"] = LIMIT_MS
    figures["is_within"] = figures["plain"]["added_ms"] <= LIMIT_MS
    json.dump(figures, sys.stdout, indent=1)
    print()
    return 0 if figures["is_within"] else 1


def compared(
    stage: Stage, loans: list[Loan], ways: dict[str, Callable[[Stage, Loan], None]], turns: int
) -> dict[str, float]:
    """Medians and 99th percentiles of the ways, taken in turn on the same loans."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(turns + WARM_UP):
        for name, way in ways.items():
            loan = loans[turn % len(loans)]
            begun = time.perf_counter()
            way(stage, loan)
            taken[name].append((time.perf_counter() - begun) * 1000)
    kept = {name: sorted(found[WARM_UP:]) for name, found in taken.items()}
    figures = {f"{name}_ms": round(statistics.median(found), 2) for name, found in kept.items()}
    figures |= {
        f"{name}_p99_ms": round(found[len(found) * 99 // 100], 2) for name, found in kept.items()
    }
    quiet = {name: found[len(found) // 10] for name, found in kept.items()}
    return {
        **figures,
        "added_ms": round(figures["gate_ms"] - figures["without_ms"], 2),
        "added_in_quiet_tenth_ms": round(quiet["gate"] - quiet["without"], 2),
    }


def through(stage: Stage, loan: Loan) -> None:
    """As a page or the API does it: the person's rights, then the command."""
    lending.repay(stage.as_person(TELLER, BRANCH), loan_id=loan.id, amount=Money(1, loan.currency))


def bare(stage: Stage, loan: Loan) -> None:
    """The same function in a transaction: no right, no rule, no audit row, nothing sealed."""
    with transaction.atomic():
        ctx = _KNOWN.setdefault("ctx", stage.as_person(TELLER, BRANCH))
        key = f"bench/{time.perf_counter_ns()}"
        hold_day_and_key(lock_number(key))
        house = institution()
        running = replace(ctx, key=key, house=house, command_id=_ROWS.pop(), effects=Effects())
        with acting_for(house):
            spec_of(COMMAND).function(running, loan_id=loan.id, amount=Money(1, loan.currency))


_KNOWN: dict[str, Any] = {}
_ROWS: list[UUID] = []


def prepare_rows(count: int) -> None:
    """Audit rows that the bare way's facts point to; made before anything is measured."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_commandrecord (id, name, scope, key, input_hash, sealed_inputs,"
            " role, channel, business_date, at, outcome, refusal_code) SELECT gen_random_uuid(),"
            " 'bench', 'bench', n::text, '', '', '', 'job', business_date, now(), 'DONE', ''"
            " FROM generate_series(1, %s) n, kernel_institution RETURNING id",
            [count],
        )
        _ROWS.extend(row[0] for row in cursor.fetchall())


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
