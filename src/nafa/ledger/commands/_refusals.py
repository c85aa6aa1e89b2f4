"""What the posting functions of the database refuse, as the refusals of this module."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import DatabaseError

from nafa.kernel.errors import DomainError
from nafa.ledger import errors
from nafa.ledger.calc.entry import Fault
from nafa.lib.money import Money

_NUMBER_OUT_OF_RANGE = "22003"
_CHECK_VIOLATION = "23514"
_CLASSES: dict[str, type[DomainError]] = {
    "NL001": errors.EntryUnbalanced,
    "NL002": errors.EntryMalformed,
    "NL003": errors.AccountUnknown,
    "NL004": errors.AccountClosed,
    "NL005": errors.PeriodClosed,
    "NL006": errors.EntryExists,
    "NL007": errors.AlreadyReversed,
    "NL008": errors.HoldEnded,
    "NL009": errors.ClockBehind,
    "NL010": errors.BalanceTooLow,
    "NL011": errors.BalanceTooHigh,
}


@contextmanager
def refusals(*, count: int = 1) -> Iterator[None]:
    """Turn the database's refusals into coded ones; of a set they name the entry's place."""
    try:
        yield
    except DatabaseError as fault:
        refusal = _refusal_of(fault, count)
        if refusal is None:
            raise
        raise refusal from fault


def refusal_of_fault(fault: Fault, *, place: int, count: int) -> DomainError:
    """The refusal of a draft that is wrong in itself."""
    values = dict(fault.values)
    if count > 1:
        values["place"] = place
    if fault.reason == "unbalanced":
        return errors.EntryUnbalanced(**values)
    if fault.reason == "absurd":
        return errors.AmountAbsurd(**values)
    values.pop("amount", None)
    return errors.EntryMalformed(reason=fault.reason, **values)


def _refusal_of(fault: DatabaseError, count: int) -> DomainError | None:
    cause: Any = fault.__cause__
    state = getattr(cause, "sqlstate", None)
    if state in _CLASSES:
        values = json.loads(cause.diag.message_detail)
        if count <= 1:
            values.pop("place", None)
        return _CLASSES[state](**_typed(values))
    if state == _NUMBER_OUT_OF_RANGE:
        return errors.AmountAbsurd(amount="")
    if state == _CHECK_VIOLATION:
        return _refusal_of_check(str(cause.diag.constraint_name))
    return None


def _refusal_of_check(constraint: str) -> DomainError | None:
    if re.search("one_side|line_count", constraint):
        return errors.EntryMalformed(reason="one_side")
    return None


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    for name in ("balance", "difference"):
        if values.get(name) is not None:
            values[name] = Money(int(values[name]), values["currency"])
    for name in ("value_date", "closed_until"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    return values
