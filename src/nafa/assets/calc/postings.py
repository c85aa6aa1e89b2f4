"""What each event does to the books, in roles: signed minor units, debits positive, sum zero.

The jurisdiction's pack names the chart account of a role. Sources: docs/domain/leasing.md and
docs/domain/islamic-finance.md. No rule here knows a return on time.
"""

from collections.abc import Mapping
from enum import StrEnum

from nafa.assets.calc.dues import Shares
from nafa.assets.calc.kinds import OWED, RENTED, ContractKind
from nafa.assets.calc.terms import Terms
from nafa.lib.invariants import ensure


class Role(StrEnum):
    """What an account is for. Packs map roles to chart codes."""

    CASH = "CASH"
    SUPPLIER = "SUPPLIER"
    GOODS = "GOODS"
    LEASED_ASSET = "LEASED_ASSET"
    ACCUMULATED_DEPRECIATION = "ACCUMULATED_DEPRECIATION"
    DEPRECIATION_CHARGE = "DEPRECIATION_CHARGE"
    CO_OWNED_SHARE = "CO_OWNED_SHARE"
    SALE_RECEIVABLE = "SALE_RECEIVABLE"
    RENT_RECEIVABLE = "RENT_RECEIVABLE"
    SALAM_ADVANCE = "SALAM_ADVANCE"
    PARALLEL_SALAM = "PARALLEL_SALAM"
    DEFERRED_MARKUP = "DEFERRED_MARKUP"
    MARKUP_INCOME = "MARKUP_INCOME"
    RENT_INCOME = "RENT_INCOME"
    ADMIN_FEE_INCOME = "ADMIN_FEE_INCOME"
    GOODS_GAIN = "GOODS_GAIN"
    GOODS_LOSS = "GOODS_LOSS"
    DISPOSAL_GAIN = "DISPOSAL_GAIN"
    DISPOSAL_LOSS = "DISPOSAL_LOSS"
    CHARITY = "CHARITY"
    LATE_FEE_INCOME = "LATE_FEE_INCOME"
    GUARANTEE_DEPOSIT = "GUARANTEE_DEPOSIT"
    OVERDUE_1 = "OVERDUE_1"
    OVERDUE_2 = "OVERDUE_2"
    OVERDUE_3 = "OVERDUE_3"
    PROVISION_1 = "PROVISION_1"
    PROVISION_2 = "PROVISION_2"
    PROVISION_3 = "PROVISION_3"
    PROVISION_CHARGE_1 = "PROVISION_CHARGE_1"
    PROVISION_CHARGE_2 = "PROVISION_CHARGE_2"
    PROVISION_CHARGE_3 = "PROVISION_CHARGE_3"
    PROVISION_RELEASE = "PROVISION_RELEASE"


Entry = dict[Role, int]

BANDS = (
    (Role.OVERDUE_1, Role.PROVISION_1, Role.PROVISION_CHARGE_1),
    (Role.OVERDUE_2, Role.PROVISION_2, Role.PROVISION_CHARGE_2),
    (Role.OVERDUE_3, Role.PROVISION_3, Role.PROVISION_CHARGE_3),
)
OF_THE_ASSET = frozenset({Role.GOODS, Role.LEASED_ASSET, Role.ACCUMULATED_DEPRECIATION})
OF_THE_CONTRACT = frozenset(
    {
        Role.CO_OWNED_SHARE, Role.SALE_RECEIVABLE, Role.RENT_RECEIVABLE, Role.SALAM_ADVANCE,
        Role.PARALLEL_SALAM, Role.DEFERRED_MARKUP, Role.GUARANTEE_DEPOSIT,
        *(role for band in BANDS for role in band[:2]),
    }
)  # fmt: skip


def receivable_of(kind: ContractKind) -> Role:
    """Where what the client owes, in money or in goods, lies while it is not late."""
    if kind is ContractKind.SALAM:
        return Role.SALAM_ADVANCE
    return Role.SALE_RECEIVABLE if kind in OWED else Role.RENT_RECEIVABLE


def held_as(kind: ContractKind) -> Role:
    """Where the thing lies that the institution bought."""
    if kind is ContractKind.MUSHARAKA:
        return Role.CO_OWNED_SHARE
    return Role.LEASED_ASSET if kind in RENTED else Role.GOODS


