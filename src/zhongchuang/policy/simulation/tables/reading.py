"""The cells of an uploaded file: Excel, CSV and the like as text, Parquet as it is typed. Nothing is understood yet.

Runs in the child process only: the bytes are somebody else's.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from zhongchuang.policy.simulation.errors import TableError

MAX_ROWS = 1_000_000
MAX_COLUMNS = 400
LINE = "line."
"""The column that says where in the file a row stands; no header may be called so."""
_CHUNK = 50_000
_SHEET = "数据"
_ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class RawTable:
    """The headers in their order, the cells under `c0`, `c1`, …, and rows with more cells than there are headers."""

    headers: list[str]
    frame: pl.DataFrame
    too_wide: list[int] = field(default_factory=list)


def read_table(data: bytes, suffix: str) -> RawTable:
    """The table in a file. Raises TableError."""
    match suffix:
        case ".parquet":
            return _parquet(data)
        case ".xlsx":
            return _text_table(_workbook_rows(data))
        case _:
            return _text_table(_csv_rows(data))


def _parquet(data: bytes) -> RawTable:
    try:
        if pl.scan_parquet(io.BytesIO(data)).select(pl.len()).collect().item() > MAX_ROWS:
            raise _too_long()
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise TableError(
            "这不是可读的 Parquet 文件，请重新导出。", "This is no readable Parquet file; export it again."
        ) from error
    headers = frame.columns
    _check_width(headers)
    frame = frame.rename({name: f"c{number}" for number, name in enumerate(headers)})
    lines = pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True).alias(LINE)
    return RawTable(headers, frame.with_columns(lines))


def _workbook_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = workbook.sheet_names
        sheet = workbook.get_sheet_by_name(_SHEET if _SHEET in names else names[0])
        first = (sheet.start or (0, 0))[0]
        if sheet.height > MAX_ROWS + 1:
            raise _too_long()
        for number, row in enumerate(sheet.iter_rows(), start=first + 1):
            yield number, [_cell(value) for value in row]
    except (CalamineError, IndexError, ValueError) as error:
        raise TableError(
            "这个 Excel 文件打不开：可能有密码或已损坏，请另存为 .xlsx 再上传。",
            "This workbook cannot be opened: it may have a password or be damaged; save it as .xlsx again.",
        ) from error


def _cell(value: Any) -> str:
    """A cell as text; numbers as they would be typed, so that 0.1 is 0.1 and 210100 has no point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value).strip()


def _csv_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(data)
    head = text[:65_536].partition("\n")[0]
    delimiter = max((",", "\t", ";"), key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise TableError(
            f"第 {reader.line_num} 行读不出来（{error}），请检查引号是否成对。",
            f"Line {reader.line_num} cannot be read ({error}); check that quotes come in pairs.",
        ) from error


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith(_UTF16) else _ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError(
        "文字编码认不出来，请另存为 UTF-8 的 CSV。",
        "The encoding is not known; save the file as CSV in UTF-8.",
    )


def _text_table(rows: Iterator[tuple[int, list[str]]]) -> RawTable:
    """Headers from the first row with anything in it; empty rows are passed over."""
    headers = next((cells for _, cells in rows if any(cells)), None)
    if headers is None:
        raise TableError("文件是空的，没有表头。", "The file is empty; there is no header.")
    while headers and not headers[-1]:
        headers.pop()
    _check_width(headers)
    table = RawTable(headers, pl.DataFrame())
    frames: list[pl.DataFrame] = []
    count = 0
    filled = ((line, cells) for line, cells in rows if any(cells))
    while chunk := list(islice(filled, _CHUNK)):
        count += len(chunk)
        if count > MAX_ROWS:
            raise _too_long()
        frames.append(_frame(table, chunk, len(headers)))
    if not frames:
        raise TableError("表头下面没有一行数据。", "There is no row under the header.")
    table.frame = pl.concat(frames)
    return table


def _frame(table: RawTable, chunk: Sequence[tuple[int, list[str]]], width: int) -> pl.DataFrame:
    lines, columns = [], [[] for _ in range(width)]  # type: ignore[var-annotated]  # cells are text
    for line, cells in chunk:
        if any(cells[width:]):
            table.too_wide.append(line)
            continue
        lines.append(line)
        for number, column in enumerate(columns):
            column.append(cells[number] if number < len(cells) else "")
    series: Iterable[pl.Series] = (
        pl.Series(f"c{number}", column, dtype=pl.String) for number, column in enumerate(columns)
    )
    return pl.DataFrame([pl.Series(LINE, lines, dtype=pl.Int64), *series])


def _check_width(headers: Sequence[str]) -> None:
    if not headers:
        raise TableError("第一行没有列名。", "The first row holds no names of columns.")
    if len(headers) > MAX_COLUMNS:
        raise TableError(
            f"有 {len(headers)} 列，超过 {MAX_COLUMNS} 列，请只留测算要用的。",
            f"There are {len(headers)} columns, more than {MAX_COLUMNS}; keep those the simulation needs.",
        )


def _too_long() -> TableError:
    return TableError(
        f"超过 {MAX_ROWS:,} 行，请分成几份。", f"There are more than {MAX_ROWS:,} rows; split the table."
    )
