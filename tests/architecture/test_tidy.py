"""The habits of the house that a machine can check. Limits are explained in CONTRIBUTING.md."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from nafa.kernel.errors import DomainError

ROOT = Path(__file__).parents[2]
FILE_LINES, FUNCTION_LINES, LINE_LENGTH = 400, 50, 100
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "misc", "common"}
# Written in two pieces, so that this file does not contain what it forbids.
FORBIDDEN_TEXT = [
    *(first + last for first, last in (("files.pythonhosted", ".org"), ("registry.npmjs", ".org"))),
    *(first + last for first, last in (("pypi", ".org"), ("deb.debian", ".org"))),
    *(first + last for first, last in (("TO", "DO"), ("FIX", "ME"), ("coming ", "soon"))),
]
CLOCK_CALLS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("timezone", "now"), ("timezone", "localdate"), ("timezone", "localtime"),
}  # fmt: skip


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the repository, also the ones not yet committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    return tuple(ROOT / name for name in listed if name and (ROOT / name).is_file())


def python_files() -> Iterator[Path]:
    for path in tracked_files():
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield path


def product_files() -> Iterator[Path]:
    for path in python_files():
        if path.is_relative_to(ROOT / "src"):
            yield path


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_files_fit_a_screenful_of_attention() -> None:
    lengths = {named(path): path.read_text().count("\n") for path in product_files()}

    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_functions_fit_one_screen() -> None:
    long = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path in product_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
    ]

    assert long == []


def test_files_have_telling_names() -> None:
    vague = [
        named(path)
        for path in tracked_files()
        if path.is_relative_to(ROOT / "src")
        and VAGUE_NAMES & {*re.split(r"[_\-.]", path.stem), path.parent.name}
    ]

    assert vague == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        named(path)
        for path in product_files()
        if path.read_text().strip() and not ast.get_docstring(tree_of(path))
    ]

    assert silent == []


def test_forbidden_text_is_nowhere() -> None:
    found = []
    for path in tracked_files():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{named(path)}: {words}" for words in FORBIDDEN_TEXT if words in text]

    assert found == []


def test_only_the_kernels_clock_reads_the_clock() -> None:
    readers = [
        f"{named(path)}:{node.lineno}"
        for path in product_files()
        if named(path) != "src/nafa/kernel/clock.py"
        for node in ast.walk(tree_of(path))
        if reads_the_clock(node)
    ]

    assert readers == []


def reads_the_clock(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return (name, node.func.attr) in CLOCK_CALLS


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("datetime.now(UTC)", True),
        ("datetime.datetime.now()", True),
        ("date.today()", True),
        ("timezone.now()", True),
        ("clock.now()", False),
        ("time.monotonic()", False),
    ],
)
def test_the_clock_rule_knows_a_clock(source: str, reads: bool) -> None:
    assert reads_the_clock(ast.parse(source, mode="eval").body) is reads


def test_models_have_no_hidden_behaviour() -> None:
    hidden = [
        f"{named(path)}:{node.lineno}"
        for path in product_files()
        for node in ast.walk(tree_of(path))
        if (isinstance(node, ast.FunctionDef) and node.name == "save" and is_method(path, node))
        or (isinstance(node, ast.ImportFrom) and "signals" in (node.module or ""))
    ]

    assert hidden == []


def is_method(path: Path, function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.ClassDef) and function in node.body for node in ast.walk(tree_of(path))
    )


def refusals() -> list[type[DomainError]]:
    found, waiting = [], [DomainError]
    while waiting:
        children = waiting.pop().__subclasses__()
        found += children
        waiting += children
    return [refusal for refusal in found if refusal.__module__.startswith("nafa.")]


def test_every_refusal_says_what_to_do() -> None:
    assert refusals()
    for refusal in refusals():
        if refusal.__name__ == "StoredRefusal":  # tells another refusal again
            continue
        assert "advice" in vars(refusal), f"{refusal.__name__} has no advice of its own"
        assert str(refusal.advice).strip(), refusal.__name__


def test_codes_of_refusals_are_unique_and_name_their_module() -> None:
    codes = [(refusal.code, refusal) for refusal in refusals()]

    assert len({code for code, _ in codes}) == len(codes)
    for code, refusal in codes:
        assert code.split(".")[0] in refusal.__module__.split("."), code
