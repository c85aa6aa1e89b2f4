"""How a lease ends over the API: purchase, gift, return, repossession, total loss."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from nafa.assets import commands
from nafa.interfaces.api.v1.access import writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.financing import receipt
from nafa.interfaces.api.v1.financing_values import Done, FinancingReceipt, NewAmount, NewReason

router = Router(tags=["financing"])
RECEIPT = {201: FinancingReceipt, **REFUSALS}
DONE = {201: Done, **REFUSALS}


@router.post("/financing/{contract_id}/buy-out", response=RECEIPT)
def buy_out(
    request: HttpRequest, contract_id: UUID, body: NewAmount
) -> tuple[int, FinancingReceipt]:
    """Sell the leased thing to the client at the price of the promise."""
    return receipt(
        commands.buy_out(writer(request), contract_id=contract_id, amount=body.amount.money())
    )


@router.post("/financing/{contract_id}/gift", response=RECEIPT)
def give(request: HttpRequest, contract_id: UUID) -> tuple[int, FinancingReceipt]:
    """Give the thing of an ijara as promised."""
    return receipt(commands.give_asset(writer(request), contract_id=contract_id))


@router.post("/financing/{contract_id}/return", response=DONE)
def take_back(request: HttpRequest, contract_id: UUID, body: NewReason) -> tuple[int, Done]:
    """The client gives the thing back."""
    commands.return_asset(writer(request), contract_id=contract_id, reason=body.reason)
    return 201, Done(status="CLOSED")


@router.post("/financing/{contract_id}/repossession", response=DONE)
def repossess(request: HttpRequest, contract_id: UUID, body: NewReason) -> tuple[int, Done]:
    """Take the thing back from a late client."""
    commands.repossess_asset(writer(request), contract_id=contract_id, reason=body.reason)
    return 201, Done(status="CLOSED")


@router.post("/financing/{contract_id}/loss", response=RECEIPT)
def lose(request: HttpRequest, contract_id: UUID, body: NewReason) -> tuple[int, FinancingReceipt]:
    """The thing is wholly lost."""
    return receipt(
        commands.record_loss(writer(request), contract_id=contract_id, reason=body.reason)
    )


@router.post("/assets/{asset_id}/sale", response=RECEIPT)
def sell(request: HttpRequest, asset_id: UUID, body: NewAmount) -> tuple[int, FinancingReceipt]:
    """Sell a thing that came back."""
    return receipt(
        commands.sell_asset(writer(request), asset_id=asset_id, amount=body.amount.money())
    )
