"""The files that pass between the platform and the bank: the same bytes each time, totals, digest; cells read one by one."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
from hashlib import sha256

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from zhongchuang.ledger.banking import sandbox
from zhongchuang.ledger.banking.batch_file import BOM, FileFormat, batch_file
from zhongchuang.ledger.banking.errors import FileError
from zhongchuang.ledger.banking.lines import HEADERS, PaymentLine, body_of, totals_of
from zhongchuang.ledger.banking.reading import MAX_ROWS, read_results
from zhongchuang.ledger.banking.rows import Column, ResultTable

MADE = dt.datetime(2026, 11, 21, 1, 2, 3, tzinfo=dt.UTC)
HEAD = ",".join(column.value for column in Column) + "\r\n"


def a_line(line: int = 1, *, amount: int = 123_456_78, name: str = "虚构众创空间") -> PaymentLine:
    return PaymentLine(
        "PC-1", line, f"ZF-{line}", name, "虚构银行", "6222000000000012345", amount, "运营补助，含“房租”"
    )


@pytest.mark.parametrize("file_format", FileFormat)
def test_the_same_batch_is_the_same_file(file_format: FileFormat) -> None:
    lines = [a_line(n) for n in range(1, 81)]
    assert batch_file(lines, MADE, file_format) == batch_file(lines, MADE, file_format)


def test_the_csv_ends_with_count_sum_and_the_digest_of_what_stands_above() -> None:
    data = batch_file([a_line(1), a_line(2, amount=1)], MADE, FileFormat.CSV)
    body, _, total = data.removeprefix(BOM).rpartition("合计".encode())
    cells = next(csv.reader(io.StringIO("合计" + total.decode())))
    assert cells[1] == "2"
    assert cells[6] == "123456.79"
    assert cells[7] == sha256(body).hexdigest() == totals_of([a_line(1), a_line(2, amount=1)]).digest


def test_the_workbook_says_the_same_and_keeps_the_whole_account_number() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(batch_file([a_line()], MADE, FileFormat.XLSX)))
    head, row = book.get_sheet_by_name("支付明细").to_python()
    assert tuple(head) == HEADERS
    assert row[5] == "6222000000000012345"
    assert row[6] == 123456.78
    totals = {row[0]: row[1] for row in book.get_sheet_by_name("合计").to_python()}
    assert totals["明细摘要（SHA-256）"] == totals_of([a_line()]).digest


def test_a_name_that_would_be_a_formula_is_none() -> None:
    assert b"'=HYPERLINK" in body_of([a_line(name="=HYPERLINK(1)")])


def test_an_amount_changed_by_a_fen_changes_the_digest() -> None:
    assert totals_of([a_line()]).digest != totals_of([a_line(amount=123_456_79)]).digest


def test_cells_are_read_as_people_and_spreadsheets_write_them() -> None:
    text = HEAD + (
        'pc-1,1,zf-1,"1,234.50",成功,REF-0001,2026/11/21,\r\n'
        "PC-1,2,,0.01,退票,REF-0002,2026年11月21日,户名不符\r\n"
        "PC-1,3,,5万元,成功,REF-0003,20261121,\r\n"
        "合计,3,,,,,,\r\n"
    )
    for data in (text.encode(), text.encode("gb18030"), BOM + text.encode()):
        table = read_results(data, ".csv")
        assert table.problems == ()
        assert [(row.line, row.amount, row.paid, row.on) for row in table.rows] == [
            (1, 1234_50, True, dt.date(2026, 11, 21)),
            (2, 1, False, dt.date(2026, 11, 21)),
            (3, 50_000_00, True, dt.date(2026, 11, 21)),
        ]
        assert ResultTable.from_json(table.to_json()) == table


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("PC-1,x,,1.00,成功,REF-1,2026-11-21,", Column.LINE),
        ("PC-1,1,,1.001,成功,REF-1,2026-11-21,", Column.AMOUNT),
        ("PC-1,1,,-5,成功,REF-1,2026-11-21,", Column.AMOUNT),
        ("PC-1,1,,1.00,已付,REF-1,2026-11-21,", Column.RESULT),
        ("PC-1,1,,1.00,成功,?,2026-11-21,", Column.REF),
        ("PC-1,1,,1.00,成功,REF-1,2026-02-30,", Column.ON),
        ("PC-1,1,,1.00,成功,REF-1,昨天,", Column.ON),
        (",1,,1.00,成功,REF-1,2026-11-21,", Column.BATCH),
    ],
)
def test_every_cell_that_makes_no_sense_is_named(cells: str, column: Column) -> None:
    table = read_results((HEAD + cells + "\r\n").encode(), ".csv")
    assert table.rows == ()
    assert [(problem.row, problem.column) for problem in table.problems] == [(2, column.value)]


def test_titles_above_the_head_and_other_columns_do_no_harm() -> None:
    text = "某某银行代发结果,,\n" + "序号," + HEAD + "7,PC-1,1,,1.00,成功,REF-1,2026-11-21,\n"
    assert read_results(text.encode(), ".csv").rows[0].ref == "REF-1"


def a_workbook(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, [column.value for column in Column])
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(number, at, dt.datetime.combine(cell, dt.time()), day)
            else:
                sheet.write(number, at, cell)
    book.close()
    return out.getvalue()


def test_a_workbook_with_numbers_and_dates_is_read_exactly() -> None:
    data = a_workbook(("PC-1", 1, "", 1234.56, "成功", "REF-1", dt.date(2026, 11, 21), ""))
    (row,) = read_results(data, ".xlsx").rows
    assert (row.line, row.amount, row.on) == (1, 1234_56, dt.date(2026, 11, 21))


def test_a_reference_that_excel_shortened_is_no_reference() -> None:
    data = a_workbook(("PC-1", 1, "", 1, "成功", 12345678901234567890, dt.date(2026, 11, 21), ""))
    (problem,) = read_results(data, ".xlsx").problems
    assert problem.column == Column.REF.value


def test_too_many_rows_are_refused() -> None:
    row = "PC-1,1,,1.00,成功,REF-1,2026-11-21,\r\n"
    with pytest.raises(FileError, match="至多"):
        read_results((HEAD + row * (MAX_ROWS + 1)).encode(), ".csv")


def test_the_child_is_stopped_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(*args: object, **kwargs: object) -> None:
        raise subprocess.TimeoutExpired("child", 1)

    monkeypatch.setattr(subprocess, "run", too_long)
    with pytest.raises(FileError, match="已停止"):
        sandbox.read_in_sandbox(HEAD.encode(), ".csv")


def test_the_child_has_little_memory() -> None:
    with pytest.raises(FileError):
        sandbox.read_in_sandbox(HEAD.encode(), ".csv", memory_bytes=24 * sandbox.MEBIBYTE)
