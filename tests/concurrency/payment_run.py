"""A payment run as a process does it: make the batch, export it, take in what the bank answers; killed anywhere, begun again.

Used by the suite with some seeds and by `make chaos` with many.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from django.db.models import Sum

from tests.chaos import Report, endure, forked, struck
from zhongchuang.ledger import selectors
from zhongchuang.ledger.banking.batch_file import FileFormat
from zhongchuang.ledger.models import (
    Account,
    BatchState,
    Budget,
    LineResult,
    OrderState,
    PaymentBatch,
    PaymentOrder,
    Transfer,
    TransferKind,
)
from zhongchuang.ledger.services.batches import batch_export, batch_make
from zhongchuang.ledger.services.results import results_import, results_read
from zhongchuang.ledger.tests.factory import FINANCE
from zhongchuang.ledger.tests.payments import (
    YUAN,
    answer,
    lines_of,
    make_programme,
    make_signed,
    no_objection,
    result_file,
)

ORDERS = 6
RETURNED_LINE = 2
"""The one the bank returns."""
LASTS = 0.6
"""Seconds within which a life after the first ends: shorter than a run on a slow machine, longer than any single step."""


@dataclass(frozen=True)
class Run:
    """One payment run: the payments, and the name under which everything of it counts once."""

    name: str
    budget: Budget
    orders: tuple[PaymentOrder, ...]


def prepared(year: Budget, seed: int) -> Run:
    """A programme of its own with signed payments."""
    budget = make_programme(ORDERS * 100 * YUAN, parent=year, programme=f"run-{seed}")
    return Run(f"run-{seed:06}", budget, tuple(make_signed(budget, 100 * YUAN) for _ in range(ORDERS)))


def payment_run(run: Run, *, keyed: bool = True) -> None:
    """From signed payments to booked results; whatever was done before is not done again.

    Without its keys (`keyed` False) each life makes what it needs anew: the control.
    """
    batch = batch_make(
        actor=FINANCE,
        orders={order.pk: None for order in run.orders},
        key=f"{run.name}-make" if keyed else None,
        check=no_objection,
    )
    first = batch_export(actor=FINANCE, batch=batch, file_format=FileFormat.CSV)
    assert first == batch_export(actor=FINANCE, batch=batch, file_format=FileFormat.CSV)
    results = results_read(actor=FINANCE, filename="回单.csv", data=bank_answers(batch))
    results_import(
        actor=FINANCE, results=results, expected_version=1, key=f"{run.name}-import" if keyed else None
    )


def bank_answers(batch: PaymentBatch) -> bytes:
    """What the bank answers to a batch: the same however often it is asked."""
    return result_file(
        answer(line, paid=line.line != RETURNED_LINE, ref=f"{batch.number}-{line.line}")
        for line in lines_of(batch)
    )


def killed_run(run: Run, *, seed: int, statements: int) -> Report:
    """The run in processes that are killed, until one is left to end: the first at a seeded one of its `statements` to
    the database, which it meets however fast the machine is, the next ones at seeded moments."""

    def work() -> None:
        payment_run(run)

    at = random.Random(seed).randrange(statements)
    return endure(forked(work), seed=seed, lasts=LASTS, most_deaths=3, doomed=forked(struck(work, at=at)))


def check_paid_once(run: Run) -> None:
    """Every payment but the returned one arrived, once; that one is held anew; the books balance."""
    orders = {order.pk: order for order in PaymentOrder.objects.filter(budget=run.budget)}
    batch = PaymentBatch.objects.get(lines__order=run.orders[0])
    assert batch.state == BatchState.SETTLED
    lines = lines_of(batch)
    assert [line.result for line in lines].count(LineResult.PAID) == ORDERS - 1
    for line in lines:
        wanted = OrderState.RETURNED if line.line == RETURNED_LINE else OrderState.PAID
        assert orders[line.order_id].state == wanted
    account = Account.objects.get(pk=run.budget.account_id)
    assert (account.balance, account.held_dr) == (100 * YUAN, 100 * YUAN)
    moved = Transfer.objects.filter(debit=account, kind=TransferKind.POST).aggregate(s=Sum("amount"))["s"]
    assert moved == ORDERS * 100 * YUAN  # the returned one went out too, and came back
    assert not PaymentOrder.objects.filter(budget=run.budget, state=OrderState.SENT).exists()


def check_books() -> None:
    """Every balance proves from its transfers."""
    assert selectors.books_check().ok
