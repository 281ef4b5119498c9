"""A table of awards read cell by cell: exact values, everything that is wrong told with row and column, nothing guessed."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from zhongchuang.clearance.importing.checking import read_lines
from zhongchuang.clearance.importing.rows import AwardRow, Column, FileError, ReadRow
from zhongchuang.clearance.importing.tables import lines_of
from zhongchuang.clearance.importing.template import EXAMPLE, table, template
from zhongchuang.core.clock import now

TODAY = "2026-11-20"
HEADS = [column.head for column in Column]
CODE = "91999999000000500W"
GOOD = {
    Column.NUMBER: "GX-1",
    Column.NAME: "虚构科技有限公司",
    Column.USCC: CODE,
    Column.TITLE: "虚构技改项目",
    Column.AMOUNT: "50000.50",
    Column.DECIDED: "2024年6月30日",
    Column.BASIS: "虚构发〔2024〕8号",
}


def read(*rows: dict[Column, str]) -> list[ReadRow]:
    lines = [(1, HEADS)]
    lines += [(n, [row.get(column, "") for column in Column]) for n, row in enumerate(rows, 2)]
    return list(read_lines(lines, TODAY))


def wrong(*rows: dict[Column, str]) -> list[tuple[int, str]]:
    return [(found.row, found.column) for one in read(*rows) for found in one.problems]


def test_a_good_row_is_read_into_exact_values() -> None:
    (one,) = read(
        {**GOOD, Column.LEVEL: "市级", Column.INVOICES: "9921 2000000000000017、99212000000000000025"}
    )
    assert one.row is not None and one.problems == ()
    row = one.row
    assert (row.amount, row.paid, row.decided_on, row.level) == (5_000_050, 0, "2024-06-30", "city")
    assert row.invoices == ("99212000000000000017", "99212000000000000025")
    assert AwardRow.from_json(row.to_json()) == row


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (Column.USCC, "911101080000000000"),
        (Column.USCC, "91999999000000500A"),
        (Column.USCC, "9.19999990000005E+17"),
        (Column.USCC, "999999199001010010"[:17] + ric.calc_check_digit("999999199001010010")),
        (Column.AMOUNT, "五万"),
        (Column.AMOUNT, "1.234"),
        (Column.AMOUNT, "1E+99"),
        (Column.AMOUNT, "-1"),
        (Column.AMOUNT, "NaN"),
        (Column.AMOUNT, "1_000"),
        (Column.AMOUNT, "9" * 30),
        (Column.AMOUNT, ""),
        (Column.PAID, "50000.51"),  # more than the amount
        (Column.DECIDED, "2026-11-21"),  # later than today
        (Column.DECIDED, "2024-02-30"),
        (Column.DECIDED, "1949-01-01"),
        (Column.DECIDED, "45000"),  # the number a spreadsheet keeps for a day
        (Column.LEVEL, "乡"),
        (Column.PLACE, "21010"),
        (Column.PLACE, "辽宁"),
        (Column.INVOICES, "9.92E+19"),
        (Column.INVOICES, "甲"),
        (Column.NUMBER, "有 空格"),
        (Column.NUMBER, "号" * 61),
        (Column.NUMBER, ""),
        (Column.TITLE, "=HYPERLINK(1)"),
        (Column.TITLE, "字" * 201),
        (Column.TITLE, "字" * 5_000),
        (Column.TITLE, "退款请打 13800138000"),
        (Column.TITLE, "退款请打 138 0013-8000"),
        (Column.TITLE, "退款请打１３８００１３８０００"),
        (Column.TITLE, "联系（0411）84671234"),
        (Column.TITLE, "账号 6222 0212 3456 7890 123"),
        (Column.BASIS, "210102 19900307 123X"),
        (Column.TITLE, "＝HYPERLINK(1)"),
        (Column.NAME, "甲\u202e乙"),
        (Column.NAME, "\x00"),
        (Column.BASIS, ""),
        (Column.PERSONAL, "也许"),
        (Column.PERSONAL, "是"),  # a person with the code of an organisation: told of the code
    ],
)
def test_a_wrong_cell_is_told_with_its_row_and_column(column: Column, cell: str) -> None:
    told = Column.USCC if column is Column.PERSONAL and cell == "是" else column
    found = read(GOOD, {**GOOD, Column.NUMBER: "GX-2", column: cell})
    assert found[0].row is not None and found[1].row is None
    assert [(one.row, one.column) for one in found[1].problems] == [(3, told.head)]
    assert all(one.told.zh and one.told.en for one in found[1].problems)


def test_rows_that_contradict_each_other_or_themselves() -> None:
    again = {**GOOD, Column.TITLE: "另一项"}
    assert wrong(GOOD, again) == [(3, Column.NUMBER.head)]
    assert wrong({**GOOD, Column.SINCE: "2024-01-01"}) == [(2, Column.UNTIL.head)]
    span = {Column.SINCE: "2024-02-01", Column.UNTIL: "2024-01-01"}
    assert wrong({**GOOD, **span}) == [(2, Column.UNTIL.head)]


def test_a_number_of_a_source_or_contract_may_be_long() -> None:
    long = "2024010112345678"
    (one,) = read({**GOOD, Column.NUMBER: long, Column.CONTRACTS: long})
    assert one.row is not None and (one.row.number, one.row.contracts) == (long, (long,))


@pytest.mark.parametrize("name", ["张三", "欧阳明日", "买买提·艾力"])
def test_who_may_be_a_person_is_asked_for(name: str) -> None:
    """Public at once and for ever, a person taken for an organisation would never come down."""
    bare = {**GOOD, Column.NAME: name, Column.USCC: ""}
    assert wrong(bare) == [(2, Column.PERSONAL.head)]
    assert read({**bare, Column.PERSONAL: "是"})[0].row is not None
    assert read({**bare, Column.PERSONAL: "否"})[0].row is not None
    assert read({**bare, Column.USCC: CODE})[0].row is not None


def test_a_bad_row_still_says_its_number() -> None:
    """Or a full list with one wrong amount would tell that its award is gone."""
    (one,) = read({**GOOD, Column.AMOUNT: "五万"})
    assert one.row is None and one.number == "GX-1"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (["来源编号"], "表头缺少"),
        ([*HEADS, "备注"], "不认识的列：备注"),
        ([*HEADS, "来源编号"], "出现了两次"),
    ],
)
def test_a_head_that_does_not_fit_is_one_sentence(head: list[str], said: str) -> None:
    with pytest.raises(FileError, match=said):
        list(read_lines([(1, head), (2, ["甲"] * len(head))], TODAY))


def test_titles_above_the_head_totals_and_blank_lines_are_no_rows() -> None:
    row = [GOOD.get(column, "") for column in Column]
    lines = [(1, ["某局支持清单"]), (2, []), (3, HEADS), (4, row), (5, [""]), (6, ["合计", "", "", "1"])]
    assert [one.line for one in read_lines(lines, TODAY)] == [4]
    with pytest.raises(FileError, match="没有一行"):
        list(read_lines(lines[:3], TODAY))


def test_heads_are_known_in_english_and_by_the_names_of_the_interface() -> None:
    for heads in ([c.head_en for c in Column], [c.key for c in Column]):
        (one,) = read_lines([(1, heads), (2, [GOOD.get(column, "") for column in Column])], TODAY)
        assert one.row is not None and one.row.number == "GX-1"


def test_csv_in_both_encodings_reads_the_same() -> None:
    data = table([{column.key: cell for column, cell in GOOD.items()}])
    plain = list(read_lines(lines_of(data), TODAY))
    assert plain == list(read_lines(lines_of(b"\xef\xbb\xbf" + data), TODAY))
    assert plain == list(read_lines(lines_of(data.decode().encode("gb18030")), TODAY))
    assert plain[0].row is not None


def test_the_template_reads_back_with_its_example() -> None:
    """Its columns are those that are read, and the example is a row that is right."""
    data = template(now())
    heads = next(iter(lines_of(data)))[1]
    assert heads == HEADS
    with pytest.raises(FileError, match="没有一行"):
        list(read_lines(lines_of(data), TODAY))
    (one,) = read(dict(EXAMPLE))
    assert one.row is not None, one.problems


def test_a_workbook_keeps_numbers_days_and_cents() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        for at, column in enumerate(Column):
            if column is Column.AMOUNT:
                sheet.write_number(1, at, 50000.5)
            elif column is Column.DECIDED:
                sheet.write_number(1, at, 45473, book.add_format({"num_format": "yyyy-mm-dd"}))
            elif column is Column.NUMBER:
                sheet.write_number(1, at, 2024001)
            elif column is Column.INVOICES:
                sheet.write_number(1, at, 99212000000000000017)
            else:
                sheet.write_string(1, at, GOOD.get(column, ""))
    (one,) = read_lines(lines_of(out.getvalue()), TODAY)
    # A number of twenty digits typed as a number has lost its last ones; the rest of the row is understood.
    assert [found.column for found in one.problems] == [Column.INVOICES.head]


@given(fen=st.integers(0, 10**15))
def test_every_amount_comes_back_to_the_cent(fen: int) -> None:
    (one,) = read({**GOOD, Column.AMOUNT: f"{fen // 100}.{fen % 100:02}"})
    assert one.row is not None and one.row.amount == fen


@given(body=st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), at=st.integers(0, 16))
def test_one_wrong_symbol_of_a_code_is_always_seen(body: str, at: int) -> None:
    code = body + uscc.calc_check_digit(body)
    other = "0" if code[at] != "0" else "1"
    broken = code[:at] + other + code[at + 1 :]
    assert wrong({**GOOD, Column.USCC: broken}) == [(2, Column.USCC.head)]


@given(st.text(max_size=40), st.sampled_from(list(Column)))
def test_whatever_stands_in_a_cell_is_a_row_or_a_sentence(cell: str, column: Column) -> None:
    for one in read({**GOOD, column: cell.strip()}):
        assert (one.row is None) == bool(one.problems)
