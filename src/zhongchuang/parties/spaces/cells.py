"""What people write into a cell, read: a day, a number, an amount, yes or no. What cannot be read says how to write it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.money import parse_yuan

LARGEST_COUNT = 1_000_000


class CellWrong(ValueError):
    """A cell that cannot be read; both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh, self.en = zh, en


_DAYS = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?", re.ASCII)


def day_in(text: str) -> dt.date:
    """A day as people write it. Raises CellWrong."""
    found = _DAYS.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        if found is None:
            raise ValueError(text)
        day = dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise CellWrong("不是日期，应如 2026-01-05", "no date; write it like 2026-01-05") from None
    if day.year < 1900:
        raise CellWrong("年份不对", "the year is wrong")
    return day


def count_in(text: str) -> int:
    """A whole number, 0 or more. Raises CellWrong."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    if not re.fullmatch(r"\d{1,7}", plain, re.ASCII) or int(plain) > LARGEST_COUNT:
        raise CellWrong("应是不小于 0 的整数", "a whole number, 0 or more")
    return int(plain)


def fen_in(text: str) -> int:
    """An amount of money in 分. Raises CellWrong."""
    try:
        fen = parse_yuan(text)
    except InvalidInput:
        raise CellWrong(
            "不是金额，应如 1234.50 或 12.5 万元", "no amount; write 1234.50 or 12.5万元"
        ) from None
    if fen < 0:
        raise CellWrong("不能小于 0", "cannot be less than 0")
    return fen


def yes_in(text: str) -> bool:
    """Yes or no. Raises CellWrong."""
    known = {"是": True, "有": True, "yes": True, "true": True, "1": True}
    known |= {"否": False, "无": False, "没有": False, "no": False, "false": False, "0": False}
    if text.lower() not in known:
        raise CellWrong("请写 是 或 否", "write 是 (yes) or 否 (no)")
    return known[text.lower()]
