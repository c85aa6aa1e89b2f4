"""Changes of a loan as they are asked for in plain data, and the facts they would be.

A draft is made when a change is asked for, shown before it is decided, and made again when it is
accepted: what no longer fits is refused then.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.context import Context
from nafa.kernel.permissions import declare
from nafa.kernel.wording import percent_words
from nafa.lending import errors, life_errors
from nafa.lending.calc import plain
from nafa.lending.calc.later_dates import free_until, new_rhythm, put_off
from nafa.lending.calc.loan_events import MAY_BE_WAIVED, EventKind, LoanEvent, NewCharge
from nafa.lending.calc.new_plan import NewPlan, PlanKind, UnpaidInterest, check_plan
from nafa.lending.calc.parts import Component
from nafa.lending.calc.refusals import TermsRefused
from nafa.lending.calc.servicing.day_shares import yearly_rate
from nafa.lending.models import Guarantee, Loan, LoanProgress
from nafa.lending.queries.offers import calendar_of, usury_ceiling
from nafa.lending.queries.origination.guarantees import secured_by
from nafa.lending.queries.state import Folded
from nafa.lib.money import Money, total

Asked = Mapping[str, Any]
LONGEST_NAME = 80
HUNDRED = Decimal(100)


class ChargeBase(StrEnum):
    """What a charge in percent is measured on."""

    GRANTED = "GRANTED"
    OUTSTANDING = "OUTSTANDING"
    OVERDUE = "OVERDUE"


class Ground(StrEnum):
    """Why a loan is given up: its age by the regulator's table, or nothing to hope for."""

    AGE = "AGE"
    NO_HOPE = "NO_HOPE"
    DEATH = "DEATH"


class Draft(NamedTuple):
    """A fact that is not recorded yet, and the amount that limits of approval are held against."""

    event: LoanEvent
    at_stake: Money


def _event(ctx: Context, kind: EventKind, **said: Any) -> LoanEvent:
    return LoanEvent("draft", kind, ctx.business_date, 0, **said)


def _amount(asked: Asked, name: str, currency: str) -> Money:
    """Refuses: TermsRefused, AmountNotPositive through the caller."""
    value = plain.number(asked.get(name), name)
    amount = Money.of(value, currency) if value.is_finite() else Money.zero(currency)
    if not amount.is_positive:
        raise TermsRefused("terms.out_of_range", name, value=value)
    return amount


def _date(asked: Asked, name: str) -> date | None:
    return plain.day(asked[name], name) if asked.get(name) else None


def charge(ctx: Context, folded: Folded, asked: Asked) -> Draft:
    """A named charge, flat or in percent, due on a day (today when none is said).

    Refuses: TermsRefused (no name, no amount, a day before today).
    """
    name = plain.text(asked.get("name") or "", "name").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise TermsRefused("terms.text_wanted", "name", value=name)
    due = _date(asked, "due_date") or ctx.business_date
    if due < ctx.business_date:
        raise TermsRefused("terms.dates_backwards", "due_date", value=due)
    amount = _charged(ctx, folded, asked)
    return Draft(_event(ctx, EventKind.FEE, amount=amount, charge=NewCharge(name, due)), amount)


def _charged(ctx: Context, folded: Folded, asked: Asked) -> Money:
    if not asked.get("percent"):
        return _amount(asked, "amount", folded.loan.currency)
    percent = plain.number(asked["percent"], "percent")
    base = _base(ctx, folded, plain.choice(ChargeBase)(asked.get("base"), "base"))
    if not (percent.is_finite() and 0 < percent <= HUNDRED):
        raise TermsRefused("terms.out_of_range", "percent", value=percent)
    amount = base.times(percent / HUNDRED, folded.terms.rounding)
    if not amount.is_positive:
        raise TermsRefused("terms.out_of_range", "percent", value=percent)
    return amount


def _base(ctx: Context, folded: Folded, base: ChargeBase) -> Money:
    if base is ChargeBase.GRANTED:
        return folded.terms.principal
    if base is ChargeBase.OUTSTANDING:
        return folded.state.outstanding_principal
    return folded.lateness(ctx.business_date).overdue


