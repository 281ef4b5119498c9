"""An award as the index keeps it: its words folded, the values it is narrowed by, and the grams of both.

Beside the grams of its text (`core.search.grams`) an entry has one mark for each value it is narrowed by, so that “these words in
this city in this year” is one question to the index and not two lists to be compared. A mark is a number of 32 bits like a gram;
should it ever meet the gram of a character nobody assigned, the row itself is asked anyway.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from zhongchuang.core.search.folding import fold
from zhongchuang.core.search.grams import grams_of_text

STANDING = "public"
"""The state of an award that counts in sums; one revoked is listed and adds nothing."""
RUN = 6
_MARK = 0xE000_0000
_RUNS = re.compile(r"[0-9a-z]{6,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index keeps of one award; amounts in 分. Names are compared by `folded`, where they stand too."""

    award: int
    state: str
    day: date
    amount: int
    department: str
    place: str
    programme: str
    programme_title: str = field(compare=False)
    category: str
    source: str
    recipient: str  # its key; empty of a natural person
    recipient_name: str = field(compare=False)
    recipient_code: str = field(compare=False)
    folded: str

    @property
    def year(self) -> int:
        """The year it was decided in."""
        return self.day.year

    @property
    def stands(self) -> bool:
        """Whether its amount counts."""
        return self.state == STANDING


def folded_text(*parts: str) -> str:
    """The words of an award as they are compared: part by part in lines, so that nothing is found across two of them."""
    return "\n".join(" ".join(fold(part).split()) for part in parts if part)


def recipient_key(*, code: str, name: str, personal: bool) -> str:
    """Who counts as one recipient: the code; without one the name as written. A natural person is nobody's sum."""
    if personal:
        return ""
    return code or "n" + sha256(fold(name).encode()).hexdigest()[:20]


def band_of(amount: int) -> int:
    """In which band of amounts 分 lie: every next band reaches twice as far."""
    return amount.bit_length()


def band_range(band: int) -> tuple[int, int]:
    """The smallest and the largest amount of a band, both in it."""
    return (2 ** (band - 1), 2**band - 1) if band else (0, 0)


def mark(field: str, value: object) -> int:
    """The mark of a value, as a signed number like the grams."""
    digest = int.from_bytes(sha256(f"{field}={value}".encode()).digest()[:4], "big")
    number = _MARK | (digest & 0x0FFF_FFFF)
    return number - 2**32


def run_marks(text: str) -> list[int]:
    """Marks of every `RUN` letters or digits that stand together.

    Codes and numbers are made of few pairs, all of them everywhere; six in a row are rare.
    """
    return [
        mark("run", found[start : start + RUN])
        for found in _RUNS.findall(text)
        for start in range(len(found) - RUN + 1)
    ]


def run_marks_asked(text: str) -> list[int]:
    """Some of them, every third and the last of each run: enough to know the few entries that hold the word."""
    return [
        mark("run", found[start : start + RUN])
        for found in _RUNS.findall(text)
        for start in sorted({*range(0, len(found) - RUN + 1, 3), len(found) - RUN})
    ]


def marks_of(
    *,
    year: int,
    department: str,
    place: str,
    programme: str,
    category: str,
    source: str,
    state: str,
    amount: int,
) -> array[int]:
    """Everything an entry may be narrowed by; of the place also the province and the city around it."""
    values: dict[str, object] = {
        "year": year,
        "department": department,
        "programme": programme,
        "category": category,
        "source": source,
        "state": state,
        "band": band_of(amount),
    }
    found = [mark(name, value) for name, value in values.items() if value != ""]
    found += [mark("place", place[:length]) for length in (2, 4, 6) if len(place) == 6]
    return array("i", sorted(set(found)))


def grams_of_entry(
    *,
    folded: str,
    year: int,
    department: str,
    place: str,
    programme: str,
    category: str,
    source: str,
    state: str,
    amount: int,
) -> array[int]:
    """All that an entry is found by, each once."""
    marks = marks_of(
        year=year,
        department=department,
        place=place,
        programme=programme,
        category=category,
        source=source,
        state=state,
        amount=amount,
    )
    return array("i", sorted({*grams_of_text(folded), *marks, *run_marks(folded)}))
