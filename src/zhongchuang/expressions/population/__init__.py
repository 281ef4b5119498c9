"""Many subjects at once: Parquet in, counts, sums and verdicts out, on exact integers in three-valued logic.

``encoding`` reads raw columns into the integers the rules calculate with and reports what cannot be read;
``columns`` says a rule as a Polars expression; ``plan`` runs the rules batch by batch.
"""

from __future__ import annotations

from .plan import PopulationPlan, population_plan
from .results import AmountSum, ConditionCount, PopulationResult, Problem, ProblemReason

__all__ = [
    "AmountSum",
    "ConditionCount",
    "PopulationPlan",
    "PopulationResult",
    "Problem",
    "ProblemReason",
    "population_plan",
]
