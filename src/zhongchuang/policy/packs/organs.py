"""Who answers today for an organ a text names: the dated succession of organs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from zhongchuang.policy.packs.schema import Organ, RuleBook, Text


@dataclass(frozen=True, slots=True)
class Unit:
    """An organ as the text names it, and who has taken over on the day asked for (the same name if
    nobody).
    """

    name: str
    today: tuple[str, ...]
    notes: tuple[Text, ...] = ()
    unconfirmed: bool = False

    @property
    def is_succeeded(self) -> bool:
        """Whether somebody else answers now."""
        return self.today != (self.name,)


class Succession:
    """Looks organs up by name and place; a place also knows the organs of the places it lies in."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._entries: dict[tuple[str, str], list[Organ]] = defaultdict(list)
        for organ in book.organs:
            self._entries[organ.name, organ.place].append(organ)

    def knows(self, name: str, place: str) -> bool:
        """Whether there is an entry for the name in the place or above it."""
        return bool(self._find(name, place))

    def _find(self, name: str, place: str) -> list[Organ]:
        for code in self._book.chain(place):
            found = self._entries.get((name, code))
            if found:
                return found
        return []

    def on(self, name: str, place: str, day: date) -> Unit:
        """The organ and its successors on `day`; successors that were succeeded themselves are followed."""
        today: dict[str, None] = {}
        notes: dict[Text, None] = {}
        unconfirmed = False
        seen = {name}
        waiting = [name]
        while waiting:
            current = waiting.pop(0)
            ended = [
                o for o in self._find(current, place) if o.end is not None and o.end < day and o.successors
            ]
            if not ended:
                today.setdefault(current)
                continue
            last = max(ended, key=lambda organ: organ.end or date.min)
            unconfirmed = unconfirmed or last.unconfirmed
            if last.note is not None:
                notes.setdefault(last.note)
            fresh = [successor for successor in last.successors if successor not in seen]
            seen.update(fresh)
            waiting += fresh
        return Unit(name, tuple(today) or (name,), tuple(notes), unconfirmed)
