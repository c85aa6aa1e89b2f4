"""Guarantees: taking them, holding money for them, releasing them."""

from datetime import date
from uuid import UUID

from nafa.clients import queries as clients
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.ledger import commands as ledger
from nafa.ledger.calc.entry import Draft
from nafa.lending import errors as lending_errors
from nafa.lending import origination_errors as errors
from nafa.lending.calc.origination.coverage import GuaranteeKind
from nafa.lending.commands._apply import lock_application
from nafa.lending.commands.origination.scoring import demand_unfrozen
from nafa.lending.models import Application, CreditLine, Guarantee, Loan
from nafa.lending.queries.origination.guarantees import cover_of
from nafa.lib.money import Money

DEPOSIT_ROLE = "GUARANTEE_DEPOSIT"
ENDED = (Application.Status.REFUSED, Application.Status.WITHDRAWN, Application.Status.RETURNED)


@command(permission="lending.apply")
def add_guarantee(
    ctx: Context,
    *,
    application_id: UUID,
    kind: str,
    value: Money,
    valued_date: date,
    description: str,
    guarantor_id: UUID | None = None,
    valued_by: str = "",
) -> UUID:
    """Write down a guarantor, a pledge, a mortgage or a deposit elsewhere, with its valuation.

    Refuses: NotFound, OtherBranch, FileFrozen (a voice was given), GuaranteeNotPossible (savings
    are blocked and not written down; the borrower as guarantor; no guarantor; no description; a
    value of nothing or in another currency; a valuation in the future).
    """
    application = lock_application(ctx, application_id)
    demand_unfrozen(application)
    found = _objection(ctx, application, kind, value, valued_date, description, guarantor_id)
    if found:
        raise errors.GuaranteeNotPossible(field=found[0], reason=found[1])
    if guarantor_id is not None:
        clients.get_client(ctx, guarantor_id)
        ctx.concerns("client", guarantor_id)
    made = Guarantee.objects.create(
        id=ctx.new_id(),
        application_id=application_id,
        kind=kind,
        guarantor_id=guarantor_id,
        description=description.strip(),
        value_minor=value.minor,
        currency=value.currency,
        valued_date=valued_date,
        valued_by=valued_by.strip(),
        recorded_at=ctx.now,
        recorded_by_id=ctx.actor_id,
    )
    return made.id


def _objection(
    ctx: Context,
    application: Application,
    kind: str,
    value: Money,
    valued_date: date,
    description: str,
    guarantor_id: UUID | None,
) -> tuple[str, str] | None:
    """The field at fault and the reason's code."""
    if kind not in GuaranteeKind.__members__ or kind == GuaranteeKind.SAVINGS:
        return "kind", "kind"
    if kind == GuaranteeKind.PERSONAL and guarantor_id is None:
        return "guarantor_id", "nobody"
    if guarantor_id == application.client_id and kind == GuaranteeKind.PERSONAL:
        return "guarantor_id", "borrower"
    if not description.strip():
        return "description", "description"
    if value.currency != application.currency or not value.is_positive:
        return "value", "value"
    return ("valued_date", "future") if valued_date > ctx.business_date else None


def hold_savings(
    ctx: Context,
    *,
    application_id: UUID,
    account_id: UUID,
    owner_id: UUID,
    amount: Money,
    description: str,
) -> UUID:
    """Set money of a savings account aside for an application, inside a command.

    The hold would move it to the guarantee deposits; until then it stays the saver's and cannot be
    withdrawn. Refuses: NotFound, OtherBranch, FileFrozen, GuaranteeNotPossible, BalanceTooLow.
    """
    application = lock_application(ctx, application_id)
    demand_unfrozen(application)
    if amount.currency != application.currency or not amount.is_positive:
        raise errors.GuaranteeNotPossible(field="amount", reason="value")
    deposits = ledger.account_for(
        ctx,
        ledger.AccountKey(
            code=institution_pack().account_for(DEPOSIT_ROLE),
            currency=amount.currency,
            branch_id=application.branch_id,
        ),
    )
    draft = Draft(
        id=ctx.new_id(),
        kind="loan.guarantee",
        value_date=ctx.business_date,
        lines=(ledger.debit(account_id, amount), ledger.credit(deposits, amount)),
        reference=application.number,
        branch_id=application.branch_id,
    )
    hold_id = ledger.place_hold(ctx, draft=draft)
    made = Guarantee.objects.create(
        id=ctx.new_id(),
        application_id=application_id,
        kind=GuaranteeKind.SAVINGS,
        guarantor_id=owner_id,
        description=description,
        value_minor=amount.minor,
        currency=amount.currency,
        valued_date=ctx.business_date,
        hold_id=hold_id,
        recorded_at=ctx.now,
        recorded_by_id=ctx.actor_id,
    )
    ctx.concerns("client", owner_id)
    return made.id


