"""Before every page of the back office: is the session alive, unlocked, in its hours and place?"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from nafa.interfaces.web.door import locking
from nafa.interfaces.web.door.coming_in import session_of, shown_alone
from nafa.interfaces.web.door.visitors import keep_device, visitor_of
from nafa.interfaces.web.frame import remember_standing
from nafa.interfaces.web.parts import Refusal
from nafa.interfaces.web.words_at_door import NOTHING_DONE
from nafa.kernel.access import entry, sessions
from nafa.kernel.access.people import Missing, Standing, standing_of
from nafa.kernel.errors import DomainError
from nafa.kernel.models import LogInSession, User

# Open to everybody, also behind a locked screen: nothing of the institution is shown there.
FREE = frozenset(
    {"login", "logout", "language", "theme", "brand", "second-factor", "passkey-ask",
     "passkey-enter", "lock", "unlock", "unlock-ask"}
)  # fmt: skip
# Where somebody does what is missing before the first page.
ENROLMENT: dict[Missing, frozenset[str]] = {
    Missing.PASSWORD: frozenset({"my-password", "presence"}),
    Missing.FACTOR: frozenset(
        {"my-security", "my-app", "my-codes", "my-passkey-ask", "my-passkey-add", "presence"}
    ),
}
FIRST_STEP = {Missing.PASSWORD: "web:my-password", Missing.FACTOR: "web:my-security"}
PASSIVE = frozenset({"day-progress"})  # asks by itself; nobody touched anything


class Door(MiddlewareMixin):
    """Stands after the log-in and before every view."""

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], *_given: Any
    ) -> HttpResponse | None:
        place = request.resolver_match
        if place is None or place.app_name != "web" or place.url_name in FREE:
            return None
        if not isinstance(request.user, User):
            return None
        held = session_of(request)
        if held is None:  # ended elsewhere, revoked, or older than a working day
            logout(request)
            return None
        return _watch(request, request.user, held, place.url_name or "")

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        keep_device(request, response)
        return response


def _watch(
    request: HttpRequest, user: User, held: LogInSession, url_name: str
) -> HttpResponse | None:
    standing, visitor = standing_of(user), visitor_of(request)
    try:
        entry.demand_admission(user, standing, visitor=visitor)
    except DomainError as error:
        sessions.end(held, reason=error.code)
        logout(request)
        return shown_alone(
            request, "web/door/shut.html", status=403,
            refusal=Refusal.of(error, money=NOTHING_DONE),
        )  # fmt: skip
    idle_minutes = standing.policy.idle_minutes_for(standing.roles)
    if sessions.is_locked(held, idle_minutes=idle_minutes):
        return locking.locked_page(request)
    if url_name not in PASSIVE:
        sessions.touch(held, address=visitor.address)
    remember_standing(request, idle_minutes=idle_minutes, has_passkey=standing.has_passkey)
    return _first_steps(standing, url_name)


def _first_steps(standing: Standing, url_name: str) -> HttpResponse | None:
    """To the step that is missing, while one is."""
    missing = standing.missing
    if missing is None or url_name in ENROLMENT[missing]:
        return None
    return HttpResponseRedirect(reverse(FIRST_STEP[missing]))
