"""The words that pinyin finds: initials and whole syllables of names and headings.

They stand in the index beside the text in letters no folded text has (initials in capitals, syllables in full-width
letters), so that `zckj` finds 众创空间 by the same look-up, and never by chance a piece of English.
A character read in several ways counts with each of them where the neighbours do not decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

NEIGHBOURS = 7
"""So far to both sides a second reading is written out; longer runs of initials are seldom typed."""
_LETTERS = re.compile(r"[a-z]{2,24}")
_SYLLABLES_FROM = 4
_WIDE = {code: chr(code + 0xFEE0) for code in range(ord("a"), ord("z") + 1)}


def spoken_forms(word: str) -> tuple[str, ...]:
    """How a folded word of letters stands in the index if it is pinyin: as initials, as syllables."""
    if not _LETTERS.fullmatch(word):
        return ()
    initials = word.upper()
    return (initials, word.translate(_WIDE)) if len(word) >= _SYLLABLES_FROM else (initials,)


def spoken_keys(words: Iterable[str]) -> tuple[str, ...]:
    """The keys of names and headings (folded), each once."""
    return tuple(dict.fromkeys(key for text in words for key in _keys(text)))


def _keys(text: str) -> list[str]:
    # Imported where it is needed: the dictionary takes 0.2 s and 30 MB, and only writing to the index reads it.
    from pypinyin import Style, pinyin

    keys: list[str] = []
    for chinese, run in groupby(text, key=_is_han):
        if not chinese:
            continue
        readings: list[list[str]] = pinyin("".join(run), style=Style.NORMAL, heteronym=True, errors="ignore")
        first = [of_one[0] for of_one in readings]
        initials = "".join(syllable[0] for syllable in first).upper()
        keys += [initials, "".join(first).translate(_WIDE)]
        for place, of_one in enumerate(readings):
            others = dict.fromkeys(syllable[0].upper() for syllable in of_one[1:])
            before, after = initials[max(0, place - NEIGHBOURS) : place], initials[place + 1 :][:NEIGHBOURS]
            keys += [before + other + after for other in others if other != initials[place]]
    return keys


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf" or character == "〇"
