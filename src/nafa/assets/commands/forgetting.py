"""What people typed about a client of goods, erased with the file; contracts and figures stay."""

from uuid import UUID

from nafa.assets.models import Asset, Contract, Rebate
from nafa.kernel.audit.erasure import NOTHING, erase_commands_of
from nafa.kernel.context import Context
from nafa.lib.invariants import ensure


def forget_typed_words(ctx: Context, *, client_id: UUID) -> None:
    """Empty purposes, reasons, buyers and marks of things of a person's contracts."""
    ensure(ctx.command_id is not None, "words are erased inside a command")
    contracts = Contract.objects.filter(client_id=client_id).values_list("id", flat=True)
    erase_commands_of("contract", contracts)
    Contract.objects.filter(client_id=client_id).update(
        purpose=NOTHING, decision_reason=NOTHING, ahead_buyer=NOTHING
    )
    Rebate.objects.filter(contract__client_id=client_id).update(reason=NOTHING)
    Asset.objects.filter(contract__client_id=client_id).update(
        serial_number=NOTHING, plate_number=NOTHING
    )
