"""A settlement as a process does it: make the batch, sign it, export it, take in what the bank answers; killed anywhere, begun
again.

Used by the suite with some seeds and by `make chaos` with many.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.chaos import Report, endure, forked, struck
from zhongchuang.ledger import selectors
from zhongchuang.ledger.banking.batch_file import FileFormat
from zhongchuang.ledger.models import Transfer, TransferKind
from zhongchuang.ledger.tests.payments import result_file
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import (
    LineResult,
    Order,
    SettledOrder,
    Settlement,
    SettlementLine,
    SettlementState,
)
from zhongchuang.vouchers.selectors import vouchers_proof
from zhongchuang.vouchers.selectors.custody import standings
from zhongchuang.vouchers.services.settling import settlement_export, settlement_make, settlement_sign
from zhongchuang.vouchers.services.settling_check import use_check
from zhongchuang.vouchers.services.settling_results import settlement_results_import, settlement_results_read
from zhongchuang.vouchers.tests.settled import Bank, answer, lines_of, no_objection

LASTS = 0.6
"""Seconds within which a life after the first ends: shorter than a run on a slow machine, longer than any single step."""


@dataclass(frozen=True)
class Run:
    """One settlement: the orders, and the name under which everything of it counts once. The second provider's payment is
    returned by the bank."""

    name: str
    bank: Bank
    orders: tuple[int, ...]
    returned: int  # the provider


def prepared(bank: Bank, seed: int) -> Run:
    """Two orders of one lab and one of another, redeemed, on a voucher of their own: one that many runs share is used up."""
    price = 1_000 * 100
    voucher = bank.voucher(3 * price)
    orders = [*bank.redeemed(2, price, voucher), bank.elsewhere(price, voucher)]
    return Run(f"run-{seed:06}", bank, tuple(one.pk for one in orders), orders[-1].provider_id)


def settlement_run(run: Run, *, keyed: bool = True) -> None:
    """From redeemed orders to booked results; whatever was done before is not done again.

    Without its keys (`keyed` False) each life makes what it needs anew: the control.
    """
    with use_check(no_objection):
        made = settlement_make(
            actor=run.bank.finance,
            orders=dict.fromkeys(run.orders),
            key=f"{run.name}-make" if keyed else None,
        )
        settlement_sign(
            actor=run.bank.second,
            settlement=made,
            expected_version=1,
            key=f"{run.name}-sign" if keyed else None,
        )
        first = settlement_export(actor=run.bank.finance, settlement=made, file_format=FileFormat.CSV)
        again = settlement_export(actor=run.bank.finance, settlement=made, file_format=FileFormat.CSV)
        assert first == again
        results = settlement_results_read(
            actor=run.bank.finance, filename="回单.csv", data=bank_answers(run, made)
        )
        settlement_results_import(
            actor=run.bank.finance,
            results=results,
            expected_version=1,
            key=f"{run.name}-import" if keyed else None,
        )


def bank_answers(run: Run, made: Settlement) -> bytes:
    """What the bank answers: the same however often it is asked."""
    return result_file(
        answer(line, paid=line.provider_id != run.returned, ref=f"{made.number}-{line.line}")
        for line in lines_of(made)
    )


def killed_run(run: Run, *, seed: int, statements: int) -> Report:
    """The run in processes that are killed, until one is left to end: the first at a seeded one of its `statements` to the
    database, the next ones at seeded moments."""

    def work() -> None:
        settlement_run(run)

    at = random.Random(seed).randrange(statements)
    return endure(forked(work), seed=seed, lasts=LASTS, most_deaths=3, doomed=forked(struck(work, at=at)))


def check_settled_once(run: Run) -> None:
    """Every order was settled once but the returned one, which waits again; each 分 moved once."""
    orders = {order.pk: order for order in Order.objects.filter(pk__in=run.orders)}
    batch = Settlement.objects.get(lines__orders__order=run.orders[0])
    assert batch.state == SettlementState.SETTLED
    results = {line.provider_id: line.result for line in SettlementLine.objects.filter(settlement=batch)}
    assert results.pop(run.returned) == LineResult.RETURNED
    assert set(results.values()) == {LineResult.PAID}
    for order in orders.values():
        back = order.provider_id == run.returned
        assert order.state == (OrderState.REDEEMED if back else OrderState.SETTLED).value
        paid = Transfer.objects.filter(
            basis=order.number, kind=TransferKind.POST, credit__code__startswith="payee:"
        )
        assert [one.amount for one in paid] == [
            order.redeemed
        ]  # the returned one went out too, and came back
    assert SettledOrder.objects.filter(order__in=run.orders, live=True).count() == len(run.orders) - 1


def check_books(bank: Bank) -> None:
    """Every balance proves from its transfers; vouchers, orders, ledger and bank agree."""
    assert selectors.books_check().ok
    assert vouchers_proof().ok
    assert all(one.agrees for one in standings(bank.finance))