@command(permission="lending.apply")
def release_guarantee(ctx: Context, *, guarantee_id: UUID, reason: str) -> None:
    """Give a guarantee back before the decision, with the reason; held money is free again.

    Refuses: NotFound, OtherBranch, ReasonWanted, GuaranteeNeeded (approved, or the loan runs).
    """
    found = Guarantee.objects.select_for_update().filter(id=guarantee_id).first()
    if found is None or found.status == Guarantee.Status.RELEASED:
        raise NotFound(kind="guarantee", id=guarantee_id)
    if not reason.strip():
        raise lending_errors.ReasonWanted()
    application = lock_application(ctx, found.application_id)
    is_needed = application.status not in (*ENDED, Application.Status.SUBMITTED)
    if is_needed and _has_open_loan(application):
        raise errors.GuaranteeNeeded(number=application.number)
    _release(ctx, found, reason.strip())


def _has_open_loan(application: Application) -> bool:
    """Approved without a loan or a line yet, or with one that is not over.

    A credit line is over once it is closed and each of its draws is.
    """
    line = CreditLine.objects.filter(application_id=application.id).first()
    if line is None:
        loans = Loan.objects.filter(application_id=application.id)
    elif line.status != CreditLine.Status.CLOSED:
        return True
    else:
        loans = Loan.objects.filter(line_id=line.id)
    is_open = loans.exclude(status__in=(Loan.Status.CLOSED, Loan.Status.CANCELLED)).exists()
    return is_open or (line is None and not loans.exists())


@command(permission="lending.release_guarantees")
def release_guarantees(ctx: Context, *, application_id: UUID, reason: str) -> int:
    """Give back everything that secures an application whose loan is over; how many. May be told
    again. Does nothing while the loan runs."""
    application = lock_application(ctx, application_id)
    is_over = application.status in (Application.Status.REFUSED, Application.Status.WITHDRAWN)
    if not is_over and _has_open_loan(application):
        return 0
    return release_all(ctx, application_id, reason)


def release_when_over(ctx: Context, application: Application, reason: str) -> int:
    """Release what is held once the loan, or the line with its draws, is over; how many."""
    return 0 if _has_open_loan(application) else release_all(ctx, application.id, reason)


def release_all(ctx: Context, application_id: UUID, reason: str) -> int:
    """Release what is still held for an application, inside a command."""
    held = Guarantee.objects.select_for_update().filter(
        application_id=application_id, status=Guarantee.Status.HELD
    )
    found = list(held.order_by("id"))
    for one in found:
        _release(ctx, one, reason)
    return len(found)


def _release(ctx: Context, found: Guarantee, reason: str) -> None:
    if found.hold_id is not None:
        ledger.void_hold(ctx, hold_id=found.hold_id)
    found.status, found.released_at = Guarantee.Status.RELEASED, ctx.now
    found.release_reason = reason
    found.save(update_fields=["status", "released_at", "release_reason"])


def demand_cover(ctx: Context, application: Application) -> None:
    """Hold the amount on the object against its guarantees. Refuses: CoverageTooLow."""
    demand_cover_of(ctx, application.id, Money(application.amount_minor, application.currency))


def demand_cover_of(ctx: Context, application_id: UUID, amount: Money) -> None:
    """Hold an amount against the guarantees as they are worth today. Refuses: CoverageTooLow."""
    found = cover_of(application_id, on=ctx.business_date, amount=amount)
    if not found.is_enough:
        raise errors.CoverageTooLow(covered=found.covered_percent, wanted=found.wanted_percent)
