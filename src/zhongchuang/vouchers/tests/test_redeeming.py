"""The counter: one code, one redemption; what comes back; who may."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.clearance.models import Claim, StoredSupport
from zhongchuang.core import clock
from zhongchuang.core.errors import NotAllowed
from zhongchuang.ledger.models import Account
from zhongchuang.ledger.selectors import books_check
from zhongchuang.vouchers import services
from zhongchuang.vouchers.errors import AmountImpossible, CodeRejected, CodeUsed, WrongState
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import Order
from zhongchuang.vouchers.selectors import peek_code
from zhongchuang.vouchers.tests.worlds import BOOKS, YUAN, World, a_firm, belongs, check_proof

pytestmark = pytest.mark.django_db


def code_of(world: World, order: Order) -> str:
    return services.order_show_code(actor=world.holder, order=order).code


def test_redeemed_the_money_stands_with_the_provider() -> None:
    world = World()
    voucher = world.voucher(100_000 * YUAN)
    order = world.at(OrderState.CONFIRMED, voucher)
    shown = services.order_show_code(actor=world.holder, order=order)
    assert "<svg" in shown.picture
    assert shown.until - clock.now() <= dt.timedelta(minutes=11)
    done = services.order_redeem(actor=world.counter, code=shown.written.lower(), provider=world.provider)
    assert (done.state, done.redeemed, done.hold_id) == ("redeemed", 5_000 * YUAN, None)
    voucher.refresh_from_db()
    assert (voucher.available, voucher.held, voucher.redeemed) == (95_000 * YUAN, 0, 5_000 * YUAN)
    account = Account.objects.get(code=f"provider:{world.provider.pk}:{world.budget.pk}")
    assert (account.balance, account.kind) == (5_000 * YUAN, "provider")
    check_proof()
    assert books_check().ok


def test_a_lower_invoice_redeems_less_and_the_rest_comes_free() -> None:
    world = World()
    voucher = world.voucher(100_000 * YUAN)
    order = services.order_accept(actor=world.counter, order=world.order(voucher, 10_000 * YUAN))
    order = world.delivered(order, 4_000 * YUAN)
    order = services.order_confirm(actor=world.holder, order=order)
    assert services.order_redeem(actor=world.counter, code=code_of(world, order)).redeemed == 2_000 * YUAN
    voucher.refresh_from_db()
    assert (voucher.available, voucher.held, voucher.redeemed) == (98_000 * YUAN, 0, 2_000 * YUAN)
    check_proof()


def test_a_second_counter_is_told_that_it_is_redeemed() -> None:
    world = World()
    order = world.at(OrderState.CONFIRMED)
    code = code_of(world, order)
    services.order_redeem(actor=world.counter, code=code)
    with pytest.raises(WrongState, match="待结算"):
        services.order_redeem(actor=world.manager, code=code)
    check_proof()


def test_a_newer_code_ends_the_one_before_and_time_ends_both() -> None:
    world = World()
    order = world.at(OrderState.CONFIRMED)
    first, second = code_of(world, order), code_of(world, order)
    with pytest.raises(CodeUsed):
        services.order_redeem(actor=world.counter, code=first)
    with clock.use_clock(clock.FrozenClock(clock.now() + dt.timedelta(minutes=12))):
        with pytest.raises(CodeRejected, match="时限"):
            services.order_redeem(actor=world.counter, code=second)
        with pytest.raises(CodeRejected, match="时限"):
            peek_code(actor=world.counter, code=second)
    assert services.order_redeem(actor=world.counter, code=second).state == "redeemed"


def test_no_good_at_another_counter_nor_in_a_strangers_hands() -> None:
    world = World()
    order = world.at(OrderState.CONFIRMED)
    code = code_of(world, order)
    other = a_firm("虚构另一家检测")
    clerk = belongs(other)
    with pytest.raises(CodeRejected):
        services.order_redeem(actor=clerk, code=code, provider=world.listed(other, clerk))
    for who in (clerk, world.holder, world.officer):
        with pytest.raises(NotAllowed):
            services.order_redeem(actor=who, code=code)
    with pytest.raises(CodeRejected):
        peek_code(actor=clerk, code=code)
    assert peek_code(actor=world.counter, code=code).pk == order.pk
    with pytest.raises(CodeRejected):
        services.order_redeem(actor=world.counter, code=code[:-1] + ("0" if code[-1] != "0" else "1"))


def test_only_the_holder_shows_a_code_and_only_of_a_confirmed_order() -> None:
    world = World()
    order = world.at(OrderState.DELIVERED)
    with pytest.raises(WrongState):
        code_of(world, order)
    services.order_confirm(actor=world.holder, order=order)
    for who in (world.counter, world.officer):
        with pytest.raises(NotAllowed):
            services.order_show_code(actor=who, order=order)


def test_a_suspended_voucher_waits_and_an_expired_one_is_redeemed_all_the_same() -> None:
    world = World()
    voucher = world.voucher(100_000 * YUAN)
    order = world.at(OrderState.CONFIRMED, voucher)
    code = code_of(world, order)
    services.voucher_suspend(actor=world.officer, voucher=voucher, reason="核查")
    with pytest.raises(WrongState):
        services.order_redeem(actor=world.counter, code=code)
    services.voucher_resume(actor=world.reviewer, voucher=voucher, reason="查清")
    with clock.use_date(voucher.last_day + dt.timedelta(days=1)):
        services.vouchers_expire(actor=BOOKS)
        code = code_of(world, order)
        assert services.order_redeem(actor=world.counter, code=code).redeemed == 5_000 * YUAN
    voucher.refresh_from_db()
    assert (voucher.expired, voucher.redeemed, voucher.available) == (95_000 * YUAN, 5_000 * YUAN, 0)
    assert StoredSupport.objects.get(ref=f"case:{voucher.case}").standing == "paid"
    check_proof()


def test_refunded_in_part_then_whole_the_voucher_has_it_again() -> None:
    world = World()
    voucher = world.voucher(100_000 * YUAN)
    order = world.at(OrderState.REDEEMED, voucher)
    for who in (world.holder, world.counter, world.finance):
        with pytest.raises(NotAllowed):
            services.order_refund(actor=who, order=order, amount=100, reason="少做一项")
    part = services.order_refund(
        actor=world.officer, order=order, amount=1_000 * YUAN, reason="少做一项", key="refund-1234"
    )
    again = services.order_refund(
        actor=world.officer, order=order, amount=1_000 * YUAN, reason="少做一项", key="refund-1234"
    )
    assert (part.state, again.refunded) == ("redeemed", 1_000 * YUAN)
    with pytest.raises(AmountImpossible):
        services.order_refund(actor=world.officer, order=order, amount=4_001 * YUAN, reason="多")
    done = services.order_refund(actor=world.officer, order=order, amount=4_000 * YUAN, reason="全退")
    assert done.state == "refunded"
    assert not Claim.objects.filter(released_at=None).exists()
    voucher.refresh_from_db()
    assert (voucher.available, voucher.redeemed) == (100_000 * YUAN, 0)
    check_proof()
    assert books_check().ok


def test_refunded_after_its_end_it_goes_to_the_budget() -> None:
    world = World()
    voucher = world.voucher(100_000 * YUAN)
    order = world.at(OrderState.REDEEMED, voucher)
    services.voucher_revoke(actor=world.reviewer, voucher=voucher, reason="骗取")
    before = Account.objects.get(pk=world.budget.account_id).available
    services.order_refund(actor=world.officer, order=order, amount=5_000 * YUAN, reason="追回")
    assert Account.objects.get(pk=world.budget.account_id).available - before == 5_000 * YUAN
    voucher.refresh_from_db()
    assert (voucher.revoked, voucher.redeemed, voucher.available) == (100_000 * YUAN, 0, 0)
    check_proof()
