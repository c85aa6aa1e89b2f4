"""What a person chooses for this machine: language, theme, branch."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from nafa.interfaces.web.door.addresses import next_address
from nafa.interfaces.web.frame import (
    BRANCH_IN_SESSION,
    THEME_COOKIE,
    THEMES,
    branches_open_to,
)
from nafa.kernel.models import User

ONE_YEAR = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(next_address(request))


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """French or English, on this machine, until changed."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    response = _back(request)
    _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the machine says."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponseBadRequest()
    response = _back(request)
    _remember(response, THEME_COOKIE, theme)
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


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, ONE_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
