"""Computing runs of the simulation: a worker's work, told to begin by an event.

Not declared retryable: a run that failed says so on its page and is asked for again by a person. One whose worker died is
taken up again by the reaper, and `run_compute` finds it as it was.
"""

from __future__ import annotations

from django_tasks import task

from zhongchuang.core.actors import SystemActor
from zhongchuang.policy.events import RunAsked
from zhongchuang.policy.services.runs import run_compute


def compute_soon(happened: RunAsked) -> None:
    """Listener: somebody asked for a run."""
    compute.enqueue(happened.run)


@task
def compute(run: str) -> str:
    """Compute one run; returns how it ended, empty where there was nothing to do."""
    return run_compute(actor=SystemActor("policy.simulation"), run=run) or ""
