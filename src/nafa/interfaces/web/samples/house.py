"""The invented institution: its words, its frame, a sample's form."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.urls import reverse

from nafa.interfaces.web.frame import BranchChoice, Frame
from nafa.interfaces.web.navigation import Item
from nafa.interfaces.web.written import language
from nafa.lib.money import Money

DAY = date(2026, 11, 21)
AT = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


@dataclass(slots=True)
class Sample:
    template: str
    values: dict[str, Any]
    status: int = 200


def say(french: str, english: str) -> str:
    """Invented words are written here in both languages, not in the catalogue."""
    return french if language() == "fr" else english


def xof(minor: int) -> Money:
    return Money(minor, "XOF")


def here(name: str) -> str:
    return reverse("web:gallery-sample", args=[name])


def frame(current: str) -> Frame:
    """The frame as a branch manager sees it."""
    sections = (
        (say("Accueil", "Home"), "home", "dashboard", None),
        (say("Clients", "Clients"), "clients", "values", None),
        (say("Demandes", "Applications"), "requests", "approval", 14),
        (say("Crédits", "Loans"), "loans", "list", None),
        (say("Caisse", "Till"), "till", "confirmation", 3),
        (say("Comptabilité", "Accounting"), "books", "file", None),
        (say("Administration", "Administration"), "settings", "progress", None),
    )
    return Frame(
        institution="Mutuelle Teranga",
        brand_colour="",
        navigation=[
            Item(label, icon, here(page), page == current, count)
            for label, icon, page, count in sections
        ],
        branch="Dakar Médina",
        branches=[BranchChoice("1", "Dakar Médina", True), BranchChoice("2", "Thiès Nord", False)],
        business_date=DAY,
        is_closing=False,
        person_id="gallery",
        idle_minutes=0,
        has_passkey=False,
        person="Ndèye Fatou Sarr",
        role=say("Cheffe d’agence", "Branch manager"),
        waiting=5,
        waiting_url=here("approval"),
        search_url=here("list"),
        home_url=here("dashboard"),
    )
