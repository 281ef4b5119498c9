"""The cells of a file of results, understood: Excel or CSV, columns by their heads, each cell checked by itself.

Runs in the child process only: the bytes are somebody else's.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from zhongchuang.core.errors import ZhongchuangError
from zhongchuang.core.money import parse_yuan
from zhongchuang.ledger.banking.errors import FileError
from zhongchuang.ledger.banking.rows import (
    NEEDED,
    PAID,
    RETURNED,
    CellProblem,
    Column,
    ResultRow,
    ResultTable,
)

MAX_ROWS = 2000
MAX_COLUMNS = 60
HEAD_WITHIN = 10
"""How far down the head may stand: banks put titles above it."""
SHOWN = 40
_ENCODINGS = ("utf-8-sig", "gb18030")
_TOTAL = "合计"
_REF = re.compile(r"[0-9A-Za-z\-]{4,60}")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
_EXACT = 2**53
"""Above this a spreadsheet's number has lost digits: a long reference must be written as text."""
_ALIASES = {
    "金额": Column.AMOUNT,
    "状态": Column.RESULT,
    "流水号": Column.REF,
    "支付日期": Column.ON,
    "原因": Column.REASON,
}
Line = tuple[int, list[str]]


def read_results(data: bytes, suffix: str) -> ResultTable:
    """The results in a file, with every cell that cannot be understood. Raises FileError where nothing can be read."""
    lines = iter(_workbook(data) if suffix == ".xlsx" else _csv(data))
    head = _head(lines)
    rows: list[ResultRow] = []
    problems: list[CellProblem] = []
    count = 0
    for number, cells in lines:
        if not any(cells) or cells[0] == _TOTAL:
            continue
        count += 1
        if count > MAX_ROWS:
            raise FileError(
                f"一份回单至多 {MAX_ROWS} 行，请分成几份。", f"A file has {MAX_ROWS} rows at most; split it."
            )
        row = _Row(number, {column: cells[at] if at < len(cells) else "" for column, at in head.items()})
        read = row.read()
        problems += row.problems
        if read is not None:
            rows.append(read)
    if not count:
        raise FileError("文件里没有一行结果。", "The file holds no row of results.")
    return ResultTable(tuple(rows), tuple(problems), count)


def _head(lines: Iterator[Line]) -> Mapping[Column, int]:
    """Where each column stands. Raises FileError where a needed one is missing."""
    best: dict[Column, int] = {}
    for _number, cells in islice(lines, HEAD_WITHIN):
        found: dict[Column, int] = {}
        for at, cell in enumerate(cells):
            column = _column(cell)
            if column is not None and column not in found:
                found[column] = at
        if set(NEEDED) <= set(found):
            return found
        best = max(best, found, key=len)
    missing = "、".join(column for column in NEEDED if column not in best)
    raise FileError(
        f"表头缺少：{missing}。请用批次页上的回单模板。",
        f"The head lacks: {missing}. Use the template on the page of the batch.",
    )


def _column(cell: str) -> Column | None:
    plain = re.sub(r"\s+", "", cell).replace("(", "（").replace(")", "）")
    if plain in _ALIASES:
        return _ALIASES[plain]
    try:
        return Column(plain)
    except ValueError:
        return None


