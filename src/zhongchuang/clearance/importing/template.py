"""The workbook to fill in: a sheet of heads, a sheet that explains every column, an example that says it is invented."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping

import xlsxwriter

from zhongchuang.clearance.importing.rows import Column

EXAMPLE: Mapping[Column, str] = {
    Column.NUMBER: "KJ-2024-0017",
    Column.NAME: "虚构众创科技有限公司",
    Column.TITLE: "虚构的研发补助（示例，导入前请删去这一行）",
    Column.CATEGORY: "研发补助",
    Column.AMOUNT: "50000.50",
    Column.PAID: "50000.50",
    Column.DECIDED: "2024-06-30",
    Column.LEVEL: "市",
    Column.PLACE: "210100",
    Column.BASIS: "虚构发〔2024〕12号第五条",
}


def template(made_at: dt.datetime) -> bytes:
    """The workbook. Every column is text, so that long numbers keep their digits."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": "其他部门的支持", "created": made_at.replace(tzinfo=None)})
        needed, free = book.add_format({"bold": True, "bottom": 1}), book.add_format({"bottom": 1})
        text, wide = (
            book.add_format({"num_format": "@"}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        sheet = book.add_worksheet("支持")
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(Column):
            sheet.set_column(at, at, max(14, 2 * len(column.head)), text)
            sheet.write_string(0, at, column.head, needed if column.required else free)
        about = book.add_worksheet("说明")
        about.set_column(0, 0, 24, wide)
        about.set_column(1, 1, 10, wide)
        about.set_column(2, 3, 48, wide)
        about.write_row(0, 0, ["列", "必填", "怎么填", "虚构的例子"], needed)
        for row, column in enumerate(Column, 1):
            told = [column.head, "是" if column.required else "否", column.hint, EXAMPLE.get(column, "")]
            for at, words in enumerate(told):
                about.write_string(row, at, words, wide)
        notes = (
            "只填“支持”这一张表，一行一项支持，不要写公式。",
            "同一来源编号再次导入：内容相同算没有变化，内容不同算更正，前后都留着。",
            "不要写身份证号码、手机号码和银行账号。",
        )
        for row, words in enumerate(notes, len(Column) + 2):
            about.write_string(row, 0, words)
    return out.getvalue()


def table(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Rows by the names of the interface as the CSV that a department would have uploaded: one way in for all."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.head for column in Column])
    for row in rows:
        writer.writerow([row.get(column.key, "") for column in Column])
    return out.getvalue().encode()
