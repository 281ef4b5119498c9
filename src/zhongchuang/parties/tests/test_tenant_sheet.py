"""The sheet without a database: what a cell may hold, problems by cell, the workbook that reads back the same."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhongchuang.parties.spaces.cells import CellWrong
from zhongchuang.parties.spaces.comparing import Difference, KnownTenant, compared, merged, problems_of
from zhongchuang.parties.spaces.reading import Unreadable, answered
from zhongchuang.parties.spaces.residency import Stay
from zhongchuang.parties.spaces.sandbox import read_sheet
from zhongchuang.parties.spaces.sheet import (
    BY_KEY,
    COLUMNS,
    FACTS,
    FOUNDERS,
    MAX_ROWS,
    Cells,
    SheetRow,
    checked,
    letter,
    parsed,
    written,
)
from zhongchuang.parties.spaces.workbook import register_workbook
from zhongchuang.parties.tests.sheets import HEADERS, row, workbook

ON = dt.date(2026, 6, 30)
MADE = dt.datetime(2026, 6, 30, 9, tzinfo=dt.UTC)


def problems(*rows: list[Any], headers: tuple[str, ...] = HEADERS) -> dict[str, str]:
    """What is wrong with a sheet, by cell."""
    found = read_sheet(workbook(rows, headers=headers), ON)
    return {problem.cell: problem.zh for problem in found.problems}


def test_a_sheet_is_read_with_the_types_a_person_leaves_in_it() -> None:
    found = read_sheet(
        workbook(
            [
                row(
                    "91999999000000500w",
                    "虚构甲",
                    "2026/2/3",
                    staff=12,
                    revenue_fen="12.5万元",
                    high_tech="是",
                ),
                [None] * len(COLUMNS),
                row(
                    "",
                    "虚构乙队",
                    "2026年3月1日",
                    staff="１２",
                    founder="大学生",
                    industry="i65",
                    area_m2="1,200",
                ),
            ]
        ),
        ON,
    )
    assert found.problems == ()
    first, second = found.rows
    assert (first.line, first.uscc, first.admitted_on) == (2, "91999999000000500W", "2026-02-03")
    assert first.values["revenue_fen"] == 12_500_000 and first.values["high_tech"] is True
    assert (second.line, second.uscc) == (4, "")
    assert second.values["staff"] == 12 and second.values["area_m2"] == 1200
    assert (second.values["founder"], second.values["industry"]) == ("student", "I65")


def test_every_wrong_cell_is_named_where_the_workbook_names_it() -> None:
    found = problems(
        row("", "", "不是日期", staff=-1, industry="Z99"),
        row("", "甲", "2026-07-01", staff=3, staff_college=4),
        row("", "甲", "2026-01-01", revenue_fen="很多", high_tech="也许", founder="路人"),
    )
    at = {column.key: letter(n) for n, column in enumerate(COLUMNS)}
    assert set(found) == {
        *("B2", "C2", "B4"),
        *(f"{at[key]}2" for key in ("staff", "industry")),
        "C3",
        f"{at['staff_college']}3",
        *(f"{at[key]}4" for key in ("revenue_fen", "high_tech", "founder")),
    }
    assert found["B4"] == "与第 3 行重复"
    assert "晚于数据截止日期" in found["C3"]


def test_headers_that_are_missing_unknown_or_twice_are_told() -> None:
    assert set(problems(row(), headers=("名称",))) == {""}
    found = problems(row(), headers=(*HEADERS, "身份证号", "名称"))
    assert found[f"{letter(len(HEADERS))}1"].startswith("不认识这一列")
    assert found[f"{letter(len(HEADERS) + 1)}1"] == "这一列有两次"


def test_english_headers_are_known_too() -> None:
    english = tuple(column.label.en for column in COLUMNS)
    assert read_sheet(workbook([row()], headers=english), ON).problems == ()


def test_a_sheet_without_a_row_or_too_long_is_told() -> None:
    assert problems() == {"A2": "表头下面没有一行数据"}
    with pytest.raises(Unreadable, match="表太大"):
        read_sheet(workbook([row("", f"队{n}") for n in range(MAX_ROWS + 60)]), ON)
    told = checked(HEADERS, ((n + 2, row("", f"队{n}")) for n in range(0)), on=ON)
    assert told.rows == ()


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 no workbook", b"%PDF-1.7", b"\xd0\xcf\x11\xe0" + b"\0" * 600]
)
def test_what_is_no_workbook_is_told_and_never_opened_here(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_sheet(data, ON)


def test_a_child_that_hangs_or_dies_is_an_answer() -> None:
    good = workbook([row()])
    with pytest.raises(Unreadable, match="已停止"):
        read_sheet(good, ON, seconds=0)
    with pytest.raises(Unreadable):
        read_sheet(good, ON, memory_bytes=1024 * 1024)  # not enough to load the reader


def test_the_child_gets_no_secrets_and_cannot_write() -> None:
    """The control is the command itself, run as the sandbox runs it, with a program that tries to write."""
    code = (
        "import resource,sys;resource.setrlimit(resource.RLIMIT_FSIZE,(0,0));"
        "import os;sys.exit(0 if 'ZHONGCHUANG_VAR' not in os.environ else 3)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], env={"PATH": os.defpath}, check=False)
    assert done.returncode == 0


def test_answers_are_plain_json_in_both_outcomes() -> None:
    assert set(answered(workbook([row()]), ON)) == {"rows", "problems", "letters"}
    assert set(answered(b"PK\x03\x04", ON)) == {"error"}


VALUES: dict[Cells, Any] = {
    Cells.TEXT: st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20),
    Cells.DATE: st.dates(dt.date(1950, 1, 1), dt.date(2026, 1, 1)).map(dt.date.isoformat),
    Cells.COUNT: st.integers(0, 1_000_000),
    Cells.MONEY: st.integers(0, 10**14),
    Cells.YES_NO: st.booleans(),
    Cells.INDUSTRY: st.sampled_from(["A", "I65", "C391", "C3912"]),
    Cells.CHOICE: st.sampled_from(sorted(FOUNDERS)),
}


@given(st.data())
def test_a_value_written_and_read_again_is_the_same(data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(FACTS))
    value: Any = data.draw(VALUES[column.cells])
    text = written(column, value)
    if column.cells is Cells.TEXT:
        assert parsed(column, text) == unicodedata.normalize("NFC", str(value)).strip()
    else:
        assert parsed(column, text) == value


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_the_workbook_reads_back_what_was_written(data: st.DataObject) -> None:
    values: dict[str, Any] = {
        column.key: data.draw(st.none() | VALUES[column.cells])
        for column in FACTS
        if column.key not in ("field", "staff", "staff_college", "staff_graduates")
    }
    given_row = SheetRow(2, "91999999000000500W", "虚构甲", "2026-02-03", values)
    content = register_workbook([given_row], title="名册", made_at=MADE)
    found = answered(content, ON)
    assert found["problems"] == []
    read = SheetRow.from_json(found["rows"][0])
    assert (read.uscc, read.name, read.admitted_on) == ("91999999000000500W", "虚构甲", "2026-02-03")
    assert {key: value for key, value in read.values.items() if value is not None} == {
        key: value for key, value in values.items() if value is not None
    }


def test_the_template_has_every_column_and_no_row() -> None:
    found = answered(register_workbook((), title="模板", made_at=MADE), ON)
    assert found["rows"] == [] and list(found["letters"]) == [column.key for column in COLUMNS]


def test_letters_go_on_after_z() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("staff", "3.5"),
        ("staff", "12345678"),
        ("revenue_fen", "-1"),
        ("revenue_fen", "0.001"),
        ("founded_on", "2026-02-30"),
        ("founded_on", "02/03/2026"),
        ("field", "长" * 31),
    ],
)
def test_what_cannot_be_read_is_never_guessed(key: str, text: str) -> None:
    with pytest.raises(CellWrong):
        parsed(BY_KEY[key], text)


KNOWN = KnownTenant(
    "虚构甲", Stay.RESIDENT, dt.date(2026, 2, 3), dt.date(2026, 2, 3), {"staff": 3, "field": "新材料"}
)


def a_row(**values: Any) -> SheetRow:
    return SheetRow(2, "", "虚构甲", "2026-02-03", values)


def test_a_row_is_new_changed_or_the_same() -> None:
    assert compared(a_row(staff=3), None).difference is Difference.NEW
    assert compared(a_row(staff=3), KNOWN).difference is Difference.SAME
    changed = compared(a_row(staff=4, field=None), KNOWN)
    assert (changed.difference, changed.changes) == (Difference.CHANGED, (("staff", "3", "4"),))
    assert merged(a_row(staff=4), KNOWN) == {"staff": 4, "field": "新材料"}  # what is left empty stays


def test_a_row_that_contradicts_the_register_is_a_problem_of_its_cell() -> None:
    other_day = SheetRow(5, "", "虚构甲", "2026-02-04", {})
    (problem,) = problems_of([other_day], {"虚构甲": KNOWN}, {"admitted_on": "C"})
    assert problem.cell == "C5" and "2026-02-03" in problem.zh
    gone = KnownTenant("虚构甲", Stay.LEFT, dt.date(2026, 5, 1), dt.date(2026, 2, 3), {})
    (problem,) = problems_of([a_row()], {"虚构甲": gone}, {"admitted_on": "C"})
    assert "已退出" in problem.zh
    back = SheetRow(6, "", "虚构甲", "2026-05-02", {})
    assert problems_of([back], {"虚构甲": gone}, {"admitted_on": "C"}) == []
