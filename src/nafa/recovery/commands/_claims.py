"""The claim on a late file."""

from uuid import UUID

from nafa.recovery.models import Claim
from nafa.recovery.queries import Owed


def open_claim(owed: Owed) -> UUID:
    """The claim on a file, made the first time it is worked on."""
    loan_id, contract_id = (owed.id, None) if owed.is_loan else (None, owed.id)
    claim, _ = Claim.objects.get_or_create(
        id=owed.id, defaults={"loan_id": loan_id, "contract_id": contract_id}
    )
    return claim.id
