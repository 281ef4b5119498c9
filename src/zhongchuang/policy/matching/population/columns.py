"""From the answers to single rules to verdicts and amounts, as Polars expressions."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from zhongchuang.policy.matching.population.questions import Asked, Questions, Rival, amount_name

PLACE = "place"
KIND = "kind"


def verdict_column(asked: Asked) -> pl.Expr:
    """1 met, 0 not met, null unknown (Int8), under the measure's id."""
    if asked.condition is None:
        return pl.lit(0, dtype=pl.Int8).alias(asked.measure.id)
    fits = pl.col(asked.condition)
    if asked.checks:  # a check known to fail refuses; one nobody can tell does not block
        failing = pl.any_horizontal(pl.col(name).eq_missing(pl.lit(value=False)) for name in asked.checks)
        fits = pl.when(failing).then(pl.lit(value=False)).otherwise(fits)
    answer = pl.when(reaches(asked)).then(fits).otherwise(pl.lit(value=False))
    return answer.cast(pl.Int8).alias(asked.measure.id)


def reaches(asked: Asked) -> pl.Expr:
    """Whether the measure is for the subject's place and kind."""
    of_kind = pl.col(KIND).is_in(list(asked.kinds))
    return of_kind if asked.everywhere else of_kind & pl.col(PLACE).is_in(list(asked.places))


def amount_columns(questions: Questions) -> Iterator[pl.Expr]:
    """For each measure with a benefit its amount where it is met and goes before the others of its topic."""
    rivals = questions.rivals()
    for asked in questions.measures:
        if asked.measure.benefit:
            counts = _met(asked.measure.id)
            if asked.measure.id in rivals:
                counts = counts & _is_first(rivals[asked.measure.id])
            benefit = pl.lit(None, dtype=pl.Int64) if asked.benefit is None else pl.col(asked.benefit)
            yield pl.when(counts).then(benefit).alias(amount_name(asked.measure.id))


def _met(measure: str) -> pl.Expr:
    return pl.col(measure).eq_missing(1)


def _is_first(rival: Rival) -> pl.Expr:
    """No closer is met, and nobody before it is met and left open by its own closers."""
    first = ~_any(rival.closers)
    for name, closers in rival.before:
        first = first & ~(_met(name) & ~_any(closers))
    return first


def _any(measures: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(_met(name) for name in measures) if measures else pl.lit(value=False)
