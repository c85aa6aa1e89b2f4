"""Every command group that works on the institution's data, in the order of `nafa --help`.

A group is a module with `register(commands)`. It adds a parser and names the function to run:

    def register(commands: Commands) -> None:
        parser = commands.add_parser("day-close", help=_("close the business day"))
        parser.set_defaults(run=run)

    def run(args: argparse.Namespace) -> int:  # 0 done, 1 refused, 2 wrong usage

The database runs and Django is set up when the module is loaded. A DomainError that leaves `run`
is printed with its advice and gives exit code 1.
"""

from nafa.interfaces.cli import (
    audit,
    books,
    day_close,
    importing,
    institution,
    keys,
    ledger,
    products,
)
from nafa.interfaces.cli.shape import CommandGroup

GROUPS: tuple[CommandGroup, ...] = (
    institution,
    day_close,
    importing,
    products,
    ledger,
    audit,
    keys,
    books,
)
