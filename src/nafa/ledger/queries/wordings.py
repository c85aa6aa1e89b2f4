"""The words of people that lie sealed beside the journal."""

from collections.abc import Iterable
from uuid import UUID

from nafa.ledger.models import Wording


def wordings(entry_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What was typed for entries; entries without typed words are left out."""
    found = Wording.objects.filter(entry_id__in=set(entry_ids))
    return {one.entry_id: one.text for one in found}
