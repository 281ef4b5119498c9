"""Whom a question is about, and how facts are read from what people write.

Money is written in 元 (`1000000`, `0.5`) and kept in 分; everything is exact, nothing is a binary fraction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path

from zhongchuang.expressions import ExpressionsError, Fact, Kind, Value, Vocabulary
from zhongchuang.policy.matching.errors import SubjectError
from zhongchuang.policy.packs.days import iso_day
from zhongchuang.policy.packs.errors import near_names
from zhongchuang.policy.packs.magnitude import is_of_use
from zhongchuang.policy.packs.schema import RuleBook, SubjectKind, Text

_YES = {"true": True, "false": False, "是": True, "否": False}


class Source(StrEnum):
    """Where a fact's value came from."""

    DECLARED = "declared"  # the subject says so
    MEASURED = "measured"  # the platform counted it
    IMPORTED = "imported"  # another system sent it
    REGISTERED = "registered"  # a register holds it

    @property
    def text(self) -> Text:
        """As a reason says it."""
        return _SOURCES[self]


_SOURCES = {
    Source.DECLARED: Text("本人申报", "declared"),
    Source.MEASURED: Text("平台统计", "measured by the platform"),
    Source.IMPORTED: Text("外部导入", "imported"),
    Source.REGISTERED: Text("登记信息", "from the register"),
}


@dataclass(frozen=True, slots=True)
class FactValue:
    """A value (money in 分) and where it came from."""

    value: Value
    source: Source = Source.DECLARED


@dataclass(frozen=True, slots=True)
class Subject:
    """A place (GB/T 2260), a kind, and what is known. A fact that is not there is unknown, never
    guessed.
    """

    place: str
    kind: SubjectKind
    facts: Mapping[str, FactValue] = field(default_factory=dict)

    def values(self) -> dict[str, Value]:
        """The bare values, as rules take them."""
        return {name: fact.value for name, fact in self.facts.items()}

    def with_fact(self, name: str, value: Value, source: Source = Source.DECLARED) -> Subject:
        """The same subject knowing one thing more."""
        return Subject(self.place, self.kind, {**self.facts, name: FactValue(value, source)})


def checked_subject(book: RuleBook, place: str, kind: str, facts: Mapping[str, FactValue]) -> Subject:
    """A subject whose place, kind and facts these packs know. Raises `SubjectError`."""
    if place not in book.places:
        names = {p.name.zh: p.code for p in book.places.values()}
        hint = f"是不是 {names[place]}（{place}）？" if place in names else near_names(place, book.places)[0]
        hint_en = f"Did you mean {names[place]}?" if place in names else near_names(place, book.places)[1]
        raise SubjectError(
            "place",
            f"没有区划代码“{place}”，请用 GB/T 2260 的六位代码，如 210100。{hint}",
            f"There is no place “{place}”; give a six-digit GB/T 2260 code such as 210100. {hint_en}",
        )
    for name, fact in facts.items():
        _check(name, fact.value, book.vocabulary)
    return Subject(place, read_kind(kind), dict(facts))


def read_kind(word: str) -> SubjectKind:
    """A kind of subject by its name. Raises `SubjectError`."""
    try:
        return SubjectKind(word)
    except ValueError:
        choices = [member.value for member in SubjectKind]
        zh, en = near_names(word, choices)
        raise SubjectError(
            "kind",
            f"没有“{word}”这一类主体，可用：{'、'.join(choices)}。{zh}",
            f"There is no kind “{word}”; use one of {', '.join(choices)}. {en}",
        ) from None


def read_day(word: str) -> date:
    """An ISO date. Raises `SubjectError`."""
    day = iso_day(word)
    if day is None:
        raise SubjectError(
            "on", f"“{word}”不是日期，请写成 2026-11-01。", f"“{word}” is not a date; write it as 2026-11-01."
        )
    return day


def read_fact(assignment: str, vocabulary: Vocabulary) -> tuple[str, Value]:
    """`name=value` as written on a command line. Raises `SubjectError`."""
    name, separator, written = assignment.partition("=")
    if not separator:
        raise SubjectError(
            "fact",
            f"“{_cut(assignment)}”应当写成 名称=值，例如 transfer_income=1000000。",
            f"“{_cut(assignment)}” must be name=value, e.g. transfer_income=1000000.",
        )
    return name.strip(), fact_from(name.strip(), written.strip(), vocabulary)


