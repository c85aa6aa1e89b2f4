"""Signing a contract with a code of six digits that was sent to the borrower's telephone.

The code follows from its row's identifier and the institution's key: nothing but a keyed hash of
it, of the contract's digest and of the amount is kept. A wrong try is written down although the
signature is refused, so the tries are counted whatever happens.
"""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from nafa.clients import queries as clients
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.documents import paper_language
from nafa.kernel.errors import DomainError, NotFound, Unavailable
from nafa.kernel.messages import connected_messages, masked
from nafa.kernel.secrets import blind_token
from nafa.kernel.wording import money_words
from nafa.lending import errors, origination_errors
from nafa.lending import signing_errors as refusals
from nafa.lending.models import ContractCode, ContractSignature, Loan
from nafa.lending.queries.origination.signatures import signature_of
from nafa.lending.queries.state import find_loan
from nafa.lib.money import Money

APPLY = "lending.apply"
DIGITS = 6
HOLDS = timedelta(minutes=10)
MOST_TRIES = 3
MOST_CODES = 5
Status = ContractCode.Status


class TryOutcome(NamedTuple):
    """What became of a try: the signature, or the code of the refusal with the tries left."""

    signature_id: UUID | None = None
    refusal: str = ""
    tries_left: int = 0


def send_contract_code(ctx: Context, *, loan_id: UUID) -> UUID:
    """Send the borrower a code that signs the present contract; an earlier code no longer holds.

    Refuses: MessagesNotConnected, NotFound, OtherBranch, LoanNotReady, ContractSigned,
    CodeNotForGroups, PhoneMissing, CodesTooMany, CodeNotSent (the gateway did not take it).
    """
    ctx.demand(APPLY)
    messages = connected_messages()
    if messages is None:
        raise refusals.MessagesNotConnected()
    code_id = make_contract_code(ctx.under("make"), loan_id=loan_id, channel=messages.channel)
    code = ContractCode.objects.select_related("loan").get(id=code_id)
    if code.status == Status.MADE:
        client = clients.get_client(ctx, code.loan.client_id)
        number = ""
        try:
            number = messages.send(client.phone, _text(code, client.language))
        except Unavailable:
            number = ""
        keep_code_sent(ctx.under("sent"), code_id=code_id, message_number=number)
        code.refresh_from_db()
    if code.status == Status.FAILED:
        raise refusals.CodeNotSent(phone=code.phone_masked)
    return code_id


def sign_with_code(ctx: Context, *, loan_id: UUID, code: str) -> UUID:
    """The borrower told the code that was sent: the contract is signed.

    Refuses: NotFound, OtherBranch, LoanNotReady, ContractSigned, CodeMissing, ContractChanged,
    CodeUsed, CodeExpired, CodeSpent, CodeWrong (the try is counted).
    """
    outcome = try_contract_code(ctx, loan_id=loan_id, tried=_tried(loan_id, code.strip()))
    if outcome.signature_id is None:
        raise REFUSALS[outcome.refusal](left=outcome.tries_left)
    return outcome.signature_id


REFUSALS: dict[str, type[DomainError]] = {
    one.code: one
    for one in (
        refusals.CodeMissing,
        refusals.ContractChanged,
        refusals.CodeUsed,
        refusals.CodeExpired,
        refusals.CodeSpent,
        refusals.CodeWrong,
    )
}


@command(permission=APPLY)
def make_contract_code(ctx: Context, *, loan_id: UUID, channel: str) -> UUID:
    """Make a code for the present contract; it is sent after this is committed.

    Refuses: NotFound, OtherBranch, LoanNotReady, ContractSigned, CodeNotForGroups, PhoneMissing,
    CodesTooMany.
    """
    loan = _to_sign(ctx, loan_id)
    client = clients.get_client(ctx, loan.client_id)
    if client.kind == "GROUP":
        raise refusals.CodeNotForGroups()
    if not client.phone:
        raise refusals.PhoneMissing()
    made = ContractCode.objects.filter(loan_id=loan.id, contract_digest=loan.contract_digest)
    if made.count() >= MOST_CODES:
        raise refusals.CodesTooMany(count=MOST_CODES)
    code_id = ctx.new_id()
    ContractCode.objects.create(
        id=code_id,
        loan_id=loan.id,
        contract_digest=loan.contract_digest,
        amount_minor=loan.principal_minor,
        token=_token(code_id, loan, _tried(loan.id, figures_of(code_id))),
        phone_masked=masked(client.phone),
        channel=channel,
        made_at=ctx.now,
        made_by_id=ctx.actor_id,
        expires_at=ctx.now + HOLDS,
    )
    return code_id


