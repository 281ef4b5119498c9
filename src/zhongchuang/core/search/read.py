"""Finding: one statement ranks, counts and narrows, a second one brings the words of the page.

The order is a rule, not a guess: where the words stand (title before heading before text, the whole title first of
all), what is in force before what has ended, the higher in rank, the newer; then the key, so that the same question has
one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhongchuang.core.actors import Actor
from zhongchuang.core.search.dialects import Dialect, Parameter, Sql, default_connection, dialect_of
from zhongchuang.core.search.entries import (
    NOTHING,
    FacetCount,
    Hit,
    SearchPage,
    SearchQuery,
    Standing,
)
from zhongchuang.core.search.kinds import search_kinds
from zhongchuang.core.search.models import SearchEntry
from zhongchuang.core.search.snippets import marked, snippet
from zhongchuang.core.search.words import Word, words_of

COLUMN_FACETS = ("kind", "place", "year")
DEEPEST = 500
"""Pages: nobody turns further, and the database need not sort for who tries."""
_WHOLE_TITLE, _TITLE_BEGINS, _PHRASE, _TITLE, _HEADING, _SPOKEN, _TEXT = 32, 4, 8, 8, 4, 3, 1
_ORDER = "score DESC, standing, rank, day DESC NULLS LAST, kind, key"


def find(query: SearchQuery, *, actor: Actor) -> SearchPage:
    """What the actor may see of what is looked for. No words: everything the facets leave."""
    words = words_of(query.words)
    seen = [(kind.name, audience) for kind in search_kinds() for audience in sorted(kind.audiences(actor))]
    if not seen or (query.words.strip() and not words):
        return NOTHING
    statement = _Statement(dialect_of(default_connection()), query, words)
    ranked, total, facets = _counted(_run(statement.page(seen)), query)
    return SearchPage(total, tuple(_hits(ranked, words)), facets, query.page)


@dataclass(frozen=True)
class _Statement:
    """The SQL of a query. Values are parameters; only names of ours are written into it."""

    dialect: Dialect
    query: SearchQuery
    words: tuple[Word, ...]

    def page(self, seen: Sequence[tuple[str, str]]) -> Sql:
        """(what, value, number): the hits in order, the total, every value of every facet."""
        parts: list[Sql] = [self._best(), self._total()]
        parts += [self._by_column(name) for name in COLUMN_FACETS]
        parts += list(self._by_label())
        found, parameters = self._found(seen)
        body = " UNION ALL ".join(sql for sql, _ in parts)
        return (
            f"WITH found AS MATERIALIZED ({found}) {body}",
            [*parameters, *(value for _, values in parts for value in values)],
        )

    def titles(self, seen: Sequence[tuple[str, str]], most: int) -> Sql:
        """Ids of the best whose title holds every word: for suggestions."""
        found, parameters = self._found(seen, titles_only=True)
        return f"SELECT id FROM ({found}) AS found ORDER BY {_ORDER} LIMIT %s", [*parameters, most]  # noqa: S608

    # ----------------------------------------------------------------- what is found

    def _found(self, seen: Sequence[tuple[str, str]], *, titles_only: bool = False) -> Sql:
        score, parameters = self._score()
        source, conditions = "core_searchentry e", ["(e.kind, e.audience) IN (VALUES " + _marks(seen) + ")"]
        values: list[Parameter] = [value for pair in seen for value in pair]
        if self.words:
            holding, grams = self.dialect.holding(self.words)
            conditions.append(holding)
            values += grams
        for word in self.words:
            if titles_only:
                sql, forms = self._stands("e.title_folded", word.forms)
            elif word.needs_check:
                source = "core_searchentry e JOIN core_searchtext t ON t.entry_id = e.id"
                sql, forms = self._stands("t.folded", word.forms)
            else:
                continue
            conditions.append(sql)
            values += forms
        return (
            f"SELECT e.id, e.kind, e.key, e.place, e.year, e.day, e.rank, e.standing, {score} AS score"  # noqa: S608
            f" FROM {source} WHERE {' AND '.join(conditions)}",
            [*parameters, *values],
        )

    def _stands(self, column: str, forms: Sequence[str]) -> Sql:
        checks = " OR ".join(f"{self.dialect.position}({column}, %s) > 0" for _ in forms)
        return f"({checks})", list(forms)

    def _score(self) -> Sql:
        """Higher where the words stand in a better place; a whole number, the same on both databases."""
        place, terms, values = self.dialect.position, list[str](), list[Parameter]()
        for word in self.words:
            spoken, forms = self._stands("e.title_folded", word.spoken) if word.spoken else ("1 = 0", [])
            terms.append(
                f"CASE WHEN {place}(e.title_folded, %s) > 0 THEN {_TITLE}"
                f" WHEN {place}(e.heading_folded, %s) > 0 THEN {_HEADING}"
                f" WHEN {spoken} THEN {_SPOKEN} ELSE {_TEXT} END"
            )
            values += [word.text, word.text, *forms]
        if self.words:
            phrase = "".join(word.text for word in self.words)
            terms.append(
                f"CASE WHEN {place}(e.title_folded, %s) = 1 THEN {_WHOLE_TITLE}"
                f" WHEN {place}(e.title_folded, %s) = 1 THEN {_TITLE_BEGINS + _PHRASE}"
                f" WHEN {place}(e.title_folded, %s) > 0 THEN {_PHRASE}"
                f" WHEN {place}(e.heading_folded, %s) > 0 THEN {_TEXT} ELSE 0 END"
            )
            values += [phrase + "\n", phrase, phrase, phrase]
        return f"({' + '.join(terms) or '0'})", values

    # --------------------------------------------------------------- what is shown of it

    def _best(self) -> Sql:
        condition, values = self._narrowed("")
        size = self.query.per_page
        start = (min(max(1, self.query.page), DEEPEST) - 1) * size
        best = f"SELECT id FROM found WHERE {condition} ORDER BY {_ORDER} LIMIT %s OFFSET %s"  # noqa: S608
        return (
            f"SELECT 'hit', CAST(id AS text), row_number() OVER () FROM ({best}) AS best",  # noqa: S608
            [*values, size, start],
        )

    def _total(self) -> Sql:
        condition, values = self._narrowed("")
        return f"SELECT 'total', '', count(*) FROM found WHERE {condition}", values  # noqa: S608

    def _by_column(self, name: str) -> Sql:
        condition, values = self._narrowed(name)
        return (
            f"SELECT '{name}', CAST({name} AS text), count(CASE WHEN {condition} THEN 1 END)"  # noqa: S608
            f" FROM found GROUP BY {name}",
            values,
        )

    def _by_label(self) -> Iterator[Sql]:
        """A facet that is narrowed by counts without itself; the others together."""
        chosen = [name for name, values in self.query.labels.items() if values]
        rows = "found JOIN core_searchlabel l ON l.entry_id = found.id"
        for name in chosen:
            condition, values = self._narrowed(name)
            yield (
                f"SELECT 'label:' || l.name, l.value, count(CASE WHEN {condition} THEN 1 END)"  # noqa: S608
                f" FROM {rows} WHERE l.name = %s GROUP BY l.name, l.value",
                [*values, name],
            )
        condition, values = self._narrowed("")
        others = f" WHERE l.name NOT IN ({', '.join(['%s'] * len(chosen))})" if chosen else ""
        yield (
            f"SELECT 'label:' || l.name, l.value, count(CASE WHEN {condition} THEN 1 END)"  # noqa: S608
            f" FROM {rows}{others} GROUP BY l.name, l.value",
            [*values, *chosen],
        )

    def _narrowed(self, but: str) -> Sql:
        """The facets as a condition on `found`, one of them left open."""
        conditions, values = ["1 = 1"], list[Parameter]()
        for name in COLUMN_FACETS:
            chosen: Sequence[Parameter] = getattr(self.query, name)
            if chosen and name != but:
                conditions.append(f"found.{name} IN ({', '.join(['%s'] * len(chosen))})")
                values += chosen
        for name, wanted in self.query.labels.items():
            if wanted and name != but:
                marks = ", ".join(["%s"] * len(wanted))
                conditions.append(
                    "EXISTS (SELECT 1 FROM core_searchlabel w WHERE w.entry_id = found.id AND w.name = %s"  # noqa: S608
                    f" AND w.value IN ({marks}))"
                )
                values += [name, *wanted]
        return " AND ".join(conditions), values


def _marks(pairs: Sequence[tuple[str, str]]) -> str:
    return ", ".join(["(%s, %s)"] * len(pairs))


def _run(statement: Sql) -> list[tuple[str, str | None, int]]:
    with default_connection().cursor() as cursor:
        cursor.execute(*statement)
        rows: list[tuple[str, str | None, int]] = cursor.fetchall()
    return rows


def _counted(
    rows: Iterable[tuple[str, str | None, int]], query: SearchQuery
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
    rows = SearchEntry.objects.select_related("words").defer("words__folded", "title_folded").in_bulk(ids)
    for row in (rows[pk] for pk in ids):
        shown = row.words
        yield Hit(
            kind=row.kind,
            key=row.key,
            title=shown.title,
            title_en=shown.title_en,
            title_pieces=marked(shown.title, words),
            title_en_pieces=marked(shown.title_en, words),
            heading=marked(shown.heading, words),
            snippet=snippet(shown.text, words),
            context=shown.context,
            place=row.place,
            day=row.day,
            standing=Standing(row.standing),
        )
