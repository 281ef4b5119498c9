"""Paragraphs out of lines: sentences broken by a page or by a hard line width are joined again.

A line is taken to go on only on evidence: it ends without a closing mark and its words are those of a sentence
(a comma or full stop inside, or an open bracket), or the whole text is set to one width.
"""

from __future__ import annotations

import re
from collections import Counter

from zhongchuang.policy.documents.furniture import is_furniture, is_metadata
from zhongchuang.policy.documents.labels import match_decimal, match_label
from zhongchuang.policy.documents.marks import COLOPHON, NOTE_LINE, annex_mark, is_addressee
from zhongchuang.policy.documents.model import WarningCode
from zhongchuang.policy.documents.numerals import DATE
from zhongchuang.policy.documents.organs import is_organ_line
from zhongchuang.policy.documents.report import Report
from zhongchuang.policy.documents.source import Block, Paragraph, Table

_CLOSED = re.compile(r"[。；：！？;:!?…”’）)】》\]」]\s*$")
_COMMA_END = re.compile(r"[，、,（(《“]\s*$")
_SENTENCE_INSIDE = re.compile(r"[，。；,]")
_WIDTH = 60  # the widest line (in characters) a hard-wrapped text has


def mend_lines(blocks: list[Block], report: Report) -> list[Block]:
    """Join the lines of broken sentences; each kind of repair is reported."""
    width = hard_width(blocks)
    mended: list[Block] = []
    broken = 0
    for block in blocks:
        previous = mended[-1] if mended else None
        if isinstance(previous, Paragraph) and isinstance(block, Paragraph):
            if width and _wrapped(previous.text, block, width):
                mended[-1] = Paragraph(_glue(previous.text, block.text), previous.indented)
                continue
            if _broken(previous.text, block):
                broken += 1
                if previous.text[-1] == block.text[0] and block.text[1:2] in ("。", "，", "；", "、"):
                    report.add(
                        WarningCode.REPEATED_AT_BREAK,
                        f"分页处重复了一个字：“{previous.text[-8:]}”与下一行“{block.text[:8]}”，已照原文保留。",
                    )
                mended[-1] = Paragraph(_glue(previous.text, block.text), previous.indented)
                continue
        mended.append(block)
    if broken:
        report.add(WarningCode.BROKEN_SENTENCE, f"有 {broken} 处句子被分页或换行截断，已接续。")
    return mended


def hard_width(blocks: list[Block]) -> int | None:
    """The width all full lines share, if the text was cut into lines of one width; else None."""
    lengths = [round(_columns(b.text)) for b in blocks if isinstance(b, Paragraph) and len(b.text) > 8]
    if len(lengths) < 12:
        return None
    common = Counter(length for length in lengths if 15 <= length <= _WIDTH)
    if not common:
        return None
    top = (
        max(length for length, count in common.items() if count >= 2)
        if any(c >= 2 for c in common.values())
        else None
    )
    if top is None or sum(length > top + 2 for length in lengths) > len(lengths) * 0.02:
        return None
    full = sum(top - 3 <= length <= top + 2 for length in lengths)
    return top if full >= len(lengths) * 0.4 else None


def _columns(text: str) -> float:
    """The width of a line in full-width characters."""
    return sum(0.5 if ord(char) < 0x2000 else 1.0 for char in text)


def _wrapped(line: str, following: Paragraph, width: int) -> bool:
    if following.indented or _starts_anew(following.text):
        return False
    columns = _columns(line)
    if _CLOSED.search(line) and (columns < width - 0.5 or is_organ_line(following.text)):
        return False
    return columns >= width - 3


def _broken(line: str, following: Paragraph) -> bool:
    if _CLOSED.search(line) and not _open_bracket(line):
        return False
    if is_furniture(line) or is_metadata(line) or annex_mark(line) or DATE.search(line[-14:]) or "\t" in line:
        return False
    if _starts_anew(following.text) or (is_addressee(following.text) and not line.startswith("各")):
        return False
    if _COMMA_END.search(line):
        return True
    if _open_bracket(line) and len(line) > 12:
        return True
    label = match_label(line)
    if label:
        return (
            len(line) > 30
            and bool(_SENTENCE_INSIDE.search(label.rest))
            and len(label.rest.split("，")[0]) < len(label.rest) - 6
        )
    return len(line) >= 25 and bool(_SENTENCE_INSIDE.search(line))


def _open_bracket(line: str) -> bool:
    tail = line[-400:]
    opened = sum(tail.count(char) for char in "（(")
    closed = sum(tail.count(char) for char in "）)")
    return opened > closed and max(tail.rfind("（"), tail.rfind("(")) > max(tail.rfind("）"), tail.rfind(")"))


def _starts_anew(line: str) -> bool:
    """Whether a line certainly begins something: a label, an annex, a date, a colophon, page furniture."""
    decimal = match_decimal(line)
    return bool(
        match_label(line)
        or (decimal and decimal.spaced and "." in decimal.piece)
        or annex_mark(line)
        or NOTE_LINE.match(line)
        or COLOPHON.search(line)
        or DATE.fullmatch(line)
        or is_furniture(line)
        or is_metadata(line)
    )


def _glue(left: str, right: str) -> str:
    return (
        left
        + (
            " "
            if left[-1:].isascii() and left[-1:].isalnum() and right[:1].isascii() and right[:1].isalnum()
            else ""
        )
        + right
    )


def count_lines(blocks: list[Block]) -> int:
    """Lines of text and rows of tables."""
    return sum(len(block.rows) if isinstance(block, Table) else 1 for block in blocks)
