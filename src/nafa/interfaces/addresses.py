"""The address that a request comes from, behind the proxies of the house or without."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The visitor's address: what the proxies of the house say, from the last one backwards."""
    found = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").split(",")
    for before in reversed([one.strip() for one in told if one.strip()]):
        if not _is_ours(found):
            break
        found = before
    return found if _is_address(found) else ""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_ours(address: str) -> bool:
    return _is_address(address) and any(
        ip_address(address) in network for network in settings.NAFA_PROXIES
    )
