"""Promises to pay: kept, kept in part, broken."""

from datetime import date
from enum import StrEnum


class PromiseStatus(StrEnum):
    """REPLACED: a later promise took its place before it fell due."""

    OPEN = "OPEN"
    KEPT = "KEPT"
    PARTLY = "PARTLY"
    BROKEN = "BROKEN"
    REPLACED = "REPLACED"


def outcome(
    *, promised_minor: int, paid_minor: int, due_date: date, day_ended: date
) -> PromiseStatus:
    """What became of a promise when a day has ended.

    `paid_minor`: what was paid after the promise was made, with a value date up to its due date.
    Kept as soon as all is paid; otherwise open until the due date has ended.
    """
    if paid_minor >= promised_minor:
        return PromiseStatus.KEPT
    if day_ended < due_date:
        return PromiseStatus.OPEN
    return PromiseStatus.PARTLY if paid_minor > 0 else PromiseStatus.BROKEN
