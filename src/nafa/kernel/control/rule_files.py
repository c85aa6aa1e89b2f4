"""Rules of control as a file people write, and those recommended to a new institution."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nafa.kernel.control.errors import RuleNotPossible
from nafa.lib import toml_text as toml

_SECTIONS = ("approvals", "separations", "limits")


def recommended_text() -> str:
    """The rules as shipped, with their remarks: some are on, the others are proposed and off."""
    return (Path(__file__).parent / "recommended.toml").read_text()


def recommended_rules() -> dict[str, Any]:
    """The rules as shipped, for an institution that `nafa init` founds."""
    return tomllib.loads(recommended_text())


def rules_text(rules: Mapping[str, Any]) -> str:
    """Rules of control as a file."""
    lines: list[str] = []
    for section in _SECTIONS:
        lines += toml.list_of_tables(section, rules.get(section, []))
    if rules.get("emergency"):
        lines += ["", *toml.table("emergency", rules["emergency"])]
    return "\n".join(lines).strip() + "\n"


def rules_from_text(text: str) -> dict[str, Any]:
    """The rules of a file. Refuses: RuleNotPossible (no TOML; the line and column at fault)."""
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as fault:
        raise RuleNotPossible(field="TOML", reason=fault) from None
