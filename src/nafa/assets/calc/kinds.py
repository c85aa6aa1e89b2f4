"""What kinds of contracts, goods, documents and facts there are."""

from enum import StrEnum


class ContractKind(StrEnum):
    """A contract about goods. QARD lends money without gain; it keeps the others company."""

    LEASE = "LEASE"
    MURABAHA = "MURABAHA"
    IJARA = "IJARA"
    MUSHARAKA = "MUSHARAKA"
    SALAM = "SALAM"
    QARD = "QARD"


ISLAMIC = frozenset(ContractKind) - {ContractKind.LEASE}
RENTED = frozenset({ContractKind.LEASE, ContractKind.IJARA})
OWED = frozenset({ContractKind.MURABAHA, ContractKind.QARD})
WITH_ASSET = RENTED | {ContractKind.MURABAHA, ContractKind.MUSHARAKA}
PAID_OUT = frozenset({ContractKind.SALAM, ContractKind.QARD})


class Transfer(StrEnum):
    """How a leased thing changes hands at the end: not at all, as a gift, or by a sale."""

    NONE = "NONE"
    GIFT = "GIFT"
    SALE = "SALE"


class DepreciationBasis(StrEnum):
    """Equal shares a month, or shares by the days of each calendar month."""

    MONTHS = "MONTHS"
    DAYS = "DAYS"


class AssetKind(StrEnum):
    """What a thing is, for the register."""

    VEHICLE = "VEHICLE"
    MACHINE = "MACHINE"
    EQUIPMENT = "EQUIPMENT"
    LIVESTOCK = "LIVESTOCK"
    BUILDING = "BUILDING"
    GOODS = "GOODS"
    OTHER = "OTHER"


class AssetStatus(StrEnum):
    """Where a thing stands, from the order to the end."""

    ORDERED = "ORDERED"
    OWNED = "OWNED"
    POSSESSED = "POSSESSED"
    IN_USE = "IN_USE"
    RETURNED = "RETURNED"
    SOLD = "SOLD"
    LOST = "LOST"
    SCRAPPED = "SCRAPPED"
    CANCELLED = "CANCELLED"


ASSET_MOVES: dict[AssetStatus, frozenset[AssetStatus]] = {
    AssetStatus.ORDERED: frozenset({AssetStatus.OWNED, AssetStatus.CANCELLED}),
    AssetStatus.OWNED: frozenset({AssetStatus.POSSESSED}),
    AssetStatus.POSSESSED: frozenset(
        {AssetStatus.IN_USE, AssetStatus.SOLD, AssetStatus.RETURNED, AssetStatus.LOST}
    ),
    AssetStatus.IN_USE: frozenset({AssetStatus.RETURNED, AssetStatus.SOLD, AssetStatus.LOST}),
    AssetStatus.RETURNED: frozenset({AssetStatus.SOLD, AssetStatus.SCRAPPED, AssetStatus.LOST}),
    AssetStatus.SOLD: frozenset(),
    AssetStatus.LOST: frozenset(),
    AssetStatus.SCRAPPED: frozenset(),
    AssetStatus.CANCELLED: frozenset(),
}


def may_become(status: AssetStatus, wanted: AssetStatus) -> bool:
    """Whether a thing in one state may pass to the other."""
    return wanted in ASSET_MOVES[status]


class PaperKind(StrEnum):
    """A document of a contract or of its thing."""

    PROMISE = "PROMISE"
    AGENCY = "AGENCY"
    PURCHASE = "PURCHASE"
    POSSESSION = "POSSESSION"
    INSURANCE = "INSURANCE"
    OTHER = "OTHER"


class FactKind(StrEnum):
    """What happened to a contract in money. A fact is never changed, only reversed."""

    DEPOSIT = "DEPOSIT"
    DEPOSIT_BACK = "DEPOSIT_BACK"
    SIGNED = "SIGNED"
    PAID_OUT = "PAID_OUT"
    PAID = "PAID"
    UNITS = "UNITS"
    REBATE = "REBATE"
    BOUGHT_OUT = "BOUGHT_OUT"
    DELIVERED = "DELIVERED"
    GOODS_SOLD = "GOODS_SOLD"
    GIVEN_BACK = "GIVEN_BACK"
    SOLD_AHEAD = "SOLD_AHEAD"
    HANDED_OVER = "HANDED_OVER"
    BUYER_REFUNDED = "BUYER_REFUNDED"
    ENDED = "ENDED"
    REVERSED = "REVERSED"


class AccrualKind(StrEnum):
    """What the close of a day books by itself on a planned day."""

    PROFIT = "PROFIT"
    RENT = "RENT"
    DEPRECIATION = "DEPRECIATION"


class EndKind(StrEnum):
    """How a running contract came to its end."""

    SETTLED = "SETTLED"
    BOUGHT_OUT = "BOUGHT_OUT"
    GIVEN = "GIVEN"
    RETURNED = "RETURNED"
    REPOSSESSED = "REPOSSESSED"
    LOST = "LOST"
    REFUNDED = "REFUNDED"
