"""A distribution as an annex: every row with its part of the income, and the sum."""

from __future__ import annotations

from zhongchuang.cases.deciding.annex import annexes
from zhongchuang.cases.tests.factory import content
from zhongchuang.core.json_values import Json

SECTIONS = [
    {
        "id": "shares",
        "title": {"zh": "分配", "en": "Shares"},
        "fields": [
            {"id": "net", "label": {"zh": "净收益", "en": "Net"}, "type": "money", "fact": "transfer_income"},
            {
                "id": "shares",
                "label": {"zh": "分配明细", "en": "Shares"},
                "type": "table",
                "columns": [
                    {"id": "name", "label": {"zh": "姓名", "en": "Name"}, "type": "text"},
                    {"id": "amount", "label": {"zh": "金额", "en": "Amount"}, "type": "money"},
                ],
            },
        ],
    }
]
PROGRAMME = content(
    sections=SECTIONS, money=None, steps=["accept", "decide"], chain=[], review=None, notice=None, claims=[]
)


def test_each_row_says_its_part() -> None:
    rows: list[Json] = [{"name": "甲", "amount": 4_000_000}, {"name": "乙", "amount": 3_000_000}]
    (annex,) = annexes(PROGRAMME, {"net": 10_000_000, "shares": rows})
    assert annex["heads"] == ["姓名", "金额", "占净收益"]
    assert [row[2] for row in annex["rows"]] == ["40.00%", "30.00%"]  # type: ignore[index, union-attr]  # rows of words
    assert annex["sums"] == ["合计", "70,000.00 元", "70.00%"]


def test_without_an_income_there_are_no_parts() -> None:
    (annex,) = annexes(PROGRAMME, {"shares": [{"name": "甲", "amount": 100}]})
    assert annex["heads"] == ["姓名", "金额"] and annex["sums"] == ["合计", "1.00 元"]


def test_a_table_without_rows_is_no_annex() -> None:
    assert annexes(PROGRAMME, {"net": 100}) == []
