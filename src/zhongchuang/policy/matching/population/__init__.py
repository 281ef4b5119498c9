"""The packs over a whole population: Parquet in, verdicts and amounts out, or the same as SQL for a
cluster.

`questions` says which rules have to be asked, `columns` puts their answers together with Polars, `query`
with SQL, `run` does it file to file. Interpreter and population must agree: tests/packs holds them to it.
"""

from __future__ import annotations

from .query import population_sql
from .run import PopulationReport, match_population

__all__ = ["PopulationReport", "match_population", "population_sql"]
