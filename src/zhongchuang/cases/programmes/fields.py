"""What somebody typed into a form, read into answers (pure).

An answer is a JSON value: text as text, money as whole 分, a decimal and a rate (part of one) as a decimal string, a date as
ISO, a table as a list of rows, a bank account encrypted. Blank is no answer. What cannot be read stays as it was typed, with a
sentence saying why: nothing somebody typed is thrown away, but for what could be most of an account number.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from functools import lru_cache

from zhongchuang.cases.programmes.accounts import (
    account_masked,
    account_number,
    account_sealed,
    is_sealed,
    plain_account,
)
from zhongchuang.cases.programmes.rules import facts_of
from zhongchuang.cases.programmes.schema import FieldType, FormField
from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.json_values import Json
from zhongchuang.core.money import format_yuan, half_width, parse_yuan, plain_yuan
from zhongchuang.expressions import Fact
from zhongchuang.expressions.vocabulary import EARLIEST, LATEST

Typed = Mapping[str, Sequence[str]]
"""What a browser sent: under each name everything it sent (`dict(request.POST.lists())`)."""
Answers = Mapping[str, Json]

LONGEST = {FieldType.TEXT: 200, FieldType.LONG: 5000}
_LONGEST_NUMBER = 40
_GROUPED = re.compile(r"[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
YES, NO = "true", "false"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was typed, read: answers, what could not be read as it was typed, and why; errors by the name of the control."""

    answers: dict[str, Json] = dataclass_field(default_factory=dict)
    unread: dict[str, Json] = dataclass_field(default_factory=dict)
    errors: dict[str, Wording] = dataclass_field(default_factory=dict)


