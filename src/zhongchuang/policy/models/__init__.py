"""Packs, documents, clauses, measures; the desk's drafts; answers and verdicts; subscriptions; scenarios."""

from zhongchuang.policy.models.answers import AnswerSheet, StoredVerdict
from zhongchuang.policy.models.desk import Draft, DraftState, DraftStep
from zhongchuang.policy.models.rulebook import (
    Clause,
    Document,
    ItemVersion,
    Measure,
    MeasureKind,
    PackOrigin,
    PackVersion,
    Publication,
    PublishedChange,
)
from zhongchuang.policy.models.scenarios import (
    Population,
    PopulationOrigin,
    RunState,
    Scenario,
    ScenarioRun,
)
from zhongchuang.policy.models.subscriptions import Subscription

__all__ = [
    "AnswerSheet",
    "Clause",
    "Document",
    "Draft",
    "DraftState",
    "DraftStep",
    "ItemVersion",
    "Measure",
    "MeasureKind",
    "PackOrigin",
    "PackVersion",
    "Population",
    "PopulationOrigin",
    "Publication",
    "PublishedChange",
    "RunState",
    "Scenario",
    "ScenarioRun",
    "StoredVerdict",
    "Subscription",
]
