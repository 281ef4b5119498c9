"""Conditions on the index of awards, in the SQL of each database: which entries could answer, and whether a row does."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.db import connection

from zhongchuang.clearance.disclosing.asking import All, Ask, Not, Some, Word
from zhongchuang.clearance.disclosing.entries import run_marks_asked
from zhongchuang.core.search.grams import EXACT, MOST, as_array, as_hex, grams_of_word, units

Parameter: TypeAlias = str | int | date
Sql: TypeAlias = tuple[str, list[Parameter]]
"""A condition and its parameters."""
TABLE = "clearance_awardentry"


@dataclass(frozen=True, slots=True)
class Source:
    """From where candidates come: what follows FROM, and the condition on it."""

    tables: str
    where: str
    parameters: list[Parameter]


def everything() -> Source:
    """Every entry."""
    return Source(f"{TABLE} e", "", [])


def candidates(
    ask: Ask | None, marks: Sequence[int], groups: Sequence[Sequence[int]] = (), *, alone: bool = False
) -> Source | None:
    """The entries that have all marks, one of each group and the grams of the words; None where the index narrows nothing.

    More may be among them than answer (a long word is known by its pairs only, what must not stand there is left to the row):
    the rows are asked by `answers`. `alone`: of SQLite's index only, without the rows.
    """
    if connection.vendor == "postgresql":
        parts = list(_arrays(ask, (*marks, *(group[0] for group in groups if len(group) == 1))))
        parts += [
            ("e.grams && %s::integer[]", [as_array(array("i", group))]) for group in groups if len(group) > 1
        ]
        if not parts:
            return None
        return Source(
            f"{TABLE} e", " AND ".join(sql for sql, _ in parts), [v for _, values in parts for v in values]
        )
    said = [as_hex(array("i", [one])) for one in marks]
    said += ["(" + " OR ".join(as_hex(array("i", group)).split()) + ")" for group in groups]
    if (words := _match(ask)) is not None:
        said.append(words)
    if not said:
        return None
    # From the index to the rows, never the other way round: the rows are read as they are found, and reading can stop.
    tables = "clearance_awardgrams"
    if not alone:
        tables += f" CROSS JOIN {TABLE} e ON e.award_id = clearance_awardgrams.rowid"
    return Source(tables, "clearance_awardgrams MATCH %s", [" AND ".join(said)])


def answers(ask: Ask) -> Sql:
    """Whether the words of a row answer the question, character by character."""
    position = "strpos" if connection.vendor == "postgresql" else "instr"
    match ask:
        case Word(text):
            return f"{position}(e.folded, %s) > 0", [text]
        case Not(part):
            sql, values = answers(part)
            return f"NOT ({sql})", values
        case All(parts) | Some(parts):
            told = [answers(part) for part in parts]
            between = " AND " if isinstance(ask, All) else " OR "
            return "(" + between.join(sql for sql, _ in told) + ")", [v for _, values in told for v in values]


def certain(ask: Ask | None) -> bool:
    """Whether the index alone answers, with no look at the rows: words of one or two characters, none to be kept out."""
    match ask:
        case None:
            return True
        case Word(text):
            return units(text) <= EXACT
        case All(parts) | Some(parts):
            return all(certain(part) for part in parts)
        case _:
            return False


def _grams(text: str) -> array[int]:
    """What an entry must have to hold the word: of a code or a number six characters in a row, of anything else its pairs."""
    runs = run_marks_asked(text)
    if runs and text.isascii() and text.isalnum():
        return array("i", runs[:MOST])
    return array("i", [*grams_of_word(text), *runs[:MOST]])


def _match(ask: Ask | None) -> str | None:
    """The question in the language of FTS5; None where any entry could answer."""
    match ask:
        case Word(text):
            return "(" + " AND ".join(as_hex(_grams(text)).split()) + ")"
        case All(parts):
            wanted = [found for part in parts if (found := _match(part)) is not None]
            if not wanted:
                return None
            # A word of one or two characters is known exactly by its gram, so its absence is too.
            kept_out = "".join(
                f" NOT {_match(part.part)}"
                for part in parts
                if isinstance(part, Not) and isinstance(part.part, Word) and units(part.part.text) <= EXACT
            )
            return f"(({' AND '.join(wanted)}){kept_out})"
        case Some(parts):
            each = [_match(part) for part in parts]
            return None if None in each else "(" + " OR ".join(str(one) for one in each) + ")"
        case _:
            return None


def _arrays(ask: Ask | None, marks: Sequence[int] = ()) -> Iterator[Sql]:
    """The question as conditions on the array of PostgreSQL, everything that must be there in one."""
    parts = ask.parts if isinstance(ask, All) else (ask,)
    certain = {gram for part in parts if isinstance(part, Word) for gram in _grams(part.text)}
    if wanted := sorted({*marks, *certain}):
        yield "e.grams @> %s::integer[]", [as_array(array("i", wanted))]
    for part in parts:
        if isinstance(part, All):
            yield from _arrays(part)
        elif isinstance(part, Some):
            each = [list(_arrays(one)) for one in part.parts]
            if all(each):
                sql = " OR ".join("(" + " AND ".join(one for one, _ in some) + ")" for some in each)
                yield f"({sql})", [v for some in each for _, values in some for v in values]
