"""The screen that locks and keeps the work: an overlay with a script, a page without."""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from nafa.interfaces.web.door.addresses import next_address
from nafa.interfaces.web.door.coming_in import session_of, shown_alone
from nafa.interfaces.web.door.visitors import visitor_of
from nafa.kernel.access import challenges, entry, passkeys, sessions, trail
from nafa.kernel.access.challenges import Purpose
from nafa.kernel.access.errors import (
    LoginRefused,
    PasskeyRefused,
    ProofOfPersonWanted,
    SessionLocked,
)
from nafa.kernel.access.people import standing_of
from nafa.kernel.errors import DomainError
from nafa.kernel.models import User

View = Callable[..., HttpResponse]
LOCKED = 423
CHALLENGE = "unlock_challenge"
NOT_KEPT = {"csrfmiddlewaretoken", "password", "code", "credential"}
LONGEST_KEPT = 200_000


class UnlockForm(forms.Form):
    """The password of the one who left."""

    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def is_from_script(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request") or request.headers.get("X-Requested-With"))


def fresh(view: View) -> View:
    """Let only somebody pass who proved lately to be there: for what changes a log-in."""

    @functools.wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        held = session_of(request)
        if held is not None and not sessions.is_fresh(held):
            return locked_page(request, refusal=ProofOfPersonWanted())
        return view(request, *args, **kwargs)

    return shown


def locked_page(request: HttpRequest, *, refusal: DomainError | None = None) -> HttpResponse:
    """Instead of any page while the screen is locked; what was sent waits inside of it."""
    if is_from_script(request):
        return HttpResponse(status=LOCKED)
    kept = _kept(request.POST) if request.method == "POST" else ""
    back = request.path if request.method == "POST" else request.get_full_path()
    return _ask(request, kept=kept, back=back, refusal=refusal or SessionLocked(), status=LOCKED)


def _ask(request: HttpRequest, *, status: int, **values: Any) -> HttpResponse:
    user = request.user
    has_passkey = isinstance(user, User) and standing_of(user).has_passkey
    return shown_alone(
        request, "web/door/locked.html", status=status, form=UnlockForm(),
        has_passkey=has_passkey, **values,
    )  # fmt: skip


def _kept(sent: QueryDict) -> str:
    """What was typed, to be sent again by the person once the screen is open."""
    kept = [(name, value) for name in sent if name not in NOT_KEPT for value in sent.getlist(name)]
    text = urlencode(kept)
    return text if len(text) <= LONGEST_KEPT else ""


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """The person leaves the screen, or it was not touched for too long."""
    held = session_of(request)
    if held is not None:
        sessions.lock(held)
    if is_from_script(request):
        return HttpResponse(status=204)
    return HttpResponseRedirect(next_address(request))


@require_POST
def presence(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the door has noted it
    """Somebody is typing or reading: the session is in use."""
    return HttpResponse(status=204)


@require_POST
def ask_unlock(request: HttpRequest) -> HttpResponse:
    """What the browser needs to ask for a passkey of the one who left."""
    user = request.user
    if not isinstance(user, User) or session_of(request) is None:
        return HttpResponse(status=401)
    asked = passkeys.ask_to_prove(Purpose.UNLOCK, user=user)
    request.session[CHALLENGE] = str(asked.challenge_id)
    return JsonResponse(asked.options)


@never_cache
@require_POST
@sensitive_post_parameters("password")
def unlock(request: HttpRequest) -> HttpResponse:
    """Password or passkey: the page goes on where it was; what waits is offered to be sent."""
    user, held = request.user, session_of(request)
    if not isinstance(user, User) or held is None:
        if is_from_script(request):
            return HttpResponse(status=401)
        return HttpResponseRedirect(reverse("web:login"))
    try:
        _prove(request, user)
    except DomainError as error:
        if is_from_script(request):
            return JsonResponse({"words": f"{error.message} {error.next_step}"}, status=422)
        kept, back = request.POST.get("kept", ""), next_address(request)
        return _ask(request, kept=kept, back=back, refusal=error, status=422)
    sessions.unlock(held, visitor=visitor_of(request))
    if is_from_script(request):
        return HttpResponse(status=204)
    return _go_on(request)


def _prove(request: HttpRequest, user: User) -> None:
    """Refuses: LoginRefused, LoginDelayed, AccountLocked, PasskeyRefused, ChallengeOver."""
    credential = request.POST.get("credential", "")
    visitor = visitor_of(request)
    if credential:
        challenge_id = request.session.pop(CHALLENGE, "") or str(UUID(int=0))
        asked = challenges.take(UUID(challenge_id), Purpose.UNLOCK, user_id=user.id)
        try:
            passkeys.check(asked, credential)
        except PasskeyRefused:
            trail.note("passkey.refused", visitor=visitor, user_id=user.id)
            raise
        return
    found = entry.by_password(user.username, request.POST.get("password", ""), visitor=visitor)
    if found.id != user.id:
        raise LoginRefused()


def _go_on(request: HttpRequest) -> HttpResponse:
    kept = QueryDict(request.POST.get("kept", "")[:LONGEST_KEPT])
    if not kept:
        return HttpResponseRedirect(next_address(request))
    fields = [(name, value) for name in kept for value in kept.getlist(name)]
    return shown_alone(request, "web/door/waiting.html", fields=fields, back=next_address(request))
