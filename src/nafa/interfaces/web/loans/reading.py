"""Loans, receipts and orders named in an address by their number, as people know them."""

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from nafa.interfaces.web.addresses import identifier
from nafa.lending import queries
from nafa.lending.queries.life.changes import request_id_of
from nafa.payments.queries import payout_id_of

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


def loan(view: View) -> View:
    """The view of a loan, whose address holds its identifier or its number."""
    return _found_by(view, "loan_id", queries.loan_id_of)


def operation(view: View) -> View:
    """The view of an operation, whose address holds its identifier or its receipt number."""
    return _found_by(view, "fact_id", queries.fact_id_of)


def change(view: View) -> View:
    """The view of a change that was asked for, whose address holds its identifier or number."""
    return _found_by(view, "request_id", request_id_of)


def order(view: View) -> View:
    """The view of an order to pay, whose address holds its identifier or its number."""
    return _found_by(view, "payout_id", payout_id_of)
