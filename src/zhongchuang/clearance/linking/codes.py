"""What a 统一社会信用代码 is worth as evidence (pure; GB 32100-2015)."""

from __future__ import annotations

import unicodedata

from stdnum.cn import uscc

_MISREAD = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5"})
LENGTH = 18
SHORTEST = 8
FEWEST_KINDS = 4
"""A code of fewer different characters is a placeholder: 000000000000000000."""


def code_read(text: str) -> tuple[str, bool]:
    """The code in its written form and whether its check digit proves it. I, O, S and Z are in no code: they are misread digits.

    Nothing for a placeholder and for what is too short to be a code.
    """
    compact = "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())
    if len(compact) < SHORTEST or len(set(compact)) < FEWEST_KINDS or not compact.isascii():
        return "", False
    compact = compact.translate(_MISREAD) if len(compact) == LENGTH else compact
    return compact, len(compact) == LENGTH and bool(uscc.is_valid(compact))
