"""Where a request comes from: address, device, browser."""

import hashlib
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from nafa.interfaces.addresses import address_of
from nafa.kernel.access.trail import Visitor

DEVICE_COOKIE = "nafa_device"
DEVICE_BYTES = 32
ONE_YEAR = 365 * 24 * 3600
LONGEST_COOKIE = 64
NEW_DEVICE = "_nafa_new_device"
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"),
            ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip


def visitor_of(request: HttpRequest) -> Visitor:
    """The visitor of a page; a browser without the cookie of a device is given one."""
    cookie = request.COOKIES.get(DEVICE_COOKIE, "") or getattr(request, NEW_DEVICE, "")
    if not cookie or len(cookie) > LONGEST_COOKIE:
        cookie = secrets.token_urlsafe(DEVICE_BYTES)
        setattr(request, NEW_DEVICE, cookie)
    agent = request.headers.get("User-Agent", "")
    return Visitor(
        address=address_of(request),
        device=hashlib.sha256(cookie.encode()).digest(),
        label=label_of(agent),
    )


def keep_device(request: HttpRequest, response: HttpResponse) -> None:
    """Give a new device its cookie; it opens nothing, it only makes the device known again."""
    made = getattr(request, NEW_DEVICE, "")
    if made:
        response.set_cookie(
            DEVICE_COOKIE, made, ONE_YEAR, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def label_of(agent: str) -> str:
    """A browser as its person knows it: “Firefox, Windows”."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part) or "?"
