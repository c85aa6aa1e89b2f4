"""What every answer tells the browser, and what a proxy may tell us of a visitor."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS = "camera=(self), geolocation=(self), microphone=()"
KEEP_NOTHING = "private, no-store"
FORWARDED = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT")
Answering = Callable[[HttpRequest], HttpResponse]


class SecureHeaders:
    """Only our own files, no inline script, no inline style; and nothing that stays in a cache."""

    def __init__(self, get_response: Answering) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", KEEP_NOTHING)
        return response


class ForwardedHeaders:
    """What somebody claims to forward counts only when one of our proxies says so."""

    def __init__(self, get_response: Answering) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_our_proxy(str(request.META.get("REMOTE_ADDR", ""))):
            for name in FORWARDED:
                request.META.pop(name, None)
        return self._get_response(request)


def _is_our_proxy(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in settings.NAFA_TRUSTED_PROXIES)
