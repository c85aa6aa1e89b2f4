"""What the pages of the till show: operations, receipts, shares of an amount."""

from collections.abc import Sequence
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.parts import Action, Fact, Receipt, ReceiptProof, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.written import unit_text
from nafa.kernel.identity.contexts import institution
from nafa.ledger import queries as books
from nafa.lending.calc.parts import Parts
from nafa.lending.queries import OperationRow, ReceiptView
from nafa.lib.money import Money
from nafa.payments.queries import OwnTill, TillRow, tills

PART_NAMES = (
    ("penalty", _("Penalties")),
    ("fee", _("Fees")),
    ("interest", _("Interest")),
    ("principal", _("Principal")),
)


def part_facts(parts: Parts, *, with_zero: bool = True) -> list[Fact]:
    """The components of an amount, in the order they are usually paid."""
    found = [Fact(label, getattr(parts, name)) for name, label in PART_NAMES]
    return found if with_zero else [fact for fact in found if fact.value]


def row_of(own: OwnTill) -> TillRow:
    """The till one holds, as the list of tills has it."""
    return next(till for till in tills(branch_id=own.branch_id) if till.id == own.till_id)


def till_facts(till: TillRow) -> list[Fact]:
    """Balance and ceiling: in sight on every page of the counter."""
    facts = [Fact(_("In the till"), till.balance)]
    if till.ceiling_minor is not None:
        facts.append(Fact(_("Ceiling"), Money(till.ceiling_minor, till.currency)))
    return facts


def till_state(till: TillRow) -> State | None:
    """A word when there is more in the till than its ceiling."""
    if till.ceiling_minor is not None and till.balance_minor > till.ceiling_minor:
        return State(_("Above the ceiling"), Tone.WARNING)
    return None


def operations_table(rows: Sequence[OperationRow], *, currency: str, empty: Empty) -> Table:
    """Loan operations in cash; what came in is positive, what went out negative."""
    unit = unit_text(currency)
    came = sum(row.cash.minor for row in rows)
    return Table(
        caption=_("Operations of the day"),
        columns=[
            Column(name="receipt", title=_("Receipt")),
            Column(name="kind", title=_("Operation")),
            Column(name="client", title=_("Client"), on_phone=False),
            Column(name="loan", title=_("Loan"), on_phone=False),
            Column(name="cash", title=_("Cash"), kind=Kind.MONEY, unit=unit),
        ],
        rows=[
            Row(
                str(row.fact_id),
                {
                    "receipt": row.receipt_number,
                    "kind": State(_("Taken back"), Tone.WARNING)
                    if row.is_reversed
                    else labels.fact_word(row.kind),
                    "client": row.client,
                    "loan": row.loan_number,
                    "cash": row.cash,
                },
                reverse("web:receipt", args=[row.fact_id]),
            )
            for row in rows
        ],
        totals={"cash": Money(came, currency)} if rows else {},
        empty=empty,
    )


def movements_table(till: TillRow, day: date) -> Table:
    """Every movement of a till booked on a day, with the balance after each."""
    moved = books.booked_on(till.account_id, day)
    now = books.balance(till.account_id).minor
    later = sum(row.debit_minor - row.credit_minor for row in moved)
    running = now - later if day == institution().business_date else None
    rows, unit, currency = [], unit_text(till.currency), till.currency
    for move in moved:
        net = move.debit_minor - move.credit_minor
        running = None if running is None else running + net
        cells = {
            "number": move.number,
            "what": labels.entry_word(move.kind),
            "reference": move.reference or move.memo,
            "in": Money(move.debit_minor, currency) if move.debit_minor else None,
            "out": Money(move.credit_minor, currency) if move.credit_minor else None,
            "balance": None if running is None else Money(running, currency),
        }
        rows.append(Row(str(move.entry_id), cells))
    return Table(
        caption=_("Movements of the till"),
        columns=[
            Column(name="number", title=_("Entry")),
            Column(name="what", title=_("Operation")),
            Column(name="reference", title=_("Reference"), on_phone=False),
            Column(name="in", title=_("In"), kind=Kind.MONEY, unit=unit),
            Column(name="out", title=_("Out"), kind=Kind.MONEY, unit=unit),
            Column(name="balance", title=_("Balance"), kind=Kind.MONEY, unit=unit),
        ],
        rows=rows,
        totals={
            "in": Money(sum(m.debit_minor for m in moved), currency),
            "out": Money(sum(m.credit_minor for m in moved), currency),
        },
        empty=Empty(_("No movement"), _("Nothing came in or went out of this till on that day.")),
    )


def receipt_of(view: ReceiptView, proof: ReceiptProof | None = None) -> Receipt:
    """The receipt on paper: amount, shares, debt after."""
    operation, house = view.operation, institution()
    lines = [
        Fact(_("Client"), operation.client),
        Fact(_("Loan"), f"{operation.loan_number} · {view.product}"),
    ]
    if view.value_date != view.recorded_date:
        lines.append(Fact(_("Value date"), view.value_date))
    if operation.kind == "DISBURSED":
        lines.append(Fact(_("Amount of the loan"), operation.amount))
        kept_back = operation.amount + operation.cash
        lines += [Fact(_("Fees kept back"), kept_back)] if kept_back else []
    else:
        lines += part_facts(view.parts, with_zero=False)
    lines.append(Fact(_("Principal left after it"), view.outstanding_after))
    title = _("Disbursement receipt") if operation.cash.is_negative else _("Payment receipt")
    if operation.kind == "REVERSED":
        title = _("Reversal receipt")
    return Receipt(
        institution=house.name,
        branch=view.branch,
        title=title,
        number=operation.receipt_number,
        day=view.recorded_date,
        lines=lines,
        amount=-operation.cash if operation.cash.is_negative else operation.cash,
        teller=operation.actor,
        proof=proof,
    )


def tills_table(rows: Sequence[TillRow], query: QueryDict) -> Table:
    """Tills and vaults: holder, balance, ceiling."""
    currency = rows[0].currency if rows else institution().currency
    unit = unit_text(currency)
    return Table(
        caption=_("Tills"),
        query=query,
        columns=[
            Column(name="name", title=_("Name")),
            Column(name="branch", title=_("Branch"), on_phone=False),
            Column(name="kind", title=_("Kind"), on_phone=False),
            Column(name="state", title=_("State"), kind=Kind.STATE),
            Column(name="ceiling", title=_("Ceiling"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="balance", title=_("Balance"), kind=Kind.MONEY, unit=unit),
        ],
        rows=[
            Row(
                str(till.id),
                {
                    "name": till.name,
                    "branch": till.branch,
                    "kind": labels.TILL_KINDS[till.kind],
                    "state": holder_state(till),
                    "ceiling": None
                    if till.ceiling_minor is None
                    else Money(till.ceiling_minor, till.currency),
                    "balance": till.balance,
                },
                reverse("web:till-statement", args=[till.id]),
            )
            for till in rows
        ],
        totals={"balance": Money(sum(t.balance_minor for t in rows), currency)} if rows else {},
        empty=Empty(
            _("No till yet"),
            _("A till or a vault holds the cash of a branch."),
            Action(_("Set up a till"), reverse("web:new-till")),
        ),
    )


def holder_state(till: TillRow) -> State:
    """Who holds the till, and whether it holds too much."""
    if till.kind == "VAULT":
        return State(_("Vault"))
    above = till_state(till)
    if above is not None:
        return above
    if till.teller is None:
        return State(_("Closed"))
    return State(_("Held by %(teller)s") % {"teller": till.teller}, Tone.GOOD)
