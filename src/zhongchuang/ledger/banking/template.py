"""The sheet of results to fill in, for banks that answer by hand: the lines of a batch, the answers left to write."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter

from zhongchuang.ledger.banking.rows import PAID, RETURNED, Column

_WIDTHS = (26, 6, 26, 16, 10, 30, 14, 30)


def result_template(batch: str, lines: Sequence[tuple[int, str, int]], made_at: dt.datetime) -> bytes:
    """A workbook with a row for each line (number, order, 分) of a batch."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": batch, "created": made_at.replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bottom": 1})
    money = book.add_format({"num_format": "0.00"})
    text = book.add_format({"num_format": "@"})  # a long reference stays as it is typed
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("回单")
    sheet.freeze_panes(1, 0)
    for at, (column, width) in enumerate(zip(Column, _WIDTHS, strict=True)):
        sheet.set_column(at, at, width, {Column.REF: text, Column.ON: day}.get(column))
        sheet.write_string(0, at, column.value, head)
    for row, (line, order, amount) in enumerate(lines, start=1):
        sheet.write_string(row, 0, batch)
        sheet.write_number(row, 1, line)
        sheet.write_string(row, 2, order)
        sheet.write_number(row, 3, Decimal(amount) / 100, money)
    last = max(1, len(lines))
    at = list(Column).index(Column.RESULT)
    sheet.data_validation(1, at, last, at, {"validate": "list", "source": [PAID, RETURNED]})
    book.close()
    return out.getvalue()
