"""Codes of GB/T 4754-2017 (国民经济行业分类) at any depth, and what lies within what.

A section is a letter (C), a division a letter and two digits (C16), a group three (C161), a class four
(C1610). A code lies below another exactly when it begins with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

# GB/T 4754-2017, table 1: the divisions each section holds, first and last.
_DIVISIONS: dict[str, tuple[int, int]] = {
    "A": (1, 5),
    "B": (6, 12),
    "C": (13, 43),
    "D": (44, 46),
    "E": (47, 50),
    "F": (51, 52),
    "G": (53, 60),
    "H": (61, 62),
    "I": (63, 65),
    "J": (66, 69),
    "K": (70, 70),
    "L": (71, 72),
    "M": (73, 75),
    "N": (76, 79),
    "O": (80, 82),
    "P": (83, 83),
    "Q": (84, 85),
    "R": (86, 90),
    "S": (91, 96),
    "T": (97, 97),
}

_SHAPE = re.compile(r"[A-T](?:[0-9]{2}[0-9]{0,2})?", re.ASCII)

INDUSTRY_CODE_PATTERN = r"^[A-T]([0-9]{2}[0-9]{0,2})?$"
"""The shape of a code, in the regular expressions every engine shares (letter and division are checked
apart).
"""


def is_industry_code(text: str) -> bool:
    """Whether ``text`` is a code of the standard's form whose division belongs to its section."""
    if not _SHAPE.fullmatch(text):
        return False
    if len(text) == 1:
        return True
    first, last = _DIVISIONS[text[0]]
    return first <= int(text[1:3]) <= last


def section_divisions() -> dict[str, tuple[int, int]]:
    """The first and last division of every section, by the section's letter."""
    return dict(_DIVISIONS)


def ancestors(industry: str) -> tuple[str, ...]:
    """The codes strictly above ``industry``, coarsest first: C1610 gives C, C16, C161."""
    return tuple(industry[:size] for size in (1, 3, 4) if size < len(industry))


def is_within(industry: str, listed: Collection[str]) -> bool | None:
    """Whether ``industry`` equals a listed code or lies below one.

    ``None`` (unknown) where it is coarser than a listed code: a subject known only as C may or may not be
    in C16.
    """
    if industry in listed or any(above in listed for above in ancestors(industry)):
        return True
    if any(code.startswith(industry) for code in listed):
        return None
    return False
