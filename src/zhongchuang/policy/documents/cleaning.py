"""Characters: what a copy adds to a text (invisible marks, odd spaces, look-alike code points) is taken away.

Words, punctuation and brackets stay as issued. Spaces are taken out only where Chinese is written without
them; a title or a signature keeps them, because there they part one organ from the next.
"""

from __future__ import annotations

import re
import unicodedata

from zhongchuang.policy.documents.model import WarningCode
from zhongchuang.policy.documents.report import Report
from zhongchuang.policy.documents.source import Block, Paragraph, Table

# Zero-width and direction marks, soft hyphen, byte-order mark, object replacement.
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF, 0xAD, 0xFFFC])
_SPACES = dict.fromkeys([0xA0, 0x3000, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x0B, 0x0C, 0x85], " ")
_CONTROL = dict.fromkeys([c for c in range(32) if c not in (9, 10, 13)])
_TABLE: dict[int, str | None] = {**_CONTROL, **_INVISIBLE, **_SPACES}
# Kangxi radicals and compatibility ideographs: PDF fonts map 工 to U+2F2F, which no search would find.
_LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
# The same for the radicals supplement, where Unicode gives no decomposition: Skia and some fonts write 民
# as ⺠.
_RADICALS = str.maketrans(
    "⺟⺠⺢⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺻⺼⺽⻁⻄⻅⻆⻉⻋⻌⻍⻎⻏"
    "⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "母民水王疋目示礻竹糸纟罒罒罒罒罒羊羊羊耂聿肉臼虎西见角贝车辶辶辶阝"
    "长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
_CJK = r"\u3400-\u9fff\u3001-\u3011\u3014-\u301f\uff01-\uff60\u2018-\u201d\u2014\u2026\u00b7"
_SPACE_IN_CJK = re.compile(rf"(?<=[{_CJK}]) +| +(?=[{_CJK}])")
_SPACED_WORD = re.compile(r"(?:[\u4e00-\u9fff] ){2,}[\u4e00-\u9fff]|[\u4e00-\u9fff] [\u4e00-\u9fff]")
_STRAY_ENTITY = re.compile(r"&(?:nbsp|sp|ensp|emsp|#160);?")  # entities escaped twice by an editor
_SITE_MARK = re.compile(r"^\s*【(?:题注|章名|节名|标题)】\s*")  # what a collection of laws puts before a line
_PRIVATE = re.compile("[\ufffd\ue000-\uf8ff]")


def clean(text: str) -> str:
    """The text without invisible characters, every kind of space a plain one, look-alikes made plain."""
    text = _SITE_MARK.sub("", _STRAY_ENTITY.sub(" ", text.translate(_TABLE)))
    return _LOOKALIKE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text.translate(_RADICALS))


def squeeze(text: str) -> str:
    """The text without the spaces that stand beside a Chinese character or mark."""
    return _SPACE_IN_CJK.sub("", text).strip()


def bare(text: str) -> str:
    """The text without any space and with one form of brackets: only for comparing."""
    return re.sub(r"\s", "", text).translate(str.maketrans("()[]", "（）〔〕"))


def clean_blocks(blocks: list[Block], report: Report) -> list[Block]:
    """All blocks cleaned, empty ones dropped, an indent remembered."""
    cleaned: list[Block] = []
    garbled = 0
    for block in blocks:
        if isinstance(block, Table):
            rows = tuple(tuple(clean(cell).strip() for cell in row) for row in block.rows)
            if any(cell for row in rows for cell in row):
                cleaned.append(Table(rows, block.spans_known))
            continue
        text = clean(block.text)
        garbled += len(_PRIVATE.findall(text))
        if text.strip():
            indented = block.indented or text[:2] in ("  ", "\t") or text.startswith("  ")
            cleaned.append(Paragraph(text.strip(), indented))
    if garbled:
        report.add(
            WarningCode.GARBLED_TEXT,
            f"文中有 {garbled} 个无法识别的字符，可能是字体或编码造成的，请对照原件。",
        )
    return cleaned


def has_spaced_words(text: str) -> bool:
    """Whether spaces stand between Chinese characters of running text."""
    return bool(_SPACED_WORD.search(text))
