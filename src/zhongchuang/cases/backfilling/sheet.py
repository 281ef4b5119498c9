"""What a sheet of earlier awards says, cell by cell (pure): its columns, its rows as values, everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from zhongchuang.cases.programmes.schema import FieldType, FormField, Programme
from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.json_values import Json
from zhongchuang.core.money import parse_yuan

BETWEEN = "、"
STANDING, ENDED = "有效", "已办结"
MOST_FEN = 10**15
LONGEST_NUMBER, LONGEST_TEXT = 40, 200
_OURS = re.compile(r"(CG-.*|([A-Z]{2}|P[0-9]{2})-[0-9]{4}-[0-9]{6})", re.IGNORECASE)
"""Numbers the platform gives out itself: one taken before its turn would stop everybody who hands in after it."""
_APART = re.compile(r"[\s/\\?#%]")
"""What does not stand in an address; a number is part of one."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its head, whether it has to be filled, what its text is read as."""

    key: str
    head: str
    required: bool
    read: Callable[[str], Json]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that cannot be used; `column` empty where the row as a whole is meant."""

    row: int
    column: str
    told: Wording

    def to_json(self) -> list[Json]:
        """As it is kept."""
        return [self.row, self.column, self.told.zh, self.told.en]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows as values by the key of their column, `line` being the row's number in the sheet; and what is wrong."""

    rows: tuple[dict[str, Json], ...]
    problems: tuple[Problem, ...]


