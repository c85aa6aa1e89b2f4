"""The request with its promise, and the decision on it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nafa.assets import errors
from nafa.assets.calc.kinds import ContractKind, PaperKind
from nafa.assets.calc.screening import is_prohibited
from nafa.assets.calc.terms import Terms, terms_to_plain
from nafa.assets.commands._papers import keep_paper
from nafa.assets.models import Contract, Product
from nafa.assets.ports import demand_within_limits
from nafa.assets.queries.offers import read_terms
from nafa.assets.queries.state import find_contract
from nafa.clients import queries as clients
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.numbering import next_number
from nafa.lib.money import Money


@command(permission="assets.propose")
def propose(
    ctx: Context,
    *,
    client_id: UUID,
    product_id: UUID,
    sector: str,
    purpose: str,
    terms: Mapping[str, Any],
    promise: bytes | None = None,
) -> UUID:
    """Keep a client's request and promise to buy, lease or share; gives the contract's id.

    Refuses: NotFound, OtherBranch, ProductInactive, SectorProhibited, TermsNotPossible,
    AmountTooHigh, OwnContract, InvalidInput (no purpose), FileNotAccepted.
    """
    client = clients.get_client(ctx, client_id)
    demand_not_own(ctx, client.id)
    product = Product.objects.select_related("pool").filter(id=product_id).first()
    if product is None:
        raise NotFound(kind="product", id=product_id)
    if not product.is_active:
        raise errors.ProductInactive(product=product.name)
    if is_prohibited(sector, prohibited=product.prohibited_sectors):
        raise errors.SectorProhibited(sector=sector)
    if not purpose.strip():
        raise InvalidInput(field="purpose", reason="empty")
    agreed = read_terms(product, terms)
    if agreed.laid_out.minor > product.highest_minor:
        raise errors.AmountTooHigh(
            highest=Money(product.highest_minor, product.currency), amount=agreed.laid_out
        )
    contract = Contract.objects.create(
        id=ctx.new_id(), number=f"F{next_number('financing'):07d}", kind=product.kind,
        product=product, pool=product.pool, board_approval=product.board_approval,
        client_id=client.id, branch_id=client.branch_id, officer_id=ctx.actor_id,
        status=Contract.Status.PROPOSED, currency=agreed.currency, terms=terms_to_plain(agreed),
        sector=sector, purpose=purpose.strip(), term_class=_term_class(ctx, agreed),
        laid_out_minor=agreed.laid_out.minor, promised_date=ctx.business_date,
    )  # fmt: skip
    if promise is not None:
        keep_paper(ctx, contract, PaperKind.PROMISE, promise)
    ctx.concerns("contract", contract.id)
    ctx.concerns("client", client.id)
    return contract.id


def _term_class(ctx: Context, terms: Terms) -> str:
    return institution_pack().term_class(months=max(terms.count, 1), on=ctx.business_date)


@command(permission="assets.approve")
def decide(ctx: Context, *, contract_id: UUID, is_approved: bool, reason: str = "") -> str:
    """Approve or refuse a request of another person; gives the status.

    Refuses: NotFound, OtherBranch, StepNotNow, SamePersonDecides, OwnContract, AboveApprovalLimit,
    what the limits of risk refuse, InvalidInput (a refusal without a reason).
    """
    contract = find_contract(ctx, contract_id, lock=True)
    demand_status(contract, Contract.Status.PROPOSED)
    if ctx.actor_id is not None and ctx.actor_id == contract.officer_id:
        raise errors.SamePersonDecides()
    demand_not_own(ctx, contract.client_id)
    if not is_approved and not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    laid_out = Money(contract.laid_out_minor, contract.currency)
    limit = ctx.approval_limit_minor
    if is_approved and limit is not None and laid_out.minor > limit:
        raise errors.AboveApprovalLimit(amount=laid_out, limit=Money(limit, contract.currency))
    if is_approved:
        demand_within_limits(ctx, client_id=contract.client_id, asked=laid_out)
    contract.status = Contract.Status.APPROVED if is_approved else Contract.Status.REFUSED
    contract.decided_by_id, contract.decided_date = ctx.actor_id, ctx.business_date
    contract.decision_reason = reason.strip()
    contract.save(update_fields=["status", "decided_by", "decided_date", "decision_reason"])
    ctx.concerns("contract", contract.id)
    ctx.concerns("client", contract.client_id)
    return str(contract.status)


def demand_not_own(ctx: Context, client_id: UUID) -> None:
    """Refuses: OwnContract, when the actor is the client, or tied to the client."""
    if ctx.actor_id is not None and ctx.actor_id in clients.staff_behind(client_id):
        raise errors.OwnContract()


def demand_status(contract: Contract, *wanted: Contract.Status) -> None:
    """Refuses: StepNotNow."""
    if contract.status not in wanted:
        raise errors.StepNotNow(number=contract.number, status=contract.status)


def kind_of(contract: Contract) -> ContractKind:
    """The kind of a contract, typed."""
    return ContractKind(contract.kind)


def demand_kind(contract: Contract, *wanted: ContractKind) -> None:
    """Refuses: StepNotNow, when the step is of another kind of contract."""
    if kind_of(contract) not in wanted:
        raise errors.StepNotNow(number=contract.number, status=contract.kind)
