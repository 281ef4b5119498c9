"""A whole population as one SELECT: raw columns read strictly, one column per rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from zhongchuang.expressions.bounds import INT64, INT128
from zhongchuang.expressions.errors import DialectError
from zhongchuang.expressions.industry import INDUSTRY_CODE_PATTERN, section_divisions
from zhongchuang.expressions.kinds import Kind, whole
from zhongchuang.expressions.layout import Layout
from zhongchuang.expressions.nodes import FactNode, Node
from zhongchuang.expressions.parameters import Parameters
from zhongchuang.expressions.resolve import resolve
from zhongchuang.expressions.rule import Rule
from zhongchuang.expressions.vocabulary import Fact

from .dialects import Dialect, dialect_named
from .scalar import scalar_bounds, scalar_sql


def population_sql(
    rules: Mapping[str, Rule],
    dialect: str,
    parameters: Parameters | Mapping[str, Parameters],
    on: dt.date,
    *,
    table: str = "population",
    layout: Layout | None = None,
) -> str:
    """A SELECT with the id and one column per rule, in the dialect ``duckdb``, ``postgres`` or
    ``spark``.

    It reads the same raw columns as the columnar engine: money in the layout's unit for whole
    numbers unless ``money_units`` says otherwise (then as DECIMAL), decimals as DECIMAL, codes as
    text. A value out of bounds or no code of its fact counts as unknown. Money comes out in 分,
    decimals as DECIMAL. Duplicate ids are not looked for: a table has its own key. Raises
    ``DialectError`` where the dialect could not keep every digit.
    """
    spoken, layout = dialect_named(dialect), layout or Layout()
    roots = {
        name: resolve(
            rule.root, (parameters if isinstance(parameters, Parameters) else parameters[name]).raw, on
        )
        for name, rule in rules.items()
    }
    for name, rule in rules.items():
        rule.check(parameters if isinstance(parameters, Parameters) else parameters[name])
    facts = {
        node.name: rules[name].vocabulary[node.name]
        for name, root in roots.items()
        for node in root.walk()
        if isinstance(node, FactNode)
    }
    key = spoken.identifier(layout.id_column)
    read = [
        key,
        *(f"{_read(fact, spoken, layout)} AS {spoken.identifier(fact.name)}" for fact in facts.values()),
    ]
    verdicts = [
        f"{_verdict(rules[name], root, spoken)} AS {spoken.identifier(name)}" for name, root in roots.items()
    ]
    columns, results = (",\n    ".join(lines) for lines in (read, [key, *verdicts]))
    source = spoken.identifier(table)
    return f"WITH facts AS (\n  SELECT\n    {columns}\n  FROM {source}\n)\nSELECT\n    {results}\nFROM facts"


def _verdict(rule: Rule, root: Node, dialect: Dialect) -> str:
    """The rule's column: a decimal gets its point back, everything else is shown as it is.

    The point is put back by an exact product of at most 38 digits; a larger value is cut into whole
    units and rest first, where the dialect's sum of decimals keeps all digits.
    """
    sql = scalar_sql(root, rule.vocabulary, dialect)
    if rule.type.kind is not Kind.DECIMAL:
        return sql
    scale = rule.type.scale
    unit = f"CAST('0.{'1':0>{scale}}' AS DECIMAL({scale + 1}, {scale}))"
    room = 36 - scale
    if dialect.name == "postgres":
        return f"{sql} * {unit}"
    if scalar_bounds(root, rule.vocabulary).magnitude < 10**room:
        return f"CAST({sql} AS DECIMAL({room}, 0)) * {unit}"
    if dialect.name != "duckdb":
        raise DialectError(
            f"规则“{rule.text}”的结果在{dialect.name}里放不下；请收紧上下限，或用round_to减少位数。",
            f"{dialect.name} cannot hold “{rule.text}” exactly; narrow the bounds, or use round_to.",
        )
    units = f"CAST({sql} // {10**scale} AS DECIMAL(38, {scale}))"
    rest = f"CAST({sql} % {10**scale} AS DECIMAL({scale}, 0))"
    return f"{units} + {rest} * {unit}"


def _read(fact: Fact, dialect: Dialect, layout: Layout) -> str:
    """A raw column in inside form, NULL where it cannot be used."""
    column = dialect.identifier(fact.name)
    kind = fact.type.kind
    if kind is Kind.BOOLEAN:
        return column
    if kind is Kind.CODE:
        codes = ", ".join(dialect.text(code) for code in sorted(fact.type.codes))
        return f"CASE WHEN {column} IN ({codes}) THEN {column} END"
    if kind is Kind.INDUSTRY:
        return _read_industry(column, dialect)
    if kind is Kind.DATE:
        return f"CASE WHEN {column} BETWEEN DATE '{fact.low}' AND DATE '{fact.high}' THEN {column} END"
    return _read_exact(fact, column, dialect, layout)


def _read_exact(fact: Fact, column: str, dialect: Dialect, layout: Layout) -> str:
    is_money = fact.type.kind is Kind.MONEY
    places = layout.money_unit(fact.name, whole=True).value if is_money else fact.type.scale
    low, high = whole(fact.low or 0), whole(fact.high or 0)
    largest = max(abs(low), abs(high))
    if largest > INT128:
        raise DialectError(
            f"事实“{fact.name}”的上下限超过38位数；请收紧。",
            f"The bounds of the fact “{fact.name}” pass 38 digits; narrow them.",
        )
    target = "BIGINT" if largest <= INT64 else dialect.wide
    value = column if places == 0 else f"({column} * {10**places})"
    inside = f"{value} BETWEEN {low} AND {high} AND {value} = FLOOR({value})"
    return f"CASE WHEN {inside} THEN CAST({value} AS {target}) END"


def _read_industry(column: str, dialect: Dialect) -> str:
    divisions = [
        dialect.text(f"{section}{division:02d}")
        for section, (first, last) in section_divisions().items()
        for division in range(first, last + 1)
    ]
    shape = dialect.matches.format(text=column, pattern=dialect.text(INDUSTRY_CODE_PATTERN))
    known = f"(length({column}) = 1 OR substr({column}, 1, 3) IN ({', '.join(divisions)}))"
    return f"CASE WHEN {shape} AND {known} THEN {column} END"
