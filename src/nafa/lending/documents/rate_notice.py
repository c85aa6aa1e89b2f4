"""The letter that tells a borrower of a new rate, as PDF, in French."""

from pathlib import Path
from typing import Any

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.documents import render_pdf
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words, money_figures, money_words, percent_words
from nafa.lending.models import RateChange
from nafa.lending.queries.state import Folded
from nafa.lib.money import total

TEMPLATE = Path(__file__).parent / "rate_notice_fr.typ"
FRENCH = "fr"


def notice_pdf(ctx: Context, *, folded: Folded, change: RateChange) -> bytes:
    """The index and its value, the rate before and after, the effective rates, what is to pay."""
    return render_pdf(TEMPLATE, notice_data(ctx, folded=folded, change=change))


def notice_data(ctx: Context, *, folded: Folded, change: RateChange) -> dict[str, Any]:
    """Everything the letter says, as written words."""
    loan, house = folded.loan, institution()
    client = clients.get_client(ctx, loan.client_id)
    coming = [row for row in folded.schedule if row.due_date > change.from_date]
    return {
        "institution": house.name,
        "address": house.address,
        "date": date_words(ctx.business_date, language=FRENCH),
        "client": client.name,
        "client_number": client.number,
        "client_address": client.address or client.locality,
        "number": loan.number,
        "contract_date": date_words(loan.disbursement_date, language=FRENCH),
        "index": change.index.name,
        "index_source": change.index.source,
        "index_percent": percent_words(change.index_percent.normalize(), language=FRENCH),
        "since": date_words(change.from_date, language=FRENCH),
        "former": percent_words(change.former_percent.normalize(), language=FRENCH),
        "percent": percent_words(change.percent.normalize(), language=FRENCH),
        "teg_contract": percent_words(loan.teg_percent, language=FRENCH),
        "teg": percent_words(change.teg_percent, language=FRENCH),
        "left": money_words(
            total((row.sum for row in coming), currency=loan.currency), language=FRENCH
        ),
        "rows": [
            [
                str(row.number),
                date_words(row.due_date, language=FRENCH),
                *(
                    money_figures(one, language=FRENCH)
                    for one in (row.principal, row.interest, row.fee, row.sum)
                ),
            ]
            for row in coming
        ],
    }
