"""The reminder and the formal notice as PDF, in the client's language."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.documents import PAPER_LANGUAGES, paper_language, render_pdf
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words, money_words
from nafa.recovery.calc.plan import StepKind
from nafa.recovery.queries import LOAN, Late

TEMPLATES = {one: Path(__file__).parent / f"letter_{one}.typ" for one in PAPER_LANGUAGES}
DAYS_TO_PAY = 8
SALAM = "SALAM"
WITH_INTEREST = frozenset({LOAN, "LEASE"})


def letter_pdf(ctx: Context, *, late: Late, kind: StepKind) -> bytes:
    """What is owed, since when, by when it is asked for."""
    data = letter_data(ctx, late=late, kind=kind)
    return render_pdf(TEMPLATES[data["language"]], data)


def letter_data(ctx: Context, *, late: Late, kind: StepKind) -> dict[str, Any]:
    """Everything the letter says, as written words, and the language it says it in."""
    house, client = institution(), clients.get_client(ctx, late.owed.client_id)
    language, since = paper_language(client.language), late.since_date or ctx.business_date
    deadline = ctx.business_date + timedelta(days=DAYS_TO_PAY)
    return {
        "language": language,
        "institution": house.name,
        "address": house.address,
        "date": date_words(ctx.business_date, language=language),
        "client": client.name,
        "client_number": client.number,
        "client_address": client.address or client.locality,
        "kind": late.owed.kind,
        "number": late.owed.number,
        "granted": money_words(late.owed.granted, language=language),
        "contract_date": date_words(late.owed.since_date, language=language),
        "overdue": money_words(late.overdue, language=language),
        "since": date_words(since, language=language),
        "days": late.days_late,
        "deadline": date_words(deadline, language=language),
        "is_formal": kind is StepKind.NOTICE,
        "is_loan": late.owed.is_loan,
        "is_goods": late.owed.kind == SALAM,
        "is_without_interest": late.owed.kind not in WITH_INTEREST,
    }
