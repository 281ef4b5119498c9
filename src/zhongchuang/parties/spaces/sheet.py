"""The columns of the tenants' sheet: what each means, what a cell may hold, and how a value is written back.

One list serves the sheet, the form for one tenant, the page and the export. Values are plain JSON: dates in ISO 8601, money
in 分. Whatever cannot be read is a problem with its cell, never a guess.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from zhongchuang.core.errors import Wording
from zhongchuang.core.money import plain_yuan
from zhongchuang.expressions.industry import is_industry_code
from zhongchuang.parties.spaces.cells import CellWrong, count_in, day_in, fen_in, yes_in

SHEET = "入驻名册"
MAX_ROWS = 2_000
Value = str | int | bool | None


class Cells(StrEnum):
    """What a column holds."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    MONEY = "money"
    YES_NO = "yes_no"
    INDUSTRY = "industry"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key of its value, its heading, what to write into it."""

    key: str
    label: Wording
    cells: Cells
    hint: Wording
    choices: Mapping[str, Wording] = field(default_factory=dict)
    longest: int = 60


FOUNDERS: Mapping[str, Wording] = {
    "student": Wording("大学生", "Student"),
    "returnee": Wording("留学人员", "Returned from abroad"),
    "researcher": Wording("科技人员", "Researcher"),
    "serial": Wording("连续创业者", "Serial entrepreneur"),
    "other": Wording("其他", "Other"),
}
_TEXT = Wording("文字", "text")
_DATE = Wording("日期，如 2026-01-05", "a date such as 2026-01-05")
_COUNT = Wording("整数", "a whole number")
_YUAN = Wording("金额，元，至多两位小数；可写 12.5 万元", "yuan, two decimals at most; 12.5万元 is read too")
_YES = Wording("是 或 否", "是 (yes) or 否 (no)")

IDENTITY = (
    Column(
        "uscc",
        Wording("统一社会信用代码", "Unified social credit code"),
        Cells.TEXT,
        Wording("企业必填，18 位；还没注册的团队留空", "18 characters for a firm; empty for a team"),
        longest=18,
    ),
    Column(
        "name",
        Wording("名称", "Name"),
        Cells.TEXT,
        Wording("企业或团队的名称", "of the firm or team"),
    ),
    Column("admitted_on", Wording("入驻日期", "Admitted on"), Cells.DATE, _DATE),
)
FACTS = (
    Column("founded_on", Wording("成立日期", "Founded on"), Cells.DATE, _DATE),
    Column(
        "industry",
        Wording("行业代码", "Industry code"),
        Cells.INDUSTRY,
        Wording("国民经济行业分类代码，如 I65", "GB/T 4754, such as I65"),
    ),
    Column("field", Wording("技术领域", "Field of technology"), Cells.TEXT, _TEXT, longest=30),
    Column(
        "founder",
        Wording("创业者", "Founder"),
        Cells.CHOICE,
        Wording("从列表选", "from the list"),
        FOUNDERS,
    ),
    Column("workstations", Wording("使用工位", "Workstations used"), Cells.COUNT, _COUNT),
    Column("area_m2", Wording("使用面积（平方米）", "Area used (m²)"), Cells.COUNT, _COUNT),
    Column("staff", Wording("从业人数", "Staff"), Cells.COUNT, _COUNT),
    Column("staff_college", Wording("其中大专以上", "of them with college"), Cells.COUNT, _COUNT),
    Column("staff_graduates", Wording("其中应届毕业生", "of them new graduates"), Cells.COUNT, _COUNT),
    Column("high_tech", Wording("高新技术企业", "High-tech enterprise"), Cells.YES_NO, _YES),
    Column("mentored", Wording("有创业导师", "Has a mentor"), Cells.YES_NO, _YES),
    Column("revenue_fen", Wording("本年总收入（元）", "Revenue this year (yuan)"), Cells.MONEY, _YUAN),
    Column("rd_fen", Wording("本年研发支出（元）", "R&D expense this year (yuan)"), Cells.MONEY, _YUAN),
    Column(
        "invested_fen", Wording("累计获得投资（元）", "Investment received in all (yuan)"), Cells.MONEY, _YUAN
    ),
    Column("rights", Wording("有效知识产权", "Valid IP rights"), Cells.COUNT, _COUNT),
)
COLUMNS = (*IDENTITY, *FACTS)
BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}
_WITHIN = (("staff_college", "staff"), ("staff_graduates", "staff"))
"""Counts that are part of another."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: the cell as the workbook names it (`B7`), empty for the sheet as a whole."""

    cell: str
    zh: str
    en: str
    value: str = ""
    sheet: str = SHEET

    @property
    def place(self) -> tuple[int, int, str]:
        """Where it stands: by line, then by column; what is wrong with the whole sheet first."""
        letters, digits = self.cell.rstrip("0123456789"), self.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return (int(digits or 0), len(letters), letters)

    def to_json(self) -> dict[str, str]:
        """As it is kept."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One tenant of a sheet: its line, who it is, since when, its figures."""

    line: int
    uscc: str
    name: str
    admitted_on: str
    values: Mapping[str, Value]

    def to_json(self) -> dict[str, Any]:
        """As it is kept and sent from the child process."""
        return {**asdict(self), "values": dict(self.values)}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> SheetRow:
        """The row back."""
        return cls(**{name: row[name] for name in ("line", "uscc", "name", "admitted_on", "values")})


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """The rows of a sheet and everything wrong with them."""

    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...]
    letters: Mapping[str, str]
    """The letter of each column by its key, so that what is found later can name its cell."""


