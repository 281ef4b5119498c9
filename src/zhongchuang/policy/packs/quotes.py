"""Every quote must stand in the clause it is said to come from and say the number it is quoted for: without that no pack is
loaded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhongchuang.policy.packs.errors import Problem
from zhongchuang.policy.packs.numbers import contradicts
from zhongchuang.policy.packs.schema import ClauseRef, Measure, RuleBook
from zhongchuang.policy.packs.text import clause_at, stands_in


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words said to stand in a clause: for what, and where that is written.

    `below` where the clauses under it count too: the fields of a list may be its sub-clauses.
    """

    clause: ClauseRef
    quote: str
    what: str
    written_at: str
    below: bool = False


def quote_problems(book: RuleBook) -> Iterator[Problem]:
    """Quotes whose clause does not hold them, clauses the reader does not find, numbers their quote does not say."""
    for words in _quoted(book):
        found = clause_at(book, words.clause)
        if found is None:
            yield Problem.at(
                words.written_at,
                f"{words.what}：文件 {words.clause.document} 里没有条款“{words.clause.ref}”。",
                f"{words.what}: the document {words.clause.document} has no clause “{words.clause.ref}”.",
            )
            continue
        places = found.walk() if words.below else (found,)
        if not any(stands_in(words.quote, place.text) for place in places):
            yield Problem.at(
                words.written_at,
                f"{words.what}：引文“{words.quote}”不在条款 {words.clause} 的原文里，请逐字核对。",
                f"{words.what}: the quote “{words.quote}” does not stand in the clause {words.clause}; "
                "copy it word for word.",
            )
    yield from _number_problems(book)


def _number_problems(book: RuleBook) -> Iterator[Problem]:
    """Parameters whose quote names numbers, none of which is theirs."""
    for measure in book.measures():
        for parameter in measure.parameters.values():
            for value in parameter.values:
                if value.quote is not None and contradicts(value.quote, value.value, parameter.type):
                    yield Problem.at(
                        measure.written_at,
                        f"{measure.id} p.{parameter.name}：引文“{value.quote}”说的不是这个数，请核对数值或另选引文。",
                        f"{measure.id} p.{parameter.name}: the quote “{value.quote}” says another number; "
                        "check the value or quote other words.",
                    )


def _quoted(book: RuleBook) -> Iterator[Quoted]:
    for pack in book.packs.values():
        for measure in pack.measures:
            yield from _quoted_by_measure(measure)
        for document in pack.documents.values():
            end = document.ended
            if end is not None and end.clause is not None and end.quote is not None:
                yield Quoted(end.clause, end.quote, document.id, document.written_at)
        for duty in pack.duties:
            yield Quoted(duty.clause, duty.quote, duty.id, duty.written_at)
        for target in pack.targets:
            yield Quoted(target.clause, target.quote, target.id, target.written_at)
        for group in pack.fields:
            for words, quote in group.fields:
                yield Quoted(group.clause, quote, f"{group.id} {words.zh}", group.written_at, below=True)
        for row in pack.lineage:
            for measure_id, quote in row.measures:
                yield Quoted(row.clause, quote, f"{row.clause} → {measure_id}", row.written_at)


def _quoted_by_measure(measure: Measure) -> Iterator[Quoted]:
    yield Quoted(measure.clause, measure.quote, measure.id, measure.written_at)
    for parameter in measure.parameters.values():
        for value in parameter.values:
            if value.quote is not None and value.clause is not None:
                yield Quoted(
                    value.clause, value.quote, f"{measure.id} p.{parameter.name}", measure.written_at
                )
    for check in measure.checks:
        if check.quote is not None and check.clause is not None:
            yield Quoted(check.clause, check.quote, f"{measure.id} {check.text.zh}", measure.written_at)
