"""The facts the rules look at (pure): every support somebody has, waits for, or asks for, in one shape.

Who resolves names, finds related parties or adds up what was returned does so before; here an identifier is an
identifier. Amounts are whole 分, net of what was given back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from zhongchuang.clearance.decisions import canonical, facts_digest
from zhongchuang.core.errors import InvalidInput


class Key(StrEnum):
    """By what two supports can be the same. The value of a key is an identifier, never a name to be guessed at."""

    ENTITY = "entity"  # 统一社会信用代码, or the platform's own identifier
    RELATED = "related"  # parties found to be related to the entity, through whatever chain
    REPRESENTATIVE = "representative"  # 法定代表人
    CONTROLLER = "controller"
    PERSON = "person"  # who is supported in person
    WORKER = "worker"  # for whose employment support is claimed
    PROJECT = "project"
    CONTENT = "content"  # 实施内容: what is done, whatever the project is called
    EQUIPMENT = "equipment"
    CONTRACT = "contract"
    INVOICE = "invoice"
    PROGRAMME = "programme"
    FAMILY = "family"  # of programmes
    CATEGORY = "category"  # what the money is for
    DEPARTMENT = "department"


BEHIND = frozenset({Key.ENTITY, Key.RELATED, Key.REPRESENTATIVE, Key.CONTROLLER})
"""Keys that say who applies and who stands behind them: they change without the case changing."""


class Level(StrEnum):
    """The level of government that pays, lowest first."""

    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    NATION = "nation"

    @property
    def rank(self) -> int:
        """0 for a county, 3 for the state."""
        return list(Level).index(self)


class Standing(StrEnum):
    """How far a support has come."""

    WAITING = "waiting"  # handed in; nothing is kept for it yet
    CLEARED = "cleared"  # a standing clearance keeps its amount
    HELD = "held"  # a voucher issued and not used, an order that holds one
    AWARDED = "awarded"
    PAID = "paid"  # paid or redeemed
    ENDED = "ended"  # refused, withdrawn, expired, or given back in full: never counts


COMMITTED = frozenset({Standing.CLEARED, Standing.HELD, Standing.AWARDED, Standing.PAID})
"""What always counts. A support that waits counts for those behind it in the line."""


class FactsUnusable(InvalidInput):
    """The facts contradict each other or no amount can be meant by them."""

    default_code = "clearance.facts_unusable"


@dataclass(frozen=True, slots=True)
class Support:
    """One support: an award, a pending case, a voucher, and likewise the case that is being cleared.

    `ref` is unique (`case:GS-2026-…`, `award:…`, `voucher:…`); a case keeps it when it becomes an award, so it is never
    counted beside itself. `amount` in 分: what is asked while waiting, what is granted afterwards. `on` is the day by which
    it belongs to a year: the decision's, or the day it was handed in. `span` is the period it supports, both days
    included. `place` is a code of GB/T 2260.

    Raises FactsUnusable for a negative amount, an empty ref, or a span that ends before it begins.
    """

    ref: str
    amount: int
    on: dt.date
    standing: Standing
    level: Level | None = None
    place: str | None = None
    keys: Mapping[Key, frozenset[str]] = field(default_factory=dict, hash=False)
    span: tuple[dt.date, dt.date] | None = None

    def __post_init__(self) -> None:
        """Identifiers are kept in their one way of writing, empty ones not at all."""
        if not self.ref:
            raise FactsUnusable("有一项支持没有编号。", "A support has no reference.")
        if self.amount < 0:
            raise FactsUnusable(
                f"{self.ref} 的金额是负数；退回的应当先从金额里减去。",
                f"The amount of {self.ref} is negative; what was given back is to be taken off before.",
            )
        if self.span is not None and self.span[1] < self.span[0]:
            raise FactsUnusable(
                f"{self.ref} 的支持期间，止日早于起日。", f"The period of {self.ref} ends before it begins."
            )
        kept = {Key(key): frozenset(filter(None, map(canonical, found))) for key, found in self.keys.items()}
        object.__setattr__(self, "keys", {key: kept[key] for key in sorted(kept) if kept[key]})

    def of(self, key: Key) -> frozenset[str]:
        """The identifiers under a key; of the related parties, the entity itself is one."""
        found = self.keys.get(key, frozenset())
        return found | self.keys.get(Key.ENTITY, frozenset()) if key is Key.RELATED else found

    @property
    def place_in_line(self) -> tuple[dt.date, str]:
        """Earlier days first; on one day the reference decides, so that two never wait for each other."""
        return self.on, self.ref

    def told(self) -> dict[str, object]:
        """The case as its clearance is bound to it: not how far it has come, and identifiers by their digest only.

        Who stands behind the applicant is not among them: firms are merged and change hands between decision and payment. What
        that brings with it is bound: the supports that count because of it.
        """
        return {
            "ref": self.ref,
            "amount": self.amount,
            "on": self.on,
            "level": self.level,
            "place": self.place,
            "keys": facts_digest(
                {key.value: sorted(values) for key, values in self.keys.items() if key not in BEHIND}
            ),
            "span": self.span,
        }


def others_of(case: Support, supports: Iterable[Support]) -> tuple[Support, ...]:
    """Every other support once, in the order of references.

    Raises FactsUnusable where one reference stands for two different things: which of them counts would be a guess.
    """
    found: dict[str, Support] = {}
    for support in supports:
        if support.ref != case.ref and found.setdefault(support.ref, support) != support:
            raise FactsUnusable(
                f"{support.ref} 出现两次，内容不同。",
                f"{support.ref} is there twice and says different things.",
            )
    return tuple(found[ref] for ref in sorted(found))


def shared(one: Support, other: Support, key: Key) -> bool:
    """Whether both have an identifier in common. Of related parties: whether one stands among those of the other."""
    if key is Key.RELATED:
        mine, theirs = one.of(Key.ENTITY), other.of(Key.ENTITY)
        return bool(one.of(Key.RELATED) & theirs) or bool(other.of(Key.RELATED) & mine)
    return bool(one.of(key) & other.of(key))
