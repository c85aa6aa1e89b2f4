"""Pieces that homes are made of: figures, lists, notices. Each reads one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nafa.interfaces.web import labels
from nafa.interfaces.web.navigation import address_of
from nafa.interfaces.web.parts import Action, Figure, Tone, Words
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.till.shown import operations_table, tills_table
from nafa.interfaces.web.wording.control import NOTICES, SUBJECT_URLS
from nafa.interfaces.web.wording.watch import alert_notice
from nafa.interfaces.web.written import number_text, unit_text
from nafa.journeys.notices import RATE_FOLLOWED, RATE_HELD
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.kernel.notices import NoticeRow, unread
from nafa.kernel.watch.looking import NOTICE as ALERT_NOTICE
from nafa.kernel.wording import percent_words
from nafa.lending import queries as lending
from nafa.lending.queries import ApplicationRow, DueRow, LoanRow
from nafa.lib.money import Money
from nafa.payments import queries as payments
from nafa.reporting import portfolio
from nafa.reporting.portfolio import Portfolio

SHORT = 8


@dataclass(frozen=True, slots=True)
class Panel:
    """A short list on a home, with the way to the whole of it."""

    title: Words
    table: Table
    url: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice in words, with what it is about."""

    id: UUID
    words: str
    at: object
    url: str


def currency() -> str:
    return institution().currency


def list_url(name: str, query: str = "") -> str:
    """The address of a list with its filter, empty where the program has no such page."""
    url = address_of(name)
    return f"{url}?{query}" if url and query else url


def notices(ctx: Context) -> list[Notice]:
    """What the actor has not read, in words."""
    return [Notice(one.id, _words(one), one.created_at, _subject_url(one)) for one in unread(ctx)]


def _words(one: NoticeRow) -> str:
    if one.kind in NOTICES:
        command = labels.command_word(one.values.get("command", ""))
        return str(NOTICES[one.kind]) % {**one.values, "command": command}
    if one.kind == ALERT_NOTICE:
        return alert_notice(one.values)
    if one.kind == RATE_FOLLOWED:
        told = _("The rate of the loan %(number)s is now %(rate)s: tell the borrower.")
        rate = percent_words(Decimal(one.values["percent"]))
        return str(told) % {"number": one.values["number"], "rate": rate}
    if one.kind == RATE_HELD:
        told = _(
            "The rate of the loan %(number)s stays at %(percent)s, not %(wanted)s: the effective"
            " rate of the rest would be above the usury ceiling of %(ceiling)s."
        )
        rates = {
            name: percent_words(Decimal(one.values[name]))
            for name in ("percent", "wanted", "ceiling")
        }
        return str(told) % {"number": one.values["number"], **rates}
    outcomes = {
        "APPROVED": _("The application %(number)s was approved."),
        "REFUSED": _("The application %(number)s was refused."),
        "RETURNED": _("The application %(number)s came back to be completed."),
    }
    return str(outcomes.get(one.values["outcome"], one.kind)) % {"number": one.values["number"]}


def _subject_url(one: NoticeRow) -> str:
    if one.subject_kind in SUBJECT_URLS:
        return reverse(SUBJECT_URLS[one.subject_kind], args=[one.subject_id])
    if one.kind == ALERT_NOTICE:
        return reverse("web:alert", args=[one.subject_id])
    if one.subject_kind == "loan":
        return reverse("web:loan", args=[one.subject_id])
    if one.subject_kind != "application" or not address_of("web:applications"):
        return ""
    return reverse("web:application", args=[one.subject_id])


# -- figures --------------------------------------------------------------------------------------


def loan_count(count: int) -> str:
    """`19 loans`."""
    return ngettext("%(count)s loan", "%(count)s loans", count) % {"count": number_text(count)}


def last_portfolio(ctx: Context, *, officer_id: UUID | None = None) -> Portfolio | None:
    """The portfolio at the last close, in reach of the actor."""
    day = portfolio.last_closed_day(ctx.business_date)
    if day is None:
        return None
    found = portfolio.portfolios([day], branch_id=ctx.branch_id, officer_id=officer_id)
    return next((one for one in found if one.outstanding.currency == currency()), None)


def portfolio_figures(ctx: Context, *, officer_id: UUID | None = None) -> list[Figure]:
    """Outstanding, PAR 1 and PAR 30 at the last close, each opening its list."""
    sums, query = last_portfolio(ctx, officer_id=officer_id), ""
    if sums is None:
        return []
    query = f"officer={officer_id}" if officer_id else ""
    figures = [
        Figure(
            name=_("Outstanding"),
            value=sums.outstanding,
            change=loan_count(sums.loan_count),
            url=list_url("web:loans", f"state=ACTIVE&{query}".rstrip("&")),
        )
    ]
    for name, late, amount in ((_("PAR 1"), 1, sums.par1), (_("PAR 30"), 30, sums.par30)):
        share = sums.share_percent(amount)
        figures.append(
            Figure(
                name=name,
                value=amount,
                change=percent_words(share) if share is not None else "",
                tone=Tone.WARNING if amount else Tone.GOOD,
                url=list_url("web:loans", f"late={late}&{query}".rstrip("&")),
            )
        )
    return figures


def today_figures(ctx: Context, *, officer_id: UUID | None = None) -> list[Figure]:
    """Due and received today, disbursed this month."""
    sums = portfolio.today(
        day=ctx.business_date, currency=currency(), branch_id=ctx.branch_id, officer_id=officer_id
    )
    return [
        Figure(name=_("Due today"), value=sums.due),
        Figure(name=_("Received today"), value=sums.received),
        Figure(name=_("Disbursed this month"), value=sums.disbursed_this_month),
    ]


