"""The room's tasks."""

from __future__ import annotations

from django_tasks import task

from zhongchuang.core.jobs.tasks import retryable
from zhongchuang.parties import services
from zhongchuang.parties.services.personal import BY


@task
def erase_due(_due: str) -> int:
    """Erase everybody whose day has come; returns how many. Told when it was due, as every scheduled task is (ISO 8601)."""
    return services.erasures_run(actor=BY)


retryable(erase_due, attempts=8)
