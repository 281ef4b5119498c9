"""The rules of a scheme of vouchers as dated data (pure): shape, reading, and how much an order may take."""

from zhongchuang.vouchers.terms.amounts import Room, Support, share_of, support_for, term_for, used_in_year
from zhongchuang.vouchers.terms.reading import SchemeError, SchemeProblem, read_scheme, unquoted
from zhongchuang.vouchers.terms.schema import Scheme, Standing

__all__ = [
    "Room",
    "Scheme",
    "SchemeError",
    "SchemeProblem",
    "Standing",
    "Support",
    "read_scheme",
    "share_of",
    "support_for",
    "term_for",
    "unquoted",
    "used_in_year",
]
