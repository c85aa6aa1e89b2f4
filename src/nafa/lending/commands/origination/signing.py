"""Writing down that the borrower signed the contract on paper."""

from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import errors
from nafa.lending import origination_errors as refusals
from nafa.lending.commands.origination.filing import keep_scan
from nafa.lending.models import ContractSignature, Loan
from nafa.lending.queries.origination.policies import policy_of
from nafa.lending.queries.origination.signatures import signature_of
from nafa.lending.queries.state import find_loan


@command(permission="lending.apply")
def sign_contract(ctx: Context, *, loan_id: UUID, scan: bytes = b"", witness: str = "") -> UUID:
    """The borrower signed the present paper today, before a witness where there is one.

    The digest of the paper is kept with the signature. Refuses: NotFound, OtherBranch, LoanNotReady
    (no contract, or disbursed already), ContractSigned, FileNotAccepted.
    """
    loan = find_loan(ctx, loan_id, lock=True)
    if loan.status != Loan.Status.CONTRACTED or not loan.contract_digest:
        raise errors.LoanNotReady(number=loan.number, status=loan.status)
    if signature_of(loan) is not None:
        raise refusals.ContractSigned(number=loan.number)
    ctx.concerns("loan", loan.id)
    ctx.concerns("client", loan.client_id)
    return ContractSignature.objects.create(
        id=ctx.new_id(), loan_id=loan.id, contract_digest=loan.contract_digest,
        witness=witness.strip(), scan_id=keep_scan(ctx, scan) if scan else None,
        signed_date=ctx.business_date, recorded_at=ctx.now, recorded_by_id=ctx.actor_id,
    ).id  # fmt: skip


def demand_signature(loan: Loan) -> None:
    """Refuses: ContractUnsigned, where the policy of the application or line wants a signature."""
    application_id = loan.line.application_id if loan.line else loan.application_id
    policy = policy_of(application_id) if application_id else None
    if policy is not None and policy.wants_signature and signature_of(loan) is None:
        raise refusals.ContractUnsigned(number=loan.number)
