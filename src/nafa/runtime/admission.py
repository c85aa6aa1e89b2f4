"""Before anything is read: is the line safe, is the body bounded, does the caller call too often?

Counts are shared by all processes (`kernel/calls.py`), and keep neither a key nor an address.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
)
from django.utils.translation import gettext as _

from nafa.interfaces.addresses import address_of
from nafa.interfaces.api.v1.problems import problem
from nafa.kernel.access.trail import note
from nafa.kernel.calls import Caller, first_beyond

API, OWN = "/api/", ("/health/", "/metrics")
LOG_IN_PATHS = ("/api/v1/token", "/api/v1/oauth/token")
LOG_INS_PER_MINUTE = 60
FILES_PER_MINUTE = 30
ADDRESS_SHARE = 4  # one address may hold several keys
LARGEST_FORM_BYTES = 40 * 2**20
TOO_LARGE, TOO_MANY, INSECURE = 413, 429, 403
COSTLY_ENDINGS = (".csv", ".pdf", ".xlsx", ".toml")


class Admission:
    """Answers by itself what is not let in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "TRACE":  # would give back what a browser keeps from scripts
            return HttpResponseNotAllowed(["GET", "POST"])
        refusal = _insecure(request) or _too_large(request) or _too_often(request)
        return refusal or self._get_response(request)


def _insecure(request: HttpRequest) -> HttpResponse | None:
    """People are led to https; programs are told, so that they stop sending keys in clear."""
    if not settings.NAFA_TLS or request.is_secure() or request.path.startswith(OWN):
        return None
    if not request.path.startswith(API):
        return HttpResponsePermanentRedirect(
            f"https://{request.get_host()}{request.get_full_path()}"
        )
    return problem(
        status=INSECURE,
        code="api.https_wanted",
        detail=_("The call came in clear; it was not read."),
        advice=_("Call by https. Take the key back if it was sent in clear."),
    )


def _too_large(request: HttpRequest) -> HttpResponse | None:
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        size = 0
    is_api = request.path.startswith(API)
    largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if is_api else LARGEST_FORM_BYTES
    if size <= largest:
        return None
    return _told(
        request,
        status=TOO_LARGE,
        code="api.request_too_large",
        detail=_("The request is larger than %(size)s megabytes.") % {"size": largest // 2**20},
        advice=_("Send less at once, or smaller files."),
    )


def _too_often(request: HttpRequest) -> HttpResponse | None:
    callers = callers_of(request)
    if not callers:
        return None
    beyond = first_beyond(callers)
    if beyond is None:
        return None
    if beyond.is_first_beyond:  # told once a minute, not for each call
        note("calls.too_many", values={"what": beyond.caller.kind, "path": request.path[:60]})
    answer = _told(
        request,
        status=TOO_MANY,
        code="api.too_many_calls",
        detail=_("More than %(calls)s calls in a minute.") % {"calls": beyond.caller.most},
        advice=_("Wait, then go on more slowly."),
    )
    answer.headers["Retry-After"] = str(beyond.seconds_left)
    return answer


def _told(
    request: HttpRequest, *, status: int, code: str, detail: str, advice: str
) -> HttpResponse:
    """A problem document for programs, two sentences for people."""
    if request.path.startswith(API):
        return problem(status=status, code=code, detail=detail, advice=advice)
    text = f"{detail}\n{advice}\n"
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def callers_of(request: HttpRequest) -> list[Caller]:
    """Under which names a request is counted, and how often each may call in a minute."""
    address, most = address_of(request), settings.NAFA_API_CALLS_PER_MINUTE
    if request.path in LOG_IN_PATHS:
        return [Caller("log-in", address, LOG_INS_PER_MINUTE)]
    if request.path.startswith(API) and most:
        key = request.headers.get("Authorization", "")
        by_key = [Caller("key", key, most)] if key else []
        return [*by_key, Caller("address", address, most * ADDRESS_SHARE)]
    if request.method == "GET" and request.path.endswith(COSTLY_ENDINGS):
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not request.path.startswith(settings.STATIC_URL):
            return [Caller("file", session or address, FILES_PER_MINUTE)]
    return []
