"""Known weaknesses of the packages in the lock, where a database of them answers."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from nafa.runtime.words import gettext as _

PATIENCE_SECONDS = 300


class Audit(NamedTuple):
    """Weaknesses that were found, and what could not be looked up."""

    faults: list[str]
    notices: list[str]


def audit_of(lock: Path) -> Audit:
    """Ask about every package of the lock. No answer is told, and is not a clean answer."""
    print("== pip-audit", flush=True)
    try:
        asked = subprocess.run(
            [sys.executable, "-m", "pip_audit", "-r", str(lock), "--require-hashes",
             "--disable-pip", "--progress-spinner", "off", "-f", "json"],
            check=False, capture_output=True, text=True, timeout=PATIENCE_SECONDS,
        )  # fmt: skip
        told = json.loads(asked.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return Audit([], [_not_asked()])
    return read(told)


def read(told: list[dict[str, Any]]) -> Audit:
    """What the answer says of each package."""
    faults = [
        f"{one['name']} {one['version']}: {weakness['id']}"
        for one in told
        for weakness in one.get("vulns", ())
    ]
    skipped = [one["name"] for one in told if "skip_reason" in one]
    if told and len(skipped) < len(told):
        notices = [
            _("NOT CHECKED: known weaknesses of %(count)s packages (%(names)s).")
            % {"count": len(skipped), "names": ", ".join(sorted(skipped)[:5])}
        ]
        return Audit(faults, notices if skipped else [])
    return Audit(faults, [_not_asked()])


def _not_asked() -> str:
    return _("NOT CHECKED: known weaknesses of packages (no database of them answered).")
