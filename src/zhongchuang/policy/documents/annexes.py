"""Annexes: the marks they begin with, the list that announces them, their titles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhongchuang.policy.documents.cleaning import squeeze
from zhongchuang.policy.documents.labels import LabelKind, match_decimal, match_label
from zhongchuang.policy.documents.marks import (
    COLOPHON,
    DATE_LINE,
    LISTED,
    NOTE_LINE,
    PERSON,
    SENTENCE,
    annex_mark,
    text_of,
)
from zhongchuang.policy.documents.numerals import DATE, cn_number
from zhongchuang.policy.documents.organs import is_organ_line
from zhongchuang.policy.documents.source import Block, Table


@dataclass(slots=True)
class AnnexPart:
    """An annex: its number (None for the only one), its title, its blocks."""

    number: int | None
    title: str | None
    blocks: list[Block] = field(default_factory=list)


def split_annexes(blocks: list[Block], listed: dict[int, str]) -> tuple[list[Block], list[AnnexPart]]:
    """The main part and the annexes; a list of annexes (附件：1.… 2.…) is put into ``listed``."""
    main: list[Block] = []
    annexes: list[AnnexPart] = []
    index = 0
    while index < len(blocks):
        match = annex_mark(text_of(blocks[index]))
        if match is None:
            (annexes[-1].blocks if annexes else main).append(blocks[index])
            index += 1
            continue
        size, names = _listing(blocks, index, match)
        if names and not annexes and _is_listing(blocks, index + size, len(names)):
            listed.update(names)
            index += size
            continue
        number = _annex_number(match["n"])
        annexes.append(AnnexPart(number, squeeze(match["title"]) or None))
        index += 1
    for annex in annexes:
        _name_annex(annex, listed)
    return main, annexes


def _annex_number(text: str | None) -> int | None:
    from_digits = re.sub(r"\s", "", text or "")
    if not from_digits:
        return None
    return cn_number(from_digits)


def _listing(blocks: list[Block], index: int, match: re.Match[str]) -> tuple[int, dict[int, str]]:
    """How many lines a list of annexes takes, and the names by number."""
    title = match["title"]
    if not title:
        return 1, {}
    first = LISTED.match(title)
    names = {(_annex_number(match["n"]) or 1): (first["title"] if first else title)}
    size = 1
    while index + size < len(blocks):
        line = text_of(blocks[index + size])
        nxt = LISTED.match(line) or (annex_mark(line) if match["n"] else None)
        if nxt and len(line) < 100 and not line.endswith("。") and nxt["title"]:
            names[len(names) + 1] = nxt["title"]
            size += 1
        else:
            break
    return size, {
        number: squeeze(re.sub(r"\.(?:docx?|pdf|xlsx?|wps|ofd)$", "", name, flags=re.I))
        for number, name in names.items()
    }


def _is_listing(blocks: list[Block], after: int, names: int) -> bool:
    """Whether what looks like a list of annexes is one: several names, or nothing but a signature behind
    it.
    """
    if names > 1:
        return True
    following = blocks[after : after + 12]
    for block in following:
        line = text_of(block)
        if isinstance(block, Table):
            return False
        if annex_mark(line) or DATE_LINE.match(line):
            return True
        if is_organ_line(line) or NOTE_LINE.match(line) or PERSON.match(line) or COLOPHON.search(line):
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
        label = match_label(line) or match_decimal(line)
        if (
            not line
            or SENTENCE.search(line)
            or len(line) > 90
            or (label and label.kind is not LabelKind.CIRCLED)
            or line.endswith(("：", ":"))
        ):
            break
        size += 1
    lines = [text_of(block) for block in blocks[:size]]
    kept = [line for line in lines if not re.fullmatch(r"[（(].*[）)]", line) and not DATE.fullmatch(line)]
    return kept, blocks[size:]
