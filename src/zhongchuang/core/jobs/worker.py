"""The worker: tasks, the outbox and the reaper in one loop, one process each.

Run as many as the machine bears; they share the work through the database.
"""

from __future__ import annotations

import logging

from django.db import DatabaseError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from zhongchuang.core import clock
from zhongchuang.core.jobs.heartbeat import heartbeat
from zhongchuang.core.jobs.reaper import reap
from zhongchuang.core.jobs.stop import Stop
from zhongchuang.core.outbox.delivery import run_outbox_once

logger = logging.getLogger("zhongchuang.core.jobs")

REAP_EVERY_SECONDS = 30.0
_TASKS_A_TURN = 20


def run_tasks_once(worker_id: str) -> int:
    """Run tasks that are ready, at most a turn's worth; returns how many."""
    if not DBTaskResult.objects.ready().exists():  # a look without a lock: claiming takes SQLite's write lock
        return 0
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=_TASKS_A_TURN,
        worker_id=worker_id,
        excluded_queue_names=[],
    )
    worker.run()
    ran: int = worker._run_tasks
    return ran


def run_worker(stop: Stop, *, idle_seconds: float = 1.0, until_idle: bool = False) -> None:
    """Work until `stop` is set (or, with `until_idle`, until nothing is left).

    The task in hand is always finished. A database that is away is waited for.
    """
    worker_id = get_random_string(32)
    with heartbeat(worker_id):
        reaped_at = -REAP_EVERY_SECONDS
        while not stop.is_set():
            try:
                close_old_connections()
                if clock.monotonic() - reaped_at >= REAP_EVERY_SECONDS:
                    reap()
                    reaped_at = clock.monotonic()
                done = run_outbox_once() + run_tasks_once(worker_id)
            except DatabaseError as error:
                logger.warning("worker waits for the database: %s", error)
                done = 0
            if not done:
                if until_idle:
                    return
                stop.wait(idle_seconds)
