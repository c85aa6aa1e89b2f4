"""How the copies stand, in a file of the data folder: for the alarm and the auditor."""

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from nafa.kernel.copies import Copies

DRILL_FAILED = "bad"
DRILL_PATIENCE = timedelta(days=2)
LATEST_CHANGE = timedelta(minutes=5)
LATEST_BASE = timedelta(hours=26)


@dataclass(frozen=True)
class Status:
    """Instants in ISO form, in UTC; empty where there was none. `fault` is what went wrong last."""

    base_at: str = ""
    changes_at: str = ""
    files_until: float = 0.0
    drill_at: str = ""
    drill: str = ""
    fault: str = ""

    def lateness(self, now: datetime) -> str:
        """What is late: `base`, `changes`, or nothing."""
        if _is_older(self.base_at, now - LATEST_BASE):
            return "base"
        return "changes" if _is_older(self.changes_at, now - LATEST_CHANGE) else ""

    def worst(self, now: datetime, *, drill_days: int = 0) -> Copies:
        """The worst thing to be said of the copies; no days: trials are not demanded."""
        late = self.lateness(now)
        if late:
            return Copies.BASE_LATE if late == "base" else Copies.CHANGES_LATE
        if self.drill == DRILL_FAILED:
            return Copies.DRILL_FAILED
        if (
            drill_days
            and self.drill_at
            and _is_older(self.drill_at, now - timedelta(days=drill_days) - DRILL_PATIENCE)
        ):
            return Copies.DRILL_LATE
        return Copies.FRESH


def _is_older(text: str, limit: datetime) -> bool:
    return not text or datetime.fromisoformat(text) < limit


def folder_of(data: Path) -> Path:
    """Where copying keeps its own things."""
    return data / "backup"


def read_status(data: Path) -> Status:
    """What was written last; nothing yet is all empty."""
    try:
        return Status(**json.loads((folder_of(data) / "status.json").read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return Status()


def change_status(data: Path, **changes: str | float) -> Status:
    """Write some of it anew, in one step."""
    status = replace(read_status(data), **changes)  # type: ignore[arg-type]
    path = folder_of(data) / "status.json"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(asdict(status)))
    fresh.replace(path)
    return status
