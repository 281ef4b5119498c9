"""Keys: rotation, purposes, and tokens nobody can alter."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from zhongchuang.core import clock, crypto
from zhongchuang.core.crypto import KeysUnusable, TokenRejected

OLD = "k1:" + base64.b64encode(b"1" * 32).decode()
NEW = "k2:" + base64.urlsafe_b64encode(b"\xff" * 32).decode()


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> Iterator[Settings]:
    settings.ZHONGCHUANG_KEYS = OLD
    yield settings


def test_a_key_is_rotated_in_three_steps(keys: Settings) -> None:
    token = crypto.encrypt("内容".encode(), purpose="test")
    keys.ZHONGCHUANG_KEYS = f"{NEW},{OLD}"
    assert crypto.needs_rotation(token)
    assert crypto.decrypt(token, purpose="test").decode() == "内容"
    moved = crypto.rotate(token, purpose="test")
    assert crypto.rotate(moved, purpose="test") == moved
    keys.ZHONGCHUANG_KEYS = NEW
    assert crypto.decrypt(moved, purpose="test").decode() == "内容"
    with pytest.raises(KeysUnusable, match="k1"):
        crypto.decrypt(token, purpose="test")


def test_a_token_serves_one_purpose() -> None:
    token = crypto.encrypt(b"x", purpose="one")
    with pytest.raises(TokenRejected):
        crypto.decrypt(token, purpose="two")


def test_the_same_text_is_never_encrypted_alike() -> None:
    assert crypto.encrypt(b"x", purpose="p") != crypto.encrypt(b"x", purpose="p")


def test_what_is_compared_is_encrypted_alike_and_opens_after_rotation(keys: Settings) -> None:
    token = crypto.encrypt_same(b"6222", purpose="p")
    assert token == crypto.encrypt_same(b"6222", purpose="p") != crypto.encrypt_same(b"6223", purpose="p")
    with pytest.raises(TokenRejected):
        crypto.decrypt_same(token, purpose="another")
    with pytest.raises(TokenRejected):
        crypto.decrypt_same(token[:-2] + ("AA" if token[-2:] != "AA" else "BB"), purpose="p")
    keys.ZHONGCHUANG_KEYS = f"{NEW},{OLD}"
    assert crypto.decrypt_same(token, purpose="p") == b"6222"
    assert crypto.encrypt_same(b"6222", purpose="p") != token


@given(st.integers(0, 60), st.integers(1, 255))
def test_a_token_with_one_byte_changed_is_rejected(place: int, change: int) -> None:
    key = b"k" * 32
    sealed = bytearray(crypto.seal_with(key, b"a secret of thirty-two characters", "p"))
    sealed[place] ^= change
    with pytest.raises(TokenRejected):
        crypto.open_with(key, bytes(sealed), "p")


@given(st.text(max_size=80))
def test_what_is_no_token_is_rejected_with_a_sentence(text: str) -> None:
    with pytest.raises((KeysUnusable, TokenRejected)):
        crypto.decrypt(text, purpose="p")
    with pytest.raises(TokenRejected):
        crypto.unsign(text, purpose="p")


def test_signatures_age_and_survive_rotation(keys: Settings) -> None:
    with clock.use_date(dt.date(2026, 1, 1)) as frozen:
        signed = crypto.sign("分享/42", purpose="share")
        keys.ZHONGCHUANG_KEYS = f"{NEW},{OLD}"
        assert crypto.unsign(signed, purpose="share", max_age=dt.timedelta(days=1)) == "分享/42"
        with pytest.raises(TokenRejected, match="签名不符"):
            crypto.unsign(signed, purpose="other")
        frozen.advance(dt.timedelta(days=1, seconds=1))
        with pytest.raises(TokenRejected, match="过期"):
            crypto.unsign(signed, purpose="share", max_age=dt.timedelta(days=1))
        keys.ZHONGCHUANG_KEYS = NEW
        with pytest.raises(TokenRejected):
            crypto.unsign(signed, purpose="share")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "没有任何密钥"),
        ("k1", "编号:base64"),
        ("k1:@@@", "不是 base64"),
        ("k1:" + base64.b64encode(b"short").decode(), "5 字节"),
        (f"{OLD},{OLD}", "出现两次"),
    ],
)
def test_unusable_keys_are_named_but_never_shown(text: str, says: str) -> None:
    with pytest.raises(KeysUnusable, match=says) as caught:
        crypto.read_keyring(text)
    assert "c2hvcnQ" not in caught.value.sentence
