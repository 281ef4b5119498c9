"""What the index holds of a text: every character and every two neighbours, each once.

A word of one or two characters is then one entry of the index, exact and at once; a longer one is found by its pairs
and checked against the text. A gram is a number of 32 bits, two UTF-16 units (the second 0 for a single one), so that
PostgreSQL keeps plain integers and SQLite eight hexadecimal digits.
"""

from __future__ import annotations

import sys
from array import array

EXACT = 2
"""Words of so many units need no second look."""
MOST = 24
"""So many grams of a long word narrow enough."""


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def grams_of_text(text: str) -> array[int]:
    """All grams of a folded text, each once, as signed numbers."""
    data = text.encode("utf-16-le")
    found = set(_numbers(data)) | set(_numbers(data[2:]))
    found.update(_units(data))
    return array("i", found)


def grams_of_word(word: str) -> array[int]:
    """The grams a text must have to hold the word; the word must not be empty."""
    data = word.encode("utf-16-le")
    if len(data) == 2:
        return array("i", [_units(data)[0]])
    pairs = list(
        dict.fromkeys(number for at in range(0, len(data) - 2, 2) for number in _numbers(data[at : at + 4]))
    )
    step = -(-len(pairs) // MOST)
    return array("i", pairs[::step])


def as_hex(grams: array[int]) -> str:
    """The grams as tokens parted by spaces."""
    if sys.byteorder == "big":
        grams = array("i", grams)
        grams.byteswap()
    return grams.tobytes().hex(" ", 4)


def as_array(grams: array[int]) -> str:
    """The grams as PostgreSQL writes an array."""
    return "{" + ",".join(map(str, grams)) + "}"


def _numbers(data: bytes) -> array[int]:
    """Two units at a time; a last odd one is left out."""
    numbers = array("i")
    numbers.frombytes(data[: len(data) // 4 * 4])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _units(data: bytes) -> array[int]:
    found = array("H")
    found.frombytes(data)
    if sys.byteorder == "big":
        found.byteswap()
    return found
