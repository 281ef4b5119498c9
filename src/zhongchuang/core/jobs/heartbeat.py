"""A worker's sign of life: a thread that says every few seconds that its process still runs.

Machine time on purpose: a demonstration whose business clock races must not bury living workers.
"""

from __future__ import annotations

import datetime as dt
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

from zhongchuang.core import clock
from zhongchuang.core.jobs.models import WorkerHeartbeat

logger = logging.getLogger("zhongchuang.core.jobs")

BEAT_EVERY = dt.timedelta(seconds=10)
DEAD_AFTER = dt.timedelta(seconds=90)
"""A worker silent for this long is dead: several beats may be late while SQLite is busy."""


def beat(worker_id: str) -> None:
    """Say once that the worker lives."""
    WorkerHeartbeat.objects.update_or_create(
        worker_id=worker_id, defaults={"seen_at": clock.machine_now(), "host": socket.gethostname()[:120]}
    )


def dead_workers(worker_ids: set[str]) -> set[str]:
    """Those of the workers that have not been heard of for too long, or never."""
    since = clock.machine_now() - DEAD_AFTER
    alive = WorkerHeartbeat.objects.filter(worker_id__in=worker_ids, seen_at__gte=since)
    return worker_ids - set(alive.values_list("worker_id", flat=True))


@contextmanager
def heartbeat(worker_id: str) -> Iterator[None]:
    """Keep saying so in the background while a block runs; at its end the worker signs off."""
    beat(worker_id)
    stop = threading.Event()
    thread = threading.Thread(target=_keep_beating, args=(worker_id, stop), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)
        WorkerHeartbeat.objects.filter(worker_id=worker_id).delete()


def _keep_beating(worker_id: str, stop: threading.Event) -> None:
    try:
        while not stop.wait(BEAT_EVERY.total_seconds()):
            try:
                beat(worker_id)
            except DatabaseError as error:
                logger.warning("heartbeat of %s not written: %s", worker_id, error)
    finally:
        connection.close()
