"""The file of a contract: checklist, schedule, operations, accounts, documents, history; steps."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from nafa.assets import commands, queries
from nafa.assets.commands import FactReceipt
from nafa.assets.queries import ContractView
from nafa.interfaces.web.financing import shown
from nafa.interfaces.web.financing.forms import reason_field
from nafa.interfaces.web.financing.next_steps import QUIET, steps_open
from nafa.interfaces.web.financing.steps import BY_SLUG, StepForm, StepPage
from nafa.interfaces.web.pages import NO_MONEY_MOVED, Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, State, Tab
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.clients.details import sealed_file
from nafa.interfaces.web.wording import financing as words
from nafa.interfaces.web.wording.life import life_of
from nafa.interfaces.web.written import money_text
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lib.money import Money
from nafa.payments import queries as payments

TABS = (
    ("web:financing-file", _("Contract")),
    ("web:financing-operations", _("Operations")),
    ("web:financing-accounts", _("Accounts")),
    ("web:financing-papers", _("Documents")),
    ("web:financing-recovery", _("Recovery")),
    ("web:financing-history", _("History")),
)


def head_of(ctx: Context, view: ContractView, tab: str) -> Page:
    """Who, what, in which state; the step to take."""
    row, (actions, others) = view.row, _actions(ctx, view)
    printed = []
    if view.contract.contract_file_id is not None:
        printed.append(Action(_("Print the contract"), _url("web:financing-contract", view)))
    facts = [
        Fact(_("Client"), row.client, url=reverse("web:client", args=[row.client_id])),
        Fact(_("Kind"), words.KINDS[row.kind]),
        Fact(_("Officer"), row.officer),
    ]
    if view.contract.held_role:
        facts.insert(0, Fact(_("Owed in the books"), view.outstanding))
    if view.asset is not None:
        thing = Fact(_("Thing"), view.asset.description, url=_asset_url(view))
        facts.append(thing)
    return Page(
        title=f"{row.number} · {row.client}",
        section="loans",
        state=words.contract_state(row.status, days_late(view), view.contract.end_kind),
        trail=(Link(_("Leasing and Islamic"), reverse("web:financing")), Link(row.number)),
        facts=facts,
        tabs=[
            Tab(label, reverse(name, args=[row.number]), is_current=name == tab)
            for name, label in TABS
        ],
        action=next(iter(actions), None),
        other_actions=[*actions[1:], *others, *printed],
    )


def days_late(view: ContractView) -> int:
    """Of instalments on this very day, or of goods as the last close counted them."""
    return view.row.days_late if view.row.kind == "SALAM" else view.standing.days_late


def _url(name: str, view: ContractView, *more: str) -> str:
    return reverse(name, args=[view.row.number, *more])


def _asset_url(view: ContractView) -> str:
    return reverse("web:asset", args=[view.asset.number]) if view.asset else ""


def _actions(ctx: Context, view: ContractView) -> tuple[list[Action], list[Action]]:
    """What leads on, and what is quieter."""
    holds_till = payments.open_session_of(ctx.actor_id) is not None
    found: list[Action] = []
    quiet: list[Action] = []
    owes = view.standing.left_minor or view.standing.donation_owed_minor
    runs = view.row.status in ("ACTIVE", "CLOSED")
    if runs and owes and holds_till and ctx.may("assets.collect"):
        found.append(Action(_("Take a payment"), _url("web:till-financing", view)))
    for step in steps_open(ctx, view, holds_till=holds_till):
        url = _url("web:financing-step", view, step.slug)
        one = Action(step.title, url, is_danger=step.is_danger)
        (quiet if step.slug in QUIET else found).append(one)
    return found, quiet


@page("assets.view")
def contract(request: HttpRequest, ctx: Context, contract_id: UUID) -> HttpResponse:
    """Checklist, terms, what is due, the schedule."""
    view = queries.contract_view(ctx, contract_id)
    runs = view.row.status in ("ACTIVE", "CLOSED")
    values = {
        "steps": shown.steps_shown(view),
        "terms": shown.terms_facts(view),
        "due": shown.due_facts(ctx, view),
        "due_total": Money(view.standing.due_minor, view.row.laid_out.currency),
        "runs": runs and view.dues,
        "table": shown.dues_table(
            view.dues, view.terms, settled=view.standing.settled_minor, on=ctx.business_date
        )
        if view.dues
        else None,
        "rebates": _rebates_table(view) if view.rebates else None,
        "reason": view.contract.decision_reason,
    }
    head = head_of(ctx, view, "web:financing-file")
    return render_page(request, ctx, "web/financing/file.html", head, values=values)


def _rebates_table(view: ContractView) -> Table:
    unit = view.row.laid_out.currency
    return Table(
        caption=_("Rebates"),
        columns=[
            Column(name="date", title=_("Asked on"), kind=Kind.DATE),
            Column(name="by", title=_("Asked by")),
            Column(name="amount", title=_("Amount"), kind=Kind.MONEY),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                str(one.id),
                {
                    "date": one.asked_date,
                    "by": one.asked_by.full_name if one.asked_by else "–",
                    "amount": Money(one.amount_minor, unit),
                    "state": State(*words.REBATES[one.status]),
                },
            )
            for one in view.rebates
        ],
        empty=Empty("", ""),
    )


def _table_page(
    request: HttpRequest, ctx: Context, view: ContractView, tab: str, table: Table
) -> HttpResponse:
    head = head_of(ctx, view, tab)
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": table})


@page("assets.view")
def operations(request: HttpRequest, ctx: Context, contract_id: UUID) -> HttpResponse:
    """What happened in money, with receipts and entries."""
    view = queries.contract_view(ctx, contract_id)
    table = shown.facts_table(ctx, view)
    return _table_page(request, ctx, view, "web:financing-operations", table)


@page("assets.view")
def accounts(request: HttpRequest, ctx: Context, contract_id: UUID) -> HttpResponse:
    """What the books hold for the contract and its thing."""
    view = queries.contract_view(ctx, contract_id)
    owners: list[tuple[str, object]] = [("financing", contract_id)]
    if view.asset is not None:
        owners.append(("asset", view.asset.id))
    table = shown.accounts_table(ctx, owners)
    return _table_page(request, ctx, view, "web:financing-accounts", table)


@page("assets.view")
def papers(request: HttpRequest, ctx: Context, contract_id: UUID) -> HttpResponse:
    """The documents of the file."""
    view = queries.contract_view(ctx, contract_id)
    table = Table(
        caption=_("Documents"),
        columns=[
            Column(name="kind", title=_("Document")),
            Column(name="date", title=_("Added on"), kind=Kind.DATE),
        ],
        rows=[
            Row(
                str(one.id),
                {"kind": words.PAPERS[one.kind], "date": one.recorded_date},
                _url("web:financing-paper", view, str(one.id)),
            )
            for one in view.papers
        ],
        empty=Empty(_("No document yet"), _("Promise, invoice and delivery note are kept here.")),
    )
    return _table_page(request, ctx, view, "web:financing-papers", table)


@page("assets.view")
def paper(
    request: HttpRequest,  # noqa: ARG001
    ctx: Context,
    contract_id: UUID,
    paper_id: str,
) -> HttpResponse:
    """A document as it was kept. Refuses: NotFound, OtherBranch."""
    view = queries.contract_view(ctx, contract_id)
    for one in view.papers:
        if str(one.id) == paper_id:
            return sealed_file(one.file_id, name=f"{view.row.number}-{one.kind.lower()}")
    raise NotFound(kind="document", id=paper_id)


@page("assets.view")
def contract_file(request: HttpRequest, ctx: Context, contract_id: UUID) -> HttpResponse:  # noqa: ARG001
    """The signed paper as a PDF. Refuses: NotFound, OtherBranch."""
    view = queries.contract_view(ctx, contract_id)
    if view.contract.contract_file_id is None:
        raise NotFound(kind="contract", id=view.row.number)
    return sealed_file(view.contract.contract_file_id, name=f"contrat-{view.row.number}")


@page("assets.view")
def past(request: HttpRequest, ctx: Context, contract_id: UUID) -> HttpResponse:
    """Everything that was done on this file: who, when, through what."""
    view = queries.contract_view(ctx, contract_id)
    head = head_of(ctx, view, "web:financing-history")
    values = {"past": life_of(ctx, "contract", contract_id)}
    return render_page(request, ctx, "web/loans/history.html", head, values=values)


def trail_of(view: ContractView, title: Any) -> Sequence[Link]:
    """The way from the list to the contract and to a page behind it."""
    return (
        Link(_("Leasing and Islamic"), reverse("web:financing")),
        Link(view.row.number, _url("web:financing-file", view)),
        Link(title),
    )


@page()
def step(request: HttpRequest, ctx: Context, contract_id: UUID, slug: str) -> HttpResponse:
    """One step of a contract. Refuses: what its command refuses."""
    wanted = BY_SLUG.get(slug)
    if wanted is None:
        raise Http404(slug)
    ctx.demand(wanted.permission)
    view = queries.contract_view(ctx, contract_id)
    back = _url("web:financing-file", view)
    form = StepForm(
        request.POST or None, request.FILES or None, fields=wanted.fields(ctx, view), name=slug
    )
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=wanted.title,
            section="loans",
            trail=trail_of(view, wanted.title),
            facts=[Fact(_("Client"), view.row.client), Fact(_("Kind"), words.KINDS[view.row.kind])],
        ),
        template="web/financing/step.html",
        run=lambda keyed, values: wanted.run(keyed, view, values),
        done=lambda outcome: _after(wanted, outcome, back),
        money=NO_MONEY_MOVED,
        values={
            "amount": wanted.asks(ctx, view),
            "warns": wanted.warns,
            "send_label": wanted.send,
            "is_danger": wanted.is_danger,
            "cancel_url": back,
        },
    )


def _after(step: StepPage, outcome: object, back: str) -> Done:
    if isinstance(outcome, FactReceipt) and outcome.receipt_number:
        said = f"{step.said} {outcome.receipt_number}"
        return Done(reverse("web:financing-receipt", args=[outcome.receipt_number]), said)
    return Done(back, step.said)


@page("assets.reverse")
def reverse_operation(request: HttpRequest, ctx: Context, fact_id: UUID) -> HttpResponse:
    """Take an operation back, with a reason."""
    row = queries.receipt_of(ctx, fact_id)
    back = reverse("web:financing-operations", args=[row.contract_number])
    title = gettext("Take back the operation %(receipt)s") % {"receipt": row.receipt_number}
    return command_page(
        request,
        ctx,
        form=StepForm(request.POST or None, fields={"reason": reason_field()}, name="reverse"),
        page=Page(
            title=title,
            section="loans",
            trail=(
                Link(_("Leasing and Islamic"), reverse("web:financing")),
                Link(row.contract_number, back),
                Link(pgettext("action", "Take back")),
            ),
            facts=[Fact(_("Client"), row.client), Fact(_("Amount"), row.amount)],
        ),
        template="web/financing/step.html",
        run=lambda keyed, values: commands.reverse_operation(keyed, fact_id=fact_id, **values),
        done=lambda made: Done(
            reverse("web:financing-receipt", args=[made.receipt_number])
            if made.receipt_number
            else back,
            gettext("The operation is taken back."),
        ),
        money=_("The operation stands as it was."),
        values={
            "amount": row.amount,
            "warns": gettext("Take back %(amount)s? The cash leaves the till it came into.")
            % {"amount": money_text(row.amount)},
            "send_label": _("Take back"),
            "is_danger": True,
            "cancel_url": back,
        },
    )
