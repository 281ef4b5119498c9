"""The code on the holder's screen (pure): who scans it at the counter redeems one order, once.

36 symbols in Crockford's alphabet (no I, L, O, U), so that a QR code of version 2 (25 × 25, level M, alphanumeric) holds it and a
clerk without a scanner can type its nine groups::

    15 order number   2 turn   5 last minute   1 mark of the key   12 signature   1 checksum

The signature (HMAC-SHA-256, 60 bits of it) also covers what the code does not carry: provider and amount. A code is therefore no
good at another counter, nor after the invoice changed. 60 bits are guessed online or not at all, within minutes, at one order.
Single use rests on the order: it is redeemed once, and making a code raises its turn, which ends the codes before.
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.ids import ALPHABET, read_public_id
from zhongchuang.vouchers.errors import CodeRejected, CodeUsed
from zhongchuang.vouchers.wallet.records import Order

PREFIX = "DD"
"""Of the public id of an order (订单)."""
PURPOSE = "sign:vouchers.redeem"
MINUTES = 10
"""How long a code is good, unless the caller says otherwise: long enough for a counter, short for a photograph."""
LENGTH = 36
_EPOCH = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_TURNS, _SPAN = 32**2, 32**5
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


class Ring(Protocol):
    """The keys: `core.crypto.Keyring` is one."""

    @property
    def current(self) -> str: ...
    @property
    def keys(self) -> Mapping[str, bytes]: ...

    def key(self, key_id: str, use: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Code:
    """A code as read, its signature not looked at yet: which order it speaks of. Nothing rests on it before `check`."""

    order: str
    turn: int
    until: dt.datetime
    mark: str
    signature: str


def make(ring: Ring, order: Order, *, now: dt.datetime, minutes: int = MINUTES) -> str:
    """The code of an order's present turn, without spaces: what the QR code holds. `written` groups it for people.

    Raises ValueError for an order without a turn (`decisions.show_code` gives one) or a number that is no public id.
    """
    if order.turn < 1:
        raise ValueError("先取新的一轮再出码 / an order needs a turn before its code")
    last = int((now - _EPOCH).total_seconds() // 60) + minutes
    if not 0 <= last < _SPAN:
        raise ValueError("时间超出二维码能写的范围 / the moment is beyond what a code can say")
    number = _body(order.number)
    said = number + _symbols(order.turn % _TURNS, 2) + _symbols(last, 5) + _mark(ring.current)
    signed = said + _signature(ring, ring.current, said, order)
    return signed + _checksum(signed)


def written(code: str) -> str:
    """The code in groups of four, as it stands under the picture."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def read(text: str) -> Code:
    """What a scanned or typed text says. Raises CodeRejected where it is no code or was mistyped."""
    compact = re.sub(r"[\s\-\u2010-\u2015]+", "", text[:200]).upper().translate(_READ_AS)
    if len(compact) != LENGTH or not set(compact) <= set(ALPHABET):
        raise CodeRejected(
            f"这不是核销码：应是 {LENGTH} 位字母和数字。",
            f"This is no redemption code: it has {LENGTH} symbols.",
        )
    if _checksum(compact[:-1]) != compact[-1]:
        raise CodeRejected("核销码有一位不对。", "A symbol of the code is wrong.")
    number, turn, last, mark, signature = (
        compact[:15],
        compact[15:17],
        compact[17:22],
        compact[22],
        compact[23:35],
    )
    until = _EPOCH + dt.timedelta(minutes=_number(last) + 1)
    return Code(_with_check(number), _number(turn), until, mark, signature)


def check(ring: Ring, code: Code, order: Order, provider: str, *, now: dt.datetime) -> None:
    """Nothing, where the code redeems this order, at this provider's counter, now.

    Called with the order locked, before `decisions.redeem`. Raises CodeRejected, CodeUsed.
    """
    said = _body(code.order) + _symbols(code.turn, 2) + _symbols(_minutes(code.until), 5) + code.mark
    fitting = [key_id for key_id in ring.keys if _mark(key_id) == code.mark]
    if code.order != order.number or not any(
        hmac.compare_digest(_signature(ring, key_id, said, order), code.signature) for key_id in fitting
    ):
        raise CodeRejected(
            "核销码不是为这个订单、这个金额出的。", "The code was not made for this order and amount."
        )
    if provider != order.provider:
        raise CodeRejected("这个订单不是向本机构下的。", "The order was placed with another provider.")
    if code.turn != order.turn % _TURNS:
        raise CodeUsed()
    if now >= code.until:
        raise CodeRejected("核销码已过时限。", "The code has run out of time.")


def _signature(ring: Ring, key_id: str, said: str, order: Order) -> str:
    """60 bits over what the code says and what the order is."""
    text = "\x1f".join(("1", said, order.voucher, order.provider, str(order.payable)))
    mac = hmac.new(ring.key(key_id, PURPOSE), text.encode(), sha256).digest()
    return _symbols(int.from_bytes(mac[:8], "big") >> 4, 12)


def _mark(key_id: str) -> str:
    """One symbol of a key's id: which keys to try after a rotation, not which key it is."""
    return ALPHABET[sha256(key_id.encode()).digest()[0] & 31]


def _minutes(until: dt.datetime) -> int:
    return int((until - _EPOCH).total_seconds() // 60) - 1


def _body(number: str) -> str:
    """The 15 symbols of a public id, without prefix and checksum."""
    try:
        whole = read_public_id(number, prefix=PREFIX)
    except InvalidInput as error:
        raise ValueError(f"{number!r} 不是订单编号 / is no number of an order") from error
    return whole.removeprefix(PREFIX).replace("-", "")[:15]


def _with_check(body: str) -> str:
    """The public id of these 15 symbols."""
    whole = body + _checksum(body)
    return "-".join((PREFIX, *(whole[i : i + 4] for i in range(0, 16, 4))))


def _symbols(number: int, width: int) -> str:
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (width - 1), -1, -5))


def _number(symbols: str) -> int:
    number = 0
    for symbol in symbols:
        number = number << 5 | ALPHABET.index(symbol)
    return number


def _checksum(symbols: str) -> str:
    """Damm over GF(32), as in `core.ids`: every single wrong symbol and every swap of neighbours is caught."""
    state = 0
    for symbol in symbols:
        state = (state ^ ALPHABET.index(symbol)) << 1
        state ^= 0b100101 if state & 0b100000 else 0
    return ALPHABET[state]
