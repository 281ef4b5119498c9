"""How often a task may be tried, and the tasks of this floor.

A task that is retried must not mind running twice: a worker may die after the work and before the note of it.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any, TypeVar

from django_tasks import task
from django_tasks.base import Task

from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.audit.seal import seal_due
from zhongchuang.core.idempotency import KEPT_FOR, forget_old_keys
from zhongchuang.core.outbox.delivery import forget_delivered
from zhongchuang.core.rate_limit import KEPT_FOR as WINDOWS_KEPT_FOR
from zhongchuang.core.rate_limit import forget_windows

logger = logging.getLogger("zhongchuang.core.jobs")
AnyTask = TypeVar("AnyTask", bound="Task[Any, Any]")

ATTEMPTS_AFTER_DEATH = 3
"""How often a task runs whose worker keeps dying, where the task says nothing: it may be what kills the
worker."""
EVENTS_KEPT_FOR = dt.timedelta(days=180)

_attempts: dict[str, int] = {}


def retryable(wanted: AnyTask, *, attempts: int) -> AnyTask:
    """Say that a task may be tried this many times when it fails; others run once. Returns the task."""
    _attempts[wanted.module_path] = attempts
    return wanted


def attempts_allowed(task_path: str, *, worker_died: bool) -> int:
    """How many attempts a task has in all."""
    return _attempts.get(task_path, ATTEMPTS_AFTER_DEATH if worker_died else 1)


@task
def seal_audit(due: str) -> int:
    """Seal every day that has ended; returns how many seals were made. `due` is the scheduled moment (ISO
    8601)."""
    today = clock.business_date(dt.datetime.fromisoformat(due))
    return len(seal_due(actor=SystemActor("core.seal_audit"), today=today))


@task
def forget_spent(due: str) -> dict[str, int]:
    """Delete remembered answers, delivered events and counts of requests past their time; returns how many of each."""
    moment = dt.datetime.fromisoformat(due)
    return {
        "idempotency_keys": forget_old_keys(before=moment - KEPT_FOR),
        "events": forget_delivered(before=moment - EVENTS_KEPT_FOR),
        "rate_windows": forget_windows(before=moment - WINDOWS_KEPT_FOR),
    }


retryable(seal_audit, attempts=8)
retryable(forget_spent, attempts=3)
