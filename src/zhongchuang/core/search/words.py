"""From what somebody typed to what is looked up, and the same question put to a text at hand."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.core.search.entries import LONGEST_QUERY
from zhongchuang.core.search.folding import fold
from zhongchuang.core.search.grams import EXACT, units
from zhongchuang.core.search.pinyin import spoken_forms

MOST_WORDS = 10
_AROUND = "\"',.;:!?、。 "


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in folded text; `spoken` are the other forms it may be found under, as pinyin."""

    text: str
    spoken: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Everything it may be found under."""
        return (self.text, *self.spoken)

    @property
    def needs_check(self) -> bool:
        """Whether its grams alone do not decide."""
        return any(units(form) > EXACT for form in self.forms)


def words_of(typed: str) -> tuple[Word, ...]:
    """The words of a query: parted by spaces, folded, quotes and stops around them left out, each once."""
    folded = (fold(part).strip(_AROUND) for part in typed[:LONGEST_QUERY].split())
    found = dict.fromkeys(word.replace("\n", "") for word in folded)
    return tuple(Word(text, spoken_forms(text)) for text in found if text)[:MOST_WORDS]


def matches(typed: str, *texts: str) -> bool:
    """Whether every word stands in one of the texts, character by character as the index compares; pinyin aside."""
    folded = [fold(text) for text in texts]
    return all(any(word.text in text for text in folded) for word in words_of(typed))
