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
_HAN = r"\u2e80-\u2fff\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SPACES = r"[ \t]+"
_LOOSE = re.compile(rf"(?<=[{_HAN}]){_SPACES}|{_SPACES}(?=[{_HAN}])")
_UNSEEN = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff"
_UNKEPT = re.compile(f"[{_UNSEEN}]")
_CODE_POINTS = (range(0x10000), range(0x1D400, 0x1D800), range(0x1F100, 0x1F200), range(0x2F800, 0x2FA20))


@cache
def table() -> dict[int, str]:
    """What a character becomes, for those that change; made once a process (0.1 s)."""
    alike = {ord(one): form for form, others in _ALIKE.items() for one in others}
    simple = _simplified()
    made: dict[int, str] = {}
    for code in chain(*_CODE_POINTS, simple):
        character = chr(code)
        if _UNKEPT.match(character):
            made[code] = ""
            continue
        compatible = unicodedata.normalize("NFKC", character).lower()
        folded = "".join(
            alike.get(ord(one)) or simple.get(ord(one)) or one
            for one in compatible
            if not unicodedata.combining(one)  # a mark that composes with nothing: it would once folded
        )
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
    """The text as it is kept to be shown: composed, without what nobody sees or no database keeps."""
    return _UNKEPT.sub("", unicodedata.normalize("NFC", text))


def fold(text: str) -> str:
    """The text as it is compared. Lines stay lines."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _LOOSE.sub("", text.translate(table()))


def places(text: str) -> list[int]:
    """For every character of `fold(text)` the place in `text` it comes from, and one more for the end.

    `text` must be as `written` leaves it.
    """
    forms = table()
    changed = text.translate(forms)
    origin = [place for place, one in enumerate(text) for _ in forms.get(ord(one), one)]
    for found in reversed(list(_LOOSE.finditer(changed))):
        del origin[found.start() : found.end()]
    return [*origin, len(text)]
