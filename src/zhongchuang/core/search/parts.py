"""What to propose where nothing was found: the parts of what was typed that something holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from zhongchuang.core.search.words import Word

MOST_CANDIDATES = 48
MOST_SHOWN = 4
LONGEST, SHORTEST = 6, 2


def candidates(words: Sequence[Word]) -> list[str]:
    """What could be tried instead: each of several words, then the runs of characters in each, the longest first."""
    single = [word.text for word in words] if len(words) > 1 else []
    runs = sorted((run for word in words for run in _runs(word.text)), key=len, reverse=True)
    return list(dict.fromkeys([*single, *runs]))[:MOST_CANDIDATES]


def chosen_parts(words: Sequence[Word], held: Sequence[str]) -> list[str]:
    """Of the parts that something holds, the longest that do not overlap, in the order they were typed."""
    taken: list[tuple[int, int, int, str]] = []
    for part in sorted(held, key=len, reverse=True):
        for number, word in enumerate(words):
            start = word.text.find(part)
            end = start + len(part)
            if start >= 0 and not any(n == number and start < e and s < end for n, s, e, _ in taken):
                taken.append((number, start, end, part))
                break
        if len(taken) == MOST_SHOWN:
            break
    return [part for *_, part in sorted(taken)]


def combinations_of(parts: Sequence[str]) -> list[str]:
    """All of them together, then all but one, down to two: as queries."""
    return [" ".join(some) for size in range(len(parts), 1, -1) for some in combinations(parts, size)]


def _runs(text: str) -> Iterator[str]:
    """Every shorter run of a word; of letters and digits none, half a number is no number."""
    if text.isascii():
        return
    for length in range(min(LONGEST, len(text) - 1), SHORTEST - 1, -1):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]
