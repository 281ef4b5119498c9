"""One form for what is written in several ways, so that what is looked for is found however it was typed.

Character by character, and so that the place of every character in the text as written is known: NFKC, lower case,
traditional → simplified, one form for brackets, quotes, dashes and the zero of years. Spaces beside a Chinese
character are no part of the words and go. OpenCC's conversion by phrases is not used: what a character becomes would
depend on its neighbours, and a part of a word would no longer be found.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import chain

_ALIKE = {
    "(": "〔[【〖｛{<〈《",
    ")": "〕]】〗｝}>〉》",
    '"': "“”「」『』„‟〝〞",
    "'": "‘’‚‛",
    "-": "—–‒―−‐‑─",
    "·": "•・‧∙⋅",
    "〇": "○◯",
    "~": "∼〜",
}
_HAN = r"\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_LOOSE = re.compile(rf"(?<=[{_HAN}])[ \t]+|[ \t]+(?=[{_HAN}])")
_UNKEPT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CODE_POINTS = (range(0x10000), range(0x1D400, 0x1D800), range(0x1F100, 0x1F200), range(0x2F800, 0x2FA20))


@cache
def table() -> dict[int, str]:
    """What a character becomes, for those that change; made once a process (0.1 s)."""
    alike = {ord(one): form for form, others in _ALIKE.items() for one in others}
    simple = _simplified()
    made: dict[int, str] = {}
    for code in chain(*_CODE_POINTS, simple):
        character = chr(code)
        if code != 10 and ((code < 32 and code != 9) or 0xD800 <= code <= 0xDFFF):
            made[code] = ""  # no part of any text; a database may refuse it
            continue
        compatible = unicodedata.normalize("NFKC", character).lower()
        folded = "".join(alike.get(ord(one)) or simple.get(ord(one)) or one for one in compatible)
        if folded != character:
            made[code] = folded
    return made


def _simplified() -> dict[int, str]:
    """Traditional → simplified of single characters, the first choice of OpenCC."""
    lines = (
        files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    )
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {ord(old): new.split(" ")[0] for old, new in pairs}


def written(text: str) -> str:
    """The text as it is kept to be shown: composed, without what no database keeps."""
    return _UNKEPT.sub("", unicodedata.normalize("NFC", text))


def fold(text: str) -> str:
    """The text as it is compared. Lines stay lines."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _LOOSE.sub("", text).translate(table())


def places(text: str) -> list[int]:
    """For every character of `fold(text)` the place in `text` it comes from, and one more for the end.

    `text` must be as `written` leaves it.
    """
    if len(fold(text)) == len(text) and not _LOOSE.search(text):
        return list(range(len(text) + 1))  # nothing grew, nothing was dropped
    dropped = {place for found in _LOOSE.finditer(text) for place in range(*found.span())}
    forms = table()
    found = [
        place
        for place, character in enumerate(text)
        if place not in dropped
        for _ in forms.get(ord(character), character)
    ]
    return [*found, len(text)]
