"""The signature under a text: the organs that issue it and the day it was made (成文日期)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from zhongchuang.policy.documents.cleaning import squeeze
from zhongchuang.policy.documents.labels import match_label
from zhongchuang.policy.documents.marks import COLOPHON, DATE_LINE, LISTED, NOTE_LINE, is_person, text_of
from zhongchuang.policy.documents.numerals import to_date
from zhongchuang.policy.documents.organs import is_organ, is_organ_line, split_organs
from zhongchuang.policy.documents.source import Block


@dataclass(frozen=True, slots=True)
class Signature:
    """The organs and the day under a text; ``start`` and ``end`` are its lines (end exclusive)."""

    organs: tuple[str, ...]
    date: datetime.date | None
    start: int
    end: int
    invalid_date: str | None = None


def find_signature(blocks: list[Block]) -> Signature | None:
    """The first signature: organ lines over a date line; else organ lines alone at the very end."""
    for index, block in enumerate(blocks):
        match = DATE_LINE.match(text_of(block))
        if match is None or match["rest"].startswith(")"):
            continue
        inline = split_organs(match["organs"]) if match["organs"].strip() else []
        if not all(is_organ(name) for name in inline):
            continue
        start, organs = _organs_above(blocks, index)
        if not organs and not inline and index and not _may_sign_alone(blocks, index):
            continue
        day = to_date(match)
        return Signature((*organs, *inline), day, start, index + 1, None if day else squeeze(match[0]))
    return _undated(blocks)


def _undated(blocks: list[Block]) -> Signature | None:
    tail = len(blocks)
    while tail and (NOTE_LINE.match(text_of(blocks[tail - 1])) or COLOPHON.search(text_of(blocks[tail - 1]))):
        tail -= 1
        printed = text_of(blocks[tail]).rstrip().endswith("印发")
        if printed and tail and is_organ_line(text_of(blocks[tail - 1])):
            tail -= 1  # the office that printed it
    start, organs = _organs_above(blocks, tail)
    if organs and start and text_of(blocks[start - 1]).endswith(("。", "）", ")")):
        return Signature(tuple(organs), None, start, tail)
    return None


def _may_sign_alone(blocks: list[Block], index: int) -> bool:
    above = text_of(blocks[index - 1])
    return (
        above.endswith(("。", "）", ")"))
        or is_person(above)
        or bool(LISTED.match(above))
        or above.startswith("附")
    )


def _organs_above(blocks: list[Block], index: int) -> tuple[int, list[str]]:
    organs: list[str] = []
    start = index
    while start and index - start < 24:
        line = text_of(blocks[start - 1])
        if is_person(line) or NOTE_LINE.match(line):
            start -= 1
        elif line and is_organ_line(line) and not match_label(line):
            organs = [*split_organs(line), *organs]
            start -= 1
        else:
            break
    return (start, organs) if organs else (index, [])
