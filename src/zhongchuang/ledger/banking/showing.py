"""How a file of the bank is shown before it is booked: what is wrong by cell, what it says by row, what would come of it.

Payments and settlements are answered in one format, and shown in one way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.core.clock import business_date
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Money,
    Pagination,
    Row,
    Status,
    SummaryList,
    SummaryRow,
    Upload,
)
from zhongchuang.ledger.banking.matching import Matched, Outcome
from zhongchuang.ledger.banking.rows import CellProblem, ResultTable
from zhongchuang.ledger.banking.sandbox import MAX_FILE_BYTES, SUFFIXES

PROBLEMS, ROWS = 100, 200
"""So many cells and rows are shown; a page says how many more there are."""


class ResultsFile(Protocol):
    """A file of results as it is kept: what it is called, who brought and who booked it, what came of it."""

    pk: int
    name: str
    sha256: str
    rows: int
    read_at: dt.datetime
    read_by: str
    state: str
    imported_at: dt.datetime | None
    imported_by: str
    paid: int
    returned: int


def results_upload(error: str = "") -> Upload:
    """Where a file is put in; `error` says what was wrong with the last one."""
    return Upload(
        "file",
        _("银行回单"),
        SUFFIXES,
        MAX_FILE_BYTES,
        _("先核对，确认后才入账。同一份文件、同一个流水号只入账一次。"),
        error,
    )


def files_table(
    title: str,
    shown: Iterable[ResultsFile],
    page: Pagination,
    *,
    address: Callable[[int], str],
    status: Callable[[str], Status],
) -> DataTable:
    """The files that came. `address`: the page of one by its key; `status`: how its state is called."""
    return DataTable(
        title,
        (
            Column(_("文件")),
            Column(_("上传"), ColumnKind.DATE),
            Column(_("行数"), ColumnKind.NUMBER),
            Column(_("状态")),
            Column(_("成功"), ColumnKind.NUMBER),
            Column(_("退票"), ColumnKind.NUMBER),
        ),
        tuple(
            Row(
                (
                    Cell(one.name, address(one.pk)),
                    Cell(business_date(one.read_at)),
                    Cell(one.rows),
                    Cell(status(one.state)),
                    Cell(one.paid),
                    Cell(one.returned),
                )
            )
            for one in shown
        ),
        page,
        EmptyState(_("还没有回单"), _("批次页上可以下载回单模板，银行填好后在这里上传。")),
    )


def file_facts(found: ResultsFile, table: ResultTable, people: Mapping[str, str]) -> SummaryList:
    """When and by whom a file came, and what was booked of it. `people`: their names by reference."""
    rows = [
        SummaryRow(_("上传"), business_date(found.read_at), people[found.read_by]),
        SummaryRow(_("行数"), table.count),
        SummaryRow(_("文件摘要（SHA-256）"), f"{found.sha256[:16]}…"),
    ]
    if found.imported_at is not None:
        rows += [
            SummaryRow(_("入账"), business_date(found.imported_at), people[found.imported_by]),
            SummaryRow(_("成功"), found.paid),
            SummaryRow(_("退票"), found.returned),
        ]
    return SummaryList(tuple(rows))


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