class _Unreadable(Exception):
    """Why a value cannot be read, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.wording = Wording(zh, en)
        super().__init__(zh)


def cell_name(table: str, row: int, column: str) -> str:
    """Under which name a cell of a table is typed."""
    return f"{table}-{row}-{column}"


def read_fields(fields: Iterable[FormField], typed: Typed) -> Reading:
    """Everything typed into these fields. Locked ones are not read: what they say is kept elsewhere."""
    reading = Reading()
    for field in fields:
        if field.locked:
            continue
        if field.type is FieldType.TABLE:
            _read_table(field, typed, reading)
        elif field.type is FieldType.CHOICES:
            _read_choices(field, typed, reading)
        else:
            _read_one(field, field.id, typed.get(field.id, ()), reading)
    return reading


def _read_one(field: FormField, name: str, given: Sequence[str], reading: Reading) -> None:
    text = given[-1] if given else ""
    if field.type is FieldType.ACCOUNT:
        _read_account(field, given, reading)
        return
    if not text.strip():
        return
    try:
        reading.answers[name] = _value(field, text)
    except _Unreadable as why:
        reading.unread[name] = text
        reading.errors[name] = why.wording


def _read_account(field: FormField, given: Sequence[str], reading: Reading) -> None:
    """A new number, or the answer kept, which the page carries encrypted beside a control that is left blank."""
    kept = next((text for text in given if is_sealed(text)), None)
    typed = next((text for text in reversed(given) if text.strip() and not is_sealed(text)), "")
    plain = plain_account(unicodedata.normalize("NFKC", typed)) if typed else None
    if plain is not None:
        reading.answers[field.id] = account_sealed(plain)
        return
    if kept is not None:
        account_number(kept)  # made here, and not altered since
        reading.answers[field.id] = kept
    if typed:
        reading.errors[field.id] = Wording(
            "银行账号应为 6 至 34 位数字或字母；刚才输入的没有保存，请重新输入",
            "A bank account has 6 to 34 digits or letters; what you typed was not kept, type it again",
        )


def _read_choices(field: FormField, typed: Typed, reading: Reading) -> None:
    chosen = [value for value in dict.fromkeys(typed.get(field.id, ())) if value]
    known = {option.value for option in field.options}
    if any(value not in known for value in chosen):
        reading.errors[field.id] = Wording("有不在选项里的内容", "Something chosen is not among the options")
    elif chosen:
        reading.answers[field.id] = [option.value for option in field.options if option.value in chosen]


def _read_table(field: FormField, typed: Typed, reading: Reading) -> None:
    """Rows with anything in them, in order. One cell that cannot be read keeps the whole table as typed."""
    rows: list[Json] = []
    as_typed: list[Json] = []
    faulty = False
    for number in _rows_typed(field, typed):
        texts = {c.id: (typed.get(cell_name(field.id, number, c.id)) or ("",))[-1] for c in field.columns}
        if not any(text.strip() for text in texts.values()):
            continue
        row: dict[str, Json] = {}
        for column in field.columns:
            text = texts[column.id]
            if not text.strip():
                continue
            try:
                row[column.id] = _value(column, text)
            except _Unreadable as why:
                faulty = True
                # rows are numbered as they will be shown again, without the blank ones between them
                reading.errors[cell_name(field.id, len(as_typed), column.id)] = why.wording
        rows.append(row)
        as_typed.append({name: text for name, text in texts.items() if text.strip()})
    if len(rows) > field.max_rows:
        faulty = True
        reading.errors[field.id] = Wording(f"最多 {field.max_rows} 行", f"At most {field.max_rows} rows")
    if faulty:
        reading.unread[field.id] = as_typed
    elif rows:
        reading.answers[field.id] = rows


def _rows_typed(field: FormField, typed: Typed) -> list[int]:
    pattern = re.compile(rf"{re.escape(field.id)}-(\d{{1,4}})-[a-z0-9_]+")
    return sorted({int(found[1]) for name in typed if (found := pattern.fullmatch(name))})


def _value(field: FormField, text: str) -> Json:
    match field.type:
        case FieldType.TEXT | FieldType.LONG:
            return _text(field, text)
        case FieldType.MONEY:
            return _money(field, text)
        case FieldType.INTEGER:
            return int(_number(field, text, places=0))
        case FieldType.DECIMAL:
            return str(_number(field, text, places=field.places))
        case FieldType.RATE:
            return _rate(field, text)
        case FieldType.DATE:
            return _date(text).isoformat()
        case FieldType.BOOLEAN:
            if text not in (YES, NO):
                raise _Unreadable("请选“是”或“否”", "Choose yes or no")
            return text == YES
        case FieldType.CHOICE:
            if text not in {option.value for option in field.options}:
                raise _Unreadable("请从列出的选项中选择", "Choose one of the options")
            return text
        case FieldType.CHOICES | FieldType.TABLE | FieldType.ACCOUNT:
            raise AssertionError(field.type)  # read as a whole, above


def _text(field: FormField, text: str) -> str:
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if field.type is FieldType.TEXT:
        plain = re.sub(r"\s+", " ", plain)
    if "\0" in plain:
        raise _Unreadable("文字里有无法保存的字符，请重新输入", "A character cannot be stored; type it again")
    most = field.max_length or LONGEST[field.type]
    if len(plain) > most:
        raise _Unreadable(
            f"最多 {most} 个字，现在有 {len(plain)} 个", f"At most {most} characters; there are {len(plain)}"
        )
    return plain


def _money(field: FormField, text: str) -> int:
    try:
        fen = parse_yuan(text)
    except InvalidInput as error:
        raise _Unreadable(error.what.zh.rstrip("。"), error.what.en.rstrip(".")) from None
    low, high = _bounds(field)
    if fen < low:
        raise _Unreadable(f"不能少于 {format_yuan(int(low))}", f"At least CNY {plain_yuan(int(low))}")
    if fen > high:
        raise _Unreadable(f"不能多于 {format_yuan(int(high))}", f"At most CNY {plain_yuan(int(high))}")
    return fen


def _number(field: FormField, text: str, *, places: int) -> Decimal:
    number = _decimal(text)
    if number != round(number, places):
        if places == 0:
            raise _Unreadable("请填整数", "Give a whole number")
        raise _Unreadable(f"最多 {places} 位小数", f"At most {places} decimals")
    low, high = _bounds(field)
    if not low <= number <= high:
        raise _Unreadable(
            f"应在 {_plain(low)} 到 {_plain(high)} 之间", f"Between {_plain(low)} and {_plain(high)}"
        )
    return number.quantize(Decimal(1).scaleb(-places))


def _rate(field: FormField, text: str) -> str:
    number = _decimal(text.strip().removesuffix("%").removesuffix("％"))
    if number != round(number, field.places):
        raise _Unreadable(
            f"百分数最多 {field.places} 位小数", f"At most {field.places} decimals of a per cent"
        )
    low, high = _bounds(field)
    part = number / 100
    if not low <= part <= high:
        least, most = _plain(low * 100), _plain(high * 100)
        raise _Unreadable(f"应在 {least}% 到 {most}% 之间", f"Between {least}% and {most}%")
    return str(part.quantize(Decimal(1).scaleb(-(field.places + 2))))


def _decimal(text: str) -> Decimal:
    compact = re.sub(r"\s+", "", half_width(text)).replace("−", "-")
    if len(compact) > _LONGEST_NUMBER or not _GROUPED.fullmatch(compact):
        raise _Unreadable("请填数字，例如 1200 或 35.5", "Give a number, such as 1200 or 35.5")
    return Decimal(compact.replace(",", ""))


def _date(text: str) -> dt.date:
    found = _DAY.fullmatch(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    try:
        day = dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise _Unreadable("日期请写成 2026-11-21", "Write the date like 2026-11-21")
    if not EARLIEST <= day <= LATEST:
        raise _Unreadable("这个日期太早或太晚", "The date is too early or too late")
    return day


@lru_cache(maxsize=4096)
def _bounds(field: FormField) -> tuple[Decimal, Decimal]:
    """The least and the greatest value: the same that rules reckon with, since both ask the same question of the field."""
    fact: Fact = next(facts_of(field.model_copy(update={"id": "answer_value"})))
    assert isinstance(fact.minimum, int | Decimal) and isinstance(fact.maximum, int | Decimal)
    return Decimal(fact.minimum), Decimal(fact.maximum)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def typed_of(field: FormField, answer: Json) -> str:
    """An answer as it is typed: what a control shows for it."""
    if answer is None:
        return ""
    match field.type:
        case FieldType.MONEY:
            assert isinstance(answer, int)
            return plain_yuan(answer)
        case FieldType.RATE:
            return _plain(Decimal(str(answer)) * 100)
        case FieldType.DECIMAL:
            return _plain(Decimal(str(answer)))
        case FieldType.BOOLEAN:
            return YES if answer else NO
        case _:
            return str(answer)


def in_words(field: FormField, answer: Json, language: str) -> str:
    """An answer as it is read, on paper and in a sheet; nothing for none. A table is told by its number of rows."""
    if answer is None:
        return ""
    english = language.startswith("en")
    unit = "" if field.unit is None else f" {field.unit.en if english else field.unit.zh}"
    match field.type:
        case FieldType.MONEY:
            assert isinstance(answer, int)
            return format_yuan(answer, language=language)
        case FieldType.RATE:
            return f"{typed_of(field, answer)}%"
        case FieldType.INTEGER | FieldType.DECIMAL:
            return f"{typed_of(field, answer)}{unit}"
        case FieldType.DATE:
            day = dt.date.fromisoformat(str(answer))
            return f"{day.day} {day:%B} {day.year}" if english else f"{day.year}年{day.month}月{day.day}日"
        case FieldType.BOOLEAN:
            return ("Yes" if answer else "No") if english else ("是" if answer else "否")
        case FieldType.ACCOUNT:
            return account_masked(answer)
        case FieldType.CHOICE | FieldType.CHOICES:
            chosen = answer if isinstance(answer, list) else [answer]
            labels = {o.value: o.label.en if english else o.label.zh for o in field.options}
            return (", " if english else "、").join(labels.get(str(value), str(value)) for value in chosen)
        case FieldType.TABLE:
            rows = len(answer) if isinstance(answer, list) else 0
            return f"{rows} rows" if english else f"{rows} 行"
        case _:
            return str(answer)
