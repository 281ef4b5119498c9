"""Every morning: what was not mended in time ends, what is late is told."""

from __future__ import annotations

from django_tasks import task

from zhongchuang.cases.services.escalating import cases_escalate, cases_lapse
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.jobs.tasks import retryable


@task
def keep_terms(_due: str) -> dict[str, int]:
    """Lapse first, then escalate; how many of each. May run twice a day: what is marked is not marked again."""
    lapsed, moved_on = cases_lapse(actor=SystemActor("cases.lapse"))
    late = cases_escalate(actor=SystemActor("cases.escalate"))
    return {"lapsed": lapsed, "mended_meanwhile": moved_on, "late": late}


retryable(keep_terms, attempts=3)
