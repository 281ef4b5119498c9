"""Statements and the trial balance as workbooks: text always as text, amounts as exact numbers of 元."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext as _

from zhongchuang.ledger.selectors.accounts import TrialBalance
from zhongchuang.ledger.selectors.entries import Statement
from zhongchuang.ledger.views import showing

_EXACT = 10**15
"""分 that a spreadsheet's number keeps to the last digit; more is written as text."""
CellValue = str | int | dt.date


class Fen(int):
    """An amount in 分, written in 元."""


def statement_sheet(title: str, told: Statement, start: dt.date, end: dt.date) -> bytes:
    """A statement: opening, every movement, closing."""
    head = [
        _("日期"),
        _("性质"),
        _("依据"),
        _("摘要"),
        _("收支（元）"),
        _("冻结（元）"),
        _("余额（元）"),
        _("可用（元）"),
    ]
    rows: list[Sequence[CellValue]] = [
        (start, _("期初"), "", "", Fen(0), Fen(0), Fen(told.opening.balance), Fen(told.opening.available))
    ]
    rows += [
        (
            entry.transfer.on,
            showing.kind_label(entry.transfer.kind),
            entry.transfer.basis,
            entry.transfer.memo,
            Fen(entry.moved),
            Fen(entry.held),
            Fen(entry.after.balance),
            Fen(entry.after.available),
        )
        for entry in told.entries
    ]
    rows.append(
        (end, _("期末"), "", "", Fen(0), Fen(0), Fen(told.closing.balance), Fen(told.closing.available))
    )
    return _book(title, _("对账单"), head, (12, 14, 30, 36, 18, 18, 18, 18), rows)


def trial_sheet(title: str, balance: TrialBalance) -> bytes:
    """The trial balance: every account, and the totals, which are the same."""
    head = [_("账户"), _("编码"), _("借方累计（元）"), _("贷方累计（元）"), _("冻结（元）"), _("余额（元）")]
    rows: list[Sequence[CellValue]] = [
        (
            line.name,
            line.code,
            Fen(line.sums.posted_dr),
            Fen(line.sums.posted_cr),
            Fen(line.sums.held_dr),
            Fen(line.sums.balance),
        )
        for line in balance.lines
    ]
    held = sum(line.sums.held_dr for line in balance.lines)
    rows.append(
        (
            _("合计"),
            "",
            Fen(balance.debit),
            Fen(balance.credit),
            Fen(held),
            Fen(balance.credit - balance.debit),
        )
    )
    return _book(title, _("试算平衡表"), head, (44, 44, 20, 20, 20, 20), rows)


def _book(
    title: str, name: str, head: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[CellValue]]
) -> bytes:
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
    book.set_properties({"title": title})
    bold = book.add_format({"bold": True, "bottom": 1})
    money = book.add_format({"num_format": "#,##0.00"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, (label, width) in enumerate(zip(head, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label, bold)
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            match cell:
                case Fen() if abs(cell) < _EXACT:
                    sheet.write_number(row, column, Decimal(int(cell)) / 100, money)
                case int():
                    sheet.write_string(row, column, str(cell))
                case dt.date():
                    sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), day)
                case _:
                    sheet.write_string(row, column, cell)
    book.close()
    return out.getvalue()
