"""Money: whole 分 inside, 元 and 万元 only where people read and type. No float anywhere.

`parse_yuan` reads what people write (``1,234.5``, ``５０万元``, ``¥3.2亿``); `format_yuan` writes what is
owed, exactly; `format_wan` what is compared.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from zhongchuang.core.errors import InvalidInput

FEN_PER_YUAN = 100
FEN_PER_WAN = 10_000 * FEN_PER_YUAN
LARGEST = 2**63 - 1
"""The largest amount a column holds, in 分: about 92 千万亿元."""

_UNITS = {"": 1, "元": 1, "圆": 1, "千元": 10**3, "万": 10**4, "万元": 10**4, "亿": 10**8, "亿元": 10**8}
_WRITTEN = re.compile(
    r"(?P<sign>[+-]?)(?:¥|RMB|CNY)?(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)"
    r"(?P<unit>千元|万元|亿元|元|圆|万|亿)?",
    re.IGNORECASE,
)


def parse_yuan(text: str) -> int:
    """The amount in 分 of a text in 元, 千元, 万元 or 亿元.

    Full-width digits, thousands separators and ¥ are understood. Raises InvalidInput for anything else (digits of other scripts
    too: who reads them back may take them for others), for a fraction of a 分, and for more than a column holds: an amount is
    never rounded on the way in.
    """
    compact = half_width(text).replace("￥", "¥").replace("−", "-").strip()
    match = _WRITTEN.fullmatch(re.sub(r"\s+", "", compact))
    if match is None:
        raise _unreadable(text, "写法应如 1234.50 或 12.5 万元", "write it like 1234.50 or 12.5万元")
    exact = Decimal(match["number"].replace(",", "")) * _UNITS[match["unit"] or ""] * FEN_PER_YUAN
    if exact != exact.to_integral_value():
        raise _unreadable(text, "最小单位是分，小数太长", "the smallest unit is 分; it has too many decimals")
    if exact > LARGEST:
        raise _unreadable(text, "数额过大", "it is too large")
    return -int(exact) if match["sign"] == "-" else int(exact)


def half_width(text: str) -> str:
    """Full width as half width, and nothing else of what looks alike: 10² does not become 102, nor ① a one."""
    return "".join(c if unicodedata.category(c) == "No" else unicodedata.normalize("NFKC", c) for c in text)


def _unreadable(text: str, zh: str, en: str) -> InvalidInput:
    shown = text.strip()[:40]
    return InvalidInput(
        f"金额“{shown}”无法读取：{zh}。",
        f"The amount {shown!r} cannot be read: {en}.",
        next_zh="请改正后重新输入。",
        next_en="Correct it and enter it again.",
        code="core.amount",
    )


def format_yuan(fen: int, *, language: str = "zh-hans", unit: bool = True) -> str:
    """The exact amount: ``1,234.50 元``, in English ``CNY 1,234.50``; without `unit` the digits alone."""
    digits = f"{_sign(fen)}{abs(fen) // FEN_PER_YUAN:,}.{abs(fen) % FEN_PER_YUAN:02}"
    if not unit:
        return digits
    return f"CNY {digits}" if language.lower().startswith("en") else f"{digits} 元"


def format_wan(fen: int, *, language: str = "zh-hans", places: int = 2) -> str:
    """The amount for comparing, in 万元 rounded half up to at most `places` decimals: ``12.35 万元``.

    In English the same number in thousands of 元 would mislead beside the Chinese, so it stays ten thousands:
    ``CNY 12.35 × 10,000``.
    """
    rounded = (Decimal(fen) / FEN_PER_WAN).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    digits = f"{abs(rounded):,f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    digits = (_sign(int(rounded.scaleb(places)))) + digits
    return f"CNY {digits} × 10,000" if language.lower().startswith("en") else f"{digits} 万元"


def plain_yuan(fen: int) -> str:
    """The amount in 元 for machines: ``1234.50``, no separators; what the command line prints."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // FEN_PER_YUAN}.{abs(fen) % FEN_PER_YUAN:02}"


def _sign(number: int) -> str:
    return "−" if number < 0 else ""
