"""Coming and going: log-in, log-out, language, theme, branch."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from nafa.interfaces.web.frame import (
    BRANCH_IN_SESSION,
    THEME_COOKIE,
    THEMES,
    branches_open_to,
    theme_of,
)
from nafa.interfaces.web.navigation import address_of
from nafa.kernel.models import Institution, User

ONE_YEAR = 365 * 24 * 3600


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

    def __init__(self, request: HttpRequest, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if "username" in values and "password" in values:
            found = authenticate(self.request, **values)
            if not isinstance(found, User):
                raise forms.ValidationError(
                    _("The log-in name or the password is wrong."), "login_refused"
                )
            self.user = found
        return values


def next_address(request: HttpRequest) -> str:
    """Where the person wanted to go, if it is a page of this house; else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if own else address_of("web:home") or "/"


@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask who is there; then on to the page that was wanted, in the person's language."""
    if request.user.is_authenticated and request.method == "GET":
        return HttpResponseRedirect(next_address(request))
    form = LoginForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        login(request, form.user)
        response = HttpResponseRedirect(next_address(request))
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, form.user.language, ONE_YEAR)
        return response
    house = Institution.objects.filter(id=1).first()
    shown = {
        "form": form,
        "next": next_address(request),
        "house": house.name if house else "Nafa",
        "brand_colour": house.brand_colour if house else "",
        "theme": theme_of(request),
    }
    return render(request, "web/login.html", shown, status=422 if form.is_bound else 200)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Leave. Drafts of this tab are forgotten by the browser when it sends this."""
    logout(request)
    return HttpResponseRedirect(reverse("web:login"))


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(next_address(request))


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """French or English, on this machine, until changed."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    response = _back(request)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, ONE_YEAR, samesite="Lax")
    return response


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the machine says."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponseBadRequest()
    response = _back(request)
    response.set_cookie(THEME_COOKIE, theme, ONE_YEAR, samesite="Lax")
    return response


@require_POST
def choose_branch(request: HttpRequest) -> HttpResponse:
    """The branch one works in; empty for all, where the person's role covers all."""
    user = request.user
    if not isinstance(user, User):
        return HttpResponseRedirect(reverse("web:login"))
    chosen = request.POST.get("branch", "")
    if chosen and chosen not in {str(branch.id) for branch in branches_open_to(user)}:
        return HttpResponseBadRequest()
    request.session[BRANCH_IN_SESSION] = chosen or None
    return _back(request)
