"""A delivery rests on papers: the invoice is read and checked, counts once everywhere, and says what the order cost."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.clearance.invoices.checks import key_of
from zhongchuang.clearance.invoices.model import Party
from zhongchuang.clearance.invoices.tests.builders import a_code, xml
from zhongchuang.clearance.models import Claim
from zhongchuang.clearance.services import claims_take
from zhongchuang.core import clock
from zhongchuang.core.errors import NotAllowed
from zhongchuang.vouchers import services
from zhongchuang.vouchers.errors import (
    EvidenceMissing,
    InvoiceMissing,
    InvoiceRefused,
    PaperRefused,
    SecondPersonNeeded,
    TooLate,
    WrongState,
)
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import Order
from zhongchuang.vouchers.selectors import papers_of
from zhongchuang.vouchers.services.delivering import contract_keys
from zhongchuang.vouchers.tests.worlds import BOOKS, YUAN, World, check_proof, unboxed, upload

pytestmark = pytest.mark.django_db


def deliver(world: World, order: Order) -> Order:
    return services.order_deliver(actor=world.counter, order=order, delivery="报告一份")


def test_delivered_on_an_invoice_that_is_claimed_for_this_order_alone() -> None:
    world = World()
    order = world.at(OrderState.ACCEPTED)
    invoice = world.invoice(9_000 * YUAN)
    world.with_invoice(order, invoice)
    done = deliver(world, order)
    assert (done.state, done.invoiced, done.delivered_on) == ("delivered", 9_000 * YUAN, clock.today())
    claim = Claim.objects.get(released_at=None)
    assert (claim.holder, claim.key) == (f"order:{order.number}", key_of(invoice.number).digest)


def test_read_in_its_own_process_as_the_counter_does_it() -> None:
    world = World()
    order = world.at(OrderState.ACCEPTED)
    paper = services.order_paper_add(
        actor=world.counter,
        order=order,
        kind="invoice",
        upload=upload(xml(world.invoice(9_000 * YUAN)), "发票.xml"),
    )
    assert paper.said["invoice"]["total"] == 9_000 * YUAN


def test_without_papers_or_without_an_invoice_nothing_is_delivered() -> None:
    world = World()
    order = world.at(OrderState.ACCEPTED)
    with pytest.raises(EvidenceMissing):
        deliver(world, order)
    services.order_paper_add(actor=world.counter, order=order, kind="report", upload=upload(b"report"))
    with pytest.raises(InvoiceMissing):
        deliver(world, order)
    assert Order.objects.get().state == "accepted"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"buyer": Party("虚构别家公司", a_code(77))}, "购买方"),
        ({"seller": Party("虚构别家检测", a_code(78))}, "销售方"),
        ({"issued_on": dt.date(2026, 1, 5)}, "早于"),
        ({"red": True}, "红字"),
    ],
)
def test_an_invoice_that_cannot_count_is_refused_when_it_is_added(
    changes: dict[str, object], told: str
) -> None:
    world = World()
    order = world.at(OrderState.ACCEPTED)
    bad = world.invoice(-9_000 * YUAN if "red" in changes else 9_000 * YUAN, **changes)
    with pytest.raises(InvoiceRefused, match=told):
        world.with_invoice(order, bad)
    assert papers_of(order) == []


def test_the_same_invoice_twice_in_one_delivery() -> None:
    world = World()
    order = world.at(OrderState.ACCEPTED)
    invoice = world.invoice(9_000 * YUAN)
    world.with_invoice(order, invoice)
    with pytest.raises(InvoiceRefused, match="2 次"):
        world.with_invoice(order, invoice)
    assert len(papers_of(order)) == 1


def test_a_file_that_is_no_invoice_is_a_sentence() -> None:
    world = World()
    order = world.at(OrderState.ACCEPTED)
    bomb = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'">]><a>&b;&b;</a>'
    for data in (b"\x89PNG\r\n", bomb, b"nothing"):
        with unboxed(), pytest.raises(PaperRefused):
            services.order_paper_add(
                actor=world.counter, order=order, kind="invoice", upload=upload(data, "发票.xml")
            )
    assert papers_of(order) == []


def test_an_invoice_used_elsewhere_is_refused_without_saying_where() -> None:
    world = World()
    order = world.at(OrderState.ACCEPTED)
    invoice = world.invoice(9_000 * YUAN)
    claims_take(actor=BOOKS, holder="case:GS-2026-SECRET", claims=[key_of(invoice.number)])
    with pytest.raises(InvoiceRefused, match="已用于别的申报或创新券") as refused:
        world.with_invoice(order, invoice)
    assert invoice.number in refused.value.what.zh
    assert "GS-2026-SECRET" not in refused.value.what.zh + refused.value.what.en
    assert papers_of(order) == []


def test_an_invoice_used_elsewhere_after_it_was_added_is_refused_at_the_delivery() -> None:
    world = World()
    order = world.at(OrderState.ACCEPTED)
    invoice = world.invoice(9_000 * YUAN)
    world.with_invoice(order, invoice)
    claims_take(actor=BOOKS, holder="case:GS-2026-SECRET", claims=[key_of(invoice.number)])
    with pytest.raises(InvoiceRefused) as refused:
        deliver(world, order)
    assert invoice.number in refused.value.what.zh
    assert "GS-2026-SECRET" not in refused.value.what.zh + refused.value.what.en
    assert Order.objects.get().state == "accepted"


def test_one_invoice_in_two_orders() -> None:
    world = World()
    voucher = world.voucher()
    first, second = (world.at(OrderState.ACCEPTED, voucher) for _ in range(2))
    invoice = world.invoice(9_000 * YUAN)
    world.with_invoice(first, invoice)
    world.with_invoice(second, invoice)
    deliver(world, first)
    with pytest.raises(InvoiceRefused):
        deliver(world, second)
    services.order_dispute(actor=world.holder, order=first, reason="没有做")
    services.order_reject(actor=world.officer, order=first, reason="查明没有做")
    assert deliver(world, second).state == "delivered"  # what came to nothing holds nothing
    check_proof()


def test_a_contract_meets_the_same_one_in_a_case() -> None:
    world = World()
    order = world.at(OrderState.ACCEPTED)
    world.with_invoice(order, world.invoice(9_000 * YUAN))
    services.order_paper_add(
        actor=world.counter, order=order, kind="contract", upload=upload(b"c"), number="HT-2026-9"
    )
    claims_take(actor=BOOKS, holder="case:OTHER", claims=contract_keys(["ht-2026-9"], [world.firm.uscc]))
    with pytest.raises(InvoiceRefused, match="合同 HT-2026-9") as refused:
        deliver(world, order)
    assert "OTHER" not in refused.value.what.zh


def test_papers_are_the_providers_until_the_delivery() -> None:
    world = World()
    order = world.at(OrderState.ACCEPTED)
    with pytest.raises(PaperRefused):
        services.order_paper_add(actor=world.holder, order=order, kind="report", upload=upload(b"x"))
    with pytest.raises(NotAllowed):
        services.order_paper_add(actor=world.officer, order=order, kind="report", upload=upload(b"x"))
    world.with_invoice(order, world.invoice(9_000 * YUAN))
    (paper,) = papers_of(order)
    services.order_paper_remove(actor=world.counter, paper=paper)
    assert papers_of(order) == []
    world.delivered(order)
    with pytest.raises(PaperRefused):
        services.order_paper_remove(actor=world.counter, paper=papers_of(order)[0])


def test_both_sides_add_papers_while_an_officer_looks() -> None:
    world = World()
    order = world.at(OrderState.DISPUTED)
    for who in (world.holder, world.counter):
        services.order_paper_add(actor=who, order=order, kind="other", upload=upload(b"letter"))
    with unboxed(), pytest.raises(PaperRefused):
        services.order_paper_add(
            actor=world.counter,
            order=order,
            kind="invoice",
            upload=upload(xml(world.invoice(100)), "发票.xml"),
        )


def test_sent_back_and_delivered_anew() -> None:
    world = World()
    order = world.at(OrderState.DELIVERED)
    services.order_send_back(actor=world.holder, order=order, reason="缺图")
    again = deliver(world, order)
    assert again.state == "delivered"
    assert Claim.objects.filter(released_at=None).count() == 1


def test_too_late_to_deliver() -> None:
    world = World()
    order = world.at(OrderState.ACCEPTED)
    world.with_invoice(order, world.invoice(9_000 * YUAN))
    with clock.use_date(order.finish_by + dt.timedelta(days=1)), pytest.raises(TooLate):
        deliver(world, order)


def test_the_officer_upholds_and_nobody_of_either_side_does() -> None:
    world = World()
    order = world.at(OrderState.DISPUTED)
    for who in (world.holder, world.counter, world.finance, world.reviewer):
        with pytest.raises(NotAllowed):
            services.order_uphold(actor=who, order=order, reason="属实")
    assert services.order_uphold(actor=world.officer, order=order, reason="属实").state == "confirmed"
    with pytest.raises(WrongState):
        services.order_reject(actor=world.officer, order=order, reason="迟了")


def test_withheld_by_one_released_by_another() -> None:
    world = World()
    order = world.at(OrderState.WITHHELD)
    with pytest.raises(NotAllowed):
        services.order_release(actor=world.officer, order=order, reason="可以")
    assert services.order_release(actor=world.reviewer, order=order, reason="看过").state == "redeemed"


def test_who_struck_a_provider_off_does_not_release_its_orders() -> None:
    world = World()
    order = world.at(OrderState.REDEEMED)
    services.provider_strike_off(actor=world.reviewer, provider=world.provider, reason="虚开")
    with pytest.raises(SecondPersonNeeded):
        services.order_release(actor=world.reviewer, order=order, reason="看过")


def test_an_order_that_ends_after_it_was_sent_back_gives_its_invoice_free() -> None:
    world = World()
    order = world.at(OrderState.ACCEPTED)
    world.with_invoice(order, world.invoice(9_000 * YUAN))
    services.order_send_back(actor=world.holder, order=deliver(world, order), reason="缺图")
    assert Claim.objects.filter(released_at=None).count() == 1
    services.order_cancel(actor=world.holder, order=Order.objects.get(), reason="不做了")
    assert not Claim.objects.filter(released_at=None).exists()
    check_proof()
