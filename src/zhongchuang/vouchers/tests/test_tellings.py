"""The words: every move of an order is told or said here not to be, in both languages, with nothing left to fill in."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.vouchers.flow import OrderMove, VoucherMove
from zhongchuang.vouchers.flow.tellings import (
    ENGLISH,
    LONGEST_REASON,
    ORDER_TELLINGS,
    About,
    Hearer,
    expiry_telling,
    order_telling,
    payment_telling,
    voucher_telling,
)

ABOUT = About(
    "DD-1",
    "材料{试验}",
    "虚构装备公司",
    "虚构检测中心",
    dt.date(2026, 12, 1),
    123_450,
)
OF_THE_BATCH = {
    OrderMove.BATCH,
    OrderMove.UNBATCH,
    OrderMove.SETTLE,
    OrderMove.BOUNCE,
    OrderMove.BOUNCE_LATE,
}
"""Told by the payment, once for all its orders."""


def test_every_move_is_told_but_those_of_a_batch() -> None:
    assert set(OrderMove) - ORDER_TELLINGS.keys() == OF_THE_BATCH


@pytest.mark.parametrize("move", sorted(set(OrderMove) - OF_THE_BATCH))
def test_a_telling_names_the_order_and_leaves_no_gap(move: OrderMove) -> None:
    told = [said for hearer in Hearer if (said := order_telling(move, hearer, ABOUT, " 理由 "))]
    assert told
    for said in told:
        for language in ("zh-hans", ENGLISH):
            note = said.note(language)
            assert "DD-1" in note and "材料{试验}" in note and "理由" in note
            assert "{" not in note.replace("材料{试验}", "")
        assert said.what.zh != said.what.en


def test_names_days_and_amounts_are_said_in_the_language() -> None:
    placed = order_telling(OrderMove.PLACE, Hearer.PROVIDER, ABOUT, "")
    redeemed = order_telling(OrderMove.REDEEM, Hearer.HOLDER, ABOUT, "")
    assert placed is not None and redeemed is not None
    assert placed.note("zh-hans").startswith("虚构装备公司下了订单") and "2026年12月1日前" in placed.todo.zh
    assert "1 December 2026" in placed.note(ENGLISH)
    assert "1,234.50 元" in redeemed.what.zh and "CNY 1,234.50" in redeemed.what.en


def test_one_side_alone_hears_what_concerns_it_alone() -> None:
    assert order_telling(OrderMove.PLACE, Hearer.HOLDER, ABOUT, "") is None
    assert order_telling(OrderMove.DELIVER, Hearer.PROVIDER, ABOUT, "") is None
    assert order_telling(OrderMove.SETTLE, Hearer.PROVIDER, ABOUT, "") is None


def test_a_long_reason_is_cut_in_a_note_and_kept_for_the_mail() -> None:
    said = order_telling(OrderMove.DECLINE, Hearer.HOLDER, ABOUT, "忙" * 500)
    assert said is not None
    assert said.note("zh-hans").count("忙") == LONGEST_REASON - 1 and said.reason == "忙" * 500


@pytest.mark.parametrize("move", sorted(VoucherMove))
def test_every_move_of_a_voucher_is_told(move: VoucherMove) -> None:
    said = voucher_telling(move, ABOUT, "")
    assert "DD-1" in said.what.zh and "{" not in said.note(ENGLISH) + said.note("zh-hans")


def test_a_payment_and_an_expiry() -> None:
    assert "已到账：1,234.50 元" in payment_telling(paid=True, about=ABOUT, reason="").what.zh
    back = payment_telling(paid=False, about=ABOUT, reason="账号已销户")
    assert "被银行退回" in back.what.zh and "账号已销户" in back.note("zh-hans") and back.todo.en
    assert "2026年12月1日到期，还有 1,234.50 元 可用" in expiry_telling(ABOUT).what.zh
