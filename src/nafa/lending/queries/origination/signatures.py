"""Reading signatures of contracts."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from nafa.lending.models import ContractSignature, Loan


class Signature(NamedTuple):
    """The signature of the present paper."""

    signed_date: date
    witness: str
    scan_id: UUID | None
    recorded_by: str
    digest: str


def signature_of(loan: Loan) -> Signature | None:
    """The signature of the contract as it was last drawn up; none where that was not signed."""
    found = (
        ContractSignature.objects.select_related("recorded_by")
        .filter(loan_id=loan.id, contract_digest=loan.contract_digest)
        .first()
    )
    if found is None:
        return None
    person = found.recorded_by.full_name if found.recorded_by else ""
    return Signature(found.signed_date, found.witness, found.scan_id, person, found.contract_digest)
