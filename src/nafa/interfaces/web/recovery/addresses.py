"""Addresses of recovery: a late file by its identifier or its number."""

from django.urls import reverse

from nafa.interfaces.web.addresses import View, found_by
from nafa.recovery import queries


def claim(view: View) -> View:
    """The view of a late file, whose address holds its identifier or its number."""
    return found_by(view, "claim_id", queries.claim_id_of)


def recovery_url(kind: str, number: str) -> str:
    """The recovery of a file, among its other pages."""
    name = "web:loan-recovery" if kind == queries.LOAN else "web:financing-recovery"
    return reverse(name, args=[number])
