"""The collection sheet on paper for the field, in French."""

from pathlib import Path
from typing import Any
from uuid import UUID

from nafa.kernel.documents import render_pdf
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words, money_figures
from nafa.lending.queries.solidarity.groups import MeetingView, meeting_of
from nafa.lending.queries.solidarity.sheets import SheetLoan, SheetToCollect
from nafa.lib.money import Money, total

TEMPLATE = Path(__file__).parent / "sheet_fr.typ"
FRENCH = "fr"
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def sheet_pdf(sheet: SheetToCollect, *, title: str, group_id: UUID | None = None) -> bytes:
    """Every line with what is due, and room to write what was paid, who was absent, what was
    said; sums, counted cash and signatures at the end."""
    return render_pdf(TEMPLATE, sheet_data(sheet, title=title, group_id=group_id))


def sheet_data(sheet: SheetToCollect, *, title: str, group_id: UUID | None) -> dict[str, Any]:
    """Everything the template prints, as written words."""
    house = institution()
    meeting = meeting_of(group_id, on=sheet.day) if group_id else None
    singles = [one for one in sheet.loans if not one.has_shares]
    parts = [_part(one.client, one.number, [one]) for one in sheet.loans if one.has_shares]
    if singles:
        parts.append(_part("Crédits individuels", "", singles))
    return {
        "institution": house.name,
        "address": house.address,
        "title": title,
        "date": date_words(sheet.day, language=FRENCH),
        "meeting": _meeting(meeting),
        "parts": parts,
        "lines": sheet.row_count,
        "due": money_figures(sheet.due, language=FRENCH),
        "currency": "F CFA" if sheet.currency in ("XOF", "XAF") else sheet.currency,
        "notes": ["10 000", "5 000", "2 000", "1 000", "500"] if sheet.currency == "XOF" else [],
    }


def _part(title: str, number: str, loans: list[SheetLoan]) -> dict[str, Any]:
    currency = loans[0].due.currency
    return {
        "title": title,
        "number": number,
        "due": money_figures(total((one.due for one in loans), currency=currency), language=FRENCH),
        "rows": [
            [
                row.name,
                row.number if number else loan.number,
                _figures(row.due),
                _figures(row.late),
                _figures(row.left),
            ]
            for loan in loans
            for row in loan.rows
        ],
    }


def _figures(amount: Money) -> str:
    return money_figures(amount, language=FRENCH) if amount else "–"


def _meeting(meeting: MeetingView | None) -> str:
    if meeting is None:
        return ""
    parts = [f"Réunion le {WEEKDAYS[meeting.weekday]}", meeting.time, meeting.place]
    return ", ".join(part for part in parts if part)
