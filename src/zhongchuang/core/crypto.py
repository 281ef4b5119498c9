"""Keys from the environment, with rotation: encrypting, decrypting and signing.

`ZHONGCHUANG_KEYS` holds master keys as ``id:base64`` (32 bytes each), separated by commas. The first is
current: it encrypts and signs. The others can still decrypt and verify, until :func:`rotate` has moved
everything that was encrypted under them. A token names the key it was made with, so decrypting never tries
keys in turn.

Encryption is AES-256-GCM with a random nonce (NIST SP 800-38D). Every call names a *purpose*, which is
authenticated with the text: a token cannot be moved from one place to another. Keys for encrypting and for
signing are derived apart (HKDF, RFC 5869), so that one master key never serves two ends.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from zhongchuang.core import clock
from zhongchuang.core.errors import InvalidInput, Unavailable

KEY_BYTES = 32
NONCE_BYTES = 12
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")


class KeysUnusable(Unavailable):
    """The master keys are missing or malformed, or a token needs a key that is no longer given."""

    default_code = "core.keys_unusable"


class TokenRejected(InvalidInput):
    """A token or signature was not made here, was made for another purpose, was altered, or is too old."""

    default_code = "core.token_rejected"


@dataclass(frozen=True)
class Keyring:
    """The master keys by id; `current` is the id of the one that encrypts and signs."""

    current: str
    keys: Mapping[str, bytes]

    def key(self, key_id: str, use: str) -> bytes:
        """The key derived for one use from a master key. Raises KeysUnusable for an id that is not given."""
        master = self.keys.get(key_id)
        if master is None:
            raise KeysUnusable(
                f"数据是用密钥“{key_id}”加密的，而 ZHONGCHUANG_KEYS 中没有这把密钥。",
                f"The data was encrypted with the key {key_id!r}, which ZHONGCHUANG_KEYS does not hold.",
                next_zh="请把它补在列表末尾后重新启动。",
                next_en="Add it at the end of the list and restart.",
            )
        return HKDF(
            algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"zhongchuang:{use}".encode()
        ).derive(master)


def read_keyring(text: str) -> Keyring:
    """Read ``id:base64,id:base64``. Raises KeysUnusable with a sentence that says what is wrong (never the
    key)."""
    keys: dict[str, bytes] = {}
    for position, entry in enumerate(filter(None, (part.strip() for part in text.split(","))), start=1):
        key_id, separator, encoded = entry.partition(":")
        if not separator or not _KEY_ID.fullmatch(key_id):
            raise _malformed(
                f"第 {position} 项不是“编号:base64”", f"entry {position} is not of the form id:base64"
            )
        if key_id in keys:
            raise _malformed(f"编号“{key_id}”出现两次", f"the id {key_id!r} occurs twice")
        try:
            key = base64.b64decode(encoded.replace("-", "+").replace("_", "/"), validate=True)
        except (binascii.Error, ValueError):
            raise _malformed(f"密钥“{key_id}”不是 base64", f"the key {key_id!r} is not base64") from None
        if len(key) != KEY_BYTES:
            raise _malformed(
                f"密钥“{key_id}”是 {len(key)} 字节，应为 {KEY_BYTES} 字节",
                f"the key {key_id!r} has {len(key)} bytes instead of {KEY_BYTES}",
            )
        keys[key_id] = key
    if not keys:
        raise _malformed("没有任何密钥", "it holds no key")
    return Keyring(current=next(iter(keys)), keys=keys)


def _malformed(zh: str, en: str) -> KeysUnusable:
    return KeysUnusable(
        f"环境变量 ZHONGCHUANG_KEYS 有误：{zh}。",
        f"The environment variable ZHONGCHUANG_KEYS is wrong: {en}.",
        next_zh="请按 docs/operations/keys.md 设置后重新启动。",
        next_en="Set it as docs/operations/keys.md says and restart.",
    )


@lru_cache(maxsize=4)
def _keyring(text: str) -> Keyring:
    return read_keyring(text)


def keyring() -> Keyring:
    """The keyring of this process, from settings.ZHONGCHUANG_KEYS."""
    return _keyring(str(getattr(settings, "ZHONGCHUANG_KEYS", "")))


def new_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def seal_with(key: bytes, plaintext: bytes, purpose: str) -> bytes:
    """Encrypt under a given key (not a master key); nonce and ciphertext in one."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, purpose.encode())


