"""The tables of docs/domain/farming.md, computed again."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from nafa.lending.calc.choices import NominalUnit
from nafa.lending.calc.farming.season import CostItem, Season, cap_of, cost_of_hectare, due_date
from nafa.lending.calc.schedule import build_schedule
from nafa.lib.money import Money
from unit.lending.loans import terms

PAGE = Path(__file__).parents[4] / "docs" / "domain" / "farming.md"
CROPS = {
    "groundnut": Season(5, 6, 10, 12),
    "irrigated rice": Season(6, 7, 11, 1),
    "onion": Season(10, 11, 3, 4),
}
COSTS = [
    CostItem("Semences", "kg", Decimal(120), Money(600, "XOF")),
    CostItem("Engrais NPK", "sac", Decimal(4), Money(20_000, "XOF")),
]


def table(name: str) -> list[list[str]]:
    """The rows of a table of the page, without its head."""
    found = re.search(rf"<!-- table: {name} -->\n((?:\|.*\n)+)", PAGE.read_text())
    assert found is not None
    lines = found.group(1).splitlines()[2:]
    return [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]


def test_the_seasons_of_the_page() -> None:
    assert table("seasons") == [
        [name, *map(str, season[1:]), str(due_date(season, sown_year=2026))]
        for name, season in CROPS.items()
    ]


def test_the_caps_of_the_page() -> None:
    rows = [[c.name, str(c.quantity), str(c.price.minor), str(c.cost.minor)] for c in COSTS]
    caps = {
        f"{hectares} ha at {percent} %": cap_of(
            COSTS, hectares=Decimal(hectares), financed_percent=Decimal(percent)
        )
        for hectares, percent in (("2", "100"), ("1.5", "80"))
    }
    rows.append(["a hectare", "", "", str(cost_of_hectare(COSTS).minor)])
    rows += [[name, "", "", str(cap.minor)] for name, cap in caps.items()]

    assert table("cap") == rows


def test_the_interest_of_the_page() -> None:
    made = terms(
        approved=300_000, count=1, rate=Decimal(12), rate_unit=NominalUnit.YEAR,
        disbursement_date=date(2026, 1, 5), first_due_date=date(2026, 12, 31),
    )  # fmt: skip
    (row,) = build_schedule(made)

    assert table("interest") == [
        [str(row.principal.minor), str(row.interest.minor), str(row.due_date)]
    ]
