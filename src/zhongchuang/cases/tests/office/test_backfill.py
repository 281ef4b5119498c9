"""Earlier awards from a sheet: errors by cell, all rows or none, counted against double support, no news to anybody."""

from __future__ import annotations

import datetime as dt
import io
from hashlib import sha256

import pytest
import xlsxwriter

from zhongchuang.cases.backfilling.sheet import checked, columns_of
from zhongchuang.cases.errors import BackfillNotClean
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Backfill, Case, Round
from zhongchuang.cases.services.backfill import backfill_drop, backfill_read, backfill_take
from zhongchuang.cases.tests.factory import CODES, COUNTY, content, organisation
from zhongchuang.cases.tests.office.factory import Desk
from zhongchuang.clearance.selectors import claims_of
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.upload import AcceptedUpload, FileKind
from zhongchuang.parties.models import Organisation

HEADS = [column.head for column in columns_of(content())]
GOOD = {
    "原编号": "甘科2024-01",
    "申请单位": "虚构单位1",
    "统一社会信用代码": CODES[1],
    "地区代码": COUNTY,
    "名称": "早年项目",
    "申请金额（元）": "80000",
    "批准金额（元）": "50000.50",
    "决定日期": "2024年6月30日",
    "状态": "有效",
    "项目名称": "早年项目",
}


def read_only(*rows: dict[str, str]) -> list[tuple[int, str]]:
    """Row and column of everything that is wrong."""
    lines = [(1, HEADS), *((n, [row.get(h, "") for h in HEADS]) for n, row in enumerate(rows, 2))]
    sheet = checked(content(), lines, places={COUNTY}, today=dt.date(2026, 11, 20))
    return [(one.row, one.column) for one in sheet.problems]


def test_a_good_row_is_read_into_exact_values() -> None:
    lines = [(1, HEADS), (2, [GOOD.get(h, "") for h in HEADS])]
    sheet = checked(content(), lines, places={COUNTY}, today=dt.date(2026, 11, 20))
    assert sheet.problems == ()
    (row,) = sheet.rows
    assert (row["granted"], row["decided_on"], row["answers.project"]) == (
        5_000_050,
        "2024-06-30",
        "早年项目",
    )


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("统一社会信用代码", "911101080000000000"),
        ("地区代码", "123456"),
        ("批准金额（元）", "五万"),
        ("批准金额（元）", "1.234"),
        ("批准金额（元）", "1E+999999"),
        ("批准金额（元）", "1_000"),
        ("批准金额（元）", "NaN"),
        ("批准金额（元）", "-1"),
        ("批准金额（元）", "9" * 30),
        ("决定日期", "99999999999999999999-01-01"),
        ("原编号", "甘科/2024/01"),  # no address could hold it
        ("原编号", "号" * 41),
        ("原编号", "GS-2026-000007"),  # the next one to hand in would be refused for ever
        ("原编号", "CG-ABCDEFGHJKLM"),
        ("批准金额（元）", "80000.01"),  # more than what was asked for
        ("决定日期", "2024-13-01"),
        ("决定日期", "2026-12-01"),  # later than today
        ("有效期至", "2024-01-01"),  # before the decision
        ("状态", "作废"),
        ("名称", ""),
    ],
)
def test_every_wrong_cell_is_named(column: str, text: str) -> None:
    assert read_only(GOOD, {**GOOD, "原编号": "二", column: text}) == [(3, column)]


def test_a_number_that_stands_twice_and_a_head_that_is_none() -> None:
    assert read_only(GOOD, GOOD) == [(3, "原编号")]
    sheet = checked(content(), [(1, ["名称", "备注"]), (2, ["甲", ""])], places=set(), today=dt.date.max)
    assert {"备注", "决定日期"} <= {one.column for one in sheet.problems} and sheet.rows == ()


def upload(*rows: dict[str, str]) -> AcceptedUpload:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, head in enumerate(HEADS):
            sheet.write_string(0, at, head)
            for line, row in enumerate(rows, start=1):
                sheet.write_string(line, at, row.get(head, ""))
    data = out.getvalue()
    return AcceptedUpload("补录.xlsx", FileKind.XLSX, data, sha256(data).hexdigest())