def waiting_figures(ctx: Context) -> list[Figure]:
    """Applications by what they wait for."""
    counts = lending.waiting_counts(ctx)
    wanted = (
        ("SUBMITTED", _("Applications to decide"), "web:approvals", ""),
        ("RETURNED", _("Applications to complete"), "web:applications", "status=RETURNED"),
        ("APPROVED", _("Contracts to draw up"), "web:applications", "status=APPROVED"),
    )
    return [
        Figure(name=label, value=counts.get(code, 0), url=list_url(name, query))
        for code, label, name, query in wanted
    ]


def cash_figure(ctx: Context) -> Figure:
    """All cash in tills and vaults in reach."""
    rows = payments.tills(branch_id=ctx.branch_id)
    held = sum(1 for till in rows if till.session_id is not None)
    return Figure(
        name=_("Cash in tills and vaults"),
        value=sum((till.balance for till in rows), start=Money.zero(currency())),
        change=ngettext("%(count)s till open", "%(count)s tills open", held) % {"count": held},
        url=list_url("web:tills") if ctx.may("till.view_all") else "",
    )


# -- lists ----------------------------------------------------------------------------------------


def due_panel(ctx: Context, *, officer_id: UUID | None = None) -> Panel:
    """Instalments that fall due today, the latest borrowers first."""
    rows = lending.due_on(ctx, day=ctx.business_date, officer_id=officer_id, limit=SHORT)
    return Panel(_("Due today"), _due_table(rows))


def _due_table(rows: Sequence[DueRow]) -> Table:
    unit = unit_text(currency())
    return Table(
        caption=_("Due today"),
        columns=[
            Column(name="client", title=_("Client")),
            Column(name="number", title=_("Loan"), on_phone=False),
            Column(name="amount", title=_("Instalment"), kind=Kind.MONEY, unit=unit),
            Column(name="overdue", title=_("Overdue"), kind=Kind.MONEY, unit=unit),
        ],
        rows=[
            Row(
                f"{row.loan_id}/{row.instalment_number}",
                {
                    "client": row.client,
                    "number": row.loan_number,
                    "amount": row.amount,
                    "overdue": row.overdue,
                },
                reverse("web:loan", args=[row.loan_id]),
            )
            for row in rows
        ],
        empty=Empty(_("Nothing falls due today"), _("No running loan has an instalment today.")),
    )


def late_panel(ctx: Context, *, officer_id: UUID | None = None) -> Panel:
    """The loans longest in arrears."""
    rows = lending.loans(ctx, late_days=1, officer_id=officer_id, limit=SHORT)
    query = f"late=1&officer={officer_id}" if officer_id else "late=1"
    return Panel(_("Longest in arrears"), loan_table(rows), list_url("web:loans", query))


def loan_table(rows: Sequence[LoanRow]) -> Table:
    unit = unit_text(currency())
    return Table(
        caption=_("Loans in arrears"),
        columns=[
            Column(name="client", title=_("Client")),
            Column(name="officer", title=_("Officer"), on_phone=False),
            Column(name="overdue", title=_("Overdue"), kind=Kind.MONEY, unit=unit),
            Column(name="outstanding", title=_("Outstanding"), kind=Kind.MONEY, unit=unit,
                   on_phone=False),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                str(loan.id),
                {
                    "client": loan.client,
                    "officer": loan.officer,
                    "overdue": loan.overdue,
                    "outstanding": loan.outstanding,
                    "state": labels.loan_state(loan.status, loan.days_late),
                },
                reverse("web:loan", args=[loan.id]),
            )
            for loan in rows
        ],
        empty=Empty(_("No loan in arrears"), _("Every running loan is up to date.")),
    )  # fmt: skip


def application_panel(ctx: Context, *, status: str, title: Words, empty: Words) -> Panel:
    """Applications in one state."""
    rows = lending.applications(ctx, status=status, limit=SHORT)
    name = "web:approvals" if status == "SUBMITTED" else "web:applications"
    return Panel(title, _application_table(rows, title, empty), list_url(name))


def _application_table(rows: Sequence[ApplicationRow], title: Words, empty: Words) -> Table:
    has_page = bool(address_of("web:applications"))
    return Table(
        caption=title,
        columns=[
            Column(name="client", title=_("Client")),
            Column(name="product", title=_("Product"), on_phone=False),
            Column(name="officer", title=_("Officer"), on_phone=False),
            Column(name="amount", title=_("Amount"), kind=Kind.MONEY, unit=unit_text(currency())),
            Column(name="date", title=_("Submitted"), kind=Kind.DATE),
        ],
        rows=[
            Row(
                str(row.id),
                {
                    "client": row.client,
                    "product": row.product,
                    "officer": row.officer,
                    "amount": row.amount,
                    "date": row.submitted_date,
                },
                reverse("web:application", args=[row.id]) if has_page else "",
            )
            for row in rows
        ],
        empty=Empty(title, empty),
    )


def tills_panel(ctx: Context) -> Panel:
    """Tills and vaults with holder and balance."""
    table = tills_table(payments.tills(branch_id=ctx.branch_id), QueryDict())
    return Panel(_("Tills"), table, list_url("web:tills"))


def reversal_panel(ctx: Context, *, days: int = 30) -> Panel:
    """Operations taken back in the last days."""
    since: date = ctx.business_date - timedelta(days=days)
    table = operations_table(
        lending.reversals(ctx, since=since, limit=SHORT),
        currency=currency(),
        empty=Empty(_("No reversal"), _("Nothing was taken back in the last thirty days.")),
    )
    return Panel(_("Operations taken back in thirty days"), table)


def action(label: Words, name: str, ctx: Context, right: str) -> Action | None:
    """An action where the page exists and the person has the right."""
    url = address_of(name)
    return Action(label, url) if url and ctx.may(right) else None
