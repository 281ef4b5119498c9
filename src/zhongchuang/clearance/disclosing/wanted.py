"""What somebody looks for in the list of awards: words, and what narrows them. Plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from zhongchuang.clearance.disclosing.asking import Ask, read

NATION = "000000"


class Order(StrEnum):
    """In which order the found are shown."""

    NEWEST = "-day"
    OLDEST = "day"
    LARGEST = "-amount"
    SMALLEST = "amount"

    @property
    def descending(self) -> bool:
        """Whether the largest value comes first."""
        return self.value.startswith("-")

    @property
    def column(self) -> str:
        """What it is ordered by."""
        return self.value.removeprefix("-")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One question. Empty values narrow nothing.

    `department`, `programme`, `category`: as the list of choices names them. `place`: a code, with everything below it.
    `least`, `most`: 分. `recipient`: the key of an organisation that was supported. `state`: public or revoked.
    """

    words: str = ""
    year: int | None = None
    department: str = ""
    place: str = ""
    programme: str = ""
    category: str = ""
    source: str = ""
    state: str = ""
    recipient: str = ""
    least: int | None = None
    most: int | None = None
    order: Order = Order.NEWEST

    @property
    def ask(self) -> Ask | None:
        """The words as a tree. Raises QueryUnreadable."""
        return read(self.words)

    @property
    def counted_ahead(self) -> bool:
        """Whether totals kept beside the awards answer it: no words, no range of amounts, no single recipient."""
        return not (self.words.strip() or self.recipient) and self.least is None and self.most is None

    @property
    def narrowed(self) -> bool:
        """Whether anything narrows the list at all."""
        return replace(self, order=Order.NEWEST) != Wanted()

    @property
    def place_prefix(self) -> str:
        """How the codes of a place and of everything in it begin (GB/T 2260: two digits a province, four a city)."""
        if self.place in ("", NATION):
            return ""
        for length in (2, 4):
            if set(self.place[length:]) == {"0"}:
                return self.place[:length]
        return self.place

    @property
    def place_range(self) -> tuple[str, str]:
        """The first and the last code of a place and everything in it."""
        prefix = self.place_prefix
        return prefix.ljust(6, "0"), prefix.ljust(6, "9")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after (or before) the award with this value of the order and this row."""

    value: int | date
    row: int
    backwards: bool = False


def written_cursor(cursor: Cursor) -> str:
    """A cursor as an address bears it; which way it looks the name of the parameter says."""
    value = cursor.value.isoformat() if isinstance(cursor.value, date) else str(cursor.value)
    return f"{value}.{cursor.row}"


def read_cursor(text: str, order: Order, *, backwards: bool = False) -> Cursor | None:
    """What an address bears as a cursor of this order; None where it is none."""
    value, _dot, row = text.partition(".")
    if not _digits(row):
        return None
    if order.column == "amount":
        return Cursor(int(value), int(row), backwards) if _digits(value) else None
    try:
        return Cursor(date.fromisoformat(value), int(row), backwards)
    except ValueError:
        return None


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
