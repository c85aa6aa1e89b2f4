"""Personal data of a client: consents, restriction, a copy, what is masked, erasure."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nafa.clients import commands
from nafa.clients import queries as clients
from nafa.clients.queries import ClientView
from nafa.interfaces.web.forms import KeyedForm, new_key
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Happening, Page, State, Tone
from nafa.interfaces.web.views.clients.reading import client_called, trail_to
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.history import CHANNELS
from nafa.interfaces.web.wording.privacy import CONSENT_KINDS, PURPOSES
from nafa.journeys import personal_data
from nafa.kernel.context import Context
from nafa.kernel.wording import value_words


class ConsentForm(KeyedForm):
    """To what the client agreed, and which text they read."""

    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), choices=list(PURPOSES.items()))
    text_version = forms.CharField(
        label=gettext_lazy("Version of the text"), max_length=40,
        help_text=gettext_lazy("As printed at the foot of the form that was signed."),
    )  # fmt: skip


class PurposeForm(KeyedForm):
    """Which agreement is taken back."""

    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), choices=list(PURPOSES.items()))


class ReasonForm(KeyedForm):
    """Why it is done."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class ErasureForm(KeyedForm):
    """Nothing is entered: what goes is said on the page."""


def _to(name: str, title: str, client: ClientView) -> Action:
    return Action(title, reverse(f"web:{name}", args=[client.number]))


def _consents(ctx: Context, client: ClientView) -> Panel:
    may = ctx.may("clients.record_consent")
    rows = clients.consents_of(client.id)
    return Panel(
        title=_("Consents"),
        timeline=[
            Happening(
                what=f"{PURPOSES[row.purpose]} · {CONSENT_KINDS[row.kind]}",
                at=row.recorded_at,
                who=row.recorded_by or _("The institution"),
                channel=CHANNELS.get(row.channel, row.channel),
                detail=_("text %(version)s") % {"version": row.text_version},
            )
            for row in rows
        ],
        empty=_("No use beyond the contract was agreed to."),
        actions=[
            _to("consent-give", _("Write a consent down"), client),
            _to("consent-withdraw", _("Withdraw a consent"), client),
        ]
        if may
        else [],
    )


def _duty(ctx: Context, client: ClientView) -> Panel:
    duty = personal_data.duty_to_keep(ctx, client.id)
    contract = duty.open_contract
    facts = [Fact(_("Open contract"), contract)] if contract else []
    facts += [Fact(_("Kept by law until"), duty.until)]
    actions = [_to("person-erase", _("Erase the file"), client)] if ctx.may("clients.erase") else []
    return Panel(title=_("Duty to keep"), facts=facts, actions=actions)


def _restriction(ctx: Context, client: ClientView) -> Panel:
    is_on = clients.is_restricted(client.id)
    name, title = (
        ("person-lift", _("Lift the restriction"))
        if is_on
        else ("person-restrict", _("Restrict the processing"))
    )
    return Panel(
        title=_("Restriction"),
        state=State(_("Only kept"), Tone.WARNING) if is_on else None,
        words=_("A restricted file is read-only and is not in lists.") if is_on else "",
        empty=_("Nobody asked to restrict the processing of this file."),
        actions=[_to(name, title, client)] if ctx.may("clients.protect") else [],
    )


def _copy(ctx: Context, client: ClientView) -> Panel:
    actions = []
    if ctx.may("clients.export_person"):
        actions = [
            _to("person-copy", _("Copy to read and print"), client),
            _to("person-json", _("Copy for programs (JSON)"), client),
        ]
    if clients.is_masked(ctx) and ctx.may("clients.reveal"):
        actions.append(_to("person-reveal", _("Show what is masked"), client))
    return Panel(
        title=_("Copy of the data"),
        words=_("Whoever asks for their data gets all of them; the copy is in the trail."),
        actions=actions,
    )


