"""Numbers and dates as official documents write them."""

from __future__ import annotations

import datetime
import re

CN_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0, "O": 0, "两": 2}
CN_NUMBER = "[一二三四五六七八九十百零〇]"
FULL_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")

# A date line: 2016年7月29日, ２０１６年…, 2015 年 11 月 12 日, 二〇一六年七月二十九日, 二○一六年…
_YEAR = r"(?:[12１２][\s0-9０-９]{3,8}|[一二][\s零〇○ＯO一二三四五六七八九]{3,8})"
_PART = r"(?:[\s0-9０-９]{1,5}|[\s一二三四五六七八九十]{1,6})"
DATE = re.compile(rf"(?P<y>{_YEAR})年(?P<m>{_PART})月(?P<d>{_PART})日")
ISO_DATE = re.compile(r"(?P<y>[12]\d{3})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})")


def cn_number(text: str) -> int | None:
    """The value of 一 … 九十九, 一百零三, or of digits (any width); None if it is neither."""
    text = re.sub(r"\s", "", text).translate(FULL_DIGITS)
    if not text:
        return None
    if text.isascii():
        return int(text) if text.isdigit() and len(text) <= 9 else None
    if "百" not in text and "十" not in text:  # 二〇一六 is read digit by digit
        digits = [CN_DIGITS.get(c) for c in text]
        if None in digits:
            return None
        return int("".join(str(d) for d in digits))
    total = current = 0
    for char in text:
        if char == "百":
            total, current = total + (current or 1) * 100, 0
        elif char == "十":
            total, current = total + (current or 1) * 10, 0
        elif char in CN_DIGITS:
            current = CN_DIGITS[char]
        else:
            return None
    return total + current


def to_date(match: re.Match[str]) -> datetime.date | None:
    """The day a DATE or ISO_DATE match names; None where there is no such day (2月30日)."""
    year, month, day = (cn_number(match[part]) for part in ("y", "m", "d"))
    if year is None or month is None or day is None:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def last_of_month(year: int, month: int) -> datetime.date:
    """The last day of a month."""
    first_of_next = datetime.date(year + month // 12, month % 12 + 1, 1)
    return first_of_next - datetime.timedelta(days=1)


def anniversary(day: datetime.date, years: int) -> datetime.date:
    """The same day some years later; where there is no 29 February it is 1 March, so that the day before, the last
    of a term of years, is 28 February.
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, 3, 1)
