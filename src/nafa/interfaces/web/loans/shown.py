"""What the file of a loan shows."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.parts import Fact, Link, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.till.shown import part_facts
from nafa.interfaces.web.written import date_text, unit_text
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.context import Context
from nafa.kernel.wording import percent_words
from nafa.ledger import queries as books
from nafa.lending.calc.loan_state import Due
from nafa.lending.calc.rate_index import IndexRule
from nafa.lending.queries import FactRow, LoanView, is_reversible
from nafa.lending.queries.origination.signatures import signature_of
from nafa.lending.queries.rate_indexes import change_of, rate_of_loan
from nafa.lib.money import Money


def class_label(code: str, on: date) -> str:
    """The class of overdue credit in the reader's language."""
    for one in institution_pack().arrears_classes(on):
        if one.code == code:
            return labels.local(one.label_fr, one.label_en)
    return code


def facts_of(ctx: Context, view: LoanView) -> list[Fact]:
    """Outstanding, terms, rate, class, who follows it."""
    row, state = view.row, view.folded.state
    coming = next((due for due in state.dues if due.due_date > ctx.business_date), None)
    facts = [
        Fact(_("Granted"), row.principal),
        Fact(_("Outstanding"), state.outstanding_principal),
        Fact(_("Disbursed on"), row.disbursement_date),
        Fact(_("Maturity"), row.maturity_date),
        Fact(_("Effective rate (TEG)"), percent_words(view.teg_percent)),
        Fact(_("Branch"), row.branch),
    ]
    if coming is not None:
        facts.insert(2, Fact(_("Next due"), coming.parts.sum, hint=date_text(coming.due_date)))
    facts += _ties(view)
    signed = signature_of(view.folded.loan)
    if signed is not None:
        told = _("before %(witness)s") % {"witness": signed.witness} if signed.witness else ""
        if signed.phone_masked:
            told = _("by a code sent to %(phone)s") % {"phone": signed.phone_masked}
        facts.append(Fact(_("Signed"), signed.signed_date, told))
    if row.class_code:
        facts.append(Fact(_("Class"), class_label(row.class_code, ctx.business_date)))
    return facts


def _ties(view: LoanView) -> list[Fact]:
    """The credit line a loan was drawn on, and the index its rate follows."""
    found, line = [], view.folded.loan.line
    if line is not None:
        found.append(
            Fact(_("Credit line"), line.number, url=reverse("web:line", args=[line.number]))
        )
    borne = rate_of_loan(view.folded)
    if borne is not None:
        told = index_words(borne.rule) if borne.follows else gettext("no longer follows the index")
        found.append(Fact(_("Rate in force"), percent_words(borne.rate), told))
    changed = change_of(view.folded)
    if changed is not None:
        since = gettext("what is left, since %(day)s") % {"day": date_text(changed.from_date)}
        found.append(Fact(_("Effective rate now (TEG)"), percent_words(changed.teg_percent), since))
        if changed.is_held and changed.ceiling_percent is not None:
            found.append(_held_rate(changed.wanted_percent, changed.ceiling_percent))
    return found


def _held_rate(wanted: Decimal, ceiling: Decimal) -> Fact:
    """That the usury ceiling keeps the rate below what the index gives."""
    told = gettext("the index gives %(rate)s") % {"rate": percent_words(wanted)}
    return Fact(_("Held by the usury ceiling"), percent_words(ceiling), told)


def index_words(rule: IndexRule) -> str:
    """`TMM + 5 %`."""
    return f"{rule.code} + {percent_words(rule.margin)}"


def due_facts(ctx: Context, view: LoanView) -> list[Fact]:
    """What is asked for today, and how much of it is late."""
    state = view.folded.state
    late = view.folded.lateness(ctx.business_date)
    facts = part_facts(state.due_on(ctx.business_date), with_zero=False)
    facts.append(Fact(_("Of which overdue"), late.overdue_principal + late.overdue_interest))
    if late.oldest_due_date is not None and late.days_late:
        facts.append(Fact(_("Unpaid since"), late.oldest_due_date))
    return facts


def _instalment_state(due: Due | None, asked: Money, due_date: date, on: date) -> State:
    left = due.parts.sum if due else Money.zero(asked.currency)
    if left.is_zero:
        return State(pgettext_lazy("instalment", "Paid"), Tone.GOOD)
    if due_date < on:
        days = (on - due_date).days
        word = ngettext("Late by %(days)s day", "Late by %(days)s days", days) % {"days": days}
        return State(word, Tone.LATE)
    if due_date == on:
        return State(_("Due on this day"), Tone.INFO)
    return State(_("Partly paid"), Tone.INFO) if left < asked else State(_("To come"))


def schedule_columns(unit: str) -> list[Column]:
    """The heads of a schedule."""
    return [
        Column(name="number", title=_("No."), kind=Kind.NUMBER),
        Column(name="date", title=_("Due date"), kind=Kind.DATE),
        Column(name="principal", title=_("Principal"), kind=Kind.MONEY, unit=unit,
               on_phone=False),
        Column(name="interest", title=_("Interest"), kind=Kind.MONEY, unit=unit,
               on_phone=False),
        Column(name="fee", title=_("Fees"), kind=Kind.MONEY, unit=unit, on_phone=False),
        Column(name="sum", title=_("Instalment"), kind=Kind.MONEY, unit=unit),
        Column(name="left", title=_("Left to pay"), kind=Kind.MONEY, unit=unit,
               on_phone=False),
        Column(name="state", title=_("State"), kind=Kind.STATE),
    ]  # fmt: skip


