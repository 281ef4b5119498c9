"""Awards as rows of a table for a spreadsheet or a program: the columns, and text no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhongchuang.core.money import plain_yuan

BOM = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""
_FORMULA = (*"=+-@＝＋－＠", "\t", "\r", "\n")
"""Signs in full width too: a Chinese spreadsheet takes them for the others."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One award as other software gets it. `amount`, `paid`: 分."""

    number: str
    recipient: str
    code: str
    title: str
    programme: str
    category: str
    amount: int
    paid: int
    department: str
    place: str
    place_name: str
    basis: str
    clause: str
    decided_on: date
    published_on: date | None
    state: str  # in words
    state_code: str  # public, revoked
    revoked_on: date | None
    source: str
    overridden: bool
    synthetic: bool
    url: str


COLUMNS = (
    "公开编号",
    "获得支持的单位或个人",
    "统一社会信用代码",
    "支持事项",
    "支持项目",
    "支持类别",
    "支持金额（元）",
    "已支付（元）",
    "决定部门",
    "地区代码",
    "地区",
    "依据",
    "依据条款",
    "决定日期",
    "公开日期",
    "状态",
    "撤销日期",
    "来源",
    "例外批准",
    "演示数据",
    "网页",
)
"""The head of every table, in Chinese whoever reads it: a file goes from hand to hand."""


def cells(row: SheetRow) -> tuple[str | int | date | None, ...]:
    """The values of a row under `COLUMNS`; amounts stay 分, days stay days."""
    return (
        row.number,
        row.recipient,
        row.code,
        row.title,
        row.programme,
        row.category,
        row.amount,
        row.paid,
        row.department,
        row.place,
        row.place_name,
        row.basis,
        row.clause,
        row.decided_on,
        row.published_on,
        row.state,
        row.revoked_on,
        row.source,
        "是" if row.overridden else "",
        "是" if row.synthetic else "",
        row.url,
    )


def safe(text: str) -> str:
    """Text that a spreadsheet shows and does not run: what begins like a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_lines(rows: Iterable[SheetRow]) -> Iterator[str]:
    """The lines of a CSV file (RFC 4180), the head first, with a byte order mark."""
    yield BOM + _line(COLUMNS)
    for row in rows:
        yield _line([_written(cell) for cell in cells(row)])


def _written(cell: str | int | date | None) -> str:
    match cell:
        case None:
            return ""
        case bool() | str():
            return safe(str(cell))
        case int():
            return plain_yuan(cell)
        case date():
            return cell.isoformat()


def _line(values: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(values)
    return out.getvalue()


def yuan(fen: int) -> int | float:
    """分 as a JSON number of 元: whole where it is whole, else with its two decimals."""
    return fen // 100 if fen % 100 == 0 else float(plain_yuan(fen))


def as_data(row: SheetRow) -> dict[str, Any]:
    """One award for programs: the interface, the JSON file."""
    return {
        "number": row.number,
        "recipient": row.recipient,
        "recipient_code": row.code or None,
        "title": row.title,
        "programme": row.programme,
        "category": row.category,
        "amount": yuan(row.amount),
        "paid": yuan(row.paid),
        "department": row.department,
        "place": row.place,
        "place_name": row.place_name,
        "basis": row.basis,
        "clause": row.clause or None,
        "decided_on": row.decided_on.isoformat(),
        "published_on": row.published_on.isoformat() if row.published_on else None,
        "state": row.state_code,
        "revoked_on": row.revoked_on.isoformat() if row.revoked_on else None,
        "source": row.source,
        "overridden": row.overridden,
        "synthetic": row.synthetic,
        "url": row.url,
    }
