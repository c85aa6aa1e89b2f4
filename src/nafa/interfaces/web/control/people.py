"""Somebody changes post or leaves; the quarterly review of everybody's rights."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nafa.interfaces.web import labels
from nafa.interfaces.web.administration.views import AssignForm, trail
from nafa.interfaces.web.forms import KeyedForm, new_key
from nafa.interfaces.web.pages import Done, command_page, go_on, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.kernel.context import Context
from nafa.kernel.control import defining, people, reviewing
from nafa.kernel.errors import NotFound
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import AccessReview, AccessReviewLine, Assignment, User, WaitingCommand
from nafa.lending import queries as lending
from nafa.payments import queries as payments

MANAGE, REVIEW = "identity.manage", "access.review"
ANSWERS = {
    "": State(_("To be answered"), Tone.WARNING),
    "CONFIRMED": State(_("Confirmed"), Tone.GOOD),
    "WITHDRAWN": State(_("Withdrawn"), Tone.DANGER),
    "GONE": State(_("Ended before")),
}


def _person(user_id: UUID) -> User:
    found = User.objects.filter(id=user_id, is_active=True).first()
    if found is None:
        raise NotFound(kind="user", id=user_id)
    return found


def _head(user: User, title: Any) -> Page:
    steps = (
        Link(_("People"), reverse("web:users")),
        Link(user.full_name, reverse("web:user", args=[user.id])),
        Link(title),
    )
    return Page(title=title, section="settings", trail=trail(*steps))


class LeaveForm(KeyedForm):
    """Why somebody leaves."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


@page(MANAGE)
def leaves(request: HttpRequest, ctx: Context, user_id: UUID) -> HttpResponse:
    """Somebody leaves: what they had open, to be handed over; then every right ends."""
    user = _person(user_id)
    waiting = WaitingCommand.objects.filter(maker=user, status="WAITING").count()
    session = payments.open_session_of(user.id)
    facts = [
        Fact(_("Running loans followed"), len(lending.loans(ctx, officer_id=user.id, limit=500))),
        Fact(_("Requests that wait"), waiting),
        Fact(_("Till held"), session.till_name if session else "–"),
    ]
    return command_page(
        request, ctx, form=LeaveForm(request.POST or None),
        page=_head(user, _("The person leaves")), template="web/control/with_form.html",
        run=lambda keyed, values: people.person_leaves(keyed, user_id=user_id, **values),
        done=lambda ended: Done(
            reverse("web:user", args=[user_id]),
            gettext("Ended: %(roles)s roles, %(sessions)s sessions, %(tokens)s tokens.")
            % ended._asdict(),
        ),
        values={
            "panels": [Panel(title=_("To be handed over"), facts=facts)],
            "send_label": _("End every right"),
            "cancel_url": reverse("web:user", args=[user_id]),
        },
    )  # fmt: skip


@page(MANAGE)
def moves(request: HttpRequest, ctx: Context, user_id: UUID) -> HttpResponse:
    """Somebody changes post: the former rights end the same instant."""
    user = _person(user_id)
    form = AssignForm(request.POST or None, currency=institution().currency)
    return command_page(
        request, ctx, form=form, page=_head(user, _("The person changes post")),
        template="web/form.html",
        run=lambda keyed, _values: people.person_moves(keyed, user_id=user_id, **form.inputs),
        done=lambda _id: Done(
            reverse("web:user", args=[user_id]), gettext("The new role is given; others ended.")
        ),
        values={
            "send_label": _("Change the post"), "cancel_url": reverse("web:user", args=[user_id]),
        },
    )  # fmt: skip


