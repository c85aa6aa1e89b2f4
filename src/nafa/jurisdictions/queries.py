"""Asking the packs, by code or for the institution of this database."""

from nafa.jurisdictions.library import pack, pack_codes
from nafa.jurisdictions.types import Pack
from nafa.kernel.identity.contexts import institution

__all__ = ["institution_pack", "pack", "pack_codes"]


def institution_pack() -> Pack:
    """The pack of the institution of this database."""
    return pack(institution().jurisdiction)
