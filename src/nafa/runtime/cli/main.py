"""The entry point. Commands that run the program need no Django; the trade's commands do.

Exit codes: 0 done, 1 refused, 2 wrong usage.
"""

import argparse
import gettext as standard_gettext
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import NoReturn

from nafa.runtime import words
from nafa.runtime.cli import (
    backup,
    bench,
    demo,
    loan,
    migrate,
    quality,
    restore,
    sbom,
    serve,
    stop,
    worker,
)
from nafa.runtime.cli.start import bring_up_to_date, database_ready, set_up_django
from nafa.runtime.configuration.environment import read_environment
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

RUNS_THE_PROGRAM: dict[str, ModuleType] = {
    "demo": demo,
    "test": quality,
    "bench": bench,
    "loan": loan,
    "serve": serve,
    "worker": worker,
    "stop": stop,
    "migrate": migrate,
    "backup": backup,
    "restore": restore,
    "sbom": sbom,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _speak_the_shells_language()
    try:
        if given and given[0] in RUNS_THE_PROGRAM:
            return _run(_parser(), given)
        if not given or {"-h", "--help"} & set(given):
            return _help(given)
        if _needs_no_database(given):
            set_up_django()
            return _run_for_the_trade(given)
        environment = read_environment(os.environ)
        with database_ready(environment):
            set_up_django()
            bring_up_to_date(environment)
            return _run_for_the_trade(given)
    except Refused as refusal:
        return _refuse(refusal.words, refusal.advice)
    except KeyboardInterrupt:
        return _refuse(_("Stopped."), _("Run the command again when you are ready."))


def _needs_no_database(given: list[str]) -> bool:
    """Receipts and exports of the trail are proven by the public key alone, on any machine."""
    if given[:2] == ["audit", "verify"]:
        return True
    return given[:2] == ["ledger", "verify-receipt"] and any(
        one == "--key" or one.startswith("--key=") for one in given
    )


def _run_for_the_trade(given: list[str]) -> int:
    from nafa.kernel.errors import DomainError

    try:
        return _run(full_parser(), given)
    except DomainError as error:
        return _refuse(f"{error.code}: {error.message}", error.next_step)


def _run(parser: argparse.ArgumentParser, given: list[str]) -> int:
    chosen = parser.parse_args(given)
    return int(chosen.run(chosen))


def _help(given: list[str]) -> int:
    set_up_django()
    parser = full_parser()
    if not given:
        parser.print_help(sys.stderr)
        return 2
    parser.parse_args(given)
    return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        advice = _("See: %(command)s --help") % {"command": self.prog}
        self.exit(2, f"{self.prog}: {message}\n{advice}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="nafa",
        description=_("Run a microfinance institution: clients, loans, tills and books."),
        epilog=_("NAFA_DATA names the data folder. Exit codes: 0 done, 1 refused, 2 wrong usage."),
    )
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True)
    for module in RUNS_THE_PROGRAM.values():
        module.register(commands)
    parser.set_defaults(commands=commands)
    return parser


def full_parser() -> argparse.ArgumentParser:
    """Every command of the program, also those that need Django set up."""
    from nafa.interfaces.cli.table import GROUPS

    parser = _parser()
    for group in GROUPS:
        group.register(parser.get_default("commands"))
    return parser


def _refuse(message: str, advice: str) -> int:
    print(f"{message}\n→ {advice}", file=sys.stderr)
    return 1


def _speak_the_shells_language() -> None:
    """Also argparse, which asks the standard library's catalogue for its own sentences."""
    spoken = words.language(os.environ)
    os.environ["LANGUAGE"] = spoken
    os.environ["NAFA_LANGUAGE"] = spoken
    standard_gettext.bindtextdomain("django", str(words.LOCALE_FOLDER))
    standard_gettext.textdomain("django")


if __name__ == "__main__":
    sys.exit(main())
