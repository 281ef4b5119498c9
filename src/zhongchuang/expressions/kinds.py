"""The types a value may have, and how a public value becomes the exact integer inside.

Every number is an integer inside, scaled by a power of ten known when the rule is compiled: money is
counted in 分 (scale 2 of 元), a rate of scale 4 in ten-thousandths. Nothing is ever a binary fraction, so the
interpreter, the population engine and SQL give the same digits.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from decimal import Decimal

from .errors import VocabularyError
from .industry import is_industry_code

Raw = int | bool | str | dt.date
"""A value inside: a scaled integer, a boolean, a code, or a date."""

Value = int | bool | str | dt.date | Decimal
"""A value outside: money in 分 as ``int``; ``decimal`` types as ``Decimal``; the others as inside."""

MAXIMUM_SCALE = 12
"""Digits after the point that a decimal may carry."""


class Kind(enum.StrEnum):
    """What a value is, apart from its scale and codes."""

    MONEY = "money"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    CODE = "code"
    INDUSTRY = "industry"


_NAMES_ZH = {
    Kind.MONEY: "金额",
    Kind.INTEGER: "整数",
    Kind.DECIMAL: "小数",
    Kind.BOOLEAN: "是非值",
    Kind.DATE: "日期",
    Kind.CODE: "代码",
    Kind.INDUSTRY: "行业代码",
}


@dataclass(frozen=True, slots=True)
class Type:
    """A type of the rule language. Use the constants and constructors below, not this class.

    ``scale`` is the number of decimal digits inside (2 for money); ``codes`` the values a code may take.
    """

    kind: Kind
    scale: int = 0
    codes: frozenset[str] = frozenset()

    @property
    def is_number(self) -> bool:
        """Whether it is a plain number: integer or decimal, not money."""
        return self.kind in (Kind.INTEGER, Kind.DECIMAL)

    @property
    def is_exact(self) -> bool:
        """Whether it is kept as a scaled integer: money, integer or decimal."""
        return self.kind is Kind.MONEY or self.is_number

    @property
    def is_ordered(self) -> bool:
        """Whether ``<`` has a meaning: amounts, numbers and dates."""
        return self.is_exact or self.kind is Kind.DATE

    @property
    def zh(self) -> str:
        """The name a Chinese sentence uses."""
        return f"小数（{self.scale}位）" if self.kind is Kind.DECIMAL else _NAMES_ZH[self.kind]

    @property
    def en(self) -> str:
        """The name an English sentence uses."""
        return f"decimal({self.scale})" if self.kind is Kind.DECIMAL else self.kind.value

    def __str__(self) -> str:
        return self.en


MONEY = Type(Kind.MONEY, 2)
INTEGER = Type(Kind.INTEGER)
BOOLEAN = Type(Kind.BOOLEAN)
DATE = Type(Kind.DATE)
INDUSTRY = Type(Kind.INDUSTRY)


def decimal(scale: int) -> Type:
    """An exact decimal with ``scale`` digits after the point, 0 to 12; scale 0 is an integer."""
    if not 0 <= scale <= MAXIMUM_SCALE:
        raise VocabularyError(
            f"小数位数须在0至{MAXIMUM_SCALE}之间，得到{scale}；请改用更少的位数。",
            f"A decimal has 0 to {MAXIMUM_SCALE} digits after the point, not {scale}; use fewer digits.",
        )
    return Type(Kind.DECIMAL, scale) if scale else INTEGER


def code(*codes: str) -> Type:
    """An enumerated text: one of ``codes``, none of them empty."""
    if not codes or not all(codes):
        raise VocabularyError(
            "代码类型须列出至少一个非空取值；请补上codes。",
            "A code type lists at least one value, none empty; add its codes.",
        )
    return Type(Kind.CODE, codes=frozenset(codes))


def encode(type_: Type, value: object) -> Raw | None:
    """``value`` as it is kept inside, or ``None`` where it is not a value of the type.

    Nothing is converted silently: text is not a number, a float is not an amount, a datetime is not a date,
    and digits beyond the scale are refused rather than rounded.
    """
    kind = type_.kind
    if kind is Kind.BOOLEAN:
        return value if isinstance(value, bool) else None
    if kind is Kind.DATE:
        return value if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else None
    if kind is Kind.CODE:
        return value if isinstance(value, str) and value in type_.codes else None
    if kind is Kind.INDUSTRY:
        return value if isinstance(value, str) and is_industry_code(value) else None
    if isinstance(value, bool):
        return None
    if kind is Kind.DECIMAL:
        return _scaled(value, type_.scale)
    return value if isinstance(value, int) else None


def _scaled(value: object, scale: int) -> int | None:
    """A Decimal or int times ten to the ``scale``, if that is a whole number."""
    if isinstance(value, int):
        return value * int(10**scale)
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):  # only NaN and infinities carry a letter here, and they are finite() no
        return None
    number: int = int("".join(map(str, digits)))
    shift = exponent + scale
    if shift > 60:  # far beyond any bound: refuse before building a gigantic integer
        return None
    if shift < 0:
        number, rest = divmod(number, int(10**-shift)) if -shift <= len(digits) else (0, number)
        if rest:
            return None
    else:
        number *= int(10**shift)
    return -number if sign else number


def whole(raw: Raw) -> int:
    """A raw value known to be a scaled integer, as one: for code that has looked at the type."""
    assert isinstance(raw, int), raw
    return raw


def decode(type_: Type, raw: Raw | None) -> Value | None:
    """The public value for what is kept inside; ``None`` stays ``None`` (unknown)."""
    if type_.kind is Kind.DECIMAL and raw is not None:
        return Decimal(f"{raw}E-{type_.scale}")
    return raw
