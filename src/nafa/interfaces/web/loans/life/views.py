"""The life of a loan: its page, the forms of changes with their preview, requests, losses."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.clients.queries import names_of
from nafa.interfaces.web.loans.life import shown
from nafa.interfaces.web.loans.life.acts import act_links
from nafa.interfaces.web.loans.life.forms import FORMS, ChangeForm, DecisionForm, ReasonForm
from nafa.interfaces.web.loans.views import head_of
from nafa.interfaces.web.pages import REFUSED, Done, command_page, go_on, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, Refusal
from nafa.interfaces.web.tables import Empty
from nafa.interfaces.web.wording import loan_life as words
from nafa.interfaces.web.written import date_text, money_text
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.secrets.files import read_file
from nafa.lending import commands, queries
from nafa.lending.queries import LoanView
from nafa.lending.queries.life import changes, files

SLUGS = {
    "frais": "CHARGE",
    "remise": "WAIVER",
    "report": "DEFERMENT",
    "reechelonnement": "RESCHEDULING",
    "restructuration": "RESTRUCTURING",
    "perte": "WRITE_OFF",
}
DIRECT = "CHARGE"


@page("lending.view")
def life(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """What may be done with the loan, what waits, and what happened to it beside its money."""
    view = queries.loan_view(ctx, loan_id)
    file = files.life_of(ctx, loan_id)
    loan, currency = view.folded.loan, view.folded.loan.currency
    values = {
        "changes": change_links(ctx, view),
        "acts": act_links(ctx, view, file),
        "restructured": shown.restructured_state(loan.restructured_date)
        if loan.restructured_date
        else None,
        "requests": shown.requests_table(
            changes.requests_of(loan_id),
            caption=_("Changes asked for"),
            empty=Empty(_("Nothing was asked for"), _("The loan runs as it was signed.")),
        ),
        "charges": shown.charges_table(ctx, file.charges, currency=currency),
        "standing": shown.standing_table(ctx, file.plan_facts, currency=currency),
        "plans": [
            (
                shown.former_plan_title(plan),
                shown.plan_table(
                    plan.rows, currency=currency, caption=shown.former_plan_title(plan)
                ),
            )
            for plan in reversed(file.plans)
        ],
        "facts": _life_facts(file),
    }
    head = head_of(ctx, view, "web:loan-life")
    return render_page(request, ctx, "web/loans/life/file.html", head, values=values)


def change_links(ctx: Context, view: LoanView) -> list[tuple[Action, Any]]:
    """The changes that the reader may ask for or make, with a sentence for each."""
    if view.row.status != "ACTIVE":
        return []
    found: list[tuple[Action, Any]] = [
        (Action(words.CHANGES[kind], reverse("web:loan-change", args=[view.row.number, slug])),
         words.EXPLAINED[kind])
        for slug, kind in SLUGS.items()
        if ctx.may(_right(kind))
    ]  # fmt: skip
    if ctx.may("lending.apply"):
        found.append(_top_up(view))
    return found


def _top_up(view: LoanView) -> tuple[Action, Any]:
    """More money on a running loan is a new loan that repays it: the way there."""
    client = names_of([view.row.client_id])[view.row.client_id][0]
    url = f"{reverse('web:application-new')}?client={client}"
    told = _(
        "Apply for the whole new amount. When it is paid out, “Refinancing (top-up)” on the new "
        "loan repays this one, and the client gets the difference."
    )
    return Action(_("Top-up"), url), told


def _right(kind: str) -> str:
    return "lending.charge" if kind == DIRECT else "lending.ask_change"


def _life_facts(file: files.LifeFile) -> list[Fact]:
    found = [shown.transfer_line(one) for one in file.transfers]
    if file.refinanced_by is not None:
        other = file.refinanced_by
        url = reverse("web:loan", args=[other.loan_id])
        found.append(Fact(_("Repaid out of"), other.number, url=url))
    for one in file.refinances:
        url = reverse("web:loan", args=[one.loan_id])
        found.append(Fact(_("Repaid the loan"), one.number, url=url))
    for call in file.calls:
        found.append(
            Fact(
                gettext("Guarantor called on %(day)s") % {"day": date_text(call.called_date)},
                f"{call.guarantor} · {money_text(call.asked)}",
                url=reverse("web:loan-call-letter", args=[call.id]),
            )
        )
    if file.death is not None:
        found.append(
            Fact(_("Death of the borrower"), file.death.death_date,
                 hint=words.CLAIMS[file.death.claim])
        )  # fmt: skip
    return found


@page("lending.view")
def change(request: HttpRequest, ctx: Context, loan_id: UUID, slug: str) -> HttpResponse:
    """The form of a change: shown before and after first, then asked for or made."""
    kind = SLUGS.get(slug)
    if kind is None:
        raise Http404(slug)
    ctx.demand(_right(kind))
    view = queries.loan_view(ctx, loan_id)
    form = _form(request, kind, view)
    head = _head(view, words.CHANGES[kind])
    values: dict[str, Any] = {
        "cancel_url": reverse("web:loan-life", args=[view.row.number]),
        "explained": words.EXPLAINED[kind],
        "is_direct": kind == DIRECT,
    }
    if "preview" in request.POST and form.is_valid():
        try:
            values |= _previewed(ctx, loan_id, kind, form)
        except DomainError as error:
            form.show_refusal(error)
            values["refusal"] = Refusal.of(error, money=_("Nothing was changed."))
        return render_page(
            request, ctx, "web/loans/life/change.html", head,
            status=REFUSED if "refusal" in values else 200,
            values={"form": form, "refusal": None, **values},
        )  # fmt: skip
    return command_page(
        request,
        ctx,
        form=form,
        page=head,
        template="web/loans/life/change.html",
        run=lambda keyed, _values: _run(keyed, loan_id, kind, form),
        done=lambda _made: Done(values["cancel_url"], _said(kind)),
        money=_("The loan stands as it was."),
        values=values,
    )


def _form(request: HttpRequest, kind: str, view: LoanView) -> ChangeForm:
    options: dict[str, Any] = {"currency": view.folded.loan.currency}
    if kind == "WAIVER":
        options["charges"] = files.charges_of(view.folded.loan)
    return FORMS[kind](request.POST or None, **options)


def _run(ctx: Context, loan_id: UUID, kind: str, form: ChangeForm) -> object:
    if kind == DIRECT:
        return commands.charge_loan(ctx, loan_id=loan_id, asked=form.asked, reason=form.reason)
    return commands.ask_change(
        ctx, loan_id=loan_id, kind=kind, asked=form.asked, reason=form.reason
    )


def _said(kind: str) -> str:
    if kind == DIRECT:
        return gettext("The charge is asked for.")
    return gettext("The change was asked for; another person decides.")


def _previewed(ctx: Context, loan_id: UUID, kind: str, form: ChangeForm) -> dict[str, Any]:
    if kind == DIRECT:
        preview = changes.preview_charge(ctx, loan_id=loan_id, asked=form.asked)
    else:
        preview = changes.preview_change(ctx, loan_id=loan_id, kind=kind, asked=form.asked)
    return _compared(ctx, preview)


def _compared(ctx: Context, preview: changes.ChangePreview) -> dict[str, Any]:
    after = preview.after
    is_new = after.schedule != preview.before.schedule
    table = shown.plan_table(
        after.schedule, currency=after.loan.currency, caption=gettext("The new plan"),
        since=ctx.business_date,
    )  # fmt: skip
    return {
        "compared": shown.compared(preview, on=ctx.business_date),
        "entry": shown.entry_table(preview),
        "plan": table if is_new else None,
        "at_stake": preview.at_stake,
    }


def _head(view: LoanView, title: Any, *facts: Fact) -> Page:
    row = view.row
    return Page(
        title=f"{title} · {row.client}",
        section="loans",
        trail=(
            Link(_("Loans"), reverse("web:loans")),
            Link(row.number, reverse("web:loan-life", args=[row.number])),
            Link(title),
        ),
        facts=[Fact(_("Outstanding"), view.folded.state.outstanding_principal), *facts],
    )


@page("lending.view")
def requests(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The changes of loans that wait for the reader."""
    table = shown.requests_table(
        changes.requests_waiting(ctx),
        caption=_("Changes of loans that wait for you"),
        empty=Empty(_("Nothing waits for you"), _("Changes that others ask for appear here.")),
    )
    head = Page(
        title=_("Changes of loans to decide"), section="loans",
        trail=(Link(_("Loans"), reverse("web:loans")), Link(_("Changes to decide"))),
    )  # fmt: skip
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": table})


