"""Whatever happens in whatever order: what was issued is in one of five pots, and orders and ledger say the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from zhongchuang.core.errors import ZhongchuangError
from zhongchuang.vouchers import decisions
from zhongchuang.vouchers.flow import OrderMove, OrderState, VoucherState
from zhongchuang.vouchers.postings import AccountRole, Entry, TransferKind
from zhongchuang.vouchers.terms import used_in_year
from zhongchuang.vouchers.tests import factory
from zhongchuang.vouchers.wallet import Order, Voucher, disagreements, whole_of
from zhongchuang.vouchers.wallet.agreeing import Booked

AccountKey = tuple[AccountRole, str]
_BACK = (TransferKind.EXPIRE, TransferKind.REVOKE)


@dataclass
class Paper:
    """A ledger on paper, with the ledger's own rules: no account below nothing, a hold resolved once by its two accounts."""

    balance: dict[AccountKey, int] = field(default_factory=dict)
    held: dict[AccountKey, int] = field(default_factory=dict)
    holds: dict[tuple[str, AccountRole], int] = field(default_factory=dict)
    redeemed: dict[str, int] = field(default_factory=dict)
    returned: dict[str, int] = field(default_factory=dict)

    def available(self, key: AccountKey) -> int:
        """What no hold has claimed."""
        return self.balance.get(key, 0) - self.held.get(key, 0)

    def book(self, entry: Entry, voucher: str, order: str) -> None:
        """One transfer, or an AssertionError where the real ledger would refuse it."""
        debit, credit = self._key(entry.debit, voucher), self._key(entry.credit, voucher)
        hold = (order, entry.debit)
        assert entry.amount > 0
        if entry.kind is TransferKind.HOLD:
            assert hold not in self.holds and self.available(debit) >= entry.amount
            self.holds[hold] = entry.amount
            self.held[debit] = self.held.get(debit, 0) + entry.amount
            return
        if entry.kind in (TransferKind.POST, TransferKind.VOID):
            placed = self.holds.pop(hold)
            assert entry.amount <= placed
            self.held[debit] -= placed
            if entry.kind is TransferKind.VOID:
                assert entry.amount == placed
                return
        assert debit[0] is AccountRole.BUDGET or self.available(debit) >= entry.amount
        self.balance[debit] = self.balance.get(debit, 0) - entry.amount
        self.balance[credit] = self.balance.get(credit, 0) + entry.amount
        if entry.kind in _BACK:
            self.returned[voucher] = self.returned.get(voucher, 0) + entry.amount
        sign = {
            (AccountRole.VOUCHER, AccountRole.PROVIDER): 1,
            (AccountRole.PROVIDER, AccountRole.VOUCHER): -1,
            (AccountRole.PAYEE, AccountRole.VOUCHER): -1,
        }.get((entry.debit, entry.credit), 0)
        self.redeemed[voucher] = self.redeemed.get(voucher, 0) + sign * entry.amount

    def of(self, voucher: str) -> Booked:
        """What it has of one voucher."""
        own = self._key(AccountRole.VOUCHER, voucher)
        return Booked(
            self.available(own),
            self.held.get(own, 0),
            self.redeemed.get(voucher, 0),
            self.returned.get(voucher, 0),
        )

    def _key(self, role: AccountRole, voucher: str) -> AccountKey:
        return role, voucher if role is AccountRole.VOUCHER else ""


