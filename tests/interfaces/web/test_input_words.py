"""Every input of every command has a word: a request that waits shows no name of the program."""

import inspect

from nafa.interfaces.api.v1.api import api
from nafa.interfaces.web.wording.inputs import INPUTS
from nafa.kernel.commands import registered

MODULES = {one.split(".")[0] for one in registered()} - {"sample", "test"}
assert api  # its modules name all commands


def test_every_input_of_every_command_has_a_word() -> None:
    wanted = {
        name
        for spec in registered().values()
        if spec.name.split(".")[0] in MODULES
        for name in list(inspect.signature(spec.function).parameters)[1:]
    }

    assert sorted(wanted - set(INPUTS)) == []
    assert sorted(set(INPUTS) - wanted) == []
