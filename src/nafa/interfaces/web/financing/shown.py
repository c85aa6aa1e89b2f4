"""What the pages of contracts about goods show: facts, tables, the checklist."""

from collections.abc import Callable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nafa.assets.calc.dues import Due
from nafa.assets.calc.kinds import RENTED, ContractKind
from nafa.assets.calc.terms import Terms
from nafa.assets.queries import AssetRow, ContractRow, ContractView, OperationRow
from nafa.interfaces.web import labels
from nafa.interfaces.web.loans.shown import class_label
from nafa.interfaces.web.parts import Fact, Link, Receipt, ReceiptProof, State, Step, Tab, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.wording import financing as words
from nafa.interfaces.web.written import date_text, unit_text
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import percent_words
from nafa.ledger import queries as books
from nafa.lib.money import Money

REVERSIBLE = ("PAID", "UNITS", "DEPOSIT")


def area_tabs(ctx: Context, current: str) -> list[Tab]:
    """What stands beside the loans: contracts about goods, things, products."""
    places = [
        ("web:loans", _("Loans"), "lending.view"),
        ("web:lines", _("Credit lines"), "lending.view"),
        ("web:financing", _("Leasing and Islamic"), "assets.view"),
        ("web:assets", _("Register of things"), "assets.view"),
        ("web:financing-products", _("Products and pools"), "assets.view"),
    ]
    return [
        Tab(label, reverse(name), is_current=name == current)
        for name, label, right in places
        if ctx.may(right)
    ]


def file_url(row: ContractRow) -> str:
    """The page of a contract."""
    return reverse("web:financing-file", args=[row.number])


