"""Small answers that pages ask for: the institution's colour, an amount in words."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from nafa.interfaces.web import brand
from nafa.interfaces.web.forms import read_money
from nafa.interfaces.web.written import amount_in_words
from nafa.lib.currency import UnknownCurrency


@cache_control(public=True, max_age=30 * 24 * 3600)
def brand_colour(request: HttpRequest, colour: str) -> HttpResponse:  # noqa: ARG001
    """The tokens of a colour as a style sheet: the address holds the colour, so it may be kept."""
    try:
        sheet = brand.stylesheet(f"#{colour}")
    except brand.NotAColour:
        return HttpResponse(status=404)
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")


def amount_words(request: HttpRequest) -> HttpResponse:
    """The amount of a money field in words; nothing while it is not an amount."""
    field = request.GET.get("field", "")
    try:
        amount = read_money(request.GET.get(field, ""), currency=request.GET.get("currency", ""))
    except (ValidationError, UnknownCurrency):
        return HttpResponse("")
    return HttpResponse(amount_in_words(amount) if amount else "", content_type="text/plain")
