"""Posting rules: what an event of a loan does to the books, in roles instead of account numbers.

The jurisdiction pack names the chart code of each role, the institution the account. `balances`
states what a loan's state means in the books; its sum is zero, so the difference of two states is
always a balanced entry. The other rules cover what the state does not hold: the ageing of overdue
credits, provisions and guarantee deposits. Source of the schemes: RCSFD accounts 20, 29, 299, 66,
70, 76 as collected in docs/domain/loan-maths.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from nafa.lending.calc.loan_state import LoanState
from nafa.lib.invariants import ensure
from nafa.lib.money import Money, total


class Role(StrEnum):
    """What an account is for. Packs map roles to chart codes."""

    CASH = "CASH"
    PRINCIPAL = "PRINCIPAL"
    INTEREST_RECEIVABLE = "INTEREST_RECEIVABLE"
    INTEREST_INCOME = "INTEREST_INCOME"
    PENALTY_RECEIVABLE = "PENALTY_RECEIVABLE"
    PENALTY_INCOME = "PENALTY_INCOME"
    FEE_INCOME = "FEE_INCOME"
    TAX_PAYABLE = "TAX_PAYABLE"
    CLIENT_CREDIT = "CLIENT_CREDIT"
    GUARANTEE_DEPOSIT = "GUARANTEE_DEPOSIT"
    RESTRUCTURED = "RESTRUCTURED"
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
    WRITE_OFF_LOSS = "WRITE_OFF_LOSS"
    RECOVERY = "RECOVERY"
    COMMITMENT_GIVEN = "COMMITMENT_GIVEN"
    COMMITMENT_CONTRA = "COMMITMENT_CONTRA"


class Side(StrEnum):
    """The column of an entry."""

    DEBIT = "DEBIT"
    CREDIT = "CREDIT"


class Line(NamedTuple):
    """One line of an entry. Its amount is above zero."""

    role: Role
    side: Side
    amount: Money


class OverdueBand(NamedTuple):
    """The three accounts that belong to one age of overdue credit."""

    overdue: Role
    provision: Role
    charge: Role


BANDS: tuple[OverdueBand, ...] = (
    OverdueBand(Role.OVERDUE_1, Role.PROVISION_1, Role.PROVISION_CHARGE_1),
    OverdueBand(Role.OVERDUE_2, Role.PROVISION_2, Role.PROVISION_CHARGE_2),
    OverdueBand(Role.OVERDUE_3, Role.PROVISION_3, Role.PROVISION_CHARGE_3),
)

Lines = tuple[Line, ...]


def balances(state: LoanState, *, principal_role: Role = Role.PRINCIPAL) -> dict[Role, Money]:
    """What the state means in the books, debit positive; the sum is zero.

    Interest is income as it is earned, or as it is paid when it is paid ahead; fees are income when
    paid; a waiver takes income back; a write-off is a loss of what the books held. What may still
    be drawn is a commitment, off the balance sheet.
    """
    paid, waived, lost = state.paid, state.waived, state.written_off
    currency = state.disbursed.currency
    upfront = state.upfront_fee + state.upfront_tax
    received = total((paid.sum, state.recovered, state.overpaid, upfront), currency=currency)
    result = {
        Role.CASH: received - state.disbursed,
        Role.INTEREST_RECEIVABLE: state.interest_receivable,
        Role.INTEREST_INCOME: waived.interest - state.recognised_interest,
        Role.PENALTY_RECEIVABLE: state.penalty_receivable,
        Role.PENALTY_INCOME: waived.penalty - state.penalty_charged,
        Role.FEE_INCOME: state.paid_tax - paid.fee - state.upfront_fee,
        Role.TAX_PAYABLE: -(state.paid_tax + state.upfront_tax),
        Role.CLIENT_CREDIT: -state.overpaid,
        Role.WRITE_OFF_LOSS: lost.sum,
        Role.RECOVERY: -state.recovered,
        Role.COMMITMENT_GIVEN: state.undrawn,
        Role.COMMITMENT_CONTRA: -state.undrawn,
        principal_role: state.outstanding_principal,
    }
    ensure(not total(result.values(), currency=currency), "a loan's books balance")
    return result


def suspended(state: LoanState) -> LoanState:
    """The state as the books hold it while interest is suspended.

    Interest is income when it is paid; what was never taken as income is no loss either (COBAC
    and RCSFD practice; the UMOA's text was not read).
    """
    nothing = Money.zero(state.disbursed.currency)
    return replace(
        state,
        recognised_interest=state.settled.interest,
        written_off=state.written_off._replace(interest=nothing),
    )


def difference(before: Mapping[Role, Money], after: Mapping[Role, Money]) -> Lines:
    """The balanced entry that leads from one set of balances to the other."""
    lines: list[Line] = []
    for role in Role:
        amounts = [balances[role] for balances in (before, after) if role in balances]
        if not amounts:
            continue
        nothing = Money.zero(amounts[0].currency)
        lines.extend(_moved(role, after.get(role, nothing) - before.get(role, nothing)))
    return _balanced(lines)


def transferred(amount: Money, *, debit: Role, credit: Role) -> Lines:
    """One amount from one role to another; nothing for nothing.

    Covers: disbursement (PRINCIPAL / CASH), fee (CASH / FEE_INCOME), interest earned
    (INTEREST_RECEIVABLE / INTEREST_INCOME), penalty (PENALTY_RECEIVABLE / PENALTY_INCOME),
    guarantee deposit taken (CASH / GUARANTEE_DEPOSIT) and recovery (CASH / RECOVERY).
    """
    ensure(not amount.is_negative, "a posting rule moves an amount forwards")
    return (Line(debit, Side.DEBIT, amount), Line(credit, Side.CREDIT, amount)) if amount else ()


def aged(outstanding: Money, *, held_in: Role, band: OverdueBand | None) -> Lines:
    """The whole outstanding of a late credit moves to the account of its age.

    Without a band the credit is sound again and goes to RESTRUCTURED (291), as the RCSFD says.
    """
    target = band.overdue if band else Role.RESTRUCTURED
    if target is held_in:
        return ()
    return transferred(outstanding, debit=target, credit=held_in)


def provisioned(
    existing: Money,
    wanted: Money,
    *,
    held_in: OverdueBand | None,
    band: OverdueBand | None,
) -> Lines:
    """Bring a provision to what is wanted: move it to its band, top it up or release the rest."""
    if band is None or not wanted:
        if held_in is None:
            return ()
        return transferred(existing, debit=held_in.provision, credit=Role.PROVISION_RELEASE)
    lines: list[Line] = []
    kept = min(existing, wanted)
    if held_in is not None:
        release = existing - kept
        lines += transferred(release, debit=held_in.provision, credit=Role.PROVISION_RELEASE)
        if held_in != band:
            lines += transferred(kept, debit=held_in.provision, credit=band.provision)
    lines += transferred(wanted - kept, debit=band.charge, credit=band.provision)
    return _balanced(lines)


def written_off(
    outstanding: Money,
    *,
    held_in: Role,
    guarantee_deposit: Money,
    provision: Money,
    provision_role: Role,
) -> Lines:
    """A lost credit: the deposit is used first, the rest is a loss, the provision is released."""
    used = min(guarantee_deposit, outstanding)
    return (
        *transferred(used, debit=Role.GUARANTEE_DEPOSIT, credit=held_in),
        *transferred(outstanding - used, debit=Role.WRITE_OFF_LOSS, credit=held_in),
        *transferred(provision, debit=provision_role, credit=Role.PROVISION_RELEASE),
    )


def _moved(role: Role, amount: Money) -> Iterable[Line]:
    if amount.is_positive:
        yield Line(role, Side.DEBIT, amount)
    elif amount.is_negative:
        yield Line(role, Side.CREDIT, -amount)


def _balanced(lines: Iterable[Line]) -> Lines:
    entry = tuple(lines)
    debits = sum(line.amount.minor for line in entry if line.side is Side.DEBIT)
    credits = sum(line.amount.minor for line in entry if line.side is Side.CREDIT)
    ensure(debits == credits, "a posting rule balances")
    return entry
