"""Tasks for the tests of the jobs; a worker in another process must be able to import them."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from django_tasks import task

from zhongchuang.core.jobs.tasks import retryable


@task
def note(path: str, text: str) -> str:
    """Append a line to a file."""
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")
    return text


@task
def fail_until(path: str, attempts: int) -> int:
    """Fail until it was tried so many times."""
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("x\n")
    tried = len(Path(path).read_text().splitlines())
    if tried < attempts:
        raise RuntimeError(f"attempt {tried}")
    return tried


@task
def kill_worker_once(path: str) -> str:
    """Kill the process it runs in, the first time."""
    marker = Path(path)
    if not marker.exists():
        marker.write_text("killed")
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


retryable(fail_until, attempts=3)