@page("lending.view")
def decide(request: HttpRequest, ctx: Context, request_id: UUID) -> HttpResponse:
    """One request: what it would do today, and the decision of another person."""
    row = changes.request_row(ctx, request_id)
    view = queries.loan_view(ctx, row.loan_id)
    form = DecisionForm(request.POST or None)
    values: dict[str, Any] = {"row": row, "refusal": None, **_standing(ctx, row)}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            said = _decide(replace(ctx, key=form.idempotency_key), row, request.POST, form)
        except DomainError as error:
            status, values["refusal"] = REFUSED, Refusal.of(error, money=_("Nothing was changed."))
            form.take_new_key()
        else:
            return go_on(request, Done(reverse("web:loan-life", args=[row.loan_number]), said))
    head = replace(
        _head(view, words.CHANGES[row.kind]),
        state=words.REQUEST_STATES[row.status],
        facts=shown.asked_facts(row),
    )
    return render_page(
        request, ctx, "web/loans/life/decide.html", head, status=status,
        values={"form": form, **values},
    )  # fmt: skip


def _standing(ctx: Context, row: changes.RequestRow) -> dict[str, Any]:
    """What the request would do today, or why it is no longer possible."""
    if row.status != "WAITING":
        return {"is_open": False}
    is_own = row.asked_by_id == ctx.actor_id
    found: dict[str, Any] = {
        "is_open": True,
        "is_own": is_own,
        "may_decide": not is_own and ctx.may(changes.right_to_decide(row.kind)),
    }
    try:
        return {**found, **_compared(ctx, changes.preview_request(ctx, row.id))}
    except DomainError as error:
        return {**found, "objection": f"{error.message} {error.next_step}"}


