"""The list of the desk as a sheet: written row by row into a file, so that a large one costs no memory; each is logged."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import IO

import xlsxwriter
from django.db import transaction

from zhongchuang.cases.selectors import office as reads
from zhongchuang.cases.selectors.office import Desk, ListedCase, Narrowing
from zhongchuang.core import clock
from zhongchuang.core.audit import Target, audit_write
from zhongchuang.core.errors import Refused

MOST = 100_000
WIDTHS = (20, 30, 26, 14, 24, 20, 14, 12, 12, 14, 14)


def cases_export(
    *, desk: Desk, by: Narrowing, heads: tuple[str, ...], states: Mapping[str, str], query: str
) -> IO[bytes]:
    """The narrowed list as an open xlsx file. Raises Refused for more rows than a sheet should have."""
    rows = reads.narrowed(desk, by)
    if rows.order_by().values("pk")[: MOST + 1].count() > MOST:
        raise Refused(
            f"超过 {MOST:,} 件，一张表放不下。",
            f"More than {MOST:,} cases: too many for one sheet.",
            next_zh="请先筛选，分几次导出。",
            next_en="Narrow the list and export in parts.",
            code="cases.export_too_large",
        )
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the response reads it and closes it
    written = 0
    with xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": clock.now().replace(tzinfo=None)})
        sheet = book.add_worksheet("办件")
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0.00"})
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 1)
        for column, (head, width) in enumerate(zip(heads, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        for line, case in enumerate(reads.all_listed(rows, by.order), start=1):
            for column, text in enumerate(_texts(case, states)):
                sheet.write_string(line, column, text)
            if case.due_on is not None:
                sheet.write_datetime(line, 8, case.due_on, date)
            for column, fen in ((9, case.asked), (10, case.granted)):
                if fen is not None:
                    sheet.write_number(line, column, fen / 100, money)  # a cell knows no other number
            written = line
    with transaction.atomic():
        audit_write(
            actor=desk.actor,
            verb="cases.export",
            target=Target("cases.list", "many"),
            after={"rows": written, "query": query[:500]},
        )
    file.seek(0)
    return file


def _texts(case: ListedCase, states: Mapping[str, str]) -> list[str]:
    return [
        case.number,
        case.title,
        case.applicant,
        case.place,
        case.programme,
        case.round,
        states[case.state.value],
        case.officer,
    ]
