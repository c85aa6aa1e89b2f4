"""Log-in: password, then a code where one is due; or a passkey alone."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from nafa.interfaces.web.door.addresses import next_address, with_next
from nafa.interfaces.web.door.visitors import visitor_of
from nafa.interfaces.web.frame import theme_of
from nafa.kernel import clock
from nafa.kernel.access import challenges, entry, passkeys, sessions, trail
from nafa.kernel.access.challenges import Purpose
from nafa.kernel.access.people import standing_of
from nafa.kernel.errors import DomainError
from nafa.kernel.models import Institution, LogInSession, User

ONE_YEAR = 365 * 24 * 3600
LOG_IN = "log_in"  # the session of ours that belongs to the browser's
PENDING, CHALLENGE = "pending_log_in", "log_in_challenge"
PENDING_FOR = timedelta(minutes=5)
BACKEND = "django.contrib.auth.backends.ModelBackend"
Strength = LogInSession.Strength


class LoginForm(forms.Form):
    """Log-in name and password; a refusal does not say which of them is wrong."""

    username = forms.CharField(
        label=_("Log-in name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """Six figures of the app, or a recovery code."""

    code = forms.CharField(
        label=_("Code of your app, or a recovery code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "autofocus": True}
        ),
    )


def shown_alone(
    request: HttpRequest, template: str, *, status: int = 200, **values: Any
) -> HttpResponse:
    """A page outside of the frame: at the door nobody is inside yet."""
    house = Institution.objects.filter(id=1).first()
    shown = {
        "house": house.name if house else "Nafa",
        "brand_colour": house.brand_colour if house else "",
        "theme": theme_of(request),
        "next": next_address(request),
        **values,
    }
    return render(request, template, shown, status=status)


@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask who is there; then on to the code, or to the page that was wanted."""
    if request.user.is_authenticated and request.method == "GET":
        return HttpResponseRedirect(next_address(request))
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visitor = visitor_of(request)
        try:
            user = entry.by_password(**form.cleaned_data, visitor=visitor)
            if standing_of(user).has_factor:
                request.session.cycle_key()
                request.session[PENDING] = [str(user.id), clock.now().isoformat()]
                return HttpResponseRedirect(with_next("web:second-factor", request))
            return come_in(request, user, Strength.PASSWORD)
        except DomainError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    return shown_alone(request, "web/login.html", form=form, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters("code")
def second_factor(request: HttpRequest) -> HttpResponse:
    """The password was right; now the code, or a passkey."""
    user = _pending_user(request)
    if user is None:
        return HttpResponseRedirect(with_next("web:login", request))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visitor = visitor_of(request)
        try:
            strength = entry.by_code(user, form.cleaned_data["code"], visitor=visitor)
            return come_in(request, user, strength)
        except DomainError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    return shown_alone(
        request,
        "web/door/second_factor.html",
        form=form,
        standing=standing_of(user),
        status=422 if form.is_bound else 200,
    )


def _pending_user(request: HttpRequest) -> User | None:
    """The person whose password was right a moment ago, in this browser."""
    user_id, at = request.session.get(PENDING, (None, ""))
    if user_id is None or clock.now() - datetime.fromisoformat(at) > PENDING_FOR:
        return None
    return User.objects.filter(id=UUID(user_id), is_active=True).first()


@require_POST
def ask_passkey(request: HttpRequest) -> HttpResponse:
    """What the browser needs to ask for a passkey. Nobody is known yet, or only pending."""
    asked = passkeys.ask_to_prove(Purpose.LOG_IN, user=None)
    request.session[CHALLENGE] = str(asked.challenge_id)
    return JsonResponse(asked.options)


@never_cache
@require_POST
def enter_by_passkey(request: HttpRequest) -> HttpResponse:
    """The answer of a passkey: it says who is there and proves it."""
    visitor = visitor_of(request)
    challenge_id = request.session.pop(CHALLENGE, "")
    try:
        asked = challenges.take(
            UUID(challenge_id or str(UUID(int=0))), Purpose.LOG_IN, user_id=None
        )
        key = passkeys.check(asked, request.POST.get("credential", ""))
        return come_in(request, key.user, Strength.PASSKEY)
    except DomainError as error:
        trail.note("passkey.refused", visitor=visitor, values={"code": error.code})
        form = LoginForm()
        return shown_alone(request, "web/login.html", form=form, refusal=error, status=422)


def come_in(request: HttpRequest, user: User, strength: Strength) -> HttpResponse:
    """Inside: a session of ours beside the browser's. Refuses: OutsideHours, OutsidePlaces."""
    visitor = visitor_of(request)
    entry.demand_admission(user, standing_of(user), visitor=visitor)
    request.session.pop(PENDING, None)
    login(request, user, backend=BACKEND)
    begun = sessions.begin(user, visitor=visitor, strength=strength)
    request.session[LOG_IN] = str(begun.id)
    response = HttpResponseRedirect(next_address(request))
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, user.language, ONE_YEAR, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


def session_of(request: HttpRequest) -> LogInSession | None:
    """The session of ours that this browser holds open."""
    held, user = request.session.get(LOG_IN), request.user
    if not held or not isinstance(user, User):
        return None
    return sessions.open_session(UUID(held), user_id=user.id)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Leave. Drafts of this tab are forgotten by the browser when it sends this."""
    held = session_of(request)
    if held is not None:
        sessions.end(held, reason="left")
    logout(request)
    return HttpResponseRedirect(reverse("web:login"))
