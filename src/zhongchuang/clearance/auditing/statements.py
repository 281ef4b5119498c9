"""The rules as SQL over whole tables (pure). Written for DuckDB and turned into Spark's by sqlglot: only joins, groups and
windows of time, so that both say the same.

A support is judged beside those before it in line (`n`), as the clearance would have judged it. Supports that have ended, wait,
or are not known to be decided do not count: what is pending is the clearance's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from zhongchuang.clearance.decisions import canonical
from zhongchuang.clearance.rules.facts import COMMITTED, Key
from zhongchuang.clearance.rules.schema import Effect, Filter, Levels, Period, Rule

CROWDED = 2_000
"""More supports than this under one value are not compared each with each; the report says which."""


BETWEEN = "\u241f"
"""Between the parts of a joined value: in no name and no number."""


@dataclass(frozen=True, slots=True)
class Step:
    """A table to be made, by its name and the query that fills it."""

    name: str
    sql: str


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _among(values: Iterable[str]) -> str:
    return "(" + ", ".join(quoted(value) for value in sorted(values)) + ")"


def common_steps() -> Iterator[Step]:
    """Supports in line, keys of resolved parties."""
    committed = _among(one.value for one in COMMITTED)
    yield Step(
        "s",
        "SELECT row_number() OVER (ORDER BY day, ref) AS n, ref, amount, day, level, place, since, until"
        f" FROM supports WHERE standing IN {committed}",
    )
    entity = Key.ENTITY.value
    yield Step(
        "own",
        "SELECT DISTINCT s.n AS n, k.key AS key, coalesce(r.root, k.value) AS value FROM keys AS k"
        " JOIN s ON s.ref = k.ref LEFT JOIN roots AS r"
        f" ON r.value = k.value AND k.key IN ({quoted(entity)}, {quoted(Key.RELATED.value)})",
    )


def same_name(same: Sequence[Key]) -> str:
    """The table of what supports have under some keys together."""
    return "same_" + "_".join(key.value for key in same)


def same_steps(same: Sequence[Key]) -> Iterator[Step]:
    """Supports and what they have under these keys, joined to one text; and what too many have."""
    name = same_name(same)
    tables = [f"k{number}" for number in range(len(same))]
    value = f" || '{BETWEEN}' || ".join(f"{table}.value" for table in tables)
    joins = "".join(f" JOIN own AS {table} ON {table}.n = k0.n" for table in tables[1:])
    wanted = " AND ".join(
        f"{table}.key = {quoted(key.value)}" for table, key in zip(tables, same, strict=True)
    )
    yield Step(name, f"SELECT k0.n AS n, {value} AS value FROM own AS k0{joins} WHERE {wanted}")
    yield Step(
        f"{name}_often",
        f"SELECT value, count(*) AS number FROM {name} GROUP BY value"
        f" HAVING count(*) > 1 AND count(*) <= {CROWDED}",
    )


class Asked:
    """One rule as steps. `number` keeps the names of its tables apart."""

    def __init__(self, rule: Rule, number: int) -> None:
        self.rule, self.number = rule, number
        self.under, self.pairs, self.met = f"under_{number}", f"pairs_{number}", f"met_{number}"

    @property
    def related(self) -> bool:
        """Whether related parties are asked for: a relation that is no equality."""
        return Key.RELATED in self.rule.same

    @property
    def same(self) -> tuple[Key, ...]:
        """The keys that have to be equal."""
        return tuple(key for key in self.rule.same if key is not Key.RELATED)

    def under_step(self) -> Step:
        """The supports the rule concerns (`rules.matching.concerns`): every fact it asks for is there and fits."""
        rule = self.rule
        wanted = [*_fitting(rule.among, "s")]
        wanted += [_has(key, "s") for key in (*self.same, *rule.differ)]
        if self.related:
            wanted.append(f"({_has(Key.RELATED, 's')} OR {_has(Key.ENTITY, 's')})")
        if rule.place is not None:
            wanted.append(f"s.place LIKE {quoted(_prefix(rule.place) + '%')}")
        if rule.levels is not Levels.ANY:
            wanted.append("s.level IS NOT NULL")
        if rule.since:
            wanted.append(f"s.day >= CAST({quoted(rule.since.isoformat())} AS DATE)")
        if rule.until:
            wanted.append(f"s.day <= CAST({quoted(rule.until.isoformat())} AS DATE)")
        if rule.window.period is Period.OVERLAP:
            wanted.append("s.since IS NOT NULL AND s.until IS NOT NULL")
        return Step(self.under, f"SELECT s.n AS n FROM s{_where(wanted)}")

    def pair_steps(self, above: Sequence[Asked], stacked: Sequence[Asked]) -> Iterator[Step]:
        """Every support with those before it in line that meet it under the rule (`rules.matching.meets`). `above`: rules it
        gives way to where they concern the support; `stacked`: rules that take pairs out of it.
        """
        rule = self.rule
        wanted = ["b.n < a.n", *_fitting(rule.other, "b"), *self._together(), *_not_under(above, "a")]
        wanted += [_has(key, "b") for key in rule.differ]
        if rule.levels is Levels.SAME:
            wanted.append("a.level = b.level")
        elif rule.levels is Levels.DIFFERENT:
            wanted.append("a.level <> b.level")
        columns = "a.n AS a, b.n AS b, a.amount AS a_amount, b.amount AS b_amount"
        yield Step(
            f"near_{self.number}",
            f"SELECT DISTINCT {columns} FROM ({self._sources()}) AS j JOIN {self.under} AS u ON u.n = j.a"
            f" JOIN s AS a ON a.n = j.a JOIN s AS b ON b.n = j.b{_where(wanted)}",
        )
        out = [f"alike_{self.number}_{key.value}" for key in rule.differ] + [one.pairs for one in stacked]
        for key, name in zip(rule.differ, out, strict=False):
            yield from sharing_steps(name, f"near_{self.number}", key)
        left = [f"NOT EXISTS (SELECT 1 FROM {name} AS w WHERE w.a = p.a AND w.b = p.b)" for name in out]
        yield Step(self.pairs, f"SELECT p.* FROM near_{self.number} AS p{_where(left)}")

    def _sources(self) -> str:
        if not self.related:
            name = same_name(self.same)
            return (
                f"SELECT x.n AS a, y.n AS b FROM {name}_often AS o JOIN {name} AS x ON x.value = o.value"
                f" JOIN {name} AS y ON y.value = o.value AND y.n < x.n"
            )
        # One of the two names the other, or both are one party.
        found = "SELECT a, b FROM kin_all"
        for number, key in enumerate(self.same):
            name = same_name((key,))
            found = (
                f"SELECT j{number}.a AS a, j{number}.b AS b FROM ({found}) AS j{number}"
                f" JOIN {name} AS x{number} ON x{number}.n = j{number}.a"
                f" JOIN {name} AS y{number} ON y{number}.n = j{number}.b"
                f" AND y{number}.value = x{number}.value"
            )
        return found

    def _together(self) -> list[str]:
        window = self.rule.window
        match window.period:
            case Period.LIFETIME:
                return []
            case Period.CALENDAR_YEAR:
                return ["year(a.day) = year(b.day)"]
            case Period.ROLLING:
                return [f"a.day < b.day + INTERVAL '{window.length}' MONTH"]
            case Period.OVERLAP:
                return ["a.since <= b.until", "b.since <= a.until"]

    def met_step(self, above: Sequence[Asked]) -> Step:
        """Supports the rule does not leave as they are: beside how many others, of how much, and how much is too much (分)."""
        rule = self.rule
        grouped = (
            "SELECT p.a AS a, max(p.a_amount) AS own, count(*) AS number, sum(p.b_amount) AS used"
            f" FROM {self.pairs} AS p GROUP BY p.a"
        )
        match rule.effect:
            case Effect.BLOCK:
                wanted, over = f"g.number >= {rule.times}", "g.own"
            case Effect.CAP:
                wanted, over = f"g.used + g.own > {rule.cap}", f"least(g.own, g.used + g.own - {rule.cap})"
            case Effect.HIGHER:
                wanted, over = "g.used > 0 AND g.own > 0", "least(g.own, g.used)"
            case _:
                wanted, over = "g.number > 0", "0"
        sql = (
            f"SELECT g.a AS a, CAST(g.number AS BIGINT) AS number, CAST(g.used AS BIGINT) AS used,"
            f" CAST({over} AS BIGINT) AS over FROM ({grouped}) AS g WHERE {wanted}"
        )
        if rule.effect is Effect.CAP:  # one alone may be too much as well
            alone = [
                *_not_under(above, "s"),
                f"s.amount > {rule.cap}",
                f"NOT EXISTS (SELECT 1 FROM {self.pairs} AS p WHERE p.a = s.n)",
            ]
            sql += (
                " UNION ALL SELECT s.n AS a, CAST(0 AS BIGINT) AS number, CAST(0 AS BIGINT) AS used,"
                f" CAST(s.amount - {rule.cap} AS BIGINT) AS over FROM s JOIN {self.under} AS u ON u.n = s.n"
                f"{_where(alone)}"
            )
        return Step(self.met, sql)


def kin_steps(*, own: bool) -> Iterator[Step]:
    """Pairs of supports of which one names the other's party as related; with `own` another table that has one party's too."""
    related, entity = same_name((Key.RELATED,)), same_name((Key.ENTITY,))
    joined = "SELECT x.n AS a, y.n AS b FROM {} AS x JOIN {} AS y ON y.value = x.value AND y.n < x.n"
    yield Step("kin", f"{joined.format(related, entity)} UNION {joined.format(entity, related)}")
    if own:
        yield Step(
            "kin_all",
            f"SELECT a, b FROM kin UNION SELECT x.n AS a, y.n AS b FROM {entity}_often AS o"
            f" JOIN {entity} AS x ON x.value = o.value JOIN {entity} AS y ON y.value = o.value AND y.n < x.n",
        )


def _not_under(above: Sequence[Asked], support: str) -> list[str]:
    return [f"NOT EXISTS (SELECT 1 FROM {one.under} AS w WHERE w.n = {support}.n)" for one in above]


def sharing_steps(name: str, pairs: str, key: Key) -> Iterator[Step]:
    """Those of the pairs that share a value of a key. In two tables, so that no planner begins with all supports of one value
    beside each other, which are many more than the pairs.
    """
    table = same_name((key,))
    yield Step(
        f"{name}_first",
        f"SELECT p.a AS a, p.b AS b, x.value AS value FROM {pairs} AS p JOIN {table} AS x ON x.n = p.a",
    )
    yield Step(
        name,
        f"SELECT DISTINCT f.a AS a, f.b AS b FROM {name}_first AS f"
        f" JOIN {table} AS y ON y.n = f.b AND y.value = f.value",
    )


def twice_step(key: Key) -> Step:
    """Supports that share what belongs to one alone: an invoice, a contract."""
    wanted = f"key = {quoted(key.value)}"
    return Step(
        f"twice_{key.value}",
        f"SELECT o.value AS value, o.n AS n, g.number AS number FROM own AS o JOIN (SELECT value, count(*) AS number"
        f" FROM own WHERE {wanted} GROUP BY value HAVING count(*) > 1) AS g ON g.value = o.value WHERE {wanted}",
    )


def alike_step() -> Step:
    """Supports of one party for one category, of one amount, within a year: perhaps one support recorded twice."""
    name = same_name((Key.ENTITY, Key.CATEGORY))
    return Step(
        "alike",
        f"SELECT DISTINCT a.n AS a, b.n AS b, a.amount AS amount FROM {name}_often AS o"
        f" JOIN {name} AS x ON x.value = o.value JOIN {name} AS y ON y.value = o.value AND y.n < x.n"
        " JOIN s AS a ON a.n = x.n JOIN s AS b ON b.n = y.n"
        " WHERE a.amount = b.amount AND a.amount > 0 AND a.day < b.day + INTERVAL '12' MONTH",
    )


def sisters_steps() -> Iterator[Step]:
    """Supports of two related parties for one category within a year."""
    yield from sharing_steps("kin_category", "kin", Key.CATEGORY)
    yield from sharing_steps("kin_own", "kin_category", Key.ENTITY)
    yield Step(
        "sisters",
        "SELECT DISTINCT k.a AS a, k.b AS b, a.amount AS amount FROM kin_category AS k"
        " JOIN s AS a ON a.n = k.a JOIN s AS b ON b.n = k.b WHERE a.day < b.day + INTERVAL '12' MONTH"
        " AND NOT EXISTS (SELECT 1 FROM kin_own AS w WHERE w.a = k.a AND w.b = k.b)",
    )


def _has(key: Key, support: str) -> str:
    return f"EXISTS (SELECT 1 FROM own AS h WHERE h.n = {support}.n AND h.key = {quoted(key.value)})"


def _fitting(wanted: Filter, support: str) -> list[str]:
    found = [
        f"EXISTS (SELECT 1 FROM own AS f WHERE f.n = {support}.n AND f.key = {quoted(key.value)}"
        f" AND f.value IN {_among(map(canonical, names))})"
        for key, names in wanted.named.items()
    ]
    if wanted.levels is not None:
        found.append(f"{support}.level IN {_among(level.value for level in wanted.levels)}")
    return found


def _prefix(place: str) -> str:
    return place[:2] if place.endswith("0000") else place[:4] if place.endswith("00") else place


def _where(conditions: Sequence[str]) -> str:
    return " WHERE " + " AND ".join(conditions) if conditions else ""
