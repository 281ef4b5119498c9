"""Synthetic documents of at least 5,000 characters, and the words that are looked for in them.

No real text: words of one to four characters, drawn with the frequencies of a language (Zipf), set in sentences and
paragraphs. The words to look for are pairs of common characters that no word of the vocabulary holds, planted in a known share
of the documents; how many really hold them is counted by the peer.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from zhongchuang.core.search import Entry, Standing
from zhongchuang.core.search.folding import fold

LENGTH = 5_000
CHARACTERS = [chr(code) for code in range(0x4E00, 0x9FA0) if fold(chr(code)) == chr(code)][:3_500]
VOCABULARY = 40_000
WORDS_OF_A_TEXT = 400
"""So that a text has about as many different pairs of characters as a real one of its length (2,700)."""
SHARES = (0.00002, 0.0001, 0.0005, 0.001, 0.002, 0.005, 0.009)
WORDS_OF_A_SHARE = 6
PLACES = ("000000", "210000", "530000", "620000")
FIRST_DAY = dt.date(2010, 1, 1)


@dataclass(frozen=True)
class Language:
    """A vocabulary with its frequencies, and the words that are planted with the share of documents that get them."""

    words: list[str]
    weights: list[float]
    planted: dict[str, float]


def language(seed: int) -> Language:
    """The same for the same seed."""
    chance = random.Random(seed)
    by_character = list(accumulate(1 / (rank + 20) for rank in range(len(CHARACTERS))))
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        length = chance.choices((1, 2, 3, 4), (3, 70, 17, 10))[0]
        words["".join(chance.choices(CHARACTERS, cum_weights=by_character, k=length))] = None
    pairs = {word[at : at + 2] for word in words for at in range(len(word) - 1)}
    planted: dict[str, float] = {}
    while len(planted) < len(SHARES) * WORDS_OF_A_SHARE:
        word = "".join(chance.choices(CHARACTERS[200:2500], k=2))
        if word not in pairs:
            planted[word] = SHARES[len(planted) % len(SHARES)]
    weights = list(accumulate(1 / (rank + 5) for rank in range(VOCABULARY)))
    return Language(list(words), weights, planted)


def documents(spoken: Language, count: int, seed: int) -> Iterator[Entry]:
    """The documents, one after another."""
    chance = random.Random(seed)
    for number in range(count):
        day = FIRST_DAY + dt.timedelta(days=chance.randrange(5_800))
        yield Entry(
            kind="document",
            key=f"document-{number}",
            title="".join(chance.choices(spoken.words, cum_weights=spoken.weights, k=9)),
            heading=f"字政发〔{day.year}〕{number}号",
            text=text(spoken, chance),
            place=chance.choice(PLACES),
            day=day,
            year=day.year,
            rank=chance.randrange(4),
            standing=Standing.ENDED if chance.random() < 0.1 else Standing.IN_FORCE,
        )


def text(spoken: Language, chance: random.Random) -> str:
    """A text of sentences and paragraphs on its own few hundred words; it grows until it is long enough."""
    own = list(dict.fromkeys(chance.choices(spoken.words, cum_weights=spoken.weights, k=WORDS_OF_A_TEXT)))
    weights = spoken.weights[: len(own)]
    parts = [word for word, share in spoken.planted.items() if chance.random() < share]
    length = 0
    while length < LENGTH:
        sentence = "".join(chance.choices(own, cum_weights=weights, k=chance.randrange(4, 12)))
        parts.append(sentence)
        length += len(sentence) + 1
    chance.shuffle(parts)
    stops = chance.choices(("，", "。", "；", "。\n　　"), (60, 24, 8, 8), k=len(parts))
    return (
        "　　" + "".join(part + stop for part, stop in zip(parts, stops, strict=True)).rstrip("，；") + "。"
    )
