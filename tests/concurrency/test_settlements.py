"""Settlements under races and deaths, by real processes: an order is batched once, paid once, booked once.

Each has a control, the same without its guard, which shows that the danger is real.
"""

from __future__ import annotations

import os

import pytest

from tests.chaos import statements_of
from tests.concurrency.processes import barrier, together, values
from tests.concurrency.settlement_run import (
    check_books,
    check_settled_once,
    killed_run,
    prepared,
    settlement_run,
)
from zhongchuang.core.errors import ZhongchuangError
from zhongchuang.vouchers import services
from zhongchuang.vouchers.decisions import go
from zhongchuang.vouchers.errors import WrongState
from zhongchuang.vouchers.flow import OrderMove, OrderState
from zhongchuang.vouchers.models import Order, SettledOrder, Settlement, Voucher
from zhongchuang.vouchers.selectors.records import record_of_order, record_of_voucher
from zhongchuang.vouchers.services.redeeming import order_refund
from zhongchuang.vouchers.services.settling import settlement_cancel, settlement_make
from zhongchuang.vouchers.services.settling_check import use_check
from zhongchuang.vouchers.services.settling_results import settlement_results_import
from zhongchuang.vouchers.tests.settled import Bank, answer, fresh, lines_of, no_objection
from zhongchuang.vouchers.tests.worlds import YUAN

pytestmark = pytest.mark.django_db(transaction=True)
SEEDS = int(os.environ.get("ZHONGCHUANG_CHAOS", "20"))
RACERS = 4


def rich() -> Bank:
    """A bank whose limits no test meets."""
    return Bank(year_cap=100_000_000, budget_fen=100_000_000 * YUAN)


def test_a_settlement_killed_anywhere_loses_nothing_and_pays_nothing_twice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bank = rich()
    settlement_run(prepared(bank, SEEDS))  # opens the accounts that all of them use
    undisturbed = prepared(bank, SEEDS + 1)
    statements = statements_of(lambda: settlement_run(undisturbed))
    deaths = 0
    for seed in range(SEEDS):
        run = prepared(bank, seed)
        deaths += killed_run(run, seed=seed, statements=statements).deaths
        check_settled_once(run)
        settlement_run(run)  # and once more, as somebody would who does not know that it is done
        check_settled_once(run)
    check_books(bank)
    assert deaths >= SEEDS
    with capsys.disabled():
        if SEEDS > 20:
            print(f"\n{SEEDS} 次创新券结算，进程被杀 {deaths} 次，每笔只付一次，账实相符")


def test_control_without_its_keys_a_settlement_begun_again_does_not_find_its_way() -> None:
    """The same run without the keys that let a step count once: the second life stands before its own batch."""
    run = prepared(rich(), 1)
    settlement_run(run, keyed=False)
    with pytest.raises(WrongState):
        settlement_run(run, keyed=False)


def test_two_officers_who_batch_the_same_orders_at_once_batch_them_once() -> None:
    bank = rich()
    orders = [one.pk for one in bank.redeemed(2)]
    who = [bank.finance, bank.second]

    def make(number: int) -> str:
        # one ticks them from the top, the other from the bottom
        chosen = orders if number % 2 else orders[::-1]
        try:
            with use_check(no_objection):
                settlement_make(actor=who[number % 2], orders=dict.fromkeys(chosen))
        except WrongState:
            return "refused"
        return "made"

    assert sorted(values(together(make, RACERS))) == ["made", *["refused"] * (RACERS - 1)]
    assert Settlement.objects.count() == 1
    assert SettledOrder.objects.filter(live=True).count() == 2
    check_books(bank)


def test_control_without_the_lock_both_think_the_order_is_theirs() -> None:
    """The decision alone, on rows that nobody holds: every racer is told that it may be batched."""
    order = rich().redeemed()[0].pk
    looked = barrier(RACERS)

    def decide(_number: int) -> str:
        row = Order.objects.select_related("voucher__scheme", "provider").get(pk=order)
        looked.wait(60)
        moved = go(record_of_voucher(row.voucher), record_of_order(row), OrderMove.BATCH)
        return moved.order.state.value

    assert values(together(decide, RACERS)) == [OrderState.SETTLING.value] * RACERS


def test_two_who_take_in_the_same_file_at_once_book_it_once() -> None:
    bank = rich()
    with use_check(no_objection):
        batch = bank.exported(bank.redeemed(2))
    results = bank.read([answer(line) for line in lines_of(batch)])

    def take_in(_number: int) -> str:
        try:
            settlement_results_import(actor=bank.finance, results=results, expected_version=1)
        except ZhongchuangError as error:
            return error.code
        return "booked"

    told = values(together(take_in, RACERS))
    assert told.count("booked") == 1 and set(told) == {"booked", "ledger.results_taken"}
    check_books(bank)


def test_a_batch_meets_a_revocation_and_a_refund_without_standing_still() -> None:
    """Verbs that lock the same vouchers and orders in the one order there is: none waits for ever, the books agree."""
    bank = rich()
    assert bank.reviewer and bank.officer and bank.finance  # made before they part
    orders = bank.redeemed(3)
    refunded, voucher = orders[0], orders[0].voucher_id

    def act(number: int) -> str:
        try:
            with use_check(no_objection):
                match number % 3:
                    case 0:
                        settlement_make(actor=bank.finance, orders={one.pk: None for one in orders})
                    case 1:
                        services.voucher_revoke(
                            actor=bank.reviewer, voucher=Voucher.objects.get(pk=voucher), reason="撤销"
                        )
                    case _:
                        order_refund(actor=bank.officer, order=refunded, amount=100, reason="退回一元")
        except ZhongchuangError as error:
            return error.code
        return "done"

    told = values(together(act, 6))
    assert "done" in told
    check_books(bank)


def test_a_batch_is_taken_back_or_answered_never_both() -> None:
    bank = rich()
    with use_check(no_objection):
        batch = bank.exported(bank.redeemed(2))
    results = bank.read([answer(line) for line in lines_of(batch)])

    def act(number: int) -> str:
        try:
            if number % 2:
                settlement_results_import(actor=bank.finance, results=results, expected_version=1)
                return "booked"
            settlement_cancel(
                actor=bank.second,
                settlement=batch,
                reason="没有送银行",
                expected_version=batch.row_version,
            )
        except ZhongchuangError:
            return "refused"
        return "cancelled"

    told = sorted(values(together(act, 2)))
    assert told in (["booked", "refused"], ["cancelled", "refused"])
    wanted = OrderState.SETTLED if "booked" in told else OrderState.REDEEMED
    assert {fresh(one.order).state for one in SettledOrder.objects.all()} == {wanted.value}
    check_books(bank)
