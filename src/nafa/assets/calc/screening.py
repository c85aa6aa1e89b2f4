"""Sectors that Islamic financing stays away from.

Source: BCEAO questions and answers on Islamic finance (prohibited sectors are screened); the list
is the usual one of Sharia boards and a product may name its own.
"""

from collections.abc import Collection

PROHIBITED: tuple[str, ...] = (
    "ALCOHOL",
    "TOBACCO",
    "PORK",
    "GAMBLING",
    "ADULT",
    "WEAPONS",
    "CONVENTIONAL_FINANCE",
)
PERMITTED: tuple[str, ...] = (
    "TRADE",
    "FARMING",
    "LIVESTOCK",
    "FISHING",
    "CRAFTS",
    "TRANSPORT",
    "FOOD",
    "SERVICES",
    "HEALTH",
    "EDUCATION",
    "HOUSING",
)
SECTORS: tuple[str, ...] = (*PERMITTED, *PROHIBITED)


def is_prohibited(sector: str, *, prohibited: Collection[str]) -> bool:
    """Whether the sector stands on the list; an unknown sector counts as prohibited."""
    return sector in prohibited or sector not in SECTORS
