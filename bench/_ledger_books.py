"""The books that are posted to: an institution, numbered accounts with limits, random transfers."""

import itertools
import random
from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

from _ledger_common import superuser

from nafa.journeys.founding import found
from nafa.kernel import clock
from nafa.kernel.identity.contexts import business_date
from nafa.kernel.models import Institution
from nafa.ledger import commands as ledger
from nafa.lib.ids import uuid7_at

CURRENCY = "XOF"
LOWEST = -(10**14)  # a limit that is checked and never broken
# The accounts' identifiers follow from their numbers, so that pgbench can draw one by itself.
ACCOUNT_PATTERN = "('00000000-0000-7000-8000-' || lpad({number}, 12, '0'))::uuid"
HOT = 1
_OPEN = f"""
INSERT INTO ledger_account (id, chart_code, currency, owner_kind, owner_id, name, minimum_minor,
                            opened_at)
SELECT {ACCOUNT_PATTERN.format(number="n::text")}, '1141', '{CURRENCY}', 'bench',
       {ACCOUNT_PATTERN.format(number="n::text")}, '', {LOWEST}, now()
FROM generate_series(1, %s) AS n ON CONFLICT DO NOTHING
"""


def open_books(accounts: int) -> date:
    """An institution with so many numbered accounts, all with a limit; its business date."""
    today = clock.now().date()
    if not Institution.objects.exists():
        found(
            name="Jappoo", jurisdiction="uemoa/senegal", currency=CURRENCY, opened_date=today,
            branch_name="Médina",
        )  # fmt: skip
    with superuser() as session:
        session.execute("SELECT ledger_open_month(now())")
        session.execute(_OPEN, [accounts])
        session.execute("ANALYZE ledger_account")
        session.execute("ANALYZE ledger_balance")
    return business_date()


def account_id(number: int) -> UUID:
    """The account of a number, as `ACCOUNT_PATTERN` makes it."""
    return UUID(f"00000000-0000-7000-8000-{number:012}")


def uniform(accounts: int, chance: random.Random) -> Iterator[int]:
    """Every account as often as any other."""
    while True:
        yield chance.randrange(1, accounts + 1)


def zipf(accounts: int, chance: random.Random) -> Iterator[int]:
    """The n-th account a n-th as often as the first."""
    weights = list(itertools.accumulate(1 / n for n in range(1, accounts + 1)))
    while True:
        yield from chance.choices(range(1, accounts + 1), cum_weights=weights, k=10_000)


def hot(accounts: int, chance: random.Random) -> Iterator[int]:
    """One account, such as a till, in every entry, against any other."""
    others = uniform(accounts, chance)
    while True:
        yield HOT
        yield next(others)


Draw = Callable[[int, random.Random], Iterator[int]]
DISTRIBUTIONS: dict[str, Draw] = {"uniform": uniform, "zipf": zipf, "hot": hot}


def transfers(count: int, *, draw: Draw, accounts: int, day: date, seed: int) -> list[ledger.Draft]:
    """So many two-line entries with fresh identifiers."""
    chance = random.Random(seed)
    numbers = draw(accounts, chance)
    ids = [account_id(number) for number in range(accounts + 1)]
    now = clock.now()
    drafts = []
    for place in range(count):
        debit, credit = next(numbers), next(numbers)
        if debit == credit:
            credit = credit % accounts + 1
        minor = chance.randrange(1, 100_000)
        drafts.append(
            ledger.Draft(
                id=uuid7_at(now), kind="bench.transfer", value_date=day,
                lines=(
                    ledger.Line(ids[debit], minor, 0, CURRENCY),
                    ledger.Line(ids[credit], 0, minor, CURRENCY),
                ),
                reference=f"R{place:05}", memo="Versement",
            )
        )  # fmt: skip
    return drafts
