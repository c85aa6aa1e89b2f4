"""The letter that calls a guarantor, as PDF, in French."""

from datetime import date
from pathlib import Path

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.documents import render_pdf
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words, money_words
from nafa.lending.models import Guarantee, Loan
from nafa.lib.money import Money

TEMPLATE = Path(__file__).parent / "guarantor_call_fr.typ"
FRENCH = "fr"


def call_pdf(
    ctx: Context, *, loan: Loan, guarantee: Guarantee, amount: Money, answer_by: date
) -> bytes:
    """Who vouched for whom, what is asked, by when."""
    assert guarantee.guarantor_id is not None
    house, borrower = institution(), clients.get_client(ctx, loan.client_id)
    guarantor = clients.get_client(ctx, guarantee.guarantor_id)
    granted = Money(loan.principal_minor, loan.currency)
    return render_pdf(
        TEMPLATE,
        {
            "institution": house.name,
            "address": house.address,
            "date": date_words(ctx.business_date, language=FRENCH),
            "guarantor": guarantor.name,
            "guarantor_address": guarantor.address or guarantor.locality,
            "borrower": borrower.name,
            "number": loan.number,
            "granted": money_words(granted, language=FRENCH),
            "contract_date": date_words(loan.disbursement_date, language=FRENCH),
            "given_on": date_words(guarantee.valued_date, language=FRENCH),
            "amount": money_words(amount, language=FRENCH),
            "deadline": date_words(answer_by, language=FRENCH),
        },
    )
