"""The pages of settlement: from what waits to what the bank answered; what is refused keeps what was ticked and typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from zhongchuang.core.actors import PersonActor
from zhongchuang.core.errors import Refused
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.ledger.tests.payments import result_file
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import signed_in
from zhongchuang.policy.tests.factory import words
from zhongchuang.vouchers import services
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import Settlement, SettlementResults, SettlementState
from zhongchuang.vouchers.services.redeeming import order_refund
from zhongchuang.vouchers.services.settling_check import use_check
from zhongchuang.vouchers.tests.settled import Bank, answer, lines_of, no_objection, states
from zhongchuang.vouchers.tests.worlds import YUAN

pytestmark = pytest.mark.django_db
LIST = "/money/settlements/"


@pytest.fixture(autouse=True)
def _cases_stand() -> Iterator[None]:
    with use_check(no_objection):
        yield


@pytest.fixture
def bank() -> Bank:
    return Bank()


def browser(who: PersonActor) -> Client:
    """Somebody signed in."""
    return signed_in(Account.objects.get(pk=who.user_id))


def guard(version: int | None = None) -> dict[str, object]:
    """What the page puts into its forms."""
    found: dict[str, object] = {"idempotency_key": new_idempotency_key()}
    return found if version is None else {**found, "row_version": version}


def test_from_what_waits_to_what_arrived(bank: Bank) -> None:
    orders = bank.redeemed(2)
    finance, second = browser(bank.finance), browser(bank.second)
    page = words(finance.get(LIST))
    assert "虚构检测技术服务中心" in page and "10,000.00" in page
    key = f"{bank.provider.pk}-{bank.budget.pk}"
    made = finance.post(f"{LIST}make", {"line": key, **guard()})
    batch = Settlement.objects.get()
    assert made["Location"] == f"{LIST}{batch.pk}/"
    assert "请另一位财政人员复核" in words(finance.get(made["Location"]))
    assert "复核通过" in words(second.get(f"{LIST}{batch.pk}/"))
    assert second.post(f"{LIST}{batch.pk}/sign", guard(batch.row_version)).status_code == 302
    file = finance.post(f"{LIST}{batch.pk}/export", {"format": "csv"})
    assert file["Content-Disposition"].startswith("attachment") and b"6222000000000012345" in file.content
    assert finance.get(f"{LIST}{batch.pk}/results.xlsx").status_code == 200
    answers = result_file(answer(line) for line in lines_of(batch))
    read = finance.post(f"{LIST}results/", {"file": SimpleUploadedFile("回单.csv", answers), **guard()})
    assert "确认后入账" in words(finance.get(read["Location"]))
    assert states(orders) == [OrderState.SETTLING] * 2
    assert finance.post(f"{read['Location']}import", guard(1)).status_code == 302
    assert states(orders) == [OrderState.SETTLED] * 2
    assert "已入账" in words(finance.get(read["Location"]))
    custody = words(finance.get(f"{LIST}custody/"))
    assert "相符" in custody and "90,000.00" in custody


def test_who_made_it_is_told_that_another_signs(bank: Bank) -> None:
    made = bank.made(bank.redeemed())
    page = browser(bank.finance).post(f"{LIST}{made.pk}/sign", guard(made.row_version))
    assert page.status_code == 409 or page.status_code == 422 or page.status_code == 403
    assert "不能由您复核" in words(page)


def test_nothing_ticked_says_so_on_the_list(bank: Bank) -> None:
    bank.redeemed()
    page = browser(bank.finance).post(f"{LIST}make", guard())
    assert page.status_code == 422 and "没有选中任何订单" in words(page)


def test_what_is_refused_keeps_what_was_ticked(bank: Bank) -> None:
    bank.redeemed()
    key = f"{bank.provider.pk}-{bank.budget.pk}"

    def refuses(_numbers: object) -> None:
        raise Refused("办件有异议", "objection", next_zh="等", next_en="wait")

    with use_check(refuses):
        page = browser(bank.finance).post(f"{LIST}make", {"line": key, **guard()})
    shown = page.content.decode()
    assert "办件有异议" in shown and "checked" in shown
    assert not Settlement.objects.exists()


def test_only_what_was_redeemed_by_a_day_is_taken(bank: Bank) -> None:
    bank.redeemed()
    finance = browser(bank.finance)
    assert "没有待结算的" in words(finance.get(f"{LIST}?until=2020-01-01"))
    for day in ("0001-01-01", "9999-12-31"):  # the calendar ends there
        assert finance.get(LIST, {"until": day}).status_code == 200


def test_an_officer_looks_and_does_nothing(bank: Bank) -> None:
    made = bank.made(bank.redeemed())
    officer = browser(bank.officer)
    assert "结算批次" in words(officer.get(LIST))
    page = words(officer.get(f"{LIST}{made.pk}/"))
    assert made.number in page and "复核通过" not in page and "撤销批次" not in page
    assert officer.post(f"{LIST}{made.pk}/sign", guard(made.row_version)).status_code == 403
    assert officer.post(f"{LIST}{made.pk}/export", {}).status_code == 403


def test_providers_and_holders_have_no_such_page(bank: Bank) -> None:
    made = bank.made(bank.redeemed())
    for who in (bank.holder, bank.manager, bank.stranger()):
        assert browser(who).get(f"{LIST}{made.pk}/").status_code == 404


def test_a_wrong_file_is_told_cell_by_cell(bank: Bank) -> None:
    batch = bank.exported(bank.redeemed())
    (line,) = lines_of(batch)
    finance = browser(bank.finance)
    data = result_file([answer(line, AMOUNT="1.00")])
    read = finance.post(f"{LIST}results/", {"file": SimpleUploadedFile("回单.csv", data), **guard()})
    page = words(finance.get(read["Location"]))
    assert "整份不能入账" in page and "发出的金额是" in page
    again = finance.post(f"{read['Location']}import", guard(1))
    assert "整份没有入账" in words(again)


def test_a_file_that_was_read_and_left_is_gone_on_with_by_another(bank: Bank) -> None:
    """The bank's bytes are the same whoever brings them: a colleague on leave holds nothing up."""
    batch = bank.exported(bank.redeemed())
    data = result_file(answer(line) for line in lines_of(batch))

    def bring(who: Client) -> HttpResponse:
        file = SimpleUploadedFile("回单.csv", data)
        return who.post(f"{LIST}results/", {"file": file, **guard()})  # type: ignore[return-value]

    left = bring(browser(bank.finance))["Location"]
    second = browser(bank.second)
    assert second.get(left).status_code == 404
    assert second.get(bring(second)["Location"]).status_code == 200
    assert browser(bank.finance).post(f"{left}import", guard(1)).status_code == 404
    assert second.post(f"{left}import", guard(2)).status_code == 302
    booked = bring(browser(bank.finance))
    assert booked.status_code == 409 and "以前已经入账" in words(booked)
    assert SettlementResults.objects.get().imported_by == SettlementResults.objects.get().read_by


