"""The room's tasks."""

from __future__ import annotations

from django_tasks import task

from zhongchuang.clearance.events import AwardImportAsked
from zhongchuang.clearance.services.importing import import_go_on
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.jobs.tasks import retryable

IMPORTER = SystemActor("clearance.award_import")


def import_soon(happened: AwardImportAsked) -> None:
    """Listener: a file of awards was handed in, or somebody confirmed it."""
    import_awards.enqueue(happened.key)


@task
def import_awards(key: str) -> str:
    """Read a file, or take in one that was confirmed; returns its state, empty where there was nothing to do.

    One whose worker died is taken up again by the reaper: nothing of it was written, or all of it.
    """
    return import_go_on(actor=IMPORTER, key=key) or ""


retryable(import_awards, attempts=8)
