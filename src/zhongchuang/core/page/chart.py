"""A chart that always has its table behind it, and says where its numbers come from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from zhongchuang.core.page.parts import Text


class ChartKind(StrEnum):
    """Forms that stay readable in grey and in print."""

    BAR = "bar"
    COLUMN = "column"
    LINE = "line"
    STEP = (
        "step"  # categories are ISO days in order; each value holds until the next, None until then is a gap
    )


@dataclass(frozen=True, slots=True)
class Series:
    """One named row of numbers; None is a gap, never a zero."""

    name: Text
    values: tuple[int | float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Categories and series. `source` says where the numbers come from (measured, imported, declared)."""

    chart_id: str
    title: Text
    kind: ChartKind
    categories: tuple[Text, ...]
    series: tuple[Series, ...]
    unit: Text
    source: Text
    category_label: Text = ""

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                given, wanted = len(series.values), len(self.categories)
                raise ValueError(f"series {series.name!s} has {given} values for {wanted} categories")

    @property
    def data(self) -> str:
        """What the script draws, as JSON for a data attribute; the library's own options stay in chart.js."""
        return json.dumps(
            {
                "kind": self.kind.value,
                "title": str(self.title),
                "unit": str(self.unit),
                "categories": [str(category) for category in self.categories],
                "series": [{"name": str(one.name), "values": one.values} for one in self.series],
            },
            ensure_ascii=False,
        )

    @property
    def table(self) -> list[tuple[Text, list[int | float | None]]]:
        """The same numbers row by row."""
        return [
            (category, [one.values[i] for one in self.series]) for i, category in enumerate(self.categories)
        ]