def read_facts_file(path: Path, vocabulary: Vocabulary) -> dict[str, Value]:
    """A JSON object of facts; numbers are read exactly, null is unknown. Raises `SubjectError`."""
    try:
        with path.open("rb") as file:  # no further than facts reach: the path may lead to a device
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise _facts_error(
                f"{path} 超过 1 MB，不像是一份事实。", f"{path} exceeds 1 MB and cannot be a list of facts."
            )
        # Spreadsheets and Notepad put a mark first, hence -sig. All numbers become Decimal: no int limit is met.
        data = json.loads(
            raw.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal, object_pairs_hook=_each_once
        )
    except (OSError, ValueError, ArithmeticError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise _facts_error(f"读不了 {path}：{why}。", f"Cannot read {path}: {why}.") from None
    if not isinstance(data, dict):
        raise _facts_error(f"{path} 里不是 JSON 对象。", f"{path} holds no JSON object.")
    return {name: fact_from(name, value, vocabulary) for name, value in data.items() if value is not None}


MOST_BYTES = 1024 * 1024
"""The largest file of facts; the whole vocabulary answered takes some kilobytes."""


def _facts_error(zh: str, en: str) -> SubjectError:
    return SubjectError(
        "facts",
        f"{zh}请给一个 UTF-8 的 JSON 对象：{{名称: 值}}。",
        f"{en} Give one JSON object in UTF-8: {{name: value}}.",
    )


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A name given twice has no value that could be believed. Raises `SubjectError`."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise _facts_error(f"“{_cut(name)}”写了两次。", f"“{_cut(name)}” is given twice.")
        found[name] = value
    return found


def _cut(written: object) -> str:
    """What was written, short enough for a sentence."""
    text = str(written)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


LONGEST_SHOWN = 60


def fact_from(name: str, written: object, vocabulary: Vocabulary) -> Value:
    """A fact's value from text or JSON: money in 元 becomes 分. Raises `SubjectError` with near names."""
    fact = vocabulary.get(name)
    if fact is None:
        raise _no_fact(name, vocabulary)
    value = _parse(fact, written)
    if value is None:
        raise SubjectError(
            "fact",
            f"{name}（{fact.label}）的值“{_cut(written)}”不是{fact.type.zh}{_FORM[fact.type.kind].zh}。",
            f"{name} = “{_cut(written)}” is no {fact.type.en}{_FORM[fact.type.kind].en}.",
        )
    _check(name, value, vocabulary)
    return value


_FORM = {
    Kind.MONEY: Text(
        "，请写以元为单位的数，至多两位小数，如 1000000",
        "; write yuan with at most two decimals, e.g. 1000000",
    ),
    Kind.INTEGER: Text("，请写整数", "; write a whole number"),
    Kind.DECIMAL: Text("，请写数字", "; write a number"),
    Kind.BOOLEAN: Text("，请写 true 或 false", "; write true or false"),
    Kind.DATE: Text("，请写成 2026-11-01", "; write it as 2026-11-01"),
    Kind.CODE: Text("", ""),
    Kind.INDUSTRY: Text("，如 C、C39、C3911", ", e.g. C, C39, C3911"),
}


def _parse(fact: Fact, written: object) -> Value | None:
    """The public value, or None where the form is wrong; bounds are looked at afterwards."""
    kind = fact.type.kind
    if kind is Kind.BOOLEAN:
        return written if isinstance(written, bool) else _YES.get(str(written).lower())
    if isinstance(written, bool):
        return None
    if kind in (Kind.CODE, Kind.INDUSTRY):
        return written if isinstance(written, str) else None
    if kind is Kind.DATE:
        return iso_day(written) if isinstance(written, str) else None
    return _number(kind, written)


def _number(kind: Kind, written: object) -> Value | None:
    if not isinstance(written, str | int | Decimal):
        return None
    if isinstance(written, str) and "_" in written:  # Python's way of writing, nobody else's
        return None
    try:
        number = Decimal(written)
    except InvalidOperation:
        return None
    if not number.is_finite() or not is_of_use(number):
        return None
    if kind is Kind.DECIMAL:
        return number
    if kind is Kind.MONEY:
        number *= 100
    return int(number) if number == number.to_integral_value() else None


def _no_fact(name: str, vocabulary: Vocabulary) -> SubjectError:
    shown = _cut(name)
    zh, en = near_names(shown, vocabulary)
    return SubjectError("fact", f"没有事实“{shown}”。{zh}", f"There is no fact “{shown}”. {en}".rstrip())


def _check(name: str, value: Value, vocabulary: Vocabulary) -> None:
    """Bounds and codes; the sentence speaks of 元, not of 分."""
    fact = vocabulary.get(name)
    if fact is None:
        raise _no_fact(name, vocabulary)
    if (
        fact.type.kind is Kind.MONEY
        and isinstance(value, int)
        and isinstance(fact.low, int)
        and isinstance(fact.high, int)
    ):
        if not fact.low <= value <= fact.high:
            shown, low, high = (Decimal(fen) / 100 for fen in (value, fact.low, fact.high))
            raise SubjectError(
                "fact",
                f"{name}（{fact.label}）的值 {shown:,} 元不在 {low:,} 至 {high:,} 元之间，"
                "请核对单位和正负号。",
                f"{name} = {shown:,} yuan lies outside {low:,} to {high:,}; check unit and sign.",
            )
        return
    try:
        fact.encode(value)
    except ExpressionsError as error:
        zh, en = near_names(value, fact.type.codes) if isinstance(value, str) else ("", "")
        raise SubjectError("fact", f"{name}：{error.zh}{zh}", f"{name}: {error.en} {en}".rstrip()) from None
