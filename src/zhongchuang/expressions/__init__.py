"""The rule language: conditions and formulas over the facts of a subject, in three-valued logic, on exact
integers.

A pure library that knows nothing of Django or of policy. A rule is one SQL scalar expression;
``compile_rule`` reads and type-checks it once, ``evaluate`` asks it of one subject and keeps the reasons,
``population_plan`` asks many rules of millions of subjects with the columnar engine, ``to_sql`` says a rule
in the SQL of DuckDB, PostgreSQL or Spark. All of them give the same answer; the tests compare them cell by
cell::

    vocabulary = Vocabulary([Fact("in_space", BOOLEAN), Fact("transfer_income", MONEY, minimum=0)])
    types = {"share": ParameterType(decimal(2))}
    rule = compile_rule("transfer_income * p.share", vocabulary, types, MONEY)
    parameters = Parameters(types, {"share": Decimal("0.70")})
    outcome = evaluate(rule, {"transfer_income": 100_000_000}, parameters, on)
    outcome.value           # 70_000_000 分
    outcome.trace           # the tree of reasons
    unknown_facts(outcome)  # () — nothing is missing

Money is an integer in 分 on the outside too; ``None`` is unknown everywhere. The guide is
docs/rule-language.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import (
    DialectError,
    ExpressionsError,
    FactError,
    ParameterError,
    PopulationError,
    Position,
    RuleError,
    RuleNameError,
    RuleOverflowError,
    RuleSyntaxError,
    RuleTypeError,
    VocabularyError,
)
from .industry import is_industry_code, is_within
from .kinds import BOOLEAN, DATE, INDUSTRY, INTEGER, MONEY, Kind, Type, Value, code, decimal
from .layout import Layout, MoneyUnit
from .nodes import Operator
from .parameters import NO_PARAMETERS, Parameters, ParameterType, ParameterValue
from .rule import LANGUAGE_VERSION, Outcome, Rule, compile_rule, evaluate, unknown_facts
from .sql import population_sql, to_sql
from .trace import Note, TraceNode
from .vocabulary import Fact, Subject, Vocabulary

if TYPE_CHECKING:
    from .population import (
        AmountSum,
        ConditionCount,
        PopulationPlan,
        PopulationResult,
        Problem,
        ProblemReason,
        population_plan,
    )

__all__ = [
    "BOOLEAN",
    "DATE",
    "INDUSTRY",
    "INTEGER",
    "LANGUAGE_VERSION",
    "MONEY",
    "NO_PARAMETERS",
    "AmountSum",
    "ConditionCount",
    "DialectError",
    "ExpressionsError",
    "Fact",
    "FactError",
    "Kind",
    "Layout",
    "MoneyUnit",
    "Note",
    "Operator",
    "Outcome",
    "ParameterError",
    "ParameterType",
    "ParameterValue",
    "Parameters",
    "PopulationError",
    "PopulationPlan",
    "PopulationResult",
    "Position",
    "Problem",
    "ProblemReason",
    "Rule",
    "RuleError",
    "RuleNameError",
    "RuleOverflowError",
    "RuleSyntaxError",
    "RuleTypeError",
    "Subject",
    "TraceNode",
    "Type",
    "Value",
    "Vocabulary",
    "VocabularyError",
    "code",
    "compile_rule",
    "decimal",
    "evaluate",
    "is_industry_code",
    "is_within",
    "population_plan",
    "population_sql",
    "to_sql",
    "unknown_facts",
]

_POPULATION = frozenset(
    {
        "AmountSum",
        "ConditionCount",
        "PopulationPlan",
        "PopulationResult",
        "Problem",
        "ProblemReason",
        "population_plan",
    }
)


def __getattr__(name: str) -> Any:
    """The population engine, when first asked for: importing Polars takes longer than answering one
    subject.
    """
    if name in _POPULATION:
        return getattr(import_module(".population", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
