"""The sheet to fill in: the columns a table may have, with what each means and may hold."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime

import xlsxwriter

from zhongchuang.expressions import Kind
from zhongchuang.policy.matching.kinds import KIND_NAMES
from zhongchuang.policy.packs.schema import RuleBook

_FIRST = ("编号", "地区", "对象类型")
_ROWS_CHECKED = 10_000
_LONGEST_LIST = 255
"""What Excel takes as a list of choices written into a cell's rule."""
_FORMS = {
    Kind.MONEY: "以元为单位的数，至多两位小数",
    Kind.INTEGER: "整数",
    Kind.DECIMAL: "数",
    Kind.BOOLEAN: "是 或 否",
    Kind.DATE: "日期，如 2026-01-05",
    Kind.INDUSTRY: "国民经济行业分类代码，如 C39",
}


def template_workbook(book: RuleBook, facts: Iterable[str], *, made_at: datetime) -> bytes:
    """An Excel workbook with the facts named as columns (all of the vocabulary, in its order, where none is)."""
    wanted = set(facts)
    names = [name for name in book.vocabulary if name in wanted or not wanted]
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    workbook.set_properties({"title": "测算人群模板", "created": made_at.replace(tzinfo=None)})
    bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    data = workbook.add_worksheet("数据")
    data.freeze_panes(1, len(_FIRST))
    data.set_column(0, len(_FIRST) + len(names), 16)
    for column, header in enumerate([*_FIRST, *(_header(book, name) for name in names)]):
        data.write_string(0, column, header, bold)
    _choices(data, 2, [name.zh for name in KIND_NAMES.values()])
    for column, name in enumerate(names, start=len(_FIRST)):
        _choices(data, column, _values(book, name))
    notes = workbook.add_worksheet("说明")
    notes.set_column(0, 0, 26)
    notes.set_column(1, 1, 70)
    notes.set_column(2, 2, 50)
    rows = [
        ("列", "填什么", "怎么写"),
        ("编号", "自己的编号，每行不同；不要填身份证号。可以不填", "文字"),
        ("地区", "所在地的名称或 GB/T 2260 代码", "如 沈阳市 或 210100"),
        ("对象类型", "是谁", "、".join(name.zh for name in KIND_NAMES.values())),
        *((_header(book, name), book.questions[name].question.zh, _form(book, name)) for name in names),
        ("", "不知道的留空：空着就是不知道，测算不会猜。表里没有的列可以删去；姓名、电话等列不会保存。", ""),
    ]
    for row, cells in enumerate(rows):
        for column, words in enumerate(cells):
            notes.write_string(row, column, words, bold if row == 0 else wrapped)
    workbook.close()
    return out.getvalue()


def _header(book: RuleBook, name: str) -> str:
    question = book.questions[name]
    return f"{question.label.zh}（{question.unit.zh}）" if question.unit else question.label.zh


def _form(book: RuleBook, name: str) -> str:
    return _FORMS.get(book.vocabulary[name].type.kind) or "、".join(_values(book, name))


def _values(book: RuleBook, name: str) -> list[str]:
    if book.vocabulary[name].type.kind is Kind.BOOLEAN:
        return ["是", "否"]
    return [label.zh for _, label in book.questions[name].codes]


def _choices(sheet: xlsxwriter.worksheet.Worksheet, column: int, values: list[str]) -> None:
    """A list to choose from, where it fits into Excel's rule; a comma would split a choice in two."""
    if values and len(",".join(values)) <= _LONGEST_LIST and not any("," in value for value in values):
        sheet.data_validation(1, column, _ROWS_CHECKED, column, {"validate": "list", "source": values})
