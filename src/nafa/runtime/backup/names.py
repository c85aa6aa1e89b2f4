"""The names under which copies are kept; they tell their time and where their changes begin."""

from datetime import UTC, datetime
from typing import NamedTuple, Self

BASES, CHANGES, FILES, DRILLS = "base", "wal", "files", "drills"
SEALED, PARTIAL = ".gz.age", ".partial"
DATABASE, FOLDER = "database.tar" + SEALED, "folder.tar" + SEALED
_SEGMENT_LETTERS = 24
_FORM = "%Y%m%dT%H%M%SZ"


def written(at: datetime) -> str:
    """An instant in a name, in UTC; names sort by it."""
    return at.astimezone(UTC).strftime(_FORM)


class Base(NamedTuple):
    """A base copy; `first_change` is the segment of the log from which on it needs changes."""

    at: datetime
    first_change: str

    @property
    def name(self) -> str:
        """The folder of its parts."""
        return f"{BASES}/{written(self.at)}-{self.first_change}"

    @classmethod
    def of(cls, name: str) -> Self:
        """What a name tells."""
        at, _, first = name.split("/")[1].partition("-")
        return cls(datetime.strptime(at, _FORM).replace(tzinfo=UTC), first)


def bases_in(names: list[str]) -> list[Base]:
    """Whole base copies, oldest first: the folder is written last."""
    return sorted(Base.of(name) for name in names if name.endswith(f"/{FOLDER}"))


def change_of(name: str) -> str:
    """The segment that a name of a change holds."""
    return name.split("/")[1].removesuffix(SEALED).removesuffix(PARTIAL)


def is_segment(change: str) -> bool:
    """Whether it is a stretch of the log; the others tell of its branches and are kept."""
    return len(change) == _SEGMENT_LETTERS
