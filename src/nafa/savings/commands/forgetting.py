"""Whom a saver had paid, erased with the file; accounts, movements and amounts stay."""

from uuid import UUID

from nafa.kernel.audit.erasure import NOTHING, erase_commands_of
from nafa.kernel.context import Context
from nafa.lib.invariants import ensure
from nafa.savings.models import SavingsAccount, StandingOrder


def forget_typed_words(ctx: Context, *, client_id: UUID) -> None:
    """Empty payees and purposes of the standing orders on a person's accounts."""
    ensure(ctx.command_id is not None, "words are erased inside a command")
    erase_commands_of(
        "savings",
        SavingsAccount.objects.filter(client_id=client_id).values_list("id", flat=True),
    )
    StandingOrder.objects.filter(account__client_id=client_id).update(
        payee_bank=NOTHING, payee_account=NOTHING, purpose=NOTHING
    )