class WithdrawForm(KeyedForm):
    """Why a role goes."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


@page(MANAGE)
def withdraw_role(request: HttpRequest, ctx: Context, assignment_id: UUID) -> HttpResponse:
    """One role of a person, with what it lets do, and its end; the other roles stay."""
    held = Assignment.objects.select_related("user", "role", "branch").filter(
        id=assignment_id
    ).first()  # fmt: skip
    if held is None:
        raise NotFound(kind="assignment", id=assignment_id)
    ctx.demand_branch(held.branch_id)
    role = labels.local(held.role.label_fr, held.role.label_en)
    back = reverse("web:user", args=[held.user_id])
    others = Assignment.objects.filter(user_id=held.user_id).exclude(id=held.id).count()
    facts = [
        Fact(_("Person"), held.user.full_name),
        Fact(_("Role"), role),
        Fact(_("Branch"), held.branch.name if held.branch else _("All branches")),
        Fact(_("Other roles held"), others),
    ]
    return command_page(
        request, ctx, form=WithdrawForm(request.POST or None),
        page=_head(held.user, _("Take the role away")), template="web/control/with_form.html",
        run=lambda keyed, values: defining.withdraw_role(
            keyed, assignment_id=assignment_id, **values
        ),
        done=lambda _none: Done(back, gettext("The role is taken away.")),
        values={
            "panels": [Panel(title=role, facts=facts)],
            "send_label": _("Take the role away"), "cancel_url": back,
        },
    )  # fmt: skip


@page(REVIEW)
def reviews(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The reviews of access; the one of this quarter is opened here."""
    label = reviewing.quarter_of(ctx.business_date)
    rows = [
        Row(str(one.id), {
            "label": one.label, "due": one.due_date, "open": one.lines.filter(answer="").count(),
            "state": _review_state(ctx, one),
        }, reverse("web:access-review", args=[one.id]))
        for one in AccessReview.objects.order_by("-label")
    ]  # fmt: skip
    table = Table(
        caption=_("Reviews of access"),
        columns=[
            Column(name="label", title=_("Quarter")),
            Column(name="due", title=_("Until"), kind=Kind.DATE),
            Column(name="open", title=_("To be answered"), kind=Kind.NUMBER),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=rows,
        empty=Empty(_("No review yet"), _("Each quarter everybody's rights are looked through.")),
    )
    is_missing = not AccessReview.objects.filter(label=label).exists()
    opening = Action(_("Open the review"), reverse("web:access-review-open"), posts=True)
    head = Page(
        title=_("Reviews of access"), section="settings",
        trail=trail(Link(_("Reviews of access"))), action=opening if is_missing else None,
        state=State(_("Overdue"), Tone.LATE) if reviewing.is_due(ctx.business_date) else None,
    )  # fmt: skip
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": table})


def _review_state(ctx: Context, one: AccessReview) -> State:
    if one.closed_at is not None:
        return State(_("Signed off"), Tone.GOOD)
    is_late = ctx.business_date > one.due_date
    return State(_("Overdue"), Tone.LATE) if is_late else State(_("Running"), Tone.INFO)


@require_POST
@page(REVIEW)
def open_review(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Open the review of this quarter."""
    made = reviewing.open_access_review(replace(ctx, key=new_key()))
    done = Done(reverse("web:access-review", args=[made]), gettext("The review is open."))
    return go_on(request, done)


class ConclusionForm(KeyedForm):
    """What the review concludes."""

    conclusion = forms.CharField(
        label=_("Conclusion"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@page(REVIEW)
def review(request: HttpRequest, ctx: Context, review_id: UUID) -> HttpResponse:
    """One review: its lines, and the signature that closes it."""
    one = AccessReview.objects.filter(id=review_id).first()
    if one is None:
        raise NotFound(kind="access review", id=review_id)
    lines = list(one.lines.select_related("user", "role", "branch").order_by(
        "user__full_name", "role__code"
    ))  # fmt: skip
    table = Table(
        caption=_("Rights"),
        columns=[
            Column(name="who", title=_("Person")), Column(name="role", title=_("Role")),
            Column(name="branch", title=_("Branch"), on_phone=False),
            Column(name="state", title=_("Answer"), kind=Kind.STATE),
        ],
        rows=[_line_row(line) for line in lines],
        empty=Empty(_("No right"), ""),
    )  # fmt: skip
    head = Page(
        title=gettext("Review of access %(label)s") % {"label": one.label}, section="settings",
        state=_review_state(ctx, one),
        facts=[
            Fact(_("Until"), one.due_date),
            Fact(_("To be answered"), sum(not line.answer for line in lines)),
        ],
        trail=trail(Link(_("Reviews of access"), reverse("web:access-reviews")), Link(one.label)),
    )  # fmt: skip
    panels = [Panel(title=_("Rights"), table=table)]
    if one.closed_at is not None:
        signed = [Fact(_("Closed"), one.closed_at), Fact(_("Conclusion"), one.conclusion)]
        panels.append(Panel(title=_("Signed off"), facts=signed))
        return render_page(
            request, ctx, "web/origination/panels.html", head, values={"panels": panels}
        )
    return command_page(
        request, ctx, form=ConclusionForm(request.POST or None), page=head,
        template="web/control/with_form.html",
        run=lambda keyed, values: reviewing.close_access_review(
            keyed, review_id=review_id, **values
        ),
        done=lambda _none: Done(
            reverse("web:access-review", args=[review_id]), gettext("The review is signed off.")
        ),
        values={"panels": panels, "send_label": _("Sign the review")},
    )  # fmt: skip


def _line_row(line: AccessReviewLine) -> Row:
    return Row(
        str(line.id),
        {
            "who": line.user.full_name,
            "role": labels.local(line.role.label_fr, line.role.label_en),
            "branch": line.branch.name if line.branch else _("All branches"),
            "state": ANSWERS[line.answer],
        },
        "" if line.answer else reverse("web:access-review-line", args=[line.id]),
    )


class AnswerForm(KeyedForm):
    """Whether a right stays."""

    keeps = forms.TypedChoiceField(
        label=_("Answer"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("Confirm the right")), ("no", _("Withdraw the right"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("Needed to withdraw.")
    )


@page(REVIEW)
def answer(request: HttpRequest, ctx: Context, line_id: UUID) -> HttpResponse:
    """Confirm one right of one person, or withdraw it."""
    line = AccessReviewLine.objects.select_related("user", "role").filter(id=line_id).first()
    if line is None:
        raise NotFound(kind="review line", id=line_id)
    back = reverse("web:access-review", args=[line.review_id])
    role = labels.local(line.role.label_fr, line.role.label_en)
    head = Page(
        title=f"{line.user.full_name} · {role}", section="settings",
        trail=trail(Link(_("Reviews of access"), back), Link(line.user.full_name)),
    )  # fmt: skip
    rights = [Panel(title=_("Rights"), words=", ".join(line.permissions))]
    return command_page(
        request, ctx, form=AnswerForm(request.POST or None), page=head,
        template="web/control/with_form.html",
        run=lambda keyed, values: reviewing.answer_review_line(keyed, line_id=line_id, **values),
        done=lambda _told: Done(back, gettext("The answer is written down.")),
        values={"panels": rights, "cancel_url": back},
    )  # fmt: skip