def open_with(key: bytes, sealed: bytes, purpose: str) -> bytes:
    """Decrypt what :func:`seal_with` made. Raises TokenRejected if key, purpose or a single bit differs."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode())
    except (InvalidTag, ValueError):
        raise _altered() from None


def _altered() -> TokenRejected:
    return TokenRejected(
        "加密内容无法解开：它被改动过，或不属于这里。",
        "The encrypted content cannot be opened: it was altered or does not belong here.",
        next_zh="请联系平台管理员核对。",
        next_en="Ask the administrator to look into it.",
    )


def encrypt(plaintext: bytes, *, purpose: str) -> str:
    """Encrypt under the current master key; the token is ``key id.base64url``."""
    ring = keyring()
    return f"{ring.current}.{_encode(seal_with(ring.key(ring.current, 'encrypt'), plaintext, purpose))}"


def decrypt(token: str, *, purpose: str) -> bytes:
    """Decrypt a token of :func:`encrypt`. Raises KeysUnusable or TokenRejected."""
    key_id, sealed = _parts(token)
    return open_with(keyring().key(key_id, "encrypt"), sealed, purpose)


def encrypt_same(plaintext: bytes, *, purpose: str) -> str:
    """Encrypt so that the same text makes the same token (AES-SIV, RFC 5297), under the current master key.

    Whoever reads the tokens sees which are of one text and nothing else: for values that are compared and not read.
    """
    ring = keyring()
    sealed = AESSIV(ring.key(ring.current, "same")).encrypt(plaintext, [purpose.encode()])
    return f"{ring.current}.{_encode(sealed)}"


def decrypt_same(token: str, *, purpose: str) -> bytes:
    """Decrypt a token of :func:`encrypt_same`. Raises KeysUnusable or TokenRejected."""
    key_id, sealed = _parts(token)
    try:
        return AESSIV(keyring().key(key_id, "same")).decrypt(sealed, [purpose.encode()])
    except (InvalidTag, ValueError):
        raise _altered() from None


def needs_rotation(token: str) -> bool:
    """Whether the token was made with a key that is no longer the current one."""
    return _parts(token)[0] != keyring().current


def rotate(token: str, *, purpose: str) -> str:
    """The same content under the current key; the same token if it already is."""
    return encrypt(decrypt(token, purpose=purpose), purpose=purpose) if needs_rotation(token) else token


def sign(value: str, *, purpose: str) -> str:
    """A value with the moment of signing and a signature (HMAC-SHA-256) that anyone may carry but nobody
    may alter."""
    ring = keyring()
    stamped = f"{_encode(value.encode())}.{int(clock.now().timestamp())}.{ring.current}"
    return f"{stamped}.{_encode(_mac(ring, ring.current, stamped, purpose))}"


def unsign(signed: str, *, purpose: str, max_age: dt.timedelta | None = None) -> str:
    """The value of :func:`sign`. Raises TokenRejected if altered, made for another purpose, or older than
    `max_age`."""
    parts = signed.split(".")
    ring = keyring()
    if len(parts) != 4 or parts[2] not in ring.keys or not parts[1].isdecimal():
        raise _bad_signature()
    if not hmac.compare_digest(_mac(ring, parts[2], ".".join(parts[:3]), purpose), _decode(parts[3])):
        raise _bad_signature()
    age = clock.now() - dt.datetime.fromtimestamp(int(parts[1]), dt.UTC)
    if max_age is not None and age > max_age:
        raise TokenRejected(
            "链接已过期。", "The link has expired.", next_zh="请重新获取。", next_en="Ask for a new one."
        )
    return _decode(parts[0]).decode()


def _mac(ring: Keyring, key_id: str, text: str, purpose: str) -> bytes:
    return hmac.new(ring.key(key_id, f"sign:{purpose}"), text.encode(), sha256).digest()


def _bad_signature() -> TokenRejected:
    return TokenRejected(
        "签名不符，内容可能被改动。",
        "The signature does not fit; the content may have been altered.",
        next_zh="请使用原始链接。",
        next_en="Use the original link.",
    )


def _parts(token: str) -> tuple[str, bytes]:
    key_id, _, encoded = token.partition(".")
    return key_id, _decode(encoded)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """Unpadded base64url; anything else is empty, which no authentication accepts."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
