"""The table of ASVS 5.0.0 in docs/operations/security.md is whole, and its tests exist."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs/operations/security.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \|$", re.M)
REASON = "reason: "
SHORTEST_REASON = 15
# Sections and how many of their requirements, from the first on; single ones by their number.
WHOLE = {
    "2.2": 3, "2.3": 5, "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "4.1": 3, "4.3": 2, "4.4": 4,
    "5.2": 3, "5.3": 2, "5.4": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 3, "8.2": 3, "8.3": 2, "9.1": 3, "9.2": 4, "10.1": 2,
    "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "11.3": 3, "11.4": 4, "12.1": 3, "12.2": 2,
    "12.3": 5, "13.2": 5, "13.3": 2, "13.4": 5, "14.2": 4, "14.3": 3, "15.3": 7, "16.2": 5,
    "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
SINGLE = (
    "1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5", "1.2.9", "1.3.4", "1.3.6", "1.3.7",
    "1.4.2", "1.5.1", "1.5.2", "2.4.1", "3.7.2", "4.2.1", "7.6.2", "8.4.1", "11.2.3",
    "11.5.1", "11.6.1", "15.1.2", "15.2.1", "15.2.3", "6.3.5", "6.3.7", "6.3.8", "6.4.6",
    "16.5.4", "4.1.5", "13.3.4", "14.2.7",
)  # fmt: skip


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall(TABLE.read_text())


@cache
def names_in(path: str) -> set[str]:
    file = ROOT / path
    if not file.is_file():
        return set()
    found = ast.walk(ast.parse(file.read_text()))
    return {node.name for node in found if isinstance(node, ast.FunctionDef)}


def wanted() -> set[str]:
    listed = {f"{section}.{n}" for section, most in WHOLE.items() for n in range(1, most + 1)}
    return listed | set(SINGLE)


def test_every_requirement_stands_in_the_table_once() -> None:
    told = [number for number, _, _ in rows()]

    assert sorted(wanted() - set(told)) == []
    assert sorted(set(told) - wanted()) == []
    assert len(told) == len(set(told))


def test_every_named_test_exists() -> None:
    missing = []
    for number, _, evidence in rows():
        if evidence.startswith(REASON):
            continue
        path, _, name = evidence.strip("`").partition("::")
        if not name.startswith("test_") or name not in names_in(path):
            missing.append(f"{number}: {evidence}")

    assert missing == []


def test_every_reason_says_something() -> None:
    short = [
        number
        for number, _, evidence in rows()
        if evidence.startswith(REASON) and len(evidence) < len(REASON) + SHORTEST_REASON
    ]

    assert short == []
    assert sum(evidence.startswith(REASON) for _, _, evidence in rows()) < len(rows()) / 3