def parsed(column: Column, text: str) -> Value:
    """The value of a cell; None for an empty one. Raises CellWrong."""
    text = unicodedata.normalize("NFC", text).strip()
    if not text:
        return None
    match column.cells:
        case Cells.TEXT:
            if len(text) > column.longest:
                raise CellWrong(f"最多 {column.longest} 个字", f"at most {column.longest} characters")
            return text
        case Cells.DATE:
            return day_in(text).isoformat()
        case Cells.COUNT:
            return count_in(text)
        case Cells.MONEY:
            return fen_in(text)
        case Cells.YES_NO:
            return yes_in(text)
        case Cells.INDUSTRY:
            code = text.upper()
            if not is_industry_code(code):
                raise CellWrong("不是国民经济行业分类代码，应如 I65", "no industry code; write it like I65")
            return code
        case Cells.CHOICE:
            return _choice(column, text)


def written(column: Column, value: Value) -> str:
    """The value as a cell holds it, so that reading it again gives the same."""
    if value is None or value == "":
        return ""
    match column.cells:
        case Cells.MONEY:
            return plain_yuan(int(value))
        case Cells.YES_NO:
            return "是" if value else "否"
        case Cells.CHOICE:
            return column.choices[str(value)].zh
        case _:
            return str(value)


def inconsistencies(values: Mapping[str, Value]) -> dict[str, Wording]:
    """Figures that contradict each other, by the key to correct."""
    found: dict[str, Wording] = {}
    for part, whole in _WITHIN:
        a, b = values.get(part), values.get(whole)
        if a is None:
            continue
        if b is None or int(a) > int(b):
            whole_label = BY_KEY[whole].label
            found[part] = Wording(
                f"不能多于{whole_label.zh}", f"cannot be more than “{whole_label.en.lower()}”"
            )
    return found


