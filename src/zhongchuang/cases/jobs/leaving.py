"""Every morning: whoever is on a leave that comes to its end is told, with the employer and the department."""

from __future__ import annotations

from django_tasks import task

from zhongchuang.cases.services.leave_reminding import leaves_remind
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.jobs.tasks import retryable


@task
def remind_leaves(_due: str) -> int:
    """How many leaves were reminded of. May run twice a day: what was told is not told again."""
    return leaves_remind(actor=SystemActor("cases.leave_reminder"))


retryable(remind_leaves, attempts=3)