def moved(minor: int, *, debit: Role, credit: Role) -> Entry:
    """One amount from one role to another; nothing for nothing."""
    ensure(minor >= 0, "a posting rule moves an amount forwards")
    return {debit: minor, credit: -minor} if minor else {}


def together(*entries: Mapping[Role, int]) -> Entry:
    """Several movements as one entry."""
    found: Entry = {}
    for entry in entries:
        for role, minor in entry.items():
            found[role] = found.get(role, 0) + minor
    ensure(sum(found.values()) == 0, "an entry balances")
    return {role: minor for role, minor in found.items() if minor}


def purchased(terms: Terms) -> Entry:
    """The thing, or the share of it, against the supplier."""
    return moved(terms.laid_out.minor, debit=held_as(terms.kind), credit=Role.SUPPLIER)


def sold(terms: Terms, *, deposit_minor: int) -> Entry:
    """Murabaha: the price against cost and deferred mark-up; a deposit is part of the price."""
    return together(
        moved(terms.cost_minor, debit=Role.SALE_RECEIVABLE, credit=Role.GOODS),
        moved(terms.markup_minor, debit=Role.SALE_RECEIVABLE, credit=Role.DEFERRED_MARKUP),
        moved(deposit_minor, debit=Role.GUARANTEE_DEPOSIT, credit=Role.SALE_RECEIVABLE),
    )


def paid_out(terms: Terms) -> Entry:
    """Salam: the price ahead. Qard: the sum lent; its fixed cost of handling is paid at once."""
    if terms.kind is ContractKind.SALAM:
        return moved(terms.cost_minor, debit=Role.SALAM_ADVANCE, credit=Role.CASH)
    return together(
        moved(terms.cost_minor, debit=Role.SALE_RECEIVABLE, credit=Role.CASH),
        moved(terms.fee_minor, debit=Role.CASH, credit=Role.ADMIN_FEE_INCOME),
    )


def paid(kind: ContractKind, shares: Shares, *, held_in: Role) -> Entry:
    """A payment: what is owed goes down, units are sold at their price, a donation is not income.

    In a conventional lease the late fee is the institution's.
    """
    late = Role.LATE_FEE_INCOME if kind is ContractKind.LEASE else Role.CHARITY
    price = Role.CO_OWNED_SHARE if kind is ContractKind.MUSHARAKA else held_in
    return together(
        moved(shares.rent_minor, debit=Role.CASH, credit=held_in),
        moved(shares.price_minor, debit=Role.CASH, credit=price),
        moved(shares.donation_minor, debit=Role.CASH, credit=late),
    )


def derecognised(
    *, price_minor: int, cost_minor: int, worn_minor: int, goods: bool = False
) -> Entry:
    """A thing leaves the books for a price (or for nothing); the difference is a gain or a loss."""
    held = Role.GOODS if goods else Role.LEASED_ASSET
    gain, loss = (
        (Role.GOODS_GAIN, Role.GOODS_LOSS) if goods else (Role.DISPOSAL_GAIN, Role.DISPOSAL_LOSS)
    )
    result = price_minor - (cost_minor - worn_minor)
    return together(
        {
            Role.CASH: price_minor,
            Role.ACCUMULATED_DEPRECIATION: worn_minor,
            held: -cost_minor,
            gain: -max(result, 0),
            loss: max(-result, 0),
        }
    )


def aged(outstanding_minor: int, *, held_in: Role, wanted: Role) -> Entry:
    """The whole of what is owed moves to the account of its age."""
    if held_in is wanted or not outstanding_minor:
        return {}
    return together({wanted: outstanding_minor, held_in: -outstanding_minor})


def provisioned(existing: int, wanted: int, *, held_band: int, band: int) -> Entry:
    """Bring the provision to what is wanted, in the account of its band (1 to 3; 0 is none)."""
    if not band:
        wanted = 0
    kept = min(existing, wanted)
    found: Entry = {}
    if held_band:
        before = BANDS[held_band - 1][1]
        found = moved(existing - kept, debit=before, credit=Role.PROVISION_RELEASE)
        if band and band != held_band:
            found = together(found, moved(kept, debit=before, credit=BANDS[band - 1][1]))
    if band:
        _, provision, charge = BANDS[band - 1]
        found = together(found, moved(wanted - kept, debit=charge, credit=provision))
    return found
