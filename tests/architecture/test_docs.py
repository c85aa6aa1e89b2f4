"""What the documents name exists: commands of `nafa`, files behind links, paths of the house."""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from nafa.runtime.cli.main import full_parser

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
CODE = re.compile(r"`([^`\n]+)`|^ *((?:\./)?nafa [^#\n]+)", re.MULTILINE)
COLUMNS = re.compile(r"\s{2,}")  # in a block, two blanks part a command from its explanation
PATH = re.compile(r"`((?:src|tests|docs|tools|bench)/[\w./-]+\w)`")


def commands_of(text: str) -> Iterator[str]:
    """Each command line of `nafa` that a document shows, without what explains it."""
    for found in CODE.finditer(text):
        line = COLUMNS.split((found[1] or found[2]).strip())[0]
        if re.match(r"(\./)?nafa [a-z]", line):
            yield line.removeprefix("./")


def fault_of(line: str, parser: argparse.ArgumentParser) -> str:
    """What is wrong with a shown command, nothing when it parses as far as its words go."""
    words = shlex.split(re.split(r"[·|…]", line)[0])[1:]
    while words and (actions := _subcommands(parser)):
        name = words.pop(0)
        if name.isupper() or name.startswith("-"):
            break
        if name not in actions:
            return f"{line}: there is no {name}"
        parser = actions[name]
    options = {option for action in parser._actions for option in action.option_strings}
    before = words[: words.index("--")] if "--" in words else words
    unknown = [one for one in before if one.startswith("--") and one.split("=")[0] not in options]
    return f"{line}: there is no {', '.join(unknown)}" if unknown else ""


def _subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: str(one.relative_to(ROOT)))
def test_commands_links_and_paths_of_a_document_exist(document: Path) -> None:
    text = document.read_text()
    parser = full_parser()

    faults = [fault for line in commands_of(text) if (fault := fault_of(line, parser))]
    faults += [
        f"link to {target}"
        for target in LINK.findall(text)
        if not (document.parent / target).exists()
    ]
    faults += [f"path {path}" for path in PATH.findall(text) if not (ROOT / path).exists()]

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "line", ["nafa fly", "nafa ledger fly", "nafa backup now --fly", "nafa day-close --fly D"]
)
def test_a_command_that_is_not_there_is_found(line: str) -> None:
    assert fault_of(next(commands_of(f"Run `./{line}`.")), full_parser())
