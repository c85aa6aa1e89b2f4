"""Rows of the trail in words: kinds, pages that were read, kinds of objects."""

import re
from collections.abc import Mapping
from functools import cache

from django.urls import get_resolver
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import Tone, Words
from nafa.interfaces.web.wording.history import COMMANDS
from nafa.kernel.audit import kinds

KINDS: Mapping[str, tuple[Words, Tone]] = {
    kinds.LOG_IN: (_("Log-in"), Tone.INFO),
    kinds.REFUSAL: (_("Refusal"), Tone.WARNING),
    kinds.CONSULTATION: (_("Consultation"), Tone.NEUTRAL),
    kinds.EXPORT: (_("Taken away"), Tone.LATE),
    kinds.CHANGE: (_("Change"), Tone.GOOD),
    kinds.APPROVAL: (_("Agreement"), Tone.GOOD),
    kinds.REJECTION: (_("Rejection"), Tone.WARNING),
    kinds.CONFIGURATION: (_("Settings"), Tone.INFO),
    kinds.JOB: (_("Job"), Tone.NEUTRAL),
}
OBJECTS: Mapping[str, Words] = {
    "client": _("Client"),
    "loan": _("Loan"),
    "application": _("Application"),
    "credit_line": _("Credit line"),
    "savings": _("Savings account"),
    "contract": _("Contract"),
    "user": _("Person"),
    "till": _("Till"),
    "payout": _("Order to pay"),
    "entry": _("Entry"),
    "product": _("Product"),
    "account": _("Account"),
    "asset": _("Thing"),
    "bureau_file": _("File for the bureau"),
    "waiting_command": _("Request"),
    "committee": _("Session"),
    "branch": _("Branch"),
    "supplier": _("Supplier"),
}
NAMES: Mapping[str, Words] = {
    "web:home": _("Home"),
    "web:personal": _("Personal data"),
    "web:client": _("File of a client"),
    "web:clients": _("List of clients"),
    "web:clients-export": _("List of clients as a file"),
    "web:search": _("Search"),
    "web:suggestions": _("Search while typing"),
    "web:client-photo": _("Photo of a client"),
    "web:document-scan": _("Scan of an identity document"),
    "web:loan": _("File of a loan"),
    "web:loans": _("List of loans"),
    "web:loan-contract": _("Contract of a loan"),
    "web:audit": _("Trail"),
    "web:audit-export": _("Trail as a file"),
    "audit.export": _("Trail as a file"),
    "audit.search": _("Trail"),
    "log_in.done": _("Logged in"),
    "log_in.refused": _("Log-in refused"),
    "log_in.delayed": _("Log-in delayed"),
    "screen.locked": _("Screen locked"),
    "screen.unlocked": _("Screen opened again"),
    "token.issued": _("Key of the interface for programs given"),
}


def name_word(name: str) -> Words:
    """What was done or read; a page without words of its own under its technical name."""
    known = NAMES.get(name) or COMMANDS.get(name)
    if known is not None or not name.startswith("web:"):
        return known or name
    return gettext("page %(name)s") % {"name": _address_of(name)}


@cache
def _address_of(name: str) -> str:
    """The address of a page with its numbers left out: `/credits/…/vie/`, as people see it."""
    space, _colon, page = name.partition(":")
    prefix, resolver = get_resolver().namespace_dict.get(space, ("", None))
    found = resolver.reverse_dict.getlist(page) if resolver else []
    if not found:
        return page
    return "/" + prefix + re.sub(r"%\(\w+\)s", "…", found[0][0][0][0])
