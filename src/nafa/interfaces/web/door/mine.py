"""« Ma sécurité »: what one logs in with, where one is logged in, and what one may revoke."""

from typing import Any
from uuid import UUID

import segno
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from nafa.interfaces.web.door import shown
from nafa.interfaces.web.door.coming_in import session_of
from nafa.interfaces.web.door.locking import fresh
from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.pages import Done, command_page, go_on, page, render_page
from nafa.interfaces.web.parts import Link, Page
from nafa.interfaces.web.words_at_door import NOTHING_DONE
from nafa.kernel.access import codes, own, passkeys, sessions
from nafa.kernel.access.passwords import LEAST_ALONE, LEAST_WITH_FACTOR
from nafa.kernel.access.people import Missing, standing_of
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.models import User

CHALLENGE = "register_challenge"


def person(request: HttpRequest) -> User:
    """Who is logged in; `page` has made sure that somebody is."""
    if not isinstance(request.user, User):
        raise PermissionError("the security of a person is for people who are logged in")
    return request.user


def back() -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse("web:my-security"))
    response.status_code = 303
    return response


def trail(here: str = "") -> tuple[Link, ...]:
    steps = (Link(_("My security"), reverse("web:my-security")),)
    return (*steps, Link(here)) if here else steps


@page()
def my_security(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Passkeys, app, recovery codes, password, sessions and devices of the one who asks."""
    return _security_page(request, ctx)


def _security_page(
    request: HttpRequest, ctx: Context, *, refusal: DomainError | None = None
) -> HttpResponse:
    user, held = person(request), session_of(request)
    standing = standing_of(user)
    values = {
        "refusal": shown.refusal_of(refusal),
        "standing": standing,
        "must_add": standing.missing is Missing.FACTOR,
        "keys": own.passkeys_of(user),
        "codes_left": codes.recovery_codes_left(user),
        "sessions": shown.sessions_of(user.id, current=held.id if held else None),
        "devices": shown.devices_of(user.id),
        "password_at": user.password_chosen_at,
    }
    head = Page(title=_("My security"), section="", state=shown.strength_of(standing))
    status = 409 if refusal else 200
    return render_page(request, ctx, "web/door/mine.html", head, status=status, values=values)


# -- password -------------------------------------------------------------------------------------


class PasswordForm(KeyedForm):
    """A new password, typed once and shown when asked; a manager may paste it."""

    password = forms.CharField(
        label=_("New password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *arguments: Any, least: int, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["password"].help_text = gettext(
            "At least %(least)s characters, for example four words. No figures or signs needed."
        ) % {"least": least}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if "again" in values and values["again"] != values.get("password"):
            self.add_error("again", _("This is not the same password."))
        return values


@never_cache
@sensitive_post_parameters("password", "again")
@page()
@fresh
def my_password(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Choose another password: the other sessions and the tokens of the API end."""
    user, held = person(request), session_of(request)
    least = LEAST_WITH_FACTOR if standing_of(user).has_factor else LEAST_ALONE

    def run(_ctx: Context, values: dict[str, Any]) -> None:
        own.choose_password(user, password=values["password"], session_id=held.id if held else None)
        shown.keep_logged_in(request, user)

    return command_page(
        request,
        ctx,
        form=PasswordForm(request.POST or None, least=least),
        page=Page(title=_("Choose a password"), trail=trail(gettext("Password"))),
        template="web/door/password.html",
        run=run,
        done=lambda _none: Done(reverse("web:my-security"), gettext("The password is changed.")),
        money=NOTHING_DONE,
        values={"send_label": _("Change the password"), "cancel_url": reverse("web:my-security")},
    )


# -- app of codes ---------------------------------------------------------------------------------


class FirstCodeForm(KeyedForm):
    """The first code that the app shows."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


@never_cache
@page()
@fresh
def my_app(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Show the secret as a picture; the app counts once its first code is right."""
    user = person(request)
    app = codes.app_waiting(user) if request.method == "POST" else codes.begin_app(user)
    address = codes.address_of(app) if app else ""
    return command_page(
        request,
        ctx,
        form=FirstCodeForm(request.POST or None),
        page=Page(title=_("App of codes"), trail=trail(gettext("App of codes"))),
        template="web/door/app.html",
        run=lambda _ctx, values: codes.confirm_app(user, values["code"]),
        done=lambda _none: Done(_after_factor(user), gettext("The app is registered.")),
        money=NOTHING_DONE,
        values={
            "picture": segno.make(address, error="m").svg_data_uri(scale=5) if address else "",
            "secret": shown.grouped(str(app.secret)) if app else "",
            "send_label": _("Register the app"),
            "cancel_url": reverse("web:my-security"),
        },
    )


def _after_factor(user: User) -> str:
    """With the first factor come the recovery codes."""
    name = "web:my-security" if codes.recovery_codes_left(user) else "web:my-codes"
    return reverse(name)


@require_POST
@page()
@fresh
def drop_app(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The app no longer counts."""
    try:
        own.drop_app(person(request))
    except DomainError as error:
        return _security_page(request, ctx, refusal=error)
    return go_on(request, Done(reverse("web:my-security"), _("The app no longer counts.")))


@never_cache
@page()
@fresh
def my_codes(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Make recovery codes: they are shown now and never again; the former ones are void."""
    user = person(request)
    made = codes.new_recovery_codes(user) if request.method == "POST" else []
    head = Page(title=_("Recovery codes"), trail=trail(gettext("Recovery codes")))
    values = {"made": made, "left": codes.recovery_codes_left(user)}
    return render_page(request, ctx, "web/door/codes.html", head, values=values)


# -- passkeys -------------------------------------------------------------------------------------


@require_POST
@page()
@fresh
def ask_to_register(request: HttpRequest, ctx: Context) -> HttpResponse:  # noqa: ARG001
    """What the browser needs to make a passkey."""
    asked = passkeys.ask_to_register(person(request))
    request.session[CHALLENGE] = str(asked.challenge_id)
    return JsonResponse(asked.options)


@require_POST
@page()
@fresh
def add_passkey(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Keep the passkey that the browser made."""
    user = person(request)
    challenge_id = request.session.pop(CHALLENGE, "") or str(UUID(int=0))
    try:
        passkeys.register(
            user,
            challenge_id=UUID(challenge_id),
            answer=request.POST.get("credential", ""),
            name=request.POST.get("name", ""),
        )
    except DomainError as error:
        return _security_page(request, ctx, refusal=error)
    return go_on(request, Done(_after_factor(user), _("The passkey is registered.")))


@require_POST
@page()
@fresh
def passkey(request: HttpRequest, ctx: Context, passkey_id: UUID) -> HttpResponse:
    """Give a passkey another name, or remove it."""
    user = person(request)
    name = request.POST.get("name", "").strip()
    try:
        if name:
            own.name_passkey(user, passkey_id=passkey_id, name=name)
        else:
            own.drop_passkey(user, passkey_id=passkey_id)
    except DomainError as error:
        return _security_page(request, ctx, refusal=error)
    said = _("The passkey has another name.") if name else _("The passkey no longer counts.")
    return go_on(request, Done(reverse("web:my-security"), said))


# -- sessions and devices -------------------------------------------------------------------------


@require_POST
@page()
def end_session(request: HttpRequest, ctx: Context, session_id: UUID) -> HttpResponse:  # noqa: ARG001
    """End one of one's own sessions."""
    sessions.end_one(person(request).id, session_id)
    messages.success(request, gettext("The session is ended."))
    return back()


@require_POST
@page()
def end_others(request: HttpRequest, ctx: Context) -> HttpResponse:  # noqa: ARG001
    """End every session but this one."""
    held = session_of(request)
    sessions.end_all(person(request).id, but=held.id if held else None)
    messages.success(request, gettext("The other sessions are ended."))
    return back()


@require_POST
@page()
def forget_device(request: HttpRequest, ctx: Context, device_id: UUID) -> HttpResponse:  # noqa: ARG001
    """A device is known no longer; its sessions end."""
    sessions.forget_device(person(request).id, device_id)
    messages.success(request, gettext("The device is forgotten."))
    return back()
