"""The batch as a file for the bank: CSV and a workbook. Both say how many lines, how much, and the digest of the lines.

Nothing in them depends on the moment they are made, so that a batch asked for twice is the same file twice.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

import xlsxwriter

from zhongchuang.core.money import plain_yuan
from zhongchuang.ledger.banking.lines import HEADERS, PaymentLine, Totals, body_of, totals_of

BOM = "\ufeff".encode()
TOTAL = "合计"
_WIDTHS = (26, 6, 26, 30, 30, 26, 16, 40)
_AMOUNT = HEADERS.index("金额（元）")
_EXACT = 10**15
"""分 that a spreadsheet's number keeps to the last digit; more is written as text."""


class FileFormat(StrEnum):
    """How a batch is written."""

    XLSX = "xlsx"
    CSV = "csv"


def batch_file(lines: Sequence[PaymentLine], made_at: dt.datetime, file_format: FileFormat) -> bytes:
    """The file of a batch; `made_at` is when the batch was made, not when the file is."""
    totals = totals_of(lines)
    return _csv(lines, totals) if file_format is FileFormat.CSV else _workbook(lines, totals, made_at)


def _csv(lines: Sequence[PaymentLine], totals: Totals) -> bytes:
    """The lines, then one line with the totals; a byte order mark, so that Excel reads the Chinese."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(
        (TOTAL, totals.lines, "", "", "", "", plain_yuan(totals.amount), totals.digest)
    )
    return BOM + body_of(lines) + out.getvalue().encode()


def _workbook(lines: Sequence[PaymentLine], totals: Totals, made_at: dt.datetime) -> bytes:
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
    book.set_properties({"title": lines[0].batch if lines else "", "created": made_at.replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bottom": 1})
    money = book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet("支付明细")
    sheet.freeze_panes(1, 0)
    for column, (header, width) in enumerate(zip(HEADERS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, header, head)
    for row, line in enumerate(lines, start=1):
        for column, cell in enumerate(line.cells):
            if column == _AMOUNT and line.amount < _EXACT:
                sheet.write_number(row, column, Decimal(line.amount) / 100, money)
            else:
                sheet.write_string(row, column, cell)
    summary = book.add_worksheet("合计")
    summary.set_column(0, 0, 24)
    summary.set_column(1, 1, 70)
    facts = (
        ("批次号", lines[0].batch if lines else ""),
        ("笔数", str(totals.lines)),
        ("金额（元）", plain_yuan(totals.amount)),
        ("明细摘要（SHA-256）", totals.digest),
    )
    for row, (name, value) in enumerate(facts):
        summary.write_string(row, 0, name, head)
        summary.write_string(row, 1, value)
    book.close()
    return out.getvalue()