def schedule_table(view: LoanView, *, on: date) -> Table:
    """The contract's instalments with what is left of each."""
    currency = view.row.principal.currency
    is_over = view.row.status in ("CLOSED", "CANCELLED")
    dues = {due.number: due for due in view.folded.state.dues}
    rows = []
    for one in view.folded.schedule:
        due = dues.get(one.number)
        left = due.parts.sum if due else Money.zero(currency)
        is_paid = view.row.status != "CONTRACTED" and left.is_zero
        rows.append(
            Row(
                str(one.number),
                {
                    "number": one.number,
                    "date": one.due_date,
                    "principal": one.principal,
                    "interest": one.interest,
                    "fee": one.fee,
                    "sum": one.sum,
                    "left": left if view.row.status != "CONTRACTED" else one.sum,
                    "state": State(pgettext_lazy("instalment", "Paid"), Tone.GOOD)
                    if is_over or is_paid
                    else _instalment_state(due, one.sum, one.due_date, on)
                    if due
                    else State(_("To come")),
                },
            )
        )
    return Table(
        caption=_("Schedule"),
        columns=schedule_columns(unit_text(currency)),
        rows=rows,
        totals={
            name: _sum([row.cells[name] for row in rows], currency)
            for name in ("principal", "interest", "fee", "sum", "left")
        },
        empty=Empty(_("No schedule"), _("The contract has no instalment.")),
    )  # fmt: skip


def _sum(amounts: Sequence[Money], currency: str) -> Money:
    return Money(sum(amount.minor for amount in amounts), currency)


def _operation_state(fact: FactRow, may_reverse: bool) -> object:
    if fact.is_reversed:
        return State(_("Taken back"), Tone.WARNING)
    if may_reverse and is_reversible(fact.kind):
        return Link(_("Take back"), reverse("web:reverse-operation", args=[fact.id]))
    return ""


def operations_table(
    ctx: Context, view: LoanView, facts: Sequence[FactRow], *, query: QueryDict, is_last: bool
) -> Table:
    """A page of the facts of the loan, newest first."""
    unit, may_reverse = unit_text(view.row.principal.currency), ctx.may("lending.reverse")
    rows = [
        Row(
            str(fact.id),
            {
                "what": labels.fact_word(fact.kind),
                "date": fact.value_date,
                "amount": fact.amount,
                "principal": fact.principal,
                "interest": fact.interest,
                "other": fact.fee + fact.penalty,
                "entry": _entry_link(ctx, fact),
                "actor": fact.actor,
                "state": _operation_state(fact, may_reverse),
                "receipt": fact.receipt_number,
            },
            reverse("web:receipt", args=[fact.id]) if fact.receipt_number else "",
        )
        for fact in facts
    ]
    return Table(
        caption=_("Operations"),
        columns=[
            Column(name="what", title=_("Operation")),
            Column(name="receipt", title=_("Receipt"), on_phone=False),
            Column(name="date", title=_("Value date"), kind=Kind.DATE, on_phone=False),
            Column(name="amount", title=_("Amount"), kind=Kind.MONEY, unit=unit),
            Column(name="principal", title=_("Principal"), kind=Kind.MONEY, on_phone=False),
            Column(name="interest", title=_("Interest"), kind=Kind.MONEY, on_phone=False),
            Column(name="other", title=_("Fees, penalties"), kind=Kind.MONEY, on_phone=False),
            Column(name="entry", title=_("Entry"), on_phone=False),
            Column(name="actor", title=_("By"), on_phone=False),
            Column(name="state", title=_("Action"), kind=Kind.STATE),
        ],
        rows=rows,
        query=query,
        after_key="" if is_last else str(facts[-1].order),
        empty=Empty(_("No operation yet"), _("The loan has not been disbursed.")),
    )


def _entry_link(ctx: Context, fact: FactRow) -> object:
    if fact.entry_id is None:
        return ""
    if not ctx.may("ledger.view"):
        return str(fact.entry_number)
    return Link(str(fact.entry_number), reverse("web:entry", args=[fact.entry_id]))


def accounts_table(ctx: Context, view: LoanView) -> Table:
    """The accounts of the loan with their balances, each opening its statement."""
    unit, may_open = unit_text(view.row.principal.currency), ctx.may("ledger.view")
    rows = [
        Row(
            str(account.id),
            {
                "code": account.code,
                "label": labels.local(account.label_fr, account.label_en),
                "debit": account.net if account.net.is_positive else None,
                "credit": -account.net if account.net.is_negative else None,
            },
            reverse("web:account", args=[account.id]) if may_open else "",
        )
        for account in books.accounts_of_owner("loan", view.row.id)
    ]
    return Table(
        caption=_("Accounts of the loan"),
        columns=[
            Column(name="code", title=_("Account")),
            Column(name="label", title=_("Name")),
            Column(name="debit", title=_("Debit balance"), kind=Kind.MONEY, unit=unit),
            Column(name="credit", title=_("Credit balance"), kind=Kind.MONEY, unit=unit),
        ],
        rows=rows,
        empty=Empty(_("No account yet"), _("The accounts are opened when the loan is paid out.")),
    )
