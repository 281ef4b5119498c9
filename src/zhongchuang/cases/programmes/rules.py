"""The rules of a programme over the answers to its form: which names they may use, and the rules compiled.

A rule names a field by its id. Of a table it names what is added up over the rows: `items_amount` is the sum of the column
`amount` of the table `items`, `items_rows` the number of rows. Texts, long texts and choices of several are no matter of a rule.
A rate is a part of one (50 % is 0.5). `p.name` is a number of `parameters`; one whose name ends in `_yuan` is money, in 元.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from zhongchuang.cases.programmes.problems import Path, Problem
from zhongchuang.cases.programmes.schema import FieldType, FormField, Programme, Section
from zhongchuang.expressions import (
    BOOLEAN,
    DATE,
    INTEGER,
    MONEY,
    ExpressionsError,
    Fact,
    Kind,
    Parameters,
    ParameterType,
    Rule,
    Type,
    Value,
    Vocabulary,
    code,
    compile_rule,
    decimal,
)

ROWS = "rows"
MONEY_SUFFIX = "_yuan"
_ADDED_UP = (FieldType.MONEY, FieldType.INTEGER, FieldType.DECIMAL, FieldType.RATE)
_WIDEST_ROW = Decimal(10) ** 6
"""What one cell may reach where its column says nothing; with 500 rows a sum stays well within 38 digits."""
_MOST_YUAN = Decimal(10) ** 11


@dataclass(frozen=True, slots=True)
class Rules:
    """A programme's rules, read and type-checked once."""

    vocabulary: Vocabulary
    parameters: Parameters
    checks: tuple[Rule, ...]  # one for each of `programme.checks`, in their order
    amount: Rule | None
    shown: Mapping[str, Rule]  # field id → when it is asked; a field that is always asked is not here
    materials: Mapping[str, Rule]  # material id → when it is wanted


def kind_of(field: FormField) -> Type | None:
    """The type of an answer in the rule language; None where rules do not ask for it."""
    match field.type:
        case FieldType.MONEY:
            return MONEY
        case FieldType.INTEGER:
            return INTEGER
        case FieldType.DECIMAL:
            return decimal(field.places)
        case FieldType.RATE:
            return decimal(field.places + 2)  # per cent with so many digits is a part of one with two more
        case FieldType.DATE:
            return DATE
        case FieldType.BOOLEAN:
            return BOOLEAN
        case FieldType.CHOICE:
            return code(*(option.value for option in field.options))
        case FieldType.TEXT | FieldType.LONG | FieldType.ACCOUNT | FieldType.CHOICES | FieldType.TABLE:
            return None


def facts_of(field: FormField) -> Iterator[Fact]:
    """What rules may ask of one field. Raises VocabularyError for an id the rule language keeps for itself."""
    if field.type is FieldType.TABLE:
        label = field.label.zh
        yield Fact(f"{field.id}_{ROWS}", INTEGER, f"{label}行数", minimum=0, maximum=field.max_rows)
        for column in field.columns:
            kind = kind_of(column)
            if kind is not None and column.type in _ADDED_UP:
                low, high = _bounds(column, kind)
                yield Fact(
                    f"{field.id}_{column.id}",
                    kind,
                    f"{label}合计{column.label.zh}",
                    minimum=low * field.max_rows,
                    maximum=high * field.max_rows,
                )
        return
    kind = kind_of(field)
    if kind is None:
        return
    if kind.is_exact:
        low, high = _bounds(field, kind)
        yield Fact(field.id, kind, field.label.zh, minimum=low, maximum=high)
    else:
        yield Fact(field.id, kind, field.label.zh)


def vocabulary_of(fields: Iterable[FormField]) -> Vocabulary:
    """Every name a rule over these fields may use. Raises VocabularyError."""
    return Vocabulary(fact for field in fields for fact in facts_of(field))


