"""Sheets of tenants as somebody would hand them in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from zhongchuang.parties.spaces.sheet import COLUMNS, SHEET

HEADERS = tuple(column.label.zh for column in COLUMNS)


def workbook(rows: Sequence[Sequence[Any]], *, headers: Sequence[str] = HEADERS, sheet: str = SHEET) -> bytes:
    """A workbook with these rows under these headers; numbers as numbers, the rest as text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(sheet)
    for line, cells in enumerate([headers, *rows]):
        for position, value in enumerate(cells):
            if value is None:
                continue
            if isinstance(value, int | float) and not isinstance(value, bool):
                page.write_number(line, position, value)
            else:
                page.write_string(line, position, str(value))
    book.close()
    return out.getvalue()


def row(uscc: str = "", name: str = "虚构团队", admitted_on: str = "2026-02-03", **values: Any) -> list[Any]:
    """One row of the sheet; what is not told is empty."""
    told = {"uscc": uscc, "name": name, "admitted_on": admitted_on, **values}
    return [told.get(column.key) for column in COLUMNS]
