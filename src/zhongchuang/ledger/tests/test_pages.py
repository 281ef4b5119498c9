"""The pages of public money: what waits, ticked and done together, refused without losing what was typed, files that go out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhongchuang.core import clock
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import Refused
from zhongchuang.ledger.banking.batch_file import BOM
from zhongchuang.ledger.errors.payments import STATE_WORDS
from zhongchuang.ledger.gate import NoPaymentCheck, payment_check, use_check
from zhongchuang.ledger.models import BatchState, Budget, OrderState, PaymentBatch, PaymentOrder, ResultImport
from zhongchuang.ledger.tests.payments import (
    BANK_ACCOUNT,
    YUAN,
    answer,
    lines_of,
    make_batch,
    make_order,
    make_programme,
    make_signed,
    no_objection,
    result_file,
    state_of,
)
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import make_account, signed_in

pytestmark = pytest.mark.django_db
WHOLE_NUMBER = BANK_ACCOUNT.replace(" ", "")


@pytest.fixture
def finance() -> Client:
    return signed_in(make_account(Role.FINANCE))


def tick(*orders: PaymentOrder, key: str = "key-of-a-form", **more: object) -> dict[str, object]:
    """A list sent with payments ticked."""
    return {"order": [f"{one.pk}@{one.row_version}" for one in orders], "idempotency_key": key, **more}


def pile(client: Client, name: str, **query: str) -> str:
    answer_ = client.get(reverse("ledger:orders"), {"pile": name, **query})
    assert answer_.status_code == 200
    return answer_.content.decode()


def test_eighty_payments_are_signed_with_one_button(finance: Client) -> None:
    budget = make_programme()
    orders = [make_order(budget, 10 * YUAN) for _ in range(80)]
    page = pile(finance, "sign", tick="all")
    assert page.count('name="order"') == page.count(" checked") == 80
    done = finance.post(reverse("ledger:orders_sign"), tick(*orders), follow=True)
    assert "已会签 80 笔，共 800.00 元" in done.content.decode()
    assert not PaymentOrder.objects.exclude(state=OrderState.RELEASED).exists()


def test_one_that_cannot_be_signed_stops_all_and_the_ticks_stay(finance: Client) -> None:
    budget = make_programme()
    good, waits = make_order(budget), make_order(budget)
    PaymentOrder.objects.filter(pk=waits.pk).update(waits_for="中期检查")
    refused = finance.post(reverse("ledger:orders_sign"), tick(good, waits))
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "中期检查" in page
    assert re.search(rf'value="{good.pk}@1"[^>]*checked', page)
    assert state_of(good) == OrderState.COMMITTED


def test_a_list_older_than_a_payment_is_told_so(finance: Client) -> None:
    order = make_order(make_programme())
    PaymentOrder.objects.filter(pk=order.pk).update(row_version=7)
    assert finance.post(reverse("ledger:orders_sign"), tick(order)).status_code == 409
    assert state_of(order) == OrderState.COMMITTED


def test_the_button_twice_makes_one_batch_and_a_void_clearance_none(finance: Client) -> None:
    order = make_signed(make_programme())

    def void(_orders: Sequence[PaymentOrder]) -> None:
        raise Refused("查重结论已失效。", "The clearance is void.")

    with use_check(void):
        refused = finance.post(reverse("ledger:batch_make"), tick(order, key="first-key"))
    assert refused.status_code == 409 and "查重结论已失效" in refused.content.decode()
    with use_check(no_objection):
        sent = [finance.post(reverse("ledger:batch_make"), tick(order)) for _ in range(2)]
    assert sent[0].headers["Location"] == sent[1].headers["Location"]
    assert PaymentBatch.objects.count() == 1


def test_without_a_named_check_nothing_leaves(settings: Any) -> None:
    settings.ZHONGCHUANG_PAYMENT_CHECK = ""
    with pytest.raises(NoPaymentCheck):
        payment_check()


def test_whole_account_numbers_stand_in_the_file_for_the_bank_and_nowhere_else(finance: Client) -> None:
    order = make_signed(make_programme())
    batch = make_batch([order], exported=False)
    for url in (
        reverse("ledger:order", args=[order.pk]),
        reverse("ledger:batch", args=[batch.pk]),
        f"{reverse('ledger:orders')}?pile=all",
    ):
        page = finance.get(url).content.decode()
        assert "2345" in page and WHOLE_NUMBER not in page and "0012345" not in page
    file = finance.post(reverse("ledger:batch_export", args=[batch.pk]), {"format": "csv"})
    assert file.content.startswith(BOM) and WHOLE_NUMBER in file.content.decode()
    assert AuditEntry.objects.filter(verb="ledger.batch_export").count() == 1
    batch.refresh_from_db()
    assert batch.state == BatchState.EXPORTED
    again = finance.post(reverse("ledger:batch_export", args=[batch.pk]), {"format": "csv"})
    assert again.content == file.content
    assert AuditEntry.objects.filter(verb="ledger.batch_export").count() == 2


def upload(client: Client, rows: list[dict[str, str]], name: str = "回单.csv") -> Any:
    file = SimpleUploadedFile(name, result_file(rows))
    return client.post(
        reverse("ledger:results"), {"file": file, "idempotency_key": "key-of-a-form"}, follow=True
    )


def test_results_are_shown_with_every_wrong_cell_and_booked_only_when_right(finance: Client) -> None:
    budget = make_programme()
    good, bad = lines_of(make_batch([make_signed(budget) for _ in range(2)]))
    page = upload(finance, [answer(good), answer(bad, paid=True, ref="", AMOUNT="1.00")]).content.decode()
    assert "有 1 行不对" in page and "发出的金额是 1000.00 元" in page
    assert "全部入账" not in page
    shown = upload(finance, [answer(good), answer(bad)])
    assert "全部入账" in shown.content.decode()
    results = ResultImport.objects.latest("pk")
    guard = {"row_version": results.row_version, "idempotency_key": "another-key"}
    done = finance.post(reverse("ledger:result_import", args=[results.pk]), guard, follow=True)
    assert "已入账：成功 2 笔，退票 0 笔" in done.content.decode()
    again = upload(finance, [answer(good), answer(bad)])
    assert "没有重复入账" in again.content.decode()
    assert {state_of(line.order) for line in (good, bad)} == {OrderState.PAID}


@pytest.mark.parametrize(
    ("name", "data"), [("回单.csv", b"\x00\x01"), ("回单.exe", b"MZ"), ("表.xlsx", b"x")]
)
def test_a_file_of_another_kind_is_refused_on_the_page(finance: Client, name: str, data: bytes) -> None:
    file = SimpleUploadedFile(name, data)
    refused = finance.post(reverse("ledger:results"), {"file": file, "idempotency_key": "key-of-a-form"})
    assert refused.status_code == 422
    assert not ResultImport.objects.exists()


def test_from_the_yuan_to_the_clause_and_where_the_money_is(finance: Client) -> None:
    order = make_signed(make_programme(), route=["990100", "990102"])
    page = finance.get(reverse("ledger:order", args=[order.pk])).content.decode()
    assert "等下达到测试市" in page
    assert "shi-2020-1#二" in page  # no packs here: the words are not held, the basis is told
    assert order.case in page and order.clearance in page


def test_a_budget_one_fen_short_says_both_sums_and_keeps_what_was_typed(finance: Client) -> None:
    programme = make_programme(100 * YUAN)
    year = Budget.objects.get(parts=programme)
    given = {
        "programme": "other",
        "name": "另一个项目",
        "amount": "999900.01",
        "basis": "虚构〔2026〕9号",
        "on": clock.today().isoformat(),
        "row_version": year.row_version,
        "idempotency_key": "key-of-a-form",
    }
    refused = finance.post(reverse("ledger:budget_act", args=[year.pk, "allocate"]), given)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "可用 999,900.00 元，需要 999,900.01 元，还差 0.01 元" in page
    assert 'value="另一个项目"' in page
    done = finance.post(
        reverse("ledger:budget_act", args=[year.pk, "allocate"]),
        {**given, "amount": "99.99万", "idempotency_key": "another-key"},
    )
    assert done.status_code == 302


def test_statement_and_trial_balance_are_workbooks(finance: Client) -> None:
    programme = make_programme()
    for url in (reverse("ledger:budget_statement", args=[programme.pk]), reverse("ledger:accounts_sheet")):
        file = finance.get(url)
        assert file.content.startswith(b"PK") and "attachment" in file.headers["Content-Disposition"]


def test_what_waits_is_counted_where_it_is_done(finance: Client) -> None:
    budget = make_programme()
    make_order(budget)
    make_signed(budget)
    make_signed(budget, route=["990100"])
    page = finance.get(reverse("ledger:overview")).content.decode()
    for name in ("sign", "bank", "down"):
        assert re.search(
            rf'pile={name}">\s*<span class="task-label">[^<]*</span>\s*<span class="task-count num">1<', page
        )


def test_every_state_has_its_words_in_both_languages() -> None:
    assert set(STATE_WORDS) == {state.value for state in OrderState}