def contracts_table(
    rows: Sequence[ContractRow], *, empty: Empty, url_of: Callable[[ContractRow], str] = file_url
) -> Table:
    """Contracts, each opening its file or the till."""
    unit = unit_text(institution().currency)
    return Table(
        caption=_("Contracts"),
        columns=[
            Column(name="number", title=_("Contract")),
            Column(name="client", title=_("Client")),
            Column(name="kind", title=_("Kind"), on_phone=False),
            Column(
                name="laid_out", title=_("Laid out"), kind=Kind.MONEY, unit=unit, on_phone=False
            ),
            Column(name="overdue", title=_("Overdue"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                one.number,
                {
                    "number": one.number,
                    "client": one.client,
                    "kind": words.KINDS[one.kind],
                    "laid_out": one.laid_out,
                    "overdue": one.overdue,
                    "state": words.contract_state(one.status, one.days_late),
                },
                url_of(one),
            )
            for one in rows
        ],
        empty=empty,
    )


def terms_facts(view: ContractView) -> list[Fact]:
    """What was agreed, in the words of the kind of contract."""
    terms, row = view.terms, view.row
    facts = [Fact(_("Product"), row.product), *agreed_facts(terms)]
    if row.board_approval:
        facts.append(Fact(_("Approval of the Sharia board"), row.board_approval))
    facts.append(Fact(_("Pool of funds"), row.pool))
    facts.append(Fact(_("Sector"), words.SECTORS.get(view.contract.sector, view.contract.sector)))
    facts.append(Fact(_("Purpose"), view.contract.purpose))
    return facts


def agreed_facts(terms: Terms) -> list[Fact]:
    """Amounts and numbers of the terms."""
    money, kind = terms.money, terms.kind
    if kind is ContractKind.MURABAHA:
        found = [
            Fact(_("Cost of purchase"), money(terms.cost_minor)),
            Fact(_("Mark-up"), money(terms.markup_minor)),
            Fact(_("Price"), terms.price),
        ]
    elif kind in RENTED:
        found = [
            Fact(_("Cost of the thing"), money(terms.cost_minor)),
            Fact(_("Rent a month"), money(terms.rent_minor)),
            Fact(_("At the end"), words.TRANSFERS[terms.transfer]),
            Fact(_("Useful life (months)"), terms.useful_life_months),
        ]
        if terms.residual_minor:
            found.append(Fact(_("Residual value"), money(terms.residual_minor)))
    elif kind is ContractKind.MUSHARAKA:
        found = [
            Fact(_("Value of the thing"), money(terms.cost_minor)),
            Fact(_("Share of the institution"), terms.share),
            Fact(_("Units"), terms.units, hint=str(money(terms.unit_price_minor).major)),
            Fact(_("Units a month"), terms.units_per_period),
            Fact(_("Rent a month, of the share"), percent_words(terms.rent_percent)),
        ]
    elif kind is ContractKind.SALAM:
        found = [
            Fact(_("Price paid ahead"), money(terms.cost_minor)),
            Fact(_("Goods"), terms.goods),
            Fact(_("Quantity"), terms.quantity),
            Fact(_("Delivery on"), terms.delivery_date),
            Fact(_("Delivery at"), terms.delivery_place),
        ]
    else:
        found = [
            Fact(_("Sum lent"), money(terms.cost_minor)),
            Fact(_("Cost of handling"), money(terms.fee_minor)),
        ]
    if terms.count:
        found.append(Fact(_("Months"), terms.count))
    if terms.deposit_minor:
        found.append(Fact(_("Deposit agreed"), money(terms.deposit_minor)))
    if terms.donation_minor:
        late = _("Late fee") if kind is ContractKind.LEASE else _("Gift to charity when late")
        found.append(Fact(late, money(terms.donation_minor)))
    return found


def due_facts(ctx: Context, view: ContractView) -> list[Fact]:
    """What is asked for today, what is late, what comes next."""
    seen, unit = view.standing, view.row.laid_out.currency
    facts = [Fact(_("Of which overdue"), Money(seen.overdue_minor, unit))]
    if seen.oldest_due_date is not None:
        facts.append(Fact(_("Unpaid since"), seen.oldest_due_date))
    if seen.donation_owed_minor:
        late = _("Late fees") if view.row.kind == "LEASE" else _("Gifts to charity owed")
        facts.append(Fact(late, Money(seen.donation_owed_minor, unit)))
    if seen.next_due is not None:
        hint = date_text(seen.next_due.due_date)
        facts.append(Fact(_("Next due"), Money(seen.next_due.minor, unit), hint=hint))
    facts.append(Fact(_("Left to pay"), Money(seen.left_minor, unit)))
    if view.deferred:
        facts.append(Fact(_("Mark-up not yet earned"), view.deferred))
    if view.deposit_held:
        facts.append(Fact(_("Deposit held"), view.deposit_held))
    if view.contract.class_code:
        facts.append(Fact(_("Class"), class_label(view.contract.class_code, ctx.business_date)))
    return facts


def steps_shown(view: ContractView) -> list[Step]:
    """The checklist: what is done, what comes next."""
    return [
        Step(words.STEPS[one.code], is_done=one.is_done, is_current=one.is_next)
        for one in view.steps
    ]


def dues_table(
    dues: Sequence[Due], terms: Terms, *, settled: int = 0, on: date | None = None
) -> Table:
    """The instalments with what is left of each; without a day, as a preview."""
    unit, left_to_settle, rows = unit_text(terms.currency), settled, []
    for due in dues:
        paid = min(left_to_settle, due.minor)
        left_to_settle -= paid
        rows.append(
            Row(
                str(due.number),
                {
                    "number": due.number,
                    "date": due.due_date,
                    "rent": terms.money(due.rent_minor),
                    "price": terms.money(due.price_minor),
                    "profit": terms.money(due.profit_minor),
                    "sum": terms.money(due.minor),
                    "left": terms.money(due.minor - paid),
                    "state": _due_state(due, paid, on) if on else "",
                },
            )
        )
    names = _due_columns(terms, with_state=on is not None)
    columns = {
        "number": Column(name="number", title=_("No."), kind=Kind.NUMBER),
        "date": Column(name="date", title=_("Due date"), kind=Kind.DATE),
        "rent": Column(name="rent", title=_("Rent"), kind=Kind.MONEY, unit=unit, on_phone=False),
        "price": Column(name="price", title=_("Units bought"), kind=Kind.MONEY, unit=unit,
                        on_phone=False),
        "profit": Column(name="profit", title=_("Of which mark-up"), kind=Kind.MONEY, unit=unit,
                         on_phone=False),
        "sum": Column(name="sum", title=_("To pay"), kind=Kind.MONEY, unit=unit),
        "left": Column(name="left", title=_("Left to pay"), kind=Kind.MONEY, unit=unit,
                       on_phone=False),
        "state": Column(name="state", title=_("State"), kind=Kind.STATE),
    }  # fmt: skip
    sums = [name for name in ("rent", "price", "profit", "sum", "left") if name in names]
    return Table(
        caption=_("Schedule"),
        columns=[columns[name] for name in names],
        rows=rows,
        totals={
            name: terms.money(sum(row.cells[name].minor for row in rows)) for name in sums
        } if rows else {},
        empty=Empty(_("No schedule yet"), _("Instalments run once the contract runs.")),
    )  # fmt: skip


def _due_columns(terms: Terms, *, with_state: bool) -> list[str]:
    names = ["number", "date"]
    if terms.kind is ContractKind.MUSHARAKA:
        names += ["rent", "price"]
    if terms.kind is ContractKind.MURABAHA:
        names.append("profit")
    return [*names, "sum", *(["left", "state"] if with_state else [])]


def _due_state(due: Due, paid: int, on: date) -> State:
    if paid == due.minor:
        return State(pgettext_lazy("instalment", "Paid"), Tone.GOOD)
    if due.due_date < on:
        return State(_("Late"), Tone.LATE)
    if due.due_date == on:
        return State(_("Due today"), Tone.INFO)
    return State(_("Partly paid"), Tone.INFO) if paid else State(_("To come"))


def facts_table(ctx: Context, view: ContractView) -> Table:
    """What happened in money, newest first."""
    unit, currency = unit_text(view.row.laid_out.currency), view.row.laid_out.currency
    rows = [
        Row(
            str(one.id),
            {
                "receipt": one.receipt_number or "–",
                "what": words.FACTS[one.kind],
                "date": one.value_date,
                "amount": Money(one.amount_minor, currency),
                "donation": Money(one.donation_minor, currency),
                "entry": Link(_("Entry"), reverse("web:entry", args=[one.entry_id]))
                if one.entry_id and ctx.may("ledger.view")
                else "",
                "state": State(_("Taken back"), Tone.WARNING)
                if one.id in view.undone
                else Link(_("Take back"), reverse("web:financing-reverse", args=[one.id]))
                if one.kind in REVERSIBLE and ctx.may("assets.reverse")
                else "",
            },
            reverse("web:financing-receipt", args=[one.receipt_number])
            if one.receipt_number
            else "",
        )
        for one in reversed(view.facts)
    ]
    return Table(
        caption=_("Operations"),
        columns=[
            Column(name="what", title=_("Operation")),
            Column(name="receipt", title=_("Receipt"), on_phone=False),
            Column(name="date", title=_("Value date"), kind=Kind.DATE, on_phone=False),
            Column(name="amount", title=_("Amount"), kind=Kind.MONEY, unit=unit),
            Column(name="donation", title=_("Of which late"), kind=Kind.MONEY, on_phone=False),
            Column(name="entry", title=_("Entry"), on_phone=False),
            Column(name="state", title=_("Action"), kind=Kind.STATE),
        ],
        rows=rows,
        empty=Empty(_("No operation yet"), _("Payments appear here with their receipt.")),
    )


def accounts_table(ctx: Context, owners: Sequence[tuple[str, object]]) -> Table:
    """What the books hold for a contract or a thing."""
    rows = [
        Row(
            str(account.id),
            {
                "code": account.code,
                "label": labels.local(account.label_fr, account.label_en),
                "debit": account.net if account.net.is_positive else None,
                "credit": -account.net if account.net.is_negative else None,
            },
            reverse("web:account", args=[account.id]) if ctx.may("ledger.view") else "",
        )
        for kind, owner_id in owners
        for account in books.accounts_of_owner(kind, owner_id)  # type: ignore[arg-type]
    ]
    unit = unit_text(institution().currency)
    return Table(
        caption=_("Accounts"),
        columns=[
            Column(name="code", title=_("Account")),
            Column(name="label", title=_("Name")),
            Column(name="debit", title=_("Debit balance"), kind=Kind.MONEY, unit=unit),
            Column(name="credit", title=_("Credit balance"), kind=Kind.MONEY, unit=unit),
        ],
        rows=rows,
        empty=Empty(_("No account yet"), _("Accounts are opened with the first entry.")),
    )


def receipt_parts(row: OperationRow) -> list[Fact]:
    """The shares of a payment, those of nothing left out."""
    unit = row.amount.currency
    late = _("Late fee") if row.contract_kind == "LEASE" else _("Gift to charity")
    price = _("Units bought") if row.contract_kind == "MUSHARAKA" else _("Price")
    found = [
        Fact(_("Rent"), Money(row.shares.rent_minor, unit)),
        Fact(price, Money(row.shares.price_minor, unit)),
        Fact(late, Money(row.shares.donation_minor, unit)),
    ]
    return [fact for fact in found if fact.value]


def receipt_of(row: OperationRow, proof: ReceiptProof | None) -> Receipt:
    """The receipt on paper."""
    lines = [
        Fact(_("Client"), row.client),
        Fact(_("Contract"), f"{row.contract_number} · {row.product}"),
        *receipt_parts(row),
    ]
    if row.value_date != row.recorded_date:
        lines.append(Fact(_("Value date"), row.value_date))
    return Receipt(
        institution=institution().name,
        branch=row.branch,
        title=words.FACTS[row.kind],
        number=row.receipt_number,
        day=row.recorded_date,
        lines=lines,
        amount=-row.cash if row.cash.is_negative else row.cash,
        teller=row.actor,
        proof=proof,
    )


def asset_facts(row: AssetRow) -> list[Fact]:
    """Everything the register holds of a thing."""
    insured = ", ".join(part for part in (row.insurer, row.policy_number) if part)
    until = date_text(row.insured_until_date) if row.insured_until_date else ""
    facts = [
        Fact(_("Kind"), words.ASSET_KINDS[row.kind]),
        Fact(_("Serial number"), row.serial_number),
        Fact(_("Plate number"), row.plate_number),
        Fact(_("Place"), row.place),
        Fact(_("Supplier"), row.supplier),
        Fact(_("Still owed to the supplier"), row.supplier_owed),
        Fact(_("Insurance"), insured, hint=until),
        Fact(_("Ordered on"), row.ordered_date),
        Fact(_("Bought on"), row.purchased_date),
        Fact(_("Held since"), row.possessed_date),
        Fact(_("In use since"), row.available_date),
        Fact(_("Left on"), row.ended_date),
    ]
    return [fact for fact in facts if fact.value not in ("", None)]
