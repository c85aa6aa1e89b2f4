"""One application before the committee: the file, the proposal, the votes, the decision."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nafa.clients import queries as clients
from nafa.interfaces.web.forms import new_key
from nafa.interfaces.web.pages import Done, command_page, go_on, page
from nafa.interfaces.web.parts import Action, Fact, Happening, Page
from nafa.interfaces.web.views.applications.circuit import checklist_panel, judgement_panels
from nafa.interfaces.web.views.applications.decide import changes_of, client_facts
from nafa.interfaces.web.views.applications.offer import offer_values
from nafa.interfaces.web.views.applications.reading import application_called
from nafa.interfaces.web.views.origination.committee import session_called, trail_to
from nafa.interfaces.web.views.origination.committee_forms import (
    PostponeForm,
    ProposalForm,
    VoteForm,
)
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.origination import ITEM_STATES, VOTES, tally_words
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending import queries as lending
from nafa.lending.commands.origination import voting as commands
from nafa.lending.queries import ApplicationView
from nafa.lending.queries.origination.committee import ItemRow, SessionView

APPROVE = "lending.approve"


def _item_of(ctx: Context, session: str, application: str) -> tuple[SessionView, ItemRow]:
    view = session_called(ctx, session)
    found = [one for one in view.items if application in (one.application.number, str(one.id))]
    if not found:
        raise NotFound(kind="agenda_item", id=application)
    return view, found[-1]


def _url(name: str, view: SessionView, item: ItemRow) -> str:
    return reverse(name, args=[view.row.number, item.application.number])


def _objection(ctx: Context, view: SessionView, item: ItemRow) -> str:
    """Why the reader does not vote; nothing when they may."""
    application = item.application
    if view.row.status != "OPEN":
        return _("Votes are given while the session is open.")
    if item.outcome != "OPEN":
        return _("The committee has decided this application.")
    if ctx.actor_id in (application.officer_id, application.submitted_by_id):
        return _("You submitted or follow this application: you do not vote on it.")
    if all(seat.member_id != ctx.actor_id or not seat.is_present for seat in view.seats):
        return _("You are not among the members present.")
    if any(vote.member_id == ctx.actor_id for vote in item.votes):
        return _("You have voted on this proposal.")
    return ""


def _votes_panel(item: ItemRow) -> Panel:
    return Panel(
        title=_("Votes"),
        timeline=[
            Happening(
                what=VOTES[vote.choice].word,
                at=vote.voted_at,
                who=vote.name,
                detail=vote.reason,
                tone=VOTES[vote.choice].tone,
            )
            for vote in item.votes
        ],
        empty=_("Nobody has voted on this proposal yet."),
    )


def _proposal_panel(view: ApplicationView, item: ItemRow) -> Panel:
    terms = _("%(count)s instalments")
    facts = [
        Fact(_("Asked for"), view.asked, terms % {"count": view.asked_instalment_count}),
        Fact(_("Terms on the table"), item.amount, terms % {"count": item.instalment_count}),
        Fact(_("Conditions"), item.conditions),
        Fact(_("Purpose"), view.purpose),
        Fact(_("Votes"), tally_words(item)),
        Fact(_("Reason"), item.reason),
    ]
    return Panel(title=_("Proposal"), facts=[fact for fact in facts if fact.value])


def _actions(ctx: Context, view: SessionView, item: ItemRow) -> tuple[Action | None, list[Action]]:
    if view.row.status != "OPEN" or item.outcome != "OPEN":
        return None, []
    propose = Action(_("Put other terms"), _url("web:committee-propose", view, item))
    if ctx.actor_id == view.row.secretary_id and ctx.actor_id != view.row.chair_id:
        return None, [propose]
    if ctx.actor_id != view.row.chair_id:
        return None, []
    conclude = Action(
        _("Record the decision"),
        _url("web:committee-conclude", view, item),
        posts=True,
        values={"key": new_key()},
        confirm=_("%(tally)s. The majority decides; an equal vote goes with the chair.")
        % {"tally": tally_words(item)},
    )
    postpone = Action(_("Postpone or return"), _url("web:committee-postpone", view, item))
    return conclude, [propose, postpone]


@page(APPROVE)
def item_page(request: HttpRequest, ctx: Context, session: str, application: str) -> HttpResponse:
    """The file of the application in session, with the form of one's vote."""
    view, item = _item_of(ctx, session, application)
    shown = application_called(ctx, item.application.number)
    client = clients.get_client(ctx, shown.row.client_id)
    offer = lending.offer_of(shown.terms, on=ctx.business_date)
    action, others = _actions(ctx, view, item)
    objection = _objection(ctx, view, item)
    return command_page(
        request,
        ctx,
        form=VoteForm(request.POST or None),
        page=Page(
            title=_("%(product)s for %(client)s")
            % {"product": shown.row.product, "client": shown.row.client},
            section="approvals",
            trail=trail_to(view.row, item.application.number),
            state=ITEM_STATES[item.outcome],
            action=action,
            other_actions=others,
        ),
        template="web/origination/item.html",
        run=lambda ctx, entered: commands.vote(ctx, item_id=item.id, **entered),
        done=lambda _none: Done(
            reverse("web:committee", args=[view.row.number]), _("Your vote is recorded.")
        ),
        values={
            "objection": objection,
            "amount": item.amount,
            "changes": changes_of(ctx, client, shown, offer),
            "left": [_proposal_panel(shown, item)],
            "below": [_votes_panel(item), *judgement_panels(ctx, shown)],
            "right": [
                Panel(title=_("Client"), facts=client_facts(ctx, client)),
                checklist_panel(ctx, shown.row.id),
            ],
            "offer": offer_values(shown.terms, offer),
        },
    )


