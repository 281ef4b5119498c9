"""Related only after the order: asked again at confirmation, uphold and before every code; the way out is open."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from zhongchuang.core import clock
from zhongchuang.core.errors import Wording
from zhongchuang.parties.models import Relation, RelationKind
from zhongchuang.parties.tests.factory import SYSTEM
from zhongchuang.parties.tests.relating import declare
from zhongchuang.vouchers import decisions, services
from zhongchuang.vouchers.errors import RelatedParty, WrongState
from zhongchuang.vouchers.flow import OrderMove, OrderState
from zhongchuang.vouchers.models import Order, Voucher
from zhongchuang.vouchers.selectors import moves_open
from zhongchuang.vouchers.tests import factory
from zhongchuang.vouchers.tests.browsing import browser, guard, page, words
from zhongchuang.vouchers.tests.worlds import World, a_firm, check_proof
from zhongchuang.vouchers.wallet import Purse

TIE = Wording("甲持股乙 60%", "A holds shares of B 60%")


def test_a_tie_bars_confirmation_and_opens_the_cancellation_that_is_shut_without_one() -> None:
    voucher, order = factory.at(OrderState.DELIVERED)
    with pytest.raises(RelatedParty) as refused:
        decisions.go(voucher, order, OrderMove.CONFIRM, tie=TIE)
    assert TIE.zh in refused.value.what.zh and "请取消订单" in refused.value.next_step.zh
    with pytest.raises(WrongState):
        decisions.go(voucher, order, OrderMove.CANCEL_TIED, reason="关联")
    ended = decisions.go(voucher, order, OrderMove.CANCEL_TIED, reason="关联", tie=TIE)
    assert ended.order.state is OrderState.CANCELLED
    assert ended.voucher.purse == Purse.of(10_000_000)


def test_other_moves_do_not_mind_a_tie() -> None:
    voucher, order = factory.at(OrderState.DELIVERED)
    found = decisions.go(voucher, order, OrderMove.DISPUTE, reason="有异议", tie=TIE)
    assert found.order.state is OrderState.DISPUTED


def tied(world: World) -> None:
    """One group comes to control both."""
    group = a_firm("虚构控股集团")
    declare(SYSTEM, world.firm, RelationKind.CONTROLLER, group.uscc)
    declare(SYSTEM, world.lab, RelationKind.CONTROLLER, group.uscc)


@pytest.mark.django_db
def test_who_became_related_does_not_confirm_and_gets_the_money_back_by_cancelling() -> None:
    world = World()
    voucher = world.voucher()
    order = world.at(OrderState.DELIVERED, voucher)
    with pytest.raises(WrongState):
        services.order_cancel(actor=world.holder, order=order, reason="不想要了")
    tied(world)
    with pytest.raises(RelatedParty) as refused:
        services.order_confirm(actor=world.holder, order=order)
    assert world.lab.name in refused.value.what.zh
    assert Order.objects.get().state == OrderState.DELIVERED.value
    assert set(moves_open(world.holder, order, tied=True)) == {
        OrderMove.CANCEL_TIED,
        OrderMove.SEND_BACK,
        OrderMove.DISPUTE,
    }
    services.order_cancel(actor=world.holder, order=order, reason="与机构有关联")
    found = Voucher.objects.get(pk=voucher.pk)
    assert Order.objects.get().state == OrderState.CANCELLED.value
    assert (found.held, found.available) == (0, voucher.available)
    check_proof()


@pytest.mark.django_db
def test_no_code_is_shown_once_they_are_related_and_a_confirmed_order_can_be_cancelled() -> None:
    world = World()
    order = world.at(OrderState.CONFIRMED)
    tied(world)
    with pytest.raises(RelatedParty):
        services.order_show_code(actor=world.holder, order=order)
    assert Order.objects.get().turn == 0
    client = browser(world.holder)
    url = reverse("vouchers:code", args=[order.number])
    refused = client.post(url, guard(client, url))
    assert refused.status_code == 409 and "请取消订单" in words(refused)
    services.order_cancel(actor=world.holder, order=order, reason="与机构有关联")
    assert Order.objects.get().state == OrderState.CANCELLED.value
    check_proof()


@pytest.mark.django_db
def test_the_officer_does_not_uphold_a_delivery_between_related_parties() -> None:
    world = World()
    order = world.at(OrderState.DISPUTED)
    tied(world)
    with pytest.raises(RelatedParty) as refused:
        services.order_uphold(actor=world.officer, order=order, reason="材料齐全")
    assert "不认可交付" in refused.value.next_step.zh
    client = browser(world.officer)
    shown = client.get(reverse("vouchers:office_order", args=[order.number])).content.decode()
    uphold = reverse("vouchers:office_order_act", args=[order.number, "uphold"])
    assert "持券人与机构有关联" in shown and uphold not in shown
    services.order_reject(actor=world.officer, order=order, reason="关联交易")
    assert Order.objects.get().state == OrderState.CANCELLED.value
    check_proof()


@pytest.mark.django_db
def test_a_tie_that_is_over_no_longer_bars() -> None:
    world = World()
    order = world.at(OrderState.DELIVERED)
    tied(world)
    Relation.objects.update(
        valid_from=clock.today() - dt.timedelta(days=2), valid_until=clock.today() - dt.timedelta(days=1)
    )
    assert services.order_confirm(actor=world.holder, order=order).state == OrderState.CONFIRMED.value


@pytest.mark.django_db
def test_the_holders_page_tells_the_tie_and_offers_the_cancellation_instead() -> None:
    world = World()
    order = world.at(OrderState.DELIVERED)
    url = reverse("vouchers:order", args=[order.number])
    confirm, cancel = (
        reverse("vouchers:order_act", args=[order.number, name]) for name in ("confirm", "cancel")
    )
    client = browser(world.holder)
    before = client.get(url).content.decode()
    assert confirm in before and cancel not in before
    stale = guard(client, url)
    tied(world)
    refused = client.post(confirm, stale)
    assert refused.status_code == 409 and "请取消订单" in words(refused)
    shown = client.get(url).content.decode()
    assert confirm not in shown and cancel in shown
    assert "持券人与机构有关联" in page(client, url) and "虚构控股集团" in shown
    assert client.post(cancel, {**guard(client, cancel), "reason": "与机构有关联"}).status_code == 302
    told = page(client, url)
    assert "取消（与机构有关联）" in told and "冻结的金额已经放开" in told
    check_proof()
