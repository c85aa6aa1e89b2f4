"""Journal, entries, manual entries, periods."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.books import shown
from nafa.interfaces.web.books.forms import LINES, ClosePeriodForm, EntryForm, ReverseEntryForm
from nafa.interfaces.web.forms import read_day
from nafa.interfaces.web.frame import branches_open_to
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, Tab
from nafa.interfaces.web.tables import PAGE_ROWS, chips_for
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import Branch, User
from nafa.ledger import commands, queries
from nafa.ledger.queries import EntryRow

BOOK_TABS = (
    ("web:journal", _("Journal")),
    ("web:trial", _("Trial balance")),
    ("web:chart", _("Chart of accounts")),
    ("web:period", _("Periods")),
    ("web:payouts", _("Orders to pay")),
    ("web:log", _("Proof")),
)
KINDS = ("journal.manual", "loan.", "till.")
NOT_BOOKED = _("Nothing was booked.")


def tabs(current: str) -> list[Tab]:
    return [Tab(label, reverse(name), is_current=name == current) for name, label in BOOK_TABS]


def branch_of(request: HttpRequest, ctx: Context) -> UUID | None:
    """The branch asked for, never another than the actor's own."""
    if ctx.branch_id is not None:
        return ctx.branch_id
    try:
        return UUID(request.GET.get("branch", ""))
    except ValueError:
        return None


def filter_values(request: HttpRequest, ctx: Context) -> dict[str, Any]:
    """What the line of filters above a list needs."""
    own = ctx.branch_id is not None
    return {
        "since": request.GET.get("since", ""),
        "until": request.GET.get("until", ""),
        "branch": request.GET.get("branch", ""),
        "branches": [] if own else list(Branch.objects.order_by("code")),
        "kept": {"kind": request.GET.get("kind", "")},
    }


@page("ledger.view")
def journal(request: HttpRequest, ctx: Context) -> HttpResponse:
    """All entries, newest first."""
    kind, before = request.GET.get("kind", ""), request.GET.get("after", "")
    found = queries.journal(
        since=read_day(request.GET.get("since", "")),
        until=read_day(request.GET.get("until", "")),
        kind=kind if kind in KINDS else "",
        branch_id=branch_of(request, ctx),
        before=int(before) if before.isdecimal() else None,
        limit=PAGE_ROWS + 1,
    )
    chips = chips_for(
        request.GET,
        "kind",
        [
            ("journal.manual", _("Manual entries"), None),
            ("loan.", _("Loans"), None),
            ("till.", _("Cash"), None),
        ],
    )
    may_record = ctx.may("ledger.record")
    head = Page(
        title=_("Accounting"),
        section="books",
        tabs=tabs("web:journal"),
        action=Action(_("New entry"), reverse("web:new-entry")) if may_record else None,
    )
    currency = institution().currency
    table = shown.journal_table(found, query=request.GET, chips=chips, currency=currency)
    values = {"table": table, **filter_values(request, ctx)}
    return render_page(request, ctx, "web/books/journal.html", head, values=values)


def seen_entry(ctx: Context, entry_id: UUID) -> EntryRow:
    """The entry, of a branch that the actor may see. Refuses: NotFound, OtherBranch."""
    one = queries.seen_entry(ctx, entry_id)
    if ctx.branch_id is not None:
        for line in one.lines[:1]:
            ctx.demand_branch(queries.account(line.account_id).branch_id)
    return one


@page("ledger.view")
def entry(request: HttpRequest, ctx: Context, entry_id: UUID) -> HttpResponse:
    """One entry: lines, who made it, through what, what reverses it."""
    one = seen_entry(ctx, entry_id)
    facts = [
        Fact(_("Value date"), one.value_date),
        Fact(_("Booked on"), one.booked_at),
        Fact(_("By"), one.actor or gettext("the institution")),
        Fact(_("Channel"), labels.channel_word(one.channel or "job")),
        Fact(_("Reference"), one.reference),
    ]
    if one.memo:
        facts.append(Fact(_("Wording"), one.memo))
    for other_id, label in (
        (one.reverses_id, _("Reverses")),
        (one.reversed_by_id, _("Reversed by")),
    ):
        if other_id is not None:
            number = str(queries.entry(other_id).number)
            facts.append(Fact(label, Link(number, reverse("web:entry", args=[other_id]))))
    may_reverse = (
        one.kind == "journal.manual" and one.reversed_by_id is None and ctx.may("ledger.reverse")
    )
    head = Page(
        title=gettext("Entry %(number)s") % {"number": one.number},
        section="books",
        state=shown.entry_state(one),
        trail=(Link(_("Journal"), reverse("web:journal")), Link(str(one.number))),
        facts=[Fact(_("Operation"), labels.entry_word(one.kind))],
        other_actions=[Action(_("Reverse"), reverse("web:reverse-entry", args=[one.id]))]
        if may_reverse
        else [],
    )
    values = {"facts": facts, "table": shown.lines_table(one)}
    return render_page(request, ctx, "web/books/entry.html", head, values=values)


