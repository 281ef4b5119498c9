"""The holder's pages: the wallet, one voucher, ordering with the sum shown first, one order, the code."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from zhongchuang.core import clock
from zhongchuang.parties.models import RelationKind, Standing
from zhongchuang.parties.tests.factory import SYSTEM, a_document
from zhongchuang.parties.tests.relating import declare
from zhongchuang.vouchers import services
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import Order
from zhongchuang.vouchers.tests.browsing import browser, guard, page, words
from zhongchuang.vouchers.tests.worlds import YUAN, World, a_firm, belongs

pytestmark = pytest.mark.django_db


def test_the_wallet_shows_every_pot_the_last_day_and_what_waits() -> None:
    world = World()
    voucher = world.voucher(100_000 * YUAN)
    world.at(OrderState.DELIVERED, voucher)
    shown = page(browser(world.holder), reverse("vouchers:mine"))
    assert "试验创新券（虚构）" in shown and voucher.number in shown
    assert "95,000.00" in shown and "5,000.00" in shown  # available, held
    assert "前可以下单（含当天）" in shown
    assert "等您办的" in shown and "请看材料" in shown
    empty = page(browser(belongs(a_firm())), reverse("vouchers:mine"))
    assert "还没有创新券" in empty and voucher.number not in empty


def test_a_voucher_shows_where_every_fen_is_and_only_to_its_holder() -> None:
    world = World()
    voucher = world.voucher(100_000 * YUAN)
    order = world.at(OrderState.REDEEMED, voucher)
    url = reverse("vouchers:voucher", args=[voucher.number])
    shown = page(browser(world.holder), url)
    for told in ("可用", "冻结", "已核销", "到期收回", "撤销收回", "用这张券下单", order.number):
        assert told in shown
    assert "面额 100,000.00" in shown
    assert browser(world.counter).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_ordering_step_by_step_shows_the_sum_before_anything_is_placed() -> None:
    world = World(year_cap=8_000)
    voucher, provider = world.voucher(100_000 * YUAN), world.provider
    client, url = browser(world.holder), reverse("vouchers:order_new", args=[voucher.number])
    assert "要买哪种服务" in page(client, url)
    choose = page(client, url, service="testing")
    assert world.lab.name in choose and "材料检测" in choose
    assert world.lab.name not in page(client, url, service="research")
    asked: dict[str, str | int] = {
        "service": "testing",
        "provider": provider.pk,
        "title": "材料试验",
        "price": "2万",
    }
    shown = page(client, url, **asked)
    for told in (
        "按比例抵扣",
        "价格 × 50%",
        "10,000.00",
        "单笔限额",
        "本年度剩余额度",
        "8,000.00",
        "12,000.00",
        "最小，就按它",
    ):
        assert told in shown, told
    assert not Order.objects.exists()
    sent = client.post(url, {**asked, **guard(client, url, **asked)}, follow=True)
    order = Order.objects.get()
    assert sent.redirect_chain[-1][0] == reverse("vouchers:order", args=[order.number])
    assert (order.support, order.price) == (8_000 * YUAN, 20_000 * YUAN)
    assert "已从券里冻结" in words(sent) and "等机构接单" in words(sent)


def test_the_same_form_twice_places_one_order() -> None:
    world = World()
    voucher, provider = world.voucher(), world.provider
    client, url = browser(world.holder), reverse("vouchers:order_new", args=[voucher.number])
    asked: dict[str, str | int] = {
        "service": "testing",
        "provider": provider.pk,
        "title": "材料试验",
        "price": "2万",
    }
    form = {**asked, **guard(client, url, **asked)}
    first, second = client.post(url, form), client.post(url, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Order.objects.count() == 1


def test_what_cannot_be_ordered_is_said_and_what_was_typed_stays() -> None:
    world = World()
    voucher, provider = world.voucher(), world.provider
    client, url = browser(world.holder), reverse("vouchers:order_new", args=[voucher.number])
    asked: dict[str, str | int] = {
        "service": "testing",
        "provider": provider.pk,
        "title": "材料试验",
        "price": "两万",
    }
    wrong = client.get(url, asked)
    assert "无法读取" in words(wrong) and 'value="两万"' in wrong.content.decode()
    asked["price"] = "2万"
    person = a_document(44)
    for one in (world.firm, world.lab):
        declare(SYSTEM, one, RelationKind.CONTROLLER, person)
    shown = page(client, url, **asked)
    assert "不能用券向关联方购买服务" in shown and "核对后下单" not in shown
    by_hand = {"row_version": voucher.row_version, "idempotency_key": "sent-by-hand"}
    refused = client.post(url, {**asked, **by_hand})
    assert refused.status_code == 409
    assert 'value="材料试验"' in refused.content.decode() and not Order.objects.exists()


def test_an_order_tells_its_holder_what_comes_next_and_takes_his_answer() -> None:
    world = World()
    order = world.at(OrderState.DELIVERED)
    client, url = browser(world.holder), reverse("vouchers:order", args=[order.number])
    shown = page(client, url)
    assert "请看材料" in shown and "确认收到、符合约定" in shown and "发票.xml" in shown
    assert "退回重做" in shown and "提出异议" in shown and "价税合计" in shown
    act = reverse("vouchers:order_act", args=[order.number, "confirm"])
    form = guard(client, url)
    sent = [client.post(act, form) for _ in range(2)]
    assert [one.status_code for one in sent] == [302, 302]
    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED
    assert "出示核销码" in page(client, url)


def test_an_answer_without_a_reason_is_asked_for_one_and_a_stale_page_is_told() -> None:
    world = World()
    order = world.at(OrderState.DELIVERED)
    client, act = browser(world.holder), reverse("vouchers:order_act", args=[order.number, "dispute"])
    form = guard(client, act)
    assert client.post(act, {**form, "reason": ""}).status_code == 422
    stale = client.post(act, {**form, "row_version": "1", "reason": "报告缺页"})
    assert stale.status_code == 409 and "别人已经保存过" in words(stale)
    assert client.post(act, {**form, "reason": "报告缺页"}).status_code == 302
    order.refresh_from_db()
    assert order.state == OrderState.DISPUTED
    late = client.post(act, {**guard(client, act), "reason": "再次提出"})
    assert late.status_code == 409 and "不能提出异议" in words(late) and "再次提出" in late.content.decode()


def test_the_code_is_shown_large_with_its_groups_and_minutes_and_is_the_same_when_drawn_again() -> None:
    world = World()
    order = world.at(OrderState.CONFIRMED)
    client, url = browser(world.holder), reverse("vouchers:code", args=[order.number])
    assert "出码" in page(client, url)
    made = client.post(url, guard(client, url), follow=True)
    assert '<svg class="qr"' in made.content.decode()
    assert re.search(r"还有 (9|10|11) 分钟有效", words(made))
    groups = re.findall(r"<span>([0-9A-Z]{4})</span>", made.content.decode())
    assert len(groups) == 9
    assert re.findall(r"<span>([0-9A-Z]{4})</span>", client.get(url).content.decode()) == groups
    done = services.order_redeem(actor=world.counter, code="".join(groups))
    assert done.state == OrderState.REDEEMED
    after = page(client, url)
    assert "已核销" in after and "换一个新码" not in after


def test_a_code_that_another_browser_replaced_or_time_ended_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    order = world.at(OrderState.CONFIRMED)
    url = reverse("vouchers:code", args=[order.number])
    first, second = browser(world.holder), browser(world.holder)
    first.post(url, guard(first, url))
    second.post(url, guard(second, url))
    assert "换了新的" in page(first, url) and '<svg class="qr"' not in first.get(url).content.decode()
    later = clock.now() + dt.timedelta(minutes=30)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "已过时限" in page(second, url)


def test_a_suspended_voucher_shows_no_code_and_says_why() -> None:
    world = World()
    order = world.at(OrderState.CONFIRMED)
    services.voucher_suspend(actor=world.officer, voucher=order.voucher, reason="核查")
    client, url = browser(world.holder), reverse("vouchers:code", args=[order.number])
    refused = client.post(url, guard(client, url))
    assert refused.status_code == 409 and "暂停使用" in words(refused)
    assert "暂时不能下单" in page(client, reverse("vouchers:voucher", args=[order.voucher.number]))


def test_a_member_sees_and_whoever_has_nothing_to_do_with_it_does_not() -> None:
    world = World()
    order = world.at(OrderState.DELIVERED)
    url = reverse("vouchers:order", args=[order.number])
    assert browser(belongs(world.firm, Standing.MEMBER)).get(url).status_code == 200
    for other in (world.counter, world.officer, belongs(a_firm())):
        assert browser(other).get(url).status_code == 404
    paper = order.papers.get()
    file = reverse("vouchers:order_paper", args=[order.number, paper.pk])
    assert {browser(one).get(file).status_code for one in (world.holder, world.counter, world.officer)} == {
        200
    }
    assert browser(belongs(a_firm())).get(file).status_code == 404
