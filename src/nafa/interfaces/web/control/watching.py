"""Emergencies and reviews of access: begun, looked through, signed."""

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
from nafa.interfaces.web.administration.views import trail
from nafa.interfaces.web.control.shown import role_words
from nafa.interfaces.web.forms import KeyedForm, new_key
from nafa.interfaces.web.pages import Done, command_page, go_on, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Happening, Link, Page, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.kernel.context import Context
from nafa.kernel.control import emergencies
from nafa.kernel.control.rules import rules_in_force
from nafa.kernel.errors import NotFound
from nafa.kernel.history import history
from nafa.kernel.models import EmergencyGrant

TAKE, REVIEW = "access.take_emergency", "access.review"


class TakeForm(KeyedForm):
    """Which role, why, for how long."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who control are told at once; every act is marked and looked at."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        allowed = rules_in_force().emergency
        self.fields["role_code"] = forms.ChoiceField(
            label=_("Role"), choices=[(one, role_words([one])) for one in allowed.roles]
        )
        self.fields["hours"] = forms.IntegerField(
            label=_("For how many hours"), min_value=1, max_value=allowed.hours, initial=1
        )


@page(TAKE)
def take(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Take a role in an emergency."""
    return command_page(
        request, ctx, form=TakeForm(request.POST or None),
        page=Page(title=_("Take a role in an emergency"), section="settings",
                  trail=trail(Link(_("Emergencies")))),
        template="web/form.html",
        run=lambda keyed, values: emergencies.take_emergency_role(keyed, **values),
        done=lambda taken: Done(
            reverse("web:emergency", args=[taken]),
            gettext("The role is yours for this time. Those who control have been told."),
        ),
        values={"send_label": _("Take the role"), "cancel_url": reverse("web:home")},
    )  # fmt: skip


@page(REVIEW)
def taken_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Every emergency, the latest first, with those not looked at."""
    found = EmergencyGrant.objects.select_related("user", "role").order_by("-taken_at")[:100]
    table = Table(
        caption=_("Emergencies"),
        columns=[
            Column(name="who", title=_("Who")), Column(name="role", title=_("Role")),
            Column(name="at", title=_("When")), Column(name="state", title=_("State"),
                                                       kind=Kind.STATE),
        ],
        rows=[
            Row(str(one.id), {
                "who": one.user.full_name,
                "role": labels.local(one.role.label_fr, one.role.label_en),
                "at": one.taken_at, "state": _state(ctx, one),
            }, reverse("web:emergency", args=[one.id]))
            for one in found
        ],
        empty=Empty(_("No emergency"), _("Nobody has taken a role in an emergency.")),
    )  # fmt: skip
    head = Page(title=_("Emergencies"), section="settings", trail=trail(Link(_("Emergencies"))))
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": table})


def _state(ctx: Context, one: EmergencyGrant) -> State:
    if one.reviewed_at is not None:
        return State(_("Reviewed"), Tone.GOOD)
    if one.given_back_at is None and one.ends_at > ctx.now:
        return State(_("Running"), Tone.DANGER)
    return State(_("To be reviewed"), Tone.WARNING)


def _way_back(ctx: Context, name: str) -> tuple[Link, ...]:
    """To the list, for those who may see it."""
    url = reverse("web:emergencies") if ctx.may(REVIEW) else ""
    return trail(Link(_("Emergencies"), url), Link(name))


class FindingForm(KeyedForm):
    """What the review found."""

    finding = forms.CharField(
        label=_("Finding"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@page()
def one_emergency(request: HttpRequest, ctx: Context, emergency_id: UUID) -> HttpResponse:
    """One emergency with every act in it; reviewed by somebody else."""
    one = EmergencyGrant.objects.select_related("user", "role").filter(id=emergency_id).first()
    if one is None or not (ctx.may(REVIEW) or one.user_id == ctx.actor_id):
        raise NotFound(kind="emergency", id=emergency_id)
    acts = [
        Happening(labels.command_word(row.name), row.at, row.actor or gettext("the institution"))
        for row in history("emergency", emergency_id)
    ]
    is_over = one.given_back_at is not None or one.ends_at <= ctx.now
    may_review = is_over and one.reviewed_at is None and one.user_id != ctx.actor_id
    facts = [
        Fact(_("Who"), one.user.full_name), Fact(_("When"), one.taken_at),
        Fact(_("Until"), one.given_back_at or one.ends_at), Fact(_("Reason"), one.reason),
    ]  # fmt: skip
    if one.finding:
        facts.append(Fact(_("Finding"), one.finding))
    own_open = one.user_id == ctx.actor_id and not is_over
    back = Action(_("Give the role back"), reverse("web:emergency-back", args=[one.id]), posts=True)
    head = Page(
        title=labels.local(one.role.label_fr, one.role.label_en), section="settings",
        state=_state(ctx, one), trail=_way_back(ctx, one.user.full_name), facts=facts,
        action=back if own_open else None,
    )  # fmt: skip
    panels = [Panel(title=_("Acts in this time"), timeline=acts)]
    if not (may_review and ctx.may(REVIEW)):
        return render_page(
            request, ctx, "web/origination/panels.html", head, values={"panels": panels}
        )
    return command_page(
        request, ctx, form=FindingForm(request.POST or None), page=head,
        template="web/control/with_form.html",
        run=lambda keyed, values: emergencies.review_emergency(
            keyed, emergency_id=emergency_id, **values
        ),
        done=lambda _none: Done(
            reverse("web:emergency", args=[emergency_id]), gettext("The emergency is reviewed.")
        ),
        values={"panels": panels, "send_label": _("Sign the review")},
    )  # fmt: skip


@require_POST
@page(TAKE)
def give_back(request: HttpRequest, ctx: Context, emergency_id: UUID) -> HttpResponse:
    """End one's own emergency before its time."""
    emergencies.give_emergency_back(replace(ctx, key=new_key()), emergency_id=emergency_id)
    return go_on(request, Done(reverse("web:home"), gettext("The role is given back.")))