class _Row:
    """One row while it is read; what is wrong with its cells gathers in `problems`."""

    def __init__(self, number: int, cells: Mapping[Column, str]) -> None:
        self.number, self.cells = number, cells
        self.problems: list[CellProblem] = []

    def read(self) -> ResultRow | None:
        """The row understood; None where a cell could not be."""
        batch = self._batch()
        line = self._line()
        amount = self._amount()
        paid = self._result()
        ref, on = self._ref(), self._date()
        if None in (line, amount, paid, on) or self.problems:
            return None
        assert line is not None and amount is not None and paid is not None and on is not None
        reason = self.cells.get(Column.REASON, "")[:200]
        return ResultRow(
            self.number, batch, line, self.cells.get(Column.ORDER, "").upper(), amount, paid, ref, on, reason
        )

    def _wrong(self, column: Column, zh: str, en: str) -> None:
        self.problems.append(CellProblem(self.number, column.value, self.cells[column][:SHOWN], zh, en))

    def _batch(self) -> str:
        cell = self.cells[Column.BATCH].upper()
        if not cell:
            self._wrong(Column.BATCH, "没有批次号。", "There is no batch number.")
        return cell

    def _line(self) -> int | None:
        cell = self.cells[Column.LINE]
        if cell.isascii() and cell.isdecimal() and 0 < len(cell) < 7:
            return int(cell)
        self._wrong(Column.LINE, "行号应是整数。", "A line number is a whole number.")
        return None

    def _amount(self) -> int | None:
        try:
            amount = parse_yuan(self.cells[Column.AMOUNT])
        except ZhongchuangError as error:
            self._wrong(Column.AMOUNT, error.what.zh, error.what.en)
            return None
        if amount <= 0:
            self._wrong(Column.AMOUNT, "金额应大于 0。", "The amount must be greater than 0.")
            return None
        return amount

    def _result(self) -> bool | None:
        cell = self.cells[Column.RESULT]
        if cell in (PAID, RETURNED):
            return cell == PAID
        self._wrong(
            Column.RESULT,
            f"结果只能写“{PAID}”或“{RETURNED}”。",
            f"A result is {PAID} (paid) or {RETURNED} (returned).",
        )
        return None

    def _ref(self) -> str:
        cell = self.cells[Column.REF]
        if not _REF.fullmatch(cell):
            self._wrong(
                Column.REF,
                "流水号应是 4 至 60 位数字、字母或短横。",
                "A reference has 4 to 60 digits, letters or hyphens.",
            )
        return cell

    def _date(self) -> dt.date | None:
        match = _DATE.fullmatch(self.cells[Column.ON])
        try:
            if match is not None:
                return dt.date(*(int(part) for part in match.groups() if part is not None))
        except ValueError:
            match = None
        self._wrong(Column.ON, "日期写作 2026-11-21。", "A date is written 2026-11-21.")
        return None


def _workbook(data: bytes) -> Iterable[Line]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = workbook.get_sheet_by_index(0)
        first = (sheet.start or (0, 0))[0]
        if sheet.height > MAX_ROWS + HEAD_WITHIN + 10:
            raise FileError(
                f"一份回单至多 {MAX_ROWS} 行，请分成几份。", f"A file has {MAX_ROWS} rows at most; split it."
            )
        return [
            (number, [_cell(value) for value in row[:MAX_COLUMNS]])
            for number, row in enumerate(sheet.iter_rows(), start=first + 1)
        ]
    except (CalamineError, IndexError, ValueError) as error:
        raise FileError(
            "这个 Excel 文件打不开：可能有密码或已损坏，请另存为 .xlsx 再上传。",
            "This workbook cannot be opened: it may have a password or be damaged; save it as .xlsx again.",
        ) from error


def _cell(value: Any) -> str:
    """A cell as somebody would type it."""
    match value:
        case bool():
            return "是" if value else "否"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
        case dt.datetime():
            return value.date().isoformat()
        case dt.date():
            return value.isoformat()
        case _:
            return str(value).strip()


def _csv(data: bytes) -> Iterator[Line]:
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise FileError(
            "读不出文字：请另存为 UTF-8 的 CSV 或 .xlsx。",
            "No readable text; save it as CSV in UTF-8 or as .xlsx.",
        )
    try:
        reader = csv.reader(io.StringIO(text, newline=""))
        for cells in reader:
            yield reader.line_num, _stripped(cells[:MAX_COLUMNS])
    except csv.Error as error:
        raise FileError(
            "CSV 文件的引号或换行不成对。", "The quotes or lines of the CSV do not match."
        ) from error


def _stripped(cells: Sequence[str]) -> list[str]:
    return [cell.strip().lstrip("'") for cell in cells]
