"""Two books asked together: each rule once, however many measures of either book share it.

Everything here is about one batch of subjects; `comparing` adds the batches up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from zhongchuang.expressions import Vocabulary
from zhongchuang.expressions.nodes import Node
from zhongchuang.expressions.population.columns import ColumnCompiler
from zhongchuang.expressions.population.scheme import Scheme
from zhongchuang.expressions.resolve import resolve
from zhongchuang.policy.matching.population.columns import verdict_column
from zhongchuang.policy.matching.population.questions import Asked, Questions, Rival
from zhongchuang.policy.packs.schema import BenefitKind, Measure, RuleBook
from zhongchuang.policy.simulation.result import Outcome

BEFORE, AFTER = "before", "after"
SIDES = (BEFORE, AFTER)
OUTCOMES = tuple(Outcome)
"""An outcome inside the engine is its place in this row."""


@dataclass(frozen=True, slots=True)
class Side:
    """The measures of one book with their rules by the names both books share."""

    name: str
    asked: tuple[Asked, ...]
    rivals: dict[str, Rival]


@dataclass(frozen=True, slots=True)
class Promise:
    """A measure, or the measures of one topic: a subject gets one of them at most. Numbers into the row of measures."""

    members: tuple[int, ...]


class Asking:
    """What is asked of every subject, and how the answers are put together."""

    def __init__(self, before: RuleBook, after: RuleBook, names: frozenset[str], on: date) -> None:
        self._roots: dict[Node, str] = {}
        self.before = self._side(BEFORE, before, names, on)
        self.after = self._side(AFTER, after, names, on)
        self.measures: tuple[Measure, ...] = tuple(asked.measure for asked in self.before.asked)
        self.promises = tuple(_promises(self.measures))
        self.kinds = tuple(
            kind for kind in BenefitKind if any(measure.benefit_kind is kind for measure in self.measures)
        )
        self._vocabulary: Vocabulary = before.vocabulary

    def scheme(self) -> Scheme:
        """The columns the rules need."""
        return Scheme.of(self._roots, self._vocabulary)

    def _side(self, name: str, book: RuleBook, names: frozenset[str], on: date) -> Side:
        questions = Questions(_only(book, names), on)

        def shared(rule: str | None) -> str | None:
            if rule is None:
                return None
            root = resolve(questions.rules[rule].root, questions.parameters[rule].raw, on)
            return self._roots.setdefault(root, f"rule.{len(self._roots) + 1}")

        asked = tuple(
            replace(
                one,
                condition=shared(one.condition),
                checks=tuple(found for rule in one.checks if (found := shared(rule)) is not None),
                benefit=shared(one.benefit),
            )
            for one in questions.measures
        )
        return Side(name, asked, questions.rivals())

    def steps(self, scheme: Scheme) -> list[list[pl.Expr]]:
        """What to work out for a batch of subjects, step by step: each needs the columns of those before it.

        In the end there are, per subject, for every measure and side verdict, `has` and amount, the outcomes of all
        promises and its own. Made once for all batches: with many measures making them takes longer than asking.
        """
        compiler = ColumnCompiler(scheme)
        verdicts = [
            verdict_column(asked).alias(verdict(side.name, number))
            for side in (self.before, self.after)
            for number, asked in enumerate(side.asked)
        ]
        promises = [
            self._outcome(promise).alias(f"promise.{number}") for number, promise in enumerate(self.promises)
        ]
        return [
            [compiler.compile(root).alias(name) for root, name in self._roots.items()],
            verdicts,
            [*self._has(self.before), *self._has(self.after)],
            [*self._amounts(self.before), *self._amounts(self.after)],
            promises,
            [self._in_all(), *self._differences()],
        ]

    def _has(self, side: Side) -> Iterator[pl.Expr]:
        """Met, and none of its topic goes before: what a subject really gets (matching/topics.py)."""
        numbers = {asked.measure.id: number for number, asked in enumerate(side.asked)}

        def met(measure: str) -> pl.Expr:
            return pl.col(verdict(side.name, numbers[measure])).eq_missing(1)

        for number, asked in enumerate(side.asked):
            gets = met(asked.measure.id)
            if (rival := side.rivals.get(asked.measure.id)) is not None:
                for closer in rival.closers:
                    gets = gets & ~met(closer)
                for name, closers in rival.before:
                    stands = met(name)
                    for closer in closers:
                        stands = stands & ~met(closer)
                    gets = gets & ~stands
            yield gets.alias(has(side.name, number))

    @staticmethod
    def _amounts(side: Side) -> Iterator[pl.Expr]:
        for number, asked in enumerate(side.asked):
            if asked.measure.benefit_kind is not None:
                benefit = pl.lit(None) if asked.benefit is None else pl.col(asked.benefit)
                # 128 bits: amounts are summed and subtracted without a thought of how large they may be.
                worth = pl.when(pl.col(has(side.name, number))).then(benefit.cast(pl.Int128))
                yield worth.alias(amount(side.name, number))

    def _outcome(self, promise: Promise) -> pl.Expr:
        """What the change means in one promise (an index of OUTCOMES)."""
        had, gets = (_any(has(side, n) for n in promise.members) for side in SIDES)
        unknown = self.cannot_be_told(promise, BEFORE) | self.cannot_be_told(promise, AFTER)
        outcome = (
            pl.when(unknown)
            .then(_code(Outcome.UNKNOWN))
            .when(~had & ~gets)
            .then(_code(Outcome.NOTHING))
            .when(~had)
            .then(_code(Outcome.GAIN))
            .when(~gets)
            .then(_code(Outcome.LOSE))
            .when(self._same_thing(promise))
            .then(_code(Outcome.SAME))
        )
        kinds = {self.measures[n].benefit_kind for n in promise.members} - {None}
        for kind in sorted(kinds, key=str):
            members = [n for n in promise.members if self.measures[n].benefit_kind is kind]
            both = _any(has(BEFORE, n) for n in members) & _any(has(AFTER, n) for n in members)
            then, now = (pl.coalesce(pl.col(amount(side, n)) for n in members) for side in SIDES)
            compared = (
                pl.when(now > then)
                .then(_code(Outcome.GAIN))
                .when(now < then)
                .then(_code(Outcome.LOSE))
                .when(now == then)
                .then(_code(Outcome.SAME))
                .otherwise(_code(Outcome.UNKNOWN))
            )
            outcome = outcome.when(both).then(compared)
        return outcome.otherwise(_code(Outcome.MIXED)).cast(pl.Int8)

    @staticmethod
    def cannot_be_told(promise: Promise, side: str) -> pl.Expr:
        """Nothing is got for sure, and something might be."""
        got = _any(has(side, n) for n in promise.members)
        open_ = pl.any_horizontal(pl.col(verdict(side, n)).is_null() for n in promise.members)
        return ~got & open_

    def _same_thing(self, promise: Promise) -> pl.Expr:
        """The same measure before and after with the same formula: no need to know its amount."""
        members = [n for n in promise.members if self.before.asked[n].benefit == self.after.asked[n].benefit]
        same = [pl.col(has(BEFORE, n)) & pl.col(has(AFTER, n)) for n in members]
        return pl.any_horizontal(same) if same else pl.lit(value=False)

    def _in_all(self) -> pl.Expr:
        """What it means to the subject, all promises together."""
        seen = {
            outcome: pl.any_horizontal(
                pl.col(f"promise.{number}") == OUTCOMES.index(outcome) for number in range(len(self.promises))
            )
            for outcome in Outcome
        }
        return (
            pl.when(seen[Outcome.MIXED] | (seen[Outcome.GAIN] & seen[Outcome.LOSE]))
            .then(_code(Outcome.MIXED))
            .when(seen[Outcome.GAIN])
            .then(_code(Outcome.GAIN))
            .when(seen[Outcome.LOSE])
            .then(_code(Outcome.LOSE))
            .when(seen[Outcome.UNKNOWN])
            .then(_code(Outcome.UNKNOWN))
            .when(seen[Outcome.SAME])
            .then(_code(Outcome.SAME))
            .otherwise(_code(Outcome.NOTHING))
            .cast(pl.Int8)
            .alias("outcome")
        )

    def of_kind(self, kind: BenefitKind) -> list[int]:
        """The measures whose amounts are of that kind."""
        return [n for n, measure in enumerate(self.measures) if measure.benefit_kind is kind]

    def _differences(self) -> Iterator[pl.Expr]:
        """Per kind: sums before and after, and the difference; null where one side cannot be told or there never was one."""
        for kind in self.kinds:
            members = self.of_kind(kind)
            sums = {
                side: pl.sum_horizontal(pl.col(amount(side, n)) for n in members).cast(pl.Int128)
                for side in SIDES
            }
            there = _any(has(side, n) for side in SIDES for n in members)
            without_amount = pl.any_horizontal(
                pl.col(has(side, n)) & pl.col(amount(side, n)).is_null() for side in SIDES for n in members
            )
            untold = pl.any_horizontal(
                self.cannot_be_told(promise, side)
                for promise in self.promises
                for side in SIDES
                if set(promise.members) & set(members)
            )
            missing = without_amount | untold
            yield from (sums[side].alias(f"{kind}.{side}") for side in SIDES)
            yield pl.when(there & ~missing).then(sums[AFTER] - sums[BEFORE]).alias(f"{kind}.difference")
            yield missing.alias(f"{kind}.missing")


def verdict(side: str, number: int) -> str:
    """The column of a measure's verdict: 1, 0 or null."""
    return f"{side}.verdict.{number}"


def has(side: str, number: int) -> str:
    """The column that says whether the subject gets the measure."""
    return f"{side}.has.{number}"


def amount(side: str, number: int) -> str:
    """The column of the amount it gets, in 分."""
    return f"{side}.amount.{number}"


def _any(columns: Iterator[str]) -> pl.Expr:
    return pl.any_horizontal(pl.col(column) for column in columns)


def _code(outcome: Outcome) -> pl.Expr:
    return pl.lit(OUTCOMES.index(outcome), dtype=pl.Int8)


def _only(book: RuleBook, names: frozenset[str]) -> RuleBook:
    """The book with these measures alone, under a version of its own: what is kept by version must not mix them up."""
    packs = {
        name: replace(pack, measures=tuple(m for m in pack.measures if m.id in names))
        for name, pack in book.packs.items()
    }
    return replace(book, version=f"{book.version}/{len(names)}", packs=packs)


def _promises(measures: tuple[Measure, ...]) -> Iterator[Promise]:
    topics: dict[str, list[int]] = defaultdict(list)
    for number, measure in enumerate(measures):
        topics[measure.topic or f"{number}"].append(number)
    return (Promise(tuple(members)) for members in topics.values())