def compile_rules(programme: Programme) -> Rules:
    """The rules of a programme that was checked. Raises ExpressionsError where it was not."""
    vocabulary = vocabulary_of(programme.fields)
    parameters = parameters_of(programme.parameters)
    types = parameters.types
    return Rules(
        vocabulary=vocabulary,
        parameters=parameters,
        checks=tuple(compile_rule(c.rule, vocabulary, types, BOOLEAN) for c in programme.checks),
        amount=None
        if programme.money is None or programme.money.amount is None
        else compile_rule(programme.money.amount, vocabulary, types, MONEY),
        shown={
            field.id: compile_rule(field.show_when, vocabulary, types, BOOLEAN)
            for field in programme.fields
            if field.show_when is not None
        },
        materials={
            paper.id: compile_rule(paper.show_when, vocabulary, types, BOOLEAN)
            for paper in programme.materials
            if paper.show_when is not None
        },
    )


def parameters_of(written: Mapping[str, Decimal]) -> Parameters:
    """The numbers of a programme as rules see them. Raises ExpressionsError."""
    types: dict[str, ParameterType] = {}
    values: dict[str, Value] = {}
    for name, number in written.items():
        if name.endswith(MONEY_SUFFIX):
            types[name], values[name] = ParameterType(MONEY), int(number * 100)
        elif number == number.to_integral_value():
            types[name], values[name] = ParameterType(INTEGER), int(number)
        else:
            shortest = number.normalize()
            digits = -int(shortest.as_tuple().exponent)
            types[name], values[name] = ParameterType(decimal(digits)), shortest
    return Parameters(types, values)


def rule_problems(programme: Programme) -> Iterator[Problem]:
    """Rules that cannot be read, ask for what the form does not ask, or come before what they ask for."""
    try:
        vocabulary = vocabulary_of(programme.fields)
    except ExpressionsError as error:
        yield Problem(("sections",), error.zh, error.en)
        return
    try:
        types = parameters_of(programme.parameters).types
    except ExpressionsError as error:
        yield Problem(("parameters",), error.zh, error.en)
        return
    for path, text, kind in _written(programme):
        try:
            compile_rule(text, vocabulary, types, kind)
        except ExpressionsError as error:
            yield Problem(path, error.zh, error.en)
    yield from _too_early(("sections",), programme.sections, types)
    if programme.diligence is not None:
        yield from _too_early(("diligence", "sections"), programme.diligence.sections, types)
    for number, duty in enumerate(programme.aftercare):
        yield from _too_early(("aftercare", number, "sections"), duty.sections, types)


def _written(programme: Programme) -> Iterator[tuple[Path, str, Type]]:
    for number, check in enumerate(programme.checks):
        yield ("checks", number, "rule"), check.rule, BOOLEAN
    for number, paper in enumerate(programme.materials):
        if paper.show_when is not None:
            yield ("materials", number, "show_when"), paper.show_when, BOOLEAN
    if programme.money is not None and programme.money.amount is not None:
        yield ("money", "amount"), programme.money.amount, MONEY


def _too_early(
    path: Path, sections: tuple[Section, ...], types: Mapping[str, ParameterType]
) -> Iterator[Problem]:
    """Conditions of fields: each is read with the fields before it and no others."""
    before: list[FormField] = []
    for at, section in enumerate(sections):
        for number, field in enumerate(section.fields):
            here = (*path, at, "fields", number)
            if field.show_when is not None:
                try:
                    compile_rule(field.show_when, vocabulary_of(before), types, BOOLEAN)
                except ExpressionsError as error:
                    yield Problem(
                        (*here, "show_when"),
                        f"显示条件只能用前面的题：{error.zh}",
                        f"The condition may only use earlier fields: {error.en}",
                    )
            for column, part in enumerate(field.columns):
                if part.show_when is not None:
                    yield Problem(
                        (*here, "columns", column, "show_when"),
                        "表格的栏没有显示条件，请放到表格上。",
                        "A column has no condition of its own; put it on the table.",
                    )
            before.append(field)


def _bounds(field: FormField, kind: Type) -> tuple[int | Decimal, int | Decimal]:
    """The least and the greatest value of a number, in the kind's own unit (money in 分)."""
    if kind is MONEY:
        low, high = field.minimum, field.maximum
        return int((low or 0) * 100), int((_MOST_YUAN if high is None else high) * 100)
    low = Decimal(0) if field.minimum is None else field.minimum
    widest = Decimal(1) if field.type is FieldType.RATE else _WIDEST_ROW
    high = widest if field.maximum is None else field.maximum
    if kind.kind is Kind.INTEGER:
        return int(low), int(high)
    return low, high
