"""Budgets: what came with which document, one 分 short refused, the year's end, the statement and its figures."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.core import clock
from zhongchuang.core.errors import InvalidInput, NotAllowed
from zhongchuang.core.locks import StaleVersion
from zhongchuang.ledger.errors import BudgetLapsed, BudgetThere, NotEnough
from zhongchuang.ledger.models import Account, Budget, Transfer, TransferKind
from zhongchuang.ledger.selectors.budgets import figures_of
from zhongchuang.ledger.selectors.entries import statement
from zhongchuang.ledger.services.budgets import (
    budget_add,
    budget_allocate,
    budget_lapse,
    budget_open,
    budget_reduce,
)
from zhongchuang.ledger.services.clawbacks import refund_record
from zhongchuang.ledger.services.payments import payment_cancel
from zhongchuang.ledger.tests.factory import FINANCE, REVIEWER
from zhongchuang.ledger.tests.payments import (
    DAY,
    DOCUMENT,
    YUAN,
    answer,
    lines_of,
    make_batch,
    make_department,
    make_order,
    make_programme,
    make_signed,
    make_year,
    take_in,
)

pytestmark = pytest.mark.django_db


def fresh(budget: Budget) -> Budget:
    return Budget.objects.select_related("account", "parent__account").get(pk=budget.pk)


def available(budget: Budget) -> int:
    return fresh(budget).account.available


def test_a_programme_gets_what_its_department_has_and_not_one_fen_more() -> None:
    year = make_year(1_000 * YUAN)
    make_programme(1_000 * YUAN - 1, parent=year)
    with pytest.raises(NotEnough) as refused:
        make_programme(2, parent=year, programme="another")
    assert "可用 0.01 元" in refused.value.zh and "需要 0.02 元" in refused.value.zh
    assert Budget.objects.count() == 2
    assert available(year) == 1


def test_a_department_has_one_budget_a_year_and_one_for_each_programme() -> None:
    year = make_year()
    with pytest.raises(BudgetThere):
        make_year(department=year.department)
    make_programme(parent=year)
    with pytest.raises(BudgetThere):
        make_programme(parent=year)
    assert Transfer.objects.filter(kind=TransferKind.APPROPRIATE).count() == 1


def test_adding_and_reducing_go_between_the_levels_each_with_its_document() -> None:
    programme = make_programme(500 * YUAN, parent=make_year(1_000 * YUAN))
    year = fresh(programme).parent
    assert year is not None
    budget_add(
        actor=FINANCE, budget=programme, amount=100 * YUAN, basis="追加1号", on=DAY, expected_version=1
    )
    budget_reduce(
        actor=FINANCE, budget=programme, amount=50 * YUAN, basis="调减2号", on=DAY, expected_version=2
    )
    assert (available(programme), available(year)) == (550 * YUAN, 450 * YUAN)
    budget_add(actor=FINANCE, budget=year, amount=7, basis="追加3号", on=DAY, expected_version=2)
    assert available(year) == 450 * YUAN + 7
    documents = Transfer.objects.order_by("pk").values_list("basis", flat=True)
    assert list(documents) == [DOCUMENT, DOCUMENT, "追加1号", "调减2号", "追加3号"]


def test_the_same_amount_added_twice_on_purpose_counts_twice_and_a_repeated_button_once() -> None:
    programme = make_programme(500 * YUAN)
    for version in (1, 2):
        budget_add(
            actor=FINANCE, budget=programme, amount=YUAN, basis="追加", on=DAY, expected_version=version
        )
    for _ in range(2):
        budget_add(
            actor=FINANCE,
            budget=programme,
            amount=YUAN,
            basis="追加",
            on=DAY,
            expected_version=3,
            key="same-button",
        )
    assert available(programme) == 503 * YUAN
    with pytest.raises(StaleVersion):
        budget_add(actor=FINANCE, budget=programme, amount=1, basis="追加", on=DAY, expected_version=1)


def test_what_is_held_is_not_reduced() -> None:
    programme = make_programme(500 * YUAN)
    make_order(programme, 400 * YUAN)
    with pytest.raises(NotEnough, match=r"100\.00 元"):
        budget_reduce(
            actor=FINANCE, budget=programme, amount=100 * YUAN + 1, basis="调减", on=DAY, expected_version=1
        )


def test_the_end_of_a_year_sends_back_what_is_neither_held_nor_paid() -> None:
    programme = make_programme(500 * YUAN, parent=make_year(1_000 * YUAN))
    paid, held = make_signed(programme, 100 * YUAN), make_order(programme, 50 * YUAN)
    take_in([answer(lines_of(make_batch([paid]))[0])])
    year = fresh(programme).parent
    assert year is not None
    budget_lapse(actor=FINANCE, budget=year, basis="结清9号", on=DAY, expected_version=year.row_version)
    source = Account.objects.get(code="source:990000")
    assert (source.balance, available(year), available(programme)) == (-150 * YUAN, 0, 0)
    assert fresh(programme).lapsed_at and fresh(year).lapsed_at
    with pytest.raises(BudgetLapsed):
        budget_lapse(
            actor=FINANCE, budget=year, basis="再结清", on=DAY, expected_version=fresh(year).row_version
        )
    payment_cancel(actor=REVIEWER, order=held, reason="撤销")
    source.refresh_from_db()
    assert source.balance == -100 * YUAN
    paid.refresh_from_db()
    refund_record(
        actor=FINANCE,
        order=paid,
        amount=30 * YUAN,
        on=clock.today(),
        document="凭证1",
        expected_version=paid.row_version,
    )
    source.refresh_from_db()
    assert source.balance == -70 * YUAN


def test_figures_add_up() -> None:
    programme = make_programme(500 * YUAN, parent=make_year(1_000 * YUAN))
    paid = make_signed(programme, 100 * YUAN)
    make_order(programme, 50 * YUAN)
    take_in([answer(lines_of(make_batch([paid]))[0])])
    year = fresh(programme).parent
    assert year is not None
    found = figures_of([fresh(programme), fresh(year)])
    one = found[programme.pk]
    assert (one.total, one.paid, one.held, one.available) == tuple(n * YUAN for n in (500, 100, 50, 350))
    above = found[year.pk]
    assert (above.total, above.given, above.paid, above.available) == tuple(
        n * YUAN for n in (1000, 500, 0, 500)
    )


def test_the_statement_of_a_day_long_past_does_not_change() -> None:
    programme = make_programme(500 * YUAN)
    before = statement(fresh(programme).account, DAY, DAY)
    make_order(programme, 50 * YUAN)
    later = statement(fresh(programme).account, DAY, DAY)
    assert before.closing == later.closing
    assert later.closing.available == 500 * YUAN
    now = statement(fresh(programme).account, DAY, clock.today())
    assert (now.closing.balance, now.closing.held_dr) == (500 * YUAN, 50 * YUAN)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("amount", 0),
        ("basis", " "),
        ("year", 1899),
        ("department", 999_999),
        ("on", dt.date(2999, 1, 1)),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(field: str, given: object) -> None:
    department = make_department()
    values: dict[str, object] = {
        "department": department.pk,
        "year": 2026,
        "name": "专项",
        "amount": 1,
        "basis": DOCUMENT,
        "on": DAY,
    }
    with pytest.raises(InvalidInput) as refused:
        budget_open(actor=FINANCE, **{**values, field: given})  # type: ignore[arg-type]  # wrong on purpose
    assert set(refused.value.fields) == {field}
    assert not Budget.objects.exists()


def test_only_finance_has_to_do_with_budgets() -> None:
    year = make_year()
    for verb in (budget_add, budget_reduce):
        with pytest.raises(NotAllowed):
            verb(actor=REVIEWER, budget=year, amount=1, basis="x", on=DAY, expected_version=1)
    with pytest.raises(NotAllowed):
        budget_lapse(actor=REVIEWER, budget=year, basis="x", on=DAY, expected_version=1)
    with pytest.raises(NotAllowed):
        budget_allocate(
            actor=REVIEWER,
            budget=year,
            programme="p",
            name="n",
            amount=1,
            basis="x",
            on=DAY,
            expected_version=1,
        )
