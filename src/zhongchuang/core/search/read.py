"""Finding: one statement ranks, counts and narrows, a second one brings the words of the page.

The order is a rule, not a guess: where the words stand (title before heading before text, the whole title first of
all), what is in force before what has ended, the higher in rank, the newer; then the key, so that the same question has
one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.search.dialects import Sql, default_connection, dialect_of
from zhongchuang.core.search.entries import (
    NOTHING,
    FacetCount,
    Hit,
    Part,
    SearchPage,
    SearchQuery,
    Standing,
)
from zhongchuang.core.search.kinds import search_kinds
from zhongchuang.core.search.models import SearchEntry, SearchText
from zhongchuang.core.search.parts import candidates, chosen_parts, combinations_of
from zhongchuang.core.search.snippets import LENGTH, marked, snippet
from zhongchuang.core.search.statement import COLUMN_FACETS, Statement
from zhongchuang.core.search.words import Word, words_of

SUGGESTIONS = 8
_SAME_TITLE = 4
"""So many entries are read for a suggestion: clauses of several documents bear the same heading."""


def find(query: SearchQuery, *, actor: Actor) -> SearchPage:
    """What the actor may see of what is looked for. No words: everything the facets leave."""
    statement = _statement(query, actor)
    if not statement.seen or (query.words.strip() and not statement.words):
        return replace(NOTHING, page=query.page)
    ranked, total, facets = _counted(_run(statement.page()), query)
    return SearchPage(total, tuple(_hits(ranked, statement.words)), facets, query.page)


def suggest(typed: str, *, actor: Actor) -> tuple[Hit, ...]:
    """The best things whose title holds what is typed so far, each title once."""
    statement = _statement(SearchQuery(typed, per_page=SUGGESTIONS * _SAME_TITLE), actor)
    if not statement.seen or not statement.words:
        return ()
    ids = [int(pk) for (pk,) in _run(statement.titles())]
    by_title: dict[str, Hit] = {}
    for hit in _hits(ids, statement.words):
        by_title.setdefault(hit.title, hit)
    return tuple(by_title.values())[:SUGGESTIONS]


def propose(typed: str, *, actor: Actor) -> tuple[Part, ...]:
    """Where the whole finds nothing: what of it would, together first, then one by one. Two statements."""
    counted = _counts(candidates(words_of(typed)), actor)
    chosen = chosen_parts(words_of(typed), [text for text, count in counted.items() if count])
    together = _counts(combinations_of(chosen), actor)
    best = [Part(text, count) for text, count in together.items() if count][:1]
    return (*best, *(Part(text, counted[text]) for text in chosen))


def _counts(asked: Sequence[str], actor: Actor) -> dict[str, int]:
    """How much each of these would find, in one statement."""
    counts = [(place, _statement(SearchQuery(text), actor).count()) for place, text in enumerate(asked)]
    if not counts:
        return {}
    sql = " UNION ALL ".join(f"SELECT {place} AS place, ({one}) AS number" for place, (one, _) in counts)
    rows = _run((sql, [value for _, (_, values) in counts for value in values]))
    return {asked[place]: number for place, number in rows}


def _statement(query: SearchQuery, actor: Actor) -> Statement:
    connection = default_connection()
    seen = [(kind.name, audience) for kind in search_kinds() for audience in sorted(kind.audiences(actor))]
    return Statement(dialect_of(connection), query, words_of(query.words), seen, clock.today())


def _run(statement: Sql) -> list[tuple[Any, ...]]:
    with default_connection().cursor() as cursor:
        cursor.execute(*statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _counted(
    rows: Iterable[tuple[Any, ...]], query: SearchQuery
) -> tuple[list[int], int, dict[str, tuple[FacetCount, ...]]]:
    """The ids in order, the total, and the facets; a value somebody chose is among them even where it leaves nothing."""
    ranked: list[tuple[int, int]] = []
    total = 0
    facets: dict[str, dict[str, int]] = {name: {} for name in COLUMN_FACETS}
    for what, value, number in rows:
        match what, value:
            case "total", _:
                total = number
            case "hit", str(pk):
                ranked.append((number, int(pk)))
            case name, str(of) if of:
                facets.setdefault(name.removeprefix("label:"), {})[of] = number
    for name, chosen in _chosen(query):
        facets.setdefault(name, {}).setdefault(chosen, 0)
    told = {
        name: tuple(FacetCount(value, count) for value, count in sorted(of.items()))
        for name, of in facets.items()
    }
    return [pk for _, pk in sorted(ranked)], total, told


def _chosen(query: SearchQuery) -> Iterator[tuple[str, str]]:
    columns: Mapping[str, Iterable[object]] = {name: getattr(query, name) for name in COLUMN_FACETS}
    for name, values in {**columns, **query.labels}.items():
        yield from ((name, str(value)) for value in values)


def _hits(ids: Sequence[int], words: Sequence[Word]) -> Iterator[Hit]:
    rows = SearchEntry.objects.select_related("words").defer("title_folded").in_bulk(ids)
    today = clock.today()
    for row in (rows[pk] for pk in ids):
        shown, standing = row.words, Standing(row.standing)
        if standing is Standing.IN_FORCE and row.until is not None and row.until < today:
            standing = Standing.ENDED
        text_folded, text_en_folded = _folded_texts(shown)
        yield Hit(
            kind=row.kind,
            key=row.key,
            title=shown.title,
            title_en=shown.title_en,
            title_pieces=marked(shown.title, words),
            title_en_pieces=marked(shown.title_en, words),
            heading=marked(shown.heading, words),
            snippet=snippet(shown.text, text_folded, words),
            snippet_en=snippet(shown.text_en, text_en_folded, words, length=2 * LENGTH),
            context=shown.context,
            place=row.place,
            day=row.day,
            standing=standing,
        )


def _folded_texts(shown: SearchText) -> tuple[str, str]:
    """The text and the English text as folded when they were written: they stand last, in as many lines as they have."""
    english = shown.text_en.count("\n") + 1
    lines = shown.folded.split("\n")
    first = len(lines) - english - shown.text.count("\n") - 1
    return "\n".join(lines[first:-english]), "\n".join(lines[-english:])
