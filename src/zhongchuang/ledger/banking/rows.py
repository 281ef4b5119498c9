"""What a file of results says, row by row, and what is wrong with single cells: plain values that pass between processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Column(StrEnum):
    """The columns of a file of results, by the name in its head."""

    BATCH = "批次号"
    LINE = "行号"
    ORDER = "支付单号"
    AMOUNT = "金额（元）"
    RESULT = "结果"
    REF = "银行流水号"
    ON = "日期"
    REASON = "退票原因"


NEEDED = (Column.BATCH, Column.LINE, Column.AMOUNT, Column.RESULT, Column.REF, Column.ON)
PAID, RETURNED = "成功", "退票"


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with a cell; `row` as the spreadsheet counts, `column` empty for the row as a whole."""

    row: int
    column: str
    value: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line's result as the bank tells it."""

    row: int
    batch: str
    line: int
    order: str
    amount: int
    paid: bool
    ref: str
    on: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A file of results as read: the rows that could be understood, and every cell that could not."""

    rows: tuple[ResultRow, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    count: int = field(default=0)  # rows with anything in them

    def to_json(self) -> dict[str, Any]:
        """As it travels and is kept."""
        return {
            "rows": [
                [r.row, r.batch, r.line, r.order, r.amount, r.paid, r.ref, r.on.isoformat(), r.reason]
                for r in self.rows
            ],
            "problems": [[p.row, p.column, p.value, p.zh, p.en] for p in self.problems],
            "count": self.count,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> ResultTable:
        """The table from what was kept."""
        return cls(
            tuple(_row(cells) for cells in kept["rows"]),
            tuple(CellProblem(*cells) for cells in kept["problems"]),
            kept["count"],
        )


def _row(cells: Sequence[Any]) -> ResultRow:
    row, batch, line, order, amount, paid, ref, on, reason = cells
    return ResultRow(row, batch, line, order, amount, paid, ref, dt.date.fromisoformat(on), reason)
