"""Whether a quote says the number it is quoted for: 3.5万 is not what “不超过3万元” says."""

from __future__ import annotations

import re
from decimal import Decimal

from zhongchuang.expressions import Value
from zhongchuang.policy.documents.numerals import FULL_DIGITS

_NUMBER = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*(%|‰|亿|千万|百万|十万|万|千|百)?")
_TIMES = {
    "": Decimal(1),
    "%": Decimal("0.01"),
    "‰": Decimal("0.001"),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10**4),
    "十万": Decimal(10**5),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "亿": Decimal(10**8),
}
MONTHS = Decimal(12)
LONGEST = 15
"""Digits of a number that are looked at; what is longer is no amount of a policy."""


def numbers_in(quote: str) -> frozenset[Decimal]:
    """The numbers in Arabic digits, as written and with their unit multiplied out (70% is 70 and 0.7)."""
    found: set[Decimal] = set()
    for match in _NUMBER.finditer(quote.translate(FULL_DIGITS).replace("％", "%").replace("．", ".")):
        digits = match[1].replace(",", "").replace("，", "")
        if len(digits) <= LONGEST:
            found |= {Decimal(digits), Decimal(digits) * _TIMES[match[2] or ""]}
    return frozenset(found)


def contradicts(quote: str, value: Value | tuple[str, ...], type_: str) -> bool:
    """Whether the quote names numbers and this is none of them.

    Money is 分. A share may be said by its other part (减按70% is a reduction of 0.3), a time of months by years. A quote
    without Arabic digits (一半, 三分之一) is left to whoever reads it.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    said = numbers_in(quote)
    number = Decimal(value) / 100 if type_ == "money" else Decimal(value)
    meant = {number, number / MONTHS} | ({1 - number} if type_ == "rate" else set())
    return bool(said) and said.isdisjoint(meant)
