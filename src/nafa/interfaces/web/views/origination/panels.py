"""Panels that files of applications are made of: facts, a list, a timeline, or a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from nafa.interfaces.web.charts import Chart
from nafa.interfaces.web.parts import Action, Fact, Happening, State, Words
from nafa.interfaces.web.tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A titled part of a page; `empty` is said when there is nothing to show."""

    title: Words
    facts: Sequence[Fact] = ()
    figures: Sequence[Fact] = ()
    table: Table | None = None
    chart: Chart | None = None
    timeline: Sequence[Happening] = ()
    words: Words = ""
    empty: Words = ""
    state: State | None = None
    actions: Sequence[Action] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.figures or self.table or self.timeline or self.words)
