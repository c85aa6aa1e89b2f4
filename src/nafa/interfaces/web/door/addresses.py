"""Where one wanted to go before the door stood in between."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from nafa.interfaces.web.navigation import address_of


def next_address(request: HttpRequest) -> str:
    """Where the person wanted to go, if it is a page of this house; else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if own else address_of("web:home") or "/"


def with_next(url_name: str, request: HttpRequest) -> str:
    """The address of a page of the door that remembers where one wanted to go."""
    return f"{reverse(url_name)}?{urlencode({'next': next_address(request)})}"
