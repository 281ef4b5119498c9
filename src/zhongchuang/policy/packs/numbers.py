"""Whether a quote says the number it is quoted for: 3.5万 is not what “不超过3万元” says."""

from __future__ import annotations

from decimal import Decimal

from zhongchuang.expressions import Value
from zhongchuang.policy.documents.quantities import read_quantities
from zhongchuang.policy.packs.magnitude import is_of_use

_SHARES = {"%": 100, "‰": 1000}
MONTHS = 12


def numbers_in(quote: str) -> frozenset[Decimal]:
    """The numbers the reader finds in the words, 万 and 亿 multiplied out; a share as written and as a part of one."""
    found = [q for q in read_quantities("", quote) if is_of_use(q.value)]
    return frozenset(n for q in found for n in (q.value, q.value / _SHARES.get(q.unit, 1)))


def contradicts(quote: str, value: Value | tuple[str, ...], type_: str) -> bool:
    """Whether the quote sets numbers and this is none of them.

    Money is 分. A share may be said by its other part (减按70% is a reduction of 0.3), a time of months by years. A quote
    in which the reader finds no quantity (一半, 三分之一) is left to whoever reads it.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    said = numbers_in(quote)
    number = Decimal(value) / 100 if type_ == "money" else Decimal(value)
    meant = {number, number / MONTHS} | ({1 - number} if type_ == "rate" else set())
    return bool(said) and said.isdisjoint(meant)