def test_taken_back_with_a_reason(bank: Bank) -> None:
    orders = bank.redeemed()
    made = bank.made(orders)
    finance = browser(bank.finance)
    assert "撤销结算批次" in words(finance.get(f"{LIST}{made.pk}/cancel/"))
    empty = finance.post(f"{LIST}{made.pk}/cancel/", {"reason": "", **guard(made.row_version)})
    assert empty.status_code == 422
    done = finance.post(f"{LIST}{made.pk}/cancel/", {"reason": "金额不对", **guard(made.row_version)})
    assert done.status_code == 302 and states(orders) == [OrderState.REDEEMED]
    assert Settlement.objects.get().state == SettlementState.CANCELLED


def test_what_is_the_providers_own_is_shown_and_handed_back(bank: Bank) -> None:
    batch, orders = bank.settled()
    order_refund(actor=bank.finance, order=orders[0], amount=1_000 * YUAN, reason="少做一项")
    (line,) = lines_of(batch)
    bank.take_in([answer(line, paid=False, ref="LATE0009")])
    finance = browser(bank.finance)
    page = words(finance.get(f"{LIST}{batch.pk}/1/"))
    assert "多出的是机构自己的钱" in page and "1,000.00" in page
    back = f"{LIST}{batch.pk}/1/hand-back/"
    day = line.settled_on or bank.scheme.loaded_at.date()
    taken = finance.post(back, {"ref": "LATE0009", "on": day.isoformat(), **guard()})
    assert taken.status_code == 409 and "LATE0009" in taken.content.decode()
    done = finance.post(back, {"ref": "BACK0009", "on": day.isoformat(), **guard()})
    assert done.status_code == 302
    assert "多出的是机构自己的钱" not in words(finance.get(f"{LIST}{batch.pk}/1/"))


def test_a_changed_account_holds_the_line_up(bank: Bank) -> None:
    bank.redeemed()
    services.provider_account_change(
        actor=bank.manager,
        provider=bank.provider,
        payee_name="虚构检测技术服务中心",
        bank_name="虚构银行另一支行",
        bank_account="6222000000009999",
        reason="换行",
    )
    assert "收款账号变更待核实" in words(browser(bank.finance).get(LIST))


def test_a_statement_is_entered_once(bank: Bank) -> None:
    bank.settled()
    finance = browser(bank.finance)
    typed = {
        "department": bank.department.pk,
        "on": "2026-03-01",
        "balance": "9万",
        "document": "虚构对账单7",
    }
    assert finance.post(f"{LIST}custody/", {**typed, **guard()}).status_code == 302
    assert "虚构对账单7" in words(finance.get(f"{LIST}custody/"))
    again = finance.post(f"{LIST}custody/", {**typed, **guard()})
    assert again.status_code == 409 and "已经录入" in words(again)
    wrong = finance.post(f"{LIST}custody/", {**typed, "balance": "很多", **guard()})
    assert wrong.status_code == 422 and "很多" in wrong.content.decode()


def test_the_budget_tells_what_became_vouchers(bank: Bank) -> None:
    _batch, orders = bank.settled()
    services.voucher_revoke(actor=bank.reviewer, voucher=orders[0].voucher, reason="查实不符合条件")
    finance = browser(bank.finance)
    page = words(finance.get(f"/money/budgets/{bank.budget.pk}/"))
    assert "发券" in page and "撤销收回" in page
    assert finance.get(f"/money/budgets/{bank.budget.pk}/statement.xlsx").status_code == 200
