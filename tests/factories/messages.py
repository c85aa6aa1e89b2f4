"""A message centre over a real socket, bound as the institution's gateway."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from nafa.connectors.gateways.smpp import SmppMessages
from nafa.connectors.gateways.smpp.simulator import Centre, served
from nafa.kernel.messages import bind_messages


@contextmanager
def reachable(*, timeout: int = 5) -> Iterator[Centre]:
    """The centre, served and bound inside the block."""
    centre = Centre(user="nafa", password="secret")
    with served(centre) as url:
        bind_messages(SmppMessages(url, sender="JAPPOO", timeout=timeout))
        try:
            yield centre
        finally:
            bind_messages(None)


def code_in(centre: Centre) -> str:
    """The code of the last message, as the client reads it."""
    found = re.search(r"\b\d{6}\b", centre.messages[-1].text)
    assert found is not None
    return found.group()
