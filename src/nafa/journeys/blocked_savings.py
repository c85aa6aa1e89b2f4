"""Savings that secure a loan: blocked for the application, free again at the end of the loan."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nafa.journeys import errors
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import system_context
from nafa.lending.commands.origination.securing import hold_savings, release_guarantees
from nafa.lending.queries.origination.guarantees import application_of_loan
from nafa.lib.money import Money
from nafa.savings import queries as savings


@command(permission="lending.apply")
def block_savings(ctx: Context, *, application_id: UUID, savings_id: UUID, amount: Money) -> UUID:
    """Block money of a savings account, the borrower's or somebody else's, for an application.

    Refuses: NotFound, OtherBranch, SavingsNotOpen, FileFrozen, GuaranteeNotPossible, BalanceTooLow
    (the account has not so much that is free).
    """
    account = savings.account_view(ctx, savings_id).row
    if account.status != "OPEN":
        raise errors.SavingsNotOpen(number=account.number)
    return hold_savings(
        ctx,
        application_id=application_id,
        account_id=account.ledger_account_id,
        owner_id=account.client_id,
        amount=amount,
        description=account.number,
    )


def release_at_the_end(event: Mapping[str, Any]) -> None:
    """A loan was repaid: what secured it is free. May be told again."""
    ctx = system_context(key=f"release/{event['event_id']}")
    application_id = application_of_loan(UUID(event["loan_id"]))
    if application_id is not None:
        release_guarantees(ctx, application_id=application_id, reason="LOAN_CLOSED")


def release_after_withdrawal(event: Mapping[str, Any]) -> None:
    """An application was withdrawn: what was to secure it is free. May be told again."""
    ctx = system_context(key=f"release/{event['event_id']}")
    application_id = UUID(event["application_id"])
    release_guarantees(ctx, application_id=application_id, reason="WITHDRAWN")


def release_after_refusal(event: Mapping[str, Any]) -> None:
    """An application was refused: what was to secure it is free. May be told again."""
    if event["outcome"] == "REFUSED":
        ctx = system_context(key=f"release/{event['event_id']}")
        application_id = UUID(event["application_id"])
        release_guarantees(ctx, application_id=application_id, reason="REFUSED")
