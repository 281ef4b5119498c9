"""Settlement: batches, the second officer, what the bank answers, what comes back, what stands in custody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from pytest_django import Settings

from zhongchuang.core.errors import InvalidInput, NotAllowed, Refused
from zhongchuang.ledger import selectors as ledger
from zhongchuang.ledger.banking.batch_file import FileFormat
from zhongchuang.ledger.banking.rows import Column, ResultTable
from zhongchuang.ledger.errors import ResultsTaken, ResultsWrong
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import actor
from zhongchuang.vouchers import services
from zhongchuang.vouchers.access import reach_of
from zhongchuang.vouchers.errors import WrongState
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import (
    AccountChange,
    LineResult,
    Order,
    Provider,
    SettledOrder,
    Settlement,
    SettlementLine,
    SettlementState,
    Voucher,
)
from zhongchuang.vouchers.selectors.custody import standings
from zhongchuang.vouchers.selectors.providers import open_account_changes
from zhongchuang.vouchers.selectors.settlement_results import judge
from zhongchuang.vouchers.selectors.settling import due_lines, orders_due
from zhongchuang.vouchers.services.settling import (
    settlement_cancel,
    settlement_export,
    settlement_make,
    settlement_sign,
)
from zhongchuang.vouchers.services.settling_check import use_check
from zhongchuang.vouchers.services.settling_results import settlement_results_import
from zhongchuang.vouchers.settling.errors import (
    AccountMoved,
    GroundsGone,
    NoSettlementCheck,
    NothingToSettle,
    ProviderNotSettled,
    SameHand,
    SettlementAltered,
    SettlementClosed,
)
from zhongchuang.vouchers.tests.settled import Bank, answer, fresh, lines_of, no_objection, states
from zhongchuang.vouchers.tests.worlds import YUAN, check_proof, posted

pytestmark = pytest.mark.django_db
HALF = 5_000 * YUAN


@pytest.fixture(autouse=True)
def _cases_stand() -> Iterator[None]:
    with use_check(no_objection):
        yield


@pytest.fixture
def bank() -> Bank:
    return Bank()


def agree(bank: Bank) -> None:
    """Vouchers, orders, ledger and bank say the same."""
    check_proof()
    assert ledger.books_check().ok
    assert all(one.agrees for one in standings(bank.finance))


def test_orders_of_a_provider_become_one_line(bank: Bank) -> None:
    orders = bank.redeemed(3)
    made = bank.made(orders)
    (line,) = lines_of(made)
    assert (made.state, made.amount, line.amount) == (SettlementState.MADE, 3 * HALF, 3 * HALF)
    assert line.bank_account_tail == "2345" and "2345" not in line.bank_account
    assert states(orders) == [OrderState.SETTLING] * 3
    assert SettledOrder.objects.filter(line=line, live=True).count() == 3
    agree(bank)


def test_two_providers_are_two_lines_in_the_order_of_their_entries(bank: Bank) -> None:
    first = bank.redeemed(1)
    other = bank.elsewhere()
    made = bank.made([other, *first])
    told = [(line.line, line.provider_id) for line in lines_of(made)]
    assert told == [(1, bank.provider.pk), (2, other.provider_id)]


def test_who_made_a_batch_does_not_sign_it(bank: Bank) -> None:
    made = bank.made(bank.redeemed())
    with pytest.raises(SameHand):
        settlement_sign(actor=bank.finance, settlement=made, expected_version=made.row_version)
    with pytest.raises(SettlementClosed):
        settlement_export(actor=bank.finance, settlement=made)
    signed = bank.signed(made)
    assert (signed.state, signed.signed_by) == (SettlementState.SIGNED, f"person:{bank.second.user_id}")
    with pytest.raises(SettlementClosed):
        settlement_sign(actor=bank.second, settlement=signed, expected_version=signed.row_version)


def test_the_file_is_the_same_each_time_and_the_first_marks_the_batch(bank: Bank) -> None:
    signed = bank.signed(bank.made(bank.redeemed(2)))
    first = settlement_export(actor=bank.finance, settlement=signed, file_format=FileFormat.CSV)
    again = settlement_export(actor=bank.second, settlement=signed, file_format=FileFormat.CSV)
    assert first == again
    assert f"{signed.number}-1" in first.decode() and "6222000000000012345" in first.decode()
    assert Settlement.objects.get(pk=signed.pk).state == SettlementState.EXPORTED


def test_lines_changed_past_the_platform_do_not_leave(bank: Bank) -> None:
    signed = bank.signed(bank.made(bank.redeemed()))
    SettlementLine.objects.filter(settlement=signed).update(amount=1)
    with pytest.raises(SettlementAltered):
        settlement_export(actor=bank.finance, settlement=signed)


def test_only_finance_of_the_department_settles(bank: Bank) -> None:
    order = bank.redeemed()[0]
    for who in (bank.officer, bank.reviewer, bank.counter, bank.holder):
        with pytest.raises(NotAllowed):
            settlement_make(actor=who, orders={order.pk: None})
    stranger = bank.stranger()
    with pytest.raises(NotAllowed):
        settlement_make(actor=stranger, orders={order.pk: None})
    assert due_lines(stranger) == []


def test_an_order_is_batched_once(bank: Bank) -> None:
    orders = bank.redeemed(2)
    bank.made(orders[:1])
    with pytest.raises(WrongState):
        bank.made(orders)
    assert fresh(orders[1]).state == OrderState.REDEEMED


def test_the_same_request_is_one_batch(bank: Bank) -> None:
    orders = bank.redeemed(2)
    assert bank.made(orders, key="settle-once-1") == bank.made(orders, key="settle-once-1")
    assert Settlement.objects.count() == 1


def test_nothing_chosen_or_not_there_says_so(bank: Bank) -> None:
    with pytest.raises(NothingToSettle):
        settlement_make(actor=bank.finance, orders={})
    with pytest.raises(NothingToSettle):
        settlement_make(actor=bank.finance, orders={999_999: None})


def test_what_waits_is_told_by_provider_and_taken_by_its_key(bank: Bank) -> None:
    orders = bank.redeemed(2)
    (due,) = due_lines(bank.finance)
    assert (due.count, due.fen, due.account_waits) == (2, 2 * HALF, False)
    assert orders_due(bank.finance, [due.key]) == {one.pk: fresh(one).row_version for one in orders}
    for nonsense in ("x-y", f"{'9' * 30}-1", f"1-{'9' * 5000}"):
        with pytest.raises(NothingToSettle):
            orders_due(bank.finance, [nonsense])


def test_a_case_that_does_not_stand_stops_the_batch(bank: Bank) -> None:
    orders = bank.redeemed()

    def refuses(numbers: object) -> None:
        assert numbers == [bank.shared.case]
        raise Refused("不行", "no", next_zh="等", next_en="wait")

    with use_check(refuses), pytest.raises(Refused):
        bank.made(orders)
    made = bank.made(orders)
    with use_check(refuses), pytest.raises(Refused):
        bank.signed(made)
    assert Settlement.objects.get(pk=made.pk).state == SettlementState.MADE


def test_without_a_check_nothing_is_settled(bank: Bank, settings: Settings) -> None:
    from zhongchuang.vouchers.services import settling_check

    orders = bank.redeemed()
    settings.ZHONGCHUANG_SETTLEMENT_CHECK = ""
    kept, settling_check._override[:] = settling_check._override[:], []
    try:
        with pytest.raises(NoSettlementCheck):
            bank.made(orders)
    finally:
        settling_check._override[:] = kept


def test_a_revoked_voucher_is_settled_only_after_somebody_looked(bank: Bank) -> None:
    order = bank.redeemed()[0]
    services.voucher_revoke(actor=bank.reviewer, voucher=_now(bank.shared), reason="查实不符合条件")
    with pytest.raises(GroundsGone):
        bank.made([order])
    services.order_withhold(actor=bank.officer, order=fresh(order), reason="核查")
    services.order_release(actor=bank.reviewer, order=fresh(order), reason="善意交付，照付")
    made = bank.made([fresh(order)])
    assert made.amount == HALF
    agree(bank)


def test_a_voucher_revoked_while_its_case_is_checked_is_not_settled_unlooked(bank: Bank) -> None:
    """The cases are locked first, the vouchers after them: what happens to a voucher in between counts."""
    order, reviewer = bank.redeemed()[0], bank.reviewer

    def revoked_meanwhile(_numbers: Sequence[str]) -> None:
        if _now(bank.shared).state != "revoked":
            services.voucher_revoke(actor=reviewer, voucher=_now(bank.shared), reason="查实不符合条件")

    with use_check(revoked_meanwhile), pytest.raises(GroundsGone):
        bank.made([order])
    made = bank.made([order])
    with use_check(revoked_meanwhile), pytest.raises(GroundsGone):
        bank.signed(made)
    assert Settlement.objects.get().state == SettlementState.MADE
    agree(bank)


def test_an_account_that_moves_after_the_batch_was_signed_gets_no_file(bank: Bank) -> None:
    signed = bank.signed(bank.made(bank.redeemed()))
    services.account_change_confirm(actor=bank.officer, change=_other_account(bank))
    with pytest.raises(AccountMoved, match="不能复核、导出"):
        settlement_export(actor=bank.finance, settlement=signed)
    assert Settlement.objects.get().state == SettlementState.SIGNED


def test_an_account_that_moves_after_the_batch_was_made_is_not_signed(bank: Bank) -> None:
    made = bank.made(bank.redeemed())
    change = _other_account(bank)
    with pytest.raises(ProviderNotSettled):
        bank.signed(made)
    services.account_change_confirm(actor=bank.officer, change=change)
    with pytest.raises(AccountMoved):
        bank.signed(made)
    settlement_cancel(
        actor=bank.finance, settlement=made, reason="账号已变更", expected_version=made.row_version
    )
    anew = bank.made(Order.objects.all())
    assert [line.bank_account_tail for line in lines_of(bank.signed(anew))] == ["9999"]
    agree(bank)


def test_asked_anew_after_it_was_struck_off_another_account_waits_to_be_confirmed(bank: Bank) -> None:
    """What was redeemed before goes to the account an officer confirmed, never to one that only came with the new request."""
    order = bank.redeemed()[0]
    services.provider_strike_off(actor=bank.reviewer, provider=bank.provider, reason="核查")
    again = ask_anew(bank, "6222000000009999")
    assert (again.state, again.bank_account_tail) == ("asked", "2345")
    other = actor(posted(bank.department, Role.REVIEWER))
    services.order_release(actor=other, order=fresh(order), reason="善意交付，照付")
    with pytest.raises(ProviderNotSettled):
        bank.made([fresh(order)])
    ask = AccountChange.objects.get()
    services.provider_return(actor=bank.officer, provider=again, reason="缺资质")
    assert ask_anew(bank, "6222000000009999").pk == again.pk
    assert AccountChange.objects.get().pk == ask.pk
    services.account_change_confirm(actor=bank.officer, change=ask)
    made = bank.made([fresh(order)])
    assert [line.bank_account_tail for line in lines_of(made)] == ["9999"]


def test_asked_anew_with_the_account_that_was_confirmed_nothing_waits(bank: Bank) -> None:
    _ = bank.redeemed()
    services.provider_strike_off(actor=bank.reviewer, provider=bank.provider, reason="核查")
    ask_anew(bank, "6222000000009999")
    services.provider_return(actor=bank.officer, provider=Provider.objects.get(), reason="缺资质")
    bank.asked(bank.lab, bank.manager)
    assert not open_account_changes([bank.provider.pk])
    assert Provider.objects.get().bank_account_tail == "2345"


def ask_anew(bank: Bank, account: str) -> Provider:
    return services.provider_ask(
        actor=bank.manager,
        organisation=bank.lab,
        department=bank.department,
        scheme="trial",
        services=[services.Offered("testing", "材料检测")],
        introduction="虚构的实验室",
        contact="024-00000000",
        payee_name=bank.lab.name,
        bank_name="虚构银行测试支行",
        bank_account=account,
    )


def _other_account(bank: Bank) -> AccountChange:
    return services.provider_account_change(
        actor=bank.manager,
        provider=bank.provider,
        payee_name="虚构检测技术服务中心",
        bank_name="虚构银行另一支行",
        bank_account="6222000000009999",
        reason="换行",
    )


def test_a_changed_account_waits_to_be_confirmed(bank: Bank) -> None:
    orders = bank.redeemed()
    _other_account(bank)
    assert due_lines(bank.finance)[0].account_waits
    with pytest.raises(ProviderNotSettled):
        bank.made(orders)


def test_what_arrived_is_settled_and_the_money_stands_with_the_payee(bank: Bank) -> None:
    batch, orders = bank.settled(2)
    assert batch.state == SettlementState.SETTLED
    assert [one.state for one in orders] == [OrderState.SETTLED] * 2
    (standing,) = standings(bank.finance)
    assert (standing.owed.found, standing.paid.found) == (0, 2 * HALF)
    assert standing.expected == 100_000 * YUAN - 2 * HALF
    agree(bank)


def test_the_same_file_and_the_same_reference_count_once(bank: Bank) -> None:
    batch = bank.exported(bank.redeemed())
    rows = [answer(line) for line in lines_of(batch)]
    done = bank.take_in(rows)
    assert bank.read(rows).pk == done.pk
    with pytest.raises(ResultsTaken):
        settlement_results_import(actor=bank.finance, results=done, expected_version=done.row_version)
    other = bank.exported(bank.redeemed())
    (line,) = lines_of(other)
    with pytest.raises(ResultsWrong):
        bank.take_in([answer(line, ref=rows[0]["银行流水号"])])
    assert fresh(Order.objects.get(pk=line.orders.get().order_id)).state == OrderState.SETTLING


def test_a_row_that_does_not_fit_stops_the_whole_file(bank: Bank) -> None:
    batch = bank.exported(bank.redeemed())
    (line,) = lines_of(batch)
    with pytest.raises(ResultsWrong):
        bank.take_in([answer(line), answer(line, LINE="9", ref="ANOTHER1")])
    with pytest.raises(ResultsWrong):
        bank.take_in([answer(line, AMOUNT="1.00")])
    line.refresh_from_db()
    assert line.result == LineResult.PENDING
    agree(bank)


def test_results_before_the_export_are_refused(bank: Bank) -> None:
    signed = bank.signed(bank.made(bank.redeemed()))
    with pytest.raises(ResultsWrong):
        bank.take_in([answer(line) for line in lines_of(signed)])


def test_results_of_another_department_are_not_ones_to_book(bank: Bank) -> None:
    batch = bank.exported(bank.redeemed())
    found = bank.read([answer(line) for line in lines_of(batch)])
    stranger = bank.stranger()
    with pytest.raises(NotAllowed):
        settlement_results_import(actor=stranger, results=found, expected_version=found.row_version)


def test_a_guessed_amount_does_not_bring_out_what_another_department_settles(bank: Bank) -> None:
    (line,) = lines_of(bank.exported(bank.redeemed()))
    table = ResultTable.from_json(bank.read([answer(line, AMOUNT="0.01")]).table)
    _, own = judge(table, reach_of(bank.finance))
    _, others = judge(table, reach_of(bank.stranger()))
    assert [one.column for one in own] == [Column.AMOUNT] and str(line.amount // 100) in own[0].zh
    assert [one.column for one in others] == [Column.LINE] and "不归您办理" in others[0].zh


def test_a_batch_taken_back_lets_its_orders_wait_again(bank: Bank) -> None:
    orders = bank.redeemed(2)
    batch = bank.exported(orders)
    with pytest.raises(InvalidInput):
        settlement_cancel(
            actor=bank.finance, settlement=batch, reason=" ", expected_version=batch.row_version
        )
    done = settlement_cancel(
        actor=bank.finance, settlement=batch, reason="没有送银行", expected_version=batch.row_version
    )
    assert done.state == SettlementState.CANCELLED and states(orders) == [OrderState.REDEEMED] * 2
    agree(bank)
    with pytest.raises(ResultsWrong):  # the bank paid all the same: somebody has to look
        bank.take_in([answer(line) for line in lines_of(batch)])
    bank.made(orders)


def test_an_answered_batch_is_not_taken_back(bank: Bank) -> None:
    batch, _orders = bank.settled()
    with pytest.raises(SettlementClosed):
        settlement_cancel(
            actor=bank.finance, settlement=batch, reason="不要了", expected_version=batch.row_version
        )


def _now(voucher: Voucher) -> Voucher:
    return Voucher.objects.get(pk=voucher.pk)