def waiver(ctx: Context, folded: Folded, asked: Asked) -> Draft:
    """Interest, penalties or fees let off, wholly when no amount is said; or one charge.

    Refuses: TermsRefused, NothingOwed, AboveOwed.
    """
    component = plain.choice(Component)(asked.get("component"), "component")
    if component not in MAY_BE_WAIVED:
        raise TermsRefused("terms.choice_unknown", "component", value=component.value)
    charge_id = asked.get("charge_id") or None
    owed = owed_of(folded, component, charge_id=charge_id)
    if not owed.is_positive:
        raise life_errors.NothingOwed(number=folded.loan.number)
    amount = _amount(asked, "amount", owed.currency) if asked.get("amount") else owed
    if amount > owed:
        raise life_errors.AboveOwed(amount=amount, owed=owed)
    event = _event(
        ctx, EventKind.WAIVED, amount=amount, component=component, charge_id=charge_id
    )  # fmt: skip
    return Draft(event, amount)


def owed_of(folded: Folded, component: Component, *, charge_id: str | None = None) -> Money:
    """What the loan still asks for of a component, or of one charge: interest to come too."""
    owed = total((due.parts.of(component) for due in folded.state.dues), currency=_currency(folded))
    if charge_id is None:
        return owed
    trial = folded.with_event(
        LoanEvent("trial", EventKind.WAIVED, folded.state.on, len(folded.events) + 1,
                  owed, component, charge_id=charge_id)
    ) if owed.is_positive else folded  # fmt: skip
    return trial.state.waived.of(component) - folded.state.waived.of(component)


def _currency(folded: Folded) -> str:
    return folded.loan.currency


def deferment(ctx: Context, folded: Folded, asked: Asked) -> Draft:
    """Unmet instalments put off by so many periods or to a day, with interest meanwhile or not.

    Refuses: TermsRefused, NothingOwed.
    """
    unmet = [due.due_date for due in folded.state.dues
             if due.parts.principal or due.parts.interest]  # fmt: skip
    periods = plain.whole(asked.get("periods") or 0, "periods")
    until = _date(asked, "until")
    if until is None and not 1 <= periods <= 60:
        raise TermsRefused("terms.out_of_range", "periods", value=periods, lowest=1, highest=60)
    dates = put_off(
        folded.terms,
        unmet,
        periods=periods,
        until=until,
        on=ctx.business_date,
        calendar=calendar_of(ctx.business_date),
    )
    start = None
    if not plain.truth(asked.get("bears_interest", True), "bears_interest"):
        start = free_until(ctx.business_date, former_first=unmet[0], new_first=dates[0])
    return _planned(ctx, folded, NewPlan(PlanKind.DEFERMENT, dates, start))


def rescheduling(ctx: Context, folded: Folded, asked: Asked) -> Draft:
    """The same debt over other dates. Refuses: TermsRefused, NothingOwed."""
    return _planned(
        ctx,
        folded,
        NewPlan(
            PlanKind.RESCHEDULING,
            _rhythm(ctx, folded, asked),
            unpaid_interest=_unpaid(asked, UnpaidInterest.WITH_THE_FIRST),
        ),
    )


def restructuring(ctx: Context, folded: Folded, asked: Asked) -> Draft:
    """Other dates, another rate, and unpaid interest that may become principal.

    Refuses: TermsRefused, NothingOwed.
    """
    rate = plain.number(asked["rate"], "rate") if asked.get("rate") else None
    if rate is not None:
        _demand_legal(ctx, folded, rate)
    return _planned(
        ctx,
        folded,
        NewPlan(
            PlanKind.RESTRUCTURING,
            _rhythm(ctx, folded, asked),
            rate=rate,
            unpaid_interest=_unpaid(asked, UnpaidInterest.CAPITALISED),
        ),
    )


def _demand_legal(ctx: Context, folded: Folded, rate: Decimal) -> None:
    """Refuses: RateUsurious, when the new rate alone exceeds the ceiling."""
    ceiling = usury_ceiling(ctx.business_date)
    yearly = yearly_rate(folded.terms, rate) if rate.is_finite() else Decimal(0)
    if ceiling is not None and yearly > ceiling:
        raise errors.RateUsurious(teg=percent_words(yearly), ceiling=percent_words(ceiling))


