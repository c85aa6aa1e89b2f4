"""Charts: what is drawn, and the same figures as a table for whoever wants to read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nafa.interfaces.web.parts import Words
from nafa.lib.invariants import ensure

COLOURS = 5


@dataclass(frozen=True, slots=True)
class Series:
    """Values in the order of the labels; `colour` 1 to 5 is the same for the same thing."""

    name: Words
    values: Sequence[int | None]
    colour: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Line for time, bars for comparison, stacked bars for composition over time."""

    id: str
    title: Words
    kind: Literal["line", "bars", "stacked"]
    labels: Sequence[str]
    label_title: Words
    series: Sequence[Series]
    unit: Words = ""
    note: Words = ""
    url: str = ""

    def __post_init__(self) -> None:
        for one in self.series:
            ensure(len(one.values) == len(self.labels), "a value or a gap for every label")
            ensure(1 <= one.colour <= COLOURS, "a colour of the palette")

    @property
    def data(self) -> dict[str, Any]:
        """What the browser draws from, as JSON."""
        return {
            "kind": self.kind,
            "unit": str(self.unit),
            "labels": list(self.labels),
            "series": [
                {"name": str(one.name), "values": list(one.values), "colour": one.colour}
                for one in self.series
            ],
        }

    @property
    def lines(self) -> list[tuple[str, list[int | None]]]:
        """The table: a line for each label with the value of every series."""
        return [
            (label, [one.values[at] for one in self.series]) for at, label in enumerate(self.labels)
        ]
