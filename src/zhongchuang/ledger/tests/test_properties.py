"""Any row of requests, sensible or not, against a naive book kept in memory: the ledger says and holds the same."""

from __future__ import annotations

from dataclasses import dataclass, field

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from zhongchuang.core.errors import ZhongchuangError
from zhongchuang.ledger import selectors, services
from zhongchuang.ledger.decisions import LARGEST, Step
from zhongchuang.ledger.errors import HoldResolved, KeyReused, NotEnough
from zhongchuang.ledger.models import Account, AccountKind, Transfer, TransferKind
from zhongchuang.ledger.tests.factory import BASIS, DAY, SYSTEM, make_account, make_source, new_key

pytestmark = pytest.mark.django_db

ACCOUNTS = 4
SOURCE = 0
accounts = st.integers(0, ACCOUNTS - 1)
amounts = st.integers(1, 60)


@dataclass
class Naive:
    """The book as one would keep it on a sheet of paper."""

    balance: list[int] = field(default_factory=lambda: [0] * ACCOUNTS)
    holds: dict[int, tuple[int, int, int]] = field(default_factory=dict)  # what is held: from, to, how much

    def available(self, account: int) -> int:
        return self.balance[account] - sum(held for who, _, held in self.holds.values() if who == account)

    def may(self, account: int, amount: int) -> bool:
        return account == SOURCE or self.available(account) >= amount


class Book(RuleBasedStateMachine):
    """Requests in any order; repeats, resolved holds, empty accounts and reused keys among them."""

    def __init__(self) -> None:
        super().__init__()
        prefix = new_key()
        kinds = [AccountKind.SOURCE, AccountKind.PROGRAMME, AccountKind.PLACE, AccountKind.PAYEE]
        self.accounts: list[Account] = [
            services.account_open(
                actor=SYSTEM,
                code=f"{prefix}:{number}",
                kind=kind,
                name=f"虚构账户{number}",
                may_overdraw=number == SOURCE,
            )
            for number, kind in enumerate(kinds)
        ]
        self.naive = Naive()
        self.holds: list[Transfer] = []
        self.answered: list[tuple[Step, Transfer]] = []

    def step(self, kind: str, debit: int, credit: int, amount: int) -> Step:
        pair = (self.accounts[debit].pk, self.accounts[credit].pk)
        if kind == "hold":
            return services.place(
                key=new_key(), debit=pair[0], credit=pair[1], amount=amount, on=DAY, basis=BASIS
            )
        return services.move(
            key=new_key(), kind=kind, debit=pair[0], credit=pair[1], amount=amount, on=DAY, basis=BASIS
        )

    def ask(self, step: Step) -> Transfer:
        (made,) = services.transfers_post(actor=SYSTEM, plan=[step])
        self.answered.append((step, made))
        return made

    @rule(debit=accounts, credit=accounts, amount=amounts, hold=st.booleans())
    def moves_or_holds(self, debit: int, credit: int, amount: int, hold: bool) -> None:
        if debit == credit:
            return
        step = self.step("hold" if hold else "pay_on", debit, credit, amount)
        if not self.naive.may(debit, amount):
            with pytest.raises(NotEnough) as refused:
                self.ask(step)
            assert refused.value.available == self.naive.available(debit)
            return
        made = self.ask(step)
        if hold:
            self.holds.append(made)
            self.naive.holds[made.pk] = (debit, credit, amount)
        else:
            self.naive.balance[debit] -= amount
            self.naive.balance[credit] += amount

    @rule(which=st.integers(0, 20), share=st.integers(1, 100), pay=st.booleans())
    def resolves(self, which: int, share: int, pay: bool) -> None:
        if not self.holds:
            return
        hold = self.holds[which % len(self.holds)]
        amount = max(1, hold.amount * share // 100)
        step = (
            services.settle(key=new_key(), hold=hold, amount=amount, on=DAY, basis=BASIS)
            if pay
            else services.release(key=new_key(), hold=hold, on=DAY, basis=BASIS)
        )
        if hold.pk not in self.naive.holds:
            with pytest.raises(HoldResolved):
                self.ask(step)
            return
        self.ask(step)
        debit, credit, _ = self.naive.holds.pop(hold.pk)
        if pay:
            self.naive.balance[debit] -= amount
            self.naive.balance[credit] += amount

    @rule(which=st.integers(0, 50))
    def asks_again(self, which: int) -> None:
        if self.answered:
            step, made = self.answered[which % len(self.answered)]
            assert services.transfers_post(actor=SYSTEM, plan=[step]) == [made]

    @rule(which=st.integers(0, 50), amount=amounts)
    def takes_a_used_key(self, which: int, amount: int) -> None:
        if self.answered:
            used = self.answered[which % len(self.answered)][0].key
            other = services.move(
                key=used,
                kind=TransferKind.REFUND,
                debit=self.accounts[1].pk,
                credit=self.accounts[2].pk,
                amount=amount,
                on=DAY,
                basis=BASIS,
            )
            with pytest.raises(KeyReused):
                services.transfers_post(actor=SYSTEM, plan=[other])

    @rule(steps=st.lists(st.tuples(accounts, accounts, amounts), min_size=1, max_size=4))
    def asks_for_several(self, steps: list[tuple[int, int, int]]) -> None:
        wanted = [one for one in steps if one[0] != one[1]]
        if not wanted:
            return
        after = Naive(list(self.naive.balance), self.naive.holds)
        possible = True
        for debit, credit, amount in wanted:
            possible = possible and after.may(debit, amount)
            after.balance[debit] -= amount
            after.balance[credit] += amount
        plan = [self.step("pay_on", *one) for one in wanted]
        if possible:
            services.transfers_post(actor=SYSTEM, plan=plan)
            self.naive = after
        else:
            with pytest.raises(NotEnough):
                services.transfers_post(actor=SYSTEM, plan=plan)

    @invariant()
    def both_books_agree(self) -> None:
        now = Account.objects.in_bulk([account.pk for account in self.accounts])
        for number, account in enumerate(self.accounts):
            assert now[account.pk].balance == self.naive.balance[number]
            assert now[account.pk].available == self.naive.available(number)

    def teardown(self) -> None:
        books = selectors.books_check()
        assert books.ok, books
        for account in self.accounts:
            assert selectors.statement(account).closing == selectors.balance_at(account)
        assert selectors.trial_balance().balanced


def test_any_row_of_requests_leaves_the_book_a_clerk_would_have() -> None:
    run_state_machine_as_test(
        Book,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amount=st.integers(-(2**64), 2**64),
    kind=st.sampled_from(TransferKind.values),
    words=st.text(st.characters(codec=None), max_size=210),
)
def test_whatever_is_asked_is_done_exactly_or_refused_in_words(amount: int, kind: str, words: str) -> None:
    """Never an error of the database, never half of it."""
    source, payee = make_source(), make_account("payee:any", AccountKind.PAYEE)
    before, count = Account.objects.get(pk=payee.pk).balance, Transfer.objects.count()
    try:
        services.transfer_post(
            actor=SYSTEM,
            key=new_key(),
            kind=TransferKind(kind),
            debit=source,
            credit=payee,
            amount=amount,
            on=DAY,
            basis=words,
        )
    except ZhongchuangError as refused:
        assert refused.zh and refused.en
        moved = 0
    else:
        assert 0 < amount <= LARGEST
        moved = amount
    assert Account.objects.get(pk=payee.pk).balance == before + moved
    assert Transfer.objects.count() == count + bool(moved)
