"""Groups: registering one with its members, letting persons join and leave."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nafa.clients import commands
from nafa.clients import queries as clients
from nafa.clients.queries import ClientRow
from nafa.interfaces.web.addresses import identifier
from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Link, Page
from nafa.interfaces.web.views.clients.people_forms import (
    FileForm,
    LocalityInput,
    branch_choices,
    staff_choices,
)
from nafa.interfaces.web.views.clients.reading import client_called, client_url, trail_to
from nafa.interfaces.web.wording.clients import GROUP_ROLES, localities
from nafa.kernel.context import Context

MANAGE = "clients.manage_group"
OFFERED = 6
MOST_MEMBERS = 60


class GroupForm(FileForm):
    """A new group; its members are chosen beside it."""

    activity = forms.CharField(label=gettext_lazy("Activity"), max_length=200, required=False)
    locality = forms.CharField(
        label=gettext_lazy("Locality"), max_length=120, required=False, widget=LocalityInput()
    )
    officer_id = forms.ChoiceField(label=gettext_lazy("Followed by"), required=False)

    def __init__(self, ctx: Context, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["name"] = forms.CharField(
            label=gettext_lazy("Name of the group"), max_length=200
        )
        self.order_fields(["name"])
        self.fields["officer_id"].choices = staff_choices(ctx)  # type: ignore[attr-defined]
        if ctx.branch_id is None:
            self.fields["branch_id"] = forms.ChoiceField(
                label=gettext_lazy("Branch"), choices=branch_choices()
            )

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        for name in ("officer_id", "branch_id"):
            if name in entered:
                entered[name] = UUID(entered[name]) if entered[name] else None
        return entered


class RoleForm(KeyedForm):
    """The place a person takes in a group."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role in the group"),
        choices=list(GROUP_ROLES.items()),
        initial="MEMBER",
    )


def _chosen_ids(data: QueryDict) -> list[UUID]:
    """The members chosen so far, each once, in order; a press adds or removes one."""
    wanted = [*data.getlist("member"), data.get("add", "")]
    found = [identifier(one) for one in wanted if one and one != data.get("remove")]
    return list(dict.fromkeys(one for one in found if one is not None))[:MOST_MEMBERS]


def _picker(ctx: Context, data: QueryDict) -> dict[str, Any]:
    """What the picker shows: the chosen members, and persons who match what is typed."""
    ids = _chosen_ids(data)
    names = clients.names_of(ids)
    typed = data.get("seek", "").strip()
    found: list[ClientRow] = []
    if len(typed) > 1 and not data.get("add"):
        matches = clients.search(ctx, typed, kind="PERSON", limit=OFFERED + len(ids))
        found = [one for one in matches if one.id not in ids][:OFFERED]
    return {
        "chosen": [(one, *names[one]) for one in ids if one in names],
        "typed": "" if data.get("add") else typed,
        "found": found,
    }


@require_POST
@page(MANAGE)
def member_picker(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The picker, made anew as one types, adds or removes."""
    return render(request, "web/clients/_picker.html", _picker(ctx, request.POST))


@page(MANAGE)
def register_group(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The form of a new group; the first member chosen presides."""
    title = _("Register a group")
    return command_page(
        request,
        ctx,
        form=GroupForm(ctx, request.POST or None),
        page=Page(
            title=title,
            section="clients",
            trail=[Link(_("Clients"), reverse("web:clients")), Link(title)],
        ),
        template="web/clients/group.html",
        run=lambda ctx, entered: commands.register_group(
            ctx, member_ids=_chosen_ids(request.POST), **entered
        ),
        done=lambda group_id: Done(
            reverse("web:client", args=[group_id]) + "?tab=members", _("The group is registered.")
        ),
        values={
            "send_label": _("Register"),
            "cancel_url": reverse("web:clients"),
            "localities": localities(),
            **_picker(ctx, request.POST),
        },
    )


@page(MANAGE)
def add_member(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Choose a person, then the place in the group."""
    group = client_called(ctx, client)
    back = client_url(group, "members")
    head = Page(
        title=_("Add a member to %(group)s") % {"group": group.name},
        section="clients",
        trail=trail_to(group, _("Add a member")),
    )
    chosen = request.GET.get("person", "")
    if not chosen:
        return choose_client(request, ctx, head, kind="PERSON", parameter="person", back=back)
    member = client_called(ctx, chosen)
    return command_page(
        request,
        ctx,
        form=RoleForm(request.POST or None),
        page=head,
        template="web/clients/member.html",
        run=lambda ctx, entered: commands.add_member(
            ctx, group_id=group.id, member_id=member.id, **entered
        ),
        done=lambda _id: Done(back, _("%(name)s is a member now.") % {"name": member.name}),
        values={"member": member, "send_label": _("Add"), "cancel_url": back},
    )


def choose_client(
    request: HttpRequest, ctx: Context, head: Page, *, parameter: str, back: str, kind: str = ""
) -> HttpResponse:
    """Search a client and go on with the one that is chosen: `?<parameter>=<number>`."""
    typed = request.GET.get("q", "").strip()
    searched = len(typed) > 1
    found = clients.search(ctx, typed, kind=kind) if searched else []
    values = {
        "typed": typed,
        "searched": searched,
        "found": [(one, f"?{parameter}={one.number}") for one in found],
        "back": back,
    }
    return render_page(request, ctx, "web/clients/choose.html", head, values=values)
