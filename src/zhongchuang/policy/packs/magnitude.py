"""Which written numbers may be worked with: nine characters, `1e9999999`, are a number that takes hours to write out."""

from __future__ import annotations

from decimal import Decimal

LARGEST_POWER = 30
"""Of ten; beyond any amount, count or share there is."""
MOST_DIGITS = 60


def is_of_use(number: Decimal) -> bool:
    """Whether a finite number is of a size that arithmetic, and `int`, take at once."""
    return abs(number.adjusted()) <= LARGEST_POWER and len(number.as_tuple().digits) <= MOST_DIGITS
