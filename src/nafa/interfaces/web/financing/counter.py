"""Payments of contracts about goods at the counter, and their receipts."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.assets import commands, queries
from nafa.assets.queries import ContractView, OperationRow, preview_payment
from nafa.interfaces.web.books.sealing import receipt_proof
from nafa.interfaces.web.financing import shown
from nafa.interfaces.web.pages import NO_MONEY_MOVED, Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Confirmation, Fact, Link, Page, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.till.forms import RepayForm
from nafa.interfaces.web.till.shown import row_of, till_facts
from nafa.interfaces.web.wording import financing as words
from nafa.interfaces.web.written import money_text, unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.lib.money import Money
from nafa.payments import queries as payments


def _head(ctx: Context, view: ContractView) -> Page:
    row, own = view.row, payments.open_session_of(ctx.actor_id)
    facts = [Fact(_("Contract"), row.number, url=reverse("web:financing-file", args=[row.number]))]
    facts += till_facts(row_of(own)) if own else []
    title = gettext("Payment")
    return Page(
        title=f"{title} · {row.client}",
        section="till",
        state=words.contract_state(row.status, view.standing.days_late, view.contract.end_kind),
        trail=(Link(_("Till"), reverse("web:till")), Link(row.client), Link(title)),
        facts=facts,
    )


@page("assets.collect")
def collect(request: HttpRequest, ctx: Context, contract_id: UUID) -> HttpResponse:
    """Take a payment; what it settles stands beside the amount before it is confirmed."""
    view = queries.contract_view(ctx, contract_id)
    unit = view.row.laid_out.currency
    due = Money(view.standing.due_minor + view.standing.donation_owed_minor, unit)
    form = RepayForm(request.POST or None, currency=unit, initial={"amount": due if due else None})
    typed = form["amount"].value() if form.is_bound else due
    return command_page(
        request,
        ctx,
        form=form,
        page=_head(ctx, view),
        template="web/financing/collect.html",
        run=lambda keyed, values: commands.collect(
            keyed, contract_id=contract_id, amount=values["amount"]
        ),
        done=lambda receipt: Done(
            reverse("web:financing-receipt", args=[receipt.receipt_number]),
            f"{gettext('Payment received.')} {receipt.receipt_number} · "
            f"{money_text(receipt.amount)}",
        ),
        money=NO_MONEY_MOVED,
        values={
            "owed": [Fact(_("Due on this day"), due), *shown.due_facts(ctx, view)],
            "day": ctx.business_date,
            "number": view.row.number,
            **_preview(ctx, view, form, typed),
        },
    )


@page("assets.collect")
def preview(request: HttpRequest, ctx: Context, contract_id: UUID) -> HttpResponse:
    """What the amount that is being typed settles."""
    view = queries.contract_view(ctx, contract_id)
    form = RepayForm(request.GET, currency=view.row.laid_out.currency)
    form.is_valid()
    values = form.cleaned_data
    shares = _preview(ctx, view, form, values.get("amount"))
    if values.get("given") and values.get("amount"):
        shares["to_return"] = values["given"] - values["amount"]
    return render(request, "web/financing/_shares.html", shares)


def _preview(ctx: Context, view: ContractView, form: RepayForm, amount: object) -> dict[str, Any]:
    try:
        wanted = form.fields["amount"].clean(amount) if amount else None
    except ValidationError:
        return {"shares": None}
    if not isinstance(wanted, Money) or not wanted.is_positive:
        return {"shares": None}
    try:
        found = preview_payment(ctx, view.contract, wanted)
    except DomainError as error:
        return {"shares": None, "why_not": error.message, "advice": error.next_step}
    unit = wanted.currency
    price = _("Units bought") if view.row.kind == "MUSHARAKA" else _("Price")
    late = _("Late fee") if view.row.kind == "LEASE" else _("Gift to charity")
    facts = [
        Fact(_("Rent"), Money(found.rent_minor, unit)),
        Fact(price, Money(found.price_minor, unit)),
        Fact(late, Money(found.donation_minor, unit)),
    ]
    left = view.standing.left_minor - found.rent_minor - found.price_minor
    return {
        "shares": [
            *(fact for fact in facts if fact.value),
            Fact(_("Left to pay after it"), Money(left, unit)),
        ]
    }


@page("assets.view")
def receipt(request: HttpRequest, ctx: Context, fact_id: UUID) -> HttpResponse:
    """What was done, and the receipt to print."""
    row = queries.receipt_of(ctx, fact_id)
    at_till = ctx.may("till.operate")
    done = Confirmation(
        said=words.FACTS[row.kind],
        reference=row.receipt_number,
        amount=-row.cash if row.cash.is_negative else row.cash,
        facts=[Fact(_("Client"), row.client), *shown.receipt_parts(row)],
        actions=[Action(_("Next client"), reverse("web:till"))] if at_till else [],
    )
    home = (
        Link(_("Till"), reverse("web:till"))
        if at_till
        else Link(_("Leasing and Islamic"), reverse("web:financing"))
    )
    contract = Link(row.contract_number, reverse("web:financing-file", args=[row.contract_number]))
    head = Page(
        title=gettext("Receipt %(number)s") % {"number": row.receipt_number},
        section="till" if at_till else "loans",
        trail=(home, contract, Link(row.receipt_number)),
    )
    values = {"done": done, "receipt": shown.receipt_of(row, receipt_proof(row.entry_id))}
    return render_page(request, ctx, "web/till/receipt.html", head, values=values)


def operations_table(rows: list[OperationRow], *, currency: str) -> Table:
    """The operations of a till on contracts about goods; what went out is negative."""
    return Table(
        caption=_("Leasing and Islamic"),
        columns=[
            Column(name="receipt", title=_("Receipt")),
            Column(name="kind", title=_("Operation")),
            Column(name="client", title=_("Client"), on_phone=False),
            Column(name="contract", title=_("Contract"), on_phone=False),
            Column(name="cash", title=_("Cash"), kind=Kind.MONEY, unit=unit_text(currency)),
        ],
        rows=[
            Row(
                str(row.fact_id),
                {
                    "receipt": row.receipt_number,
                    "kind": State(_("Taken back"), Tone.WARNING)
                    if row.is_reversed
                    else words.FACTS[row.kind],
                    "client": row.client,
                    "contract": row.contract_number,
                    "cash": row.cash,
                },
                reverse("web:financing-receipt", args=[row.receipt_number]),
            )
            for row in rows
        ],
        totals={"cash": Money(sum(row.cash.minor for row in rows), currency)},
        empty=Empty("", ""),
    )
