"""The steps of a contract, in their order, and the first one that is not done."""

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from nafa.assets.calc.kinds import PAID_OUT, ContractKind


class StepCode(StrEnum):
    """What has to happen, from the request to the end."""

    REQUEST = "REQUEST"
    APPROVAL = "APPROVAL"
    AGENCY = "AGENCY"
    ORDER = "ORDER"
    OWNERSHIP = "OWNERSHIP"
    POSSESSION = "POSSESSION"
    SIGNATURE = "SIGNATURE"
    AVAILABILITY = "AVAILABILITY"
    PAY_OUT = "PAY_OUT"
    DELIVERY = "DELIVERY"
    PAYMENTS = "PAYMENTS"
    TRANSFER = "TRANSFER"


OPTIONAL = frozenset({StepCode.AGENCY})
_BUYING = (StepCode.ORDER, StepCode.OWNERSHIP, StepCode.POSSESSION, StepCode.SIGNATURE)
STEPS: dict[ContractKind, tuple[StepCode, ...]] = {
    ContractKind.MURABAHA: (
        StepCode.REQUEST, StepCode.APPROVAL, StepCode.AGENCY, *_BUYING, StepCode.PAYMENTS,
    ),
    **dict.fromkeys(
        (ContractKind.LEASE, ContractKind.IJARA),
        (
            StepCode.REQUEST, StepCode.APPROVAL, *_BUYING, StepCode.AVAILABILITY,
            StepCode.PAYMENTS, StepCode.TRANSFER,
        ),
    ),
    ContractKind.MUSHARAKA: (
        StepCode.REQUEST, StepCode.APPROVAL, *_BUYING, StepCode.AVAILABILITY, StepCode.PAYMENTS,
    ),
    ContractKind.SALAM: (
        StepCode.REQUEST, StepCode.APPROVAL, StepCode.SIGNATURE, StepCode.PAY_OUT,
        StepCode.DELIVERY, StepCode.TRANSFER,
    ),
    ContractKind.QARD: (
        StepCode.REQUEST, StepCode.APPROVAL, StepCode.SIGNATURE, StepCode.PAY_OUT,
        StepCode.PAYMENTS,
    ),
}  # fmt: skip


class StepSeen(NamedTuple):
    """A step of the checklist."""

    code: StepCode
    is_done: bool
    is_next: bool
    is_optional: bool


def checklist(kind: ContractKind, done: Collection[StepCode]) -> tuple[StepSeen, ...]:
    """Every step with its state; the next one is the first that is neither done nor optional."""
    steps = STEPS[kind]
    coming = next((one for one in steps if one not in done and one not in OPTIONAL), None)
    return tuple(StepSeen(one, one in done, one is coming, one in OPTIONAL) for one in steps)


def needs_pay_out(kind: ContractKind) -> bool:
    """Whether the institution hands money to the client at the start."""
    return kind in PAID_OUT
