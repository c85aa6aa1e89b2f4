"""Which part of the books is closed."""

from datetime import date

from django.db.models import Max

from nafa.ledger.models import Period


def closed_until() -> date | None:
    """The last closed date, or nothing."""
    closed: date | None = Period.objects.aggregate(last=Max("end_date"))["last"]
    return closed
