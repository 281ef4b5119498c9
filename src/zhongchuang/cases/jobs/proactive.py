"""免申即享: a worker judges and sends; every morning whoever has not answered is reminded, or their offer ends."""

from __future__ import annotations

from django_tasks import task

from zhongchuang.cases.events import ProactiveAsked
from zhongchuang.cases.services.offers import offers_lapse, offers_remind
from zhongchuang.cases.services.proactive import run_judge, run_send
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.jobs.tasks import retryable

BY = SystemActor("cases.proactive")


def proactive_soon(happened: ProactiveAsked) -> None:
    """Listener: somebody asked who would get it, or had what was found sent."""
    (send if happened.send else judge).enqueue(happened.run)


@task
def judge(run: str) -> str:
    """Judge everybody of a run; returns how it ended, empty where there was nothing to do."""
    return run_judge(actor=BY, key=run) or ""


@task
def send(run: str) -> str:
    """Make the offers of a run; returns how it ended, empty where there was nothing to do."""
    return run_send(actor=BY, key=run) or ""


@task
def keep_offers(_due: str) -> dict[str, int]:
    """End what was not answered in time, then remind; how many of each. May run twice a day."""
    return {
        "unanswered": offers_lapse(actor=SystemActor("cases.offers_lapse")),
        "reminded": offers_remind(actor=SystemActor("cases.offers_remind")),
    }


retryable(keep_offers, attempts=3)
