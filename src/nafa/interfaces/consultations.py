"""Whatever a page or a call of the API has shown is in the trail before it leaves the house.

The contexts of a request know which personal data were read through them. One INSERT writes it;
when that fails nobody gets the answer.
"""

import hashlib
import logging
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from nafa.interfaces.addresses import address_of
from nafa.kernel.audit.kinds import CONSULTATION, EXPORT, REFUSAL
from nafa.kernel.audit.origin import Origin, coming_from
from nafa.kernel.audit.writing import append
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError

logger = logging.getLogger(__name__)
CONTEXTS, REFUSED_BY = "_nafa_contexts", "_nafa_refused_by"
DEVICE_COOKIE = "nafa_device"
UNAVAILABLE = 503
SHOWN = frozenset({200, 409, 422, 428})
TAKEN_AWAY = ("application/pdf", "text/csv", "application/zip", "application/vnd")
PASSIVE = frozenset({"day-progress"})  # asks by itself; nobody read anything
REFUSALS = frozenset({"kernel.not_permitted", "kernel.other_branch"})

Answer = Callable[[HttpRequest], HttpResponse]


def attach(request: HttpRequest, ctx: Context) -> Context:
    """Let the trail see what is read through this context."""
    held: list[Context] = getattr(request, CONTEXTS, [])
    setattr(request, CONTEXTS, [*held, ctx])
    return ctx


def note_refusal(request: HttpRequest, error: DomainError) -> None:
    """Somebody was refused a page; what the gate refused is in the trail already."""
    if error.code in REFUSALS and not error.is_on_trail:
        setattr(request, REFUSED_BY, error.code)


class Consultations:
    """Stands around everything that answers people and programs."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with coming_from(_origin_of(request)):
            response = self.get_response(request)
            try:
                _write(request, response)
            except DatabaseError:
                logger.exception("the trail could not be written; the answer was kept back")
                return _kept_back(request)
            return response


def _origin_of(request: HttpRequest) -> Origin:
    cookie = request.COOKIES.get(DEVICE_COOKIE, "")
    device = hashlib.sha256(cookie.encode()).digest() if cookie else None
    return Origin(address_of(request), device)


def _write(request: HttpRequest, response: HttpResponse) -> None:
    contexts: list[Context] = getattr(request, CONTEXTS, [])
    place = request.resolver_match
    if not contexts or place is None or place.url_name in PASSIVE:
        return
    code = getattr(request, REFUSED_BY, "")
    subjects = list(dict.fromkeys(one for ctx in contexts for one in ctx.effects.seen))
    found = next((ctx.effects.found for ctx in contexts if ctx.effects.found), {})
    is_reading = request.method == "GET" or subjects or found
    if not code and (response.status_code not in SHOWN or not is_reading):
        return
    ctx = contexts[-1]
    append(
        at=ctx.now,
        kind=REFUSAL if code else _kind(response),
        name=place.view_name or place.route,
        actor_id=ctx.actor_id,
        role=ctx.role,
        branch_id=ctx.branch_id,
        subjects=subjects,
        channel=ctx.channel,
        code=code,
        details=_details(found),
        private=found if found.get("typed") else None,
    )


def _details(found: dict[str, Any]) -> dict[str, Any]:
    return {"found": len(found["found"])} if found else {}


def _kind(response: HttpResponse) -> str:
    is_file = "attachment" in response.headers.get("Content-Disposition", "")
    taken = response.headers.get("Content-Type", "").startswith(TAKEN_AWAY)
    return EXPORT if is_file or taken else CONSULTATION


def _kept_back(request: HttpRequest) -> HttpResponse:
    said = _("What is read must be written into the trail, and it cannot be written now.")
    advice = _("Try again in a moment; if it goes on, tell the administrator.")
    if request.path.startswith("/api/"):
        return JsonResponse(
            {"type": "urn:nafa:problem:kernel.trail_unavailable", "status": UNAVAILABLE,
             "title": "kernel.trail_unavailable", "code": "kernel.trail_unavailable",
             "detail": said, "advice": advice, "fields": []},
            status=UNAVAILABLE, content_type="application/problem+json",
        )  # fmt: skip
    return HttpResponse(
        f"{said} {advice}", status=UNAVAILABLE, content_type="text/plain; charset=utf-8"
    )
