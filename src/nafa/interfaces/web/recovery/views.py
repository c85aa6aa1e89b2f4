"""The recovery of one late file: what was done, contacts, letters, who follows it; the plan."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.assets import queries as goods
from nafa.clients.queries import contacts_of
from nafa.interfaces.web.financing.files import head_of as contract_head
from nafa.interfaces.web.loans.views import head_of as loan_head
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Happening, Link, Page, Phone, Tone, Words
from nafa.interfaces.web.recovery.addresses import recovery_url
from nafa.interfaces.web.recovery.forms import ContactForm, HandOverForm, LetterForm, PlanForm
from nafa.interfaces.web.recovery.lists import tabs
from nafa.interfaces.web.views.clients.details import sealed_file
from nafa.interfaces.web.wording.recovery import (
    RESULT_TONES,
    RESULTS,
    promise_state,
    step_name,
    step_words,
)
from nafa.interfaces.web.written import date_text, money_text
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending import queries as lending
from nafa.recovery import commands, queries
from nafa.recovery.calc.plan import PRINTED
from nafa.recovery.queries import ActRow, PromiseRow, RecoveryFile


def _back(file: RecoveryFile) -> str:
    return recovery_url(file.late.owed.kind, file.late.owed.number)


def _happening(act: ActRow) -> Happening:
    said = [str(RESULTS[act.result])]
    if act.promise is not None:
        said.append(
            gettext("%(amount)s for %(day)s: %(state)s")
            % {
                "amount": money_text(act.promise.amount),
                "day": date_text(act.promise.due_date),
                "state": str(promise_state(act.promise.status).word).lower(),
            }
        )
    if act.note:
        said.append(act.note)
    if act.is_outside_hours:
        said.append(gettext("Outside the hours of contact."))
    if act.place is not None:
        said.append(gettext("Place: %(place)s") % {"place": f"{act.place[0]}, {act.place[1]}"})
    letter = None
    if act.has_letter:
        letter = Link(_("Letter"), reverse("web:recovery-letter-file", args=[act.id]))
    return Happening(
        what=step_name(act.step_code, act.kind),
        at=act.done_at,
        who=act.done_by,
        detail=" · ".join(said),
        tone=Tone.WARNING if act.is_outside_hours else RESULT_TONES.get(act.result, Tone.NEUTRAL),
        entry=letter,
    )


def _facts(file: RecoveryFile) -> list[Fact]:
    late = file.late
    promise = file.open_promise
    phone = contacts_of([late.owed.client_id])[late.owed.client_id].phone
    return [
        *([Fact(_("Telephone"), Phone(phone))] if phone else []),
        Fact(_("In arrears"), late.overdue),
        Fact(_("Days late"), str(late.days_late)),
        Fact(_("Since"), late.since_date),
        Fact(_("Followed by"), file.collector or "—"),
        Fact(_("Next step"), step_words(file.step) or _("Nothing to do now")),
        Fact(_("Open promise"), _promised(promise) if promise else "—"),
    ]


def _promised(promise: PromiseRow) -> str:
    return gettext("%(amount)s for %(day)s") % {
        "amount": money_text(promise.amount),
        "day": date_text(promise.due_date),
    }


def _actions(ctx: Context, file: RecoveryFile) -> list[Action]:
    number, found = file.late.owed.number, []
    if not file.late.days_late:
        return []
    if ctx.may("recovery.work"):
        contact = Action(_("Write down a contact"), reverse("web:recovery-contact", args=[number]))
        letter = Action(_("Print a letter"), reverse("web:recovery-letter", args=[number]))
        is_letter = file.step is not None and file.step.kind in PRINTED
        found += [letter, contact] if is_letter else [contact, letter]
    if ctx.may("recovery.hand_over"):
        found.append(Action(_("Hand over"), reverse("web:recovery-hand-over", args=[number])))
    return found


@page("recovery.view")
def loan_file(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """The recovery of a loan beside its other pages."""
    head = loan_head(ctx, lending.loan_view(ctx, loan_id), "web:loan-recovery")
    return _file_page(request, ctx, loan_id, head)


@page("recovery.view")
def contract_file(request: HttpRequest, ctx: Context, contract_id: UUID) -> HttpResponse:
    """The recovery of a contract about goods beside its other pages."""
    view = goods.contract_view(ctx, contract_id)
    return _file_page(request, ctx, contract_id, contract_head(ctx, view, "web:financing-recovery"))


def _file_page(request: HttpRequest, ctx: Context, claim_id: UUID, head: Page) -> HttpResponse:
    file = queries.recovery_file(ctx, claim_id)
    values = {
        "facts": _facts(file),
        "past": [_happening(act) for act in file.acts],
        "actions": _actions(ctx, file),
        "is_late": file.late.days_late > 0,
    }
    return render_page(request, ctx, "web/recovery/file.html", head, values=values)


def _page(file: RecoveryFile, title: Words) -> Page:
    return Page(
        title=title,
        section="recovery",
        trail=(
            Link(_("Recovery"), reverse("web:recovery")),
            Link(file.late.owed.number, _back(file)),
            Link(title),
        ),
        facts=[
            Fact(_("In arrears"), file.late.overdue),
            Fact(_("Days late"), str(file.late.days_late)),
        ],
    )


@page("recovery.work")
def contact(request: HttpRequest, ctx: Context, claim_id: UUID) -> HttpResponse:
    """Write a contact down, with the promise it brought."""
    file = queries.recovery_file(ctx, claim_id)
    return command_page(
        request,
        ctx,
        form=ContactForm(request.POST or None, file=file),
        page=_page(file, _("Write down a contact")),
        template="web/recovery/contact.html",
        run=lambda keyed, values: commands.record_act(keyed, claim_id=claim_id, **values),
        done=lambda _act: Done(_back(file), gettext("The contact is written down.")),
        values={"cancel_url": _back(file)},
    )


@page("recovery.work")
def letter(request: HttpRequest, ctx: Context, claim_id: UUID) -> HttpResponse:
    """Print a reminder or a formal notice."""
    file = queries.recovery_file(ctx, claim_id)
    return command_page(
        request,
        ctx,
        form=LetterForm(request.POST or None, file=file),
        page=_page(file, _("Print a letter")),
        template="web/form.html",
        run=lambda keyed, values: commands.write_letter(keyed, claim_id=claim_id, **values),
        done=lambda _act: Done(
            _back(file), gettext("The letter is ready: open it from the history to print it.")
        ),
        values={"cancel_url": _back(file), "send_label": _("Make the letter")},
    )


@page("recovery.view")
def letter_file(request: HttpRequest, ctx: Context, act_id: UUID) -> HttpResponse:  # noqa: ARG001
    """A letter as PDF. Refuses: NotFound, OtherBranch."""
    found = queries.letter_of(ctx, act_id)
    act, owed = found or (None, None)
    if act is None or owed is None or act.letter_id is None:
        raise NotFound(kind="letter", id=act_id)
    return sealed_file(act.letter_id, name=f"recouvrement-{owed.number}-{act.done_date}")


@page("recovery.hand_over")
def hand_over(request: HttpRequest, ctx: Context, claim_id: UUID) -> HttpResponse:
    """Give the file to somebody else to recover."""
    file = queries.recovery_file(ctx, claim_id)
    people = queries.colleagues(file.late.owed.branch_id)
    return command_page(
        request,
        ctx,
        form=HandOverForm(
            request.POST or None, people=people, initial={"collector_id": str(file.collector_id)}
        ),
        page=_page(file, _("Hand over")),
        template="web/form.html",
        run=lambda keyed, values: commands.hand_over(keyed, claim_id=claim_id, **values),
        done=lambda _none: Done(_back(file), gettext("The file is handed over.")),
        values={"cancel_url": _back(file), "send_label": _("Hand over")},
    )


@page("recovery.view")
def plan(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The plan in force; changing it, with the right."""
    in_force = queries.plan_in_force(ctx.business_date)
    if request.method == "POST":
        ctx.demand("recovery.configure")
    return command_page(
        request,
        ctx,
        form=PlanForm(request.POST or None, plan=in_force.plan),
        page=Page(title=_("Recovery"), section="recovery", tabs=tabs("web:recovery-plan")),
        template="web/recovery/plan.html",
        run=lambda keyed, values: commands.define_plan(keyed, **values),
        done=lambda _number: Done(reverse("web:recovery-plan"), gettext("The plan is in force.")),
        values={
            "in_force": in_force,
            "steps": [(step.days_late, step_words(step)) for step in in_force.plan.steps],
            "may_change": ctx.may("recovery.configure"),
        },
    )
