"""What the bank answers: each reference once, each line once, all of a file or none; a return is held anew."""

from __future__ import annotations

from typing import Any

import pytest

from zhongchuang.core.errors import NotAllowed
from zhongchuang.ledger.banking.rows import Column, ResultTable
from zhongchuang.ledger.errors import (
    BatchClosed,
    BudgetNeeded,
    ResultsTaken,
    ResultsUnreadable,
    ResultsWrong,
    WrongState,
)
from zhongchuang.ledger.models import (
    Account,
    BatchState,
    Budget,
    ImportState,
    OrderState,
    PaymentBatch,
    PaymentOrder,
    ResultImport,
    Transfer,
)
from zhongchuang.ledger.selectors.results import judge
from zhongchuang.ledger.services.batches import batch_cancel, batch_export
from zhongchuang.ledger.services.budgets import budget_lapse
from zhongchuang.ledger.services.payments import payment_retry, payments_release
from zhongchuang.ledger.services.results import results_import, results_read
from zhongchuang.ledger.tests.factory import FINANCE, REVIEWER
from zhongchuang.ledger.tests.payments import (
    DAY,
    YUAN,
    answer,
    lines_of,
    make_batch,
    make_programme,
    make_signed,
    make_year,
    read,
    result_file,
    state_of,
    take_in,
)

pytestmark = pytest.mark.django_db


def problems_of(results: ResultImport) -> list[tuple[int, str]]:
    """Row and column of what is wrong."""
    return [(problem.row, problem.column) for problem in judge(ResultTable.from_json(results.table))[1]]


def balance(budget: Budget) -> tuple[int, int, int]:
    account = Account.objects.get(pk=budget.account_id)
    return account.balance, account.held_dr, account.available


def test_a_batch_is_paid_line_by_line_and_settled() -> None:
    budget = make_programme(10_000 * YUAN)
    orders = [make_signed(budget, 1_000 * YUAN) for _ in range(3)]
    batch = make_batch(orders)
    first, *rest = lines_of(batch)
    take_in([answer(first)])
    assert state_of(orders[0]) == OrderState.PAID
    assert PaymentBatch.objects.get(pk=batch.pk).state == BatchState.EXPORTED
    results = take_in([answer(line) for line in rest])
    assert (results.state, results.paid, results.returned) == (ImportState.IMPORTED, 2, 0)
    assert PaymentBatch.objects.get(pk=batch.pk).state == BatchState.SETTLED
    assert balance(budget) == (7_000 * YUAN, 0, 7_000 * YUAN)


def test_the_same_file_twice_says_so_and_pays_once() -> None:
    budget = make_programme(10_000 * YUAN)
    line = lines_of(make_batch([make_signed(budget, 1_000 * YUAN)]))[0]
    results = take_in([answer(line)])
    again = read([answer(line)], name="另一个名字.csv")
    assert again == results
    with pytest.raises(ResultsTaken, match="已经入账"):
        results_import(actor=FINANCE, results=again, expected_version=again.row_version)
    assert balance(budget) == (9_000 * YUAN, 0, 9_000 * YUAN)


def test_the_same_button_twice_is_one_import() -> None:
    budget = make_programme(10_000 * YUAN)
    results = read([answer(lines_of(make_batch([make_signed(budget, 1_000 * YUAN)]))[0])])
    for _ in range(2):
        results_import(
            actor=FINANCE, results=results, expected_version=results.row_version, key="same-button"
        )
    assert balance(budget)[0] == 9_000 * YUAN


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"LINE": "9"}, Column.LINE),
        ({"BATCH": "PC-0000"}, Column.LINE),
        ({"AMOUNT": "999.99"}, Column.AMOUNT),
        ({"ORDER": "ZF-OTHER"}, Column.ORDER),
        ({"ON": "2099-01-01"}, Column.ON),
        ({"ON": "2001-01-01"}, Column.ON),
        ({"RESULT": "退票"}, Column.REASON),
    ],
)
def test_one_wrong_row_stops_the_whole_file(cells: dict[str, str], column: Column) -> None:
    budget = make_programme(10_000 * YUAN)
    good, bad = lines_of(make_batch([make_signed(budget, 1_000 * YUAN) for _ in range(2)]))
    results = read([answer(good), answer(bad, paid=True, ref="", **cells)])
    assert problems_of(results) == [(3, column.value)]
    with pytest.raises(ResultsWrong, match="1 行不对"):
        results_import(actor=FINANCE, results=results, expected_version=results.row_version)
    assert state_of(good.order) == OrderState.SENT
    assert balance(budget) == (10_000 * YUAN, 2_000 * YUAN, 8_000 * YUAN)


