"""Every night: what nobody owns and nobody touched for half a year is deleted."""

from __future__ import annotations

import datetime as dt

from django_tasks import task

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.jobs.tasks import retryable
from zhongchuang.policy.services.retention import KEPT_FOR, unowned_forget


@task
def forget_unowned(due: str) -> dict[str, int]:
    """Delete old answers and verdicts without an account; how many of each. `due` is the scheduled moment (ISO 8601)."""
    before = dt.datetime.fromisoformat(due) - KEPT_FOR
    return unowned_forget(actor=SystemActor("policy.forget_unowned"), before=before)


retryable(forget_unowned, attempts=3)
