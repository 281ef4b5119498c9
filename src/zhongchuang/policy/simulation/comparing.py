"""Both books over a Parquet file of subjects, batch by batch: counts and exact sums, with progress, in bounded memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from zhongchuang.expressions import PopulationError
from zhongchuang.expressions.population.encoding import Encoder
from zhongchuang.expressions.population.results import Problems
from zhongchuang.expressions.population.source import Source
from zhongchuang.policy.matching.population.columns import KIND, PLACE
from zhongchuang.policy.matching.population.questions import LAYOUT
from zhongchuang.policy.packs.schema import BenefitKind, RuleBook, SubjectKind
from zhongchuang.policy.simulation.asking import AFTER, BEFORE, OUTCOMES, SIDES, Asking, amount, has, verdict
from zhongchuang.policy.simulation.changed import changed_book, touched
from zhongchuang.policy.simulation.changes import Change
from zhongchuang.policy.simulation.errors import ChangeError, SimulationError
from zhongchuang.policy.simulation.result import (
    BAND_COUNT,
    BANDS,
    Comparison,
    GroupEffect,
    KindEffect,
    MeasureEffect,
    Outcome,
    Outcomes,
    PromiseEffect,
    SampleRow,
    Standing,
    no_outcomes,
)

Progress = Callable[[int, int], None]
"""Called after each batch with the rows done and the rows there are; what it raises ends the run."""

BATCH_ROWS = 131_072
SAMPLE_ROWS = 10
"""Subjects shown of each outcome."""
INDUSTRY = "industry"
SECTION = "section"
_SHOWN = (Outcome.GAIN, Outcome.LOSE, Outcome.MIXED, Outcome.UNKNOWN)
_OPTIMISATIONS = pl.QueryOptFlags(comm_subexpr_elim=True)


def compare(
    book: RuleBook, changes: Sequence[Change], on: date, population: Path, progress: Progress | None = None
) -> Comparison:
    """What the changes mean on that day to the subjects of a Parquet file (columns as in `matching.population`).

    Only the measures changed and those of their topics are asked, in both books; all others stay as they are for
    everybody. Raises ChangeError, and SimulationError where the file is no population.
    """
    if not changes:
        raise ChangeError(
            "changes",
            "还没有改动，没有可测算的；请先改一个数、一个条件或一个日期。",
            "Nothing is changed yet; change a number, a condition or a date first.",
        )
    after = changed_book(book, changes)
    asking = Asking(book, after, touched(book, changes), on)
    try:
        return _Run(book, asking, population, progress).comparison()
    except PopulationError as error:
        raise SimulationError(error.zh, error.en) from error


class _Run:
    """One pass over one file."""

    def __init__(self, book: RuleBook, asking: Asking, path: Path, progress: Progress | None) -> None:
        self._book = book
        self._asking = asking
        self._progress = progress
        self._scheme = asking.scheme()
        self._source = Source(path, LAYOUT.id_column)
        self._problems = Problems(0)
        self._rejected = self._source.rejected(self._problems)
        self._encoder = Encoder.of(self._scheme, self._source.schema, LAYOUT)
        self._strangers = 0
        self._counts: Counter[str] = Counter()
        self._groups: list[pl.DataFrame] = []
        self._sample: dict[Outcome, list[SampleRow]] = defaultdict(list)

    def comparison(self) -> Comparison:
        """Every batch counted, then all put together."""
        self._read()
        measured = self._measures()
        joint = _added_up(self._groups)
        return Comparison(
            subjects=int(self._counts["subjects"]),
            rejected=self._rejected.len() + self._strangers,
            unusable=sum(
                count for (_, reason), count in self._problems.counts.items() if not reason.rejects_row
            ),
            missing_facts=self._encoder.missing,
            measures_in_all=sum(1 for _ in self._book.measures()),
            outcomes={outcome: self._counts[f"outcome.{n}"] for n, outcome in enumerate(OUTCOMES)},
            promises=tuple(self._promises()),
            measures=measured,
            kinds=tuple(self._kind(kind) for kind in self._asking.kinds),
            by_place=self._by(joint, PLACE),
            by_kind=self._by(joint, KIND),
            by_section=self._by(joint, SECTION),
            sample=tuple(row for outcome in _SHOWN for row in self._sample[outcome]),
        )

    def _read(self) -> None:
        known_places, kinds = list(self._book.places), [kind.value for kind in SubjectKind]
        known = (pl.col(PLACE).is_in(known_places) & pl.col(KIND).is_in(kinds)).fill_null(value=False)
        wanted = dict.fromkeys([*self._encoder.readings, PLACE, KIND])
        if INDUSTRY in self._source.schema:
            wanted[INDUSTRY] = None
        steps, numbers = self._asking.steps(self._scheme), self._numbers()
        done = 0
        for batch in self._source.batches(wanted, BATCH_ROWS, self._rejected):
            encoded = self._encoder.encode(batch.frame, batch.rows, batch.subjects, self._problems)
            groups = batch.frame.select(
                pl.col(PLACE).cast(pl.String), pl.col(KIND).cast(pl.String), _section(batch.frame)
            )
            frame = pl.concat(
                [encoded, groups, pl.DataFrame({"subject.": batch.subjects})], how="horizontal"
            ).filter(known)
            self._strangers += encoded.height - frame.height
            answered = frame.lazy()
            for step in steps:
                answered = answered.with_columns(step)
            kept = answered.select(pl.exclude(*encoded.columns, r"^rule\..*$"))
            self._count(kept.collect(engine="in-memory", optimizations=_OPTIMISATIONS), numbers)
            done = min(done + BATCH_ROWS, self._source.rows)
            if self._progress is not None:
                self._progress(done, self._source.rows)

    def _count(self, answered: pl.DataFrame, numbers: list[pl.Expr]) -> None:
        """Add one batch to the counts; all numbers leave the engine as Python's, which have no end."""
        self._counts["subjects"] += answered.height
        for name, value in answered.select(numbers).row(0, named=True).items():
            self._counts[name] += int(value or 0)
        sums = [pl.col(f"{kind}.{side}").sum() for kind in self._asking.kinds for side in SIDES]
        outcomes = [(pl.col("outcome") == n).sum().alias(f"outcome.{n}") for n in range(len(OUTCOMES))]
        self._groups.append(
            answered.group_by(PLACE, KIND, SECTION).agg(pl.len().alias("subjects"), *outcomes, *sums)
        )
        for outcome in _SHOWN:
            missing = SAMPLE_ROWS - len(self._sample[outcome])
            if missing > 0:
                found = answered.filter(pl.col("outcome") == OUTCOMES.index(outcome)).head(missing)
                self._sample[outcome] += [
                    SampleRow(str(subject), place, kind, outcome)
                    for subject, place, kind in found.select("subject.", PLACE, KIND).iter_rows()
                ]

    def _numbers(self) -> list[pl.Expr]:
        """The counts and sums of a batch, each under the name it is added up by."""
        asking = self._asking
        found = [(pl.col("outcome") == n).sum().alias(f"outcome.{n}") for n in range(len(OUTCOMES))]
        for number, promise in enumerate(asking.promises):
            column = pl.col(f"promise.{number}")
            found += [(column == n).sum().alias(f"promise.{number}.{n}") for n in range(len(OUTCOMES))]
            newly = asking.cannot_be_told(promise, AFTER) & ~asking.cannot_be_told(promise, BEFORE)
            found.append(newly.sum().alias(f"promise.{number}.newly"))
        for side in SIDES:
            for number, measure in enumerate(asking.measures):
                told, gets = pl.col(verdict(side, number)), pl.col(has(side, number))
                found.append((told == 1).sum().alias(f"{side}.{number}.met"))
                found.append(gets.sum().alias(f"{side}.{number}.has"))
                found.append(told.null_count().alias(f"{side}.{number}.unknown"))
                if measure.benefit_kind is not None:
                    worth = pl.col(amount(side, number))
                    found.append(worth.sum().alias(f"{side}.{number}.total"))
                    found.append((gets & worth.is_null()).sum().alias(f"{side}.{number}.missing"))
        for kind in asking.kinds:
            found += [pl.col(f"{kind}.missing").sum().alias(f"kind.{kind}.missing")]
            found += [
                inside.sum().alias(f"kind.{kind}.{n}")
                for n, inside in enumerate(_bands(pl.col(f"{kind}.difference")))
            ]
        return found

    def _measures(self) -> tuple[MeasureEffect, ...]:
        def standing(side: str, number: int) -> Standing:
            met, gets, unknown, total, missing = (
                self._counts[f"{side}.{number}.{what}"]
                for what in ("met", "has", "unknown", "total", "missing")
            )
            return Standing(met, gets, unknown, total, missing)

        return tuple(
            MeasureEffect(measure.id, measure.benefit_kind, standing(BEFORE, number), standing(AFTER, number))
            for number, measure in enumerate(self._asking.measures)
        )

    def _promises(self) -> list[PromiseEffect]:
        return [
            PromiseEffect(
                measures=tuple(self._asking.measures[n].id for n in promise.members),
                outcomes={
                    outcome: self._counts[f"promise.{number}.{n}"] for n, outcome in enumerate(OUTCOMES)
                },
                newly_unknown=self._counts[f"promise.{number}.newly"],
            )
            for number, promise in enumerate(self._asking.promises)
        ]

    def _kind(self, kind: BenefitKind) -> KindEffect:
        before, after = (
            sum(self._counts[f"{side}.{number}.total"] for number in self._asking.of_kind(kind))
            for side in SIDES
        )
        bands = tuple(self._counts[f"kind.{kind}.{n}"] for n in range(BAND_COUNT))
        return KindEffect(kind, before, after, bands, self._counts[f"kind.{kind}.missing"])

    def _by(self, joint: pl.DataFrame | None, column: str) -> tuple[GroupEffect, ...]:
        """The subjects by one of what they are grouped by, in the order of its values."""
        if joint is None:
            return ()
        summed = (
            joint.group_by(column).agg(pl.exclude(PLACE, KIND, SECTION).sum()).sort(column, nulls_last=True)
        )
        return tuple(
            GroupEffect(
                value=row[column] or "",
                subjects=row["subjects"],
                outcomes=_outcomes(row),
                totals={
                    kind: (int(row[f"{kind}.{BEFORE}"]), int(row[f"{kind}.{AFTER}"]))
                    for kind in self._asking.kinds
                },
            )
            for row in summed.iter_rows(named=True)
        )