def test_a_reference_counts_once_over_all_files_and_within_one() -> None:
    budget = make_programme(10_000 * YUAN)
    one, two, three = lines_of(make_batch([make_signed(budget, 1_000 * YUAN) for _ in range(3)]))
    take_in([answer(one, ref="REF-1000")])
    assert problems_of(read([answer(two, ref="REF-1000")])) == [(2, Column.REF.value)]
    twice = read([answer(two, ref="REF-2000"), answer(three, ref="REF-2000")])
    assert problems_of(twice) == [(2, Column.REF.value), (3, Column.REF.value)]
    line_twice = read([answer(two, ref="REF-3000"), answer(two, ref="REF-3001")])
    assert problems_of(line_twice) == [(2, Column.LINE.value), (3, Column.LINE.value)]


def test_a_line_paid_is_not_paid_again_under_another_reference() -> None:
    line = lines_of(make_batch([make_signed(make_programme(), 1_000 * YUAN)]))[0]
    take_in([answer(line, ref="REF-1000")])
    assert problems_of(read([answer(line, ref="REF-1001")])) == [(2, Column.RESULT.value)]


def test_a_returned_payment_comes_back_and_is_held_anew() -> None:
    budget = make_programme(1_000 * YUAN)
    order = make_signed(budget, 1_000 * YUAN)
    line = lines_of(make_batch([order]))[0]
    take_in([answer(line, paid=False)])
    order.refresh_from_db()
    assert (order.state, order.reason) == (OrderState.RETURNED, "户名与账号不符")
    assert balance(budget) == (1_000 * YUAN, 1_000 * YUAN, 0)
    kinds = Transfer.objects.filter(basis=order.number).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["hold", "post", "return", "hold"]


def test_a_mended_account_is_signed_anew_and_paid() -> None:
    budget = make_programme(1_000 * YUAN)
    order = make_signed(budget, 1_000 * YUAN)
    take_in([answer(lines_of(make_batch([order]))[0], paid=False)])
    order.refresh_from_db()
    mended = payment_retry(
        actor=REVIEWER,
        order=order,
        payee_name=order.payee_name,
        bank_name="虚构银行第二支行",
        bank_account="6222000000009999",
        expected_version=order.row_version,
    )
    assert (mended.state, mended.released_by, mended.bank_account_tail) == (OrderState.COMMITTED, "", "9999")
    with pytest.raises(WrongState):
        make_batch([mended])
    payments_release(actor=FINANCE, orders={mended.pk: None})
    take_in([answer(lines_of(make_batch([mended]))[0])])
    assert state_of(order) == OrderState.PAID
    assert balance(budget) == (0, 0, 0)
    assert Account.objects.get(pk=order.payee_id).balance == 1_000 * YUAN


def test_a_payment_that_had_arrived_may_come_back_later_under_a_reference_of_its_own() -> None:
    budget = make_programme(1_000 * YUAN)
    order = make_signed(budget, 1_000 * YUAN)
    line = lines_of(make_batch([order]))[0]
    take_in([answer(line, ref="REF-1000")])
    take_in([answer(line, paid=False, ref="REF-1001")])
    assert state_of(order) == OrderState.RETURNED
    assert balance(budget) == (1_000 * YUAN, 1_000 * YUAN, 0)
    assert problems_of(read([answer(line, paid=False, ref="REF-1002")])) == [(2, Column.RESULT.value)]