class CellWrong(ValueError):
    """A cell that cannot be read; says what to write."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.told = Wording(zh, en)


def columns_of(programme: Programme) -> tuple[Column, ...]:
    """The columns for a programme: what every award has, and what its claims are made of."""
    fixed = (
        Column("number", "原编号", False, _number, "没有可不填，由平台编号"),
        Column("name", "申请单位", True, _text),
        Column("uscc", "统一社会信用代码", True, _uscc),
        Column("place", "地区代码", True, _text, "六位，例如 620102"),
        Column("title", "名称", True, _text),
        Column("asked", "申请金额（元）", False, _money),
        Column("granted", "批准金额（元）", programme.money is not None, _money),
        Column("decided_on", "决定日期", True, _day, "例如 2024-06-30"),
        Column("until", "有效期至", False, _day),
        Column("state", "状态", True, _state, f"{STANDING}或{ENDED}"),
    )
    return (*fixed, *_claimed(programme))


def _claimed(programme: Programme) -> tuple[Column, ...]:
    fields = {field.id: field for field in programme.fields}
    found: dict[str, Column] = {}
    for claim in programme.claims:
        for key in claim.keys:
            table, dot, name = key.partition(".")
            if dot and table in fields:
                column = next(c for c in fields[table].columns if c.id == name)
                head = f"{column.label.zh}（多个用“{BETWEEN}”分开）"
                found[key] = Column(f"answers.{key}", head, False, _many)
            elif key in fields:
                found[key] = Column(f"answers.{key}", fields[key].label.zh, True, _reader(fields[key]))
    return tuple(found.values())


def checked(
    programme: Programme,
    lines: Sequence[tuple[int, Sequence[str]]],
    *,
    places: Collection[str],
    today: dt.date,
) -> Sheet:
    """Read the lines of a sheet, the first being its head."""
    if not lines:
        return Sheet((), (Problem(1, "", Wording("文件是空的，没有表头。", "The file is empty.")),))
    columns = columns_of(programme)
    (head_line, head), *body = lines
    positions = {text: at for at, text in enumerate(head) if text}
    problems = [
        Problem(head_line, column.head, Wording("缺少这一列", "The column is missing"))
        for column in columns
        if column.required and column.head not in positions
    ]
    known = {column.head for column in columns}
    problems += [
        Problem(head_line, text, Wording("不认识这一列", "Unknown column"))
        for text in positions
        if text not in known
    ]
    if problems:
        return Sheet((), tuple(problems))
    if not body:
        return Sheet((), (Problem(head_line, "", Wording("表头下面没有一行数据。", "There is no row.")),))
    rows = [_row(line, cells, columns, positions, problems) for line, cells in body]
    _across(rows, problems, places, today)
    return Sheet(tuple(rows), tuple(sorted(problems, key=lambda one: one.row)))


def _row(
    line: int,
    cells: Sequence[str],
    columns: Sequence[Column],
    positions: Mapping[str, int],
    problems: list[Problem],
) -> dict[str, Json]:
    found: dict[str, Json] = {"line": line}
    for column in columns:
        at = positions.get(column.head)
        text = cells[at].strip() if at is not None and at < len(cells) else ""
        if not text:
            if column.required:
                problems.append(Problem(line, column.head, Wording("没有填", "It is blank")))
            continue
        try:
            found[column.key] = column.read(text)
        except CellWrong as wrong:
            problems.append(Problem(line, column.head, wrong.told))
    return found


def _across(
    rows: Sequence[dict[str, Json]], problems: list[Problem], places: Collection[str], today: dt.date
) -> None:
    """What one cell cannot tell: places, days that contradict each other, numbers that stand twice."""
    seen: dict[Json, Json] = {}
    for row in rows:
        line = int(str(row["line"]))
        if "place" in row and row["place"] not in places:
            problems.append(
                Problem(
                    line,
                    "地区代码",
                    Wording("没有这个地区代码，请用六位区划代码", "No such place; give its six digits"),
                )
            )
        decided, until = row.get("decided_on"), row.get("until")
        if isinstance(decided, str) and decided > today.isoformat():
            problems.append(Problem(line, "决定日期", Wording("不能晚于今天", "Not later than today")))
        if isinstance(decided, str) and isinstance(until, str) and until < decided:
            problems.append(Problem(line, "有效期至", Wording("早于决定日期", "Before the decision")))
        asked, granted = row.get("asked"), row.get("granted")
        if isinstance(asked, int) and isinstance(granted, int) and granted > asked:
            problems.append(
                Problem(line, "批准金额（元）", Wording("多于申请金额", "More than what was asked for"))
            )
        number = row.get("number")
        if number is not None:
            if number in seen:
                problems.append(
                    Problem(
                        line,
                        "原编号",
                        Wording(f"与第 {seen[number]} 行重复", f"Stands in row {seen[number]} too"),
                    )
                )
            seen.setdefault(number, row["line"])


def answers_of(programme: Programme, row: Mapping[str, Json]) -> dict[str, Json]:
    """The part of a form that a row tells: what the claims are made of."""
    fields = {field.id: field for field in programme.fields}
    found: dict[str, Json] = {}
    for key, value in row.items():
        if not key.startswith("answers."):
            continue
        table, dot, name = key.removeprefix("answers.").partition(".")
        if not dot:
            found[table] = value
        elif table in fields and isinstance(value, list):
            there = found.setdefault(table, [])
            assert isinstance(there, list)
            there.extend({name: one} for one in value)
    return found


def _text(text: str) -> Json:
    if len(text) > LONGEST_TEXT:
        raise CellWrong(f"至多 {LONGEST_TEXT} 字", f"At most {LONGEST_TEXT} characters")
    return text


def _number(text: str) -> Json:
    if len(text) > LONGEST_NUMBER:
        raise CellWrong(f"至多 {LONGEST_NUMBER} 字", f"At most {LONGEST_NUMBER} characters")
    if _APART.search(text) or text in (".", ".."):
        raise CellWrong("编号里不能有空格和 / \\ ? # %", "No spaces and none of / \\ ? # % in a number")
    if _OURS.fullmatch(text):
        raise CellWrong(
            "这是平台自己编的号，请留空，由平台编号", "The platform gives such numbers; leave it blank"
        )
    return text


def _many(text: str) -> Json:
    parts = text.replace(",", BETWEEN).replace("，", BETWEEN).split(BETWEEN)
    return [_text(part.strip()) for part in parts if part.strip()]


def _uscc(text: str) -> Json:
    try:
        return str(uscc.validate(text))
    except ValidationError as wrong:
        raise CellWrong(
            "统一社会信用代码不对，请核对 18 位和校验码", "The code is wrong; check its 18 characters"
        ) from wrong


def _money(text: str) -> Json:
    try:
        fen = parse_yuan(text)
    except InvalidInput as wrong:
        raise CellWrong(wrong.what.zh.rstrip("。"), wrong.what.en.rstrip(".")) from wrong
    if not 0 <= fen <= MOST_FEN:
        raise CellWrong("金额应不小于 0，不大于 10 万亿元", "Not negative, and at most 10 trillion yuan")
    return fen


def _day(text: str) -> Json:
    plain = text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return dt.date(year, month, day).isoformat()
    except (ValueError, OverflowError) as wrong:
        raise CellWrong("请写成 2024-06-30 这样的日期", "Write a date like 2024-06-30") from wrong


def _state(text: str) -> Json:
    if text not in (STANDING, ENDED):
        raise CellWrong(
            f"只能写“{STANDING}”或“{ENDED}”", f"Write “{STANDING}” (in force) or “{ENDED}” (ended)"
        )
    return text


def _whole(text: str) -> Json:
    if not text.isascii() or not text.lstrip("-").isdecimal() or len(text) > 12:
        raise CellWrong("请写整数", "Write a whole number")
    return int(text)


def _reader(field: FormField) -> Callable[[str], Json]:
    match field.type:
        case FieldType.INTEGER:
            return _whole
        case FieldType.MONEY:
            return _money
        case FieldType.DATE:
            return _day
        case _:
            return _text
