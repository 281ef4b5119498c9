"""The provider's pages: what waits, the delivery with its papers, the counter where a code is redeemed once, the entry."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhongchuang.clearance.invoices.tests.builders import xml
from zhongchuang.ledger.tests.payments import BANK_ACCOUNT
from zhongchuang.parties.models import Standing
from zhongchuang.vouchers import services
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import AccountChange, Order, Provider, ProviderStanding
from zhongchuang.vouchers.tests.browsing import browser, guard, page, words
from zhongchuang.vouchers.tests.worlds import YUAN, World, a_firm, belongs, check_proof, unboxed

pytestmark = pytest.mark.django_db


def test_the_counter_shows_what_waits_and_the_money_in_each_state() -> None:
    world = World()
    voucher = world.voucher(100_000 * YUAN)
    placed = world.at(OrderState.PLACED, voucher)
    world.at(OrderState.REDEEMED, voucher)
    shown = page(browser(world.counter), reverse("vouchers:counter"))
    assert "扫码核销" in shown and "在库" in shown
    assert "待接单 1 5,000.00" in shown and "待结算 1 5,000.00" in shown
    assert placed.number in shown and "请在" in shown
    listed = page(browser(world.counter), reverse("vouchers:counter_orders"), state="redeemed")
    assert placed.number not in listed and "待结算" in listed
    other = page(browser(belongs(a_firm())), reverse("vouchers:counter"))
    assert "还不在名录里" in other and placed.number not in other


def test_a_long_list_of_orders_is_cut_by_key_and_comes_back() -> None:
    world = World(year_cap=3_000_000)
    voucher = world.voucher(900_000 * YUAN)
    numbers = [world.order(voucher, 1_000 * YUAN).number for _ in range(23)]
    client, url = browser(world.counter), reverse("vouchers:counter_orders")
    first = client.get(url).content.decode()
    assert numbers[22] in first and numbers[3] in first and numbers[2] not in first
    onward = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    second = client.get(url + onward).content.decode()
    assert numbers[2] in second and numbers[3] not in second and 'rel="next"' not in second
    back = second.partition('rel="prev"')[0].rpartition('href="')[2].partition('"')[0]
    again = client.get(url + back).content.decode()
    assert numbers[22] in again and numbers[2] not in again and 'rel="prev"' not in again


def test_an_order_is_taken_with_one_press_and_declined_with_a_reason() -> None:
    world = World()
    taken, left = world.order(), world.order()
    client, url = browser(world.counter), reverse("vouchers:counter_order", args=[taken.number])
    assert "接单" in page(client, url)
    act = reverse("vouchers:counter_order_act", args=[taken.number, "accept"])
    assert client.post(act, guard(client, url)).status_code == 302
    taken.refresh_from_db()
    assert taken.state == OrderState.ACCEPTED
    act = reverse("vouchers:counter_order_act", args=[left.number, "decline"])
    assert client.post(act, {**guard(client, act), "reason": ""}).status_code == 422
    assert client.post(act, {**guard(client, act), "reason": "设备停机"}).status_code == 302
    left.refresh_from_db()
    assert left.state == OrderState.DECLINED
    check_proof()


def test_a_delivery_takes_its_papers_reads_the_invoice_and_then_goes_out() -> None:
    world = World()
    order = services.order_accept(actor=world.counter, order=world.order(price=10_000 * YUAN))
    client, url = browser(world.counter), reverse("vouchers:deliver", args=[order.number])
    bare = client.post(url, {**guard(client, url), "delivery": "报告已交"})
    assert bare.status_code == 422 and "证明材料" in words(bare) and "报告已交" in bare.content.decode()
    papers = reverse("vouchers:paper_add", args=[order.number])
    theirs = world.invoice(8_000 * YUAN, buyer=world.invoice(1).seller)
    with unboxed():
        wrong = client.post(papers, {**_key(client, url), "kind": "invoice", "file": _xml(xml(theirs))})
        assert wrong.status_code == 409 and "购买方" in words(wrong)
        good = client.post(
            papers,
            {**_key(client, url), "kind": "invoice", "file": _xml(xml(world.invoice(8_000 * YUAN)))},
        )
    assert good.status_code == 302
    shown = page(client, url)
    assert "价税合计 8,000.00 元" in shown
    assert client.post(url, {**guard(client, url), "delivery": "报告已交"}).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.invoiced) == (OrderState.DELIVERED, 8_000 * YUAN)
    told = page(client, reverse("vouchers:counter_order", args=[order.number]))
    assert "发票比约定低" in told and "4,000.00" in told


def test_a_paper_is_taken_away_again_and_nothing_chosen_is_said_at_the_box() -> None:
    world = World()
    order = services.order_accept(actor=world.counter, order=world.order())
    client, url = browser(world.counter), reverse("vouchers:deliver", args=[order.number])
    papers = reverse("vouchers:paper_add", args=[order.number])
    empty = client.post(papers, {**_key(client, url), "kind": "contract", "number": "HT-1"})
    assert (
        empty.status_code == 422 and "请选择文件" in words(empty) and 'value="HT-1"' in empty.content.decode()
    )
    file = SimpleUploadedFile("合同.pdf", b"%PDF-1.7 contract")
    client.post(papers, {**_key(client, url), "kind": "contract", "number": "HT-1", "file": file})
    paper = order.papers.get()
    assert "合同编号 HT-1" in page(client, url)
    remove = reverse("vouchers:paper_remove", args=[order.number, paper.pk])
    assert client.post(remove, _key(client, url)).status_code == 302
    paper.refresh_from_db()
    assert paper.removed_at is not None and "合同编号 HT-1" not in page(client, url)


def _xml(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("发票.xml", data)


def _key(client: object, url: str) -> dict[str, str]:
    found = guard(client, url)  # type: ignore[arg-type]  # a Client
    return {"idempotency_key": found["idempotency_key"]}


def test_the_code_typed_in_groups_shows_the_order_first_and_is_redeemed_once() -> None:
    world = World()
    order = world.at(OrderState.CONFIRMED)
    shown = services.order_show_code(actor=world.holder, order=order)
    client, other = browser(world.counter), browser(belongs(world.lab, Standing.MEMBER))
    url = reverse("vouchers:redeem")
    typed = shown.written.lower().replace("0", "o")
    look = client.post(url, {**guard(client, url), "code": typed})
    told = words(look)
    assert look.status_code == 200 and world.firm.name in told and "5,000.00" in told and "核对后核销" in told
    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED
    second_look = other.post(url, {**guard(other, url), "code": shown.code})
    assert second_look.status_code == 200
    form = {**guard(client, url), "code": typed, "redeem": "yes"}
    done = [client.post(url, form, follow=True) for _ in range(2)]
    assert all("已核销 5,000.00 元" in words(one) for one in done)
    late = other.post(url, {**guard(other, url), "code": shown.code, "redeem": "yes"})
    assert late.status_code == 409 and "待结算" in words(late) and "不能核销" in words(late)
    assert other.post(url, {**guard(other, url), "code": shown.code}).status_code == 409
    order.refresh_from_db()
    assert (order.state, order.redeemed) == (OrderState.REDEEMED, 5_000 * YUAN)
    check_proof()


def test_a_code_that_is_none_a_strangers_or_replaced_is_said_and_stays_in_the_box() -> None:
    world = World()
    order = world.at(OrderState.CONFIRMED)
    old = services.order_show_code(actor=world.holder, order=order).written
    services.order_show_code(actor=world.holder, order=order)
    client, url = browser(world.counter), reverse("vouchers:redeem")
    for code, status, told in (
        ("1234", 422, "这不是核销码"),
        (old, 409, "换了新的"),
        ("", 422, "这个字段"),
    ):
        refused = client.post(url, {**guard(client, url), "code": code})
        assert refused.status_code == status, code
        assert code in refused.content.decode()
        if told != "这个字段":
            assert told in words(refused)
    stranger = browser(belongs(a_firm()))
    refused = stranger.post(url, {**guard(stranger, url), "code": old})
    assert refused.status_code == 422 and "不是向本机构下的" in words(refused)


def test_a_lab_asks_to_be_listed_is_returned_and_asks_again() -> None:
    world = World()
    _ = world.scheme
    manager = world.manager
    client, url = browser(manager), reverse("vouchers:counter_register")
    assert "为哪个单位申请入库" in page(client, url) and world.lab.name in page(client, url)
    about: dict[str, int | str] = {"organisation": world.lab.pk, "scheme": "trial"}
    said = {
        **about,
        "department": world.department.pk,
        "introduction": "虚构的实验室",
        "contact": "024-00000000",
        "payee_name": world.lab.name,
        "bank_name": "虚构银行测试支行",
        "bank_account": BANK_ACCOUNT,
    }
    bare = client.post(url, {**said, **guard(client, url, **about)})
    assert bare.status_code == 422 and "至少写一种服务" in words(bare) and "虚构的实验室" in words(bare)
    sent = client.post(url, {**said, "title_testing": "材料检测", **guard(client, url, **about)}, follow=True)
    entry = Provider.objects.get()
    assert "正在等主管部门审核" in words(sent) and "…2345" in words(sent)
    assert BANK_ACCOUNT.replace(" ", "") not in sent.content.decode()
    services.provider_return(actor=world.officer, provider=entry, reason="缺资质证书")
    returned = page(client, reverse("vouchers:counter_provider", args=[entry.pk]))
    assert "缺资质证书" in returned and "改好再申请" in returned
    assert 'value="材料检测"' in client.get(url, about).content.decode()
    again = client.post(url, {**said, "title_testing": "材料检测", **guard(client, url, **about)})
    assert again.status_code == 302
    entry.refresh_from_db()
    assert entry.state == ProviderStanding.ASKED


def test_who_manages_nothing_is_told_how_to_begin() -> None:
    world = World()
    _ = world.scheme
    assert "还没有管理的单位" in page(browser(world.counter), reverse("vouchers:counter_register"))


def test_services_come_and_go_and_the_account_changes_by_the_manager_alone() -> None:
    world = World()
    provider = world.provider
    client = browser(world.manager)
    entry = reverse("vouchers:counter_provider", args=[provider.pk])
    add = reverse("vouchers:service_add", args=[provider.pk])
    empty = client.post(add, {**guard(client, entry), "service": "research", "title": ""})
    assert empty.status_code == 422
    form = {**guard(client, entry), "service": "research", "title": "配方研发"}
    assert [client.post(add, form).status_code for _ in range(2)] == [302, 302]
    made = provider.services.get(service="research")
    end = reverse("vouchers:service_end", args=[provider.pk, made.pk])
    assert client.post(end, {"idempotency_key": "end-of-a-service"}).status_code == 302
    assert "起停止" in page(client, entry)
    account = reverse("vouchers:counter_account", args=[provider.pk])
    said = {"payee_name": world.lab.name, "bank_name": "虚构银行新支行", "bank_account": "6222000000009999"}
    missing = client.post(account, {**guard(client, account), **said, "reason": ""})
    assert missing.status_code == 422 and "虚构银行新支行" in missing.content.decode()
    done = client.post(account, {**guard(client, account), **said, "reason": "换了开户行"}, follow=True)
    assert "…9999，等主管部门核对" in words(done) and AccountChange.objects.count() == 1
    member = browser(world.counter)
    assert member.get(account).status_code == 403 and member.post(add, form).status_code == 403
    assert browser(world.holder).get(entry).status_code == 404


def test_nobody_else_opens_or_delivers_an_order() -> None:
    world = World()
    order = services.order_accept(actor=world.counter, order=world.order())
    for name in ("counter_order", "deliver"):
        url = reverse(f"vouchers:{name}", args=[order.number])
        assert browser(world.counter).get(url).status_code == 200
        for other in (world.holder, world.officer, belongs(a_firm())):
            assert browser(other).get(url).status_code == 404
    assert Order.objects.get().state == OrderState.ACCEPTED