def checked(
    headers: Sequence[str], lines: Iterable[tuple[int, Sequence[str]]], *, on: dt.date
) -> CheckedSheet:
    """A sheet read into rows, as at a day. `lines` are (number in the workbook, cells)."""
    problems: list[Problem] = []
    at = _positions(headers, problems)
    letters = {key: letter(position) for key, position in at.items()}
    if any(key not in at for key in ("uscc", "name", "admitted_on")):
        return CheckedSheet((), tuple(problems), letters)
    rows: list[SheetRow] = []
    seen: dict[str, int] = {}
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) >= MAX_ROWS:
            problems.append(
                Problem(
                    f"A{line}",
                    f"超过 {MAX_ROWS} 行，请分成几份",
                    f"more than {MAX_ROWS} rows; split the sheet",
                )
            )
            break
        row = _row(line, {key: _at(cells, n) for key, n in at.items()}, letters, problems, on)
        who = row.uscc or row.name
        if who in seen:
            problems.append(
                Problem(
                    f"{letters['uscc' if row.uscc else 'name']}{line}",
                    f"与第 {seen[who]} 行重复",
                    f"the same as line {seen[who]}",
                    who,
                )
            )
        elif who:
            seen[who] = line
        rows.append(row)
    if not rows and not problems:
        problems.append(Problem("A2", "表头下面没有一行数据", "there is no row under the header"))
    return CheckedSheet(tuple(rows), tuple(problems), letters)


def letter(position: int) -> str:
    """The letter of a column, counted from 0: A … Z, AA …"""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text


def _positions(headers: Sequence[str], problems: list[Problem]) -> dict[str, int]:
    by_label = {
        _plain(words): column.key for column in COLUMNS for words in (column.label.zh, column.label.en)
    }
    at: dict[str, int] = {}
    for position, header in enumerate(headers):
        key = by_label.get(_plain(header))
        if key is None:
            if header.strip():
                problems.append(
                    Problem(
                        f"{letter(position)}1",
                        "不认识这一列，请用下载的模板",
                        "this column is not known; use the template",
                        header[:40],
                    )
                )
        elif key in at:
            problems.append(
                Problem(f"{letter(position)}1", "这一列有两次", "this column stands twice", header)
            )
        else:
            at[key] = position
    problems.extend(
        Problem("", f"缺少“{column.label.zh}”这一列", f"the column “{column.label.en}” is missing")
        for column in IDENTITY
        if column.key not in at
    )
    return at


def _row(
    line: int,
    cells: Mapping[str, str],
    letters: Mapping[str, str],
    problems: list[Problem],
    on: dt.date,
) -> SheetRow:
    values: dict[str, Value] = {}
    for key, text in cells.items():
        try:
            values[key] = parsed(BY_KEY[key], text)
        except CellWrong as wrong:
            problems.append(Problem(f"{letters[key]}{line}", wrong.zh, wrong.en, text[:40]))
            values[key] = None

    def complain(key: str, zh: str, en: str) -> None:
        cell = f"{letters[key]}{line}"
        if not any(problem.cell == cell for problem in problems):  # one word on one cell is enough
            problems.append(Problem(cell, zh, en, cells[key][:40]))

    if not values["name"]:
        complain("name", "名称要填", "the name is missing")
    if not values["admitted_on"]:
        complain("admitted_on", "入驻日期要填", "the day of admission is missing")
    for key in ("admitted_on", "founded_on"):
        if str(values.get(key) or "") > on.isoformat():
            complain(
                key, f"晚于数据截止日期 {on.isoformat()}", f"after the day of the data, {on.isoformat()}"
            )
    for key, words in inconsistencies(values).items():
        complain(key, words.zh, words.en)
    return SheetRow(
        line,
        str(values["uscc"] or "").upper(),
        str(values["name"] or ""),
        str(values["admitted_on"] or ""),
        {column.key: values[column.key] for column in FACTS if column.key in values},
    )


def _at(cells: Sequence[str], position: int) -> str:
    return cells[position] if position < len(cells) else ""


def _plain(text: str) -> str:
    return re.sub(r"[\s（）()*]+", "", unicodedata.normalize("NFKC", text)).lower()


def _choice(column: Column, text: str) -> str:
    for key, words in column.choices.items():
        if text in (key, words.zh, words.en):
            return key
    told = "、".join(words.zh for words in column.choices.values())
    english = ", ".join(words.en for words in column.choices.values())
    raise CellWrong(f"请从这些里选：{told}", f"choose one of {english}")
