"""The proof over everything: it holds, and it finds what somebody did behind its back."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed
from zhongchuang.ledger.models import Account, TransferKind
from zhongchuang.ledger.selectors import books_check
from zhongchuang.ledger.services import transfer_post
from zhongchuang.vouchers import cli, jobs, services
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import Order, Voucher
from zhongchuang.vouchers.selectors import vouchers_proof
from zhongchuang.vouchers.tests.worlds import BOOKS, YUAN, World, check_proof

pytestmark = pytest.mark.django_db


def test_a_busy_world_proves_true_and_so_do_the_books() -> None:
    world = World()
    voucher = world.voucher(100_000 * YUAN)
    for state in (OrderState.PLACED, OrderState.DELIVERED, OrderState.CONFIRMED, OrderState.REDEEMED):
        world.at(state, voucher)
    services.order_refund(
        actor=world.officer,
        order=Order.objects.get(state="redeemed"),
        amount=1_000 * YUAN,
        reason="少做一项",
    )
    proof = vouchers_proof()
    assert proof.ok
    assert proof.whole.pots == (81_000 * YUAN, 15_000 * YUAN, 4_000 * YUAN, 0, 0)
    assert books_check().ok
    assert CliRunner().invoke(cli.check).exit_code == 0


def test_an_order_changed_behind_its_back_is_found_by_both_checks() -> None:
    world = World()
    voucher = world.voucher(100_000 * YUAN)
    order = world.at(OrderState.REDEEMED, voucher)
    Order.objects.filter(pk=order.pk).update(redeemed=1)
    (found,) = vouchers_proof().found
    assert voucher.number in found.wording.zh
    assert "4,999" in found.wording.zh or "5000" in found.wording.zh or "5,000" in found.wording.zh
    told = CliRunner().invoke(cli.check)
    assert (told.exit_code, voucher.number in told.output) == (1, True)
    assert [fault.kind.value for fault in books_check().faults] == ["above"]
    assert voucher.number in books_check().faults[0].wording.zh


def test_money_moved_past_the_voucher_is_found() -> None:
    world = World()
    voucher = world.voucher(100 * YUAN)
    transfer_post(
        actor=BOOKS,
        key="past-it",
        kind=TransferKind.EXPIRE,
        debit=Account.objects.get(pk=voucher.account_id),
        credit=Account.objects.get(pk=world.budget.account_id),
        amount=30 * YUAN,
        on=clock.today(),
        basis="X",
    )
    assert {one.pot.value for one in vouchers_proof().found} == {"available", "returned"}


def test_the_table_itself_refuses_pots_that_do_not_add_up() -> None:
    voucher = World().voucher(100 * YUAN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).update(available=1)
    check_proof()


def test_the_daily_tasks_log_what_they_found() -> None:
    World().voucher(100 * YUAN)
    assert jobs.prove_vouchers.func("2026-11-22") is True
    assert jobs.expire_vouchers.func("2026-11-22") == 0
    assert jobs.move_due_orders.func("2026-11-22") == 0
    entry = AuditEntry.objects.get(verb="vouchers.vouchers_prove")
    assert entry.after is not None
    assert (entry.after["vouchers"], entry.after["found"]) == (1, [])


def test_who_may_have_it_proven() -> None:
    world = World()
    with pytest.raises(NotAllowed):
        services.vouchers_prove(actor=world.officer)
    assert services.vouchers_prove(actor=BOOKS).ok
