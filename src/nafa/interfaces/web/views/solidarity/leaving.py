"""Members who leave a group with a loan: takers, exclusion, replacement."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.clients import queries as clients
from nafa.clients.queries import ClientView
from nafa.interfaces.web.forms import KeyedForm, MoneyField
from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Fact, Page, Words
from nafa.interfaces.web.views.clients.groups import choose_client
from nafa.interfaces.web.views.clients.reading import client_called, client_url, trail_to
from nafa.interfaces.web.wording.solidarity import TAKER_FAULTS
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.lending.commands.solidarity.leaving import leave_group, replace_member
from nafa.lending.commands.solidarity.shares import MemberAmount
from nafa.lending.queries.solidarity.groups import loans_of_group
from nafa.lib.money import Money

MANAGE = "clients.manage_group"


class LeaveForm(KeyedForm):
    """Why a member goes, and who takes over what is left of the share."""

    is_excluded = forms.BooleanField(label=_("The group excludes this member"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for an exclusion."),
    )

    def __init__(
        self,
        left: Money | None,
        others: Sequence[tuple[UUID, str, str]],
        *arguments: Any,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.takers: dict[str, UUID] = {}
        if left is None:
            return
        for member_id, number, name in others:
            field = f"taker-{number}"
            self.takers[field] = member_id
            self.fields[field] = MoneyField(
                currency=left.currency,
                required=False,
                label=gettext("%(name)s takes over") % {"name": name},
            )

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        takers = tuple(
            MemberAmount(member_id, entered.pop(name))
            for name, member_id in self.takers.items()
            if entered.get(name)
        )
        kept = {name: value for name, value in entered.items() if name not in self.takers}
        return {**kept, "takers": takers}

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        first = next(iter(self.takers), "reason")
        if error.code == "lending.takers_not_possible":
            return first, TAKER_FAULTS.get(str(error.values["reason"]), error.message)
        if error.code == "lending.share_not_settled":
            return first, error.message
        if error.code == "lending.reason_wanted":
            return "reason", _("An exclusion needs a reason.")
        return super().field_at_fault(error)


def left_of(ctx: Context, group: ClientView, member_id: UUID) -> Money | None:
    """What a member has left to pay in the group's running loans; nothing when all is paid."""
    amounts = [
        one.left
        for loan in loans_of_group(ctx, group.id)
        for one in loan.members
        if one.member_id == member_id and one.left
    ]
    return sum(amounts[1:], amounts[0]) if amounts else None


@page(MANAGE)
def leave(request: HttpRequest, ctx: Context, client: str, member: str) -> HttpResponse:
    """Let a person leave the group today, or exclude her; the share is paid or taken over."""
    group, person = client_called(ctx, client), client_called(ctx, member)
    back = client_url(group, "members")
    left = left_of(ctx, group, person.id) if ctx.may("lending.view") else None
    others = [
        (one.client_id, one.number, one.name)
        for one in clients.members_of(group.id)
        if one.client_id != person.id
    ]
    return command_page(
        request,
        ctx,
        form=LeaveForm(left, others, request.POST or None),
        page=Page(
            title=gettext("Let %(name)s leave %(group)s")
            % {"name": person.name, "group": group.name},
            section="clients",
            trail=trail_to(group, gettext("Let leave")),
            facts=[Fact(_("Left of the share"), left)] if left else [],
        ),
        template="web/clients/leave.html",
        run=lambda keyed, values: leave_group(
            keyed, group_id=group.id, member_id=person.id, **values
        ),
        done=lambda _none: Done(back, gettext("%(name)s has left.") % {"name": person.name}),
        values={
            "member": person,
            "group": group,
            "left": left,
            "send_label": gettext("Let leave"),
            "cancel_url": back,
        },
    )


class ReplaceForm(KeyedForm):
    """Why a member is replaced."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


@page(MANAGE)
def replace(request: HttpRequest, ctx: Context, client: str, member: str) -> HttpResponse:
    """Let a new member take the place of another, with all that is left of the share."""
    group, person = client_called(ctx, client), client_called(ctx, member)
    back = client_url(group, "members")
    head = Page(
        title=gettext("Replace %(name)s in %(group)s") % {"name": person.name, "group": group.name},
        section="clients",
        trail=trail_to(group, gettext("Replace")),
    )
    chosen = request.GET.get("person", "")
    if not chosen:
        return choose_client(request, ctx, head, kind="PERSON", parameter="person", back=back)
    new = client_called(ctx, chosen)
    left = left_of(ctx, group, person.id) if ctx.may("lending.view") else None
    return command_page(
        request,
        ctx,
        form=ReplaceForm(request.POST or None),
        page=head,
        template="web/solidarity/replace.html",
        run=lambda keyed, values: replace_member(
            keyed, group_id=group.id, member_id=person.id, by_id=new.id, **values
        ),
        done=lambda _none: Done(
            back,
            gettext("%(new)s has taken the place of %(name)s.")
            % {"new": new.name, "name": person.name},
        ),
        values={
            "member": person, "new": new, "left": left,
            "send_label": gettext("Replace"), "cancel_url": back,
        },
    )  # fmt: skip
