"""The room's tasks. They may run twice: a seal over nothing new is none, and the same finding is told once a day."""

from __future__ import annotations

from django_tasks import task

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.jobs.tasks import retryable
from zhongchuang.ledger import services


@task
def seal_transfers(_due: str) -> int:
    """Put the day's transfers under a seal in the audit log; returns how many."""
    seal = services.transfers_seal(actor=SystemActor("ledger.seal_transfers"))
    return 0 if seal is None else seal.count


@task
def check_books(_due: str) -> bool:
    """Prove the books; whether they are right. Those who answer for the money are told if not."""
    return services.books_prove(actor=SystemActor("ledger.check_books")).ok


retryable(seal_transfers, attempts=5)
retryable(check_books, attempts=3)
