"""Identifiers.

Primary keys are UUIDs of version 7 (RFC 9562): ordered by time, so that an index grows at its end, and safe
to make in many processes at once. What people read, type and say over the telephone is a *public id*::

    SQ-1TQK-8M4X-0RWB-5ZHD      prefix, then 7 symbols of time, 8 of chance, 1 of checksum

in Crockford's 32 symbols (no I, L, O, U), so that lower case, O for 0 and I for 1 are understood. The
checksum is the Damm algorithm over GF(32): every single wrong symbol and every swap of neighbours is
caught.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import threading
import uuid

from zhongchuang.core import clock
from zhongchuang.core.errors import InvalidInput

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PUBLIC_ID_LENGTH = 24
"""Longest public id as written: a prefix of up to four letters, four groups of four, and the hyphens."""

_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_EPOCH = dt.datetime(2010, 1, 1, tzinfo=dt.UTC)
_PREFIX = re.compile(r"[A-Z]{1,4}")
_RANDOM_BITS = 74
_last: tuple[int, int] = (0, 0)
_last_lock = threading.Lock()


def new_id() -> uuid.UUID:
    """A UUID of version 7 for a primary key; within a process each is greater than the one before."""
    global _last
    milliseconds = int(clock.now().timestamp() * 1000)
    with _last_lock:
        before, chance = _last
        if milliseconds > before:
            chance = secrets.randbits(_RANDOM_BITS - 1)  # the top bit stays free for counting up
        else:
            milliseconds, chance = before, chance + 1 + secrets.randbits(32)
            if chance >> _RANDOM_BITS:  # the count ran over into the next millisecond
                milliseconds, chance = milliseconds + 1, secrets.randbits(_RANDOM_BITS - 1)
        _last = milliseconds, chance
    return _uuid7(milliseconds, chance)


def _uuid7(milliseconds: int, chance: int) -> uuid.UUID:
    """Lay 48 bits of time and 74 of chance around the version and variant bits (RFC 9562, 5.7)."""
    high, low = chance >> 62, chance & ((1 << 62) - 1)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def moment_of(identifier: uuid.UUID) -> dt.datetime:
    """When a version 7 UUID was made, to the millisecond. Raises ValueError for another version."""
    if identifier.version != 7:
        raise ValueError(f"{identifier} 不是第 7 版 UUID / is no UUID of version 7")
    return dt.datetime.fromtimestamp((identifier.int >> 80) / 1000, dt.UTC)


def new_public_id(prefix: str) -> str:
    """A fresh public id; `prefix` is one to four capital letters that name the kind of thing.

    43 bits of chance a second make a clash all but impossible; the column is unique all the same.
    """
    _check_prefix(prefix)
    seconds = int((clock.now() - _EPOCH).total_seconds())
    number = (seconds & 0xFFFF_FFFF) << 43 | secrets.randbits(43)
    body = "".join(ALPHABET[number >> shift & 31] for shift in range(70, -1, -5))
    return _written(prefix, body + ALPHABET[_checksum(body)])


def read_public_id(text: str, *, prefix: str) -> str:
    """The public id a person meant, in its one written form; spaces, case, O and I are forgiven.

    Raises InvalidInput where the prefix is another's, the length is wrong or the checksum does not fit.
    """
    _check_prefix(prefix)
    compact = re.sub(r"[\s\-\u2010-\u2015\u00ad]+", "", text).upper()
    if not compact.startswith(prefix):
        raise _unreadable(text, f"应以 {prefix} 开头", f"it should begin with {prefix}")
    body = compact[len(prefix) :].translate(_READ_AS)
    if len(body) != 16 or any(symbol not in _VALUE for symbol in body):
        raise _unreadable(
            text, f"{prefix} 之后应是 16 位字母或数字", f"16 letters or digits should follow {prefix}"
        )
    if _checksum(body) != 0:
        raise _unreadable(
            text, "校验位不符，可能抄错了一位", "its checksum does not fit, one symbol may be wrong"
        )
    return _written(prefix, body)


def _checksum(symbols: str) -> int:
    """Damm's algorithm with x∗y = 2(x⊕y) over GF(32), polynomial x⁵+x²+1; 0 for a word that ends in its
    check."""
    state = 0
    for symbol in symbols:
        state = (state ^ _VALUE[symbol]) << 1
        state ^= 0b100101 if state & 0b100000 else 0
    return state


def _written(prefix: str, body: str) -> str:
    return "-".join((prefix, *(body[i : i + 4] for i in range(0, 16, 4))))


def _check_prefix(prefix: str) -> None:
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(
            f"编号前缀 {prefix!r} 应为一至四个大写字母 / a prefix is one to four capital letters"
        )


def _unreadable(text: str, zh: str, en: str) -> InvalidInput:
    shown = text[:40]
    return InvalidInput(
        f"编号“{shown}”不对：{zh}。",
        f"The number {shown!r} is not right: {en}.",
        next_zh="请对照原件重新输入。",
        next_en="Compare with the original and type it again.",
        code="core.public_id",
    )
