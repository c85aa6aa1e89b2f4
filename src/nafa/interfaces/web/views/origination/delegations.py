"""Delegations: who decides in whose stead, until when, up to what amount."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField, new_key
from nafa.interfaces.web.pages import Done, command_page, go_on, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, State, Tone, Words
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.origination import DELEGATION_REASONS, role_words
from nafa.interfaces.web.written import date_text, money_text
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.lending.commands.origination.delegating import delegate_approval, revoke_delegation
from nafa.lending.queries.origination.deciders import DelegationRow, approvers, delegations

APPROVE = "lending.approve"


class DelegationForm(KeyedForm):
    """Whom one lets decide, from when to when, up to what amount, and why."""

    start_date = DateField(label=gettext_lazy("From"))
    end_date = DateField(label=gettext_lazy("To, this day included"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, ctx: Context, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["to_user_id"] = forms.TypedChoiceField(
            label=gettext_lazy("Who decides for you"),
            coerce=UUID,
            choices=[
                (str(one.id), f"{one.name} ({role_words(one.roles)})")
                for one in approvers(besides=ctx.actor_id)
            ],
        )
        self.fields["up_to"] = MoneyField(
            currency=institution().currency, label=gettext_lazy("Up to the amount")
        )
        self.order_fields(["to_user_id", "up_to", "start_date", "end_date", "reason"])

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code == "lending.delegation_not_possible":
            reason = DELEGATION_REASONS.get(str(error.values["reason"]), error.message)
            return str(error.values["field"]), f"{str(reason)[:1].upper()}{str(reason)[1:]}."
        return super().field_at_fault(error)


def _state(ctx: Context, row: DelegationRow) -> State:
    if row.revoked_at is not None:
        return State(_("Taken back"), Tone.NEUTRAL)
    if row.holds_on(ctx.business_date):
        return State(_("In force"), Tone.GOOD)
    return State(_("Not yet") if row.start_date > ctx.business_date else _("Ended"), Tone.NEUTRAL)


def _facts(ctx: Context, row: DelegationRow, person: str) -> list[Fact]:
    told = _("up to %(amount)s, from %(start)s to %(end)s · %(reason)s") % {
        "amount": money_text(row.up_to),
        "start": date_text(row.start_date),
        "end": date_text(row.end_date),
        "reason": row.reason,
    }
    return [Fact(person, _state(ctx, row), told)]


def _revoke(row: DelegationRow) -> Action:
    return Action(
        _("Take back: %(person)s") % {"person": row.to_name},
        reverse("web:delegation-revoke", args=[row.id]),
        posts=True,
        values={"key": new_key()},
        confirm=_("From now on this person no longer decides in your stead."),
    )


@page(APPROVE)
def delegation_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """What one delegates, and what was delegated to one."""
    given = delegations(from_id=ctx.actor_id) if ctx.actor_id else []
    held = delegations(to_id=ctx.actor_id) if ctx.actor_id else []
    panels = [
        Panel(
            title=_("You let decide"),
            facts=[fact for row in given for fact in _facts(ctx, row, row.to_name)],
            empty=_("You have delegated nothing. Before you leave, name who decides for you."),
            actions=[
                _revoke(row)
                for row in given
                if row.revoked_at is None and row.end_date >= ctx.business_date
            ],
        ),
        Panel(
            title=_("You decide for"),
            facts=[fact for row in held for fact in _facts(ctx, row, row.from_name)],
            empty=_("Nobody has delegated anything to you."),
        ),
    ]
    head = Page(
        title=_("Delegations"),
        section="approvals",
        trail=[Link(_("Approvals"), reverse("web:approvals")), Link(_("Delegations"))],
        action=Action(_("Delegate"), reverse("web:delegation-new")),
    )
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


@page(APPROVE)
def new_delegation(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Let a colleague decide for a time."""
    back = reverse("web:delegations")
    return command_page(
        request,
        ctx,
        form=DelegationForm(ctx, request.POST or None, initial={"start_date": ctx.business_date}),
        page=Page(
            title=_("Delegate your approvals"),
            section="approvals",
            trail=[
                Link(_("Approvals"), reverse("web:approvals")),
                Link(_("Delegations"), back),
                Link(_("Delegate")),
            ],
        ),
        template="web/form.html",
        run=lambda ctx, entered: delegate_approval(ctx, **entered),
        done=lambda _id: Done(back, _("The delegation is written down.")),
        values={"send_label": _("Delegate"), "cancel_url": back},
    )


@require_POST
@page(APPROVE)
def revoke(request: HttpRequest, ctx: Context, delegation_id: UUID) -> HttpResponse:
    """Take a delegation back."""
    sending = replace(ctx, key=request.POST.get("key") or new_key())
    revoke_delegation(sending, delegation_id=delegation_id)
    return go_on(request, Done(reverse("web:delegations"), _("The delegation is taken back.")))
