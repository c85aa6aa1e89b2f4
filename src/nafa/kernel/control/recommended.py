"""Rules of control for an institution that `nafa init` founds, from `recommended.toml`."""

import tomllib
from pathlib import Path
from typing import Any


def recommended_rules() -> dict[str, Any]:
    """The rules as shipped: some are on, the others are proposed and off."""
    return tomllib.loads((Path(__file__).parent / "recommended.toml").read_text())
