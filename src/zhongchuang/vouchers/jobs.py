"""The room's tasks and listeners. Each may run twice: what is done is done, and found so."""

from __future__ import annotations

from django_tasks import task

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.jobs.tasks import retryable
from zhongchuang.vouchers import services
from zhongchuang.vouchers.events import OrderMoved, PaymentAnswered, VoucherIssued, VoucherMoved
from zhongchuang.vouchers.models import OrderStep, SettlementLine, VoucherStep

TELLER = SystemActor("vouchers.telling")


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


@task
def remind_expiring(_due: str) -> int:
    """Holders are told of vouchers that end within a month; returns of how many."""
    return services.expiring_remind(actor=TELLER)


def tell_order(happened: OrderMoved) -> None:
    """Listener: an order moved. Each side is told what concerns it; the key of each message is the move's."""
    if happened.step is None:
        return
    rows = OrderStep.objects.select_related("order__voucher__organisation", "order__provider__organisation")
    services.order_told(actor=TELLER, step=rows.get(pk=happened.step))


def tell_voucher(happened: VoucherIssued | VoucherMoved) -> None:
    """Listener: a voucher was issued or moved."""
    if happened.step is None:
        return
    rows = VoucherStep.objects.select_related("voucher__organisation")
    services.voucher_told(actor=TELLER, step=rows.get(pk=happened.step))


def tell_payment(happened: PaymentAnswered) -> None:
    """Listener: the bank answered to a payment."""
    rows = SettlementLine.objects.select_related("settlement", "provider__organisation")
    services.payment_told(actor=TELLER, line=rows.get(pk=happened.line), result=happened.result)


retryable(expire_vouchers, attempts=5)
retryable(move_due_orders, attempts=5)
retryable(prove_vouchers, attempts=3)
retryable(remind_expiring, attempts=3)
