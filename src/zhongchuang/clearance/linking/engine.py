"""Pairs, weights, probabilities (pure): Splink on DuckDB over any columns.

Rows come as one Arrow table with `unique_id`, `side` (0 or 1) and the columns of the spec, and a table of keys (`unique_id`,
`key`): two rows are compared where they share a key. Nothing is compared with everything.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.internals.comparison_level_creator import ComparisonLevelCreator
from splink.internals.comparison_level_library import CustomLevel, ElseLevel
from splink.internals.comparison_library import CustomComparison

from zhongchuang.clearance.linking.spec import Comparison, Spec

UNLIKELY = 1e-4
"""Below this a pair is not looked at any further."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two rows and how likely they are one."""

    left: str
    right: str
    probability: float


class Engine:
    """One linking: rows, keys, spec."""

    def __init__(self, rows: pa.Table, keys: pa.Table, spec: Spec, *, threads: int | None = None) -> None:
        self.spec = spec
        self.con = duckdb.connect(":memory:", config={} if threads is None else {"threads": threads})
        self.con.register("rows_given", rows)
        self._run("CREATE TABLE records AS SELECT * FROM rows_given ORDER BY unique_id")
        self.con.register("keys_given", keys)
        self._run(
            "CREATE TABLE keys AS SELECT DISTINCT k.unique_id, k.key, r.side"
            " FROM keys_given k JOIN records r USING (unique_id)"
        )
        self.counts = [self._number(f"SELECT count(*) FROM records WHERE side = {side}") for side in (0, 1)]
        for column in spec.rarities:
            self._run(self._rarity_sql(column))

    def _number(self, sql: str) -> int:
        return int(self._run(sql)[0][0])

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        """Read to the end: DuckDB lets a connection go on only after that."""
        return self.con.execute(sql).fetchall()

    @property
    def one_list(self) -> bool:
        """A list linked with itself."""
        return self.counts[1] == 0

    def _population(self) -> int:
        """Rows of the longer list, or of what a short one is taken from."""
        return max(*self.counts, self.spec.population)

    def _rarity_sql(self, column: str) -> str:
        """How often two rows share a value by chance. Of what names one: the others seen with it in one list, without the one
        itself, and what chance adds. Of what sorts many: how many there are with it. Two rows of one city say nothing about
        how many firms the city has, so a short list is filled up with rows as they are as a rule.
        """
        size, own = self._population(), 2 if self.one_list else 1
        missing = (size - max(self.counts)) * self.spec.usual.get(column, 0.0)
        often = f"(max(seen) + {missing + 0.5}) / {size + 1}"
        if column in self.spec.naming:
            often = f"greatest(max(seen) - {own}, 0) * 1.0 / {size} + {self.spec.coincidence} / {size}"
        return (
            f"CREATE TABLE tf_of_{column} AS SELECT {column}, least({often}, 1) AS tf_{column} FROM"
            f" (SELECT {column}, side, count(*) AS seen FROM records"
            f" WHERE {column} IS NOT NULL GROUP BY ALL) GROUP BY {column}"
        )

    def cross(self) -> dict[tuple[str, str], float]:
        """The weight of every pair of the two lists (or of the one list) that is not out of the question."""
        if self.one_list:
            where = "l.unique_id < r.unique_id"
            pairs_of_key = "sum(1) * (sum(1) - 1) / 2"
        else:
            where = "l.side = 0 AND r.side = 1"
            pairs_of_key = "sum((side = 0)::INT) * sum((side = 1)::INT)"
        always = ", ".join(f"'{kind}'" for kind in sorted(self.spec.always)) or "''"
        self._run(
            f"CREATE TABLE good_keys AS SELECT key FROM keys GROUP BY key HAVING {pairs_of_key} BETWEEN 1 AND"
            f" CASE WHEN split_part(key, ':', 1) IN ({always}) THEN {self.spec.crowd_always}"
            f" ELSE {self.spec.crowded} END"
        )
        self._run(
            "CREATE TABLE wanted AS SELECT DISTINCT '0' AS match_key, l.unique_id AS join_key_l,"
            " r.unique_id AS join_key_r FROM (SELECT * FROM keys SEMI JOIN good_keys USING (key)) l"
            f" JOIN (SELECT * FROM keys SEMI JOIN good_keys USING (key)) r ON l.key = r.key AND {where}"
        )
        share = self.spec.own_share if self.one_list else self.spec.matched_share
        return self._weighed("wanted", share)

    def within(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], float]:
        """The weight of pairs of one list, of those named."""
        found = sorted({(min(pair), max(pair)) for pair in pairs})
        if not found:
            return {}
        asked = pa.table(
            {
                "match_key": ["0"] * len(found),
                "join_key_l": [one for one, _ in found],
                "join_key_r": [other for _, other in found],
            }
        )
        self.con.register("asked_given", asked)
        self._run("CREATE TABLE asked AS SELECT * FROM asked_given")
        return self._weighed("asked", self.spec.own_share)

    def _weighed(self, pairs: str, share: float) -> dict[tuple[str, str], float]:
        if not self._number(f"SELECT count(*) FROM {pairs}"):
            return {}
        prior = min(0.5, share / self._population())
        api = DuckDBAPI(self.con)
        settings = SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="unique_id",
            probability_two_random_records_match=prior,
            comparisons=[_comparison(one) for one in self.spec.comparisons],
            blocking_rules_to_generate_predictions=[],
            retain_matching_columns=False,
            retain_intermediate_calculation_columns=False,
        )
        linker = Linker(api.register("records"), settings, log_level=None)
        for column in self.spec.rarities:
            table = api.register(f"tf_of_{column}")
            linker.table_management.register_term_frequency_lookup(table, column)
        linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
        said = logging.getLogger("splink")
        level, said.level = said.level, logging.ERROR
        try:
            found = linker.inference.predict(threshold_match_probability=UNLIKELY, warning_mode="never")
            sql = f"SELECT unique_id_l, unique_id_r, match_weight FROM {found.physical_name}"
            rows = self._run(sql)
        finally:
            said.level = level
        return {(left, right): weight for left, right, weight in rows}


def _comparison(one: Comparison) -> CustomComparison:
    levels: list[ComparisonLevelCreator | dict[str, Any]] = [
        CustomLevel(one.unknown).configure(is_null_level=True)
    ]
    for level in one.levels:
        within, between = level.shares()
        made = CustomLevel(level.when).configure(m_probability=within, u_probability=between)
        if level.rarity:
            made = made.configure(
                tf_adjustment_column=level.rarity,
                disable_tf_exact_match_detection=True,
            )
        levels.append(made)
    share = 0.9 * 2.0 ** min(0.0, one.otherwise)
    levels.append(ElseLevel().configure(m_probability=share, u_probability=0.9))
    return CustomComparison(output_column_name=one.name, comparison_levels=levels)
