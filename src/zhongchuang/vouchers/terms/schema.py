"""The shape of a scheme of vouchers: one file a scheme, `<place>/vouchers/<id>.yaml`.

Every number says where it comes from: the words of the basis (`quote`), or that the programme sets it itself (`set_by`). What
a text does not set is not invented; such a scheme stands as awaiting and issues nothing. Money is 元 in the file, 分 elsewhere.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from zhongchuang.core.errors import Wording
from zhongchuang.core.money import FEN_PER_YUAN

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Place = Annotated[str, Field(pattern=r"^\d{6}$")]


class Part(BaseModel):
    """Frozen; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """What a reader sees, in both languages."""

    zh: Annotated[str, Field(min_length=1, max_length=1000)]
    en: Annotated[str, Field(min_length=1, max_length=2000)]

    @property
    def wording(self) -> Wording:
        """The same as a sentence of the house."""
        return Wording(self.zh, self.en)


class Standing(StrEnum):
    """Whether vouchers may be issued under a scheme."""

    IN_FORCE = "in_force"  # every number quoted from a text held, or set by the programme
    AWAITING = "awaiting"  # the text only promises; its 实施细则 is not there
    UNCONFIRMED = "unconfirmed"  # numbers known from elsewhere, the text itself not held: for comparison only
    DEMONSTRATION = "demonstration"  # invented numbers, for trying things out; says so


class Holder(StrEnum):
    """Who may hold a voucher."""

    ENTERPRISE = "enterprise"
    TEAM = "team"
    SPACE = "space"  # a makerspace buys for its tenants


class Figure(Part):
    """A number with where it comes from."""

    value: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)]
    quote: Annotated[str, Field(min_length=2, max_length=500)] | None = None
    set_by: Text | None = None

    @model_validator(mode="after")
    def _one_ground(self) -> Figure:
        if self.quote is not None and self.set_by is not None:
            raise ValueError("原话和自定说明只写一个 / give the quote or who sets it, not both")
        return self

    @property
    def grounded(self) -> bool:
        """Whether it says where it comes from."""
        return self.quote is not None or self.set_by is not None

    @property
    def fen(self) -> int:
        """元 as 分."""
        return int(self.value * FEN_PER_YUAN)

    @property
    def ratio(self) -> int:
        """A part of one, in hundredths of a per cent: 0.5 is 5000."""
        return int(self.value * 10_000)

    @property
    def days(self) -> int:
        """Calendar days, or months: a whole number."""
        return int(self.value)


class Basis(Part):
    """The words a scheme rests on."""

    document: Id
    clause: str | None = None
    quote: Annotated[str, Field(min_length=2)] | None = None
    measure: str | None = None


class Service(Part):
    """A kind of service that a voucher may buy."""

    id: Id
    label: Text
    quote: str | None = None


class Source(Part):
    """Where numbers come from that no held document carries."""

    title: Annotated[str, Field(min_length=2)]
    number: str | None = None
    url: str | None = None
    noted_on: dt.date


class Term(Part):
    """What holds at a place, from a day, for some services and holders; empty lists mean all of the scheme's."""

    place: Place
    starts: dt.date
    ends: dt.date | None = None
    services: tuple[Id, ...] = ()
    holders: tuple[Holder, ...] = ()
    ratio: Figure  # of the price, a part of one
    order_cap: Figure | None = None  # 元 an order
    year_cap: Figure | None = None  # 元 a holder and calendar year, over all vouchers of the scheme

    @model_validator(mode="after")
    def _sane(self) -> Term:
        if self.ends is not None and self.ends < self.starts:
            raise ValueError("止期在起期之前 / it ends before it starts")
        if not 0 < self.ratio.value <= 1:
            raise ValueError("抵扣比例应在 0 和 1 之间 / the ratio is a part of one")
        for cap in (self.order_cap, self.year_cap):
            if cap is not None and (cap.value == 0 or cap.value * FEN_PER_YUAN % 1):
                raise ValueError("限额大于零、以分为止 / a cap is more than nothing, in whole 分")
        return self

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its numbers."""
        return tuple(f for f in (self.ratio, self.order_cap, self.year_cap) if f is not None)

    def applies(self, service: str, holder: Holder, day: dt.date) -> bool:
        """Whether it speaks of this service, holder and day."""
        return (
            self.starts <= day
            and (self.ends is None or day <= self.ends)
            and (not self.services or service in self.services)
            and (not self.holders or holder in self.holders)
        )

    def overlaps(self, other: Term) -> bool:
        """Whether both could be asked for one order: then it would be open which holds."""
        apart = (self.ends is not None and self.ends < other.starts) or (
            other.ends is not None and other.ends < self.starts
        )
        return (
            self.place == other.place
            and not apart
            and _meet(self.services, other.services)
            and _meet(self.holders, other.holders)
        )


def _meet(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return not ours or not theirs or bool(set(ours) & set(theirs))


class Days(Part):
    """Lengths of time. All but the first are calendar days."""

    valid_months: Figure
    deliver: Figure  # from the order to the delivery
    grace: Figure  # after the voucher's last day, for orders placed before
    confirm: Figure  # from the delivery to the holder's answer; then an officer looks

    @model_validator(mode="after")
    def _whole(self) -> Days:
        if any(f.value % 1 for f in self.figures):
            raise ValueError("期限是整数 / lengths of time are whole numbers")
        if self.valid_months.value == 0 or self.deliver.value == 0 or self.confirm.value == 0:
            raise ValueError("期限大于零 / lengths of time are more than nothing")
        return self

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its numbers."""
        return self.valid_months, self.deliver, self.grace, self.confirm


