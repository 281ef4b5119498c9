"""The same rules for OpenFisca-Core: a generated tax-benefit system with one variable per fact and
per rule.

Written as OpenFisca users write: formulas are Python functions over NumPy arrays, codes are its
enumerations, amounts are floats in 元 (float32 inside), years since a date are a variable of their
own that is worked out once. Lists of industries are lookup tables made beforehand, which is kinder
than its own text comparisons. It knows no unknown: a missing value is 0, false or the first of its
kind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode as ParameterTree
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.rules.workload import CODES, DATE_FACTS, INDUSTRIES, MONEY_FACTS, ON, Workload
from zhongchuang.expressions import Fact, Kind, Operator, Parameters, Rule, is_within
from zhongchuang.expressions.nodes import COMPARISONS, FactNode, LiteralNode, Node, ParameterNode

YEAR = str(ON.year)
_INDUSTRY_NUMBERS = {code: number for number, code in enumerate(INDUSTRIES)}
_ENUMS = {name: Enum(name, {code: code for code in codes}) for name, codes in CODES.items()}


class PeerWriter:
    """Writes our rules as the source of OpenFisca formulas.

    With ``explained`` every intermediate value becomes a variable of its own, ``parts``: OpenFisca's trace
    shows variables and nothing smaller, and these are the values our reasons show.
    """

    def __init__(self, parameters: Parameters, *, explained: bool) -> None:
        self.parameters = parameters
        self.explained = explained
        self.tables: dict[str, Any] = {}
        self.parts: dict[str, tuple[type, Any]] = {}

    def formula(self, rule: Rule) -> Any:
        """The function OpenFisca calls."""
        return self._function(self.write(rule.root))

    def _function(self, expression: str) -> Any:
        source = f"def formula(subject, period, parameters):\n    p = parameters(period)\n    return {expression}\n"
        scope: dict[str, Any] = {"np": np, "enums": _ENUMS, "tables": self.tables, "on": np.datetime64(ON)}
        exec(source, scope)
        return scope["formula"]

    def write(self, node: Node) -> str:
        """A node as NumPy source."""
        if isinstance(node, FactNode):
            return f"subject('{node.name}', period)"
        if isinstance(node, ParameterNode):
            value = f"p.{node.name}"
            return f"np.datetime64({value})" if node.type.kind is Kind.DATE else value
        if isinstance(node, LiteralNode):
            return repr(int(node.value) / 100 if node.type.kind is Kind.MONEY else node.value)  # type: ignore[arg-type]  # money is an int
        if node.operator is Operator.CODE_WITHIN:
            return self._table(node)
        if node.operator is Operator.IN:
            fact, listed = node.operands
            assert isinstance(fact, FactNode) and isinstance(listed, ParameterNode)
            same = (
                f"(subject('{fact.name}', period) == enums['{fact.name}'].{code})"
                for code in self._list(listed)
            )
            return f"({' | '.join(same)})"
        if node.operator is Operator.YEARS_BETWEEN:
            (fact, _) = node.operands
            assert isinstance(fact, FactNode)
            return f"subject('years_since_{fact.name}', period)"
        return self._operation(node.operator, [self._operand(operand) for operand in node.operands])

    def _operand(self, node: Node) -> str:
        """An operand in place, or as a variable of its own where everything is to be explained."""
        if (
            not self.explained
            or not node.operands
            or node.operator in (Operator.YEARS_BETWEEN, Operator.WIDEN)
        ):
            return self.write(node)
        value_type = bool if node.type.kind is Kind.BOOLEAN else float
        function = self._function(self.write(node))
        name = f"part_{len(self.parts)}"
        self.parts[name] = (value_type, function)
        return f"subject('{name}', period)"

    def _operation(self, operator: Operator, operands: list[str]) -> str:
        if operator in (Operator.AND, Operator.OR):
            return "(" + (" & " if operator is Operator.AND else " | ").join(operands) + ")"
        if operator is Operator.NOT:
            return f"(~{operands[0]})"
        if operator is Operator.BETWEEN:
            value, low, high = operands
            return f"(({value} >= {low}) & ({value} <= {high}))"
        if operator is Operator.CASE:
            result = operands[-1]
            for condition, value in zip(operands[-3::-2], operands[-2::-2], strict=True):
                result = f"np.where({condition}, {value}, {result})"
            return result
        if operator in (Operator.LEAST, Operator.GREATEST):
            name = "minimum" if operator is Operator.LEAST else "maximum"
            return f"np.{name}({', '.join(operands)})"
        if operator is Operator.WIDEN:
            return operands[0]
        signs = {Operator.ADD: "+", Operator.SUBTRACT: "-", Operator.MULTIPLY: "*"}
        assert operator in COMPARISONS or operator in signs, operator
        value = f"({operands[0]} {signs.get(operator, operator)} {operands[1]})"
        # Our products of money are rounded to 分; the same rule rounds there as well.
        return f"np.round({value}, 2)" if operator is Operator.MULTIPLY else value

    def _list(self, node: ParameterNode) -> tuple[str, ...]:
        found = self.parameters.raw[node.name]
        assert isinstance(found, tuple)
        return tuple(str(code) for code in found)

    def _table(self, node: Node) -> str:
        """A lookup by the number of the industry: true where the code is within the list."""
        fact, listed = node.operands
        assert isinstance(fact, FactNode) and isinstance(listed, ParameterNode)
        codes = self._list(listed)
        self.tables[listed.name] = np.array([is_within(code, codes) is True for code in INDUSTRIES])
        return f"tables['{listed.name}'][subject('{fact.name}', period)]"


def peer_system(work: Workload, *, explained: bool = False) -> Any:
    """The tax-benefit system with all facts, rules and parameters."""
    entity = build_entity(key="subject", plural="subjects", label="Subject", is_person=True)
    system = TaxBenefitSystem([entity])
    system.parameters = ParameterTree("", data=dict(_parameters(work.parameters)))
    for fact in work.vocabulary.values():
        system.add_variable(_variable(entity, fact.name, _fact_type(fact)))
    for name in DATE_FACTS:
        system.add_variable(_variable(entity, f"years_since_{name}", {"value_type": int}, _years_since(name)))
    writer = PeerWriter(work.parameters, explained=explained)
    for name, rule in work.rules.items():
        writer.parts[name] = (bool if rule.type.kind is Kind.BOOLEAN else float, writer.formula(rule))
    for name, (value_type, function) in writer.parts.items():
        system.add_variable(_variable(entity, name, {"value_type": value_type}, function))
    return system


def _variable(entity: Any, name: str, attributes: Mapping[str, Any], formula: Any = None) -> Any:
    body = {"entity": entity, "definition_period": DateUnit.YEAR, "label": name, **attributes}
    return type(name, (Variable,), body | ({"formula": formula} if formula else {}))


def _parameters(parameters: Parameters) -> Any:
    for name, declared in parameters.types.items():
        value: Any = parameters.raw[name]
        if declared.type.kind is Kind.MONEY:
            value = value / 100
        elif declared.type.kind is Kind.DECIMAL:
            value = value / 10**declared.type.scale
        elif declared.type.kind is Kind.DATE:
            value = value.isoformat()
        yield name, {"values": {"2000-01-01": {"value": list(value) if isinstance(value, tuple) else value}}}


def _fact_type(fact: Fact) -> dict[str, Any]:
    kind = fact.type.kind
    if kind is Kind.CODE:
        values = _ENUMS[fact.name]
        return {"value_type": Enum, "possible_values": values, "default_value": next(iter(values))}
    if kind is Kind.DATE:
        return {"value_type": dt.date}
    if kind is Kind.BOOLEAN:
        return {"value_type": bool}
    return {"value_type": float if kind in (Kind.MONEY, Kind.DECIMAL) else int}


def _years_since(fact: str) -> Any:
    """Whole years from the fact's date to the day of evaluation, as OpenFisca's own example works
    out an age.
    """

    def formula(subject: Any, period: Any) -> Any:
        start = subject(fact, period)
        months = start.astype("datetime64[M]")
        year = start.astype("datetime64[Y]").astype(int) + 1970
        month = months.astype(int) % 12 + 1
        day = (start - months + 1).astype(int)
        reached = (month < ON.month) | ((month == ON.month) & (day <= ON.day))
        return np.where(reached, ON.year - year, ON.year - year - 1)

    return formula


def peer_inputs(path: Path) -> dict[str, Any]:
    """The file's columns as the arrays OpenFisca wants; this loading is not measured."""
    frame = pl.read_parquet(path)
    inputs: dict[str, Any] = {}
    for name in frame.columns[1:]:
        column = frame[name]
        if name in CODES:
            numbers = {code: number for number, code in enumerate(CODES[name])}
            known = column.fill_null(CODES[name][0]).replace_strict(numbers, return_dtype=pl.Int16)
            inputs[name] = _ENUMS[name].encode(known.to_numpy())
        elif name == "industry":
            known = column.fill_null(INDUSTRIES[0]).replace_strict(_INDUSTRY_NUMBERS, return_dtype=pl.Int32)
            inputs[name] = known.to_numpy()
        elif name in DATE_FACTS:
            inputs[name] = column.fill_null(dt.date(1970, 1, 1)).to_numpy().astype("datetime64[D]")
        elif column.dtype == pl.Boolean:
            inputs[name] = column.fill_null(value=False).to_numpy()
        else:
            yuan = column.cast(pl.Float64).fill_null(0).to_numpy() / (100 if name in MONEY_FACTS else 1)
            inputs[name] = yuan.astype(
                np.int32 if column.dtype.is_integer() and name not in MONEY_FACTS else np.float32
            )
    return inputs


def peer_simulation(system: Any, inputs: Mapping[str, Any]) -> Any:
    """A simulation holding the inputs, nothing worked out yet."""
    simulation = SimulationBuilder().build_default_simulation(system, count=len(next(iter(inputs.values()))))
    for name, values in inputs.items():
        simulation.set_input(name, YEAR, values)
    return simulation
