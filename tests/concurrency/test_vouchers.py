"""Vouchers under races, by real processes: a code redeems once, no 分 is promised twice, expiry and redemption do not undo each
other. Each has a control, the same look and write without the lock, which shows that the danger is real.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Sum

from tests.concurrency.processes import TIME_LIMIT, Outcome, barrier, together, values
from zhongchuang.core import clock, crypto
from zhongchuang.core.errors import ZhongchuangError
from zhongchuang.core.ids import new_public_id
from zhongchuang.ledger.selectors import books_check
from zhongchuang.ledger.services import hold_place
from zhongchuang.messages.models import Note
from zhongchuang.vouchers import decisions, services, token
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import Order, OrderStep, Provider, Voucher
from zhongchuang.vouchers.selectors.placing import support_of, used_this_year
from zhongchuang.vouchers.selectors.records import purse_of, record_of_order, record_of_voucher
from zhongchuang.vouchers.services.booking import provider_account
from zhongchuang.vouchers.services.moving import apply_order
from zhongchuang.vouchers.tests.worlds import BOOKS, YUAN, World, a_firm, belongs, check_proof

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 4


def refusals(outcomes: list[Outcome[int]]) -> set[str]:
    return {one.refused for one in outcomes if one.refused}


def check_books() -> None:
    check_proof()
    assert books_check().ok


class TestOneCodeAtSeveralCounters:
    def test_is_redeemed_once(self) -> None:
        world = World()
        voucher = world.voucher(100_000 * YUAN)
        order = world.at(OrderState.CONFIRMED, voucher)
        code = services.order_show_code(actor=world.holder, order=order).code
        counters = [world.counter, world.manager] * 2

        def redeem(number: int) -> int:
            return services.order_redeem(actor=counters[number], code=code, provider=world.provider).redeemed

        outcomes = together(redeem, RACERS)
        assert [one.value for one in outcomes if one.value] == [5_000 * YUAN]
        assert refusals(outcomes) == {"WrongState"}
        assert OrderStep.objects.filter(move="redeem").count() == 1
        voucher.refresh_from_db()
        assert (voucher.held, voucher.redeemed) == (0, 5_000 * YUAN)
        check_books()

    def test_control_without_the_lock_several_redeem(self) -> None:
        world = World()
        order = world.at(OrderState.CONFIRMED)
        code = services.order_show_code(actor=world.holder, order=order).code
        all_looked = barrier(RACERS)

        def redeem(_number: int) -> int:
            row = Order.objects.select_related("voucher__scheme", "provider").get(pk=order.pk)
            record = record_of_order(row)
            token.check(crypto.keyring(), token.read(code), record, record.provider, now=clock.now())
            moved = decisions.redeem(record_of_voucher(row.voucher), record)
            all_looked.wait(TIME_LIMIT)
            apply_order(row, moved.order)
            row.save()
            return moved.order.redeemed

        assert len([one for one in together(redeem, RACERS) if one.value]) > 1


def several_labs(world: World) -> list[Provider]:
    """As many as race: an order holds its provider too, which must not be what keeps them apart."""
    return [world.listed(lab, belongs(lab)) for lab in (a_firm() for _ in range(RACERS))]


class TestTheLastMoney:
    def test_of_a_voucher_is_set_aside_once(self) -> None:
        world = World()
        _ = world.department
        voucher, labs, holder = world.voucher(5_000 * YUAN), several_labs(world), world.holder

        def place(number: int) -> int:
            return services.order_place(
                actor=holder,
                voucher=voucher,
                provider=labs[number],
                service="testing",
                title="试验",
                price=10_000 * YUAN,
            ).support

        outcomes = together(place, RACERS)
        assert [one.value for one in outcomes if one.value] == [5_000 * YUAN]
        assert refusals(outcomes) == {"NothingToSpend"}
        voucher.refresh_from_db()
        assert (voucher.available, voucher.held) == (0, 5_000 * YUAN)
        check_books()

    def test_of_a_years_cap_goes_to_one_of_two_vouchers(self) -> None:
        world = World(year_cap=5_000)
        vouchers = [world.voucher(50_000 * YUAN) for _ in range(RACERS)]
        holder, labs = world.holder, several_labs(world)

        def place(number: int) -> int:
            return services.order_place(
                actor=holder,
                voucher=vouchers[number],
                provider=labs[number],
                service="testing",
                title="试验",
                price=10_000 * YUAN,
            ).support

        outcomes = together(place, RACERS)
        assert [one.value for one in outcomes if one.value] == [5_000 * YUAN]
        assert refusals(outcomes) == {"NothingToSpend"}
        check_books()

    def test_control_without_the_lock_the_years_cap_is_promised_several_times(self) -> None:
        world = World(year_cap=5_000)
        vouchers = [world.voucher(50_000 * YUAN) for _ in range(RACERS)]
        counter = provider_account(world.provider, world.budget.pk)
        all_looked, provider = barrier(RACERS), world.provider

        def place(number: int) -> int:
            row = Voucher.objects.select_related("scheme", "account").get(pk=vouchers[number].pk)
            on = clock.today()
            support = support_of(row, "testing", 10_000 * YUAN, None, on, used_this_year(row, on))
            all_looked.wait(TIME_LIMIT)
            named = new_public_id(token.PREFIX)
            hold = hold_place(
                actor=BOOKS,
                key=named,
                debit=row.account,
                credit=counter,
                amount=support.fen,
                on=on,
                basis=named,
            )
            Order.objects.create(
                number=named,
                voucher=row,
                provider=provider,
                service="testing",
                title="试验",
                on=on,
                finish_by=on,
                price=support.price,
                ratio=support.ratio,
                support=support.fen,
                hold=hold,
                placed_by="x",
                changed_at=clock.now(),
            )
            return support.fen

        together(place, RACERS)
        taken = Order.objects.aggregate(sum=Sum("support"))["sum"]
        assert taken is not None
        assert taken > 5_000 * YUAN


class TestExpiryAndRedemption:
    def test_at_the_same_moment_every_fen_is_somewhere(self) -> None:
        world = World()
        vouchers = [world.voucher(100_000 * YUAN) for _ in range(3)]
        orders = [world.at(OrderState.CONFIRMED, voucher) for voucher in vouchers]
        counter = world.counter
        with clock.use_clock(clock.FrozenClock(clock.now() + dt.timedelta(days=370))):
            codes = [services.order_show_code(actor=world.holder, order=order).code for order in orders]

            def act(number: int) -> int:
                if number % 2:
                    return services.vouchers_expire(actor=BOOKS)
                return sum(services.order_redeem(actor=counter, code=code).redeemed for code in codes)

            told = values(together(act, 2))
        assert told == [15_000 * YUAN, 3]
        for voucher in Voucher.objects.all():
            assert voucher.state == "expired"
            assert (voucher.available, voucher.held) == (0, 0)
            assert (voucher.redeemed, voucher.expired) == (5_000 * YUAN, 95_000 * YUAN)
        check_books()

    def test_control_without_the_lock_one_undoes_the_other(self) -> None:
        world = World()
        voucher = world.voucher(100_000 * YUAN)
        order = world.at(OrderState.CONFIRMED, voucher)
        both_looked, today = barrier(2), voucher.last_day + dt.timedelta(days=1)

        def act(number: int) -> int:
            row = Order.objects.select_related("voucher__scheme", "provider").get(pk=order.pk)
            found = record_of_voucher(row.voucher)
            both_looked.wait(TIME_LIMIT)
            if number:
                after = decisions.expire(found, today=today).voucher
            else:
                moved = decisions.redeem(found, record_of_order(row))
                after = moved.voucher
                apply_order(row, moved.order)
                row.save()
            for pot in ("available", "held", "redeemed", "expired", "revoked"):
                setattr(row.voucher, pot, getattr(after.purse, pot))
            row.voucher.state = after.state.value
            row.voucher.save()
            return 1

        assert values(together(act, 2)) == [1, 1]
        purse = purse_of(Voucher.objects.get())
        assert (purse.expired, purse.redeemed) != (95_000 * YUAN, 5_000 * YUAN)


class TestStrikingOff:
    def test_no_order_slips_past_it(self) -> None:
        world = World()
        voucher, provider = world.voucher(), world.provider
        holder, reviewer = world.holder, world.reviewer

        def act(number: int) -> int:
            if number == 0:
                services.provider_strike_off(actor=reviewer, provider=provider, reason="虚开")
                return 0
            try:
                return services.order_place(
                    actor=holder,
                    voucher=voucher,
                    provider=provider,
                    service="testing",
                    title="试验",
                    price=100 * YUAN,
                ).pk
            except ZhongchuangError:
                return 0

        values(together(act, RACERS))
        assert set(Order.objects.values_list("state", flat=True)) <= {"stopped"}
        check_books()


class TestEndingSoon:
    def ending(self, world: World) -> Voucher:
        """A voucher that ends in a week, and somebody who hears of it."""
        assert world.holder
        voucher = world.voucher()
        Voucher.objects.filter(pk=voucher.pk).update(last_day=clock.today() + dt.timedelta(days=7))
        return voucher

    def test_is_told_by_one_of_several_workers(self) -> None:
        voucher = self.ending(World())

        def remind(_number: int) -> int:
            return services.expiring_remind(actor=BOOKS)

        assert sorted(values(together(remind, RACERS))) == [0] * (RACERS - 1) + [1]
        assert Note.objects.filter(key__startswith=f"vouchers.expiring:{voucher.pk}:").count() == 1

    def test_control_without_the_claim_several_would_tell(self) -> None:
        voucher = self.ending(World())
        all_looked = barrier(RACERS)

        def remind(_number: int) -> int:
            waits = Voucher.objects.filter(pk=voucher.pk, expiry_told_on=None).exists()
            all_looked.wait(TIME_LIMIT)
            Voucher.objects.filter(pk=voucher.pk).update(expiry_told_on=clock.today())
            return int(waits)

        assert values(together(remind, RACERS)) == [1] * RACERS
