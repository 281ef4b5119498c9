"""Numbers, amounts, dates, rates and codes as invoices write them. What is written otherwise is None, never guessed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from stdnum.cn import ric

_NUMBER = re.compile(r"\d{20}", re.ASCII)
_AMOUNT = re.compile(r"-?\d{1,13}(?:\.\d{1,12})?", re.ASCII)
_RATE = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)(%?)", re.ASCII)
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))(?:[T ].*|\d*)", re.ASCII
)
_WHOLE = 10_000  # 万分之


def invoice_number(text: str) -> str | None:
    """The number of a 数电票: 20 digits, spaces in it ignored."""
    compact = "".join(half_width(text).split())
    return compact if _NUMBER.fullmatch(compact) else None


def amount(text: str) -> int | None:
    """An amount in 分 from 元 with a point (`-1234.50`); None for a fraction of a 分, an exponent or separators."""
    plain = text.strip()
    if not _AMOUNT.fullmatch(plain):
        return None
    fen = Decimal(plain) * 100
    return int(fen) if fen == fen.to_integral_value() else None


def rate(text: str) -> int | None:
    """A tax rate in 万分之: `0.06` and `6%` are both 600. None for 免税, 不征税, nothing, and more than the whole."""
    found = _RATE.fullmatch(text.strip())
    if not found:
        return None
    exact = Decimal(found[1]) * (_WHOLE // 100 if found[2] else _WHOLE)
    return int(exact) if exact == exact.to_integral_value() and exact <= _WHOLE else None


def issue_date(text: str) -> date | None:
    """The day from `2026-02-28`, `2026-02-28 17:28:51`, `20260228172851000` or `2026年02月28日`."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    month = found[2] or found[4] or found[6]
    day = found[3] or found[5] or found[7]
    try:
        return date(int(found[1]), int(month), int(day))
    except ValueError:
        return None


def code(text: str) -> str:
    """A 统一社会信用代码 as it is compared: half width, capitals, no spaces."""
    return "".join(half_width(text).split()).upper()


def of_citizen(text: str) -> bool:
    """Whether the check digit is that of a citizen's number (GB 11643), which the tax office takes for a person's."""
    body = text[:17]
    return (
        len(text) == 18 and body.isascii() and body.isdigit() and bool(ric.calc_check_digit(text) == text[-1])
    )


def half_width(text: str) -> str:
    """Full width as half width (NFKC)."""
    return unicodedata.normalize("NFKC", text)
