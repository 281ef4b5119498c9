"""Payments under races and deaths, by real processes: paid once, signed once, the last yuan held once.

Each has a control, the same without its guard, which shows that the danger is real.
"""

from __future__ import annotations

import os

import pytest

from tests.chaos import statements_of
from tests.concurrency.payment_run import check_books, check_paid_once, killed_run, payment_run, prepared
from tests.concurrency.processes import together, values
from zhongchuang.core.errors import ZhongchuangError
from zhongchuang.ledger.errors import NotEnough, WrongState
from zhongchuang.ledger.models import Account, BatchLine, PaymentOrder, ResultImport
from zhongchuang.ledger.services.batches import batch_make
from zhongchuang.ledger.services.results import results_import
from zhongchuang.ledger.tests.factory import FINANCE
from zhongchuang.ledger.tests.payments import (
    YUAN,
    answer,
    lines_of,
    make_batch,
    make_order,
    make_programme,
    make_signed,
    make_year,
    no_objection,
    read,
)

pytestmark = pytest.mark.django_db(transaction=True)
SEEDS = int(os.environ.get("ZHONGCHUANG_CHAOS", "20"))
RACERS = 4


def test_a_payment_run_killed_anywhere_loses_nothing_and_pays_nothing_twice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    year = make_year(10_000_000 * YUAN)
    undisturbed = prepared(year, SEEDS)
    statements = statements_of(lambda: payment_run(undisturbed))
    deaths = 0
    for seed in range(SEEDS):
        run = prepared(year, seed)
        deaths += killed_run(run, seed=seed, statements=statements).deaths
        check_paid_once(run)
        payment_run(run)  # and once more, as somebody would who does not know that it is done
        check_paid_once(run)
    check_books()
    assert deaths >= SEEDS
    with capsys.disabled():
        if SEEDS > 20:
            print(f"\n{SEEDS} 次付款，进程被杀 {deaths} 次，每笔只付一次，账实相符")


def test_control_without_its_keys_a_run_begun_again_does_not_find_its_way() -> None:
    """The same run without the keys that let a step count once: the second life stands before its own batch."""
    run = prepared(make_year(), 1)
    payment_run(run, keyed=False)
    with pytest.raises(WrongState):
        payment_run(run, keyed=False)


def test_two_who_take_in_the_same_file_at_once_book_it_once() -> None:
    budget = make_programme(10_000 * YUAN)
    batch = make_batch([make_signed(budget, 100 * YUAN) for _ in range(3)])
    results = read([answer(line) for line in lines_of(batch)])

    def take_in(_number: int) -> str:
        try:
            results_import(actor=FINANCE, results=results, expected_version=1)
        except ZhongchuangError as error:
            return error.code
        return "booked"

    told = values(together(take_in, RACERS))
    assert sorted(told).count("booked") == 1
    assert set(told) == {"booked", "ledger.results_taken"}
    assert Account.objects.get(pk=budget.account_id).balance == 9_700 * YUAN
    assert ResultImport.objects.count() == 1
    check_books()


def test_two_batches_at_once_hold_a_payment_once() -> None:
    order = make_signed(make_programme())

    def make(_number: int) -> str:
        try:
            batch_make(actor=FINANCE, orders={order.pk: None}, key=None, check=no_objection)
        except WrongState:
            return "refused"
        return "made"

    assert sorted(values(together(make, RACERS))) == ["made", *["refused"] * (RACERS - 1)]
    assert BatchLine.objects.filter(order=order).count() == 1


def test_the_last_yuan_is_promised_once() -> None:
    budget = make_programme(3 * YUAN)

    def promise(number: int) -> int:
        won = 0
        for part in range(3):
            try:
                make_order(budget, YUAN, case=f"R{number}", part=str(part))
                won += 1
            except NotEnough:
                continue
        return won

    assert sum(values(together(promise, RACERS))) == 3
    assert Account.objects.get(pk=budget.account_id).available == 0
    assert PaymentOrder.objects.count() == 3
    check_books()


def test_a_part_of_a_case_is_promised_once_however_many_try() -> None:
    budget = make_programme()

    def promise(_number: int) -> str:
        try:
            make_order(budget, YUAN, case="ONE")
        except ZhongchuangError as error:
            return error.code
        return "promised"

    told = values(together(promise, RACERS))
    assert sorted(told) == [*["ledger.part_there"] * (RACERS - 1), "promised"]
    assert Account.objects.get(pk=budget.account_id).held_dr == YUAN
