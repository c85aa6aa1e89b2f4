"""Rights that one lends to a colleague for a time, and those lent to one."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField, new_key
from nafa.interfaces.web.pages import Done, command_page, go_on, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, State, Tone
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.rights import object_words, right_words
from nafa.interfaces.web.words_at_door import NOTHING_DONE
from nafa.interfaces.web.written import date_text, money_text
from nafa.kernel.context import Context
from nafa.kernel.control import lent
from nafa.kernel.control.delegating import LEND, delegate_right, take_right_back
from nafa.kernel.control.lent import LentRow
from nafa.kernel.identity.contexts import institution
from nafa.lib.money import Money


class LendForm(KeyedForm):
    """Which right, to whom, from when to when, up to how much, and why."""

    start_date = DateField(label=_("From"))
    end_date = DateField(label=_("To, this day included"))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, ctx: Context, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["to_user_id"] = forms.TypedChoiceField(
            label=_("To whom"), coerce=UUID,
            choices=[(str(one), name) for one, name in lent.colleagues(ctx.demand_person())],
        )  # fmt: skip
        self.fields["permission"] = forms.ChoiceField(
            label=_("Right"),
            choices=[
                (one, f"{object_words(one)} · {right_words(one)}")
                for one in lent.lendable(ctx.demand_person())
            ],
            help_text=_("Only rights of your own roles. They are not passed on."),
        )
        self.fields["up_to"] = MoneyField(
            currency=institution().currency, required=False, label=_("Up to the amount"),
            help_text=_("For each act; empty: as far as your own right goes."),
        )  # fmt: skip
        self.order_fields(["to_user_id", "permission", "up_to", "start_date", "end_date", "reason"])

    @property
    def inputs(self) -> dict[str, Any]:
        """As the command takes them."""
        values = self.values
        up_to: Money | None = values.pop("up_to")
        return {**values, "up_to_minor": up_to.minor if up_to else None}


def _state(ctx: Context, row: LentRow) -> State:
    if row.revoked_at is not None:
        return State(_("Ended early"), Tone.NEUTRAL)
    if row.holds_on(ctx.business_date):
        return State(_("In force"), Tone.GOOD)
    return State(_("Not yet") if row.start_date > ctx.business_date else _("Ended"), Tone.NEUTRAL)


def _fact(ctx: Context, row: LentRow, person: str) -> Fact:
    told = gettext("from %(start)s to %(end)s · %(reason)s") % {
        "start": date_text(row.start_date), "end": date_text(row.end_date), "reason": row.reason,
    }  # fmt: skip
    if row.up_to_minor is not None:
        amount = money_text(Money(row.up_to_minor, row.currency))
        told = gettext("up to %(amount)s an act") % {"amount": amount} + " · " + told
    return Fact(f"{person} · {row.permission}", _state(ctx, row), told)


def _take_back(row: LentRow) -> Action:
    return Action(
        gettext("Take back: %(person)s") % {"person": f"{row.to_name} · {row.permission}"},
        reverse("web:lent-right-end", args=[row.id]),
        posts=True,
        values={"key": new_key()},
        confirm=_("From now on this person may no longer use your right."),
    )


@page()
def lent_rights(request: HttpRequest, ctx: Context) -> HttpResponse:
    """What one lent, to be taken back; and what was lent to one."""
    given, held = lent.given(ctx.demand_person()), lent.held(ctx.demand_person())
    may_lend = ctx.may(LEND)
    panels = [
        Panel(
            title=_("You lend"),
            facts=[_fact(ctx, row, row.to_name) for row in given],
            empty=_("You have lent no right. Before you leave, name who may act in your stead.")
            if may_lend else _("Your role lends no right."),
            actions=[
                _take_back(row) for row in given if may_lend and row.may_end(on=ctx.business_date)
            ],
        ),
        Panel(
            title=_("Lent to you"),
            facts=[_fact(ctx, row, row.from_name) for row in held],
            empty=_("Nobody has lent you a right."),
        ),
    ]  # fmt: skip
    others = [Action(_("Voices over loans"), reverse("web:delegations"))]
    head = Page(
        title=_("Lent rights"), section="settings", trail=[Link(_("Lent rights"))],
        action=Action(_("Lend a right"), reverse("web:lent-right-new")) if may_lend else None,
        other_actions=others if ctx.may("lending.approve") else (),
    )  # fmt: skip
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


@page(LEND)
def lend(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Let a colleague use one of one's own rights for a time."""
    back = reverse("web:lent-rights")
    form = LendForm(ctx, request.POST or None, initial={"start_date": ctx.business_date})
    return command_page(
        request, ctx, form=form,
        page=Page(
            title=_("Lend a right"), section="settings",
            trail=[Link(_("Lent rights"), back), Link(_("Lend a right"))],
        ),
        template="web/form.html",
        run=lambda keyed, _values: delegate_right(keyed, **form.inputs),
        done=lambda _id: Done(back, gettext("The right is lent.")),
        money=NOTHING_DONE,
        values={"send_label": _("Lend a right"), "cancel_url": back},
    )  # fmt: skip


@require_POST
@page(LEND)
def take_back(request: HttpRequest, ctx: Context, delegation_id: UUID) -> HttpResponse:
    """Take a right back before its date."""
    sending = replace(ctx, key=request.POST.get("key") or new_key())
    take_right_back(sending, delegation_id=delegation_id)
    done = Done(reverse("web:lent-rights"), gettext("The right is yours alone again."))
    return go_on(request, done)
