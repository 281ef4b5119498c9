"""Rules as SQL for DuckDB, PostgreSQL and Spark: the same trees, the same integers, the same
unknowns.

Plain SQL is not safe on unknowns (a CASE takes its ELSE, LEAST skips NULL), so every rule is
rewritten strictly. Where a population outgrows one machine, ``population_sql`` is what to hand to
the cluster.
"""

from __future__ import annotations

from .dialects import DIALECTS
from .population import population_sql
from .scalar import to_sql

__all__ = ["DIALECTS", "population_sql", "to_sql"]
