"""Contracts, things and receipts named in an address by their number."""

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from nafa.assets import queries
from nafa.interfaces.web.addresses import identifier

View = Callable[..., HttpResponse]


def _found_by(view: View, name: str, find: Callable[[str], UUID | None]) -> View:
    @functools.wraps(view)
    def shown(request: HttpRequest, /, **named: Any) -> HttpResponse:
        reference = named[name]
        found = identifier(reference) or find(reference)
        if found is None:
            raise Http404(reference)
        return view(request, **{**named, name: found})

    return shown


def contract(view: View) -> View:
    """The view of a contract, whose address holds its identifier or its number."""
    return _found_by(view, "contract_id", queries.contract_id_of)


def asset(view: View) -> View:
    """The view of a thing, whose address holds its identifier or its number."""
    return _found_by(view, "asset_id", queries.asset_id_of)


def operation(view: View) -> View:
    """The view of an operation, whose address holds its identifier or its receipt number."""
    return _found_by(view, "fact_id", queries.fact_id_of)
