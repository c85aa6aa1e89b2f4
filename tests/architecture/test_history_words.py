"""Every command has words, so that no file's history shows a name of the program."""

from nafa.interfaces.web.wording.history import COMMANDS
from nafa.kernel.commands import registered


def test_every_command_has_words_for_the_history() -> None:
    names = {spec.name for spec in registered().values()}

    assert not sorted(names - COMMANDS.keys())
