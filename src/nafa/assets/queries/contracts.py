"""Contracts in lists, and one contract with everything its page shows."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from nafa.assets.calc.dues import Due, Standing
from nafa.assets.calc.kinds import AssetStatus, ContractKind, FactKind, PaperKind
from nafa.assets.calc.postings import Role
from nafa.assets.calc.steps import StepCode, StepSeen, checklist
from nafa.assets.calc.terms import Terms
from nafa.assets.models import Asset, Contract, Fact, Paper, Rebate
from nafa.assets.queries.state import (
    asset_of,
    dues_rows,
    find_contract,
    held,
    live_facts,
    receivable,
    standing_of,
    terms_of,
)
from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.lib.money import Money

PAGE = 50


class ContractRow(NamedTuple):
    """A contract in a list."""

    id: UUID
    number: str
    kind: str
    product: str
    client_id: UUID
    client: str
    branch: str
    officer: str
    status: str
    laid_out: Money
    overdue: Money
    days_late: int
    promised_date: date
    board_approval: str
    pool: str


class ContractView(NamedTuple):
    """A contract with its terms, dues, things, documents, steps and operations."""

    row: ContractRow
    contract: Contract
    terms: Terms
    dues: tuple[Due, ...]
    standing: Standing
    outstanding: Money
    deposit_held: Money
    deferred: Money
    asset: Asset | None
    steps: tuple[StepSeen, ...]
    facts: list[Fact]
    undone: frozenset[UUID]
    papers: list[Paper]
    rebates: list[Rebate]


def _rows(found: QuerySet[Contract]) -> list[ContractRow]:
    contracts = list(found.select_related("product", "pool", "branch", "officer"))
    names = clients.names_of(one.client_id for one in contracts)
    return [
        ContractRow(
            id=one.id,
            number=one.number,
            kind=one.kind,
            product=one.product.name,
            client_id=one.client_id,
            client=names[one.client_id][1],
            branch=one.branch.name,
            officer=one.officer.full_name if one.officer else "",
            status=one.status,
            laid_out=Money(one.laid_out_minor, one.currency),
            overdue=Money(one.overdue_minor, one.currency),
            days_late=one.days_late,
            promised_date=one.promised_date,
            board_approval=one.board_approval,
            pool=one.pool.code,
        )
        for one in contracts
    ]


def contracts(
    ctx: Context,
    *,
    status: str = "",
    kind: str = "",
    number: str = "",
    client_id: UUID | None = None,
    is_late: bool = False,
    before: str = "",
    limit: int = PAGE,
) -> list[ContractRow]:
    """Contracts of the actor's branch, newest first; `before` is a number."""
    found = Contract.objects.order_by("-number")
    if ctx.branch_id is not None:
        found = found.filter(branch_id=ctx.branch_id)
    for name, value in (
        ("status", status),
        ("kind", kind),
        ("client_id", client_id),
        ("number", number),
    ):
        if value:
            found = found.filter(**{name: value})
    if is_late:
        found = found.filter(days_late__gt=0)
    if before:
        found = found.filter(number__lt=before)
    return _rows(found[:limit])


def contract_id_of(number: str) -> UUID | None:
    """The contract with a number, or nothing."""
    return Contract.objects.filter(number=number).values_list("id", flat=True).first()


def known_contracts(contract_ids: Sequence[UUID]) -> set[UUID]:
    """Which of the ids are contracts about goods."""
    return set(Contract.objects.filter(id__in=contract_ids).values_list("id", flat=True))


def contract_view(ctx: Context, contract_id: UUID) -> ContractView:
    """Everything of one contract. Refuses: NotFound, OtherBranch."""
    contract = find_contract(ctx, contract_id)
    row = _rows(Contract.objects.filter(id=contract_id))[0]
    asset, papers = asset_of(contract), list(contract.papers.order_by("recorded_date", "id"))
    facts, dues = list(contract.facts.order_by("order")), dues_rows(contract)
    return ContractView(
        row=row,
        contract=contract,
        terms=terms_of(contract),
        dues=dues,
        standing=standing_of(contract, on=ctx.business_date, dues=dues),
        outstanding=Money(receivable(contract), contract.currency),
        deposit_held=Money(-held(contract, None, Role.GUARANTEE_DEPOSIT), contract.currency),
        deferred=Money(-held(contract, None, Role.DEFERRED_MARKUP), contract.currency),
        asset=asset,
        steps=steps_of(contract, asset, papers),
        facts=facts,
        undone=frozenset(one.target_id for one in facts if one.target_id is not None),
        papers=papers,
        rebates=list(contract.rebates.select_related("asked_by", "decided_by").order_by("id")),
    )


def steps_of(contract: Contract, asset: Asset | None, papers: list[Paper]) -> tuple[StepSeen, ...]:
    """The checklist of a contract."""
    done = {StepCode.REQUEST}
    if contract.decided_date is not None and contract.status != Contract.Status.REFUSED:
        done.add(StepCode.APPROVAL)
    if any(paper.kind == PaperKind.AGENCY for paper in papers):
        done.add(StepCode.AGENCY)
    done |= _asset_steps(asset)
    if contract.signed_date is not None:
        done.add(StepCode.SIGNATURE)
    if contract.started_date is not None:
        done |= {StepCode.AVAILABILITY, StepCode.PAY_OUT}
    if contract.end_kind:
        done |= {StepCode.PAYMENTS, StepCode.TRANSFER, StepCode.DELIVERY}
    elif contract.kind == ContractKind.SALAM and contract.delivered_quantity:
        if contract.delivered_quantity == terms_of(contract).quantity:
            done.add(StepCode.DELIVERY)
    elif contract.started_date is not None and _is_paid_up(contract):
        done.add(StepCode.PAYMENTS)
    return checklist(ContractKind(contract.kind), done)


def _asset_steps(asset: Asset | None) -> set[StepCode]:
    if asset is None:
        return set()
    done = {StepCode.ORDER}
    if asset.status != AssetStatus.ORDERED:
        done.add(StepCode.OWNERSHIP)
    if asset.possessed_date is not None:
        done.add(StepCode.POSSESSION)
    return done


def _is_paid_up(contract: Contract) -> bool:
    facts = live_facts(contract)
    kinds = (FactKind.PAID.value, FactKind.SIGNED.value)
    settled = sum(one.rent_minor + one.price_minor for one in facts if one.kind in kinds)
    return settled >= sum(due.minor for due in dues_rows(contract)) > 0
