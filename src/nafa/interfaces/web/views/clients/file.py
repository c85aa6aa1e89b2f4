"""The file of a client: facts, what needs doing, and everything that belongs to it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nafa.clients import queries as clients
from nafa.clients.queries import ClientView
from nafa.interfaces.web.financing.at_client import contracts_tab, has_contracts
from nafa.interfaces.web.pages import page, render_page
from nafa.interfaces.web.parts import Action, Fact, Page, Phone, Tab
from nafa.interfaces.web.views.clients import tabs
from nafa.interfaces.web.views.clients.reading import client_called, client_url, trail_to
from nafa.interfaces.web.views.clients.todo import things_to_do
from nafa.interfaces.web.wording import clients as words
from nafa.interfaces.web.wording.life import life_of
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.lib.money import Money


def age_words(client: ClientView, ctx: Context) -> str:
    """`38 years`, on the business date."""
    if client.birth_date is None:
        return ""
    today, born = ctx.business_date, client.birth_date
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return ngettext("%(years)s year", "%(years)s years", years) % {"years": years}


def _amount(minor: int | None) -> Money | None:
    return None if minor is None else Money(minor, institution().currency)


def person_facts(client: ClientView, ctx: Context) -> list[Fact]:
    """What the file holds of a person."""
    place = ", ".join(part for part in (client.address, client.locality) if part)
    return [
        Fact(_("Telephone"), Phone(client.phone) if client.phone else None),
        Fact(_("Date of birth"), client.birth_date, age_words(client, ctx)),
        Fact(_("Sex"), words.label(words.SEXES, client.sex)),
        Fact(_("Address"), place),
        Fact(_("Language"), words.label(words.LANGUAGES, client.language)),
        Fact(_("Marital status"), words.label(words.MARITAL, client.marital_status)),
        Fact(_("Persons in the household"), client.household_size),
        Fact(_("Dependants"), client.dependants),
        Fact(_("Activity"), client.activity, words.label(words.SECTORS, client.activity_sector)),
        Fact(_("Income each month"), _amount(client.monthly_income_minor)),
        Fact(_("Expenses each month"), _amount(client.monthly_expense_minor)),
    ]


def group_facts(client: ClientView) -> list[Fact]:
    """What the file holds of a group."""
    members = clients.members_of(client.id)
    chair = next((one.name for one in members if one.role == "PRESIDENT"), "")
    return [
        Fact(_("President"), chair),
        Fact(_("Members"), len(members)),
        Fact(_("Locality"), client.locality),
        Fact(_("Activity"), client.activity),
    ]


def head_facts(client: ClientView) -> list[Fact]:
    return [
        Fact(_("Number"), client.number),
        Fact(_("Branch"), client.branch),
        Fact(_("Officer"), client.officer),
        Fact(_("Client since"), client.joined_date),
    ]


TABS: Mapping[str, Callable[[Context, ClientView], dict[str, Any]]] = {
    "loans": tabs.loans_tab,
    "applications": tabs.applications_tab,
    "financing": contracts_tab,
    "documents": tabs.documents_tab,
    "members": tabs.members_tab,
    "contacts": tabs.contacts_tab,
    "history": lambda ctx, client: {"past": life_of(ctx, "client", client.id)},
}


def _tab_bar(ctx: Context, client: ClientView, current: str) -> list[Tab]:
    is_group = client.kind == "GROUP"
    titles = {
        "loans": _("Loans"),
        "applications": _("Applications"),
        "financing": _("Leasing and Islamic"),
        "documents": _("Documents"),
        "members": _("Members") if is_group else _("Groups"),
        "contacts": _("Visits and notes"),
        "history": _("History"),
    }
    hidden = set() if ctx.may("lending.view") else {"loans", "applications"}
    hidden |= {"contacts"} if clients.is_masked(ctx) else set()
    hidden |= set() if has_contracts(ctx, client) else {"financing"}
    return [
        Tab(title, client_url(client, name), name == current)
        for name, title in titles.items()
        if name not in hidden
    ]


def _actions(ctx: Context, client: ClientView) -> list[Action]:
    wanted: list[tuple[str, str, str]] = []
    if client.kind == "GROUP":
        wanted.append(("clients.manage_group", _("Add a member"), "web:member-add"))
        wanted.append(("lending.view", _("Solidarity"), "web:group-standing"))
    else:
        wanted.append(("clients.update", _("Edit"), "web:client-edit"))
        wanted.append(("clients.update", _("Add a document"), "web:document-add"))
    wanted.append(("clients.update", _("Write a note"), "web:interaction-add"))
    wanted.append(("clients.view", _("Ties"), "web:ties"))
    wanted.append(("clients.view", _("Personal data"), "web:personal"))
    return [
        Action(title, reverse(name, args=[client.number]))
        for right, title, name in wanted
        if ctx.may(right)
    ]


@page("clients.view")
def client_file(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """One client: who, what needs doing, loans, applications, documents, people, history."""
    shown = client_called(ctx, client)
    bar = _tab_bar(ctx, shown, request.GET.get("tab", ""))
    current = next((tab for tab in TABS if tab == request.GET.get("tab")), "")
    if current == "contacts" and clients.is_masked(ctx):
        current = ""
    if not current:
        current = "loans" if ctx.may("lending.view") else "documents"
        bar = _tab_bar(ctx, shown, current)
    is_person = shown.kind == "PERSON"
    apply_for = f"{reverse('web:application-new')}?client={shown.number}"
    head = Page(
        title=shown.name,
        section="clients",
        trail=trail_to(shown),
        state=words.STATES.get(shown.status),
        facts=head_facts(shown),
        action=Action(_("Apply for a loan"), apply_for) if ctx.may("lending.apply") else None,
        other_actions=_actions(ctx, shown),
    )
    values = {
        "client": shown,
        "facts": person_facts(shown, ctx) if is_person else group_facts(shown),
        "photo_url": _photo_url(shown.photo_id, shown.number),
        "todo": things_to_do(ctx, shown),
        "tabs": bar,
        "tab": current,
        **TABS[current](ctx, shown),
    }
    return render_page(request, ctx, "web/clients/file.html", head, values=values)


def _photo_url(photo_id: UUID | None, number: str) -> str:
    return reverse("web:client-photo", args=[number]) if photo_id else ""
