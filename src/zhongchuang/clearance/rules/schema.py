"""The shape of a rule against supporting a thing twice. A rule is data: what it looks at, what follows, and whose words say so.

In a file money is 元; inside it is 分 (`Rule.cap`). A place is a code of GB/T 2260.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from zhongchuang.clearance.rules.facts import Key, Level

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Place = Annotated[str, Field(pattern=r"^[1-9][0-9]{5}$")]
Yuan = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)]
Names = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=120)], ...], Field(min_length=1)]
FEN_PER_YUAN = 100


class Part(BaseModel):
    """Frozen; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """What a reader sees, in both languages."""

    zh: Annotated[str, Field(min_length=1, max_length=600)]
    en: Annotated[str, Field(min_length=1, max_length=1200)]


class Effect(StrEnum):
    """What follows where a rule finds something."""

    BLOCK = "block"  # 不得重复: nothing more, once there is so much
    CAP = "cap"  # 累计不超过: so much in all
    HIGHER = (
        "higher"  # 就高不重复: in all no more than the highest one; an earlier lower one is made up to it
    )
    STACK = "stack"  # 可以叠加: may stand side by side, and is left out of the rules it names
    WARN = "warn"  # somebody has to look


class Levels(StrEnum):
    """How the level of government of the other one has to stand to the case's."""

    ANY = "any"
    SAME = "same"
    DIFFERENT = "different"


class Period(StrEnum):
    """What counts as one period."""

    LIFETIME = "lifetime"
    CALENDAR_YEAR = "calendar_year"
    ROLLING = "rolling"  # any so many months
    OVERLAP = "overlap"  # the periods that are supported overlap


class Window(Part):
    """A period, and of a rolling one its length in calendar months."""

    period: Period = Period.LIFETIME
    months: Annotated[int, Field(ge=1, le=600)] | None = None

    @model_validator(mode="after")
    def _has_its_length(self) -> Window:
        if (self.period is Period.ROLLING) != (self.months is not None):
            raise ValueError(
                "滚动期间写明几个月，别的期间不写 / months belong to a rolling period, and only there"
            )
        return self

    @property
    def length(self) -> int:
        """Months of a rolling period; 0 of any other."""
        return self.months or 0


class Source(Part):
    """Whose words the rule is. `unconfirmed`: the document's text is not held, so the words could not be compared with it."""

    issuer: Text
    document: Annotated[str, Field(min_length=1, max_length=200)] | None = (
        None  # number, or its id in the packs
    )
    clause: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    quote: Annotated[str, Field(min_length=4, max_length=400)] | None = None
    stated: Text | None = None  # what a source was read to say, where its words are not held
    year: Annotated[int, Field(ge=1949, le=2200)] | None = (
        None  # of the source, where that is all that is known
    )
    unconfirmed: bool = False

    @model_validator(mode="after")
    def _can_be_looked_up(self) -> Source:
        if (self.quote is None) == (self.stated is None):
            raise ValueError("引文和转述二者写其一 / either the quote or what was read, one of them")
        if not self.unconfirmed and not (self.document and self.clause and self.quote):
            raise ValueError(
                "没有核对过原文的须写 unconfirmed；核对过的写明文件、条款、引文 / "
                "say `unconfirmed`, or name document, clause and quote"
            )
        return self


class Filter(Part):
    """Which supports a rule is about; what is not named does not matter."""

    categories: Names | None = None
    programmes: Names | None = None
    families: Names | None = None
    departments: Names | None = None
    levels: Annotated[tuple[Level, ...], Field(min_length=1)] | None = None

    @property
    def named(self) -> Mapping[Key, tuple[str, ...]]:
        """What is named, by key."""
        pairs = (
            (Key.CATEGORY, self.categories),
            (Key.PROGRAMME, self.programmes),
            (Key.FAMILY, self.families),
            (Key.DEPARTMENT, self.departments),
        )
        return {key: names for key, names in pairs if names is not None}


class Rule(Part):
    """A rule, whole. Two supports meet under it where they share every key of `same` and none of `differ`."""

    id: Id
    title: Text
    source: Source
    note: Text | None = None  # where the rule is a reading of its words rather than the words themselves
    effect: Effect
    place: Place | None = None  # where it holds, with everything below; None: everywhere
    since: dt.date | None = None
    until: dt.date | None = None  # the last day
    among: Filter = Filter()
    against: Filter | None = None  # what the other support has to be; None: the same as the case
    same: Annotated[tuple[Key, ...], Field(min_length=1)]
    differ: tuple[Key, ...] = ()
    levels: Levels = Levels.ANY
    window: Window = Window()
    waiting: bool = True  # what waits before the case in line counts; False: it is only shown
    times: Annotated[int, Field(ge=1, le=1000)] = 1  # block: how often it may be had
    amount: Yuan | None = None  # cap, in 元
    excepts: tuple[Id, ...] = ()  # stack: rules of the same source that leave these out
    matter: Id | None = None  # rules on one matter; one that gives way does so to those of a higher level
    set_by: Level | None = None  # the level of government that made the rule
    gives_way: bool = False

    @model_validator(mode="after")
    def _has_what_its_effect_needs(self) -> Rule:
        if (self.effect is Effect.CAP) != (self.amount is not None):
            raise ValueError("上限规则写明数额，别的规则不写 / an amount belongs to a cap, and only there")
        if self.times != 1 and self.effect is not Effect.BLOCK:
            raise ValueError("次数只用于禁止 / only a block counts times")
        if self.excepts and self.effect is not Effect.STACK:
            raise ValueError("只有叠加规则可以写例外 / only stacking makes exceptions")
        if set(self.same) & set(self.differ) or Key.RELATED in self.differ:
            raise ValueError("一个键不能既同又不同 / a key cannot be both the same and another")
        if self.gives_way and (self.matter is None or self.set_by is None):
            raise ValueError("让位的规则写明事项和层级 / a rule that gives way names its matter and level")
        if self.since and self.until and self.until < self.since:
            raise ValueError("止日早于起日 / it ends before it begins")
        return self

    def holds_in(self, place: str) -> bool:
        """Whether a place (a code of GB/T 2260) is where the rule holds, or lies in it."""
        where = self.place
        if where is None:
            return True
        code = where[:2] if where.endswith("0000") else where[:4] if where.endswith("00") else where
        return place.startswith(code)

    @property
    def cap(self) -> int:
        """The cap in 分; 0 of a rule that is none."""
        return int(self.amount * FEN_PER_YUAN) if self.amount is not None else 0

    @property
    def other(self) -> Filter:
        """What the other support has to be."""
        return self.among if self.against is None else self.against
