"""Tables as people write them: every format gives the same population, every bad cell is told, nothing gets out."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from zhongchuang.policy.matching.tests.populations import random_subjects, write_subjects
from zhongchuang.policy.simulation.errors import TableError
from zhongchuang.policy.simulation.synthetic import synthetic_population
from zhongchuang.policy.simulation.tables import reading
from zhongchuang.policy.simulation.tables.cleaning import TableReport, clean_table
from zhongchuang.policy.simulation.tables.reading import read_table
from zhongchuang.policy.simulation.tables.sandbox import MAX_FILE_BYTES, read_in_sandbox
from zhongchuang.policy.simulation.tables.spec import TableSpec, table_spec
from zhongchuang.policy.simulation.tables.template import template_workbook
from zhongchuang.policy.simulation.tests.test_comparing import book

ROWS: list[list[object]] = [
    [
        "编号",
        "所在地",
        "对象类型",
        "成果转让收益（元）",
        "在众创空间内",
        "行业代码",
        "所在单位类型",
        "场地面积",
    ],
    ["甲-1", "沈阳市", "创业团队", 1000000, "是", "c39", "高等院校", 12.5],
    ["甲-2", "210200", "team", "1,234.56元", "否", "C", "university", "1,000"],
    ["甲-3", "辽宁省", "企业", "", "", "", "", ""],
]
EXPECTED = {
    "place": ["210100", "210200", "210000"],
    "kind": ["team", "team", "enterprise"],
    "transfer_income": [Decimal("1000000.00"), Decimal("1234.56"), None],
    "in_space": [True, False, None],
    "industry": ["C39", "C", None],
    "employer_kind": ["university", "university", None],
    "area": [Decimal("12.50"), Decimal("1000.00"), None],
}


@lru_cache(maxsize=1)
def spec() -> TableSpec:
    return table_spec(book())


def as_csv(rows: list[list[object]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    quoted = [[f'"{cell}"' if delimiter in str(cell) else str(cell) for cell in row] for row in rows]
    return "\n".join(delimiter.join(row) for row in quoted).encode(encoding)


def as_workbook(rows: list[list[object]], sheet: str = "数据") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        workbook.add_worksheet("封面").write_string(0, 0, "不是数据")
        written = workbook.add_worksheet(sheet)
        for number, row in enumerate(rows):
            written.write_row(number, 0, row)
    return out.getvalue()


def read(data: bytes, suffix: str = ".csv") -> tuple[pl.DataFrame, TableReport]:
    return clean_table(read_table(data, suffix), spec())


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (as_csv(ROWS), ".csv"),
        (as_csv(ROWS, "utf-8-sig"), ".csv"),
        (as_csv(ROWS, "gb18030"), ".csv"),
        (as_csv(ROWS, "utf-16", "\t"), ".csv"),
        (as_csv(ROWS, delimiter=";"), ".csv"),
        (as_workbook(ROWS), ".xlsx"),
    ],
)
def test_every_way_of_writing_gives_the_same_population(data: bytes, suffix: str) -> None:
    frame, report = read(data, suffix)
    assert {name: frame[name].to_list() for name in EXPECTED} == EXPECTED
    assert frame["id"].to_list() == ["甲-1", "甲-2", "甲-3"]
    assert (report.rows, report.kept, report.rejected, report.unusable) == (3, 3, 0, 0)


def test_a_parquet_of_typed_columns_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "subjects.parquet"
    write_subjects(book(), random_subjects(book(), 200, 3), path)
    frame, report = read(path.read_bytes(), ".parquet")
    before = pl.read_parquet(path)
    assert (report.kept, report.unusable, report.dropped) == (200, 0, ())
    for name in before.columns:
        if name != "id":
            assert frame[name].to_list() == before[name].to_list(), name


def test_an_invented_population_is_a_valid_table() -> None:
    out = io.BytesIO()
    synthetic_population(book(), 500, 1).write_parquet(out)
    frame, report = read(out.getvalue(), ".parquet")
    assert (frame.height, report.rejected, report.unusable) == (500, 0, 0)
    assert synthetic_population(book(), 500, 1).equals(synthetic_population(book(), 500, 1))


@pytest.mark.parametrize(
    ("column", "value", "kept"),
    [
        ("成果转让收益", "1000000.005", None),  # a fraction of a 分 is not rounded
        ("成果转让收益", "-1", None),
        ("成果转让收益", "￥1,000", Decimal("1000.00")),
        ("设备购置日期", "2026/1/5", None),
        ("在众创空间内", "也许", None),
        ("在众创空间内", "TRUE", True),
        ("行业代码", "Z99", None),
        ("所在单位类型", "大学", None),
    ],
)
def test_a_value_that_is_not_of_its_fact_is_unknown_and_told_with_its_line(
    column: str, value: str, kept: object
) -> None:
    if column not in {word for fact in spec().facts.values() for word in fact.names}:
        column = next(f.fact.label for f in spec().facts.values() if f.fact.type.kind.value == "date")
        kept = date(2026, 1, 5)
    frame, report = read(as_csv([["地区", "对象类型", column], ["沈阳市", "team", value]]))
    name = spec().column_of(column)
    assert name is not None and frame[name].to_list() == [kept]
    assert [(p.line, p.column) for p in report.problems] == ([] if kept is not None else [(2, column)])
    assert report.unusable == (kept is None)


def test_bad_rows_are_left_out_each_with_its_line_and_reason() -> None:
    rows: list[list[object]] = [
        ["编号", "地区", "对象类型", "在众创空间内"],
        ["1", "火星", "team", "是"],
        ["2", "沈阳市", "外星人", "是"],
        ["3", "沈阳市", "team", "是"],
        ["3", "沈阳市", "team", "否"],
        ["", "沈阳市", "team", "是"],
        ["6", "沈阳市", "team", "是", "多出来的"],
    ]
    frame, report = read(as_csv(rows))
    assert frame["id"].to_list() == ["3"]
    assert (report.rows, report.kept, report.rejected) == (6, 1, 5)
    assert [problem.line for problem in report.problems] == [2, 3, 5, 6, 7]
    assert all(problem.drops_row for problem in report.problems)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["地区", "在众创空间内"], ["沈阳市", "是"]], "对象类型"),
        ([["地区", "对象类型", "在众创空间内"]], "没有一行数据"),
        ([["地区", "对象类型", "in_space", "在众创空间内"], ["沈阳市", "team", "是", "是"]], "同一项"),
        ([["地区", "对象类型", "没人问"], ["沈阳市", "team", "是"]], "没有一列"),
        ([["地区", "对象类型", "in_space"], ["火星", "team", "是"]], "没有一行能用"),
        ([[f"列{n}" for n in range(401)], ["1"]], "400"),
        (
            [["编号", "地区", "对象类型", "in_space"], ["11010519491231002X", "沈阳市", "team", "是"]],
            "身份证",
        ),
    ],
)
def test_a_table_that_makes_no_population_is_refused_whole(rows: list[list[object]], told: str) -> None:
    with pytest.raises(TableError, match=told):
        read(as_csv(rows))


def test_more_rows_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    for data, suffix in ((as_csv(ROWS), ".csv"), (as_workbook(ROWS), ".xlsx")):
        with pytest.raises(TableError, match="行"):
            read(data, suffix)


def test_the_child_process_gives_what_was_read_and_stays_within_its_limits() -> None:
    found = read_in_sandbox(as_csv(ROWS), ".csv", spec())
    frame, report = read(as_csv(ROWS))
    assert pl.read_parquet(io.BytesIO(found.parquet)).equals(frame)
    assert found.report == report
    row: list[object] = ["沈阳市", "team", "是"]
    wide = as_csv([["地区", "对象类型", "in_space"], *([row] * 200_000)])
    with pytest.raises(TableError, match=r"超过 1 秒|中断"):
        read_in_sandbox(wide * 3, ".csv", spec(), seconds=1)
    with pytest.raises(TableError, match=r"内存|中断"):
        read_in_sandbox(wide, ".csv", spec(), memory_bytes=400 * 1024 * 1024)
    with pytest.raises(TableError, match="50 MB"):
        read_in_sandbox(b" " * (MAX_FILE_BYTES + 1), ".csv", spec())


@pytest.mark.parametrize("data", [b"PK\x03\x04 nothing", as_csv(ROWS), b"\x00" * 100])
def test_what_is_no_workbook_is_told(data: bytes) -> None:
    with pytest.raises(TableError, match="打不开"):
        read(data, ".xlsx")


def test_the_template_filled_in_is_read_back() -> None:
    content = template_workbook(book(), ["transfer_income", "in_space"], made_at=datetime(2026, 11, 21))
    headers = read_headers(content)
    assert headers == ["编号", "地区", "对象类型", "成果转让收益（元）", "在众创空间内"]
    filled = as_workbook([[*headers], ["1", "沈阳市", "创业团队", 5, "是"]])
    frame, _report = read(filled, ".xlsx")
    assert frame.rows() == [("1", "210100", "team", Decimal("5.00"), True)]
    every = read_headers(template_workbook(book(), [], made_at=datetime(2026, 11, 21)))
    assert len(every) == 3 + len(book().vocabulary)
    assert all(spec().column_of(header) for header in every)


def read_headers(content: bytes) -> list[str]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("数据")
    return [str(cell) for cell in sheet.to_python()[0]]


def test_the_spec_survives_its_way_to_the_child() -> None:
    assert TableSpec.from_json(spec().to_json()) == spec()
