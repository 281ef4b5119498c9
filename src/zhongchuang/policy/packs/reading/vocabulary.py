"""`vocabulary.yaml`: what may be asked of a subject, as a fact for the rules and as a question for
people.
"""

from __future__ import annotations

from datetime import date

from zhongchuang.expressions import (
    BOOLEAN,
    DATE,
    INDUSTRY,
    INTEGER,
    MONEY,
    Fact,
    Kind,
    Type,
    Value,
    VocabularyError,
    code,
    decimal,
)
from zhongchuang.policy.packs.reading.nodes import Spot, Table
from zhongchuang.policy.packs.schema import Question, SubjectKind, Text

_REQUIRED = ("name", "type", "label", "question")
_OPTIONAL = ("help", "unit", "min", "max", "scale", "codes", "asked_of", "known_from")
_PLAIN = {
    Kind.MONEY: MONEY,
    Kind.INTEGER: INTEGER,
    Kind.BOOLEAN: BOOLEAN,
    Kind.DATE: DATE,
    Kind.INDUSTRY: INDUSTRY,
}
_DEFAULT_SCALE = 2
_UNITS_EN = {
    "元": "yuan",
    "平方米": "m²",
    "个": "",
    "个月": "months",
    "家": "",
    "人": "people",
    "场": "",
    "次": "times",
    "年": "years",
    "天": "days",
    "项": "",
    "件": "",
    "%": "%",
}


def read_fact(spot: Spot) -> tuple[Fact, Question] | None:
    """The fact and its question; None (and problems) where it is not usable."""
    table = spot.table(_REQUIRED, _OPTIONAL)
    name = table.text("name")
    codes = _codes(table)
    type_ = _type(table, codes)
    if type_ is None or not name:
        return None
    unit = table.get("unit")
    words = None if unit is None else _unit(unit)
    question = Question(
        fact=name,
        label=table.both("label"),
        question=table.both("question"),
        help=table.optional_both("help"),
        unit=words,
        codes=codes,
        asked_of=tuple(item.word(SubjectKind, SubjectKind.ENTERPRISE) for item in table.items("asked_of")),
        known_from=table.optional_text("known_from"),
    )
    try:
        fact = Fact(
            name=name,
            type=type_,
            label=question.label.zh,
            unit=words.zh if words else "",
            minimum=_bound(table, "min", type_),
            maximum=_bound(table, "max", type_),
        )
    except VocabularyError as error:
        spot.error(error.zh, error.en)
        return None
    return fact, question


def _codes(table: Table) -> tuple[tuple[str, Text], ...]:
    found: list[tuple[str, Text]] = []
    for item in table.items("codes"):
        entry = item.table(("code", "zh", "en"))
        found.append((entry.text("code"), Text(entry.text("zh"), entry.text("en"))))
    return tuple(found)


def _type(table: Table, codes: tuple[tuple[str, Text], ...]) -> Type | None:
    kind = table.word("type", Kind, Kind.BOOLEAN)
    plain = _PLAIN.get(kind)
    if plain is not None:
        return plain
    if kind is Kind.DECIMAL:
        return decimal(table.integer("scale", _DEFAULT_SCALE))
    try:
        return code(*(value for value, _ in codes))
    except VocabularyError as error:
        table.spot.error(error.zh, error.en)
        return None


def _bound(table: Table, key: str, type_: Type) -> Value | None:
    child = table.get(key)
    return None if child is None else public_value(child, type_)


def _unit(spot: Spot) -> Text:
    """`元`, or `{zh, en}` for a unit whose English the platform does not know."""
    if spot.is_table:
        return spot.both()
    word = spot.text()
    if word not in _UNITS_EN:
        spot.error(
            f"单位“{word}”没有英文，请写成 {{zh: {word}, en: …}}。",
            f"The unit “{word}” has no English; write {{zh, en}}.",
        )
    return Text(word, _UNITS_EN.get(word, ""))


def public_value(spot: Spot, type_: Type) -> Value:
    """A value as the expressions take it from outside: 分 for money (元 in the file), exact decimals,
    dates, codes.
    """
    match type_.kind:
        case Kind.MONEY:
            return spot.fen()
        case Kind.INTEGER:
            return spot.integer()
        case Kind.DECIMAL:
            return spot.decimal()
        case Kind.BOOLEAN:
            return spot.boolean()
        case Kind.DATE:
            day = spot.date()
            if day is None:
                spot.error("这里需要一个日期。", "A date is needed here.")
            return day or date.min
        case _:
            return spot.text()
