"""The rule book as it would be: made in memory, never stored as a pack version.

Every rule of a changed measure is compiled again from its text, because a new value may need wider numbers than the
law has had so far. The result has a version of its own (`<version>+<digest of the changes>`), so that nothing kept by
version mistakes it for the law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from zhongchuang.expressions import (
    BOOLEAN,
    MONEY,
    ExpressionsError,
    Kind,
    ParameterType,
    Rule,
    Type,
    Vocabulary,
    compile_rule,
    decimal,
)
from zhongchuang.expressions.kinds import encode
from zhongchuang.policy.packs.schema import (
    DatedRule,
    Measure,
    Modality,
    Parameter,
    ParameterValue,
    RuleBook,
    Text,
)
from zhongchuang.policy.simulation.changes import (
    Change,
    ParameterContent,
    Repeal,
    SetCap,
    SetCondition,
    SetDates,
    SetParameter,
    Switch,
    digest,
    parameter_of,
    unknown_measure,
)
from zhongchuang.policy.simulation.errors import ChangeError

CAP = "assumed_cap"
"""The parameter a cap becomes; no pack uses the name."""
ASSUMED = Text("测算假设，不是现行规定。", "An assumption of the simulation, not the law.")
ONE_DAY = timedelta(days=1)
Dated = TypeVar("Dated", ParameterValue, DatedRule)
_WAITING = frozenset({Modality.ENCOURAGES, Modality.SUSPENDED})


def changed_book(book: RuleBook, changes: Sequence[Change]) -> RuleBook:
    """The book with the changes made, one after the other. Raises ChangeError for one that makes no sense.

    Without changes it is the book itself.
    """
    if not changes:
        return book
    measures = {measure.id: measure for measure in book.measures()}
    for change in changes:
        for name in targets(book, change):
            measures[name] = _changed(measures[name], change, book.vocabulary)
    packs = {
        name: replace(pack, measures=tuple(measures[measure.id] for measure in pack.measures))
        for name, pack in book.packs.items()
    }
    return replace(book, version=f"{book.version}+{digest(changes)[:16]}", packs=packs)


def targets(book: RuleBook, change: Change) -> tuple[str, ...]:
    """The measures a change is about. Raises ChangeError where there are none."""
    if isinstance(change, Repeal):
        found = tuple(m.id for m in book.measures() if m.clause.document == change.document)
        if not found:
            raise ChangeError(
                "document",
                "这份文件没有可测算的措施，请换一份。",
                "No measure rests on this document; choose another.",
            )
        return found
    if book.measure(change.measure) is None:
        raise unknown_measure(change.measure)
    if isinstance(change, SetParameter):
        parameter_of(book, change.measure, change.parameter)
    return (change.measure,)


def touched(book: RuleBook, changes: Iterable[Change]) -> frozenset[str]:
    """The measures changed, and those of their topics, which may go before or yield to them."""
    named = {name for change in changes for name in targets(book, change)}
    topics = {m.topic for m in book.measures() if m.id in named and m.topic is not None}
    return frozenset(m.id for m in book.measures() if m.id in named or m.topic in topics)


def _changed(measure: Measure, change: Change, vocabulary: Vocabulary) -> Measure:
    match change:
        case SetParameter():
            return _with_parameter(measure, change, vocabulary)
        case SetCap():
            return _with_cap(measure, change.cap_fen, vocabulary)
        case SetCondition():
            return _with_condition(measure, change.text, vocabulary)
        case SetDates():
            return _with_dates(measure, change.start, change.end)
        case Switch():
            return _switched(measure, change.on)
        case Repeal():
            last = change.day - ONE_DAY
            return measure if measure.end is not None and measure.end < last else replace(measure, end=last)


def _with_parameter(measure: Measure, change: SetParameter, vocabulary: Vocabulary) -> Measure:
    parameter = measure.parameters[change.parameter]
    if change.start is not None and change.end is not None and change.end < change.start:
        raise ChangeError("end", "时段先止后起，请改正。", "The period ends before it begins; correct it.")
    before = [piece for value in parameter.values for piece in _outside(value, change.start, change.end)]
    assumed = ParameterValue(change.value, change.start, change.end, None, None, None, False, ASSUMED)
    values = tuple(sorted((*before, assumed), key=lambda value: value.start or date.min))
    declared = _declared(parameter, change.value, values)
    return _compiled(
        measure,
        {**measure.parameters, parameter.name: replace(parameter, values=values, declared=declared)},
        vocabulary,
        field="value",
    )


def _outside(value: ParameterValue, start: date | None, end: date | None) -> Iterable[ParameterValue]:
    """What is left of a dated value before and after a period."""
    if (start is not None and value.end is not None and value.end < start) or (
        end is not None and value.start is not None and end < value.start
    ):
        return [value]
    left: list[ParameterValue] = []
    if start is not None and (value.start is None or value.start < start):
        left.append(replace(value, end=start - ONE_DAY))
    if end is not None and (value.end is None or end < value.end):
        left.append(replace(value, start=end + ONE_DAY))
    return left


def _declared(
    parameter: Parameter, given: ParameterContent, values: Sequence[ParameterValue]
) -> ParameterType:
    """The type of a parameter whose values now include one more: finer and wider where it must be."""
    known = parameter.declared.type
    type_ = known
    if known.kind in (Kind.DECIMAL, Kind.INTEGER) and isinstance(given, Decimal):
        type_ = decimal(max(known.scale, -_exponent(given), 0)) if known.kind is Kind.DECIMAL else known
    members = given if isinstance(given, tuple) else (given,)
    many = parameter.declared.many
    if isinstance(given, tuple) is not many or any(encode(type_, member) is None for member in members):
        raise ChangeError(
            "value",
            f"“{parameter.label.zh}”的新值不是{known.zh}，请按现行值的写法填写。",
            f"The new value of “{parameter.label.en}” is no {known.en}; write it as the present one is written.",
        )
    if many or not type_.is_ordered:
        return ParameterType(type_, many=many)
    numbers = [v.value for v in values if isinstance(v.value, int | Decimal | date)]
    return ParameterType(type_, minimum=min(numbers), maximum=max(numbers))


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _with_cap(measure: Measure, cap: int, vocabulary: Vocabulary) -> Measure:
    if not measure.benefit:
        raise ChangeError(
            "cap",
            f"措施“{measure.title.zh}”没有数额公式，不能设封顶。",
            f"The measure “{measure.title.en}” has no formula for its amount and cannot be capped.",
        )
    if cap < 0:
        raise ChangeError("cap", "封顶不能小于 0 元。", "A cap cannot be below 0 yuan.")
    value = ParameterValue(cap, None, None, None, None, None, False, ASSUMED)
    declared = ParameterType(MONEY, minimum=cap, maximum=cap)
    parameter = Parameter(CAP, "money", Text("封顶", "Cap"), "元", (value,), declared)
    again = CAP in measure.parameters  # a second cap replaces the first
    return _compiled(
        measure,
        {**measure.parameters, CAP: parameter},
        vocabulary,
        field="cap",
        benefit=(lambda source: source) if again else (lambda source: f"LEAST({source}, p.{CAP})"),
    )


def _with_condition(measure: Measure, text: str, vocabulary: Vocabulary) -> Measure:
    types = {name: parameter.declared for name, parameter in measure.parameters.items()}
    rule = _rule(text, vocabulary, types, BOOLEAN, "condition")
    return replace(measure, conditions=(DatedRule(None, None, rule),))


def _with_dates(measure: Measure, start: date | None, end: date | None) -> Measure:
    if start is not None and end is not None and end < start:
        raise ChangeError(
            "end", "有效期先止后起，请改正。", "The measure would end before it begins; correct it."
        )
    return replace(
        measure,
        start=start,
        end=end,
        parameters={
            name: replace(parameter, values=_lasting(parameter.values, start, end))
            for name, parameter in measure.parameters.items()
        },
        conditions=_lasting(measure.conditions, start, end),
        benefit=_lasting(measure.benefit, start, end),
    )


def _lasting(pieces: Sequence[Dated], start: date | None, end: date | None) -> tuple[Dated, ...]:
    """The first of them from the new first day on, the last one until the new last day, where they fall short."""
    found = sorted(pieces, key=lambda piece: piece.start or date.min)
    if found and found[0].start is not None and (start is None or start < found[0].start):
        found[0] = replace(found[0], start=start)
    if found and found[-1].end is not None and (end is None or found[-1].end < end):
        found[-1] = replace(found[-1], end=end)
    return tuple(found)


def _switched(measure: Measure, on: bool) -> Measure:
    if not on:
        return replace(measure, conditions=())  # no rule on any day: nobody has it
    if measure.modality not in _WAITING:
        raise ChangeError(
            "switch",
            f"措施“{measure.title.zh}”本来就在给予，不用启用。",
            f"The measure “{measure.title.en}” is given already; there is nothing to open.",
        )
    return replace(measure, modality=Modality.CONFERS, suspended_until=None)


def _compiled(
    measure: Measure,
    parameters: Mapping[str, Parameter],
    vocabulary: Vocabulary,
    *,
    field: str,
    benefit: Callable[[str], str] = lambda source: source,
) -> Measure:
    """The measure with all its rules read again under other parameters."""
    types = {name: parameter.declared for name, parameter in parameters.items()}

    def again(dated: DatedRule, type_: Type, text: str) -> DatedRule:
        return replace(dated, rule=_rule(text, vocabulary, types, type_, field))

    return replace(
        measure,
        parameters=parameters,
        conditions=tuple(again(dated, BOOLEAN, dated.rule.source) for dated in measure.conditions),
        benefit=tuple(again(dated, MONEY, benefit(dated.rule.source)) for dated in measure.benefit),
        checks=tuple(
            replace(check, rule=_rule(check.rule.source, vocabulary, types, BOOLEAN, field))
            for check in measure.checks
        ),
    )


def _rule(
    text: str, vocabulary: Vocabulary, types: Mapping[str, ParameterType], type_: Type, field: str
) -> Rule:
    try:
        return compile_rule(text, vocabulary, types, type_)
    except ExpressionsError as error:
        raise ChangeError(field, error.zh, error.en) from error
