"""Annexes: the marks they begin with, the list that announces them, their titles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhongchuang.policy.documents.cleaning import squeeze
from zhongchuang.policy.documents.labels import LabelKind, match_decimal, match_label, match_major
from zhongchuang.policy.documents.marks import (
    COLOPHON,
    DATE_LINE,
    LISTED,
    NOTE_LINE,
    SENTENCE,
    annex_mark,
    is_person,
    text_of,
)
from zhongchuang.policy.documents.numerals import DATE, cn_number
from zhongchuang.policy.documents.organs import is_organ_line
from zhongchuang.policy.documents.source import Block, Table

_FILE = re.compile(r"\.?(?:docx?|pdf|xlsx?|wps|ofd|zip|rar|jpe?g|png)\s*$", re.I)
_DOWNLOAD = re.compile(r"^附\s*件.{0,12}下载")


@dataclass(slots=True)
class AnnexPart:
    """An annex: the word it is called by (附件, 附表, 附录), its number (None for the only one), title, blocks."""

    kind: str
    number: int | None
    title: str | None
    blocks: list[Block] = field(default_factory=list)

    @property
    def ref(self) -> str:
        """附件, 附件2, 附表1 …"""
        return self.kind + (str(self.number) if self.number is not None else "")


def split_annexes(blocks: list[Block], listed: dict[int, str]) -> tuple[list[Block], list[AnnexPart]]:
    """The main part and the annexes; the names a list of annexes gives (附件：1.… 2.…) are put into ``listed``."""
    main: list[Block] = []
    annexes: list[AnnexPart] = []
    index = 0
    while index < len(blocks):
        line = text_of(blocks[index])
        match = annex_mark(line)
        if match is None:
            (annexes[-1].blocks if annexes else main).append(blocks[index])
            index += 1
            continue
        size, names = _announced(blocks, index, match)
        if size:
            if not annexes and match["kind"].replace(" ", "") == "附件":
                listed |= {number: name for number, name in names.items() if name or number not in listed}
            index += size
            continue
        if not _DOWNLOAD.match(line):
            kind = re.sub(r"\s", "", match["kind"])
            annexes.append(AnnexPart(kind, _number(match["n"]), squeeze(match["title"]) or None))
        index += 1
    for annex in annexes:
        _name_annex(annex, listed)
    return main, annexes


def _number(text: str | None) -> int | None:
    digits = re.sub(r"\s", "", text or "")
    return cn_number(digits) if digits else None


def _announced(blocks: list[Block], index: int, match: re.Match[str]) -> tuple[int, dict[int, str]]:
    """How many lines a list of annexes takes that begins here, and its names; 0 if here an annex itself begins."""
    names: dict[int, str] = {}
    title = match["title"]
    if title:
        number, name = _item(match)
        names[number or 1] = name
    size = 1
    while index + size < len(blocks):
        line = text_of(blocks[index + size])
        item = LISTED.match(line) or annex_mark(line)
        if item is None or not item["title"] or len(line) > 100 or line.endswith(("。", "；")):
            break
        number, name = _item(item)
        if not _DOWNLOAD.match(line):
            if number != max(names, default=0) + 1:
                break
            names[number] = name
        size += 1
    files = bool(names) and all(_FILE.search(name) for name in names.values())
    if files or (names and ((title and len(names) > 1) or _only_signature(blocks[index + size :]))):
        return size, {number: squeeze(_FILE.sub("", name)) for number, name in names.items()}
    return 0, {}


def _item(match: re.Match[str]) -> tuple[int | None, str]:
    """Number and name of an annex in a list: 1.甲, 附件1：甲, 附件：1.甲."""
    inner = LISTED.match(match["title"]) if not match["n"] else None
    item = inner or match
    return _number(item["n"]), item["title"]


def _only_signature(following: list[Block]) -> bool:
    """Whether what follows a list of annexes is a signature, another annex, or nothing."""
    for block in following[:12]:
        line = text_of(block)
        if isinstance(block, Table):
            return False
        if annex_mark(line) or DATE_LINE.match(line):
            return True
        if is_organ_line(line) or NOTE_LINE.match(line) or is_person(line) or COLOPHON.search(line):
            continue
        return False
    return True


def _name_annex(annex: AnnexPart, listed: dict[int, str]) -> None:
    lines, rest = split_title(annex.blocks)
    if annex.title is None and lines:
        annex.title = squeeze("".join(lines))
        listed_as = listed.get(annex.number or 1)
        if listed_as and annex.title.startswith(listed_as):
            annex.title = listed_as  # what stands behind it is a subtitle or the head of a table
        annex.blocks = rest
    if annex.title is None:
        annex.title = listed.get(annex.number or 1)


def split_title(blocks: list[Block]) -> tuple[list[str], list[Block]]:
    """Leading lines that are a title (no sentence, no label), and the rest."""
    size = 0
    for block in blocks[:6]:
        line = text_of(block)
        label = match_label(line) or match_decimal(line) or match_major(line, 1)
        if (
            not line
            or SENTENCE.search(line)
            or len(line) > 90
            or (label and label.kind is not LabelKind.CIRCLED)
            or re.search("[：:]", line)
        ):
            break
        size += 1
    lines = [text_of(block) for block in blocks[:size]]
    kept = [line for line in lines if not re.fullmatch(r"[（(].*[）)]", line) and not DATE.fullmatch(line)]
    return kept, blocks[size:]
