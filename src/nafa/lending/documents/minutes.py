"""The minutes of a session of the credit committee as PDF, in French."""

from pathlib import Path
from typing import Any

from nafa.kernel.documents import render_pdf
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words, money_words
from nafa.lending.calc.origination.ballot import Choice
from nafa.lending.models import AgendaItem, CommitteeSession
from nafa.lending.queries.origination.committee import ItemRow, items_of, seats_of

TEMPLATE = Path(__file__).parent / "minutes_fr.typ"
FRENCH = "fr"
OUTCOMES = {
    AgendaItem.Outcome.APPROVED.value: "Accordé",
    AgendaItem.Outcome.REFUSED.value: "Refusé",
    AgendaItem.Outcome.RETURNED.value: "Renvoyé pour complément",
    AgendaItem.Outcome.POSTPONED.value: "Reporté à une prochaine séance",
}
CHOICES = {Choice.FOR: "Pour", Choice.AGAINST: "Contre", Choice.ABSTAIN: "Abstention"}


def minutes_pdf(session: CommitteeSession) -> bytes:
    """The minutes: who sat, what was put to the vote, every vote, every decision, signatures."""
    return render_pdf(TEMPLATE, minutes_data(session))


def minutes_data(session: CommitteeSession) -> dict[str, Any]:
    """Everything the template prints, as written words."""
    house, seats = institution(), seats_of(session.id)
    opened, closed = session.opened_at, session.closed_at
    return {
        "institution": house.name,
        "address": house.address,
        "number": session.number,
        "branch": session.branch.name if session.branch else "Toutes les agences",
        "date": date_words(session.held_date, language=FRENCH),
        "place": session.place,
        "hours": f"de {opened:%H:%M} à {closed:%H:%M}" if opened and closed else "",
        "chair": session.chair.full_name,
        "secretary": session.secretary.full_name,
        "quorum": session.quorum,
        "present": [seat.name for seat in seats if seat.is_present],
        "absent": [seat.name for seat in seats if not seat.is_present],
        "items": [_item(item) for item in items_of(session)],
    }


def _item(item: ItemRow) -> dict[str, Any]:
    application, counted = item.application, item.tally
    return {
        "number": application.number,
        "client": application.client,
        "product": application.product,
        "officer": application.officer,
        "proposal": (
            f"{money_words(item.amount, language=FRENCH)} en {item.instalment_count} échéances"
        ),
        "conditions": item.conditions,
        "outcome": OUTCOMES.get(item.outcome, item.outcome),
        "reason": item.reason,
        "votes": [[vote.name, CHOICES[Choice(vote.choice)], vote.reason] for vote in item.votes],
        "count": (
            f"pour : {counted.in_favour}, contre : {counted.against},"
            f" abstentions : {counted.abstained}"
            + (" ; voix prépondérante du président" if counted.by_casting_vote else "")
        ),
    }