def _rhythm(ctx: Context, folded: Folded, asked: Asked) -> tuple[date, ...]:
    first = _date(asked, "first_due_date")
    if first is None:
        raise TermsRefused("terms.date_wanted", "first_due_date", value="")
    count = plain.whole(asked.get("count"), "count")
    calendar = calendar_of(ctx.business_date)
    return new_rhythm(folded.terms, first=first, count=count, calendar=calendar)


def _unpaid(asked: Asked, usual: UnpaidInterest) -> UnpaidInterest:
    given = asked.get("unpaid_interest") or usual.value
    return plain.choice(UnpaidInterest)(given, "unpaid_interest")


def _planned(ctx: Context, folded: Folded, plan: NewPlan) -> Draft:
    check_plan(plan, on=ctx.business_date)
    outstanding = folded.state.outstanding_principal
    if not outstanding.is_positive:
        raise life_errors.NothingOwed(number=folded.loan.number)
    return Draft(_event(ctx, EventKind.REPLANNED, plan=plan), outstanding)


def write_off(ctx: Context, folded: Folded, asked: Asked) -> Draft:
    """Everything that is left is given up, for its age or because nothing can be hoped for.

    Refuses: TermsRefused, NotDueForWriteOff (for its age, and not in the class for it),
    SavingsStillHeld.
    """
    ground = plain.choice(Ground)(asked.get("ground"), "ground")
    loan = folded.loan
    if ground is Ground.AGE and not is_due_for_write_off(loan, on=ctx.business_date):
        raise life_errors.NotDueForWriteOff(number=loan.number)
    held = held_savings(loan)
    if held:
        amount = Money(sum(one.value_minor for one in held), loan.currency)
        raise life_errors.SavingsStillHeld(amount=amount, number=loan.number)
    state = folded.state
    lost = state.outstanding_principal + state.interest_receivable + state.penalty_receivable
    return Draft(_event(ctx, EventKind.WRITTEN_OFF), lost)


def held_savings(loan: Loan) -> list[Guarantee]:
    """The savings that are still blocked for a loan."""
    found = Guarantee.objects.filter(application__in=secured_by(loan.id), hold_id__isnull=False)
    return list(found.filter(status=Guarantee.Status.HELD).order_by("recorded_at", "id"))


def is_due_for_write_off(loan: Loan, *, on: date) -> bool:
    """Whether the class of the loan is one that the regulator wants given up."""
    code = LoanProgress.objects.values_list("class_code", flat=True).get(loan_id=loan.id)
    lost = {one.code for one in institution_pack().arrears_classes(on) if one.write_off}
    return code in lost


class Change(NamedTuple):
    """A kind of change: how it is drafted, who asks for it, who decides it."""

    draft: Callable[[Context, Folded, Asked], Draft]
    asked_with: str
    decided_with: str


ASK, DECIDE = declare("lending.ask_change"), declare("lending.decide_change")
CHANGES: Mapping[str, Change] = {
    "WAIVER": Change(waiver, ASK, DECIDE),
    "DEFERMENT": Change(deferment, ASK, DECIDE),
    "RESCHEDULING": Change(rescheduling, ASK, DECIDE),
    "RESTRUCTURING": Change(restructuring, ASK, DECIDE),
    "WRITE_OFF": Change(write_off, ASK, declare("lending.write_off")),
}


def change_of(kind: str) -> Change:
    """Refuses: ChangeUnknown."""
    found = CHANGES.get(kind)
    if found is None:
        raise life_errors.ChangeUnknown(kind=kind)
    return found


def drafted(
    ctx: Context,
    folded: Folded,
    draft: Callable[[Context, Folded, Asked], Draft],
    asked: Asked,
) -> Draft:
    """The draft of a running loan. Refuses: LoanNotActive, ChangeNotPossible, and as the draft."""
    loan = folded.loan
    if loan.status != Loan.Status.ACTIVE:
        raise errors.LoanNotActive(number=loan.number, status=loan.status)
    try:
        return draft(ctx, folded, asked)
    except TermsRefused as refused:
        raise life_errors.ChangeNotPossible(
            field=refused.field, reason=refused.code.partition(".")[2]
        ) from None
