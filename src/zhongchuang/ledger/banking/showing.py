"""How a file of the bank is shown before it is booked: what is wrong by cell, what it says by row, what would come of it.

Payments and settlements are answered in one format, and shown in one way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.core.page import Cell, Column, ColumnKind, DataTable, Money, Row, Status
from zhongchuang.ledger.banking.matching import Matched, Outcome
from zhongchuang.ledger.banking.rows import CellProblem, ResultTable

PROBLEMS, ROWS = 100, 200
"""So many cells and rows are shown; a page says how many more there are."""


def problems_table(problems: Sequence[CellProblem]) -> DataTable:
    """The cells to mend, in the reader's language."""
    english = (get_language() or "").startswith("en")
    return DataTable(
        _("要改的格子"),
        (
            Column(_("第几行"), ColumnKind.NUMBER),
            Column(_("列")),
            Column(_("原来的内容")),
            Column(_("哪里不对")),
        ),
        tuple(
            Row(
                (
                    Cell(one.row),
                    Cell(one.column),
                    Cell(one.value or _("（空）")),
                    Cell(one.en if english else one.zh),
                )
            )
            for one in problems[:PROBLEMS]
        ),
    )


def rows_table(table: ResultTable, result: Callable[[bool], Status]) -> DataTable:
    """What the file says, row by row. `result`: how a payment that arrived, or did not, is called."""
    return DataTable(
        _("回单内容"),
        (
            Column(_("第几行"), ColumnKind.NUMBER),
            Column(_("批次"), ColumnKind.CODE),
            Column(_("行号"), ColumnKind.NUMBER),
            Column(_("金额（元）"), ColumnKind.NUMBER),
            Column(_("结果")),
            Column(_("流水号")),
            Column(_("日期"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(row.row),
                    Cell(row.batch),
                    Cell(row.line),
                    Cell(Money(row.amount, unit=False)),
                    Cell(result(row.paid), note=row.reason),
                    Cell(row.ref),
                    Cell(row.on),
                )
            )
            for row in table.rows[:ROWS]
        ),
        show_caption=True,
    )


def sums_of(matched: Iterable[Matched], kinds: Mapping[Outcome, Status]) -> list[tuple[Status, int, int]]:
    """What would be booked: how many and how much (分), by what becomes of it; `kinds` in their order."""
    rows = list(matched)
    found = []
    for outcome, status in kinds.items():
        amounts = [one.row.amount for one in rows if one.outcome is outcome]
        if amounts:
            found.append((status, len(amounts), sum(amounts)))
    return found