@command(permission=APPLY)
def keep_code_sent(ctx: Context, *, code_id: UUID, message_number: str) -> None:
    """Write down that the gateway took the message, or (without a number) that it did not.

    Refuses: NotFound, OtherBranch.
    """
    code = ContractCode.objects.select_related("loan").filter(id=code_id).first()
    if code is None:
        raise NotFound(kind="code", id=code_id)
    ctx.demand_branch(code.loan.branch_id)
    ctx.concerns("loan", code.loan_id)
    ContractCode.objects.filter(id=code_id, status=Status.MADE).update(
        status=Status.SENT if message_number else Status.FAILED, message_number=message_number
    )


@command(permission=APPLY)
def try_contract_code(ctx: Context, *, loan_id: UUID, tried: int) -> TryOutcome:
    """Hold a code, given as its keyed hash, against the one that was sent; sign or count the try.

    Refuses: NotFound, OtherBranch, LoanNotReady, ContractSigned. Other refusals are the outcome.
    """
    loan = _to_sign(ctx, loan_id)
    code = ContractCode.objects.filter(loan_id=loan.id).order_by("-made_at", "-id").first()
    objection = _objection(ctx, loan, code)
    if objection is not None or code is None:
        return TryOutcome(refusal=(objection or refusals.CodeMissing).code)
    if code.token != _token(code.id, loan, tried):
        ContractCode.objects.filter(id=code.id).update(tries=code.tries + 1)
        return TryOutcome(refusal=refusals.CodeWrong.code, tries_left=MOST_TRIES - code.tries - 1)
    ContractCode.objects.filter(id=code.id).update(status=Status.USED)
    ctx.concerns("client", loan.client_id)
    return TryOutcome(
        ContractSignature.objects.create(
            id=ctx.new_id(), loan_id=loan.id, contract_digest=loan.contract_digest,
            code_id=code.id, signed_date=ctx.business_date, recorded_at=ctx.now,
            recorded_by_id=ctx.actor_id,
        ).id
    )  # fmt: skip


def _objection(ctx: Context, loan: Loan, code: ContractCode | None) -> type[DomainError] | None:
    """Why the latest code cannot sign, whatever is entered."""
    if code is None or code.status in (Status.MADE, Status.FAILED):
        return refusals.CodeMissing
    if (code.contract_digest, code.amount_minor) != (loan.contract_digest, loan.principal_minor):
        return refusals.ContractChanged
    if code.status == Status.USED:
        return refusals.CodeUsed
    if ctx.now > code.expires_at:
        return refusals.CodeExpired
    return refusals.CodeSpent if code.tries >= MOST_TRIES else None


def _to_sign(ctx: Context, loan_id: UUID) -> Loan:
    """The contract, held. Refuses: NotFound, OtherBranch, LoanNotReady, ContractSigned."""
    loan = find_loan(ctx, loan_id, lock=True)
    ctx.concerns("loan", loan.id)
    if loan.status != Loan.Status.CONTRACTED or not loan.contract_digest:
        raise errors.LoanNotReady(number=loan.number, status=loan.status)
    if signature_of(loan) is not None:
        raise origination_errors.ContractSigned(number=loan.number)
    return loan


def figures_of(code_id: UUID) -> str:
    """The six digits of a code."""
    number = blind_token(str(code_id), purpose="contract code figures")
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def _tried(loan_id: UUID, figures: str) -> int:
    """The keyed hash of what was entered: commands and their audit see no more."""
    return blind_token(figures, purpose=f"contract code of {loan_id}")


def _token(code_id: UUID, loan: Loan, tried: int) -> int:
    """What binds a code to its contract and amount."""
    bound = f"{loan.contract_digest}|{loan.principal_minor}|{loan.currency}|{tried}"
    return blind_token(bound, purpose=f"contract code {code_id}")


def _text(code: ContractCode, language: str) -> str:
    """The message in the client's language; short, so that it is one."""
    figures, loan = figures_of(code.id), code.loan
    with translation.override(paper_language(language)):
        told = _(
            "%(code)s is the code that signs your contract %(number)s of %(amount)s. It holds for"
            " 10 minutes. Give it only to the officer in front of you."
        )
        amount = money_words(Money(loan.principal_minor, loan.currency))
        words = {"code": figures, "number": loan.number, "amount": amount}
        return (told % words).replace("\u00a0", " ").replace("’", "'")
