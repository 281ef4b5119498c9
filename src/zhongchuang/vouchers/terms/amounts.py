"""How much an order may take (pure). Whole 分 throughout; a fraction of one is always left with the holder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from zhongchuang.core.errors import Wording
from zhongchuang.core.money import format_yuan
from zhongchuang.vouchers.errors import AmountImpossible, NoTerms, NothingToSpend, SchemeNotInForce
from zhongchuang.vouchers.terms.schema import Holder, Scheme, Term

WHOLE = 10_000
"""A ratio of one, in hundredths of a per cent."""


class Counted(Protocol):
    """An order, as the cap of a year sees it."""

    @property
    def on(self) -> dt.date: ...
    @property
    def counts(self) -> int: ...


def share_of(price: int, ratio: int) -> int:
    """`ratio` hundredths of a per cent of the price, rounded down to whole 分."""
    return price * ratio // WHOLE


def used_in_year(orders: Iterable[Counted], year: int) -> int:
    """分 of a year's cap that a holder's orders take. The year is that in which an order was placed, whenever it ends."""
    return sum(order.counts for order in orders if order.on.year == year)


def term_for(scheme: Scheme, lineage: Sequence[str], service: str, holder: Holder, day: dt.date) -> Term:
    """The term for an order. `lineage`: the holder's place and those above it, nearest first; the nearest that speaks holds.

    Raises NoTerms.
    """
    found = {t.place: t for t in scheme.terms if t.applies(service, holder, day)}
    for place in lineage:
        if place in found:
            return found[place]
    known = scheme.service(service)
    raise NoTerms(known.label.wording if known else Wording(service, service), day)


class Limit(StrEnum):
    """What can bound an order's support."""

    RATIO = "ratio"
    ORDER = "order"
    YEAR = "year"
    VOUCHER = "voucher"
    ASKED = "asked"  # the holder wants no more


_LIMITS = {
    Limit.RATIO: Wording("按比例抵扣", "share of the price"),
    Limit.ORDER: Wording("单笔限额", "cap of an order"),
    Limit.YEAR: Wording("本年度剩余额度", "left of the year's cap"),
    Limit.VOUCHER: Wording("券内可用", "available in the voucher"),
    Limit.ASKED: Wording("申请抵扣", "asked for"),
}


@dataclass(frozen=True, slots=True)
class Room:
    """A limit and the 分 it leaves."""

    limit: Limit
    fen: int

    @property
    def label(self) -> Wording:
        """The limit without its amount."""
        return _LIMITS[self.limit]

    @property
    def wording(self) -> Wording:
        """The limit with its amount."""
        words = _LIMITS[self.limit]
        return Wording(
            f"{words.zh} {format_yuan(self.fen)}", f"{words.en} {format_yuan(self.fen, language='en')}"
        )


@dataclass(frozen=True, slots=True)
class Support:
    """What an order may take, with every limit that was asked: so that a page can show the sum."""

    price: int
    ratio: int
    fen: int
    rooms: tuple[Room, ...]

    @property
    def own_share(self) -> int:
        """分 the holder pays himself."""
        return self.price - self.fen

    @property
    def binding(self) -> tuple[Room, ...]:
        """The limits that made it no more."""
        return tuple(room for room in self.rooms if room.fen == self.fen)


def support_for(
    scheme: Scheme,
    term: Term,
    *,
    price: int,
    available: int,
    used: int,
    asked: int | None = None,
    demonstration: bool = False,
) -> Support:
    """The most an order may take: the smallest of share, cap of the order, rest of the year's cap, rest of the voucher, wish.

    `used`: what the holder's orders take of this year's cap already. Raises SchemeNotInForce, AmountImpossible for a price or
    wish that is not positive, NothingToSpend where nothing is left.
    """
    why = scheme.why_not(demonstration=demonstration)
    if why is not None:
        raise SchemeNotInForce(why)
    if price <= 0 or (asked is not None and asked <= 0):
        raise AmountImpossible(min(price, 0 if asked is None else asked))
    rooms = [Room(Limit.RATIO, share_of(price, term.ratio.ratio))]
    if term.order_cap is not None:
        rooms.append(Room(Limit.ORDER, term.order_cap.fen))
    if term.year_cap is not None:
        rooms.append(Room(Limit.YEAR, max(0, term.year_cap.fen - used)))
    rooms.append(Room(Limit.VOUCHER, available))
    if asked is not None:
        rooms.append(Room(Limit.ASKED, asked))
    least = min(rooms, key=lambda room: room.fen)
    if least.fen <= 0:
        raise NothingToSpend(least.wording)
    return Support(price, term.ratio.ratio, least.fen, tuple(rooms))
