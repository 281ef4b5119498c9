"""The numbers and lists of a measure over time, and the type each has in a rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise

from zhongchuang.expressions import (
    BOOLEAN,
    DATE,
    INDUSTRY,
    INTEGER,
    MONEY,
    Kind,
    ParameterType,
    Type,
    Value,
    Vocabulary,
    VocabularyError,
    code,
    decimal,
    is_industry_code,
)
from zhongchuang.policy.packs.reading.clauses import clause_ref
from zhongchuang.policy.packs.reading.nodes import Spot, Table
from zhongchuang.policy.packs.reading.vocabulary import public_value
from zhongchuang.policy.packs.schema import ClauseRef, Parameter, ParameterValue

_TYPES: Mapping[str, Type | None] = {
    "money": MONEY,
    "integer": INTEGER,
    "boolean": BOOLEAN,
    "date": DATE,
    "rate": None,  # the scale follows from the values
    "decimal": None,
    "list": None,  # of industry codes, or of the codes of one fact
}
_VALUE_KEYS = ("from", "to", "quote", "clause", "basis", "unconfirmed", "note")


def read_parameters(spot: Spot | None, clause: ClauseRef, vocabulary: Vocabulary) -> dict[str, Parameter]:
    """The parameters of a measure; a quote without a clause of its own stands in the measure's `clause`."""
    if spot is None:
        return {}
    found: dict[str, Parameter] = {}
    for name, child in spot.table(optional=None).pairs():
        parameter = _read_parameter(name, child, clause, vocabulary)
        if parameter is not None:
            found[name] = parameter
    return found


def _read_parameter(name: str, spot: Spot, clause: ClauseRef, vocabulary: Vocabulary) -> Parameter | None:
    table = spot.table(("type", "label", "values"), ("unit",))
    word = table.text("type")
    if word not in _TYPES:
        spot.error(
            f"参数类型“{word}”应当是 {' '.join(_TYPES)} 之一。",
            f"Parameter type “{word}” must be one of {' '.join(_TYPES)}.",
        )
        return None
    entries = [item.table(("value",), _VALUE_KEYS) for item in table.items("values")]
    spots = [value for entry in entries if (value := entry.get("value")) is not None]
    if not spots or len(spots) != len(entries):
        spot.error(
            f"参数“{name}”至少要有一个值，且不能为空。",
            f"Parameter “{name}” needs at least one value, none null.",
        )
        return None
    type_ = _type(word, spots, vocabulary)
    if type_ is None:
        return None
    values = tuple(
        _read_value(entry, value, type_, word, clause) for entry, value in zip(entries, spots, strict=True)
    )
    _report_overlaps(name, entries, values)
    try:
        declared = _declared(type_, word == "list", values)
    except VocabularyError as error:
        spot.error(error.zh, error.en)
        return None
    return Parameter(name, word, table.both("label"), table.optional_text("unit"), values, declared)


def _type(word: str, spots: list[Spot], vocabulary: Vocabulary) -> Type | None:
    plain = _TYPES[word]
    if plain is not None:
        return plain
    if word != "list":
        exponents = (s.decimal().as_tuple().exponent for s in spots)
        return decimal(max(-e for e in (*exponents, -1) if isinstance(e, int)))
    members = {item.text() for s in spots for item in s.items()}
    if all(is_industry_code(member) for member in members):
        return INDUSTRY
    for fact in vocabulary.values():
        if fact.type.kind is Kind.CODE and members <= fact.type.codes:
            return code(*fact.type.codes)
    spots[0].error(
        "列表里的代码既不是国民经济行业代码，也不全是词汇表里某一个事实的取值。",
        "The codes of the list are neither GB/T 4754 codes nor all values of one fact of the vocabulary.",
    )
    return None


def _read_value(table: Table, spot: Spot, type_: Type, word: str, clause: ClauseRef) -> ParameterValue:
    value: Value | tuple[str, ...]
    value = tuple(item.text() for item in spot.items()) if word == "list" else public_value(spot, type_)
    quote = table.optional_text("quote")
    basis = table.optional_text("basis")
    elsewhere = table.get("clause")
    if quote is None and basis is None:
        spot.error(
            "数值没有出处：请写 quote（条款原文）；原文不在库中的写 basis（依据文件编号）。",
            "The value has no source: give `quote` (words of the clause), "
            "or `basis` where that text is not held.",
        )
    return ParameterValue(
        value=value,
        start=table.date("from"),
        end=table.date("to"),
        clause=None if quote is None else clause if elsewhere is None else clause_ref(elsewhere),
        quote=quote,
        basis=basis,
        unconfirmed=table.boolean("unconfirmed"),
        note=table.optional_both("note"),
    )


def _report_overlaps(name: str, entries: list[Table], values: tuple[ParameterValue, ...]) -> None:
    """Two values on one day would leave the answer to chance."""
    dated = sorted(zip(values, entries, strict=True), key=lambda pair: pair[0].start or date.min)
    for (earlier, _), (later, entry) in pairwise(dated):
        if earlier.end is None or later.start is None or later.start <= earlier.end:
            entry.spot.error(
                f"参数“{name}”的两个时段重叠（首尾两日都算在内）。",
                f"Two periods of parameter “{name}” overlap (both end days count).",
            )
        if later.end is not None and later.start is not None and later.end < later.start:
            entry.spot.error(
                f"参数“{name}”的时段先止后起。", f"A period of parameter “{name}” ends before it begins."
            )


def _declared(type_: Type, many: bool, values: tuple[ParameterValue, ...]) -> ParameterType:
    """Bounded by the values there are, so that the widths of arithmetic stay small."""
    if many or not type_.is_ordered:
        return ParameterType(type_, many=many)
    numbers = [v.value for v in values if isinstance(v.value, int | Decimal | date)]
    return ParameterType(type_, minimum=min(numbers), maximum=max(numbers))
