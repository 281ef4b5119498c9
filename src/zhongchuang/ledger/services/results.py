"""What the bank answered: a file is read and shown, and taken in as a whole when somebody says so.

The same bytes are one file; every reference of the bank counts once; a row that does not fit stops the whole file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from hashlib import sha256

from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.clock import business_date
from zhongchuang.core.download import safe_filename
from zhongchuang.core.errors import Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.ledger.access import LedgerAction
from zhongchuang.ledger.banking.errors import FileError
from zhongchuang.ledger.banking.matching import Matched, Outcome
from zhongchuang.ledger.banking.rows import ResultTable
from zhongchuang.ledger.banking.sandbox import read_in_sandbox
from zhongchuang.ledger.errors import ResultsTaken, ResultsUnreadable, ResultsWrong
from zhongchuang.ledger.models import (
    BatchLine,
    BatchState,
    Budget,
    ImportState,
    LineResult,
    OrderState,
    PaymentBatch,
    PaymentOrder,
    ResultImport,
    Transfer,
    TransferKind,
)
from zhongchuang.ledger.selectors.results import judge
from zhongchuang.ledger.services.orders import (
    chain_of,
    changed,
    check_may,
    lock_accounts,
    lock_budgets,
    lock_orders,
    place_hold,
    ref_of,
    sweep,
)
from zhongchuang.ledger.services.transfers import hold_post, transfer_post

LONGEST_NAME = 120


def results_read(*, actor: Actor, filename: str, data: bytes) -> ResultImport:
    """Read a file of results and keep what it says; nothing is booked. The same bytes are the same file: as long as it is not
    booked, it is for whoever brought it last, since few but who brought it see it.

    The content is read in a process of its own, outside any transaction. Raises NotAllowed, ResultsUnreadable.
    """
    check_may(actor, LedgerAction.PAY)
    name = safe_filename(filename)
    digest = sha256(data).hexdigest()
    there: ResultImport | None = ResultImport.objects.filter(sha256=digest).first()
    if there is not None:
        return _brought_again(actor, there)
    try:
        table = read_in_sandbox(data, "." + name.rpartition(".")[2].lower())
    except FileError as error:
        raise ResultsUnreadable(Wording(error.zh, error.en)) from error
    with transaction.atomic():
        try:
            with transaction.atomic():
                made: ResultImport = ResultImport.objects.create(
                    sha256=digest,
                    name=name[:LONGEST_NAME],
                    table=table.to_json(),
                    rows=table.count,
                    read_at=clock.now(),
                    read_by=ref_of(actor),
                )
        except IntegrityError:
            return ResultImport.objects.get(sha256=digest)
        audit_write(
            actor=actor,
            verb="ledger.results_read",
            target=made,
            after={"sha256": digest, "rows": made.rows, "problems": len(table.problems)},
        )
    return made


@transaction.atomic
def _brought_again(actor: Actor, there: ResultImport) -> ResultImport:
    """Somebody else may go on with a file that was read and left."""
    found = lock_row(ResultImport.objects.all(), there.pk)
    before = found.read_by
    if found.imported_at is not None or before == ref_of(actor):
        return found
    found.read_by, found.read_at = ref_of(actor), clock.now()
    save_versioned(found, expected_version=found.row_version, fields=("read_by", "read_at"))
    audit_write(
        actor=actor,
        verb="ledger.results_read",
        target=found,
        before={"read_by": before},
        after={"sha256": found.sha256, "read_by": found.read_by},
    )
    return found


def results_import(
    *, actor: Actor, results: ResultImport, expected_version: int, key: str | None = None
) -> ResultImport:
    """Book every row of a file that was read, or none.

    Raises NotAllowed, ResultsTaken (a second time), ResultsWrong (some row does not fit), StaleVersion.
    """
    check_may(actor, LedgerAction.PAY)
    return idempotent(
        actor=actor,
        key=key,
        verb="ledger.results_import",
        request={"results": results.pk, "version": expected_version},
        run=lambda: _import(actor, results.pk, expected_version),
        remember=lambda done: done.pk,
        recall=lambda pk: ResultImport.objects.get(pk=int(str(pk))),
    )


def _import(actor: Actor, pk: int, expected_version: int) -> ResultImport:
    found = lock_row(ResultImport.objects.all(), pk)
    if found.imported_at is not None:
        raise ResultsTaken(business_date(found.imported_at).isoformat())
    lock_row(ResultImport.objects.all(), pk, expected_version=expected_version)
    table = ResultTable.from_json(found.table)
    batches = _lock_batches({row.batch for row in table.rows})
    lines = {
        (line.batch.number, line.line): line
        for line in BatchLine.objects.filter(batch__in=batches).select_related("batch")
    }
    wanted = {lines[key].order_id for row in table.rows if (key := (row.batch, row.line)) in lines}
    orders = {order.pk: order for order in lock_orders(dict.fromkeys(wanted))}
    matched, problems = judge(table)
    if problems:
        raise ResultsWrong(len({problem.row for problem in problems}))
    budgets = lock_budgets(order.budget_id for order in orders.values())
    lock_accounts(
        account for order in orders.values() for account in chain_of(budgets[order.budget_id], order.payee_id)
    )
    for one in matched:
        line = lines[one.row.batch, one.row.line]
        order = orders[line.order_id]
        _book(actor, one, line, order, budgets[order.budget_id])
    _settle(batches)
    return _taken(actor, found, matched)


def _lock_batches(numbers: set[str]) -> list[PaymentBatch]:
    return list(PaymentBatch.objects.select_for_update().filter(number__in=numbers).order_by("pk"))


def _book(actor: Actor, one: Matched, line: BatchLine, order: PaymentOrder, budget: Budget) -> None:
    """Write what a row says: money that arrived, or came back and is held anew."""
    row, before = one.row, OrderState(order.state)
    if one.outcome is not Outcome.RETURNED_LATE:
        hold_post(
            actor=actor,
            key=f"{order.number}:paid:{line.pk}",
            hold=order.hold,
            on=row.on,
            basis=order.number,
            memo=row.ref,
        )
        line.bank_ref = row.ref
    else:
        line.return_ref = row.ref
    line.settled_on = row.on
    if one.outcome is Outcome.PAID:
        line.result = LineResult.PAID
        order.state, order.paid_on, order.reason = OrderState.PAID, row.on, ""
    else:
        line.result, line.live, line.reason = LineResult.RETURNED, False, row.reason
        order.state, order.paid_on, order.reason = OrderState.RETURNED, None, row.reason
        _come_back(actor, row.on, line, order, budget)
    line.save(update_fields=["bank_ref", "return_ref", "settled_on", "result", "live", "reason"])
    changed(
        actor,
        f"ledger.payment_{'paid' if one.outcome is Outcome.PAID else 'returned'}",
        order,
        before=before,
        fields=("paid_on", "reason", "hold"),
        on=row.on,
        ref=row.ref,
    )


def _come_back(actor: Actor, on: dt.date, line: BatchLine, order: PaymentOrder, budget: Budget) -> None:
    """The money returns to the budget and is held there for the next try; out of one that has lapsed it goes back further."""
    key = f"{order.number}:back:{line.pk}"
    transfer_post(
        actor=actor,
        key=key,
        kind=TransferKind.RETURN,
        debit=order.payee,
        credit=budget.account,
        amount=order.amount,
        on=on,
        basis=order.number,
        memo=line.reason,
    )
    if budget.lapsed_at is not None:
        sweep(actor, budget, key=key, on=on, basis=budget.basis)
        return
    hold: Transfer = place_hold(
        actor,
        key=f"{order.number}:hold:{line.pk}",
        budget=budget,
        credit=order.payee,
        amount=order.amount,
        basis=order.number,
        memo=order.case,
    )
    order.hold = hold


def _settle(batches: Sequence[PaymentBatch]) -> None:
    """A batch is settled when each of its lines has its result."""
    open_ones = set(
        BatchLine.objects.filter(batch__in=batches, result=LineResult.PENDING).values_list("batch", flat=True)
    )
    for batch in batches:
        if batch.state == BatchState.EXPORTED and batch.pk not in open_ones:
            batch.state = BatchState.SETTLED
            save_versioned(batch, expected_version=batch.row_version, fields=("state",))


def _taken(actor: Actor, found: ResultImport, matched: Sequence[Matched]) -> ResultImport:
    found.state, found.imported_at, found.imported_by = ImportState.IMPORTED, clock.now(), ref_of(actor)
    found.paid = sum(one.outcome is Outcome.PAID for one in matched)
    found.returned = len(matched) - found.paid
    save_versioned(
        found,
        expected_version=found.row_version,
        fields=("state", "imported_at", "imported_by", "paid", "returned"),
    )
    audit_write(
        actor=actor,
        verb="ledger.results_import",
        target=found,
        before={"state": ImportState.READ},
        after={"state": found.state, "paid": found.paid, "returned": found.returned, "sha256": found.sha256},
    )
    return found
