"""A subsidiary ledger reckoned, without a database: what is read, what is found, how much counts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.core.errors import InvalidInput
from zhongchuang.policy.taxcheck.ledger import Ledger, base_of, read_ledger
from zhongchuang.policy.taxcheck.sandbox import rows_of
from zhongchuang.policy.taxcheck.sheet import HEADS, Column
from zhongchuang.policy.tests.taxcheck_factory import HEAD_TEXTS, line, rows, workbook

YUAN = 100
TENTH = Decimal("0.10")


def told(ledger: Ledger) -> str:
    return "；".join(f"{one.line} {one.told.zh}" for one in ledger.findings)


def test_a_clean_ledger_adds_up_by_project_and_kind() -> None:
    ledger = read_ledger(
        rows(
            line("甲", staff="100.10", inputs="50"),
            line("乙", voucher="记-13", staff="1"),
            line("甲", voucher="记-14", other="9.90"),
        ),
        2025,
    )
    assert ledger.findings == () and ledger.projects == ("甲", "乙")
    assert ledger.total(Column.STAFF) == 10_110 and ledger.total(Column.STAFF, "乙") == 100
    assert ledger.total(Column.OTHER, "甲") == 990


def test_the_other_costs_are_at_most_a_tenth_of_the_whole() -> None:
    """First five 900, others 150: the limit is 900 × 10 % ÷ 90 % = 100."""
    base = base_of(read_ledger(rows(line(staff="900", other="150")), 2025), TENTH)
    assert (base.other_limit, base.other_counted, base.over) == (100 * YUAN, 100 * YUAN, 50 * YUAN)
    assert base.own == 1000 * YUAN
    under = base_of(read_ledger(rows(line(staff="900", other="99.99")), 2025), TENTH)
    assert (under.over, under.own) == (0, 99_999)


@given(staff=st.integers(0, 10**9), other=st.integers(0, 10**9))
def test_what_counts_never_has_more_than_its_share_of_others(staff: int, other: int) -> None:
    base = base_of(
        read_ledger(rows(line(staff=f"{staff / 100:.2f}", other=f"{other / 100:.2f}")), 2025), TENTH
    )
    assert base.other_counted * 10 <= base.own
    assert base.other_counted + base.over == base.other


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (line(staff="100", counted="90"), "各项费用加起来是 100.00 元"),
        (line(staff="100", booked="60"), "归集金额大于会计凭证记载金额"),
        (line(day="2024-12-31", staff="1"), "不在 2025 年"),
        (line(day="三月底", staff="1"), "凭证日期读不出"),
        (line(project="", staff="1"), "没有写研发项目"),
        (line(voucher="", staff="1"), "没有写凭证号"),
        (line(counted="一百", booked="100", staff="100"), "税法规定的归集金额：金额“一百”无法读取"),
    ],
)
def test_a_row_that_cannot_count_is_told_and_left_out(broken: list[str], sentence: str) -> None:
    ledger = read_ledger(rows(line(voucher="记-1", staff="5"), broken), 2025)
    assert sentence in told(ledger) and ledger.findings[0].line == 3
    assert all(one.wrong for one in ledger.findings)
    assert ledger.total(Column.STAFF) == 5 * YUAN


def test_what_deserves_a_look_still_counts() -> None:
    same = line(staff="8")
    total = line(project="合计", day="", voucher="", staff="20")
    ledger = read_ledger(rows(same, same, line(voucher="红-1", staff="-3"), total), 2025)
    assert [one.wrong for one in ledger.findings] == [False] * 4
    assert "完全一样" in told(ledger) and "红字" in told(ledger)
    assert "合计写的是 20.00 元，各行能读出的加起来是 13.00 元" in told(ledger)
    assert ledger.total(Column.STAFF) == 13 * YUAN


def test_commissioned_costs_may_be_counted_apart() -> None:
    apart = line(staff="10", commissioned="40", counted="10", booked="50")
    together = line(voucher="记-2", staff="10", commissioned="40")
    ledger = read_ledger(rows(apart, together), 2025)
    assert ledger.findings == () and ledger.total(Column.COMMISSIONED) == 80 * YUAN


def test_heads_are_found_under_a_title_and_by_other_names() -> None:
    names = ["项目名称", "日期", "凭证号数", "摘 要", "记账金额（元）", "归集金额(元)", *HEAD_TEXTS[6:]]
    found = rows(["虚构公司 2025 年度"], names, line(staff="7"), heads=["研发支出辅助账"])
    assert read_ledger(found, 2025).total(Column.STAFF) == 7 * YUAN


def test_missing_columns_are_named() -> None:
    with pytest.raises(InvalidInput, match="折旧费用、其他相关费用"):
        read_ledger(rows(heads=[h for h in HEAD_TEXTS if h not in ("折旧费用", "其他相关费用")]), 2025)


def test_a_workbook_reads_as_its_rows() -> None:
    found = rows_of(workbook(line(staff="0.1", inputs="0.2", counted="0.3")))
    assert [number for number, _cells in found] == [1, 2]
    ledger = read_ledger(found, 2025)
    assert ledger.findings == () and ledger.entries[0].counted == 30


def test_what_is_no_workbook_or_takes_too_long_is_refused() -> None:
    with pytest.raises(InvalidInput, match="打不开"):
        rows_of(b"PK\x03\x04 broken")
    with pytest.raises(InvalidInput, match="读取中断"):
        rows_of(workbook(line(staff="1")), seconds=0)


def test_every_column_is_found_by_its_own_name() -> None:
    assert len(set(HEAD_TEXTS)) == len(HEADS) == len(Column)
