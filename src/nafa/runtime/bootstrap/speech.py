"""Words before there are catalogues: French first, then English."""

import sys


class CannotSetUp(Exception):
    """Set-up cannot go on: what is wrong and what to do, in both languages."""

    def __init__(self, french: str, english: str) -> None:
        super().__init__(english)
        self.french = french
        self.english = english


def say(french: str, english: str) -> None:
    """A step that takes a while, on standard error."""
    print(f"• {french} / {english}", file=sys.stderr, flush=True)


def explain(problem: CannotSetUp) -> None:
    """Both languages, one after the other."""
    print(f"{problem.french}\n\n{problem.english}", file=sys.stderr)
