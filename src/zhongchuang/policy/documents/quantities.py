"""Quantities: the numbers a clause sets, with unit, comparator and deadline."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from zhongchuang.policy.documents.model import Comparator, Quantity
from zhongchuang.policy.documents.numerals import FULL_DIGITS, cn_number, last_of_month

_UNITS = (
    "万元人民币|元人民币|美元|欧元|元|个百分点|百分点|个工作日|工作日|个自然日|日内|天|个月|周岁|岁|年|小时|分钟|"
    "平方米|平方公里|㎡|公里|千米|米|亩|公顷|吨标准煤|吨|千克|公斤|千瓦时|千瓦|立方米|千伏安|"
    "人次|人|名|位|家|户|个|项|件|台套|台|套|条|次|场|门|辆|艘|间|所|座|处|张|只|头|株|倍|篇|册|种|类|批|期|届|例|工位|床位|张床"
)
_NUMBER = r"(?<![\dA-Za-z.〔\[])(?P<n>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_PATTERN = re.compile(
    rf"(?P<before>(?:不低于|不少于|不得低于|不得少于|不得超过|不超过|不高于|不得高于|不多于|超过|高于|大于|多于|少于|低于|小于|至少|最高|最多|最低|最长|达到|力争达到|稳定在|约|近|"
    rf"[≥≤＞＜>]|上限为?|下限为?|降至|控制在|增长到|提高到|提升至|提高至|提升到)?(?:每[年月人家户个次]|给予|补助|奖励|为)?\s*)"
    rf"{_NUMBER}\s*(?P<scale>[万亿千百]{{0,2}})(?:余|多)?\s*(?P<unit>%|％|‰|{_UNITS})(?P<after>\s*(?:（含[^）]{{0,4}}）)?(?:及)?(?:以上|以下|以内|左右|之内|内))?"
)
_FACTORS = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "亿": 10**8,
    "百万": 10**6,
    "千万": 10**7,
    "万亿": 10**12,
    "百亿": 10**10,
    "千亿": 10**11,
}
_DEADLINE = re.compile(
    r"(?:到|至|在|截至|截止|力争|力争到|力争在)?\s*(?P<y>20\d{2})\s*年(?:\s*(?P<m>\d{1,2})\s*月(?:\s*(?P<d>\d{1,2})\s*日)?)?\s*(?P<tail>底|末|年底|前|之前|以前|底前|年末)?"
)
_LEADING = re.compile(r"(?:到|至|截至|截止|力争|在)\s*$|^")


def read_quantities(ref: str, text: str) -> list[Quantity]:
    """The quantities in the words of one clause. Years and dates are deadlines, not quantities."""
    found: list[Quantity] = []
    for sentence in re.findall(r"[^。；\n]+[。；]?", text):
        deadlines = _deadlines(sentence)
        for match in _PATTERN.finditer(sentence.translate(FULL_DIGITS)):
            if quantity := _quantity(ref, sentence, match, deadlines):
                found.append(quantity)
    return found


def _quantity(
    ref: str, sentence: str, match: re.Match[str], deadlines: list[tuple[int, datetime.date]]
) -> Quantity | None:
    number, unit = match["n"].replace(",", "").replace("，", ""), match["unit"]
    following = sentence[match.end("unit") : match.end("unit") + 1]
    if unit == "年" and (len(number) == 4 or following in "度级"):
        return None
    if unit in ("日内",):
        unit = "日"
    if unit in ("条", "项", "款", "期", "届") and sentence[: match.start("n")].endswith("第"):
        return None
    if (
        sentence[: match.start("n")].endswith(("第", "〔", "号", "GB/T ", "-", "月"))
        or following == "月"
        and unit == "年"
    ):
        return None
    factor = _FACTORS.get(match["scale"], 1)
    if unit == "万元人民币":
        factor, unit = factor * 10**4, "元"
    unit = {"％": "%", "㎡": "平方米", "元人民币": "元"}.get(unit, unit)
    day = next((day for place, day in reversed(deadlines) if place <= match.start("n")), None)
    quote = sentence[match.start() : match.end()].strip()
    return Quantity(
        ref,
        quote,
        Decimal(number) * factor,
        unit,
        _comparator(match["before"] or "", match["unit"][1:] + (match["after"] or "")),
        day,
    )


def _comparator(before: str, after: str) -> Comparator:
    if re.search(r"不(?:得)?(?:低|少)于|至少|最低|≥|下限|达到", before) or "以上" in after:
        return Comparator.AT_LEAST
    if re.search(r"不(?:得)?(?:超过|高于|多于)|最高|最多|最长|≤|上限|控制在", before) or re.search(
        "以下|以内|之内|内", after
    ):
        return Comparator.AT_MOST
    if re.search(r"超过|高于|大于|多于|[>＞]", before):
        return Comparator.MORE_THAN
    if re.search(r"少于|低于|小于|[＜<]", before):
        return Comparator.LESS_THAN
    if "左右" in after or re.search("约|近", before):
        return Comparator.ABOUT
    return Comparator.EQUAL


def _deadlines(sentence: str) -> list[tuple[int, datetime.date]]:
    """Where a sentence names the time something is due, and the last day of that time."""
    found = []
    for match in _DEADLINE.finditer(sentence):
        year, month, day = int(match["y"]), cn_number(match["m"] or ""), cn_number(match["d"] or "")
        said = match[0].strip()
        if not (re.match(r"到|至|截|力争|在", said) or match["tail"] or match.start() == 0):
            continue
        try:
            if match["tail"] in ("前", "之前", "以前") and day:
                end = datetime.date(year, month or 1, day)
            elif month:
                end = datetime.date(year, month, day) if day else last_of_month(year, month)
            else:
                end = datetime.date(year, 12, 31)
        except ValueError:
            continue
        found.append((match.end(), end))
    return found