class Scheme(Part):
    """A scheme of vouchers, whole."""

    id: Id
    version: Annotated[int, Field(ge=1)] = 1
    title: Text
    place: Place
    standing: Standing
    basis: tuple[Basis, ...] = ()
    awaiting: Text | None = None
    source: Source | None = None
    services: Annotated[tuple[Service, ...], Field(min_length=1)]
    days: Days | None = None
    terms: tuple[Term, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Scheme:
        names = [s.id for s in self.services]
        if len(set(names)) != len(names):
            raise ValueError("服务种类重名 / two services have one id")
        unknown = {s for t in self.terms for s in t.services} - set(names)
        if unknown:
            raise ValueError(f"没有这种服务 / no such service: {', '.join(sorted(unknown))}")
        for number, term in enumerate(self.terms):
            if any(term.overlaps(other) for other in self.terms[:number]):
                raise ValueError("两条规定适用于同一订单 / two terms could hold for one order")
        self._stands()
        return self

    def _stands(self) -> None:
        awaiting, unconfirmed = self.standing is Standing.AWAITING, self.standing is Standing.UNCONFIRMED
        if awaiting != (self.awaiting is not None):
            raise ValueError("只有等待细则的方案写明在等什么 / what is awaited is said there, and only there")
        if awaiting and (self.terms or self.days):
            raise ValueError("等待细则的方案没有数 / a scheme that is awaited has no numbers")
        if not awaiting and not (self.terms and (self.days or unconfirmed)):
            raise ValueError("缺少抵扣规定或期限 / terms or lengths of time are missing")
        if unconfirmed != (self.source is not None):
            raise ValueError("未核对的方案写明出处 / an unconfirmed scheme says where its numbers come from")
        if not unconfirmed and not self.basis:
            raise ValueError("缺少依据 / the basis is missing")
        if not unconfirmed and not all(f.grounded for f in self.figures):
            raise ValueError("每个数都要有原话或自定说明 / every number needs a quote or who sets it")

    @property
    def code(self) -> str:
        """Id and version: a voucher keeps the rules it was issued under, dated terms and all."""
        return f"{self.id}@{self.version}"

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every number in it."""
        days = self.days.figures if self.days else ()
        return (*days, *(f for t in self.terms for f in t.figures))

    def service(self, name: str) -> Service | None:
        """A kind of service by its id."""
        return next((s for s in self.services if s.id == name), None)

    def why_not(self, *, demonstration: bool = False) -> Wording | None:
        """Why nothing may be issued or ordered under it; None where it may. A demonstration runs only where one is wanted."""
        match self.standing:
            case Standing.IN_FORCE:
                return None
            case Standing.AWAITING if self.awaiting is not None:
                return self.awaiting.wording
            case Standing.DEMONSTRATION if demonstration:
                return None
            case Standing.DEMONSTRATION:
                return Wording("它的数是演示用的。", "its numbers are for demonstration.")
            case _:
                return Wording("它的数还没有对照原文核对。", "its numbers were not checked against the text.")
