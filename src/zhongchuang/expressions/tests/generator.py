"""Random rules and random subjects over a vocabulary chosen to hurt: huge amounts, month ends,
coarse codes.
"""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from zhongchuang.expressions import (
    BOOLEAN,
    DATE,
    INDUSTRY,
    INTEGER,
    MONEY,
    Fact,
    Kind,
    Parameters,
    ParameterType,
    Rule,
    RuleError,
    Type,
    Value,
    Vocabulary,
    code,
    compile_rule,
    decimal,
)

ON = dt.date(2024, 2, 29)
KINDS = ("institute", "none", "o'brien", "university")
INDUSTRIES = ("C", "C16", "C161", "C1610", "C39", "C3911", "I", "I65", "I651", "H61", "A0111", "T97")

VOCABULARY = Vocabulary(
    [
        Fact("income", MONEY),
        Fact("expense", MONEY, minimum=0, maximum=10**13),
        Fact("huge", MONEY, minimum=-(10**22), maximum=10**22),
        Fact("staff", INTEGER, minimum=0, maximum=1_000_000),
        Fact("big", INTEGER, minimum=-(2**63) + 1, maximum=2**63 - 1),
        Fact("balance", INTEGER),
        Fact("area", decimal(2), minimum=Decimal(0), maximum=Decimal(100_000)),
        Fact("growth", decimal(4)),
        Fact("in_space", BOOLEAN),
        Fact("filed", BOOLEAN),
        Fact("founded", DATE),
        Fact("recognised", DATE, minimum=dt.date(2000, 1, 1), maximum=dt.date(2030, 12, 31)),
        Fact("kind", code(*KINDS)),
        Fact("former_kind", code(*KINDS)),
        Fact("industry", INDUSTRY),
    ]
)

PARAMETER_TYPES = {
    "share": ParameterType(decimal(2), minimum=Decimal(0), maximum=Decimal(3)),
    "rate": ParameterType(decimal(4), minimum=Decimal(-2), maximum=Decimal(2)),
    "cap": ParameterType(MONEY, minimum=0, maximum=10**12),
    "least_staff": ParameterType(INTEGER, minimum=0, maximum=1000),
    "since": ParameterType(DATE),
    "open": ParameterType(BOOLEAN),
    "kinds": ParameterType(code(*KINDS), many=True),
    "industries": ParameterType(INDUSTRY, many=True),
    "sizes": ParameterType(INTEGER, many=True, minimum=0, maximum=10**6),
    "amounts": ParameterType(MONEY, many=True, minimum=0, maximum=10**12),
}
PARAMETERS = Parameters(
    PARAMETER_TYPES,
    {
        "share": Decimal("0.70"),
        "rate": Decimal("-0.0125"),
        "cap": 50_000_005,
        "least_staff": 3,
        "since": dt.date(2016, 2, 29),
        "open": True,
        "kinds": ["university", "o'brien"],
        "industries": ["C16", "I651", "H"],
        "sizes": [0, 3, 1_000_000],
        "amounts": [0, 1, 50_000_005],
    },
)
NO_CHOICES = Parameters(
    PARAMETER_TYPES,
    {
        **{name: value for name, value in PARAMETERS.raw.items() if not PARAMETER_TYPES[name].many},
        "share": Decimal("3"),
        "rate": Decimal("2"),
        "open": False,
        "kinds": [],
        "industries": [],
        "sizes": [],
        "amounts": [],
    },
)
"""The same parameters with empty lists and other rates."""


