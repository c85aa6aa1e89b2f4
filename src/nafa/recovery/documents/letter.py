"""The reminder and the formal notice as PDF, in French."""

from datetime import timedelta
from pathlib import Path

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.documents import render_pdf
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words, money_words
from nafa.recovery.calc.plan import StepKind
from nafa.recovery.queries import Late

TEMPLATE = Path(__file__).parent / "letter_fr.typ"
FRENCH = "fr"
DAYS_TO_PAY = 8


def letter_pdf(ctx: Context, *, late: Late, kind: StepKind) -> bytes:
    """What is owed, since when, by when it is asked for."""
    house, client = institution(), clients.get_client(ctx, late.loan.client_id)
    since = late.since_date or ctx.business_date
    return render_pdf(
        TEMPLATE,
        {
            "institution": house.name,
            "address": house.address,
            "date": date_words(ctx.business_date, language=FRENCH),
            "client": client.name,
            "client_number": client.number,
            "client_address": client.address or client.locality,
            "number": late.loan.number,
            "granted": money_words(
                type(late.overdue)(late.loan.principal_minor, late.loan.currency), language=FRENCH
            ),
            "contract_date": date_words(late.loan.disbursement_date, language=FRENCH),
            "overdue": money_words(late.overdue, language=FRENCH),
            "since": date_words(since, language=FRENCH),
            "days": late.days_late,
            "deadline": date_words(
                ctx.business_date + timedelta(days=DAYS_TO_PAY), language=FRENCH
            ),
            "is_formal": kind is StepKind.NOTICE,
        },
    )
