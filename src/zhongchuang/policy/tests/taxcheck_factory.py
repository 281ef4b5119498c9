"""Invented subsidiary ledgers, as rows and as workbooks."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from zhongchuang.policy.taxcheck.sheet import HEADS, SHEET, Column

Rows = list[tuple[int, list[str]]]
HEAD_TEXTS = [head.label.zh for head in HEADS.values()]


def line(
    project: str = "虚构项目甲",
    day: str = "2025-03-31",
    voucher: str = "记-12",
    *,
    booked: str | None = None,
    counted: str | None = None,
    **costs: str,
) -> list[str]:
    """A row; what is counted and booked is what the costs add up to, unless it is said."""
    whole = f"{sum(float(one) for one in costs.values()):.2f}"
    cells = {
        Column.PROJECT: project,
        Column.DAY: day,
        Column.VOUCHER: voucher,
        Column.SUMMARY: "",
        Column.BOOKED: whole if booked is None else booked,
        Column.COUNTED: whole if counted is None else counted,
    } | {Column(name): value for name, value in costs.items()}
    return [cells.get(column, "") for column in HEADS]


def rows(*lines: Sequence[str], heads: Sequence[str] = HEAD_TEXTS) -> Rows:
    """Heads and lines, numbered as in a workbook."""
    return [(number, list(cells)) for number, cells in enumerate([heads, *lines], start=1)]


def workbook(*lines: Sequence[str], heads: Sequence[str] = HEAD_TEXTS) -> bytes:
    """The same as a file; amounts as numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    for at, cells in enumerate([heads, *lines]):
        for number, text in enumerate(cells):
            if number > 3 and at and text:
                sheet.write_number(at, number, float(text))
            else:
                sheet.write_string(at, number, text)
    book.close()
    return out.getvalue()
