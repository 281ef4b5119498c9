"""The cells of a file, line by line: Excel or CSV, by content. Runs in the child process only: the bytes are somebody else's."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from python_calamine import CalamineError, CalamineWorkbook

from zhongchuang.clearance.importing.cells import as_typed
from zhongchuang.clearance.importing.limits import (
    HEAD_WITHIN,
    MAX_COLUMNS,
    MAX_PARTS,
    MAX_RATIO,
    MAX_ROWS,
    MAX_UNPACKED,
    MIB,
)
from zhongchuang.clearance.importing.rows import FileError

Line = tuple[int, Sequence[str]]
_ENCODINGS = ("utf-8-sig", "gb18030")
_FIELD_BYTES = 64 * 1024
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_KEEP = 16
"""Bytes of a chunk looked at again with the next one: a tag may lie across."""


def lines_of(data: bytes) -> Iterator[Line]:
    """Number and cells of every line of a file. Raises FileError."""
    if data.startswith(b"PK\x03\x04"):
        refuse_harm(data)
        yield from _workbook(data)
    else:
        yield from _csv(data)


def refuse_harm(data: bytes) -> None:
    """Unpack every part of a workbook once, counting: bombs, passwords and formulas are met here. Raises FileError."""
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or len({part.filename for part in parts}) != len(parts):
                raise _hostile()
            for part in parts:
                if part.flag_bits & 0x1:
                    raise FileError(
                        "Excel 文件设有密码，请去掉后再上传。", "The workbook has a password; take it off."
                    )
                sheet, size, tail = _SHEET.fullmatch(part.filename), 0, b""
                with archive.open(part) as stream:
                    while chunk := stream.read(MIB):
                        size, unpacked = size + len(chunk), unpacked + len(chunk)
                        swollen = size > 8 * MIB and size > MAX_RATIO * max(part.compress_size, 1)
                        if unpacked > MAX_UNPACKED or swollen:
                            raise _hostile()
                        if sheet and _FORMULA.search(tail + chunk):
                            raise FileError(
                                "表里有公式。请全选、复制、“选择性粘贴为数值”，另存后再上传。",
                                "The workbook holds formulas. Copy everything, paste it as values, save and upload again.",
                            )
                        tail = chunk[-_KEEP:]
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise _broken() from error


def _workbook(data: bytes) -> Iterator[Line]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        if sheet.height > MAX_ROWS + HEAD_WITHIN + 10:
            raise FileError(
                f"一份文件至多 {MAX_ROWS:,} 行，请分成几份。",
                f"A file has {MAX_ROWS:,} rows at most; split it.",
            )
        if sheet.width > MAX_COLUMNS:
            raise FileError(
                f"一张表至多 {MAX_COLUMNS} 列，请删掉多余的列。",
                f"A sheet has {MAX_COLUMNS} columns at most; delete those not needed.",
            )
        first = (sheet.start or (0, 0))[0]
        for number, row in enumerate(sheet.iter_rows(), start=first + 1):
            yield number, [as_typed(value) for value in row]
    except (CalamineError, IndexError, ValueError) as error:
        raise _broken() from error


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
    csv.field_size_limit(_FIELD_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""))
    before = 0
    try:
        for told in reader:
            number, before = before + 1, reader.line_num
            if len(told) > MAX_COLUMNS and any(told[MAX_COLUMNS:]):
                raise FileError(
                    f"第 {number} 行超过 {MAX_COLUMNS} 列：分隔符应是逗号，文字里有逗号的加引号。",
                    f"Row {number} has more than {MAX_COLUMNS} columns: separate by commas and quote text with commas.",
                )
            yield number, [cell.strip() for cell in told[:MAX_COLUMNS]]
    except csv.Error as error:
        raise FileError(
            f"第 {before + 1} 行读不下去：引号不成对，或一格太长。",
            f"Row {before + 1} cannot be read: a quote is not closed, or a cell is too long.",
        ) from error


def _hostile() -> FileError:
    return FileError(
        "Excel 文件解开后过大，可能是恶意文件，没有读取。请另存为 CSV 再上传。",
        "The workbook unpacks to too much and may be hostile; it was not read. Save it as CSV.",
    )


def _broken() -> FileError:
    return FileError(
        "这个 Excel 文件打不开：可能已损坏，请另存为 .xlsx 或 CSV 再上传。",
        "This workbook cannot be opened: it may be damaged; save it as .xlsx or CSV again.",
    )
