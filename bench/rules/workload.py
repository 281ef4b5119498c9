"""The measured workload: 31 facts, 300 rules, 1,050 parameters, a synthetic population. Everything
is seeded.

The rules are shaped like the ones policy packs hold: thresholds, lists of kinds, spans of years,
rates with a cap, steps by case. The subjects are random numbers and stand for nobody.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl

from zhongchuang.expressions import (
    BOOLEAN,
    DATE,
    INDUSTRY,
    INTEGER,
    MONEY,
    Fact,
    Parameters,
    ParameterType,
    ParameterValue,
    Rule,
    Vocabulary,
    code,
    compile_rule,
    decimal,
)

ON = dt.date(2026, 11, 1)
CONDITIONS, FORMULAS, PARAMETERS = 200, 100, 1_050
NULL_SHARE = 0.06
_CHUNK = 250_000

MONEY_FACTS = tuple(
    f"{name}_amount"
    for name in ("income", "rd", "equipment", "sales", "loan", "invested", "rent", "tax", "award", "contract")
)
INTEGER_FACTS = ("staff", "teams", "new_firms", "financed", "mentors", "events", "patents", "workstations")
DECIMAL_FACTS = ("area", "shared_area", "growth")
BOOLEAN_FACTS = ("in_space", "filed", "high_tech", "manufacturer")
DATE_FACTS = ("founded", "recognised")
CODES = {
    "kind": ("space", "incubator", "enterprise", "team", "university", "institute", "provider", "farmer"),
    "recognition": ("none", "provincial", "national"),
    "taxpayer_kind": ("resident_enterprise", "nonresident_enterprise", "sole_proprietor"),
}
INDUSTRIES = (
    *(f"C{division}" for division in range(13, 44)),
    *(
        "I63",
        "I64",
        "I65",
        "M73",
        "M74",
        "M75",
        "A01",
        "F51",
        "F52",
        "H61",
        "H62",
        "K70",
        "L71",
        "L72",
        "R90",
    ),
    *("C1610", "C3911", "C3970", "I6510", "M7320", "C391", "C261", "C", "I"),
)


@dataclass(frozen=True, slots=True)
class Workload:
    """Rules by name with the parameters they read."""

    vocabulary: Vocabulary
    rules: dict[str, Rule]
    parameters: Parameters


def vocabulary() -> Vocabulary:
    """The 31 facts: 10 amounts, 8 counts, 3 decimals, 4 booleans, 2 dates, 3 codes and the industry."""
    facts = [
        *(Fact(name, MONEY, minimum=0, maximum=10**13) for name in MONEY_FACTS),
        *(Fact(name, INTEGER, minimum=0, maximum=1_000_000) for name in INTEGER_FACTS),
        *(
            Fact(name, decimal(2), minimum=Decimal(-1000), maximum=Decimal(1_000_000))
            for name in DECIMAL_FACTS
        ),
        *(Fact(name, BOOLEAN) for name in BOOLEAN_FACTS),
        *(Fact(name, DATE) for name in DATE_FACTS),
        *(Fact(name, code(*codes)) for name, codes in CODES.items()),
        Fact("industry", INDUSTRY),
    ]
    return Vocabulary(facts)


class _Writer:
    """Writes rules and collects the parameters they need."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.types: dict[str, ParameterType] = {}
        self.values: dict[str, ParameterValue] = {}

    def parameter(self, type_: ParameterType, value: ParameterValue) -> str:
        name = f"n{len(self.types)}"
        self.types[name], self.values[name] = type_, value
        return f"p.{name}"

    def amount(self, low: int, high: int) -> str:
        """An amount in whole 千元, between ``low`` and ``high`` 元."""
        yuan = self.random.randint(low // 1000, high // 1000) * 1000
        return self.parameter(ParameterType(MONEY), yuan * 100)

    def count(self, high: int) -> str:
        return self.parameter(ParameterType(INTEGER), self.random.randint(0, high))

    def rate(self) -> str:
        return self.parameter(ParameterType(decimal(2)), Decimal(self.random.randint(5, 200)) / 100)

    def industries(self) -> str:
        return self.parameter(ParameterType(INDUSTRY, many=True), self.random.sample(INDUSTRIES[:46], 5))

    def atom(self) -> str:
        """One condition without AND or OR."""
        kinds: list[Callable[[], str]] = [
            lambda: f"{self.random.choice(MONEY_FACTS)} >= {self.amount(10_000, 5_000_000)}",
            lambda: f"{self.random.choice(MONEY_FACTS)} < {self.amount(10_000, 5_000_000)}",
            lambda: f"{self.random.choice(INTEGER_FACTS)} >= {self.count(60)}",
            self._between,
            self._amount_between,
            lambda: f"{self.random.choice(DECIMAL_FACTS)} > {self.rate()}",
            lambda: self.random.choice(BOOLEAN_FACTS),
            lambda: f"NOT {self.random.choice(BOOLEAN_FACTS)}",
            self._code_in,
            lambda: f"code_within(industry, {self.industries()})",
            self._date_after,
            lambda: f"years_between({self.random.choice(DATE_FACTS)}, on_date()) >= {self.count(12)}",
        ]
        return self.random.choice(kinds)()

    def _between(self) -> str:
        low, high = sorted(self.random.randint(0, 80) for _ in range(2))
        integer = ParameterType(INTEGER)
        bounds = f"{self.parameter(integer, low)} AND {self.parameter(integer, high)}"
        return f"{self.random.choice(INTEGER_FACTS)} BETWEEN {bounds}"

    def _amount_between(self) -> str:
        low, high = self.amount(10_000, 900_000), self.amount(1_000_000, 5_000_000)
        return f"{self.random.choice(MONEY_FACTS)} BETWEEN {low} AND {high}"

    def _code_in(self) -> str:
        name = self.random.choice(list(CODES))
        chosen = self.random.sample(CODES[name], self.random.randint(1, len(CODES[name]) - 1))
        return f"{name} IN {self.parameter(ParameterType(code(*CODES[name]), many=True), chosen)}"

    def _date_after(self) -> str:
        day = dt.date(1995, 1, 1) + dt.timedelta(days=self.random.randint(0, 11_000))
        return f"{self.random.choice(DATE_FACTS)} >= {self.parameter(ParameterType(DATE), day)}"

    def condition(self, parts: list[str]) -> str:
        """Conditions joined by AND, in half of the longer ones with an OR in brackets."""
        if len(parts) > 2 and self.random.random() < 0.5:
            parts = [f"({parts[0]} OR {parts[1]})", *parts[2:]]
        return " AND ".join(parts)

    def formula(self) -> str:
        """An amount: a rate with a cap, steps by case, or a sum of parts."""
        first, second = self.random.sample(MONEY_FACTS, 2)
        kinds: list[Callable[[], str]] = [
            lambda: f"LEAST({first} * {self.rate()}, {self.amount(100_000, 2_000_000)})",
            lambda: (
                f"CASE WHEN {self.atom()} THEN {first} * {self.rate()} "
                f"WHEN {self.atom()} THEN {self.amount(10_000, 900_000)} ELSE 0 END"
            ),
            lambda: (
                f"CASE WHEN {self.condition([self.atom(), self.atom()])} THEN "
                f"LEAST({first} * {self.rate()}, {self.amount(100_000, 2_000_000)}) ELSE 0 END"
            ),
            lambda: f"GREATEST({first} - {second}, {self.amount(1_000, 100_000)}) * {self.rate()}",
            lambda: f"{first} * {self.rate()} + {second} * {self.rate()}",
            lambda: f"{self.random.choice(INTEGER_FACTS)} * {self.amount(1_000, 10_000)}",
        ]
        return self.random.choice(kinds)()


def workload(seed: int = 20261101) -> Workload:
    """The 300 rules, compiled: short and long conditions, which together with the formulas read all 1,050
    parameters.
    """
    writer = _Writer(seed)
    facts = vocabulary()
    formulas = [writer.formula() for _ in range(FORMULAS)]
    parts = [[writer.atom() for _ in range(1 + index % 5)] for index in range(CONDITIONS)]
    for longer in itertools.cycle(parts):
        if len(writer.types) >= PARAMETERS:
            break
        longer.append(writer.atom())
    conditions = [writer.condition(part) for part in parts]
    rules = {f"c{i}": compile_rule(text, facts, writer.types, BOOLEAN) for i, text in enumerate(conditions)}
    rules |= {f"f{i}": compile_rule(text, facts, writer.types, MONEY) for i, text in enumerate(formulas)}
    return Workload(facts, rules, Parameters(writer.types, writer.values))


def write_population(path: Path, subjects: int, *, seed: int = 7, nulls: float = NULL_SHARE) -> None:
    """A Parquet file of random subjects: amounts in 分, codes as text, ``nulls`` of the values missing."""
    chunks = []
    for start in range(0, subjects, _CHUNK):
        size = min(_CHUNK, subjects - start)
        chunks.append(_chunk(start, size, seed + start, nulls))
    pl.concat(chunks).write_parquet(path, row_group_size=_CHUNK, compression="snappy")


def _chunk(start: int, size: int, seed: int, nulls: float) -> pl.DataFrame:
    draw = np.random.default_rng(seed)
    days = (
        draw.integers(0, 11_500, (len(DATE_FACTS), size)) + (dt.date(1995, 1, 1) - dt.date(1970, 1, 1)).days
    )
    columns = {name: pl.Series(draw.integers(0, 10**7, size) * 100) for name in MONEY_FACTS}
    columns |= {name: pl.Series(draw.integers(0, 80, size)) for name in INTEGER_FACTS}
    columns |= {
        name: pl.Series(draw.integers(0, 300, size)).cast(pl.Decimal(12, 2)) / 100 for name in DECIMAL_FACTS
    }
    columns |= {name: pl.Series(draw.integers(0, 2, size) == 1) for name in BOOLEAN_FACTS}
    columns |= {name: pl.Series(days[i]).cast(pl.Int32).cast(pl.Date) for i, name in enumerate(DATE_FACTS)}
    columns |= {
        name: pl.Series(codes).gather(draw.integers(0, len(codes), size)) for name, codes in CODES.items()
    }
    # A section alone (C) leaves “within C16” unknown, so a population without gaps has none.
    industries = [code for code in INDUSTRIES if nulls or len(code) > 1]
    columns["industry"] = pl.Series(industries).gather(draw.integers(0, len(industries), size))
    known = {name: pl.Series(draw.random(size) >= nulls) for name in columns}
    frame = pl.DataFrame({"id": np.arange(start, start + size), **columns})
    return frame.with_columns(pl.when(known[name]).then(pl.col(name)).alias(name) for name in columns)
