"""The labels that number an official document: 第一章, 第九条, 一、, （一）, 1., （1）, ①.

``match_label`` looks at the beginning of a paragraph and tells the label and what follows it. Whether
it truly is one (and not 第三条 of another law at the start of a wrapped line) is decided by the
sequence, in ``tree``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from zhongchuang.policy.documents.numerals import cn_number

_N = "[一二三四五六七八九十百零〇]"


class LabelKind(IntEnum):
    """Kinds of labels in the order GB/T 9704-2012 (and custom for articles) nests them."""

    PART = 0
    CHAPTER = 1
    SECTION = 2
    ARTICLE = 3
    CN = 4
    CN_PAREN = 5
    ARABIC = 6
    ARABIC_PAREN = 7
    CIRCLED = 8
    DECIMAL = 9  # 1, 1.1, 1.1.1 of emergency plans and standards; it carries its parents in itself


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed, its value, its piece of the ref, and the words after it."""

    kind: LabelKind
    value: int
    printed: str
    piece: str
    rest: str
    spaced: bool = False  # white space or a mark follows: a sign that it is a label and not prose


_FORMS: tuple[tuple[LabelKind, re.Pattern[str]], ...] = (
    (LabelKind.PART, re.compile(rf"第\s*({_N}{{1,4}})\s*(部\s*分|编|篇)(?=[\s：:、]|\S)")),
    (LabelKind.CHAPTER, re.compile(rf"第\s*({_N}{{1,5}}|[0-9０-９]{{1,3}})\s*(章)")),
    (LabelKind.SECTION, re.compile(rf"第\s*({_N}{{1,5}}|[0-9０-９]{{1,3}})\s*(节)")),
    (
        LabelKind.ARTICLE,
        re.compile(
            rf"[【\[]?\s*第\s*((?:{_N}\s*){{1,7}}"
            rf"|(?:[0-9０-９]\s*){{1,4}})(条(?:\s*之{_N}{{1,2}})?)\s*[】\]]?"
        ),
    ),
    (LabelKind.CN, re.compile(rf"({_N}{{1,4}})\s*(?:、|[．.](?!\d))")),
    (LabelKind.CN_PAREN, re.compile(rf"[（(〔﹙]\s*({_N}{{1,4}})\s*[）)〕﹚]\s*[、．.]?")),
    (LabelKind.CN_PAREN, re.compile(r"([㈠-㈩])\s*[、．.]?")),
    (LabelKind.ARABIC, re.compile(r"([0-9０-９]{1,3})\s*(?:[．、]|\.(?!\d(?!\d{3}年)))")),
    (LabelKind.ARABIC, re.compile(r"([⒈-⒛])")),
    (LabelKind.ARABIC_PAREN, re.compile(r"[（(]\s*([0-9０-９]{1,3})\s*[）)]\s*[、．.]?")),
    (LabelKind.ARABIC_PAREN, re.compile(r"([⑴-⒇])")),
    (LabelKind.ARABIC_PAREN, re.compile(r"([0-9０-９]{1,2})\s*[）)]\s*[、．.]?")),
    (LabelKind.CIRCLED, re.compile(r"([①-⑳])\s*[、．.]?")),
)
_SERIES = {"㈠": 0x3220, "⒈": 0x2488, "⑴": 0x2474, "①": 0x2460}
_DECIMAL = re.compile(
    r"(\d{1,2}(?:[.．]\d{1,2}){0,3})(?P<space>\s+|(?<=[.．]\d)|(?<=[.．]\d\d))(?=[\u4e00-\u9fff（(“《])"
)


def match_decimal(text: str) -> Label | None:
    """The decimal label (1.2.3) a paragraph begins with. A single number counts only before a short
    heading.
    """
    match = _DECIMAL.match(text)
    if match is None:
        return None
    number, rest = match[1].replace("．", "."), text[match.end() :]
    parts = number.split(".")
    if len(parts) == 1 and (not match["space"] or len(rest) > 24 or re.search("[，。；：]", rest)):
        return None
    if len(parts) == 2 and not match["space"] and (len(rest) > 40 or rest[0] in "万亿元个百千倍年"):
        return None
    return Label(LabelKind.DECIMAL, int(parts[-1]), number, number, rest, bool(match["space"]))


def match_major(text: str, expected: int) -> Label | None:
    """The number of a chapter set without a space or with a point (2组织体系, 2. 组织体系), only the one that
    comes next.
    """
    match = re.match(
        rf"{expected}[.．、]?\s*(?![年月日个万亿元家])([\u4e00-\u9fff、与和]{{2,16}})$", text.strip()
    )
    return Label(LabelKind.DECIMAL, expected, str(expected), str(expected), match[1]) if match else None


def _value(text: str) -> int | None:
    if len(text) == 1:
        for first, code in _SERIES.items():
            if 0 <= ord(text) - code < (10 if first == "㈠" else 20):
                return ord(text) - code + 1
    return cn_number(text)


def to_cn(value: int) -> str:
    """1 … 199 in Chinese numerals, as labels write them."""
    digits = "零一二三四五六七八九"
    if value >= 100:
        rest = value % 100
        middle = (
            "" if rest == 0 else ("零" if rest < 10 else "") + ("一" if 10 <= rest < 20 else "") + to_cn(rest)
        )
        return digits[value // 100] + "百" + middle
    tens, ones = divmod(value, 10)
    return ("" if tens == 0 else ("" if tens == 1 else digits[tens]) + "十") + (
        "" if ones == 0 else digits[ones]
    )


def _piece(kind: LabelKind, value: int, match: re.Match[str]) -> str:
    if kind in (LabelKind.PART, LabelKind.CHAPTER, LabelKind.SECTION, LabelKind.ARTICLE):
        return re.sub(r"[\s【】\[\]]", "", match[0])
    return {
        LabelKind.CN: to_cn(value),
        LabelKind.CN_PAREN: f"（{to_cn(value)}）",
        LabelKind.ARABIC: str(value),
        LabelKind.ARABIC_PAREN: f"（{value}）",
        LabelKind.CIRCLED: match[1],
    }[kind]


def match_label(text: str) -> Label | None:
    """The label a paragraph begins with, or None."""
    for kind, form in _FORMS:
        match = form.match(text)
        if match is None:
            continue
        value = _value(match[1])
        if value is None or not 0 < value < 1000:
            continue
        rest = text[match.end() :]
        spaced = rest[:1].isspace() or rest[:1] in "【（(：:" or match[0] != match[0].rstrip()
        return Label(
            kind, value, match[0].strip(), _piece(kind, value, match), rest.lstrip(" \t　：:"), spaced
        )
    return None
