"""Every morning: terms that waited for a calendar are set, what was not mended in time ends, what is late is told."""

from __future__ import annotations

from django_tasks import task

from zhongchuang.cases.services.escalating import cases_escalate, cases_lapse
from zhongchuang.cases.services.terms import terms_set
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.jobs.tasks import retryable


@task
def keep_terms(_due: str) -> dict[str, int]:
    """Set, then lapse, then escalate; how many of each. May run twice a day: what is marked is not marked again."""
    given = terms_set(actor=SystemActor("cases.terms"))
    lapsed, moved_on = cases_lapse(actor=SystemActor("cases.lapse"))
    late = cases_escalate(actor=SystemActor("cases.escalate"))
    return {"set": given, "lapsed": lapsed, "mended_meanwhile": moved_on, "late": late}


retryable(keep_terms, attempts=3)
