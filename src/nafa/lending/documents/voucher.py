"""The voucher for inputs on paper, in French."""

from pathlib import Path
from typing import Any

from nafa.kernel.context import Context
from nafa.kernel.documents import render_pdf
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words, money_figures, money_words
from nafa.lending.queries.applications import application_view
from nafa.lending.queries.farming.calendars import plan_of
from nafa.lending.queries.farming.inputs import VoucherRow

TEMPLATE = Path(__file__).parent / "voucher_fr.typ"
FRENCH = "fr"


def voucher_pdf(ctx: Context, voucher: VoucherRow) -> bytes:
    """What the supplier delivers to whom, at which price, with the lines to sign on delivery."""
    return render_pdf(TEMPLATE, voucher_data(ctx, voucher))


def voucher_data(ctx: Context, voucher: VoucherRow) -> dict[str, Any]:
    """Everything the template prints, as written words."""
    house, view = institution(), application_view(ctx, voucher.application_id)
    plan = plan_of(voucher.application_id)
    field = (
        f"{plan.hectares.normalize():f} ha, {plan.calendar.crop}, {plan.calendar.zone}"
        if plan
        else ""
    )
    return {
        "institution": house.name,
        "address": house.address,
        "number": voucher.number,
        "date": date_words(voucher.issued_date, language=FRENCH),
        "supplier": voucher.supplier,
        "client": view.row.client,
        "application": view.row.number,
        "field": field,
        "rows": [
            [
                line.name,
                line.unit,
                f"{line.quantity.normalize():f}".replace(".", ","),
                money_figures(line.price, language=FRENCH),
                money_figures(line.amount, language=FRENCH),
            ]
            for line in voucher.lines
        ],
        "total": money_words(voucher.amount, language=FRENCH),
        "currency": "F CFA"
        if voucher.amount.currency in ("XOF", "XAF")
        else voucher.amount.currency,
    }
