"""The statement of a search: what is found, ranked, counted and narrowed, in one pass over the index.

Values are parameters; only names of ours are written into the SQL. It is the same on both databases but for what `Dialect` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zhongchuang.core.search.dialects import Dialect, Parameter, Sql
from zhongchuang.core.search.entries import SearchQuery, Standing
from zhongchuang.core.search.words import Word

COLUMN_FACETS = ("kind", "place", "year")
DEEPEST = 500
"""Pages: nobody turns further, and the database need not sort for who tries."""
_WHOLE_TITLE, _TITLE_BEGINS, _PHRASE, _TITLE, _HEADING, _SPOKEN = 32, 12, 8, 8, 4, 3
_ORDER = "score DESC, standing, rank, day DESC NULLS LAST, kind, key"


@dataclass(frozen=True, slots=True)
class Statement:
    """The SQL of a query; `seen` are the kinds and audiences the actor may find."""

    dialect: Dialect
    query: SearchQuery
    words: tuple[Word, ...]
    seen: Sequence[tuple[str, str]]
    today: date

    def page(self) -> Sql:
        """(what, value, number): the hits in order, the total, every value of every facet."""
        parts: list[Sql] = [self._best(), self._total()]
        parts += [self._by_column(name) for name in COLUMN_FACETS]
        parts += list(self._by_label())
        found, parameters = self._found()
        body = " UNION ALL ".join(sql for sql, _ in parts)
        return (
            f"WITH found AS MATERIALIZED ({found}) {body}",
            [*parameters, *(value for _, values in parts for value in values)],
        )

    def count(self) -> Sql:
        """(number,): how many there are, facets aside."""
        found, parameters = self._found()
        return f"SELECT count(*) FROM ({found}) AS found", parameters  # noqa: S608 - names of ours

    def titles(self) -> Sql:
        """(id,) of the best whose title holds every word, as many as a page has."""
        found, parameters = self._found(titles_only=True)
        return (
            f"SELECT id FROM ({found}) AS found ORDER BY {_ORDER} LIMIT %s",  # noqa: S608 - names of ours
            [*parameters, self.query.per_page],
        )

    # ----------------------------------------------------------------- what is found

    def _found(self, *, titles_only: bool = False) -> Sql:
        score, parameters = self._score()
        source, conditions = (
            "core_searchentry e",
            ["(e.kind, e.audience) IN (VALUES " + _marks(self.seen) + ")"],
        )
        values: list[Parameter] = [value for pair in self.seen for value in pair]
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
        ended = f"CASE WHEN e.standing = 0 AND e.until < %s THEN {int(Standing.ENDED)} ELSE e.standing END"
        return (
            f"SELECT e.id, e.kind, e.key, e.place, e.year, e.day, e.rank, {ended} AS standing, {score} AS score"  # noqa: S608
            f" FROM {source} WHERE {' AND '.join(conditions)}",
            [self.today, *parameters, *values],
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
                f" WHEN {spoken} THEN {_SPOKEN} ELSE e.text_weight END"
            )
            values += [word.text, word.text, *forms]
        if self.words:
            phrase = "".join(word.text for word in self.words)
            terms.append(
                f"CASE WHEN {place}(e.title_folded, %s) = 1 THEN {_WHOLE_TITLE}"
                f" WHEN {place}(e.title_folded, %s) = 1 THEN {_TITLE_BEGINS}"
                f" WHEN {place}(e.title_folded, %s) > 0 THEN {_PHRASE}"
                f" WHEN {place}(e.heading_folded, %s) > 0 THEN 1 ELSE 0 END"
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
