"""The department's pages: what waits, the lists narrowed and cut by key, what is done with a voucher, an order, a provider."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from zhongchuang.core import clock
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import OrganisationKind, Standing
from zhongchuang.parties.services import membership_add
from zhongchuang.parties.tests.factory import SYSTEM, actor
from zhongchuang.vouchers import services
from zhongchuang.vouchers.flow import OrderState, VoucherState
from zhongchuang.vouchers.models import Provider, ProviderStanding, Voucher
from zhongchuang.vouchers.tests.browsing import browser, guard, page, words
from zhongchuang.vouchers.tests.worlds import YUAN, World, a_firm, check_proof, posted

pytestmark = pytest.mark.django_db


def test_the_desk_counts_what_waits_and_only_the_department_has_one() -> None:
    world = World()
    voucher = world.voucher(100_000 * YUAN)
    world.at(OrderState.DISPUTED, voucher)
    world.at(OrderState.CONFIRMED, voucher)
    Voucher.objects.filter(pk=voucher.pk).update(last_day=clock.today() + dt.timedelta(days=5))
    url = reverse("vouchers:office")
    shown = page(browser(world.officer), url)
    assert "待核查的订单 1 5,000.00" in shown and "已确认、没有扫码 1 5,000.00" in shown
    assert "三十天内到期的券 1 90,000.00" in shown and "暂缓结算 0" in shown
    for role in (Role.REVIEWER, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR):
        assert browser(actor(posted(world.department, role))).get(url).status_code == 200
    for other in (world.holder, world.counter):
        assert browser(other).get(url).status_code == 404


def test_another_department_sees_nothing_of_ours() -> None:
    world = World()
    order = world.at(OrderState.DISPUTED)
    other = a_firm("虚构市另一部门", OrganisationKind.DEPARTMENT)
    stranger = browser(actor(posted(other, Role.OFFICER)))
    assert "没有符合条件的券" in page(stranger, reverse("vouchers:office_vouchers"))
    for name, arg in (
        ("office_order", order.number),
        ("office_voucher", order.voucher.number),
        ("office_provider", order.provider_id),
    ):
        assert stranger.get(reverse(f"vouchers:{name}", args=[arg])).status_code == 404
        assert browser(world.officer).get(reverse(f"vouchers:{name}", args=[arg])).status_code == 200


def test_the_lists_are_narrowed_by_state_pile_and_words() -> None:
    world = World()
    kept, gone = world.voucher(50_000 * YUAN), world.voucher(60_000 * YUAN)
    services.voucher_suspend(actor=world.officer, voucher=gone, reason="核查")
    order = world.at(OrderState.DISPUTED, kept)
    client, vouchers = browser(world.officer), reverse("vouchers:office_vouchers")
    assert kept.number in page(client, vouchers) and gone.number in page(client, vouchers)
    assert kept.number not in page(client, vouchers, pile="suspended")
    assert gone.number not in page(client, vouchers, state="active")
    assert gone.number not in page(client, vouchers, q=kept.number[-6:])
    assert "没有符合条件的券" in page(client, vouchers, q="没有这个")
    orders = reverse("vouchers:office_orders")
    assert order.number in page(client, orders, pile="disputed", q=world.lab.name)
    assert order.number not in page(client, orders, pile="withheld")
    providers = reverse("vouchers:office_providers")
    assert world.lab.name in page(client, providers, state="admitted")
    assert world.lab.name not in page(client, providers, state="asked")
    assert world.lab.name not in page(client, providers, account="asked")


def test_those_that_end_soon_come_by_their_last_day_and_are_cut_by_it() -> None:
    world = World(budget_fen=10_000_000 * YUAN)
    vouchers = [world.voucher(1_000 * YUAN) for _ in range(22)]
    for days, one in enumerate(reversed(vouchers)):
        Voucher.objects.filter(pk=one.pk).update(last_day=clock.today() + dt.timedelta(days=days // 3))
    client, url = browser(world.officer), reverse("vouchers:office_vouchers")
    first = client.get(url, {"pile": "expiring"}).content.decode()
    onward = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "pile=expiring" in onward
    second = client.get(url + onward).content.decode()
    in_order = sorted(vouchers, key=lambda v: (Voucher.objects.get(pk=v.pk).last_day, v.pk))
    assert [one.number in first for one in in_order] == [True] * 20 + [False] * 2
    assert [one.number in second for one in in_order] == [False] * 20 + [True] * 2


def test_a_voucher_is_suspended_by_one_and_resumed_by_another() -> None:
    world = World()
    voucher = world.voucher()
    url = reverse("vouchers:office_voucher", args=[voucher.number])
    officer, reviewer = browser(world.officer), browser(world.reviewer)
    shown = page(officer, url)
    assert "暂停使用" in shown and "每一分在哪里" in shown and "查重码" not in shown
    act = reverse("vouchers:office_voucher_act", args=[voucher.number, "suspend"])
    assert officer.post(act, {**guard(officer, act), "reason": ""}).status_code == 422
    assert officer.post(act, {**guard(officer, act), "reason": "核查"}).status_code == 302
    resume = reverse("vouchers:office_voucher_act", args=[voucher.number, "resume"])
    assert officer.get(resume).status_code == 403
    assert reviewer.post(resume, {**guard(reviewer, resume), "reason": "属实"}).status_code == 302
    revoke = reverse("vouchers:office_voucher_act", args=[voucher.number, "revoke"])
    assert "撤销以后不能恢复" in page(reviewer, revoke)
    assert reviewer.post(revoke, {**guard(reviewer, revoke), "reason": "弄虚作假"}).status_code == 302
    voucher.refresh_from_db()
    assert voucher.state == VoucherState.REVOKED
    told = page(reviewer, url)
    assert "撤销收回" in told and "弄虚作假" in told and world.department.name in told
    check_proof()


def test_a_disputed_order_is_upheld_or_rejected_with_a_reason() -> None:
    world = World()
    voucher = world.voucher()
    upheld, rejected = (world.at(OrderState.DISPUTED, voucher) for _ in range(2))
    client = browser(world.officer)
    shown = page(client, reverse("vouchers:office_order", args=[upheld.number]))
    assert "请核查材料" in shown and "报告缺页" in shown and "认可交付" in shown and world.firm.name in shown
    for order, name, state in (
        (upheld, "uphold", OrderState.CONFIRMED),
        (rejected, "reject", OrderState.CANCELLED),
    ):
        act = reverse("vouchers:office_order_act", args=[order.number, name])
        assert client.post(act, {**guard(client, act), "reason": "核查属实"}).status_code == 302
        order.refresh_from_db()
        assert order.state == state
    check_proof()


def test_a_redeemed_order_is_withheld_released_by_another_and_refunded_in_part() -> None:
    world = World()
    order = world.at(OrderState.REDEEMED)
    officer, reviewer = browser(world.officer), browser(world.reviewer)
    withhold, release, refund = (
        reverse("vouchers:office_order_act", args=[order.number, name])
        for name in ("withhold", "release", "refund")
    )
    assert officer.post(withhold, {**guard(officer, withhold), "reason": "抽查"}).status_code == 302
    assert officer.get(release).status_code == 403
    assert reviewer.post(release, {**guard(reviewer, release), "reason": "没有问题"}).status_code == 302
    too_much = officer.post(refund, {**guard(officer, refund), "reason": "重复收费", "amount": "9万"})
    assert too_much.status_code == 422 and 'value="9万"' in too_much.content.decode()
    form = {**guard(officer, refund), "reason": "重复收费", "amount": "1000"}
    assert [officer.post(refund, form).status_code for _ in range(2)] == [302, 302]
    order.refresh_from_db()
    assert (order.state, order.refunded) == (OrderState.REDEEMED, 1_000 * YUAN)
    assert "已退回 1,000.00" in page(officer, reverse("vouchers:office_order", args=[order.number]))
    check_proof()


def test_a_request_is_admitted_or_returned_and_a_provider_struck_off() -> None:
    world = World()
    entry = world.asked(world.lab, world.manager)
    officer, reviewer = browser(world.officer), browser(world.reviewer)
    url = reverse("vouchers:office_provider", args=[entry.pk])
    assert "入库" in page(officer, url) and "退回补正" in page(officer, url)
    admit = reverse("vouchers:office_provider_act", args=[entry.pk, "admit"])
    past = {**guard(officer, admit), "until": "2020-01-01"}
    refused = officer.post(admit, past)
    assert refused.status_code == 422 and "有效期不能早于今天" in words(refused)
    assert officer.post(admit, {**guard(officer, admit), "until": ""}).status_code == 302
    order = services.order_accept(actor=world.counter, order=world.order(provider=Provider.objects.get()))
    strike = reverse("vouchers:office_provider_act", args=[entry.pk, "strike-off"])
    assert officer.get(strike).status_code == 403
    assert "没有交付的订单终止" in page(reviewer, strike)
    assert reviewer.post(strike, {**guard(reviewer, strike), "reason": "出具假报告"}).status_code == 302
    entry.refresh_from_db()
    order.refresh_from_db()
    assert (entry.state, order.state) == (ProviderStanding.STRUCK_OFF, OrderState.STOPPED)
    assert "出具假报告" in page(officer, url)


def test_a_change_of_account_waits_for_an_officer_who_sees_only_the_last_digits() -> None:
    world = World()
    entry = world.provider
    change = services.provider_account_change(
        actor=world.manager,
        provider=entry,
        payee_name=world.lab.name,
        bank_name="虚构银行新支行",
        bank_account="6222000000009999",
        reason="换了开户行",
    )
    client = browser(world.officer)
    assert world.lab.name in page(client, reverse("vouchers:office_providers"), account="asked")
    assert "确认之前不结算" in page(client, reverse("vouchers:office_provider", args=[entry.pk]))
    act = reverse("vouchers:office_account_act", args=[entry.pk, change.pk, "confirm"])
    shown = client.get(act)
    assert "…9999" in words(shown) and "换了开户行" in words(shown) and "6222" not in shown.content.decode()
    assert client.post(act, guard(client, act)).status_code == 302
    entry.refresh_from_db()
    assert entry.bank_account_tail == "9999"
    again = client.get(act)
    assert again.status_code == 200
    assert client.post(act, guard(client, act)).status_code == 409


def test_a_change_that_is_not_this_providers_is_not_found() -> None:
    world = World()
    act = reverse("vouchers:office_account_act", args=[world.provider.pk, 999, "confirm"])
    assert browser(world.officer).get(act).status_code == 404


def test_nobody_in_the_department_acts_on_what_their_own_organisation_holds() -> None:
    world = World()
    order = world.at(OrderState.DISPUTED)
    account = posted(world.department, Role.OFFICER)
    membership_add(actor=SYSTEM, account=account, organisation=world.firm, standing=Standing.MEMBER)
    client = browser(actor(account))
    act = reverse("vouchers:office_order_act", args=[order.number, "uphold"])
    shown = client.get(reverse("vouchers:office_order", args=[order.number]))
    assert shown.status_code == 200 and act not in shown.content.decode()
    assert client.get(act).status_code == 403
