"""What a run over a population tells."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


class ProblemReason(enum.StrEnum):
    """Why a value could not be used."""

    TYPE = "type"
    BOUNDS = "bounds"
    CODE = "code"
    INDUSTRY = "industry"
    DUPLICATE_ID = "duplicate_id"
    MISSING_ID = "missing_id"

    @property
    def zh(self) -> str:
        """The reason as a Chinese clause."""
        return {
            "type": "不是该事实的类型，按未知处理",
            "bounds": "超出该事实的上下限，按未知处理",
            "code": "不在该事实的取值之内，按未知处理",
            "industry": "不是国民经济行业分类代码，按未知处理",
            "duplicate_id": "标识与前面的一行相同，本行不计",
            "missing_id": "没有标识，本行不计",
        }[self.value]

    @property
    def en(self) -> str:
        """The reason as an English clause."""
        return {
            "type": "not of the fact's type, counted as unknown",
            "bounds": "outside the fact's bounds, counted as unknown",
            "code": "none of the fact's values, counted as unknown",
            "industry": "no GB/T 4754 code, counted as unknown",
            "duplicate_id": "the same id as an earlier row, row left out",
            "missing_id": "no id, row left out",
        }[self.value]

    @property
    def rejects_row(self) -> bool:
        """Whether the whole row is left out, rather than one fact counted as unknown."""
        return self in (ProblemReason.DUPLICATE_ID, ProblemReason.MISSING_ID)


@dataclass(frozen=True, slots=True)
class Problem:
    """One value that could not be used. ``row`` counts from 1; ``fact`` is ``None`` for a problem
    of the row.
    """

    row: int
    subject: str
    fact: str | None
    reason: ProblemReason
    value: str | None

    def __str__(self) -> str:
        what = f"“{self.fact}”的值“{self.value}”" if self.fact else "标识"
        what_en = f"{self.fact} = “{self.value}”" if self.fact else "id"
        zh = f"第{self.row}行（{self.subject}）{what}{self.reason.zh}。"
        return f"{zh} / row {self.row}: {what_en}: {self.reason.en}."


@dataclass(frozen=True, slots=True)
class ConditionCount:
    """How many subjects meet a condition, do not, or cannot be told."""

    met: int
    not_met: int
    unknown: int


@dataclass(frozen=True, slots=True)
class AmountSum:
    """The sum of a formula over the subjects for whom it is known (money in 分), and how many those are."""

    total: int | Decimal | None
    known: int
    unknown: int


@dataclass(slots=True)
class Problems:
    """Collects problems: all are counted, the first ``limit`` are kept."""

    limit: int
    kept: list[Problem] = field(default_factory=list)
    counts: Counter[tuple[str | None, ProblemReason]] = field(default_factory=Counter)

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it while there is room."""
        self.counts[problem.fact, problem.reason] += 1
        if len(self.kept) < self.limit:
            self.kept.append(problem)


@dataclass(frozen=True, slots=True)
class PopulationResult:
    """The counts per rule and everything that went wrong on the way.

    ``rows`` were read, ``rejected`` of them left out. ``missing_facts`` have no column in the file:
    they are unknown for everybody. ``problems`` are the first ones met, ``problem_counts`` counts
    them all by fact and reason.
    """

    rows: int
    rejected: int
    conditions: Mapping[str, ConditionCount]
    amounts: Mapping[str, AmountSum]
    missing_facts: tuple[str, ...]
    problems: tuple[Problem, ...]
    problem_counts: Mapping[tuple[str | None, ProblemReason], int]