def read(desk: Desk, *rows: dict[str, str]) -> Backfill:
    return backfill_read(
        actor=desk.acts(desk.officer), programme_id=desk.round.programme_id, upload=upload(*rows)
    )


def take(desk: Desk, sheet: Backfill) -> Backfill:
    return backfill_take(
        actor=desk.acts(desk.officer), sheet=sheet.key, expected_version=sheet.row_version, key="take-once-1"
    )


def test_a_clean_sheet_is_taken_in_with_its_claims_and_its_unknown_organisation(desk: Desk) -> None:
    organisation(1)
    stranger = {
        **GOOD,
        "原编号": "",
        "统一社会信用代码": CODES[3],
        "申请单位": "新单位",
        "项目名称": "乙",
        "状态": "已办结",
    }
    sheet = read(desk, GOOD, stranger)
    assert (len(sheet.rows), sheet.problems) == (2, [])
    assert Case.objects.count() == 0  # only looked at so far
    done = take(desk, sheet)
    assert done.pk == take(desk, sheet).pk  # a second click
    first, second = Case.objects.order_by("pk")
    assert (first.number, first.state, first.granted, first.origin) == (
        "甘科2024-01",
        State.APPROVED,
        5_000_050,
        "backfill",
    )
    assert (second.state, second.account_id, second.organisation and second.organisation.name) == (
        State.ENDED,
        None,
        "新单位",
    )
    assert [claim.kind for claim in claims_of("case:甘科2024-01")] == ["project"]
    assert Round.objects.get(pk=first.round_id).name == "2024年补录"


def test_a_sheet_with_one_wrong_cell_is_not_taken_in_at_all(desk: Desk) -> None:
    sheet = read(desk, GOOD, {**GOOD, "原编号": "二", "状态": "作废"})
    assert [(row, column) for row, column, _zh, _en in sheet.problems] == [(3, "状态")]
    with pytest.raises(BackfillNotClean):
        take(desk, sheet)
    assert Case.objects.count() == 0


def test_what_another_case_has_claimed_stops_the_whole_sheet(desk: Desk) -> None:
    organisation(1)
    twin = {**GOOD, "原编号": "甘科2024-02"}
    sheet = read(desk, {**GOOD, "原编号": "一", "项目名称": "乙"}, GOOD, twin)
    with pytest.raises(InvalidInput) as refused:
        take(desk, sheet)
    assert "第 4 行" in refused.value.zh
    assert Case.objects.count() == 0 and claims_of("case:甘科2024-01") == []
    assert not Organisation.objects.filter(uscc=CODES[3]).exists()


def test_names_and_numbers_are_held_against_what_is_registered(desk: Desk) -> None:
    organisation(1)
    take(desk, read(desk, GOOD))
    sheet = read(desk, {**GOOD, "申请单位": "别的名称"})
    assert {(row, column) for row, column, _zh, _en in sheet.problems} == {(2, "原编号"), (2, "申请单位")}


def test_a_sheet_given_up_is_gone_and_others_do_none_of_it(desk: Desk) -> None:
    sheet = read(desk, GOOD)
    with pytest.raises(NotAllowed):
        backfill_take(actor=desk.acts(desk.finance), sheet=sheet.key, expected_version=1)
    backfill_drop(actor=desk.acts(desk.officer), sheet=sheet.key, expected_version=sheet.row_version)
    with pytest.raises(NotFound):
        take(desk, sheet)


def test_a_file_that_is_no_workbook_is_refused_in_words(desk: Desk) -> None:
    broken = AcceptedUpload("补录.xlsx", FileKind.XLSX, b"PK\x03\x04 nothing", "0" * 64)
    with pytest.raises(InvalidInput) as refused:
        backfill_read(actor=desk.acts(desk.officer), programme_id=desk.round.programme_id, upload=broken)
    assert "打不开" in refused.value.zh
