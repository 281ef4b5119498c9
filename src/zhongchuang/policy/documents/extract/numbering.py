"""The automatic numbers of Word: what label a paragraph shows, from numbering.xml and styles.xml."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from zhongchuang.policy.documents.labels import to_cn

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_LEVEL = 9
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "japaneseDigitalTenThousand",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "koreanCounting",
    "ideographTraditional",
    "chineseLegalSimplified",
}


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    kind: str  # w:numFmt
    text: str  # w:lvlText, with %1 … %9
    space: bool
    restart: int | None


class Numbering:
    """Counts as Word does while the paragraphs go by in order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._overrides: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._seen_lists: set[tuple[str, int]] = set()
        self._styles: dict[str, tuple[str | None, str | None, str | None]] = {}
        if numbering is not None:
            self._read_numbering(numbering)
        if styles is not None:
            self._read_styles(styles)

    def label(self, paragraph: etree._Element) -> str:
        """The label Word shows before this paragraph (``（一）``), or an empty string."""
        number, level = self._number_of(paragraph)
        if number is None or number == "0":
            return ""
        abstract = self._lists.get(number)
        levels = self._levels.get(abstract or "", {})
        if abstract is None or level not in levels:
            return ""
        count = self._advance(number, abstract, level, levels)
        return self._shown(count, level, levels)

    def _advance(self, number: str, abstract: str, level: int, levels: dict[int, _Level]) -> dict[int, int]:
        counts = self._counts.setdefault(abstract, {})
        override = self._overrides.get((number, level))
        if override is not None and (number, level) not in self._seen_lists:
            counts[level] = override
            self._seen_lists.add((number, level))
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = levels[level].start
        for deeper in range(level + 1, _MAX_LEVEL):
            if deeper in levels and levels[deeper].restart != 0:
                counts.pop(deeper, None)
        return counts

    @staticmethod
    def _shown(counts: dict[int, int], level: int, levels: dict[int, _Level]) -> str:
        own = levels[level]
        if own.kind in ("bullet", "none"):
            return ""

        def value(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            shown = levels.get(place, own)
            return _format(counts.get(place, shown.start), shown.kind)

        text = re.sub(r"%([1-9])", value, own.text)
        return text + (" " if own.space and text[-1:].isascii() else "")

    def _number_of(self, paragraph: etree._Element) -> tuple[str | None, int]:
        properties = paragraph.find(_W + "pPr")
        number: str | None = None
        level: str | None = None
        style: str | None = None
        if properties is not None:
            number = _value(properties.find(f"{_W}numPr/{_W}numId"))
            level = _value(properties.find(f"{_W}numPr/{_W}ilvl"))
            style = _value(properties.find(_W + "pStyle"))
        for _ in range(12):  # styles are based on styles
            if number is not None or style is None:
                break
            number, style_level, base = self._styles.get(style, (None, None, None))
            level = level or style_level
            style = base
        depth = int(level) if level and level.isdigit() else 0
        return number, min(depth, _MAX_LEVEL - 1)

    def _read_numbering(self, root: etree._Element) -> None:
        for abstract in root.iter(_W + "abstractNum"):
            levels = {}
            for element in abstract.iter(_W + "lvl"):
                place = element.get(_W + "ilvl", "0")
                if place.isdigit() and int(place) < _MAX_LEVEL:
                    levels[int(place)] = _read_level(element)
            self._levels[abstract.get(_W + "abstractNumId", "")] = levels
        for number in root.iter(_W + "num"):
            name = number.get(_W + "numId", "")
            self._lists[name] = _value(number.find(_W + "abstractNumId")) or ""
            for change in number.iter(_W + "lvlOverride"):
                start, place = _value(change.find(_W + "startOverride")), change.get(_W + "ilvl", "0")
                if start and start.isdigit() and place.isdigit():
                    self._overrides[(name, int(place))] = int(start)

    def _read_styles(self, root: etree._Element) -> None:
        for style in root.iter(_W + "style"):
            properties = style.find(_W + "pPr")
            number = level = None
            if properties is not None:
                number = _value(properties.find(f"{_W}numPr/{_W}numId"))
                level = _value(properties.find(f"{_W}numPr/{_W}ilvl"))
            self._styles[style.get(_W + "styleId", "")] = (number, level, _value(style.find(_W + "basedOn")))


def _read_level(element: etree._Element) -> _Level:
    start = _value(element.find(_W + "start")) or "1"
    restart = _value(element.find(_W + "lvlRestart"))
    return _Level(
        start=int(start) if start.isdigit() else 1,
        kind=_value(element.find(_W + "numFmt")) or "decimal",
        text=_value(element.find(_W + "lvlText")) or "",
        space=_value(element.find(_W + "suff")) != "nothing",
        restart=int(restart) if restart and restart.isdigit() else None,
    )


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(_W + "val")


def _format(value: int, kind: str) -> str:
    if kind in _CHINESE and 0 < value < 200:
        return to_cn(value)
    if kind.startswith("decimalEnclosedCircle") and 0 < value <= 20:
        return chr(0x2460 + value - 1)
    if kind == "decimalFullWidth":
        return str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if kind in ("upperLetter", "lowerLetter") and 0 < value <= 26:
        return chr((65 if kind == "upperLetter" else 97) + value - 1)
    return str(value)
