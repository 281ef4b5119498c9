"""The room's tasks. Each may run twice: what is done is done, and found so."""

from __future__ import annotations

from django_tasks import task

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.jobs.tasks import retryable
from zhongchuang.vouchers import services


@task
def expire_vouchers(_due: str) -> int:
    """What is past its last day expires, its money goes back to the budget; returns how many."""
    return services.vouchers_expire(actor=SystemActor("vouchers.expire_vouchers"))


@task
def move_due_orders(_due: str) -> int:
    """Orders not delivered in time lapse, those not answered go to an officer; returns how many moved."""
    return services.orders_due(actor=SystemActor("vouchers.move_due_orders"))


@task
def prove_vouchers(_due: str) -> bool:
    """Hold vouchers, orders and books against each other; whether they agree."""
    return services.vouchers_prove(actor=SystemActor("vouchers.prove_vouchers")).ok


retryable(expire_vouchers, attempts=5)
retryable(move_due_orders, attempts=5)
retryable(prove_vouchers, attempts=3)
