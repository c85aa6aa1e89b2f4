"""Long loans that are looked at again: their replay is kept while no fact is added.

A fact that is committed never changes, and a change of a loan after its disbursement is a fact. So
the last fact and the day say all that a state depends on. What is kept was made of committed facts
alone: inside a transaction it is read, and what the transaction makes is kept once it is committed.
"""

from collections import OrderedDict
from dataclasses import replace
from datetime import date
from threading import Lock
from uuid import UUID

from django.db import connection, transaction

from nafa.lending.models import Loan, LoanFact
from nafa.lending.queries.state import Folded, fold

MOST_KEPT = 32
WORTH_KEEPING = 60
_Place = tuple[UUID, str, date]
_kept: OrderedDict[_Place, Folded] = OrderedDict()
_lock = Lock()


def known_fold(loan: Loan, *, on: date) -> Folded:
    """What `fold` says of the loan on a day, from what is kept where it is kept.

    A command has locked the loan before it asks, so that no fact comes between.
    """
    facts = LoanFact.objects.filter(loan_id=loan.id).order_by("-order")
    last = facts.values_list("id", "order").first()
    if last is None or last[1] < WORTH_KEEPING:
        return fold(loan, on=on)
    with _lock:
        known = _kept.get((loan.id, str(last[0]), on))
    if known is not None:
        return replace(known, loan=loan)
    found = fold(loan, on=on)
    if not connection.in_atomic_block and found.events and found.events[-1].id == str(last[0]):
        _keep(found)
    return found


def keep_when_committed(after: Folded) -> None:
    """Keep the state that the running transaction makes, if it stands."""
    if len(after.events) >= WORTH_KEEPING:
        transaction.on_commit(lambda: _keep(after))


def _keep(found: Folded) -> None:
    with _lock:
        place = (found.loan.id, found.events[-1].id, found.state.on)
        _kept[place] = found
        _kept.move_to_end(place)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)


def forget_all() -> None:
    """Keep nothing any more, as after a restart."""
    with _lock:
        _kept.clear()
