"""How a file of subjects writes its values down."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class MoneyUnit(enum.Enum):
    """The unit of a column of amounts; the value is how many decimal places lie between it and 分."""

    FEN = 0
    """分"""
    YUAN = 2
    """元"""
    THOUSAND_YUAN = 5
    """千元, the unit of the Torch returns"""
    TEN_THOUSAND_YUAN = 6
    """万元"""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file's columns mean beyond their names.

    ``id_column`` identifies the subject; without such a column the row's number does. Whole-number
    columns of money are in ``whole_money`` (分 unless said otherwise), columns with a decimal point
    (DECIMAL, float, text) in ``decimal_money`` (元); ``money_units`` says otherwise for single
    facts.
    """

    id_column: str = "id"
    whole_money: MoneyUnit = MoneyUnit.FEN
    decimal_money: MoneyUnit = MoneyUnit.YUAN
    money_units: Mapping[str, MoneyUnit] = field(default_factory=dict)

    def money_unit(self, fact: str, *, whole: bool) -> MoneyUnit:
        """The unit of a fact's column, which holds ``whole`` numbers or not."""
        return self.money_units.get(fact, self.whole_money if whole else self.decimal_money)
