"""What stands on the left: an explicit table of entries, the right that shows each, its page.

An entry whose page does not exist in this program is left out. A role sees at most seven.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.home.counts import contracts_to_pay
from nafa.interfaces.web.parts import Words
from nafa.kernel.context import Context
from nafa.kernel.control.deciding import DECIDE
from nafa.kernel.control.queries import count_waiting_for
from nafa.kernel.watch.queries import open_alerts
from nafa.lending.queries import decisions_waiting, waiting_counts
from nafa.lending.queries.life.changes import changes_waiting

MOST_ENTRIES = 7
ON_THE_BAR = 3

Count = Callable[[Context], int]


def applications_to_complete(ctx: Context) -> int:
    """Applications of the branch that wait for the officer: returned, or approved."""
    counts = waiting_counts(ctx)
    return counts.get("RETURNED", 0) + counts.get("APPROVED", 0)


def to_decide(ctx: Context) -> int:
    """Applications and changes of loans that wait for the reader."""
    return decisions_waiting(ctx) + changes_waiting(ctx)


@dataclass(frozen=True, slots=True)
class Entry:
    """`permission` empty: everyone who is logged in. `count` says how much work waits there."""

    section: str
    label: Words
    icon: str
    permission: str
    url_name: str
    count: Count | None = None


ENTRIES: tuple[Entry, ...] = (
    Entry("home", _("Home"), "home", "", "web:home"),
    Entry("watch", _("Watch"), "waiting", "security.configure_watch", "web:alerts", open_alerts),
    Entry("till", _("Till"), "till", "till.operate", "web:till", contracts_to_pay),
    Entry("clients", _("Clients"), "clients", "clients.view", "web:clients"),
    Entry("applications", _("Applications"), "requests", "lending.apply", "web:applications",
          applications_to_complete),
    Entry("approvals", _("Approvals"), "waiting", "lending.approve", "web:approvals",
          to_decide),
    Entry("loans", _("Loans"), "loans", "lending.view", "web:loans"),
    Entry("collection", _("Collection"), "call", "lending.collect", "web:collection"),
    Entry("recovery", _("Recovery"), "call", "recovery.view", "web:recovery"),
    Entry("products", _("Products"), "note", "lending.define_product", "web:products"),
    Entry("books", _("Accounting"), "books", "ledger.view", "web:journal"),
    Entry("steering", _("Steering"), "steering", "reporting.dashboard", "web:dashboard"),
    Entry("settings", _("Administration"), "settings", "institution.configure", "web:settings"),
    Entry("tills", _("Tills"), "till", "till.view_all", "web:tills"),
    Entry("audit", _("Trail"), "search", "audit.view", "web:audit"),
)  # fmt: skip

# How many decisions wait for the reader, and where they are: shown on top of every page.
APPROVALS_URL_NAME = "web:approvals"
REQUESTS_URL_NAME = "web:waiting-commands"


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as one person sees it."""

    label: Words
    icon: str
    url: str
    is_current: bool
    count: int | None


def address_of(url_name: str) -> str:
    """The address of a page, or nothing while this program does not have it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class Navigation:
    """What one person sees around a page: the entries, how much waits on top and where that is."""

    items: list[Item]
    waiting: int | None
    waiting_url: str


def navigation_for(ctx: Context, *, section: str) -> Navigation:
    """The entries of one person, at most seven, in the table's order; each count asked once."""
    known: dict[Count, int] = {}

    def counted(count: Count) -> int:
        if count not in known:
            known[count] = count(ctx)
        return known[count]

    shown = [
        (entry, url)
        for entry in ENTRIES
        if (not entry.permission or ctx.may(entry.permission))
        and (url := address_of(entry.url_name))
    ]
    items = [
        Item(entry.label, entry.icon, url, entry.section == section,
             counted(entry.count) if entry.count else None)
        for entry, url in shown[:MOST_ENTRIES]
    ]  # fmt: skip
    return Navigation(items, *_waiting_on_top(ctx, counted))


def _waiting_on_top(ctx: Context, counted: Callable[[Count], int]) -> tuple[int | None, str]:
    """How much waits for the reader, and where: shown on top of every page."""
    requests = count_waiting_for(ctx)
    if not ctx.may("lending.approve"):
        return (requests if ctx.may(DECIDE) else None), address_of(REQUESTS_URL_NAME)
    files = counted(to_decide)
    name = REQUESTS_URL_NAME if requests and not files else APPROVALS_URL_NAME
    return files + requests, address_of(name)