def _entry_form(request: HttpRequest, ctx: Context) -> EntryForm:
    user = request.user
    branches = branches_open_to(user) if isinstance(user, User) else []
    sent = request.POST or request.GET
    asked = sent.get("lines", "")
    return EntryForm(
        request.POST or None,
        currency=institution().currency,
        branches=branches,
        lines=int(asked) if asked.isdecimal() else LINES,
        initial={"value_date": ctx.business_date, "branch": str(ctx.branch_id or "")},
    )


@page("ledger.record")
def new_entry(request: HttpRequest, ctx: Context) -> HttpResponse:
    """A manual entry with its running difference."""
    form = _entry_form(request, ctx)
    if form.is_bound:
        form.is_valid()
    debits, credits = form.sums if form.is_bound else (None, None)
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("New entry"),
            section="books",
            trail=(Link(_("Journal"), reverse("web:journal")), Link(_("New entry"))),
        ),
        template="web/books/new_entry.html",
        run=lambda keyed, _values: commands.record_journal(keyed, **form.inputs),
        done=lambda entry_id: Done(
            reverse("web:entry", args=[entry_id]), gettext("The entry is booked.")
        ),
        money=NOT_BOOKED,
        values={
            "chart": [row for row in queries.chart() if row.is_leaf],
            "debits": debits,
            "credits": credits,
            "difference": debits - credits if debits and credits else None,
            "more_lines": form.line_count + 4,
            "cancel_url": reverse("web:journal"),
        },
    )


@page("ledger.record")
def entry_sums(request: HttpRequest, ctx: Context) -> HttpResponse:  # noqa: ARG001
    """Debits, credits and difference of what is being typed."""
    user = request.user
    asked = request.GET.get("lines", "")
    form = EntryForm(
        request.GET,
        currency=institution().currency,
        branches=branches_open_to(user) if isinstance(user, User) else [],
        lines=int(asked) if asked.isdecimal() else LINES,
    )
    form.is_valid()
    debits, credits = form.sums
    values = {"debits": debits, "credits": credits, "difference": debits - credits}
    return render(request, "web/books/_sums.html", values)


@page("ledger.reverse")
def reverse_entry(request: HttpRequest, ctx: Context, entry_id: UUID) -> HttpResponse:
    """Reverse a manual entry at the business date, with a reason."""
    one = seen_entry(ctx, entry_id)
    back = reverse("web:entry", args=[entry_id])
    return command_page(
        request,
        ctx,
        form=ReverseEntryForm(request.POST or None),
        page=Page(
            title=gettext("Reverse the entry %(number)s") % {"number": one.number},
            section="books",
            trail=(Link(_("Journal"), reverse("web:journal")), Link(str(one.number), back)),
            facts=[Fact(_("Wording"), one.memo), Fact(_("Value date"), one.value_date)],
        ),
        template="web/books/reverse.html",
        run=lambda keyed, values: commands.reverse_entry(keyed, entry_id=entry_id, **values),
        done=lambda reversal_id: Done(
            reverse("web:entry", args=[reversal_id]), gettext("The entry is reversed by this one.")
        ),
        money=NOT_BOOKED,
        values={"table": shown.lines_table(one), "cancel_url": back},
    )


@page("ledger.view")
def period(request: HttpRequest, ctx: Context) -> HttpResponse:
    """How far the books are closed; closing them further, with the right."""
    closed = queries.closed_until()
    may_close = ctx.may("ledger.close_period")
    if request.method == "POST":
        ctx.demand("ledger.close_period")
    return command_page(
        request,
        ctx,
        form=ClosePeriodForm(request.POST or None),
        page=Page(
            title=_("Accounting"),
            section="books",
            tabs=tabs("web:period"),
            facts=[Fact(_("Closed up to"), closed)],
        ),
        template="web/books/period.html",
        run=lambda keyed, values: commands.close_period(keyed, **values),
        done=lambda _day: Done(reverse("web:period"), gettext("The period is closed.")),
        money=_("The books stay open."),
        values={"may_close": may_close, "closed": closed},
    )
