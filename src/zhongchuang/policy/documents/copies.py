"""One document out of a copy that holds it twice.

Web copies paste the whole text twice, at times glued in the middle of a line, and mostly one of the copies
is fuller (it alone has the title). The fuller one is kept, and the defect reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from zhongchuang.policy.documents.cleaning import bare
from zhongchuang.policy.documents.model import WarningCode
from zhongchuang.policy.documents.report import Report
from zhongchuang.policy.documents.source import Block, Paragraph

_LONG = 30  # characters from which a repeated line is no coincidence
_SHARE = 0.7  # of the characters between the copies that must repeat


def one_copy(blocks: list[Block], report: Report) -> list[Block]:
    """The blocks with a repeated copy of the whole text removed; at most three copies are looked for."""
    for _ in range(3):
        offset = _offset(blocks)
        if offset is None:
            return blocks
        report.add(WarningCode.DOUBLED_TEXT, "全文重复出现，已只读其中较完整的一份，请核对来源。")
        blocks = _fuller(blocks, *offset)
    return blocks


def _offset(blocks: list[Block]) -> tuple[int, int] | None:
    """(first repeated block, distance to its repetition) if most of the text between repeats."""
    keys = [bare(block.text) if isinstance(block, Paragraph) else "" for block in blocks]
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        if len(key) >= _LONG:
            places[key].append(index)
    distances: Counter[int] = Counter()
    for key, found in places.items():
        if len(found) > 1:
            distances[found[1] - found[0]] += len(key)
    for distance, _ in distances.most_common(3):
        pairs = [i for i in range(len(keys) - distance) if keys[i] and keys[i] == keys[i + distance]]
        first = pairs[0]
        window = sum(len(key) for key in keys[first : first + distance])
        # The last block of the first copy may be glued to the second: do not count its length against it.
        glued = len(keys[first + distance - 1]) if distance > 1 else 0
        repeated = sum(len(keys[i]) for i in pairs if i < first + distance)
        if repeated >= _SHARE * max(window - glued, 1) and repeated > 200:
            return first, distance
    return None


def _fuller(blocks: list[Block], first: int, distance: int) -> list[Block]:
    """The copy with more text: the first (up to the seam) or the second (from the seam)."""
    seam, glue = _seam(blocks, first, first + distance)
    head, tail = blocks[:seam], blocks[seam:]
    if glue:
        whole = blocks[seam]
        assert isinstance(whole, Paragraph)
        head = [*head, Paragraph(whole.text[:glue], whole.indented)]
        tail = [Paragraph(whole.text[glue:]), *blocks[seam + 1 :]]
    size = [sum(len(b.text) for b in part if isinstance(b, Paragraph)) for part in (head, tail)]
    return tail if size[1] >= size[0] else head


def _seam(blocks: list[Block], first: int, second: int) -> tuple[int, int]:
    """Where the second copy begins: the block, and the character in it if it is glued to the first copy.

    Walking back from the first line that repeats: a line that the second copy also has at its end closes
    the first copy; so does a line of which the second copy has the beginning (the rest is glued on).
    """
    lines = [block.text if isinstance(block, Paragraph) else "" for block in blocks]
    later = [line for line in lines[second:] if line]
    for index in range(second - 1, max(first, second - 12), -1):
        if lines[index] in later:
            return index + 1, 0
        for other in later:
            common = _common(lines[index], other)
            if common >= _LONG or (common >= 12 and common >= len(other) - 1):
                if len(lines[index]) - common < 6:
                    return index + 1, 0
                return index, common
    return second, 0


def _common(left: str, right: str) -> int:
    size = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        size += 1
    return size
