"""The worked tables of docs/domain/credit-lines.md, computed again from the calculators."""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.line import (
    LineRule,
    LineStanding,
    engagement_fee,
    line_from_plain,
    line_to_plain,
    undrawn_fee,
)
from unit.lending.loans import xof

PAGE = Path(__file__).parents[3] / "docs" / "domain" / "credit-lines.md"
RULE = LineRule(12, True, Decimal("1.5"), Decimal("3.65"))
Row = Sequence[object]
STEPS = (
    ("opened", 0, 0, 0),
    ("a draw of 600,000 under contract", 0, 600_000, 0),
    ("it is paid out", 600_000, 0, 600_000),
    ("200,000 of its principal are repaid", 400_000, 0, 600_000),
    ("a draw of 300,000 is paid out", 700_000, 0, 900_000),
)


def standing(owed: int, waiting: int, drawn: int, *, again: bool = True) -> LineStanding:
    return LineStanding(xof(1_000_000), xof(owed), xof(waiting), xof(drawn), again)


def use(*, again: bool) -> Iterable[Row]:
    for name, *amounts in STEPS:
        held = standing(*amounts, again=again)
        yield name, held.outstanding, held.reserved, held.used, held.free, held.commitment


def fees() -> Iterable[Row]:
    yield "engagement on 1,000,000", engagement_fee(RULE, xof(1_000_000))
    for days, free in ((30, 1_000_000), (30, 300_000), (10, 300_000)):
        name = f"{days} days with {free:,} that could be drawn"
        yield name, undrawn_fee(RULE, days * free, "XOF")


TABLES: dict[str, Callable[[], Iterable[Row]]] = {
    "revolving": lambda: use(again=True),
    "once": lambda: use(again=False),
    "fees": fees,
}


def written(value: object) -> str:
    minor = getattr(value, "minor", None)
    return f"{minor:,}" if isinstance(minor, int) else str(value)


def table(rows: Iterable[Row]) -> list[str]:
    return [f"| {' | '.join(written(cell) for cell in row)} |" for row in rows]


@pytest.mark.parametrize("name", TABLES)
def test_the_page_shows_what_the_calculators_say(name: str) -> None:
    found = re.search(rf"<!-- {name} -->\n(?:\|.*\n){{2}}((?:\|.*\n)+)", PAGE.read_text())

    assert found is not None, f"the page has no table {name}"
    assert found[1].splitlines() == table(TABLES[name]())


def test_every_table_of_the_page_is_computed() -> None:
    assert set(re.findall(r"<!-- (\w+) -->", PAGE.read_text())) == set(TABLES)


@given(
    owed=st.integers(0, 2_000_000), waiting=st.integers(0, 2_000_000),
    more=st.integers(0, 2_000_000), again=st.booleans(),
)  # fmt: skip
def test_free_and_used_make_the_ceiling_and_a_commitment_never_exceeds_it(
    owed: int, waiting: int, more: int, again: bool
) -> None:
    held = standing(owed, waiting, owed + more, again=again)

    assert held.free == max(held.ceiling - held.used, xof(0))
    if held.used <= held.ceiling:
        assert held.used + held.free == held.ceiling
        assert held.commitment <= held.ceiling
    assert (
        standing(owed, waiting, owed + more, again=False).used
        >= standing(owed, waiting, owed + more).used
    )


def test_a_rule_is_written_and_read_again() -> None:
    assert line_from_plain(line_to_plain(RULE)) == RULE
    assert line_from_plain({}) is None