class Wallets(RuleBasedStateMachine):
    """Any number of vouchers of one holder, orders with one provider, and everything that may befall them."""

    orders: Bundle[str] = Bundle("orders")
    live: Bundle[str] = Bundle("live")

    def __init__(self) -> None:
        super().__init__()
        self.paper = Paper()
        self.vouchers: dict[str, Voucher] = {}
        self.book: dict[str, Order] = {}
        self.today = factory.DAY
        self.faces = 0

    @initialize(target=live, face=st.integers(1, 50_000))
    def first(self, face: int) -> str:
        """There is one to begin with."""
        return self._issue(face)

    @rule(target=live, face=st.integers(1, 50_000))
    def another(self, face: int) -> str:
        """A further voucher."""
        return self._issue(face)

    def _issue(self, face: int) -> str:
        number = f"CXQ-{len(self.vouchers) + 1}"
        made = decisions.issue(
            factory.scheme(),
            number=number,
            case="SQ-1",
            holder="organisation:1",
            face=face,
            on=self.today,
            demonstration=True,
        )
        self.vouchers[number] = made.voucher
        self.faces += face
        self._book(made.entries, number, "")
        return number

    @rule(
        target=orders,
        name=live,
        price=st.integers(1, 60_000),
        asked=st.none() | st.integers(1, 20_000),
        steps=st.integers(0, 6),
        per_cent=st.integers(30, 130),
    )
    def place(
        self, name: str, price: int, asked: int | None, steps: int, per_cent: int
    ) -> str | MultipleResults[str]:
        """An order, where the rules let it be, and how far it gets before anything else happens."""
        number = f"DD-{len(self.book) + 1}"
        try:
            moved = factory.placed(self.vouchers[name], price, number=number, day=self.today, asked=asked)
        except ZhongchuangError:
            return multiple()
        self._moved(moved)
        self.forward(number, steps, per_cent)
        return number

    @rule(name=orders, invoiced=st.integers(1, 70_000))
    def deliver(self, name: str, invoiced: int) -> None:
        """Cheaper or dearer than agreed."""
        voucher, order = self._of(name)
        self._try(lambda: decisions.deliver(voucher, order, on=self.today, invoiced=invoiced, evidence=["x"]))

    @rule(name=orders)
    def accept(self, name: str) -> None:
        """The provider takes it."""
        voucher, order = self._of(name)
        self._try(lambda: decisions.accept(voucher, order, factory.LAB, today=self.today))

    @rule(name=orders)
    def redeem(self, name: str) -> None:
        """At the counter, as often as somebody tries."""
        voucher, order = self._of(name)
        self._try(lambda: decisions.redeem(voucher, order))

    @rule(name=orders, steps=st.integers(1, 7), per_cent=st.integers(30, 130))
    def forward(self, name: str, steps: int, per_cent: int) -> None:
        """Some way on the straight road, so that many orders come far; the invoice is lower or higher than agreed."""
        for _ in range(steps):
            self._next(name, per_cent)

    def _next(self, name: str, per_cent: int) -> None:
        _, order = self._of(name)
        steps = {
            OrderState.DELIVERED: OrderMove.CONFIRM,
            OrderState.REDEEMED: OrderMove.BATCH,
            OrderState.SETTLING: OrderMove.SETTLE,
        }
        match order.state:
            case OrderState.PLACED:
                self.accept(name)
            case OrderState.ACCEPTED:
                self.deliver(name, order.price * per_cent // 100)
            case OrderState.CONFIRMED:
                self.redeem(name)
            case state if state in steps:
                self.any_move(name, steps[state])

    @rule(
        name=orders,
        move=st.sampled_from(sorted(decisions.PLAIN | decisions.FREEING | decisions.SETTLING)),
    )
    def any_move(self, name: str, move: OrderMove) -> None:
        """Any move of the table, at any time."""
        voucher, order = self._of(name)
        self._try(lambda: decisions.go(voucher, order, move, reason="试"))

    @rule(name=orders, amount=st.integers(1, 30_000))
    def refund(self, name: str, amount: int) -> None:
        """Some of it comes back; all of it where so much was asked."""
        voucher, order = self._of(name)
        self._try(lambda: decisions.refund(voucher, order, amount, reason="退"))

    @rule(name=orders, part=st.integers(1, 3))
    def refund_part(self, name: str, part: int) -> None:
        """All of it, the half, a third."""
        voucher, order = self._of(name)
        self._try(lambda: decisions.refund(voucher, order, order.spent // part, reason="退"))

    @rule(days=st.integers(1, 100) | st.just(366))
    def time_passes(self, days: int) -> None:
        """And what is due with it is done."""
        self.today += dt.timedelta(days=days)
        for name, voucher in list(self.vouchers.items()):
            try:
                self._voucher(name, decisions.expire(voucher, today=self.today))
            except ZhongchuangError:
                continue
        days_of = factory.scheme().days
        assert days_of is not None
        for name in self.book:
            voucher, order = self._of(name)
            due = decisions.due_move(order, days_of, self.today)
            if due is not None:
                self._moved(decisions.go(voucher, order, due))

    @rule(name=live)
    def suspend_or_resume(self, name: str) -> None:
        """An officer looks into it, and is done."""
        found = self.vouchers[name]
        for act in (decisions.suspend, decisions.resume):
            try:
                self._voucher(name, act(found, reason="查"))
                return
            except ZhongchuangError:
                continue

    @precondition(lambda self: len(self.book) > 2)
    @rule(name=consumes(live))
    def revoke(self, name: str) -> None:
        """With everything that follows for its orders."""
        self._voucher(name, decisions.revoke(self.vouchers[name], reason="骗取"))
        for number in [o.number for o in self.book.values() if o.voucher == name]:
            voucher, order = self._of(number)
            follows = decisions.after_revocation(order)
            if follows is not None:
                self._moved(decisions.go(voucher, order, follows))

    @precondition(lambda self: len(self.book) > 2)
    @rule()
    def strike_off(self) -> None:
        """All open orders of the provider."""
        for name in self.book:
            voucher, order = self._of(name)
            follows = decisions.after_strike_off(order)
            if follows is not None:
                self._moved(decisions.go(voucher, order, follows, reason="移出名录"))

    @invariant()
    def adds_up(self) -> None:
        """issued = available + held + redeemed + expired + revoked, over all, by vouchers, orders and ledger."""
        whole = whole_of(v.purse for v in self.vouchers.values())
        assert whole.issued == self.faces == sum(whole.pots)
        booked = {name: self.paper.of(name) for name in self.vouchers}
        assert [d.wording.en for d in disagreements(self.vouchers.values(), self.book.values(), booked)] == []

    @invariant()
    def nothing_is_left_in_a_voucher_that_is_over(self) -> None:
        """What comes free of it goes to the budget at once, and can be ordered with no more."""
        for voucher in self.vouchers.values():
            if voucher.state in (VoucherState.EXPIRED, VoucherState.REVOKED):
                assert voucher.purse.available == 0

    @invariant()
    def nothing_is_made_or_lost(self) -> None:
        """The ledger sums to nothing; what providers and payees have is what was redeemed."""
        assert sum(self.paper.balance.values()) == 0
        theirs = (AccountRole.PROVIDER, AccountRole.PAYEE)
        there = sum(self.paper.balance.get((role, ""), 0) for role in theirs)
        assert there == sum(v.purse.redeemed for v in self.vouchers.values())

    @invariant()
    def no_order_beyond_its_share(self) -> None:
        """Never more than the share of what was invoiced, nor than was set aside; the year counts what is taken."""
        for order in self.book.values():
            assert 0 <= order.spent <= order.redeemed <= order.support
            assert order.redeemed * 10_000 <= (order.invoiced or order.price) * order.ratio
        years = {order.on.year for order in self.book.values()}
        taken = sum(v.purse.held + v.purse.redeemed for v in self.vouchers.values())
        assert sum(used_in_year(self.book.values(), year) for year in years) == taken

    def _of(self, name: str) -> tuple[Voucher, Order]:
        order = self.book[name]
        return self.vouchers[order.voucher], order

    def _try(self, act: object) -> None:
        assert callable(act)
        try:
            self._moved(act())
        except ZhongchuangError:
            return

    def _moved(self, moved: decisions.Moved) -> None:
        self.vouchers[moved.voucher.number] = moved.voucher
        self.book[moved.order.number] = moved.order
        self._book(moved.entries, moved.voucher.number, moved.order.number)

    def _voucher(self, name: str, moved: decisions.Issued) -> None:
        self.vouchers[name] = moved.voucher
        self._book(moved.entries, name, "")

    def _book(self, entries: tuple[Entry, ...], voucher: str, order: str) -> None:
        for entry in entries:
            self.paper.book(entry, voucher, order)


Wallets.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestWallets = Wallets.TestCase
