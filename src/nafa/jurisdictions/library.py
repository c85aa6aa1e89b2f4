"""The packs that ship with the program."""

from functools import cache
from pathlib import Path

from nafa.jurisdictions.loader import load_pack
from nafa.jurisdictions.types import FactUnknown, Pack

PACKS = Path(__file__).parent / "packs"


@cache
def pack(code: str) -> Pack:
    """The pack of a jurisdiction such as `uemoa/senegal`. Refuses: FactUnknown, PackRefused."""
    if code not in pack_codes():
        raise FactUnknown(code, "pack")
    return load_pack(PACKS, code)


@cache
def pack_codes() -> tuple[str, ...]:
    """The jurisdictions that ship."""
    return tuple(
        sorted(path.parent.relative_to(PACKS).as_posix() for path in PACKS.rglob("pack.toml"))
    )