@page(APPROVE)
def propose(request: HttpRequest, ctx: Context, session: str, application: str) -> HttpResponse:
    """Put other terms to the vote."""
    view, item = _item_of(ctx, session, application)
    back = _url("web:committee-item", view, item)
    initial = {
        "amount": item.amount,
        "instalment_count": item.instalment_count,
        "conditions": item.conditions,
    }
    return command_page(
        request,
        ctx,
        form=ProposalForm(request.POST or None, initial=initial),
        page=Page(
            title=_("Other terms for %(number)s") % {"number": item.application.number},
            section="approvals",
            trail=trail_to(view.row, _("Other terms")),
        ),
        template="web/form.html",
        run=lambda ctx, entered: commands.propose_terms(ctx, item_id=item.id, **entered),
        done=lambda _n: Done(back, _("The terms are put to the vote. All members vote again.")),
        values={"send_label": _("Put to the vote"), "cancel_url": back},
    )


@page(APPROVE)
def postpone(request: HttpRequest, ctx: Context, session: str, application: str) -> HttpResponse:
    """Take an application off: to a later session, or back to the officer."""
    view, item = _item_of(ctx, session, application)
    return command_page(
        request,
        ctx,
        form=PostponeForm(request.POST or None),
        page=Page(
            title=_("Postpone or return %(number)s") % {"number": item.application.number},
            section="approvals",
            trail=trail_to(view.row, _("Postpone or return")),
        ),
        template="web/form.html",
        run=lambda ctx, entered: commands.postpone_item(ctx, item_id=item.id, **entered),
        done=lambda _outcome: Done(
            reverse("web:committee", args=[view.row.number]), _("The application is taken off.")
        ),
        values={
            "send_label": _("Take off the agenda"),
            "cancel_url": _url("web:committee-item", view, item),
        },
    )


@require_POST
@page(APPROVE)
def conclude(request: HttpRequest, ctx: Context, session: str, application: str) -> HttpResponse:
    """Count the votes and record the decision."""
    view, item = _item_of(ctx, session, application)
    sending = replace(ctx, key=request.POST.get("key") or new_key())
    outcome = commands.conclude_item(sending, item_id=item.id)
    told = _("%(number)s: %(outcome)s.")
    words = {"number": item.application.number, "outcome": str(ITEM_STATES[outcome].word)}
    return go_on(request, Done(reverse("web:committee", args=[view.row.number]), told % words))
