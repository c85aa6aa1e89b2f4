"""Acting as the staff: contexts of persons on the day that is played, with keys of the demo."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from nafa.kernel.context import Context, Effects
from nafa.kernel.identity.contexts import context_for, system_context
from nafa.kernel.models import User

OPENING_HOUR = 8


class Stage:
    """The institution while its year is played: who acts, on which day, at which minute."""

    def __init__(self, first_day: date) -> None:
        self.day = first_day
        self.branches: dict[str, UUID] = {}
        self.tills: dict[str, UUID] = {}
        self.vaults: dict[str, UUID] = {}
        self.products: dict[str, UUID] = {}
        self.people: dict[str, UUID] = {}
        self._contexts: dict[tuple[str, str], Context] = {}
        self._acts = 0

    def instant(self) -> datetime:
        """A moment of the played day; every act is some seconds after the one before."""
        start = datetime(self.day.year, self.day.month, self.day.day, OPENING_HOUR, tzinfo=UTC)
        return start + timedelta(seconds=20 * (self._acts % 1_500))

    def as_system(self) -> Context:
        """The institution itself."""
        self._acts += 1
        return replace(system_context(key=f"demo/{self._acts}"), now=self.instant())

    def as_person(self, username: str, branch: str = "") -> Context:
        """A person of the staff, in a branch."""
        place = (username, branch)
        if place not in self._contexts:
            self._contexts[place] = context_for(
                User.objects.get(username=username),
                channel="web",
                key="demo",
                branch_id=self.branches.get(branch),
            )
        self._acts += 1
        return replace(
            self._contexts[place],
            key=f"demo/{self._acts}",
            now=self.instant(),
            business_date=self.day,
            effects=Effects(),
        )

    def next_day(self, day: date) -> None:
        """The day is closed; the next one begins."""
        self.day, self._acts = day, self._acts - self._acts % 1_500 + 1_500
