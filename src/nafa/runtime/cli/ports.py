"""Which port the web process takes when the wanted one is taken."""

import argparse
import socket
import sys

from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

AUTOMATIC = "auto"
_HIGHEST = 65535
_TRIES = 200


def port_argument(text: str) -> int | str:
    """A number, or `auto` for the next free port."""
    if text == AUTOMATIC:
        return text
    if not text.isdecimal() or not 1 <= int(text) <= _HIGHEST:
        raise argparse.ArgumentTypeError(_("a number from 1 to 65535, or auto"))
    return int(text)


def choose_port(host: str, wanted: int, *, automatic: bool) -> int:
    """The wanted port, or the next free one if that is welcome. Refuses: taken and not welcome."""
    if is_free(host, wanted):
        return wanted
    other = next_free(host, wanted)
    if automatic or _is_welcome(wanted, other):
        print(_("Port %(taken)s is taken; using %(free)s.") % {"taken": wanted, "free": other})
        return other
    raise Refused(
        _("Port %(port)s is taken by another program.") % {"port": wanted},
        _("Take the next free one: nafa serve --port %(port)s") % {"port": other},
    )


def is_free(host: str, port: int) -> bool:
    """Whether this program could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError:
            return False
        return True


def next_free(host: str, port: int) -> int:
    """The first free port above. Refuses: none among the next two hundred."""
    for candidate in range(port + 1, min(port + _TRIES, _HIGHEST + 1)):
        if is_free(host, candidate):
            return candidate
    raise Refused(
        _("No port near %(port)s is free.") % {"port": port},
        _("Check NAFA_HOST, or name a port with --port."),
    )


def _is_welcome(wanted: int, other: int) -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    question = _("Port %(taken)s is taken. Use %(free)s instead? [Y/n] ")
    answer = input(question % {"taken": wanted, "free": other}).strip().lower()
    return answer in ("", "y", "yes", "o", "oui")
