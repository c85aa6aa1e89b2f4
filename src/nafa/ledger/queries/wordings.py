"""The words of people that lie sealed beside the journal."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from nafa.ledger.models import Wording


class Typed(NamedTuple):
    """What was typed for an entry; empty where nothing was."""

    memo: str
    reference: str


R = TypeVar("R", bound=tuple[Any, ...])


def wordings(entry_ids: Iterable[UUID]) -> dict[UUID, Typed]:
    """What was typed for entries; entries without typed words are left out."""
    found = Wording.objects.filter(entry_id__in=set(entry_ids))
    return {one.entry_id: Typed(one.text, one.reference) for one in found}


def with_typed_words(rows: Sequence[R], entry_ids: Sequence[UUID]) -> list[R]:
    """Rows of entries, in the same order as their ids, with what people typed in its place."""
    typed = wordings(entry_ids)
    return [
        _worded(row, typed[entry_id]) if entry_id in typed else row
        for row, entry_id in zip(rows, entry_ids, strict=True)
    ]


def _worded(row: Any, typed: Typed) -> Any:
    return row._replace(memo=typed.memo or row.memo, reference=typed.reference or row.reference)
