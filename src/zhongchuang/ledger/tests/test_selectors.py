"""Balances, statements and the trial balance as at any day or moment, in a constant number of statements."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from zhongchuang.core import clock
from zhongchuang.ledger import selectors, services
from zhongchuang.ledger.decisions import Sums
from zhongchuang.ledger.errors import AccountUnknown
from zhongchuang.ledger.models import Account, AccountKind, TransferKind
from zhongchuang.ledger.tests.factory import (
    BASIS,
    SYSTEM,
    hold,
    make_account,
    make_payee,
    make_pool,
    make_source,
    new_key,
    pay,
)

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 1, 5)
DAYS = [FIRST + dt.timedelta(days=30 * number) for number in range(6)]


@pytest.fixture
def year() -> tuple[Account, Account]:
    """A pool and a payee through half a year: money, two holds, a payment in part, a release, a return dated back."""
    pool, payee = make_account(), make_payee()
    with clock.use_date(DAYS[0]):
        pay(make_source(), pool, 1000, kind=TransferKind.ALLOCATE, on=DAYS[0])
    with clock.use_date(DAYS[1]):
        first, second = hold(pool, payee, 300, on=DAYS[1]), hold(pool, payee, 200, on=DAYS[1])
    with clock.use_date(DAYS[2]):
        services.hold_post(actor=SYSTEM, key=new_key(), hold=first, on=DAYS[2], basis=BASIS, amount=250)
    with clock.use_date(DAYS[3]):
        services.hold_void(actor=SYSTEM, key=new_key(), hold=second, on=DAYS[3], basis=BASIS)
    with clock.use_date(DAYS[5]):  # known late: dated two months before it is booked
        pay(payee, pool, 50, kind=TransferKind.RETURN, on=DAYS[4])
    return pool, payee


def test_a_balance_as_dated_at_the_end_of_a_day(year: tuple[Account, Account]) -> None:
    pool, payee = year
    before = FIRST - dt.timedelta(days=1)
    expected = {
        before: (0, 0, 0),
        DAYS[0]: (1000, 0, 0),
        DAYS[1]: (1000, 500, 0),
        DAYS[2]: (750, 200, 250),
        DAYS[3]: (750, 0, 250),
        DAYS[4]: (800, 0, 200),
        DAYS[5]: (800, 0, 200),
    }
    for day, (balance, held, received) in expected.items():
        sums = selectors.balance_at(pool, day)
        assert (sums.balance, sums.held_dr, selectors.balance_at(payee, day).balance) == (
            balance,
            held,
            received,
        ), day
    assert selectors.balance_at(pool) == Sums(250, 1050, 0)


def test_a_balance_as_booked_at_a_moment(year: tuple[Account, Account]) -> None:
    pool, _ = year
    at_nine = [clock.as_moment(day) for day in DAYS]
    assert [selectors.balance_at(pool, moment).balance for moment in at_nine] == [
        1000,
        1000,
        750,
        750,
        750,  # the return was dated that day, but nobody knew of it yet
        800,
    ]
    assert selectors.balance_at(pool, at_nine[0] - dt.timedelta(microseconds=1)) == Sums(0, 0, 0)


def test_the_trial_balance_balances_at_every_moment(year: tuple[Account, Account]) -> None:
    for when in (None, *DAYS, *(clock.as_moment(day) for day in DAYS)):
        trial = selectors.trial_balance(when)
        assert trial.balanced
        assert sum(line.sums.balance for line in trial.lines) == 0
    assert trial.of_kind(AccountKind.SOURCE).balance == -1000
    assert [line.code for line in selectors.trial_balance(DAYS[0]).lines] == [
        "programme:test",
        "source:990000",
    ]
    assert selectors.trial_balance(FIRST - dt.timedelta(days=1)).lines == ()


def test_a_statement_begins_where_the_one_before_ended(year: tuple[Account, Account]) -> None:
    pool, _ = year
    whole = selectors.statement(pool)
    assert [(entry.moved, entry.held, entry.after.balance) for entry in whole.entries] == [
        (1000, 0, 1000),
        (0, 300, 1000),
        (0, 200, 1000),
        (-250, -300, 750),
        (0, -200, 750),
        (50, 0, 800),
    ]
    first, second = selectors.statement(pool, until=DAYS[2]), selectors.statement(pool, since=DAYS[3])
    assert first.closing == second.opening == selectors.balance_at(pool, DAYS[2])
    assert whole.closing == second.closing == selectors.balance_at(pool)
    assert first.entries + second.entries == whole.entries
    assert selectors.statement(pool, DAYS[5], DAYS[5]).closing == selectors.balance_at(pool, DAYS[5])


def test_a_statement_may_begin_on_the_first_day_there_is(year: tuple[Account, Account]) -> None:
    for account in year:
        first, whole = selectors.statement(account, dt.date.min), selectors.statement(account)
        assert (first.opening, first.entries) == (whole.opening, whole.entries)


def test_the_number_of_statements_does_not_grow(
    year: tuple[Account, Account], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pool, payee = year
    for _ in range(20):
        pay(pool, payee, 1)
    with django_assert_num_queries(2):
        for entry in selectors.statement(pool, since=DAYS[1]).entries:
            assert entry.transfer.debit.name and entry.transfer.credit.name
    with django_assert_num_queries(1):
        selectors.trial_balance(DAYS[2])


def test_an_account_is_found_by_its_code() -> None:
    pool = make_pool()
    assert selectors.account_by_code(f" {pool.code} ") == pool
    with pytest.raises(AccountUnknown, match="nothing-here"):
        selectors.account_by_code("nothing-here")
