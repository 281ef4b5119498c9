"""Paragraphs out of lines: sentences broken by a page or by a hard line width are joined again.

A line is taken to go on only on evidence: it ends without a closing mark and its words are those of a
sentence (a comma or full stop inside, or an open bracket), or the whole text is set to one width.
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


class _Open:
    """A paragraph being put together from lines. Only its edges are looked at, so that a text of a hundred
    thousand lines without a full stop costs no more than any other.
    """

    def __init__(self, line: Paragraph) -> None:
        self.lines = [line.text]
        self.indented = line.indented
        self.head = line.text[:200]
        self.tail = line.text[-400:]

    def add(self, text: str) -> None:
        """Put a line behind; Latin words are parted by a space."""
        last = self.tail[-1:]
        space = last.isascii() and last.isalpha() and text[:1].isascii() and text[:1].isalpha()
        self.lines.append((" " if space else "") + text)
        self.head = (self.head + self.lines[-1])[:200]
        self.tail = (self.tail + self.lines[-1])[-400:]

    def paragraph(self) -> Paragraph:
        """The finished paragraph."""
        return Paragraph("".join(self.lines), self.indented)


def mend_lines(blocks: list[Block], report: Report) -> list[Block]:
    """Join the lines of broken sentences; each kind of repair is reported."""
    width = hard_width(blocks)
    mended: list[Block] = []
    current: _Open | None = None
    broken = 0
    for block in blocks:
        if isinstance(block, Table):
            if current:
                mended.append(current.paragraph())
            mended.append(block)
            current = None
            continue
        if current is not None and (
            (width and _wrapped(current.lines[-1], block, width)) or _parted_by_typesetting(current, block)
        ):
            current.add(block.text)
        elif current is not None and _broken(current, block):
            broken += 1
            _warn_repeated(current.tail, block.text, report)
            current.add(block.text)
        else:
            if current:
                mended.append(current.paragraph())
            current = _Open(block)
    if current:
        mended.append(current.paragraph())
    if broken:
        report.add(WarningCode.BROKEN_SENTENCE, f"有 {broken} 处句子被分页或换行截断，已接续。")
    return mended


def _warn_repeated(tail: str, following: str, report: Report) -> None:
    if tail[-1] == following[0] and following[1:2] in ("。", "，", "；", "、"):
        said = f"分页处重复了一个字：“{tail[-8:]}”与下一行“{following[:8]}”，已照原文保留。"
        report.add(WarningCode.REPEATED_AT_BREAK, said)


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
    if full >= len(lengths) * 0.4:
        return top
    # A PDF's words come in lines that also end at every comma. There the lines that end without any mark tell:
    # they are as wide as the page, but for headings and signatures.
    unmarked = [round(_columns(line)) for line in _unmarked_lines(blocks)]
    full = sum(top - 3 <= length <= top + 2 for length in unmarked)
    return top if full >= 12 and full >= len(unmarked) * 0.5 else None


def _unmarked_lines(blocks: list[Block]) -> list[str]:
    lines = [block.text for block in blocks if isinstance(block, Paragraph) and len(block.text) > 8]
    return [line for line in lines if "\u4e00" <= line[-1] <= "\u9fff"]


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


_LABEL_ALONE = re.compile(r"[0-9０-９]{1,3}\s*[.．、]|[（(][0-9]{1,2}[）)]")
_CHAPTER_ALONE = re.compile(r"第[一二三四五六七八九十]{1,3}[章节编]")
_WANTS_TITLE = re.compile(
    r"(?:贯彻|落实|根据|按照|依据|依照|执行|印发|转发|批转|公布|发布|修改|废止|现将|关于|和|与|及|、)$"
)
_AFTER_TITLE = re.compile(
    r"^(?:已经?|业经|经[^，]{2,30}(?:同意|审议)|和|与|及|、|，|等|的|[（(][^（）()]{0,24}(?:号|年)|印发|有关)"
)


def _parted_by_typesetting(current: _Open, following: Paragraph) -> bool:
    """A label alone on its line (1.), or a title in 《》 that justified setting has put on a line of its own."""
    if _LABEL_ALONE.fullmatch(current.head) and len(current.lines) == 1:
        return not _starts_anew(following.text) and len(following.text) > 4
    if (current.head, following.text) == ("目", "录"):
        return True
    if _CHAPTER_ALONE.fullmatch(current.head):
        return len(following.text) <= 20 and not _starts_anew(following.text) and "。" not in following.text
    text = following.text
    opened = current.tail.rfind("《")
    if opened > current.tail.rfind("》") and len(current.tail) - opened <= 80 and "》" in text[:80]:
        return True  # a title cut in two
    if text.startswith("《"):
        return bool(_WANTS_TITLE.search(current.tail))
    return current.tail.endswith(("》", "》）")) and "《" in current.tail and bool(_AFTER_TITLE.match(text))


def _broken(current: _Open, following: Paragraph) -> bool:
    head, tail = current.head, current.tail
    if _CLOSED.search(tail) and not _open_bracket(tail):
        return False
    if is_furniture(head) or is_metadata(head) or annex_mark(head) or DATE.search(tail[-14:]):
        return False
    addressed = is_addressee(following.text) and not head.startswith("各")
    if addressed or _starts_anew(following.text):
        return False
    if _COMMA_END.search(tail) or (_open_bracket(tail) and len(tail) > 12):
        return True
    if is_organ_line(following.text):
        return False  # a signature under a line that was left without its full stop
    label = match_label(head)
    if label:
        inside = _SENTENCE_INSIDE.search(label.rest)
        return len(head) > 30 and inside is not None and inside.start() < len(label.rest) - 6
    return len(head) >= 25 and bool(_SENTENCE_INSIDE.search(head + tail))


def _open_bracket(tail: str) -> bool:
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
