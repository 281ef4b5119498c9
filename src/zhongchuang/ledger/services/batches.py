"""Batches for the bank: made of signed payments, exported as one file, cancelled where the bank has not begun.

A batch is made only by a caller that checks the clearance of every payment anew: `check` is called for all of them inside the
transaction, locks their cases until it ends, and stops the whole batch by raising.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_public_id
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.ledger.access import LedgerAction
from zhongchuang.ledger.banking.batch_file import FileFormat, batch_file
from zhongchuang.ledger.banking.lines import PaymentLine, totals_of
from zhongchuang.ledger.errors import (
    BatchAltered,
    BatchClosed,
    OnRoute,
    OrderNotThere,
    TooManyLines,
    WrongState,
)
from zhongchuang.ledger.models import (
    BatchLine,
    BatchState,
    LineResult,
    OrderState,
    PaymentBatch,
    PaymentOrder,
)
from zhongchuang.ledger.services.orders import (
    changed,
    check_may,
    decrypt_account,
    lock_checked,
    lock_orders,
    ref_of,
    text,
)

LONGEST_BATCH = 1000
WORDS = 200


def batch_make(
    *,
    actor: Actor,
    orders: Mapping[int, int | None],
    key: str | None,
    check: Callable[[Sequence[PaymentOrder]], None],
) -> PaymentBatch:
    """Put signed payments into one batch, all or none. `orders`: key and the version the actor saw (None: any).

    Raises NotAllowed, OrderNotThere, WrongState, OnRoute, TooManyLines, StaleVersion, and whatever `check` raises.
    """
    check_may(actor, LedgerAction.PAY)
    if not orders:
        raise OrderNotThere(0)
    if len(orders) > LONGEST_BATCH:
        raise TooManyLines(len(orders), LONGEST_BATCH)
    return idempotent(
        actor=actor,
        key=key,
        verb="ledger.batch_make",
        request={"orders": sorted([pk, version or 0] for pk, version in orders.items())},
        run=lambda: _make(actor, orders, check),
        remember=lambda batch: batch.pk,
        recall=lambda pk: PaymentBatch.objects.get(pk=int(str(pk))),
    )


def _make(
    actor: Actor, orders: Mapping[int, int | None], check: Callable[[Sequence[PaymentOrder]], None]
) -> PaymentBatch:
    found = lock_checked(orders, fits=_goes_into_a_batch, check=check)
    batch = PaymentBatch.objects.create(
        number=new_public_id("PC"), made_at=clock.now(), made_by=ref_of(actor)
    )
    for number, order in enumerate(found, start=1):
        BatchLine.objects.create(
            batch=batch,
            order=order,
            line=number,
            payee_name=order.payee_name,
            bank_name=order.bank_name,
            bank_account=order.bank_account,
            bank_account_tail=order.bank_account_tail,
        )
        order.state = OrderState.SENT
        changed(
            actor, "ledger.payment_send", order, before=OrderState.RELEASED, batch=batch.number, line=number
        )
    batch.file_sha256 = totals_of(_lines(batch)).digest
    batch.save(update_fields=["file_sha256"])
    audit_write(
        actor=actor,
        verb="ledger.batch_make",
        target=batch,
        after={
            "number": batch.number,
            "lines": len(found),
            "amount": sum(order.amount for order in found),
            "sha256": batch.file_sha256,
        },
    )
    return batch


def _goes_into_a_batch(order: PaymentOrder) -> None:
    if order.state != OrderState.RELEASED:
        raise WrongState(order.number, order.state, "放进批次", "go into a batch")
    if order.route:
        raise OnRoute(order.number)


def batch_export(*, actor: Actor, batch: PaymentBatch, file_format: FileFormat = FileFormat.XLSX) -> bytes:
    """The file for the bank, with the whole account numbers: every download is logged, the first one marks the batch.

    The same bytes each time. Raises NotAllowed, BatchClosed for a cancelled batch.
    """
    check_may(actor, LedgerAction.PAY)
    with transaction.atomic():
        found = lock_row(PaymentBatch.objects.all(), batch.pk)
        if found.state == BatchState.CANCELLED:
            raise BatchClosed(found.number, found.state)
        lines = _lines(found)
        digest = totals_of(lines).digest
        if digest != found.file_sha256:
            raise BatchAltered(found.number)
        before = found.state
        if before == BatchState.MADE:
            found.state, found.exported_at = BatchState.EXPORTED, clock.now()
            save_versioned(found, expected_version=found.row_version, fields=("state", "exported_at"))
        audit_write(
            actor=actor,
            verb="ledger.batch_export",
            target=found,
            before={"state": before},
            after={"state": found.state, "format": file_format.value, "sha256": digest},
        )
    return batch_file(lines, found.made_at, file_format)


def _lines(batch: PaymentBatch) -> list[PaymentLine]:
    """The lines of a batch as they go out."""
    return [
        PaymentLine(
            batch.number,
            line.line,
            line.order.number,
            line.payee_name,
            line.bank_name,
            decrypt_account(line.bank_account),
            line.order.amount,
            line.order.purpose,
        )
        for line in BatchLine.objects.filter(batch=batch).select_related("order").order_by("line")
    ]


def batch_cancel(
    *, actor: Actor, batch: PaymentBatch, reason: str, expected_version: int, key: str | None = None
) -> PaymentBatch:
    """Take a batch back of which nothing was paid: its payments wait for a batch again.

    One that was exported may be cancelled only while no result has come; who does it states that the bank was not told to pay.
    Raises NotAllowed, BatchClosed, StaleVersion.
    """
    check_may(actor, LedgerAction.PAY)
    told = text("reason", reason, WORDS)
    return idempotent(
        actor=actor,
        key=key,
        verb="ledger.batch_cancel",
        request={"batch": batch.pk, "version": expected_version, "reason": told},
        run=lambda: _cancel(actor, batch.pk, told, expected_version),
        remember=lambda done: done.pk,
        recall=lambda pk: PaymentBatch.objects.get(pk=int(str(pk))),
    )


def _cancel(actor: Actor, pk: int, reason: str, expected_version: int) -> PaymentBatch:
    batch = lock_row(PaymentBatch.objects.all(), pk, expected_version=expected_version)
    lines = BatchLine.objects.filter(batch=batch)
    if (
        batch.state not in (BatchState.MADE, BatchState.EXPORTED)
        or lines.exclude(result=LineResult.PENDING).exists()
    ):
        raise BatchClosed(batch.number, batch.state)
    orders = lock_orders(dict.fromkeys(lines.values_list("order", flat=True)))
    lines.update(live=False)
    for order in orders:
        order.state = OrderState.RELEASED
        changed(actor, "ledger.payment_unsend", order, before=OrderState.SENT, batch=batch.number)
    before = batch.state
    batch.state, batch.reason = BatchState.CANCELLED, reason
    save_versioned(batch, expected_version=expected_version, fields=("state", "reason"))
    audit_write(
        actor=actor,
        verb="ledger.batch_cancel",
        target=batch,
        before={"state": before},
        after={"state": batch.state, "reason": reason, "lines": len(orders)},
    )
    return batch
