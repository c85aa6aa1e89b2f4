"""What a command group looks like. Loading this needs neither Django nor a database."""

import argparse
from typing import Protocol, TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class CommandGroup(Protocol):
    """A module with commands of one kind."""

    def register(self, commands: Commands) -> None:
        """Add the group's parsers."""
