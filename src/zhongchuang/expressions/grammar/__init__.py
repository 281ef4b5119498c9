"""The allow-list: which constructs a rule may use, and how each is typed.

What is not listed here does not exist in the language, whatever SQL thinks of it. To add a construct: a
handler in one of these modules, a line in a table below, and its meaning in the interpreter, the columnar
engine and SQL; the property tests then compare all of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from . import calls, conditions, formulas, names
from .binder import Binder, Function, Handler

HANDLERS: Mapping[type[exp.Expr], Handler] = {
    exp.Column: names.bind_name,
    exp.Literal: names.bind_literal,
    exp.Boolean: names.bind_boolean,
    exp.Cast: names.bind_date,
    exp.And: conditions.bind_connective,
    exp.Or: conditions.bind_connective,
    exp.Not: conditions.bind_not,
    exp.Between: conditions.bind_between,
    exp.In: conditions.bind_in,
    **dict.fromkeys(conditions.COMPARISON_OPERATORS, conditions.bind_comparison),
    exp.Case: formulas.bind_case,
    exp.Neg: formulas.bind_negate,
    exp.Add: formulas.bind_sum,
    exp.Sub: formulas.bind_sum,
    exp.Mul: formulas.bind_product,
    exp.Anonymous: calls.bind_call,
}

FUNCTIONS: Mapping[str, Function] = {
    "yuan": calls.bind_yuan,
    "least": calls.bind_extreme,
    "greatest": calls.bind_extreme,
    "ratio": calls.bind_ratio,
    "round_to": calls.bind_round_to,
    "years_between": calls.bind_period,
    "months_between": calls.bind_period,
    "days_between": calls.bind_period,
    "on_date": calls.bind_on_date,
    "code_within": calls.bind_code_within,
}

__all__ = ["FUNCTIONS", "HANDLERS", "Binder"]