def _outcomes(row: dict[str, int]) -> Outcomes:
    found = no_outcomes()
    for number, outcome in enumerate(OUTCOMES):
        found[outcome] = int(row[f"outcome.{number}"])
    return found


def _added_up(groups: list[pl.DataFrame]) -> pl.DataFrame | None:
    """The groups of all batches together."""
    return pl.concat(groups).group_by(PLACE, KIND, SECTION).sum() if groups else None


def _section(frame: pl.DataFrame) -> pl.Expr:
    """The letter of the section of industry; null where the code is not known."""
    if INDUSTRY not in frame.columns:
        return pl.lit(None, dtype=pl.String).alias(SECTION)
    letter = pl.col(INDUSTRY).cast(pl.String).str.slice(0, 1)
    return pl.when(letter.is_between(pl.lit("A"), pl.lit("T"))).then(letter).alias(SECTION)


def _bands(difference: pl.Expr) -> list[pl.Expr]:
    """Whether a difference lies in each band: the larger the loss, the earlier; no change is a band of its own."""
    edges = [pl.lit(edge, dtype=pl.Int128) for edge in BANDS]
    zero = BANDS.index(0)
    losses = [difference < edges[0]]
    losses += [(difference >= edges[n]) & (difference < edges[n + 1]) for n in range(zero)]
    gains = [(difference > edges[n]) & (difference <= edges[n + 1]) for n in range(zero, len(edges) - 1)]
    return [*losses, difference == 0, *gains, difference > edges[-1]]