def test_a_return_to_a_budget_that_lapsed_goes_back_to_the_source_and_needs_another_budget() -> None:
    budget = make_programme(1_000 * YUAN)
    order = make_signed(budget, 1_000 * YUAN)
    line = lines_of(make_batch([order]))[0]
    year = Budget.objects.get(parts=budget)
    budget_lapse(
        actor=FINANCE, budget=year, basis="虚构财〔2026〕99号", on=DAY, expected_version=year.row_version
    )
    take_in([answer(line, paid=False)])
    order.refresh_from_db()
    assert balance(budget) == (0, 0, 0)
    assert Account.objects.get(code="source:990000").balance == 0
    given: dict[str, Any] = {
        "payee_name": "虚构",
        "bank_name": "虚构银行",
        "bank_account": "6222000000009999",
    }
    with pytest.raises(BudgetNeeded, match="2026 年预算已结清"):
        payment_retry(actor=REVIEWER, order=order, expected_version=order.row_version, **given)
    following = make_programme(5_000 * YUAN, parent=make_year(year=2027, department=year.department))
    order = payment_retry(
        actor=REVIEWER, order=order, budget=following, expected_version=order.row_version, **given
    )
    assert balance(following) == (5_000 * YUAN, 1_000 * YUAN, 4_000 * YUAN)
    assert PaymentOrder.objects.get(pk=order.pk).budget_id == following.pk


def test_a_cancelled_batch_frees_its_payments_and_a_later_result_is_an_alarm() -> None:
    order = make_signed(make_programme())
    batch = make_batch([order])
    line = lines_of(batch)[0]
    batch_cancel(actor=FINANCE, batch=batch, reason="金额要改", expected_version=batch.row_version)
    assert state_of(order) == OrderState.RELEASED
    results = read([answer(line)])
    found = judge(ResultTable.from_json(results.table))[1]
    assert "立即与银行核对" in found[0].zh
    with pytest.raises(BatchClosed):
        batch_export(actor=FINANCE, batch=batch)
    assert lines_of(make_batch([order]))[0].order_id == order.pk


def test_a_batch_with_a_result_is_not_cancelled() -> None:
    orders = [make_signed(make_programme()) for _ in range(1)]
    batch = make_batch(orders)
    take_in([answer(lines_of(batch)[0])])
    batch.refresh_from_db()
    with pytest.raises(BatchClosed, match="已有银行回单"):
        batch_cancel(actor=FINANCE, batch=batch, reason="x", expected_version=batch.row_version)


def test_an_answer_to_a_batch_never_exported_is_refused() -> None:
    line = lines_of(make_batch([make_signed(make_programme())], exported=False))[0]
    assert problems_of(read([answer(line)])) == [(2, Column.RESULT.value)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("回单.csv", b""),
        ("回单.csv", "批次号,行号\n1,2\n".encode()),
        ("回单.csv", b"\xff\xfe\x00\x00broken"),
        ("回单.xlsx", b"PK\x03\x04 no workbook"),
        ("回单.xlsx", result_file([])),
        ("回单.pdf", b"%PDF-1.7"),
        ("<script>.csv", b"%PDF-1.7"),
    ],
)
def test_what_is_no_file_of_results_is_refused_with_a_sentence(name: str, data: bytes) -> None:
    with pytest.raises(ResultsUnreadable):
        results_read(actor=FINANCE, filename=name, data=data)
    assert not ResultImport.objects.exists()


def test_only_finance_reads_and_books() -> None:
    with pytest.raises(NotAllowed):
        results_read(actor=REVIEWER, filename="回单.csv", data=b"x")
