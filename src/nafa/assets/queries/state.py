"""One contract as its rows, its dues, its payments and its balances stand."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from nafa.assets.calc.dues import Due, Payment, Standing, standing
from nafa.assets.calc.kinds import FactKind
from nafa.assets.calc.postings import OF_THE_ASSET, Role
from nafa.assets.calc.terms import Terms, terms_from_plain
from nafa.assets.models import Asset, Contract, Fact
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.ledger import queries as books

CONTRACT, ASSET = "financing", "asset"


def find_contract(ctx: Context, contract_id: UUID, *, lock: bool = False) -> Contract:
    """The contract. Refuses: NotFound, OtherBranch."""
    found = Contract.objects.filter(id=contract_id)
    contract = (found.select_for_update() if lock else found).first()
    if contract is None:
        raise NotFound(kind="contract", id=contract_id)
    ctx.demand_branch(contract.branch_id)
    ctx.saw("contract", contract.id)
    ctx.saw("client", contract.client_id)
    return contract


def find_asset(ctx: Context, asset_id: UUID, *, lock: bool = False) -> Asset:
    """The thing of the register. Refuses: NotFound, OtherBranch."""
    found = Asset.objects.filter(id=asset_id)
    asset = (found.select_for_update() if lock else found).first()
    if asset is None:
        raise NotFound(kind="asset", id=asset_id)
    ctx.demand_branch(asset.branch_id)
    return asset


def asset_of(contract: Contract, *, lock: bool = False) -> Asset | None:
    """The thing of a contract that was not cancelled."""
    found = Asset.objects.filter(contract_id=contract.id).exclude(status="CANCELLED")
    return (found.select_for_update() if lock else found).first()


def terms_of(contract: Contract) -> Terms:
    """The terms the contract was made under."""
    return terms_from_plain(contract.terms)


def dues_rows(contract: Contract) -> tuple[Due, ...]:
    """What falls due, in order."""
    return tuple(
        Due(one.number, one.due_date, one.rent_minor, one.price_minor, one.profit_minor)
        for one in contract.dues.order_by("number")
    )


def live_facts(contract: Contract, *, recorded_by: date | None = None) -> list[Fact]:
    """Facts in their order without those that were reversed, and without the reversals."""
    facts = list(contract.facts.order_by("order"))
    if recorded_by is not None:
        facts = [one for one in facts if one.recorded_date <= recorded_by]
    undone = {one.target_id for one in facts if one.target_id is not None}
    return [one for one in facts if one.target_id is None and one.id not in undone]


SETTLING = (FactKind.PAID.value, FactKind.SIGNED.value)


def standing_of(
    contract: Contract,
    *,
    on: date,
    dues: Sequence[Due] | None = None,
    recorded_by: date | None = None,
) -> Standing:
    """What is settled, due and late on a day, and what is owed to charity."""
    terms = terms_of(contract)
    facts = live_facts(contract, recorded_by=recorded_by)
    return standing(
        dues_rows(contract) if dues is None else dues,
        [
            Payment(one.value_date, one.rent_minor + one.price_minor)
            for one in facts
            if one.kind in SETTLING
        ],
        on=on,
        donation_minor=terms.donation_minor,
        donated_minor=sum(one.donation_minor for one in facts),
        grace_days=terms.grace_days,
    )


def code_of(contract: Contract, role: Role) -> str:
    """The chart account of a role for this contract."""
    return institution_pack().account_for(role, term=contract.term_class)


def held(contract: Contract, asset: Asset | None, role: Role, *, on: date | None = None) -> int:
    """What an account of the contract or of its thing holds, debits positive."""
    owner = (ASSET, asset.id) if asset and role in OF_THE_ASSET else (CONTRACT, contract.id)
    found = books.balances_of_owner(*owner).get(code_of(contract, role))
    if found is None:
        return 0
    return found[1].minor if on is None else books.balance(found[0], on=on).minor


def receivable(contract: Contract) -> int:
    """What the books say the client owes."""
    return held(contract, None, Role(contract.held_role)) if contract.held_role else 0
