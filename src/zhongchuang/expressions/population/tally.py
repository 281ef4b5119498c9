"""Counts and sums per rule, added up over batches in exact integers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from zhongchuang.expressions.kinds import Kind, Type, decode

from .results import AmountSum, ConditionCount


class Tally:
    """Adds up batches. The sums of single batches fit their width; the total is a Python integer.

    ``rows`` counts the subjects; whoever adds a batch raises it.
    """

    def __init__(self, types: Mapping[str, Type]) -> None:
        self._types = types
        self.rows = 0
        self._unknown: Counter[str] = Counter()
        self._sum: Counter[str] = Counter()

    def expressions(self, name: str, column: pl.Expr, *, tall: bool) -> list[pl.Expr]:
        """What to ask of each batch for one rule; ``tall`` where a batch's sum may pass 64 bits."""
        unknown = column.null_count().alias(f"{name}.unknown")
        kind = self._types[name].kind
        if kind is Kind.DATE:
            return [unknown]
        summed = column.cast(pl.Int128) if tall else column
        return [unknown, summed.sum().alias(f"{name}.sum")]

    def add(self, answers: pl.DataFrame) -> None:
        """Add what one batch answered to some rules' expressions."""
        for key, value in answers.row(0, named=True).items():
            name, _, what = key.rpartition(".")
            (self._unknown if what == "unknown" else self._sum)[name] += int(value or 0)

    def conditions(self) -> dict[str, ConditionCount]:
        """The counts of the rules that are conditions."""
        return {
            name: ConditionCount(
                met=self._sum[name],
                not_met=self.rows - self._sum[name] - self._unknown[name],
                unknown=self._unknown[name],
            )
            for name, type_ in self._types.items()
            if type_.kind is Kind.BOOLEAN
        }

    def amounts(self) -> dict[str, AmountSum]:
        """The sums of the rules that are formulas; a date has no sum."""
        found: dict[str, AmountSum] = {}
        for name, type_ in self._types.items():
            if type_.kind is Kind.BOOLEAN:
                continue
            total = None if type_.kind is Kind.DATE else decode(type_, self._sum[name])
            assert total is None or isinstance(total, int | Decimal)
            known = self.rows - self._unknown[name]
            found[name] = AmountSum(total=total, known=known, unknown=self._unknown[name])
        return found