class RuleWriter:
    """Writes random, well-typed rule texts."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, *choices: str) -> str:
        """One of the texts."""
        return self.random.choice(choices)

    def boolean(self, depth: int) -> str:
        """A condition."""
        if depth <= 0:
            return self.pick("in_space", "filed", "p.open", "TRUE", "FALSE", "NOT in_space")
        return self.random.choice(
            (
                lambda: (
                    f"({self.boolean(depth - 1)} AND {self.boolean(depth - 1)} AND {self.boolean(depth - 2)})"
                ),
                lambda: f"({self.boolean(depth - 1)} OR {self.boolean(depth - 1)})",
                lambda: f"NOT ({self.boolean(depth - 1)})",
                lambda: f"{self.money(depth - 1)} {self.comparison()} {self.money(depth - 1)}",
                lambda: f"{self.money(depth - 1)} {self.comparison()} {self.money(depth - 1)}",
                lambda: f"{self.number(depth - 1)} {self.comparison()} {self.number(depth - 1)}",
                lambda: f"{self.date(depth - 1)} {self.comparison()} {self.date(depth - 1)}",
                lambda: f"{self.money(depth - 1)} BETWEEN {self.money(0)} AND {self.money(depth - 1)}",
                lambda: f"{self.number(depth - 1)} BETWEEN {self.number(0)} AND {self.number(0)}",
                lambda: f"{self.date(0)} NOT BETWEEN {self.date(0)} AND {self.date(0)}",
                lambda: f"{self.period(0)} {self.comparison()} {self.random.randint(-30, 90)}",
                lambda: (
                    f"{self.period(0)} BETWEEN {self.random.randint(-9, 9)} AND {self.random.randint(0, 60)}"
                ),
                self.code,
                self.code,
                lambda: f"code_within(industry, {self.industries()})",
                lambda: f"{self.number(0)} IN ({self.number(-1)}, p.sizes, {self.random.randint(0, 5)})",
                lambda: f"{self.money(0)} IN (p.amounts, p.cap, yuan(0.01))",
                lambda: f"({self.boolean(depth - 1)}) = ({self.boolean(depth - 2)})",
                lambda: self.case(self.boolean, depth),
            )
        )()

    def comparison(self) -> str:
        """One of the six."""
        return self.pick("=", "<>", "<", "<=", ">", ">=")

    def code(self) -> str:
        """A condition on a code."""
        return self.pick(
            "kind IN ('none', 'institute')",
            "kind IN p.kinds",
            "kind NOT IN (p.kinds, 'none')",
            "kind = 'o''brien'",
            "'none' <> former_kind",
            "kind = former_kind",
            "kind <> former_kind",
        )

    def industries(self) -> str:
        """What ``code_within`` looks in."""
        return self.pick("p.industries", "'C'", "'C161', 'C39'", "('I65', 'I651', 'A')", "'T97'")

    def case(self, result: object, depth: int) -> str:
        """A CASE of one or two branches."""
        assert callable(result)
        branches = "".join(
            f"WHEN {self.boolean(depth - 1)} THEN {result(depth - 1)} "
            for _ in range(self.random.randint(1, 2))
        )
        return f"CASE {branches}ELSE {result(depth - 1)} END"

    def money(self, depth: int) -> str:
        """An amount."""
        if depth <= 0:
            return self.pick("income", "expense", "huge", "p.cap", "yuan(12345.67)", "yuan(-0.01)", "0")
        return self.random.choice(
            (
                lambda: f"{self.money(depth - 1)} + {self.money(depth - 1)}",
                lambda: f"({self.money(depth - 1)} - {self.money(depth - 1)})",
                lambda: f"({self.money(depth - 1)}) * {self.number(0)}",
                lambda: f"{self.pick('p.share', 'p.rate', '0.125', '-1.5')} * ({self.money(depth - 1)})",
                lambda: f"-({self.money(depth - 1)})",
                lambda: f"LEAST({self.money(depth - 1)}, {self.money(depth - 1)}, p.cap)",
                lambda: f"GREATEST({self.money(depth - 1)}, {self.money(0)})",
                lambda: f"round_to({self.money(depth - 1)}, {self.random.randint(-4, 2)})",
                lambda: self.case(self.money, depth),
            )
        )()

    def number(self, depth: int) -> str:
        """An integer or a decimal."""
        if depth < 0:
            return self.pick("p.least_staff", "7", "0")
        if depth == 0:
            return self.pick(
                "staff", "big", "balance", "area", "growth", "p.share", "p.rate", "3", "0.5", "-2"
            )
        return self.random.choice(
            (
                lambda: f"{self.number(depth - 1)} + {self.number(depth - 1)}",
                lambda: f"({self.number(depth - 1)} - {self.number(0)})",
                lambda: f"({self.number(depth - 1)}) * ({self.number(0)})",
                lambda: (
                    f"ratio({self.money(depth - 1)}, {self.money(depth - 1)}, {self.random.randint(0, 6)})"
                ),
                lambda: f"ratio({self.number(depth - 1)}, {self.number(0)}, {self.random.randint(0, 6)})",
                lambda: f"round_to({self.number(depth - 1)}, {self.random.randint(-2, 0)})",
                lambda: f"LEAST({self.number(depth - 1)}, {self.number(0)})",
                lambda: self.period(depth - 1),
                lambda: self.case(self.number, depth),
            )
        )()

    def date(self, depth: int) -> str:
        """A date."""
        if depth <= 0:
            return self.pick("founded", "recognised", "p.since", "on_date()", "DATE '2023-01-31'")
        return self.random.choice(
            (
                lambda: self.date(0),
                lambda: f"GREATEST({self.date(0)}, {self.date(0)})",
                lambda: f"LEAST({self.date(0)}, {self.date(0)})",
                lambda: self.case(self.date, 1),
            )
        )()

    def period(self, depth: int) -> str:
        """A number of years, months or days."""
        return f"{self.pick('years', 'months', 'days')}_between({self.date(depth)}, {self.date(depth)})"

    def rule(self, depth: int) -> Rule:
        """A compiled random rule; texts the compiler refuses (too many digits) are written anew."""
        while True:
            type_ = self.random.choice((BOOLEAN, BOOLEAN, MONEY, INTEGER, decimal(4), decimal(12), DATE))
            try:
                return compile_rule(self._text(type_, depth), VOCABULARY, PARAMETER_TYPES, type_)
            except RuleError:
                continue

    def _text(self, type_: Type, depth: int) -> str:
        if type_ == BOOLEAN:
            return self.boolean(depth)
        if type_ == MONEY:
            return self.money(depth)
        return self.date(depth) if type_ == DATE else self.number(depth)


def random_value(fact: Fact, source: random.Random) -> Value:
    """A value a fact may have; often its bounds, zero, or a neighbour."""
    kind = fact.type.kind
    if kind is Kind.BOOLEAN:
        return source.random() < 0.5
    if kind is Kind.CODE:
        return source.choice(sorted(fact.type.codes))
    if kind is Kind.INDUSTRY:
        return source.choice(INDUSTRIES)
    assert fact.low is not None and fact.high is not None
    if isinstance(fact.low, dt.date) and isinstance(fact.high, dt.date):
        near = [
            dt.date(2023, 1, 31),
            dt.date(2024, 2, 28),
            dt.date(2016, 2, 29),
            dt.date(2024, 3, 1),
            fact.low,
            fact.high,
        ]
        day = dt.date.fromordinal(source.randint(fact.low.toordinal(), fact.high.toordinal()))
        return source.choice([*near, day, day, day])
    low, high = int(str(fact.low)), int(str(fact.high))
    small = source.randint(-50, 50_000)
    raw = source.choice([low, high, 0, 1, small, small, 5, 50_000_005, source.randint(low, high)])
    raw = min(max(raw, low), high)
    return Decimal(f"{raw}E-{fact.type.scale}") if kind is Kind.DECIMAL else raw


def random_subject(source: random.Random, unknown: float = 0.12) -> dict[str, Value | None]:
    """Facts of one subject; each unknown with the given probability."""
    return {
        name: None if source.random() < unknown else random_value(fact, source)
        for name, fact in VOCABULARY.items()
    }
