"""Codes of organisations, places, industries and people: read, checked, kept in one form."""

from __future__ import annotations

from stdnum.cn import uscc as stdnum_uscc

from zhongchuang.parties.errors import UsccInvalid


def uscc_checked(text: str) -> str:
    """The code in its written form (upper case, no spaces). Raises UsccInvalid (GB 32100-2015: weights 3^(i-1) mod 31)."""
    compact = "".join(text.split()).upper()
    if not stdnum_uscc.is_valid(compact):
        raise UsccInvalid(text.strip())
    return compact


def place_ancestry(code: str) -> tuple[str, ...]:
    """A place and the places above it by GB/T 2260, nearest first: 210102 → 210102, 210100, 210000, 000000."""
    steps = (code, code[:4] + "00", code[:2] + "0000", "000000")
    return tuple(dict.fromkeys(steps))
