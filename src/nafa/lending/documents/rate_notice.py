"""The letter that tells a borrower of a new rate, as PDF, in the borrower's language."""

from pathlib import Path
from typing import Any

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.documents import PAPER_LANGUAGES, paper_language, render_pdf
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words, money_figures, money_words, percent_words
from nafa.lending.models import RateChange
from nafa.lending.queries.state import Folded
from nafa.lib.money import total

TEMPLATES = {one: Path(__file__).parent / f"rate_notice_{one}.typ" for one in PAPER_LANGUAGES}


def notice_pdf(ctx: Context, *, folded: Folded, change: RateChange) -> bytes:
    """The index and its value, the rate before and after, the effective rates, what is to pay."""
    data = notice_data(ctx, folded=folded, change=change)
    return render_pdf(TEMPLATES[data["language"]], data)


def notice_data(ctx: Context, *, folded: Folded, change: RateChange) -> dict[str, Any]:
    """Everything the letter says, as written words, and the language it says it in."""
    loan, house = folded.loan, institution()
    client = clients.get_client(ctx, loan.client_id)
    language = paper_language(client.language)
    coming = [row for row in folded.schedule if row.due_date > change.from_date]
    return {
        "language": language,
        "institution": house.name,
        "address": house.address,
        "date": date_words(ctx.business_date, language=language),
        "client": client.name,
        "client_number": client.number,
        "client_address": client.address or client.locality,
        "number": loan.number,
        "contract_date": date_words(loan.disbursement_date, language=language),
        "index": change.index.name,
        "index_source": change.index.source,
        "index_percent": percent_words(change.index_percent.normalize(), language=language),
        "since": date_words(change.from_date, language=language),
        "former": percent_words(change.former_percent.normalize(), language=language),
        "percent": percent_words(change.percent.normalize(), language=language),
        "held_at": percent_words(change.ceiling_percent, language=language)
        if change.ceiling_percent is not None and change.is_held
        else "",
        "teg_contract": percent_words(loan.teg_percent, language=language),
        "teg": percent_words(change.teg_percent, language=language),
        "left": money_words(
            total((row.sum for row in coming), currency=loan.currency), language=language
        ),
        "rows": [
            [
                str(row.number),
                date_words(row.due_date, language=language),
                *(
                    money_figures(one, language=language)
                    for one in (row.principal, row.interest, row.fee, row.sum)
                ),
            ]
            for row in coming
        ],
    }
