"""A new plan in the middle of a loan: what is settled stays as it is, what is owed is laid anew.

The instalments before the plan shrink to what was settled of them and are met; the instalments of
the plan ask for the principal that is left, for interest from the day of the plan on, and for what
was earned before it and not paid. Earned interest never jumps: the former instalments go on telling
what was earned before the plan.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from nafa.lending.calc.choices import (
    Amortisation,
    InterestKind,
    NominalUnit,
    PrepaymentEffect,
    SettlementInterest,
)
from nafa.lending.calc.new_plan import NewPlan, PlanKind, UnpaidInterest
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.allocation import allocate
from nafa.lending.calc.servicing.carrying import carry_charges
from nafa.lending.calc.servicing.cumulative import Lent, lay, shares_of
from nafa.lending.calc.servicing.day_shares import yearly_rate
from nafa.lending.calc.servicing.due_dates import Bounds, step
from nafa.lending.calc.servicing.instalments import COMPONENTS, Instalment
from nafa.lending.calc.servicing.rounding import minor
from nafa.lending.calc.servicing.settling import due_of
from nafa.lending.calc.terms import Place, Terms
from nafa.lib.invariants import ensure

if TYPE_CHECKING:
    from nafa.lending.calc.servicing.cumulative_fold import CumulativeFold
    from nafa.lending.calc.servicing.movements import Movement

ONE_DAY = timedelta(days=1)
PRINCIPAL, INTEREST = Component.PRINCIPAL, Component.INTEREST
FEE, PENALTY = Component.FEE, Component.PENALTY
Amounts = tuple[list[int], list[int]]


class Left(NamedTuple):
    """What a plan starts from: unmet instalments, interest earned and unpaid, or paid ahead."""

    rows: list[Instalment]
    principal: int
    unpaid: int
    ahead: int


def replan(fold: "CumulativeFold", movement: "Movement") -> None:
    """Lay what is owed over the dates of the plan. A loan that has ended has nothing to lay."""
    plan = movement.plan
    assert plan is not None
    if fold.ended_on is not None or fold.is_lost:
        return
    fold.reach(movement.day)
    fold.follow_charges()
    fold.remember_plan(movement.day)
    kept = [row for row in fold.rows if row.due <= movement.day] if plan.keeps_dues else []
    left = _left(fold, movement.day, kept)
    capitalised = left.unpaid if plan.unpaid_interest is UnpaidInterest.CAPITALISED else 0
    owed = left.principal + capitalised + movement.amount
    fold.plan_terms = terms = _terms(fold.plan_terms, plan)
    periods = _periods(terms, plan.interest_from or movement.day, plan.due_dates)
    if plan.kind is PlanKind.DEFERMENT:
        principals = _aligned([row.owed(PRINCIPAL) for row in left.rows], len(periods))
        principals[0] += capitalised
        if plan.interest_from is None:
            amounts = _agreed(terms, periods, principals)
        else:
            amounts = principals, _as_before(left, len(periods))
            left = left._replace(ahead=0)
    else:
        amounts = _levelled(terms, periods, owed, grace=plan.grace_principal)
    _settle_plan(fold, movement.day, periods, amounts, left, plan.unpaid_interest, kept)


def first_tranche(fold: "CumulativeFold", amount: int) -> None:
    """Lay the first tranche over the dates that were signed; the rest is not owed yet."""
    signed = fold.rows
    periods = _periods(fold.terms, signed[0].start, [row.due for row in signed])
    amounts = lay(fold.terms, periods, [Lent(signed[0].start, amount, amount)])
    for row, principal, interest in zip(signed, *amounts, strict=True):
        row.asked[PRINCIPAL], row.asked[INTEREST] = principal, interest
    fold.is_replanned = True


def prepay(fold: "CumulativeFold", movement: "Movement") -> None:
    """Money that came early: what is due first, then interest by the rule, then principal.

    The dates stay. By the terms the last instalments become fewer and smaller, or all smaller.
    """
    fold.reach(movement.day)
    fold.follow_charges()
    fold.remember_plan(movement.day)
    day, outcome = movement.day, fold.outcomes[movement.number]
    coming = [row for row in fold.rows if row.due > day and not row.is_met]
    former = [(row.asked[PRINCIPAL], row.asked[INTEREST]) for row in coming]
    ahead = max(fold.settled[INTEREST] - fold.accrued(day), 0)

    def taking(row: Instalment, place: Place, offered: int) -> int:
        taken = fold.paid(row, place.component, day, offered)
        outcome.parts[place.component] += taken
        return taken

    due = [row for row in fold.rows if row.due <= day]
    amount = movement.amount
    amount = allocate(
        fold.terms, due, fold.terms.allocation, day=day, amount=amount, pay=taking
    ) if due else amount  # fmt: skip
    interest_from = _until(fold, coming, day)
    earned = sum(row.asked[INTEREST] for row in fold.rows if row.start < interest_from) \
        if interest_from > day else fold.accrued(day)  # fmt: skip
    asked = max(earned - fold.settled[INTEREST], 0)
    fees = sum(due_of(charge, day) for charge in fold.laid if charge.component is FEE)
    penalties = sum(row.owed(PENALTY) for row in fold.rows)
    steps = ((PENALTY, penalties), (FEE, fees), (INTEREST, asked), (PRINCIPAL, amount))
    for component, most in steps:
        amount -= _take(fold, movement, component, min(most, amount))
    for row in fold.rows:
        row.note_met(day)
    fold.keep_overpaid(movement, amount)
    if any(row.owed(PRINCIPAL) for row in coming):
        left = _left(fold, day)._replace(ahead=ahead)
        terms = fold.plan_terms
        periods = _periods(terms, interest_from, [row.due for row in coming])
        amounts = _after_prepayment(terms, periods, former, left.principal)
        _settle_plan(fold, day, periods, amounts, left, UnpaidInterest.WITH_THE_FIRST)


def _until(fold: "CumulativeFold", coming: Sequence[Instalment], day: date) -> date:
    """The day until which money that comes early owes interest."""
    runs_on = fold.terms.settlement is not SettlementInterest.UNTIL_THE_DAY
    return coming[0].due if runs_on and coming and coming[0].start < day and len(coming) > 1 \
        else day  # fmt: skip


def _take(fold: "CumulativeFold", movement: "Movement", component: Component, amount: int) -> int:
    """Pay a component of the instalments in turn, whatever their date."""
    left = amount
    for row in fold.rows:
        taken = fold.paid(row, component, movement.day, min(left, max(row.owed(component), 0)))
        fold.outcomes[movement.number].parts[component] += taken
        left -= taken
    return amount - left


def _left(fold: "CumulativeFold", day: date, kept: Sequence[Instalment] = ()) -> Left:
    """What is left of the instalments that a plan replaces: all but those that are `kept`."""
    replaced = fold.rows[len(kept) :]
    rows = [row for row in replaced if row.owed(PRINCIPAL) > 0 or row.owed(INTEREST) > 0]
    earned, settled = fold.accrued(day), fold.settled[INTEREST]
    for row in kept:
        earned -= row.asked[INTEREST]
        settled -= row.paid[INTEREST] + row.waived[INTEREST] + row.capitalised
    principal = sum(row.owed(PRINCIPAL) for row in rows)
    return Left(rows, principal, max(earned - settled, 0), max(settled - earned, 0))


def _terms(terms: Terms, plan: NewPlan) -> Terms:
    """The terms of the plan: a rate of the term or of a period becomes a yearly one."""
    rate = terms.rate if plan.rate is None else plan.rate
    if terms.rate_unit in (NominalUnit.PERIOD, NominalUnit.WHOLE_TERM) and plan.rate is None:
        rate = yearly_rate(terms, terms.rate)
    if terms.rate_unit in (NominalUnit.PERIOD, NominalUnit.WHOLE_TERM):
        terms = replace(terms, rate_unit=NominalUnit.YEAR)
    return replace(terms, rate=rate)


def _periods(terms: Terms, start: date, due_dates: Sequence[date]) -> list[Bounds]:
    return [
        Bounds(start, due, _is_regular(terms, start, due))
        for start, due in pairwise([start, *due_dates])
    ]


def _is_regular(terms: Terms, start: date, due: date) -> bool:
    """Whether a period is as long as the terms want it, but for a day of rest at its end."""
    usual = step(terms, start, 1)
    return abs((due - usual).days) * 4 < (usual - start).days


def _aligned(principals: Sequence[int], count: int) -> list[int]:
    """The principals on the last places; what is more falls due with the first."""
    extra = max(len(principals) - count, 0)
    missing = [0] * max(count - len(principals), 0)
    found = [*missing, *principals[extra:]]
    found[0] += sum(principals[:extra])
    return found


def _as_before(left: Left, count: int) -> list[int]:
    """The interest that each unmet instalment still asked for, less what was earned of it."""
    earned, rest = left.unpaid, []
    for row in left.rows:
        owed = row.owed(INTEREST)
        rest.append(max(owed - earned, 0))
        earned = max(earned - owed, 0)
    return _aligned(rest, count)


def _bare(terms: Terms, owed: int, count: int, *, grace: int = 0) -> Terms:
    """The terms without what belonged to the first plan alone."""
    return replace(
        terms,
        approved=max(owed, 1),
        count=count,
        grace_principal=grace,
        grace_interest=0,
        interest_free=0,
        first_due_date=None,
        fixed_length=None,
        down_payment_percent=Decimal(0),
        tranches=(),
    )


def _agreed(terms: Terms, periods: Sequence[Bounds], principals: Sequence[int]) -> Amounts:
    """Interest on these principals."""
    free = _bare(
        replace(
            terms,
            amortisation=Amortisation.FREE_FORM,
            free_principals=tuple(principals),
            count=len(principals),
            grace_principal=0,
            grace_interest=0,
            interest_free=0,
            fixed_length=None,
        ),
        sum(principals),
        len(periods),
    )
    owed = sum(principals)
    return lay(free, periods, [Lent(periods[0].start, owed, owed)])


def _levelled(terms: Terms, periods: Sequence[Bounds], owed: int, *, grace: int = 0) -> Amounts:
    """What is owed over these periods as the terms amortise; agreed principals become equal."""
    if terms.amortisation is Amortisation.FREE_FORM:
        terms = replace(terms, amortisation=Amortisation.EQUAL_PRINCIPAL, free_principals=())
    if not owed:
        return [0] * len(periods), [0] * len(periods)
    bare = _bare(terms, owed, len(periods), grace=grace)
    return lay(bare, periods, [Lent(periods[0].start, owed, owed)])


def _after_prepayment(
    terms: Terms, periods: Sequence[Bounds], former: Sequence[tuple[int, int]], owed: int
) -> Amounts:
    if terms.prepayment is PrepaymentEffect.ALL_INSTALMENTS:
        return _levelled(terms, periods, owed)
    is_level = (
        terms.amortisation is Amortisation.EQUAL_INSTALMENTS
        and terms.interest is InterestKind.DECLINING
    )
    shares = shares_of(_bare(replace(terms, amortisation=Amortisation.EQUAL_PRINCIPAL,
                                     free_principals=()), owed, len(periods)), periods)  # fmt: skip
    base, balance = owed, owed
    principals, interests = [], []
    for place, (principal, interest) in enumerate(former):
        bears = balance if terms.interest is InterestKind.DECLINING else base * bool(balance)
        exact = terms.context.multiply(Decimal(bears), shares[place])
        asked = minor(terms, exact)
        wished = principal + interest - asked if is_level and principal else principal
        repaid = balance if place == len(former) - 1 else min(max(wished, 0), balance)
        balance -= repaid
        principals.append(repaid)
        interests.append(asked)
    return principals, interests


def _settle_plan(
    fold: "CumulativeFold",
    day: date,
    periods: Sequence[Bounds],
    amounts: Amounts,
    left: Left,
    unpaid: UnpaidInterest,
    kept: Sequence[Instalment] = (),
) -> None:
    """Put the instalments of the plan behind what was settled before it, and what is `kept`."""
    capitalised = left.unpaid if unpaid is UnpaidInterest.CAPITALISED else 0
    rows = _laid(periods, amounts, left, unpaid)
    first_due = rows[0].due
    replaced = fold.rows[len(kept) :]
    penalties = sum(row.owed(PENALTY) for row in replaced)
    carried = carry_charges(fold.terms, fold.laid, day, rows, keeps_dues=bool(kept))
    former = _former(replaced, day, capitalised)
    if kept and former and kept[-1].due == former[0].due:
        joined = former.pop(0)
        _join(kept[-1], joined, joined.asked)
    rows[0].asked[PENALTY] += penalties
    fold.capitalised += capitalised
    fold.settled[INTEREST] += capitalised
    fold.laid += carried
    for charge in carried:
        for due, amount in charge.shares.items():
            row = next(one for one in rows if one.due == due)
            row.asked[charge.component] += amount if charge.component is FEE else 0
    ensure(first_due > day, "a plan asks for nothing before its day")
    fold.rows = [*kept, *former, *rows]
    for number, row in enumerate(fold.rows, start=1):
        row.number = number
    fold.is_replanned = True
    fold.changed()


def _laid(
    periods: Sequence[Bounds], amounts: Amounts, left: Left, unpaid: UnpaidInterest
) -> list[Instalment]:
    """The instalments of the plan: its amounts, what was unpaid before, less what was ahead."""
    ahead, rows = left.ahead, []
    carried = [0] * len(periods)
    if unpaid is UnpaidInterest.WITH_THE_FIRST:
        carried[0] = left.unpaid
    elif unpaid is UnpaidInterest.SPREAD:
        count = len(periods)
        upto = [left.unpaid * number // count for number in range(count + 1)]
        carried = [after - before for before, after in pairwise(upto)]
    for period, principal, interest, before in zip(periods, *amounts, carried, strict=True):
        credit = min(ahead, interest)
        ahead -= credit
        row = Instalment(0, period.start, period.due, carried=before)
        row.asked[PRINCIPAL] = principal
        row.asked[INTEREST] = interest - credit + before
        rows.append(row)
    asked = [row for row in rows if any(row.asked.values())]
    return rows[: rows.index(asked[-1]) + 1] if asked else rows[:1]


def _former(rows: Sequence[Instalment], day: date, capitalised: int) -> list[Instalment]:
    """What was settled before the plan; money paid ahead of the day stands on the day."""
    found: list[Instalment] = []
    for row in rows:
        settled = {part: row.paid[part] + row.waived[part] for part in COMPONENTS}
        settled[INTEREST] += row.capitalised
        if not any(settled.values()):
            continue
        due = min(row.due, day)
        if found and found[-1].due == due:
            _join(found[-1], row, settled)
            continue
        row.due, row.is_former, row.carried = due, True, 0
        row.start = min(row.start, due - ONE_DAY)
        row.asked.update(settled)
        found.append(row)
    if capitalised:
        if not found:
            found.append(Instalment(0, rows[0].start, day, is_former=True))
        found[-1].asked[INTEREST] += capitalised
        found[-1].capitalised += capitalised
    return found


def _join(row: Instalment, other: Instalment, settled: dict[Component, int]) -> None:
    for part in COMPONENTS:
        row.asked[part] += settled[part]
        row.paid[part] += other.paid[part]
        row.waived[part] += other.waived[part]
    row.capitalised += other.capitalised
