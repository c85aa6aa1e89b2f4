"""Reading signatures of contracts, and the codes they are made with."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from nafa.lending.models import ContractCode, ContractSignature, Loan


class Signature(NamedTuple):
    """The signature of the present paper; with a code, the masked number and the channel."""

    signed_date: date
    witness: str
    scan_id: UUID | None
    recorded_by: str
    digest: str
    recorded_at: datetime
    phone_masked: str = ""
    channel: str = ""


class SentCode(NamedTuple):
    """The latest code of the present contract."""

    id: UUID
    phone_masked: str
    made_at: datetime
    expires_at: datetime
    status: str
    tries: int


def signature_of(loan: Loan) -> Signature | None:
    """The signature of the contract as it was last drawn up; none where that was not signed."""
    found = (
        ContractSignature.objects.select_related("recorded_by", "code")
        .filter(loan_id=loan.id, contract_digest=loan.contract_digest)
        .first()
    )
    if found is None:
        return None
    person = found.recorded_by.full_name if found.recorded_by else ""
    return Signature(
        found.signed_date, found.witness, found.scan_id, person, found.contract_digest,
        found.recorded_at, found.code.phone_masked if found.code else "",
        found.code.channel if found.code else "PAPER",
    )  # fmt: skip


def live_code(loan: Loan, *, at: datetime) -> SentCode | None:
    """The code that can still sign the present contract, where there is one."""
    found = (
        ContractCode.objects.filter(loan_id=loan.id, contract_digest=loan.contract_digest)
        .order_by("-made_at", "-id")
        .first()
    )
    if found is None or found.status != "SENT" or found.tries >= 3 or at > found.expires_at:
        return None
    return SentCode(
        found.id, found.phone_masked, found.made_at, found.expires_at, found.status, found.tries
    )
