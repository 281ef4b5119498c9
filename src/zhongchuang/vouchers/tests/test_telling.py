"""Who is told of what, on which page it leads, and that the same thing is told once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.outbox.delivery import dead_letters, run_outbox_once
from zhongchuang.messages.models import Mail, Note
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import DelegationScope
from zhongchuang.parties.models import Account, Delegation, Membership, Standing
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account
from zhongchuang.vouchers import services
from zhongchuang.vouchers.events import OrderMoved, PaymentAnswered
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.jobs import TELLER, remind_expiring, tell_order, tell_payment
from zhongchuang.vouchers.models import Order, OrderStep, Voucher
from zhongchuang.vouchers.services.redeeming import order_refund
from zhongchuang.vouchers.services.settling_check import use_check
from zhongchuang.vouchers.tests.settled import Bank, answer, lines_of, no_objection
from zhongchuang.vouchers.tests.worlds import YUAN, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cases_stand() -> Iterator[None]:
    with use_check(no_objection):
        yield


def deliver_all() -> None:
    """Everybody hears of everything that happened."""
    while run_outbox_once():
        pass
    assert not dead_letters().exists()


def notes(who: Actor) -> list[str]:
    """What somebody was told, the earliest first."""
    return list(
        Note.objects.filter(account_id=str(who.user_id)).order_by("pk").values_list("text_zh", flat=True)
    )


def told_after(*people: Actor) -> list[list[str]]:
    """What each is told of what happens from here on."""
    deliver_all()
    Note.objects.all().delete()
    return [notes(one) for one in people]


def test_an_order_is_told_to_the_provider_and_leads_to_its_counter() -> None:
    world = World()
    manager, holder = world.manager, world.holder
    order = world.order()
    deliver_all()
    (said,) = notes(manager)
    assert world.firm.name in said and order.number in said and "请在" in said
    note = Note.objects.get(account_id=str(manager.user_id))
    assert note.url == reverse("vouchers:counter_order", args=[order.number])
    assert "placed order" in note.text_en
    assert [one for one in notes(holder) if order.number in one] == []


def test_a_delivery_is_told_to_the_holder_and_a_confirmation_to_the_counter() -> None:
    world = World()
    order = world.at(OrderState.DELIVERED)
    deliver_all()
    (accepted, delivered) = [one for one in notes(world.holder) if order.number in one]
    assert "已接单" in accepted and "已交付" in delivered and "不会自动付款" in delivered
    told_after()
    services.order_confirm(actor=world.holder, order=order)
    deliver_all()
    assert ["已确认" in one for one in notes(world.counter)] == [
        True
    ]  # no manager, but it worked on the order
    assert notes(world.holder) == []


def test_who_acted_and_left_is_told_nothing() -> None:
    world = World()
    order = world.at(OrderState.DELIVERED)
    told_after()
    Membership.objects.filter(account=int(str(world.counter.user_id))).update(until=clock.today())
    services.order_confirm(actor=world.holder, order=order)
    deliver_all()
    assert notes(world.counter) == [] and len(notes(world.manager)) == 1


def test_who_made_the_move_is_not_told_of_it_and_the_other_side_is() -> None:
    world = World()
    order = world.at(OrderState.DELIVERED)
    told_after()
    services.order_dispute(actor=world.holder, order=order, reason="报告缺页")
    deliver_all()
    assert notes(world.holder) == []
    assert ["报告缺页" in one for one in notes(world.manager)] == [True]


def test_a_refund_is_told_to_both() -> None:
    world = World()
    order = world.at(OrderState.REDEEMED)
    told_after()
    order_refund(actor=world.officer, order=order, amount=1_000 * YUAN, reason="少做一项")
    deliver_all()
    for who in (world.holder, world.manager):
        (said,) = notes(who)
        assert "1,000.00 元" in said and "少做一项" in said


def test_what_lapses_by_itself_is_told_to_both() -> None:
    world = World()
    order = world.at(OrderState.ACCEPTED)
    told_after()
    Order.objects.filter(pk=order.pk).update(finish_by=clock.today() - dt.timedelta(days=1))
    assert services.orders_due(actor=SYSTEM) == 1
    deliver_all()
    assert ["逾期没有交付" in one for who in (world.holder, world.manager) for one in notes(who)] == [
        True,
        True,
    ]


def test_a_payment_is_told_once_for_all_its_orders_then_that_it_came_back() -> None:
    bank = Bank()
    batch = bank.exported(bank.redeemed(3))
    told_after()
    (line,) = lines_of(batch)
    bank.take_in([answer(line)])
    deliver_all()
    (said,) = notes(bank.manager)
    assert "已到账：15,000.00 元" in said and line.reference in said
    note = Note.objects.get(account_id=str(bank.manager.user_id))
    assert note.url == reverse("vouchers:counter_payment", args=[line.pk])
    bank.take_in([answer(line, paid=False, ref="LATE-3", REASON="账号已销户")])
    deliver_all()
    assert ["账号已销户" in one for one in notes(bank.manager)] == [False, True]


def test_a_listener_that_runs_twice_tells_once() -> None:
    world = World()
    order = world.order()
    bank = Bank()
    deliver_all()
    before = Note.objects.count(), Mail.objects.count()
    step = OrderStep.objects.get(order=order)
    tell_order(
        OrderMoved(
            order=order.pk,
            number=order.number,
            voucher=order.voucher_id,
            provider=order.provider_id,
            move="place",
            state="placed",
            step=step.pk,
        )
    )
    assert (Note.objects.count(), Mail.objects.count()) == before
    assert bank


def test_an_event_from_before_steps_were_kept_tells_nobody() -> None:
    world = World()
    order = world.order()
    tell_order(
        OrderMoved(
            order=order.pk,
            number=order.number,
            voucher=order.voucher_id,
            provider=order.provider_id,
            move="place",
            state="placed",
        )
    )
    assert not Note.objects.filter(key__startswith="vouchers.").exists()


def test_a_voucher_is_told_from_its_issue_to_its_revocation() -> None:
    world = World()
    holder = world.holder
    voucher = world.voucher()
    deliver_all()
    (said,) = notes(holder)
    assert voucher.number in said and "100,000.00 元" in said
    assert Note.objects.get(account_id=str(holder.user_id)).url == reverse(
        "vouchers:voucher", args=[voucher.number]
    )
    services.voucher_suspend(actor=world.officer, voucher=voucher, reason="核查用途")
    voucher.refresh_from_db()
    services.voucher_revoke(actor=world.reviewer, voucher=voucher, reason="骗取")
    deliver_all()
    assert [("暂停使用" in one, "骗取" in one) for one in notes(holder)[1:]] == [(True, False), (False, True)]


def test_who_receives_in_the_place_of_the_holder_is_told_too() -> None:
    world = World()
    helper = make_account()
    Delegation.objects.create(
        giver=Account.objects.get(pk=world.holder.user_id),
        receiver=helper,
        email=helper.email,
        organisation=world.firm,
        scopes=[DelegationScope.RECEIVE],
        valid_from=clock.today(),
        valid_until=clock.today(),
        made_at=clock.now(),
        accepted_at=clock.now(),
    )
    voucher = world.voucher()
    deliver_all()
    assert [voucher.number in one for one in notes(actor(helper))] == [True]


class TestEndingSoon:
    def at(self, voucher: Voucher, days: int) -> None:
        Voucher.objects.filter(pk=voucher.pk).update(last_day=clock.today() + dt.timedelta(days=days))

    def test_is_told_once_a_month_before(self) -> None:
        world = World()
        holder, voucher = world.holder, world.voucher()
        told_after()
        self.at(voucher, 31)
        assert remind_expiring.call("2026-11-22") == 0
        self.at(voucher, 30)
        assert remind_expiring.call("2026-11-22") == 1
        (said,) = notes(holder)
        assert voucher.number in said and "100,000.00 元" in said and "到期" in said
        self.at(voucher, 3)
        assert remind_expiring.call("2026-11-23") == 0
        assert len(notes(holder)) == 1

    def test_is_not_told_of_one_that_is_spent_suspended_or_over(self) -> None:
        world = World()
        spent, suspended, over = (world.voucher(10_000 * YUAN) for _ in range(3))
        for voucher in (spent, suspended):
            self.at(voucher, 10)
        self.at(over, -1)
        world.order(Voucher.objects.get(pk=spent.pk), price=20_000 * YUAN)
        services.voucher_suspend(
            actor=world.officer, voucher=Voucher.objects.get(pk=suspended.pk), reason="核查"
        )
        assert services.expiring_remind(actor=TELLER) == 0
        assert not Note.objects.filter(key__startswith="vouchers.expiring").exists()

    def test_one_resumed_is_told_then(self) -> None:
        world = World()
        voucher = world.voucher()
        self.at(voucher, 10)
        voucher.refresh_from_db()
        services.voucher_suspend(actor=world.officer, voucher=voucher, reason="核查")
        assert services.expiring_remind(actor=TELLER) == 0
        voucher.refresh_from_db()
        services.voucher_resume(actor=world.reviewer, voucher=voucher, reason="没有问题")
        assert services.expiring_remind(actor=TELLER) == 1


def test_telling_is_the_platforms_work() -> None:
    world = World()
    order = world.order()
    with pytest.raises(NotAllowed):
        services.expiring_remind(actor=world.officer)
    with pytest.raises(NotAllowed):
        services.order_told(actor=world.holder, step=OrderStep.objects.get(order=order))


def test_a_mail_goes_out_in_the_language_of_whoever_has_a_confirmed_address() -> None:
    bank = Bank()
    batch = bank.exported(bank.redeemed())
    (line,) = lines_of(batch)
    account = make_account(email="lab@example.org")
    parties.membership_add(actor=SYSTEM, account=account, organisation=bank.lab, standing=Standing.MANAGER)
    EmailAddress.objects.filter(user=account).update(verified=True)
    account.language = "en"
    account.save(update_fields=["language"])
    told_after()
    tell_payment(PaymentAnswered(line=line.pk, provider=line.provider_id, result="paid"))
    mail = Mail.objects.get(key=f"vouchers.payment:{line.pk}:paid:{account.pk}")
    assert line.reference in mail.subject and "has arrived" in mail.body
    assert reverse("vouchers:counter_payment", args=[line.pk]) in mail.body
