"""The parts of a document: head, addressees, cover (the notice that issues a text), signature, issued text,
annexes, colophon (版记). Each later stage reads one part only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhongchuang.policy.documents.annexes import AnnexPart, split_annexes, split_title
from zhongchuang.policy.documents.citations import titles_in
from zhongchuang.policy.documents.cleaning import bare, squeeze
from zhongchuang.policy.documents.docnumber import STANDARD
from zhongchuang.policy.documents.furniture import is_furniture, is_metadata, is_page_end
from zhongchuang.policy.documents.labels import LabelKind, match_decimal, match_label, match_major
from zhongchuang.policy.documents.marks import (
    COLOPHON,
    ISSUING,
    NOTE_LINE,
    SENTENCE,
    SIGN_OF_TITLE,
    TOC,
    is_addressee,
    may_address,
    text_of,
)
from zhongchuang.policy.documents.organs import is_organ, is_organ_line
from zhongchuang.policy.documents.signature import Signature, find_signature
from zhongchuang.policy.documents.source import Block, Paragraph, Table

_ADDRESS_LINES = 16  # lines a list of addressees may take
_PURPOSE = re.compile(
    r"为(?:了|进一步|深入|全面|认真|切实|加快|贯彻|落实|推进|加强|促进|规范|做好|持续|着力|更好)"
)


@dataclass(slots=True)
class Layout:
    """The parts in the order of the page; empty where the copy lacks them."""

    head: list[str] = field(default_factory=list)
    addressees: str | None = None
    cover: list[Block] = field(default_factory=list)
    signature: Signature | None = None
    issued_title: list[str] = field(default_factory=list)
    issued: list[Block] = field(default_factory=list)
    issued_more: list[tuple[str, list[Block]]] = field(default_factory=list)
    annexes: list[AnnexPart] = field(default_factory=list)
    listed: dict[int, str] = field(default_factory=dict)
    colophon: list[str] = field(default_factory=list)


def divide(blocks: list[Block]) -> Layout:
    """Take the blocks of one copy apart."""
    layout = Layout()
    blocks = _part_address(blocks)
    start = _start(blocks)
    layout.head = [block.text for block in blocks[:start] if isinstance(block, Paragraph)]
    start = _read_addressees(blocks, start, layout)
    rest = _without_contents(_until_page_end(blocks[start:]))
    rest = [
        b for b in rest if not (isinstance(b, Paragraph) and (is_furniture(b.text) or is_metadata(b.text)))
    ]
    main, annexes = split_annexes(rest, layout.listed)
    layout.annexes = annexes
    signature = find_signature(main)
    layout.signature = signature
    cover, issued = (main[: signature.start], main[signature.end :]) if signature else _split_unsigned(main)
    issued = _take_colophon(issued, layout)
    layout.cover = _take_colophon(cover, layout)
    for annex in annexes:
        annex.blocks = _take_colophon(annex.blocks, layout)
    _place_issued(layout, issued)
    return layout


_ADDRESS_AND_TEXT = re.compile(
    r"(各[^。；：:]{4,400}[：:])\s*((?:现将|现就|为|根据|按照|经|《|近|当前).{10,})", re.S
)


def _part_address(blocks: list[Block]) -> list[Block]:
    """各市…局：现将《…》印发给你们 glued on one line is the addressees and the first paragraph."""
    for index, block in enumerate(blocks[:40]):
        match = _ADDRESS_AND_TEXT.fullmatch(text_of(block))
        if match and is_addressee(match[1]):
            return [*blocks[:index], Paragraph(match[1]), Paragraph(match[2]), *blocks[index + 1 :]]
    return blocks


def _start(blocks: list[Block]) -> int:
    """The first line of the text proper: the addressees, else the first label or sentence."""
    fallback: int | None = None
    for index, block in enumerate(blocks):
        line = text_of(block)
        if not line or is_furniture(line) or is_metadata(line):
            continue
        addressed = is_addressee(line) or _wrapped_addressee(blocks, index) or _letter_opening(blocks, index)
        if addressed and (fallback is None or _head_goes_on(blocks[fallback + 1 : index])):
            return index
        if TOC.match(line):
            return index if fallback is None else fallback
        if fallback is None and (_first_label(blocks, index) or _first_words(line)):
            fallback = index
        if fallback is not None and index - fallback > 6:
            break
    return fallback if fallback is not None else _first_sentence(blocks)


def _first_label(blocks: list[Block], index: int) -> bool:
    """Whether a line carries a first label and is not an entry of a menu (a run of very short lines)."""
    lines = [text_of(block) for block in blocks[index : index + 4]]
    first = match_decimal(lines[0]) or match_major(lines[0], 1)
    decimals = [found.printed for line in lines[1:] if (found := match_decimal(line))]
    if first is not None and first.printed == "1" and decimals[:1] == ["1.1"]:
        return True  # 1 总则, 1.1 目的: an emergency plan
    label = match_label(lines[0])
    below = match_label(lines[1]) if len(lines) > 1 else None
    chapter = label is not None and label.kind is LabelKind.CHAPTER and below is not None
    menu = sum(map(len, lines)) < 30 and not chapter
    return label is not None and label.value == 1 and label.kind <= LabelKind.ARABIC and not menu


def _first_words(line: str) -> bool:
    if line[0] in "（(" or NOTE_LINE.match(line):
        return False
    issues = ISSUING.search(line) is not None and "《" in line and len(line) >= 10  # 现公布《…》，自…起施行。
    if len(line) >= 16 and _PURPOSE.match(
        line
    ):  # 为深入贯彻…: no title begins so, and a broken line has no full stop
        return True
    return (len(line) >= 40 and line[-1] in "。：:；") or (issues and (line[-1] == "。" or line[0] == "现"))


def _head_goes_on(between: list[Block]) -> bool:
    """Whether a number or a title follows what looked like the first sentence (which then was the page's)."""
    lines = [text_of(block) for block in between]
    return any(
        (STANDARD.search(line) and len(line) < 60) or SIGN_OF_TITLE.search(squeeze(line)) for line in lines
    )


def _letter_opening(blocks: list[Block], index: int) -> bool:
    """马万祺副主席： right under the number or the title: a letter to a person or a unit of any name."""
    line = text_of(blocks[index])
    if not re.fullmatch(r"[^。；：:，]{2,60}[：:]", line) or index == 0 or not may_address(line):
        return False
    above = text_of(blocks[index - 1])
    return bool(STANDARD.search(above) or SIGN_OF_TITLE.search(squeeze(above))) and len(above) < 80


def _first_sentence(blocks: list[Block]) -> int:
    return next((i for i, block in enumerate(blocks) if text_of(block).endswith("。")), len(blocks))


def _wrapped_addressee(blocks: list[Block], index: int) -> bool:
    lines = [text_of(block) for block in blocks[index : index + _ADDRESS_LINES]]
    if match_label(lines[0]) or "。" in lines[0]:
        return False
    if not lines[0].startswith("各"):  # 公安部、民政部、… right under the number
        units = [unit for unit in re.split("[、，]", lines[0]) if unit]
        listed = len(units) > 3 and sum(map(is_organ, units)) * 3 >= len(units) * 2
        if not listed or index == 0 or not STANDARD.search(text_of(blocks[index - 1])):
            return False
    for size in range(2, len(lines) + 1):
        if "。" in lines[size - 1] or not lines[size - 1]:
            return False
        if lines[size - 1].endswith(("：", ":")):
            return is_addressee("".join(lines[:size]))
    return False


def _read_addressees(blocks: list[Block], start: int, layout: Layout) -> int:
    joined = ""
    for index in range(start, min(start + _ADDRESS_LINES, len(blocks))):
        joined += text_of(blocks[index])
        if is_addressee(joined) or (index == start and _letter_opening(blocks, index)):
            layout.addressees = squeeze(joined).rstrip("：:")
            return index + 1
        if "。" in joined:
            break
    return start


def _until_page_end(blocks: list[Block]) -> list[Block]:
    """Cut what the web page puts below: from the first end marker behind which no clause or annex follows."""
    for index, block in enumerate(blocks):
        if index and is_page_end(text_of(block)):
            behind = blocks[index + 1 :]
            if not any(_goes_on(text_of(b)) for b in behind) and not any(
                isinstance(b, Table) and len(b.rows) > 3 for b in behind
            ):
                return blocks[:index]
    return blocks


def _goes_on(line: str) -> bool:
    label = match_label(line)
    if label and label.kind in (LabelKind.ARTICLE, LabelKind.CHAPTER, LabelKind.CN, LabelKind.CN_PAREN):
        return len(line) > 3
    return bool(re.fullmatch(r"附\s*件\s*[0-9]{0,2}", line))


def _without_contents(blocks: list[Block]) -> list[Block]:
    """Drop a table of contents: from 目录, or from its first entry, to where that entry comes again."""
    lines = [re.sub(r"[\s.…·]*\d*$", "", squeeze(text_of(block))) for block in blocks]
    for index in range(min(60, len(lines))):
        marked = bool(TOC.match(text_of(blocks[index])))
        first = index + 1 if marked else index
        if first >= len(lines) or not lines[first] or not (marked or _is_entry(lines[first])):
            continue
        for later in range(first + 1, len(lines)):
            if lines[later] == lines[first]:
                return blocks[:index] + blocks[later:]
            if not marked and not _is_entry(lines[later]):
                break
    return blocks


def _is_entry(line: str) -> bool:
    """Whether a line can stand in a table of contents that no 目录 announces: 第一章 总则, 1.1 目的."""
    label = match_label(line) or match_decimal(line) or re.match(r"\d{1,2}\s*[\u4e00-\u9fff]", line)
    return bool(label) and len(line) <= 40 and not re.search("[，。；：,;:]", line)


def _split_unsigned(main: list[Block]) -> tuple[list[Block], list[Block]]:
    """A notice without a signature: the issued text begins after the words that issue it."""
    for index, block in enumerate(main[:8]):
        line = text_of(block)
        if match_label(line):
            break
        if ISSUING.search(line):
            following = [text_of(b) for b in main[index + 1 : index + 6]]
            skip = next(
                (i for i, text in enumerate(following) if not (len(text) < 60 and text.endswith("。"))), 0
            )
            nxt = following[skip] if skip < len(following) else ""
            if nxt and not SENTENCE.search(nxt) and not match_label(nxt) and not COLOPHON.search(nxt):
                return main[: index + 1 + skip], main[index + 1 + skip :]
    return main, []


def _place_issued(layout: Layout, issued: list[Block]) -> None:
    """The text a notice issues is the body. Without one, the cover is."""
    issued = [block for block in issued if not NOTE_LINE.match(text_of(block))]
    if _substantial(issued) and (ISSUING.search(_words(layout.cover)) or not _has_clauses(layout.cover)):
        layout.issued_title, rest = split_title(issued)
        layout.issued, layout.issued_more = _several(_words(layout.cover), rest)
        return
    if _has_clauses(layout.cover) or not ISSUING.search(_words(layout.cover)):
        return
    for annex in layout.annexes:  # 附件 is the issued text itself if the cover has no clauses and issues it
        if annex.kind == "附件" and _has_clauses(annex.blocks) and _issues(layout, annex):
            layout.issued_title, layout.issued = [annex.title] if annex.title else [], annex.blocks
            layout.annexes.remove(annex)
            return


def _several(cover: str, blocks: list[Block]) -> tuple[list[Block], list[tuple[str, list[Block]]]]:
    """A notice may issue two texts: each further one begins with the lines of a title the cover names."""
    names = {bare(cover[start + 1 : end - 1]) for start, end in titles_in(cover)}
    lines = [bare(text_of(block)) for block in blocks]
    marks: list[tuple[int, int, str]] = []
    for index in range(len(lines)):
        for size in (1, 2, 3):
            name = "".join(lines[index : index + size])
            if name in names and all(lines[index : index + size]):
                marks.append((index, index + size, name))
                break
    if not marks:
        return blocks, []
    ends = [start for start, _, _ in marks[1:]] + [len(blocks)]
    more = [(name, blocks[after:end]) for (_, after, name), end in zip(marks, ends, strict=True)]
    return blocks[: marks[0][0]], more


def _issues(layout: Layout, annex: AnnexPart) -> bool:
    if annex.number is None or len(layout.annexes) == 1:
        return True
    title = squeeze(re.sub(r"[（(].*", "", annex.title or ""))
    said = squeeze(_words(layout.cover) + "".join(layout.head))
    return annex.number == 1 and bool(title) and (title in said or title.removeprefix("关于") in said)


def _words(blocks: list[Block]) -> str:
    return "\n".join(text_of(block) for block in blocks)


def _has_clauses(blocks: list[Block]) -> bool:
    labels = [match_label(text_of(block)) for block in blocks]
    decimals = [label.printed for block in blocks if (label := match_decimal(text_of(block)))]
    return {"1.1", "1.2"} <= set(decimals) or any(
        label
        and label.value == 1
        and label.kind
        in (
            LabelKind.CHAPTER,
            LabelKind.ARTICLE,
            LabelKind.CN,
            LabelKind.CN_PAREN,
            LabelKind.ARABIC,
            LabelKind.PART,
        )
        for label in labels
    )


def _substantial(blocks: list[Block]) -> bool:
    return (
        _has_clauses(blocks)
        or sum(len(text_of(block)) for block in blocks) > 150
        or any(isinstance(b, Table) and len(b.rows) > 2 for b in blocks)
    )


def _take_colophon(blocks: list[Block], layout: Layout) -> list[Block]:
    """Take 抄送, 印发, 公开方式 lines out; the organ line above 印发 goes with it."""
    kept: list[Block] = []
    for block in blocks:
        line = text_of(block)
        if line and (COLOPHON.search(line) and len(line) < 400 and not match_label(line)):
            while kept and re.fullmatch(r".*日\s*印\s*发", line) and is_organ_line(text_of(kept[-1])):
                layout.colophon.append(text_of(kept.pop()))
            layout.colophon.append(line)
        else:
            kept.append(block)
    return kept
