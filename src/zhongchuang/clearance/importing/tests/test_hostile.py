"""Files built to harm, or broken: each is a sentence within its time and memory, and the process that reads is not ours."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator

import pytest
import xlsxwriter

from zhongchuang.clearance.importing.rows import Column, FileError, ReadRow
from zhongchuang.clearance.importing.sandbox import read_awards
from zhongchuang.clearance.importing.template import table

TODAY = "2026-11-20"
MIB = 1024 * 1024
GOOD = {
    "number": "GX-1",
    "name": "虚构科技有限公司",
    "title": "虚构项目",
    "amount": "1",
    "decided_on": "2024-06-30",
    "basis": "虚构发〔2024〕8号",
}


def read(data: bytes, *, seconds: float = 60, memory: int = 1024 * MIB) -> list[ReadRow]:
    def rows() -> Iterator[ReadRow]:
        with tempfile.TemporaryFile("w+b", buffering=0) as file:
            file.write(data)
            file.seek(0)
            yield from read_awards(file, TODAY, seconds=seconds, memory_bytes=memory)

    return list(rows())


def workbook(*, formula: str = "", rows: int = 1) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column.head for column in Column])
        for row in range(1, rows + 1):
            sheet.write_row(row, 0, [GOOD.get(column.key, "") for column in Column])
            sheet.write_string(row, 0, f"GX-{row}")
        if formula:
            sheet.write_formula(1, 7, formula)
    return out.getvalue()


def swollen(part: str, megabytes: int) -> bytes:
    """The workbook above with a part that unpacks to much."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as had,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in had.namelist():
            if name != part:
                made.writestr(name, had.read(name))
        made.writestr(part, b" " * (megabytes * MIB))
    return out.getvalue()


def test_a_file_that_is_right_is_read_in_the_child() -> None:
    assert [one.row.number for one in read(workbook(rows=3)) if one.row] == ["GX-1", "GX-2", "GX-3"]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/media/image1.png", "xl/sharedStrings.xml"])
def test_a_bomb_is_refused_before_it_is_unpacked(part: str) -> None:
    bomb = swollen(part, 64)
    assert len(bomb) < MIB
    with pytest.raises(FileError, match="恶意"):
        read(bomb, memory=512 * MIB)


def test_formulas_are_refused_by_a_sentence() -> None:
    with pytest.raises(FileError, match="公式"):
        read(workbook(formula="=1+1"))


@pytest.mark.parametrize(
    "data",
    [
        workbook()[:-200],
        b"PK\x03\x04" + b"\x00" * 400,
        b"PK\x03\x04",
        workbook().replace(b"xl/workbook.xml", b"xl/workbook.xmm"),
    ],
)
def test_damaged_workbooks_are_a_sentence(data: bytes) -> None:
    with pytest.raises(FileError):
        read(data)


def test_a_quote_that_never_closes_ends_at_its_line() -> None:
    data = table([GOOD]) + b'GX-2,"' + b"x" * 100_000
    with pytest.raises(FileError, match="第 3 行"):
        read(data)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(FileError, match="读不出文字"):
        read(b"\xff\xfe\xfa\x81\x00" * 50)


def test_too_little_memory_and_too_little_time_are_sentences() -> None:
    rows = table({**GOOD, "number": f"GX-{n}"} for n in range(20_000))
    with pytest.raises(FileError):
        read(rows, memory=64 * MIB)
    with pytest.raises(FileError, match="中断"):
        read(rows, seconds=0.2)


def test_more_rows_than_a_file_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    from zhongchuang.clearance.importing import checking

    monkeypatch.setattr(checking, "MAX_ROWS", 2)
    lines = [(1, [column.head for column in Column])]
    lines += [(n, [f"GX-{n}", *[GOOD.get(c.key, "") for c in list(Column)[1:]]]) for n in range(2, 6)]
    with pytest.raises(FileError, match="分成几份"):
        list(checking.read_lines(lines, TODAY))
