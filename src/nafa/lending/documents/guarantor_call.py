"""The letter that calls a guarantor, as PDF, in the guarantor's language."""

from datetime import date
from pathlib import Path
from typing import Any

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.documents import PAPER_LANGUAGES, paper_language, render_pdf
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words, money_words
from nafa.lending.models import Guarantee, Loan
from nafa.lib.money import Money

TEMPLATES = {one: Path(__file__).parent / f"guarantor_call_{one}.typ" for one in PAPER_LANGUAGES}


def call_pdf(
    ctx: Context, *, loan: Loan, guarantee: Guarantee, amount: Money, answer_by: date
) -> bytes:
    """Who vouched for whom, what is asked, by when."""
    data = call_data(ctx, loan=loan, guarantee=guarantee, amount=amount, answer_by=answer_by)
    return render_pdf(TEMPLATES[data["language"]], data)


def call_data(
    ctx: Context, *, loan: Loan, guarantee: Guarantee, amount: Money, answer_by: date
) -> dict[str, Any]:
    """Everything the letter says, as written words, and the language it says it in."""
    assert guarantee.guarantor_id is not None
    house, borrower = institution(), clients.get_client(ctx, loan.client_id)
    guarantor = clients.get_client(ctx, guarantee.guarantor_id)
    language = paper_language(guarantor.language)
    granted = Money(loan.principal_minor, loan.currency)
    return {
        "language": language,
        "institution": house.name,
        "address": house.address,
        "date": date_words(ctx.business_date, language=language),
        "guarantor": guarantor.name,
        "guarantor_address": guarantor.address or guarantor.locality,
        "borrower": borrower.name,
        "number": loan.number,
        "granted": money_words(granted, language=language),
        "contract_date": date_words(loan.disbursement_date, language=language),
        "given_on": date_words(guarantee.valued_date, language=language),
        "amount": money_words(amount, language=language),
        "deadline": date_words(answer_by, language=language),
    }
