"""Every request: its number, its route, its duration; counted for /metrics, one line in the log."""

import logging
import time
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from nafa.kernel import clock
from nafa.lib.ids import uuid7_at
from nafa.runtime.logs import Work, at_work

logger = logging.getLogger("nafa.requests")
HEADER = "X-Request-Id"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15)
REQUESTS = Counter(
    "nafa_requests", "Requests by method, route and status", ["method", "route", "status"]
)
SECONDS = Histogram(
    "nafa_request_seconds", "Duration of requests by route", ["route"], buckets=BUCKETS
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNKNOWN = "unknown"


class Observed:
    """Outermost: nothing is answered without being counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun, request_id = time.perf_counter(), str(uuid7_at(clock.now()))
        held = at_work.set(Work(request_id=request_id))
        try:
            response = self._get_response(request)
            seconds, route = time.perf_counter() - begun, route_of(request)
            method = request.method if request.method in METHODS else UNKNOWN
            REQUESTS.labels(method, route, response.status_code).inc()
            SECONDS.labels(route).observe(seconds)
            at_work.set(Work(request_id, _person(request), route))
            if not request.path.startswith(settings.STATIC_URL):
                facts = {"method": method, "status": response.status_code,
                         "ms": round(seconds * 1000, 1)}  # fmt: skip
                logger.info("request", extra={"facts": facts})
            response.headers[HEADER] = request_id
            return response
        finally:
            at_work.reset(held)


def route_of(request: HttpRequest) -> str:
    """The pattern of the address, without what stands in it: few, and nobody's."""
    found = request.resolver_match
    if found is not None:
        return str(found.route)
    return "static" if request.path.startswith(settings.STATIC_URL) else UNKNOWN


def _person(request: HttpRequest) -> str:
    for holder in ("auth", "user"):
        found = getattr(getattr(request, holder, None), "id", None)
        if isinstance(found, UUID):
            return str(found)
    return ""
