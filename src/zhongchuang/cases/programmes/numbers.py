"""Numbers of a programme that a text sets: each is said by the words quoted for it, or is the measure's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from zhongchuang.cases.programmes.problems import Path, Problem
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.policy.packs.numbers import contradicts, numbers_in
from zhongchuang.policy.packs.schema import Measure
from zhongchuang.policy.packs.text import stands_in


def number_problems(programme: Programme, measures: tuple[Measure, ...], on: date) -> Iterator[Problem]:
    """Parameters nobody says, quotes that stand nowhere in its basis, numbers their quote contradicts."""
    yield from _quote_problems(programme)
    said = set().union(*(numbers_in(quote) for _, quote in _quotes(programme)), _of_measures(measures, on))
    for name, number in programme.parameters.items():
        if number not in said:
            yield Problem(
                ("parameters", name),
                f"“{name}”的数 {number} 不在任何一句引文里，也不是所引措施的参数：文件没有写的数不能写进规则。",
                f"The number {number} of “{name}” stands in no quote and is no parameter of its measure: a number that no text "
                "sets has no place in a rule.",
            )
    term = programme.term
    if term is not None and term.quote is not None and contradicts(term.quote, term.months, "integer"):
        yield Problem(
            ("term", "months"),
            f"引文“{term.quote}”说的不是 {term.months} 个月。",
            f"The quote “{term.quote}” says another term than {term.months} months.",
        )
    bar = programme.honesty
    if bar is not None and contradicts(bar.quote, bar.barred_months, "integer"):
        yield Problem(
            ("honesty", "barred_months"),
            f"引文“{bar.quote}”说的不是 {bar.barred_months} 个月。",
            f"The quote “{bar.quote}” says another term than {bar.barred_months} months.",
        )


def _quotes(programme: Programme) -> Iterator[tuple[Path, str]]:
    """Every quote and where it is written; those of the basis are looked up in their own clause."""
    for number, basis in enumerate(programme.basis):
        if basis.quote is not None:
            yield ("basis", number, "quote"), basis.quote
    for number, check in enumerate(programme.checks):
        if check.quote is not None:
            yield ("checks", number, "quote"), check.quote
    if programme.money is not None and programme.money.quote is not None:
        yield ("money", "quote"), programme.money.quote
    if programme.term is not None and programme.term.quote is not None:
        yield ("term", "quote"), programme.term.quote
    if programme.honesty is not None:
        yield ("honesty", "quote"), programme.honesty.quote


def _quote_problems(programme: Programme) -> Iterator[Problem]:
    """Words quoted for a number stand in the words quoted as basis; those are checked against the clause."""
    basis = [b.quote for b in programme.basis if b.quote is not None]
    for path, quote in _quotes(programme):
        if path[0] != "basis" and not any(stands_in(quote, words) for words in basis):
            yield Problem(
                path,
                f"“{quote}”不在依据的引文里；请先把这句话写进依据。",
                f"“{quote}” is not among the words quoted as basis; quote them there first.",
            )


def _of_measures(measures: tuple[Measure, ...], on: date) -> frozenset[Decimal]:
    """The values of the measures' parameters on that day; money in 元."""
    found: set[Decimal] = set()
    for measure in measures:
        for parameter in measure.parameters.values():
            held = parameter.at(on)
            value = None if held is None else held.value
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                found.add(Decimal(value) / 100 if parameter.type == "money" else Decimal(value))
    return frozenset(found)
