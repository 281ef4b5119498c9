"""The code for the counter: short, of one order, one counter, one amount, one time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given

from zhongchuang.core.crypto import Keyring
from zhongchuang.core.ids import ALPHABET, new_public_id
from zhongchuang.vouchers import decisions, token
from zhongchuang.vouchers.errors import CodeRejected, CodeUsed, WrongState
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.tests import factory
from zhongchuang.vouchers.wallet import Order, Voucher

RING = Keyring(current="a", keys={"a": bytes(range(32))})
NOW = dt.datetime(2026, 3, 2, 8, 0, 30, tzinfo=dt.UTC)


def shown() -> tuple[Voucher, Order, str]:
    """An order with its code on the screen."""
    voucher, order = factory.at(OrderState.CONFIRMED)
    order = replace(order, number=new_public_id(token.PREFIX))
    order = decisions.show_code(voucher, order).order
    return voucher, order, token.make(RING, order, now=NOW)


def accepted(order: Order, text: str, *, provider: str = factory.LAB.ref, now: dt.datetime = NOW) -> None:
    """Read and check, as a counter does."""
    token.check(RING, token.read(text), order, provider, now=now)


def test_it_is_short_and_can_be_typed() -> None:
    _, order, code = shown()
    assert len(code) == token.LENGTH <= 38  # a QR code of version 2-M, alphanumeric
    assert set(code) <= set(ALPHABET)
    accepted(order, code)
    accepted(order, token.written(code).lower().replace("0", "o").replace("1", "l"))
    assert token.read(code).order == order.number


def test_it_redeems_once_at_two_counters() -> None:
    """Both read the same code; the second finds the order redeemed, whichever is first."""
    voucher, order, code = shown()
    accepted(order, code)
    first = decisions.redeem(voucher, order)
    accepted(order, code)  # the other counter looked before the first was done
    with pytest.raises(WrongState):
        decisions.redeem(first.voucher, first.order)


def test_a_newer_code_ends_the_one_before() -> None:
    voucher, order, code = shown()
    newer = decisions.show_code(voucher, order).order
    with pytest.raises(CodeUsed):
        accepted(newer, code)
    accepted(newer, token.make(RING, newer, now=NOW))


def test_it_is_good_for_minutes() -> None:
    _, order, code = shown()
    until = token.read(code).until
    assert dt.timedelta(minutes=10) <= until - NOW <= dt.timedelta(minutes=11)
    accepted(order, code, now=until - dt.timedelta(seconds=1))
    with pytest.raises(CodeRejected):
        accepted(order, code, now=until)


def test_it_is_no_good_at_another_counter_for_another_amount_or_order() -> None:
    _, order, code = shown()
    with pytest.raises(CodeRejected):
        accepted(order, code, provider="organisation:10")
    with pytest.raises(CodeRejected):
        accepted(replace(order, provider="organisation:10"), code, provider="organisation:10")
    with pytest.raises(CodeRejected):
        accepted(replace(order, invoiced=order.invoiced // 2), code)
    with pytest.raises(CodeRejected):
        accepted(replace(order, number=new_public_id(token.PREFIX)), code)


def test_a_rotated_key_still_checks_and_a_foreign_one_never() -> None:
    _, order, code = shown()
    rotated = Keyring(current="b", keys={"b": bytes(32), **RING.keys})
    token.check(rotated, token.read(code), order, order.provider, now=NOW)
    foreign = Keyring(current="a", keys={"a": bytes(32)})
    with pytest.raises(CodeRejected):
        token.check(foreign, token.read(code), order, order.provider, now=NOW)


@given(st.integers(0, token.LENGTH - 1), st.sampled_from(ALPHABET))
def test_a_symbol_changed_is_always_noticed(place: int, symbol: str) -> None:
    code = shown()[2]
    changed = code[:place] + symbol + code[place + 1 :]
    if changed != code:
        with pytest.raises(CodeRejected):
            token.read(changed)


@given(st.integers(0, token.LENGTH - 2), st.sampled_from(ALPHABET))
def test_a_forger_who_mends_the_checksum_fails_at_the_signature(place: int, symbol: str) -> None:
    """Turn, minute, mark, signature: nothing can be altered by who has no key."""
    _, order, code = shown()
    body = code[:place] + symbol + code[place + 1 : -1]
    mended = next(body + one for one in ALPHABET if _reads(body + one))
    if mended == code:
        accepted(order, mended)
    else:
        with pytest.raises((CodeRejected, CodeUsed)):
            accepted(order, mended)


def _reads(text: str) -> bool:
    try:
        token.read(text)
    except CodeRejected:
        return False
    return True


@given(st.text(max_size=80))
def test_anything_may_be_scanned(text: str) -> None:
    with pytest.raises(CodeRejected) as caught:
        token.read(text)
    assert caught.value.zh and caught.value.en
