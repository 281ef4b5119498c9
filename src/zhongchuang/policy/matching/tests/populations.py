"""Random subjects for a rule book, and what the interpreter says of them: the other side of every
comparison.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl

from zhongchuang.expressions import Fact, Kind, Value
from zhongchuang.expressions.industry import section_divisions
from zhongchuang.policy.matching.answering import answer_all
from zhongchuang.policy.matching.population.questions import amount_name
from zhongchuang.policy.matching.subject import FactValue, Subject
from zhongchuang.policy.matching.verdicts import Answer
from zhongchuang.policy.packs.schema import RuleBook, SubjectKind

NUMBERS = {Answer.MET: 1, Answer.NOT_MET: 0, Answer.UNKNOWN: None}
_MISSING = 0.06
_TYPES = {
    Kind.MONEY: pl.Decimal(18, 2),
    Kind.INTEGER: pl.Int64(),
    Kind.BOOLEAN: pl.Boolean(),
    Kind.DATE: pl.Date(),
    Kind.CODE: pl.String(),
    Kind.INDUSTRY: pl.String(),
}


def random_subjects(book: RuleBook, count: int, seed: int) -> list[Subject]:
    """Subjects with every fact of the vocabulary, near the numbers the law names, 6 % missing."""
    chance = random.Random(seed)
    places, kinds = list(book.places), list(SubjectKind)
    numbers = _numbers_of_the_law(book)
    return [
        Subject(
            chance.choice(places),
            chance.choice(kinds),
            {
                fact.name: FactValue(_value(fact, chance, numbers))
                for fact in book.vocabulary.values()
                if chance.random() >= _MISSING
            },
        )
        for _ in range(count)
    ]


def _numbers_of_the_law(book: RuleBook) -> list[Decimal]:
    return sorted(
        {
            Decimal(value.value)
            for measure in book.measures()
            for parameter in measure.parameters.values()
            for value in parameter.values
            if isinstance(value.value, int | Decimal)
        }
    )


def _value(fact: Fact, chance: random.Random, numbers: list[Decimal]) -> Value:
    match fact.type.kind:
        case Kind.BOOLEAN:
            return chance.random() < 0.5
        case Kind.CODE:
            return chance.choice(sorted(fact.type.codes))
        case Kind.INDUSTRY:
            section, (first, last) = chance.choice(list(section_divisions().items()))
            return section if chance.random() < 0.2 else f"{section}{chance.randint(first, last):02d}"
        case Kind.DATE:
            return date(2012, 1, 1) + timedelta(days=chance.randrange(5500))
        case _:
            return _number(fact, chance, numbers)


def _number(fact: Fact, chance: random.Random, numbers: list[Decimal]) -> int | Decimal:
    """A number of the law, its neighbour, or anything: boundaries are where engines part."""
    assert isinstance(fact.low, int) and isinstance(fact.high, int)
    scale = fact.type.scale if fact.type.kind is Kind.DECIMAL else 0
    near = int(chance.choice(numbers).scaleb(scale)) + chance.choice((-1, 0, 1))
    raw = near if chance.random() < 0.7 else chance.randint(fact.low, min(fact.high, fact.low + 10**9))
    raw = min(max(raw, fact.low), fact.high)
    return Decimal(raw).scaleb(-scale) if scale else raw


def write_subjects(book: RuleBook, subjects: list[Subject], path: Path) -> None:
    """The subjects as a Parquet file, money in 元."""
    columns = {
        "id": pl.Series(range(len(subjects)), dtype=pl.Int64),
        "place": pl.Series([s.place for s in subjects], dtype=pl.String),
        "kind": pl.Series([s.kind.value for s in subjects], dtype=pl.String),
    }
    for name, fact in book.vocabulary.items():
        values = [_raw(s, name, fact) for s in subjects]
        dtype = _TYPES.get(fact.type.kind, pl.Decimal(38, fact.type.scale))
        columns[name] = pl.Series(values, dtype=dtype, strict=True)
    pl.DataFrame(columns).write_parquet(path)


def _raw(subject: Subject, name: str, fact: Fact) -> Value | None:
    known = subject.facts.get(name)
    if known is None:
        return None
    if fact.type.kind is Kind.MONEY and isinstance(known.value, int):
        return Decimal(known.value).scaleb(-2)
    return known.value


def interpreted(book: RuleBook, subject: Subject, on: date) -> Iterator[tuple[str, int | None]]:
    """Column name and value of every verdict and amount, as the interpreter finds them."""
    answers = answer_all(book, subject, on)
    reached = {d.prepared.measure.id: d for d in answers.decisions}
    for measure in book.measures():
        decision = reached.get(measure.id)
        yield measure.id, 0 if decision is None else NUMBERS[decision.answer]
        if measure.benefit:
            outcome = None if decision is None else answers.benefit(decision, on)
            value = None if outcome is None else outcome.value
            yield amount_name(measure.id), value if isinstance(value, int) else None


def disagreements(book: RuleBook, subjects: list[Subject], on: date, found: pl.DataFrame) -> list[str]:
    """Cells in which the file and the interpreter differ; row i of the file is subject i."""
    columns = {name: found[name].to_list() for name in found.columns}
    differing: list[str] = []
    for row, subject in enumerate(subjects):
        for name, expected in interpreted(book, subject, on):
            if columns[name][row] != expected:
                differing.append(f"{name} row {row}: {columns[name][row]} instead of {expected}")
    return differing
