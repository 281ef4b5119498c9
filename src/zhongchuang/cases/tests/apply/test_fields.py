"""What is typed into a form, read: exactly, or kept as it was typed with a sentence saying why."""

from __future__ import annotations

from typing import Any, cast

import pytest

from zhongchuang.cases.programmes.fields import in_words, read_fields, typed_of
from zhongchuang.cases.programmes.schema import FormField


def field(type_: str, **said: Any) -> FormField:
    label = {"zh": "一题", "en": "A field"}
    return FormField.model_validate({"id": "one", "label": label, "type": type_} | said)


OPTIONS = [
    {"value": "rent", "label": {"zh": "房租", "en": "Rent"}},
    {"value": "tools", "label": {"zh": "开发工具", "en": "Tools"}},
]
TABLE = field(
    "table",
    max_rows=2,
    columns=[
        {"id": "what", "label": {"zh": "内容", "en": "What"}, "type": "text"},
        {"id": "amount", "label": {"zh": "金额", "en": "Amount"}, "type": "money"},
    ],
)


@pytest.mark.parametrize(
    ("asked", "typed", "answer"),
    [
        (field("text"), "  虚构  项目 ", "虚构 项目"),
        (field("long"), "一\r\n二 ", "一\n二"),
        (field("money"), "12.5 万元", 12_500_000),
        (field("money"), "￥１，２３４．５０", 123_450),
        (field("integer"), "1,200", 1200),
        (field("decimal"), "35.5", "35.50"),
        (field("decimal", places=0), "35", "35"),
        (field("rate"), "45%", "0.4500"),
        (field("rate"), "66.6", "0.6660"),
        (field("date"), "2026年11月21日", "2026-11-21"),
        (field("date"), "2026/1/5", "2026-01-05"),
        (field("boolean"), "false", False),
        (field("choice", options=OPTIONS), "rent", "rent"),
    ],
)
def test_what_people_type_becomes_an_exact_answer(asked: FormField, typed: str, answer: object) -> None:
    read = read_fields((asked,), {"one": [typed]})
    assert read.answers == {"one": answer} and not read.errors and not read.unread
    again = read_fields((asked,), {"one": [typed_of(asked, read.answers["one"])]})
    assert again.answers == read.answers, "what a control shows reads as the same answer"


@pytest.mark.parametrize(
    ("asked", "typed", "why"),
    [
        (field("money"), "约十万", "无法读取"),
        (field("money"), "1.005", "小数太长"),
        (field("money", minimum=100), "99.99", "不能少于 100.00 元"),
        (field("integer"), "3.5", "请填整数"),
        (field("integer", minimum=1, maximum=9), "10", "应在 1 到 9 之间"),
        (field("integer"), "1" * 60, "请填数字"),
        (field("integer"), "1_000", "请填数字"),
        (field("integer"), "10²", "请填数字"),
        (field("decimal"), "٣", "请填数字"),
        (field("money"), "10²", "无法读取"),
        (field("money"), "9" * 30, "数额过大"),
        (field("decimal"), "1.005", "最多 2 位小数"),
        (field("rate"), "101", "应在 0% 到 100% 之间"),
        (field("date"), "2026-02-30", "日期请写成"),
        (field("date"), "明年", "日期请写成"),
        (field("choice", options=OPTIONS), "other", "请从列出的选项"),
        (field("boolean"), "maybe", "请选"),
        (field("text", max_length=3), "四个字的", "最多 3 个字，现在有 4 个"),
        (field("text"), "有\0空字符", "无法保存"),
    ],
)
def test_what_cannot_be_read_stays_as_typed(asked: FormField, typed: str, why: str) -> None:
    read = read_fields((asked,), {"one": [typed]})
    assert read.answers == {} and read.unread == {"one": typed}
    assert why in read.errors["one"].zh and read.errors["one"].en


def test_blank_is_no_answer_and_a_locked_field_is_not_read() -> None:
    locked = field("text", prefill="space.name", locked=True)
    assert read_fields((field("text"),), {"one": ["   "]}).answers == {}
    assert read_fields((locked,), {"one": ["换个名字"]}).answers == {}


def test_several_are_chosen_in_the_order_of_the_form() -> None:
    asked = field("choices", options=OPTIONS)
    assert read_fields((asked,), {"one": ["tools", "rent", "tools"]}).answers == {"one": ["rent", "tools"]}
    refused = read_fields((asked,), {"one": ["rent", "other"]})
    assert refused.answers == {} and "不在选项" in refused.errors["one"].zh


def test_blank_rows_of_a_table_are_left_out() -> None:
    typed = {
        "one-0-what": ["房租"],
        "one-0-amount": ["100"],
        "one-1-what": [" "],
        "one-1-amount": [""],
        "one-7-amount": ["5"],
    }
    read = read_fields((TABLE,), typed)
    assert read.answers == {"one": [{"what": "房租", "amount": 10_000}, {"amount": 500}]}


def test_one_cell_that_cannot_be_read_keeps_every_cell_as_typed() -> None:
    typed = {"one-3-what": ["房租"], "one-3-amount": ["一百"], "one-5-what": ["宽带"], "one-5-amount": ["60"]}
    read = read_fields((TABLE,), typed)
    assert read.answers == {}
    assert read.unread == {"one": [{"what": "房租", "amount": "一百"}, {"what": "宽带", "amount": "60"}]}
    assert list(read.errors) == ["one-0-amount"], "named by the row in which it is shown again"


def test_too_many_rows_are_kept_and_told() -> None:
    read = read_fields((TABLE,), {f"one-{row}-what": ["x"] for row in range(3)})
    assert "最多 2 行" in read.errors["one"].zh and len(cast("list[object]", read.unread["one"])) == 3


@pytest.mark.parametrize(
    ("asked", "answer", "chinese", "english"),
    [
        (field("money"), 123_450, "1,234.50 元", "CNY 1,234.50"),
        (field("rate"), "0.4500", "45%", "45%"),
        (field("decimal", unit={"zh": "平方米", "en": "m²"}), "35.50", "35.5 平方米", "35.5 m²"),
        (field("date"), "2026-11-21", "2026年11月21日", "21 November 2026"),
        (field("boolean"), True, "是", "Yes"),
        (field("choices", options=OPTIONS), ["rent", "tools"], "房租、开发工具", "Rent, Tools"),
        (field("text"), None, "", ""),
    ],
)
def test_an_answer_in_words(asked: FormField, answer: Any, chinese: str, english: str) -> None:
    assert (in_words(asked, answer, "zh-hans"), in_words(asked, answer, "en")) == (chinese, english)