@page("clients.view")
def personal(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """What a person may ask of the institution about their data."""
    shown = client_called(ctx, client)
    title = _("Personal data")
    head = Page(title=title, section="clients", trail=trail_to(shown, title))
    panels = [_consents(ctx, shown), _copy(ctx, shown), _restriction(ctx, shown), _duty(ctx, shown)]
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


def _asked(
    request: HttpRequest, ctx: Context, client: str, form: KeyedForm, title: str, run: Any
) -> HttpResponse:
    shown = client_called(ctx, client)
    back = reverse("web:personal", args=[shown.number])
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(title=title, section="clients", trail=trail_to(shown, title)),
        template="web/form.html",
        run=lambda ctx, entered: run(ctx, client_id=shown.id, **entered),
        done=lambda _id: Done(back, _("It is written down.")),
        values={"send_label": title, "cancel_url": back},
    )


@page("clients.record_consent")
def give(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """The client agrees."""
    form, title = ConsentForm(request.POST or None), _("Write a consent down")
    return _asked(request, ctx, client, form, title, commands.give_consent)


@page("clients.record_consent")
def withdraw(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """The client agrees no longer."""
    form, title = PurposeForm(request.POST or None), _("Withdraw a consent")
    return _asked(request, ctx, client, form, title, commands.withdraw_consent)


@page("clients.protect")
def restrict(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Only keep the file."""
    form, title = ReasonForm(request.POST or None), _("Restrict the processing")
    return _asked(request, ctx, client, form, title, commands.restrict_processing)


@page("clients.protect")
def lift(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Work on it again."""
    form, title = ErasureForm(request.POST or None), _("Lift the restriction")
    return _asked(request, ctx, client, form, title, commands.lift_restriction)


@page("clients.erase")
def erase(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Erase the file, unless a duty bars it."""
    form, title = ErasureForm(request.POST or None), _("Erase the file")
    return _asked(request, ctx, client, form, title, personal_data.erase_person)


@page("clients.reveal")
def reveal(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Ask why, then show in clear, once."""
    title = _("Show what is masked")
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _asked(request, ctx, client, form, title, commands.reveal_personal)
    shown = client_called(ctx, client)
    keyed = replace(ctx, key=form.idempotency_key)
    commands.reveal_personal(keyed, client_id=shown.id, reason=form.values["reason"])
    seen = clients.in_clear(ctx, shown.id)
    facts = [
        Fact(_("Name"), seen.name),
        Fact(_("Telephone"), seen.phone),
        Fact(_("Document"), seen.document),
        Fact(_("Date of birth"), seen.birth_date),
        Fact(_("Address"), seen.address),
    ]
    head = Page(title=title, section="clients", trail=trail_to(shown, title))
    return render_page(request, ctx, "web/administration/facts.html", head, values={"facts": facts})


@page("clients.export_person")
def copy_json(
    request: HttpRequest,  # noqa: ARG001
    ctx: Context,
    client: str,
) -> HttpResponse:
    """Everything, for programs."""
    told, number = _told(ctx, client)
    response = HttpResponse(_as_json(told), content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@page("clients.export_person")
def copy(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Everything, to be read and printed."""
    told, number = _told(ctx, client)
    plain = json.loads(_as_json(told))
    title = _("Personal data of %(number)s") % {"number": number}
    head = Page(title=title, section="clients", trail=trail_to(client_called(ctx, client), title))
    values = {"parts": [(name, _rows(value)) for name, value in plain.items()]}
    return render_page(request, ctx, "web/clients/copy.html", head, values=values)


def _told(ctx: Context, client: str) -> tuple[dict[str, Any], str]:
    shown = client_called(ctx, client)
    commands_ctx = replace(ctx, key=new_key())
    personal_data.export_person(commands_ctx, client_id=shown.id)
    return personal_data.person_file(ctx, shown.id), shown.number


def _as_json(told: dict[str, Any]) -> str:
    return json.dumps(told, default=_written, ensure_ascii=False, indent=1)


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value_words(value)


def _rows(value: Any) -> list[str]:
    """A part of the file as lines."""
    if isinstance(value, dict):
        return [f"{name}: {_line(one)}" for name, one in value.items() if one not in (None, "", [])]
    if isinstance(value, list):
        return [_line(one) for one in value]
    return [_line(value)]


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return " · ".join(
            f"{name} {_line(one)}" for name, one in value.items() if one not in (None, "", [])
        )
    if isinstance(value, list):
        return "; ".join(_line(one) for one in value)
    return str(value)
