"""Every command has words, so that no file's history shows a name of the program."""

import importlib
import pkgutil

import nafa
from nafa.interfaces.web.wording.history import COMMANDS
from nafa.kernel.commands import registered


def test_every_command_has_words_for_the_history() -> None:
    for module in pkgutil.walk_packages(nafa.__path__, "nafa."):
        if ".commands" in module.name:
            importlib.import_module(module.name)

    names = {spec.name for spec in registered().values() if spec.function.__module__[:5] == "nafa."}

    assert not sorted(names - COMMANDS.keys())
