"""Quantities: the numbers a clause sets, with unit, comparator and deadline."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from zhongchuang.policy.documents.model import Comparator, Quantity
from zhongchuang.policy.documents.numerals import FULL_DIGITS, cn_number, last_of_month

_UNITS = (
    "万元人民币|元人民币|美元|欧元|元|个百分点|百分点|个工作日|"
    "工作日|个自然日|日内|天|个月|周岁|岁|年|小时|分钟|"
    "平方米|平方公里|㎡|公里|千米|米|亩|公顷|吨标准煤|吨|千克|公斤|千瓦时|千瓦|立方米|千伏安|"
    "人次|人|名|位|家|户|个|项|件|台套|台|套|条|次|场|门|辆|艘|间|所|座|处|张|只|头|株|倍|篇|册|种|类|批"
    "|期|届|例|工位|床位|张床"
)
_BOUNDS = (
    "不低于|不少于|不得低于|不得少于|不得超过|不超过|不高于|不得高于|不多于|超过|高于|大于|多于|少于|低于|小于|至少|最高|"
    "最多|最低|最长|达到|力争达到|稳定在|约|近|[≥≤＞＜>]|上限为?|下限为?|降至|控制在|增长到|提高到|提升至|提高至|提升到"
)
_NUMBER = r"(?<![\dA-Za-z.〔\[])(?P<n>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_PATTERN = re.compile(
    rf"(?P<before>(?:{_BOUNDS})?(?:每[年月人家户个次]|给予|补助|奖励|为)?\s*)"
    rf"{_NUMBER}\s*(?P<scale>[万亿千百]{{0,2}})(?:余|多)?\s*(?P<unit>%|％|‰|{_UNITS})"
    r"(?P<after>\s*(?:（含[^）]{0,4}）)?及?(?:以上|以下|以内|左右|之内|内))?"
)
_ONE_UNIT = {"％": "%", "㎡": "平方米", "元人民币": "元", "万元人民币": "元", "日内": "日"}
_FACTORS = {"": 1, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "百万": 10**6, "千万": 10**7}
_FACTORS |= {"万亿": 10**12, "百亿": 10**10, "千亿": 10**11}
_DEADLINE = re.compile(
    r"(?:到|至|在|截至|截止|力争|力争到|力争在)?\s*(?P<y>20\d{2})\s*年(?:\s*(?P<m>\d{1,2})\s*月(?:\s*(?P<d>\d{1,2})\s*日)?)?"
    r"\s*(?P<tail>底前|年底|年末|底|末|之前|以前|前)?"
)


# In this order: 不低于 holds 低于, 不超过 holds 超过. The words before the number, and those behind its unit.
_COMPARATORS = (
    (Comparator.AT_LEAST, r"不(?:得)?(?:低|少)于|至少|最低|≥|下限|达到", "以上"),
    (Comparator.AT_MOST, r"不(?:得)?(?:超过|高于|多于)|最高|最多|最长|≤|上限|控制在", "以下|内"),
    (Comparator.MORE_THAN, "超过|高于|大于|多于|[>＞]", "(?!)"),
    (Comparator.LESS_THAN, "少于|低于|小于|＜", "(?!)"),
    (Comparator.ABOUT, "约|近", "左右"),
)


def read_quantities(ref: str, text: str) -> list[Quantity]:
    """The quantities in the words of one clause. Years and dates are deadlines, not quantities."""
    found: list[Quantity] = []
    for sentence in re.findall(r"[^。；\n]+[。；]?", text):
        deadlines = _deadlines(sentence)
        matches = _PATTERN.finditer(sentence.translate(FULL_DIGITS))
        found += [_quantity(ref, sentence, match, deadlines) for match in matches if _counts(sentence, match)]
    return found


def _counts(sentence: str, match: re.Match[str]) -> bool:
    """Whether a number with a unit is a quantity: not a year, an ordinal, part of a date or of a number."""
    unit, before = match["unit"], sentence[: match.start("n")]
    following = sentence[match.end("unit") : match.end("unit") + 1]
    if unit == "年" and (len(match["n"]) == 4 or following in ("度", "级", "月")):
        return False
    return not before.endswith(("第", "〔", "号", "GB/T ", "-", "月"))


def _quantity(
    ref: str, sentence: str, match: re.Match[str], deadlines: list[tuple[int, datetime.date]]
) -> Quantity:
    factor, unit = _FACTORS.get(match["scale"], 1), match["unit"]
    comparator = _comparator(match["before"] or "", unit[1:] + (match["after"] or ""))
    if unit == "万元人民币":
        factor *= 10**4
    unit = _ONE_UNIT.get(unit, unit)
    value = Decimal(re.sub("[,，]", "", match["n"])) * factor
    day = next((day for place, day in reversed(deadlines) if place <= match.start("n")), None)
    return Quantity(ref, sentence[match.start() : match.end()].strip(), value, unit, comparator, day)


def _comparator(before: str, after: str) -> Comparator:
    for comparator, words, endings in _COMPARATORS:
        if re.search(words, before) or re.search(endings, after):
            return comparator
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
