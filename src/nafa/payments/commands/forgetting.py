"""Whom payouts named, erased with the file; amounts, states and references stay."""

from uuid import UUID

from nafa.kernel.audit.erasure import NOTHING, erase_commands_of
from nafa.kernel.context import Context
from nafa.lib.invariants import ensure
from nafa.payments.models import Payout


def forget_typed_words(ctx: Context, *, client_id: UUID) -> None:
    """Empty holder, destination and reason of the payouts of a person."""
    ensure(ctx.command_id is not None, "words are erased inside a command")
    payouts = Payout.objects.filter(client_id=client_id).values_list("id", flat=True)
    erase_commands_of("payout", payouts)
    Payout.objects.filter(client_id=client_id).update(
        holder=NOTHING, destination=NOTHING, reason=NOTHING
    )
