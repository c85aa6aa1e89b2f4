"""Chart of accounts, trial balance, statements of accounts."""

from datetime import date, datetime, time
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.books import shown
from nafa.interfaces.web.books.views import branch_of, filter_values, tabs
from nafa.interfaces.web.exports import csv_file
from nafa.interfaces.web.forms import read_day
from nafa.interfaces.web.pages import page, render_page
from nafa.interfaces.web.parts import Fact, Link, Page, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table, chips_for
from nafa.interfaces.web.written import money_text, unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.identity.contexts import institution
from nafa.ledger import queries
from nafa.lib.money import Money

CLASSES = "1234567"


@page("ledger.view")
def chart(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The regulator's chart with what is open under each account."""
    asked = request.GET.get("class", "")
    rows = queries.chart(prefix=asked if asked and asked in CLASSES else "")
    currency = institution().currency
    chips = chips_for(request.GET, "class", [(one, one, None) for one in CLASSES])
    table = Table(
        caption=_("Chart of accounts"),
        query=request.GET,
        chips=chips,
        columns=[
            Column(name="code", title=_("Account")),
            Column(name="label", title=_("Name"), kind=Kind.TEXT),
            Column(name="count", title=_("Open"), kind=Kind.NUMBER, on_phone=False),
            Column(name="net", title=_("Balance"), kind=Kind.MONEY, unit=unit_text(currency)),
            Column(name="state", title=_("Source"), kind=Kind.STATE, on_phone=False),
        ],
        rows=[
            Row(
                row.code,
                {
                    "code": row.code,
                    "label": labels.local(row.label_fr, row.label_en),
                    "count": row.account_count or None,
                    "net": Money(row.net_minor, currency) if row.account_count else None,
                    "state": "" if row.is_confirmed else State(_("To be confirmed"), Tone.WARNING),
                },
                reverse("web:chart-account", args=[row.code]) if row.account_count else "",
            )
            for row in rows
        ],
        row_count=len(rows),
        empty=Empty(_("No account"), _("The chart has no account in this class.")),
    )
    head = Page(title=_("Accounting"), section="books", tabs=tabs("web:chart"))
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": table})


@page("ledger.view")
def chart_account(request: HttpRequest, ctx: Context, code: str) -> HttpResponse:
    """The accounts open under one account of the chart."""
    found = [row for row in queries.chart(prefix=code) if row.code == code]
    if not found:
        raise NotFound(kind="account", id=code)
    one, currency = found[0], institution().currency
    own = [
        account
        for account in queries.accounts(code=code)
        if ctx.branch_id is None or account.branch_id in (None, ctx.branch_id)
    ]
    table = Table(
        caption=_("Accounts"),
        columns=[
            Column(name="name", title=_("Account")),
            Column(name="branch", title=_("Branch")),
            Column(name="balance", title=_("Balance"), kind=Kind.MONEY, unit=unit_text(currency)),
        ],
        rows=[
            Row(
                str(account.id),
                {
                    "name": account.name or f"{code} {account.owner_kind}".strip(),
                    "branch": account.branch,
                    "balance": account.net,
                },
                reverse("web:account", args=[account.id]),
            )
            for account in own
        ],
        totals={"balance": Money(sum(account.net_minor for account in own), currency)},
        row_count=len(own),
        empty=Empty(_("No account open"), _("An account is opened when it is first booked on.")),
    )
    head = Page(
        title=f"{code} {labels.local(one.label_fr, one.label_en)}",
        section="books",
        trail=(Link(_("Chart of accounts"), reverse("web:chart")), Link(code)),
        state=None if one.is_confirmed else State(_("To be confirmed"), Tone.WARNING),
    )
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": table})


@page("ledger.view")
def trial(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The trial balance at a date, with the movements since another; it must be zero."""
    on = read_day(request.GET.get("until", "")) or ctx.business_date
    since = read_day(request.GET.get("since", "")) or on.replace(day=1)
    rows = queries.trial_balance(on=on, since=since, branch_id=branch_of(request, ctx))
    currency = institution().currency
    net = sum(row.closing_net for row in rows if row.currency == currency)
    balanced = State(_("Balanced"), Tone.GOOD)
    if net:
        balanced = State(money_text(Money(net, currency)), Tone.DANGER)
    head = Page(
        title=_("Accounting"),
        section="books",
        tabs=tabs("web:trial"),
        state=balanced,
        facts=[Fact(_("At"), on), Fact(_("Movements since"), since)],
    )
    values = {
        "table": shown.trial_table(rows, currency=currency, query=request.GET),
        **filter_values(request, ctx),
        "since": since.isoformat(),
        "until": on.isoformat(),
    }
    return render_page(request, ctx, "web/books/trial.html", head, values=values)


@page("ledger.view")
def trial_export(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The trial balance that is seen, as a file."""
    on = read_day(request.GET.get("until", "")) or ctx.business_date
    since = read_day(request.GET.get("since", "")) or on.replace(day=1)
    rows = queries.trial_balance(on=on, since=since, branch_id=branch_of(request, ctx))
    currency = institution().currency
    return csv_file(
        f"balance-{on.isoformat()}",
        shown.trial_columns(currency),
        (shown.trial_row(row) for row in rows if row.currency == currency),
    )


@page("ledger.view")
def account(request: HttpRequest, ctx: Context, account_id: UUID) -> HttpResponse:
    """The statement of one account with its running balance."""
    one = queries.account(account_id)
    ctx.demand_branch(one.branch_id)
    since, until = read_day(request.GET.get("since", "")), read_day(request.GET.get("until", ""))
    known = read_day(request.GET.get("known", ""))
    rows = queries.statement(account_id, since=since, until=until)
    head = Page(
        title=f"{one.code} {one.name or labels.local(one.label_fr, one.label_en)}",
        section="books",
        trail=(
            Link(_("Chart of accounts"), reverse("web:chart")),
            Link(one.code, reverse("web:chart-account", args=[one.code])),
            Link(_("Statement")),
        ),
        state=State(_("Closed"), Tone.NEUTRAL) if one.closed_at else None,
        facts=_facts(one, until, known),
    )
    values = {
        "table": shown.statement_table(rows, currency=one.currency, query=request.GET),
        **filter_values(request, ctx),
        "branches": [],
        "known": known.isoformat() if known else "",
    }
    return render_page(request, ctx, "web/books/statement.html", head, values=values)


def _facts(one: queries.AccountRow, until: date | None, known: date | None) -> list[Fact]:
    """The balance now, or of a past day as it was known on another, what is set aside, limits."""
    found = [Fact(_("Balance"), one.net)]
    if until or known:
        end = None if known is None else datetime.combine(known, time.max, get_current_timezone())
        past = queries.balance(one.id, on=until, known_at=end)
        found = [Fact(_("Balance"), past), Fact(_("At"), until or known)]
        if known:
            found.append(Fact(_("As known on"), known))
    found.append(Fact(_("Branch"), one.branch))
    for label, minor in (
        (_("Debits set aside"), one.pending_debit_minor or None),
        (_("Credits set aside"), one.pending_credit_minor or None),
        (_("Lowest balance"), one.minimum_minor),
        (_("Highest balance"), one.maximum_minor),
    ):
        if minor is not None:
            found.append(Fact(label, Money(minor, one.currency)))
    return found
