"""The reaper: django-tasks neither retries nor notices a dead worker, so a killed one would leave its task
RUNNING for ever. This puts such tasks back, and failed ones that may be tried again; each time is kept as a
`TaskRetry`."""

from __future__ import annotations

import datetime as dt
import logging
from uuid import UUID

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zhongchuang.core import clock
from zhongchuang.core.jobs.heartbeat import dead_workers
from zhongchuang.core.jobs.models import TaskRetry
from zhongchuang.core.jobs.tasks import attempts_allowed

logger = logging.getLogger("zhongchuang.core.jobs")

LOOK_BACK = dt.timedelta(days=7)
"""Failures older than this are history and stay as they are."""


class WorkerDied(Exception):
    """What a task failed of whose workers died each time; django-tasks keeps the class by its path."""


def reap() -> int:
    """Put back what may be tried again; returns how many tasks. Safe to run in every worker at once."""
    return _rescue_orphans() + _retry_failed()


def _rescue_orphans() -> int:
    """Tasks that run under workers which no longer live."""
    running = list(
        DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).values_list("id", "worker_ids")
    )
    last_worker = {task_id: workers[-1] for task_id, workers in running if workers}
    dead = dead_workers(set(last_worker.values()))
    orphans = [task_id for task_id, worker in last_worker.items() if worker in dead]
    return sum(
        _again(task_id, TaskResultStatus.RUNNING, f"后台进程 {last_worker[task_id]} 已停止 / worker died")
        for task_id in orphans
    )


def _retry_failed() -> int:
    """Tasks that failed and are declared retryable."""
    since = clock.machine_now() - LOOK_BACK
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__gte=since)
    candidates = [
        (task.id, task.exception_class_path)
        for task in failed.only("id", "task_path", "worker_ids", "exception_class_path")
        if len(task.worker_ids) < attempts_allowed(task.task_path, worker_died=False)
    ]
    return sum(_again(task_id, TaskResultStatus.FAILED, reason) for task_id, reason in candidates)


def wait_after(attempts: int) -> dt.timedelta:
    """How long to wait after the n-th attempt: 30 s, doubled each time, at most an hour."""
    return min(dt.timedelta(hours=1), dt.timedelta(seconds=30) * (1 << max(0, attempts - 1)))


@transaction.atomic
def _again(task_id: UUID, seen_status: str, reason: str) -> bool:
    """Put one task back into its queue, or mark it failed for good; False if somebody else was quicker."""
    task = DBTaskResult.objects.select_for_update().filter(pk=task_id, status=seen_status).first()
    if task is None:
        return False
    attempts = len(task.worker_ids)
    worker_died = seen_status == TaskResultStatus.RUNNING
    if attempts >= attempts_allowed(task.task_path, worker_died=worker_died):
        if worker_died:
            task.status, task.finished_at = TaskResultStatus.FAILED, clock.machine_now()
            task.exception_class_path, task.traceback = (
                f"{WorkerDied.__module__}.{WorkerDied.__qualname__}",
                reason,
            )
            task.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])
            logger.error("task %s (%s) given up: %s", task.pk, task.task_path, reason)
        return False
    task.status, task.started_at, task.finished_at = TaskResultStatus.READY, None, None
    task.run_after = clock.machine_now() + wait_after(attempts)
    task.save(update_fields=["status", "started_at", "finished_at", "run_after"])
    TaskRetry.objects.create(
        task_id=task.pk, task_path=task.task_path[:200], attempt=attempts + 1, reason=reason
    )
    logger.warning("task %s (%s) put back, attempt %d: %s", task.pk, task.task_path, attempts + 1, reason)
    return True
