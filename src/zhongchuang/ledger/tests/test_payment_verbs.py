"""A payment from the decision to the account: held, signed by another, batched after a check, answered by the bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import IntegrityError

from zhongchuang.core import clock
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import InvalidInput, NotAllowed, Refused
from zhongchuang.core.locks import StaleVersion
from zhongchuang.ledger.errors import (
    BudgetLapsed,
    NotEnough,
    OnRoute,
    OrderNotThere,
    PartThere,
    SameOfficer,
    WrongState,
)
from zhongchuang.ledger.models import Account, OrderState, PaymentBatch, PaymentOrder, Transfer
from zhongchuang.ledger.services.batches import batch_make
from zhongchuang.ledger.services.budgets import budget_lapse
from zhongchuang.ledger.services.orders import decrypt_account
from zhongchuang.ledger.services.payments import (
    payment_cancel,
    payment_commit,
    payment_release,
    payment_stop,
    payments_release,
)
from zhongchuang.ledger.services.routes import (
    payment_confirm_local,
    payment_hand_on,
    payments_hand_down,
)
from zhongchuang.ledger.tests.factory import FINANCE, OFFICER, REVIEWER
from zhongchuang.ledger.tests.payments import (
    BANK_ACCOUNT,
    DAY,
    DOCUMENT,
    SIGNER,
    YUAN,
    make_batch,
    make_order,
    make_programme,
    make_signed,
    no_objection,
    state_of,
)

pytestmark = pytest.mark.django_db


def account_of(order: PaymentOrder) -> Account:
    return Account.objects.get(pk=order.budget.account_id)


def test_a_promise_holds_the_money_and_one_fen_more_is_refused() -> None:
    budget = make_programme(1_000 * YUAN)
    make_order(budget, 1_000 * YUAN - 1)
    with pytest.raises(NotEnough) as refused:
        make_order(budget, 2)
    assert "可用 0.01 元" in refused.value.zh and "需要 0.02 元" in refused.value.zh
    assert account_of(make_order(budget, 1)).available == 0


def test_the_account_number_is_encrypted_and_its_tail_is_shown() -> None:
    order = make_order(make_programme())
    kept = PaymentOrder.objects.values("bank_account", "bank_account_tail").get(pk=order.pk)
    assert kept["bank_account_tail"] == "2345"
    assert "0012345" not in kept["bank_account"]
    assert decrypt_account(kept["bank_account"]) == BANK_ACCOUNT.replace(" ", "")
    for entry in AuditEntry.objects.all():
        assert "0012345" not in str(entry.after) and order.payee_name not in str(entry.after)


@pytest.mark.parametrize("given", ["", "12", "6222；DROP", "6222" * 10])
def test_what_is_no_account_number_is_refused(given: str) -> None:
    budget = make_programme()
    with pytest.raises(InvalidInput, match="银行账号"):
        payment_commit(
            actor=REVIEWER,
            key=None,
            case="C",
            part="一次",
            budget=budget,
            payee_ref="organisation:1",
            payee_name="虚构",
            bank_name="虚构银行",
            bank_account=given,
            amount=1,
            purpose="补助",
            clause="a#b",
            clearance="Q",
        )


def test_a_part_of_a_case_is_promised_once() -> None:
    budget = make_programme()
    order = make_order(budget, case="C1")
    with pytest.raises(PartThere):
        make_order(budget, case="C1")
    assert make_order(budget, case="C1", part="尾款")
    payment_cancel(actor=REVIEWER, order=order, reason="重做")
    assert make_order(budget, case="C1")


def test_the_same_request_under_the_same_key_is_one_payment() -> None:
    budget = make_programme()

    def commit() -> PaymentOrder:
        return payment_commit(
            actor=REVIEWER,
            key="same-key-1",
            case="C1",
            part="一次",
            budget=budget,
            payee_ref="organisation:1",
            payee_name="虚构",
            bank_name="虚构银行",
            bank_account=BANK_ACCOUNT,
            amount=5,
            purpose="补助",
            clause="a#b",
            clearance="Q",
        )

    assert commit() == commit()
    assert account_of(commit()).held_dr == 5


@pytest.mark.parametrize("field", ["clause", "clearance", "case", "purpose"])
def test_no_payment_without_its_clause_and_its_clearance(field: str) -> None:
    values: dict[str, Any] = {
        "case": "C",
        "part": "一次",
        "payee_ref": "organisation:1",
        "payee_name": "虚构",
        "bank_name": "虚构银行",
        "bank_account": BANK_ACCOUNT,
        "purpose": "补助",
        "clause": "a#b",
        "clearance": "Q",
    }
    budget = make_programme()
    with pytest.raises(InvalidInput):
        payment_commit(actor=REVIEWER, key=None, budget=budget, amount=1, **{**values, field: " "})
    assert not Transfer.objects.filter(kind="hold").exists()


def test_whoever_promised_does_not_sign_not_even_past_the_verb() -> None:
    order = make_order(make_programme())
    with pytest.raises(NotAllowed):
        payment_release(actor=REVIEWER, order=order, expected_version=order.row_version)
    PaymentOrder.objects.filter(pk=order.pk).update(committed_by="person:4")
    with pytest.raises(SameOfficer):
        payment_release(actor=SIGNER, order=order, expected_version=order.row_version)
    with pytest.raises(IntegrityError):
        PaymentOrder.objects.filter(pk=order.pk).update(released_by="person:4")


def test_signing_many_is_all_or_none() -> None:
    budget = make_programme()
    first, second = make_order(budget), make_order(budget)
    payment_cancel(actor=REVIEWER, order=second, reason="撤回")
    with pytest.raises(WrongState, match="已取消"):
        payments_release(actor=SIGNER, orders={first.pk: None, second.pk: None})
    assert state_of(first) == OrderState.COMMITTED
    with pytest.raises(StaleVersion):
        payments_release(actor=SIGNER, orders={first.pk: first.row_version + 1})
    with pytest.raises(OrderNotThere):
        payments_release(actor=SIGNER, orders={first.pk: None, 99999: None})
    with pytest.raises(OrderNotThere):
        payments_release(actor=SIGNER, orders={})


def test_a_cancelled_payment_frees_its_money_once() -> None:
    budget = make_programme(1_000 * YUAN)
    order = make_order(budget, 1_000 * YUAN)
    payment_cancel(actor=REVIEWER, order=order, reason="撤销决定")
    assert account_of(order).available == 1_000 * YUAN
    with pytest.raises(WrongState):
        payment_cancel(actor=REVIEWER, order=order, reason="再撤一次")
    with pytest.raises(NotAllowed):
        payment_cancel(actor=OFFICER, order=make_order(budget), reason="x")


def test_a_batch_asks_the_clearance_of_every_payment_and_stops_as_a_whole() -> None:
    budget = make_programme()
    orders = [make_signed(budget) for _ in range(3)]
    asked: list[str] = []

    def check(found: Sequence[PaymentOrder]) -> None:
        asked.extend(order.clearance for order in found)
        raise Refused("查重结论已失效。", "The clearance is void.")

    with pytest.raises(Refused, match="查重结论已失效"):
        batch_make(actor=FINANCE, orders={order.pk: None for order in orders}, key=None, check=check)
    assert asked == [order.clearance for order in orders]
    assert not PaymentBatch.objects.exists()
    assert {state_of(order) for order in orders} == {OrderState.RELEASED}


def test_only_signed_payments_go_into_a_batch_and_into_one() -> None:
    budget = make_programme()
    with pytest.raises(WrongState, match="已冻结"):
        make_batch([make_order(budget)])
    order = make_signed(budget)
    make_batch([order])
    with pytest.raises(WrongState, match="已送银行"):
        make_batch([order])
    with pytest.raises(OnRoute):
        make_batch([make_signed(budget, route=["990100"])])


def test_money_goes_down_by_province_city_and_county_step_by_step() -> None:
    budget = make_programme(1_000 * YUAN)
    order = make_signed(budget, 600 * YUAN, route=["990100", "990102"])
    day = clock.today()
    payments_hand_down(
        actor=FINANCE, orders={order.pk: None}, document=DOCUMENT, on=day, key=None, check=no_objection
    )
    order.refresh_from_db()
    assert (order.state, order.place_now) == (OrderState.HANDED_DOWN, "990100")
    assert Account.objects.get(code="place:990100").balance == 600 * YUAN
    with pytest.raises(WrongState, match="还没有到最后一级"):
        payment_confirm_local(
            actor=FINANCE,
            order=order,
            document="市财〔2026〕2号",
            on=clock.today(),
            expected_version=order.row_version,
        )
    order = payment_hand_on(
        actor=FINANCE, order=order, document="市财〔2026〕2号", on=day, expected_version=order.row_version
    )
    assert Account.objects.get(code="place:990100").balance == 0
    with pytest.raises(WrongState, match="已到最后一级"):
        payment_hand_on(
            actor=FINANCE,
            order=order,
            document="县财〔2026〕3号",
            on=clock.today(),
            expected_version=order.row_version,
        )
    order = payment_confirm_local(
        actor=FINANCE, order=order, document="县财〔2026〕3号", on=day, expected_version=order.row_version
    )
    assert (order.state, order.place_now, order.paid_on) == (OrderState.PAID, "", day)
    assert Account.objects.get(code="place:990102").balance == 0
    assert Account.objects.get(pk=order.payee_id).balance == 600 * YUAN
    told = Transfer.objects.filter(basis=order.number).order_by("pk").values_list("kind", "memo")
    assert list(told) == [
        ("hold", order.case),
        ("post", DOCUMENT),
        ("hand_down", "市财〔2026〕2号"),
        ("pay_on", "县财〔2026〕3号"),
    ]


def test_handing_down_asks_the_clearance_and_takes_no_direct_payment() -> None:
    budget = make_programme()
    routed, direct = make_signed(budget, route=["990100"]), make_signed(budget)

    def void(_orders: Sequence[PaymentOrder]) -> None:
        raise Refused("查重结论已失效。", "The clearance is void.")

    with pytest.raises(Refused, match="失效"):
        payments_hand_down(
            actor=FINANCE, orders={routed.pk: None}, document="x", on=clock.today(), key=None, check=void
        )
    with pytest.raises(OnRoute, match="直接付到账户"):
        payments_hand_down(
            actor=FINANCE,
            orders={direct.pk: None},
            document="x",
            on=clock.today(),
            key=None,
            check=no_objection,
        )
    assert Account.objects.get(code="place:990100").balance == 0


def test_a_case_is_stopped_where_its_money_has_not_left() -> None:
    budget = make_programme()
    sent, held = make_order(budget, case="C9", part="一"), make_order(budget, case="C9", part="二")
    payments_release(actor=SIGNER, orders={sent.pk: None})
    make_batch([sent])
    stopped, beyond = payment_stop(actor=REVIEWER, case="C9", reason="发现材料造假")
    assert ([one.pk for one in stopped], [one.pk for one in beyond]) == ([held.pk], [sent.pk])
    assert state_of(held) == OrderState.CANCELLED
    assert state_of(sent) == OrderState.SENT


def test_a_lapsed_budget_takes_no_new_hold_and_frees_what_is_cancelled_to_the_source() -> None:
    budget = make_programme(1_000 * YUAN)
    order = make_order(budget, 400 * YUAN)
    year = budget.parent
    assert year is not None
    year.refresh_from_db()
    budget_lapse(
        actor=FINANCE, budget=year, basis="虚构财〔2026〕99号", on=DAY, expected_version=year.row_version
    )
    assert account_of(order).balance == account_of(order).held_dr == 400 * YUAN
    budget.refresh_from_db()
    with pytest.raises(BudgetLapsed, match="已年末结清"):
        make_order(budget, 1)
    payment_cancel(actor=REVIEWER, order=order, reason="撤销")
    assert account_of(order).balance == 0
    assert Account.objects.get(code="source:990000").balance == 0
