"""The tenants' sheet as an Excel workbook: empty to be filled in, or the register as at a day. Read back it says the same."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from decimal import Decimal

import xlsxwriter

from zhongchuang.parties.spaces.sheet import (
    COLUMNS,
    IDENTITY,
    MAX_ROWS,
    SHEET,
    Cells,
    Column,
    SheetRow,
    Value,
    written,
)

_WIDTHS = {"uscc": 24, "name": 28}


def register_workbook(rows: Iterable[SheetRow], *, title: str, made_at: dt.datetime) -> bytes:
    """The workbook with these rows; without any it is the template."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    workbook.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
    head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    money = workbook.add_format({"num_format": "#,##0.00"})
    text = workbook.add_format({"num_format": "@"})  # a code of digits stays as it is written
    sheet = workbook.add_worksheet(SHEET)
    sheet.freeze_panes(1, len(IDENTITY) - 1)
    for position, column in enumerate(COLUMNS):
        sheet.set_column(position, position, _WIDTHS.get(column.key, 14), text if _is_text(column) else None)
        sheet.write_string(0, position, column.label.zh, head)
        if choices := _choices(column):
            sheet.data_validation(1, position, MAX_ROWS, position, {"validate": "list", "source": choices})
    for line, row in enumerate(rows, start=1):
        cells: dict[str, Value] = {
            "uscc": row.uscc,
            "name": row.name,
            "admitted_on": row.admitted_on,
            **row.values,
        }
        for position, column in enumerate(COLUMNS):
            value = cells.get(column.key)
            if value is None or value == "":
                continue
            match column.cells:
                case Cells.DATE:
                    sheet.write_datetime(line, position, dt.datetime.fromisoformat(str(value)), day)
                case Cells.COUNT:
                    sheet.write_number(line, position, int(value))
                case Cells.MONEY:
                    sheet.write_number(line, position, float(Decimal(int(value)) / 100), money)
                case _:
                    sheet.write_string(line, position, written(column, value), text)
    _notes(workbook.add_worksheet("说明"), head, wrapped)
    workbook.close()
    return out.getvalue()


def _notes(
    sheet: xlsxwriter.worksheet.Worksheet,
    head: xlsxwriter.format.Format,
    wrapped: xlsxwriter.format.Format,
) -> None:
    sheet.set_column(0, 1, 40)
    lines = [
        ("列", "怎么填"),
        *((column.label.zh, column.hint.zh) for column in COLUMNS),
        ("", "一行一个在孵企业或团队。不知道的留空：留空的项保持原来的数。"),
        ("", "全部通过才导入；有一格不对就一行也不写，页面会指出是哪一格。"),
        ("", "不要填姓名、身份证号、电话。"),
    ]
    for number, cells in enumerate(lines):
        for position, words in enumerate(cells):
            sheet.write_string(number, position, words, head if number == 0 else wrapped)


def _is_text(column: Column) -> bool:
    return column.cells in (Cells.TEXT, Cells.INDUSTRY)


def _choices(column: Column) -> list[str]:
    if column.cells is Cells.YES_NO:
        return ["是", "否"]
    return [words.zh for words in column.choices.values()]
