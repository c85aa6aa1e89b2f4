"""The reminder and the formal notice as PDF, in French."""

from datetime import timedelta
from pathlib import Path

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.documents import render_pdf
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words, money_words
from nafa.recovery.calc.plan import StepKind
from nafa.recovery.queries import LOAN, Late

TEMPLATE = Path(__file__).parent / "letter_fr.typ"
FRENCH = "fr"
DAYS_TO_PAY = 8
SALAM = "SALAM"
FILES = {
    LOAN: "prêt",
    "LEASE": "contrat de crédit-bail",
    "MURABAHA": "contrat de mourabaha",
    "IJARA": "contrat d'ijara",
    "MUSHARAKA": "contrat de moucharaka dégressive",
    SALAM: "contrat de salam",
    "QARD": "prêt qard hassan",
}
WITHOUT_INTEREST = frozenset(FILES) - {LOAN, "LEASE"}


def letter_pdf(ctx: Context, *, late: Late, kind: StepKind) -> bytes:
    """What is owed, since when, by when it is asked for."""
    house, client = institution(), clients.get_client(ctx, late.owed.client_id)
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
            "file": FILES[late.owed.kind],
            "number": late.owed.number,
            "granted": money_words(late.owed.granted, language=FRENCH),
            "contract_date": date_words(late.owed.since_date, language=FRENCH),
            "overdue": money_words(late.overdue, language=FRENCH),
            "since": date_words(since, language=FRENCH),
            "days": late.days_late,
            "deadline": date_words(
                ctx.business_date + timedelta(days=DAYS_TO_PAY), language=FRENCH
            ),
            "is_formal": kind is StepKind.NOTICE,
            "is_loan": late.owed.is_loan,
            "is_goods": late.owed.kind == SALAM,
            "is_without_interest": late.owed.kind in WITHOUT_INTEREST,
        },
    )
