"""What the life of a loan shows: before and after a change, plans, requests, losses."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.parts import Change, Fact, Link, State, Tone, Words
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.wording import loan_life as words
from nafa.interfaces.web.written import date_text, money_text, unit_text
from nafa.kernel.context import Context
from nafa.lending.calc.schedule import Schedule
from nafa.lending.queries import Folded
from nafa.lending.queries.life.changes import ChangePreview, RequestRow
from nafa.lending.queries.life.files import (
    ChargeRow,
    FormerPlan,
    LostRow,
    OperationDone,
    TransferRow,
)
from nafa.lib.money import Money, total


def compared(preview: ChangePreview, *, on: date) -> list[Change]:
    """The sums that a change moves, before and after; what stays is left out."""
    found = []
    for name, of in (
        (_("Outstanding principal"), lambda one: one.state.outstanding_principal),
        (_("Left to pay in all"), _left),
        (_("Of which interest"), lambda one: _left_of(one, "interest")),
        (_("Of which fees"), lambda one: _left_of(one, "fee")),
        (_("Of which penalties"), lambda one: _left_of(one, "penalty")),
        (_("Due on this day"), lambda one: one.state.due_on(on).sum),
        (_("Instalments left"), lambda one: str(len(one.state.dues))),
        (_("Next instalment"), lambda one: _next(one, on)),
        (_("Last due date"), _last),
        (_("State"), lambda one: labels.loan_state(one.state.status.value, 0)),
    ):
        before, after = of(preview.before), of(preview.after)
        if before != after:
            found.append(Change(name, before, after))
    return found


def _left(folded: Folded) -> Money:
    return total((due.parts.sum for due in folded.state.dues), currency=folded.loan.currency)


def _left_of(folded: Folded, part: str) -> Money:
    dues = folded.state.dues
    return total((getattr(due.parts, part) for due in dues), currency=folded.loan.currency)


def _next(folded: Folded, on: date) -> str:
    coming = next((due for due in folded.state.dues if due.due_date > on), None)
    if coming is None:
        return "—"
    return f"{money_text(coming.parts.sum)} · {date_text(coming.due_date)}"


def _last(folded: Folded) -> str:
    return date_text(folded.state.dues[-1].due_date) if folded.state.dues else "—"


def entry_table(preview: ChangePreview) -> Table:
    """The entry that the change makes, in the words of its accounts."""
    unit = unit_text(preview.at_stake.currency)
    rows = [
        Row(
            str(place),
            {
                "account": words.ROLES.get(line.role.value, line.role.value),
                "debit": line.amount if line.side.value == "DEBIT" else "",
                "credit": line.amount if line.side.value == "CREDIT" else "",
            },
        )
        for place, line in enumerate(preview.lines)
    ]
    return Table(
        caption=_("Entry"),
        columns=[
            Column(name="account", title=_("Account")),
            Column(name="debit", title=_("Debit"), kind=Kind.MONEY, unit=unit),
            Column(name="credit", title=_("Credit"), kind=Kind.MONEY, unit=unit),
        ],
        rows=rows,
        empty=Empty(_("No entry"), _("This change moves nothing in the books today.")),
    )


def plan_table(rows: Schedule, *, currency: str, caption: str, since: date | None = None) -> Table:
    """Instalments; with a day, only those that fall due after it."""
    unit = unit_text(currency)
    seen = [row for row in rows if since is None or row.due_date > since]
    shown = [
        Row(
            str(row.number),
            {
                "number": row.number,
                "date": row.due_date,
                "principal": row.principal,
                "interest": row.interest,
                "fee": row.fee,
                "sum": row.sum,
            },
        )
        for row in seen
    ]
    return Table(
        caption=caption,
        columns=[
            Column(name="number", title=_("No."), kind=Kind.NUMBER),
            Column(name="date", title=_("Due date"), kind=Kind.DATE),
            Column(name="principal", title=_("Principal"), kind=Kind.MONEY, unit=unit,
                   on_phone=False),
            Column(name="interest", title=_("Interest"), kind=Kind.MONEY, unit=unit,
                   on_phone=False),
            Column(name="fee", title=_("Fees"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="sum", title=_("Instalment"), kind=Kind.MONEY, unit=unit),
        ],
        rows=shown,
        totals={
            name: total((getattr(row, name) for row in seen), currency=currency)
            for name in ("principal", "interest", "fee", "sum")
        },
        empty=Empty(_("No schedule"), _("The contract has no instalment.")),
    )  # fmt: skip


def former_plan_title(plan: FormerPlan) -> str:
    """Which plan it was, until when, and what replaced it."""
    said = {
        "number": plan.version,
        "day": date_text(plan.replaced_date),
        "by": str(words.REPLACED_BY.get(plan.replaced_by, plan.replaced_by)),
    }
    if not plan.version:
        return gettext("The schedule that was signed, until %(day)s (%(by)s)") % said
    return gettext("Plan %(number)s, until %(day)s (%(by)s)") % said


def asked_facts(row: RequestRow) -> list[Fact]:
    """Who asks for what, on what amount, since when."""
    return [
        Fact(_("Client"), row.client),
        Fact(_("Amount at stake"), row.amount),
        Fact(_("Asked by"), row.asked_by),
        Fact(_("Asked on"), row.asked_date),
    ]


def requests_table(rows: Sequence[RequestRow], *, caption: Words, empty: Empty) -> Table:
    unit = unit_text(rows[0].amount.currency) if rows else ""
    return Table(
        caption=caption,
        columns=[
            Column(name="number", title=_("Request")),
            Column(name="kind", title=_("Change")),
            Column(name="loan", title=_("Loan"), on_phone=False),
            Column(name="client", title=_("Client"), on_phone=False),
            Column(name="amount", title=_("At stake"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="date", title=_("Asked on"), kind=Kind.DATE, on_phone=False),
            Column(name="by", title=_("By"), on_phone=False),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                str(row.id),
                {
                    "number": row.number,
                    "kind": words.CHANGES.get(row.kind, row.kind),
                    "loan": row.loan_number,
                    "client": row.client,
                    "amount": row.amount,
                    "date": row.asked_date,
                    "by": row.asked_by,
                    "state": words.REQUEST_STATES[row.status],
                },
                reverse("web:loan-request", args=[row.id]),
            )
            for row in rows
        ],
        empty=empty,
    )


def charges_table(ctx: Context, charges: Sequence[ChargeRow], *, currency: str) -> Table:
    """Charges that were added, with the way to take one back."""
    return Table(
        caption=_("Charges added"),
        columns=[
            Column(name="name", title=_("Charge")),
            Column(name="due", title=_("Due on"), kind=Kind.DATE, on_phone=False),
            Column(
                name="amount", title=_("Amount"), kind=Kind.MONEY, unit=unit_text(currency)
            ),
            Column(name="action", title=_("Action"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                str(one.id),
                {
                    "name": one.name,
                    "due": one.due_date,
                    "amount": one.amount,
                    "action": take_back_link(ctx, one.id),
                },
            )
            for one in charges
        ],
        empty=Empty(_("No charge was added"), _("Only those of the contract are asked for.")),
    )  # fmt: skip


def operation_word(one: OperationDone) -> Words:
    """What an operation was: a plan says which kind."""
    return words.CHANGES[one.plan_kind] if one.plan_kind else labels.fact_word(one.kind)


def standing_table(ctx: Context, done: Sequence[OperationDone], *, currency: str) -> Table:
    """Plans, waivers and write-offs that stand, with the way to take one back."""
    return Table(
        caption=_("Changes made"),
        columns=[
            Column(name="what", title=_("Change")),
            Column(name="date", title=_("Date"), kind=Kind.DATE, on_phone=False),
            Column(name="amount", title=_("Amount"), kind=Kind.MONEY, unit=unit_text(currency)),
            Column(name="action", title=_("Action"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                str(one.id),
                {
                    "what": operation_word(one),
                    "date": one.value_date,
                    "amount": one.amount or "",
                    "action": take_back_link(ctx, one.id),
                },
            )
            for one in done
        ],
        empty=Empty(_("No change was made"), _("The loan runs as it was signed.")),
    )


def take_back_link(ctx: Context, fact_id: UUID) -> object:
    """The way to take an operation back, for those who may."""
    if not ctx.may("lending.reverse"):
        return ""
    return Link(_("Take back"), reverse("web:loan-take-back", args=[fact_id]))


def transfer_line(one: TransferRow) -> Fact:
    """Who gave the loan to whom."""
    said = f"{one.giver or '—'} → {one.receiver or '—'}"
    return Fact(date_text(one.moved_date), said, hint=one.reason)


def lost_table(rows: Sequence[LostRow], *, caption: str, is_due: bool) -> Table:
    unit = unit_text(rows[0].lost.currency) if rows else ""
    columns = [
        Column(name="number", title=_("Loan")),
        Column(name="client", title=_("Client")),
        Column(
            name="since",
            title=_("Unpaid since") if is_due else _("Given up on"),
            kind=Kind.DATE,
            on_phone=False,
        ),
        Column(
            name="lost", title=_("Outstanding") if is_due else _("Lost"), kind=Kind.MONEY, unit=unit
        ),
    ]
    if not is_due:
        columns += [
            Column(name="recovered", title=_("Recovered"), kind=Kind.MONEY, unit=unit,
                   on_phone=False),
            Column(name="memo", title=_("Still followed"), kind=Kind.MONEY, unit=unit,
                   on_phone=False),
        ]  # fmt: skip
    return Table(
        caption=caption,
        columns=columns,
        rows=[
            Row(
                str(row.loan_id),
                {
                    "number": row.number,
                    "client": row.client,
                    "since": row.since,
                    "lost": row.lost,
                    "recovered": row.recovered,
                    "memo": row.memo,
                },
                reverse("web:loan-life", args=[row.loan_id]),
            )
            for row in rows
        ],
        empty=Empty(_("None here"), _("No loan of this branch is concerned."))
        if is_due
        else Empty(_("No loan was given up"), _("Loans that were given up are followed here.")),
    )


def restructured_state(since: date) -> State:
    return State(
        gettext("Restructured on %(day)s") % {"day": date_text(since)}, Tone.WARNING
    )  # fmt: skip
