"""Bringing the jurisdiction's chart of accounts into the books."""

from collections.abc import Sequence

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.ledger.models import ChartAccount


@command(permission="ledger.configure")
def load_chart(ctx: Context, *, rows: Sequence[dict[str, str | bool]]) -> int:
    """Add or relabel chart accounts; how many there are. Codes are never taken away.

    Each row has code, label_fr, label_en, parent_code, is_leaf, normal_side (D, C or X),
    is_confirmed.
    """
    del ctx
    ChartAccount.objects.bulk_create(
        [ChartAccount(**row) for row in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "label_fr", "label_en", "parent_code", "is_leaf", "normal_side", "is_confirmed",
        ],
    )  # fmt: skip
    return ChartAccount.objects.count()
