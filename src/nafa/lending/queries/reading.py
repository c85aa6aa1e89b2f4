"""Long loans that are looked at again: their replay is kept while no fact is added.

A fact that is committed never changes, and a change of a loan after its disbursement is a fact. So
the last fact and the day say all that a state depends on. Inside a transaction nothing is kept:
what it adds may yet be taken back.
"""

from collections import OrderedDict
from dataclasses import replace
from datetime import date
from threading import Lock
from uuid import UUID

from django.db import connection

from nafa.lending.models import Loan, LoanFact
from nafa.lending.queries.state import Folded, fold

MOST_KEPT = 32
WORTH_KEEPING = 60
_Place = tuple[UUID, UUID, date]
_kept: OrderedDict[_Place, Folded] = OrderedDict()
_lock = Lock()


def fold_for_reading(loan: Loan, *, on: date) -> Folded:
    """The loan on a day, for pages and for nothing that changes it."""
    facts = LoanFact.objects.filter(loan_id=loan.id).order_by("-order")
    last = facts.values_list("id", "order").first()
    if last is None or last[1] < WORTH_KEEPING or connection.in_atomic_block:
        return fold(loan, on=on)
    place = (loan.id, last[0], on)
    with _lock:
        known = _kept.get(place)
    if known is not None:
        return replace(known, loan=loan)
    found = fold(loan, on=on)
    if found.events and found.events[-1].id == str(last[0]):
        with _lock:
            _kept[place] = found
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    return found