def _decide(ctx: Context, row: changes.RequestRow, sent: Any, form: DecisionForm) -> str:
    decision = sent.get("decision", "")
    if decision == "accept":
        commands.accept_change(ctx, request_id=row.id)
        return gettext("The change is made.")
    if decision == "withdraw":
        commands.withdraw_change(ctx, request_id=row.id)
        return gettext("The request is withdrawn.")
    commands.refuse_change(ctx, request_id=row.id, reason=form.cleaned_data["reason"])
    return gettext("The request is refused.")


@page("lending.view")
def lost(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Loans given up and followed outside the balance sheet, and those due to be."""
    head = Page(
        title=_("Loans given up"), section="loans",
        trail=(Link(_("Loans"), reverse("web:loans")), Link(_("Loans given up"))),
    )  # fmt: skip
    values = {
        "due": shown.lost_table(
            files.due_for_write_off(ctx), caption=gettext("To be given up by the regulator's rule"),
            is_due=True,
        ),
        "lost": shown.lost_table(
            files.lost_loans(ctx), caption=gettext("Given up, still followed"), is_due=False
        ),
    }  # fmt: skip
    return render_page(request, ctx, "web/loans/life/lost.html", head, values=values)


@page("lending.reverse")
def take_back(request: HttpRequest, ctx: Context, fact_id: UUID) -> HttpResponse:
    """Take a charge, a waiver, a plan or a write-off back, with the reason."""
    done = files.operation_done(ctx, fact_id)
    view = queries.loan_view(ctx, done.loan_id)
    back = reverse("web:loan-life", args=[view.row.number])
    amount = money_text(done.amount) if done.amount else ""
    return command_page(
        request,
        ctx,
        form=ReasonForm(request.POST or None),
        page=_head(
            view, _("Take back"), Fact(_("Operation"), shown.operation_word(done), hint=amount)
        ),
        template="web/form.html",
        run=lambda keyed, values: commands.take_back(keyed, fact_id=fact_id, **values),
        done=lambda _made: Done(back, gettext("The operation is taken back.")),
        money=_("The loan stands as it was."),
        values={"cancel_url": back, "send_label": _("Take back")},
    )


@page("lending.view")
def call_letter(request: HttpRequest, ctx: Context, call_id: UUID) -> HttpResponse:  # noqa: ARG001
    """The letter that called a guarantor. Refuses: NotFound, OtherBranch, SecretUnreadable."""
    content, media_type = read_file(files.call_letter_id(ctx, call_id))
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = 'inline; filename="appel-caution.pdf"'
    return response
