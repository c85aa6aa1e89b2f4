"""Large institutions for benchmarks, made by the bulk path: clients and running loans in sets."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from nafa.clients import commands as clients
from nafa.kernel.identity.contexts import system_context
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.lending import commands as lending
from nafa.lib.ids import uuid7_at
from nafa.lib.periods import UnitPeriod, add_unit_periods
from nafa.payments import queries as cash
from nafa.runtime.demo import catalogue
from nafa.runtime.demo.people import person
from nafa.runtime.demo.stage import Stage

CHUNK = 5_000
START_DAYS = 24
LATE_SHARE = 0.08
Watcher = Callable[[int, int], None]


def fill(
    stage: Stage,
    *,
    count: int,
    first: int = 0,
    loans_each: int = 1,
    watch: Watcher = lambda _done, _total: None,
) -> None:
    """Bring the running loans up to a count; a client has `loans_each`, `first` are there already.

    Their age lies between a day and a year.
    """
    random = Random(catalogue.SEED + count)  # noqa: S311 - invented data, no secret
    for branch in catalogue.BRANCHES:
        _supply(stage, branch.code, count)
    for start in range(first, count, CHUNK):
        watch(start, count)
        size = min(CHUNK, count - start)
        branch = catalogue.BRANCHES[(start // CHUNK) % len(catalogue.BRANCHES)]
        ids = _clients(stage, random, branch.code, start, -(-size // loans_each))
        ids = [client_id for client_id in ids for _ in range(loans_each)][:size]
        _loans(stage, random, branch.code, start, ids)
    watch(count, count)


def _supply(stage: Stage, branch: str, count: int) -> None:
    """Capital enough for every loan, straight into the vault."""
    vault = cash.find_till(stage.vaults[branch])
    ctx = system_context(key=f"bulk/{count}/supply/{branch}")
    lines = [
        ledger.JournalLine("1141", count * 1_000_000, 0, catalogue.CURRENCY),
        ledger.JournalLine("57111", 0, count * 1_000_000, catalogue.CURRENCY),
    ]
    ledger.record_journal(
        ctx,
        value_date=stage.day,
        memo="Capital",
        lines=lines,
        branch_id=vault.branch_id,
    )


def _clients(stage: Stage, random: Random, branch: str, start: int, size: int) -> list[UUID]:
    rows = []
    for place in range(size):
        one = person(random, number=start + place).values
        rows.append(
            clients.ImportedClient(
                id=uuid7_at(stage.instant()),
                former_number=f"A{start + place}",
                kind="PERSON",
                given_names=one["given_names"],
                family_name=one["family_name"],
                sex=one["sex"],
                birth_date=one["birth_date"],
                phone=f"+221{one['phone']}",
                address=one["address"],
                locality=one["locality"],
                activity=one["activity"],
                branch_id=stage.branches[branch],
                joined_date=stage.day,
            )
        )
    clients.import_clients(system_context(key=f"bulk/{start}/clients"), rows=rows)
    return [row.id for row in rows]


def _loans(stage: Stage, random: Random, branch: str, start: int, ids: list[UUID]) -> None:
    """Loans of one product a chunk; most are paid up to today, some have stopped."""
    product = [p for p in catalogue.PRODUCTS if "PERSON" in p.rules["client_kinds"]][
        (start // CHUNK) % 3
    ]
    period = _period(product.rules["terms"])
    branch_id = stage.branches[branch]
    bank_id = books.account_of(code="1141", currency=catalogue.CURRENCY, branch_id=branch_id)
    starts = [stage.day - timedelta(days=random.randrange(1, 330)) for _ in range(START_DAYS)]
    taken = []
    for client_id in ids:
        began, periods = random.choice(starts), random.choice(product.usual_counts)
        passed = _passed(began, stage.day, period, periods)
        paid = max(passed - random.randrange(1, 5), 0) if random.random() < LATE_SHARE else passed
        taken.append(
            lending.TakenLoan(
                client_id, None, random.choice(product.usual_amounts), periods, began,
                min(paid, periods - 1),
            )
        )  # fmt: skip
    lending.take_over_loans(
        system_context(key=f"bulk/{start}/loans"),
        branch_id=branch_id,
        product_id=stage.products[product.code],
        cash_account_id=bank_id,
        loans=taken,
    )


def _period(terms: Mapping[str, Any]) -> UnitPeriod:
    """The period of a product of weeks or months."""
    every = terms.get("every", 1)
    return UnitPeriod(days=7 * every) if terms["unit"] == "WEEKS" else UnitPeriod(months=every)


def _passed(began: date, today: date, period: UnitPeriod, periods: int) -> int:
    """How many instalments fell due before today, holidays left some days for moving."""
    due = (add_unit_periods(began, number, period) for number in range(1, periods + 1))
    return sum(1 for day in due if day + timedelta(days=4) < today)
