"""What differs between two readings of one document, clause by clause.

A new paragraph in the middle moves every number after it; so clauses are paired by their words first, by number and
likeness second, and only what is left has come or gone.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from zhongchuang.policy.documents.model import Clause

LIKE_ENOUGH = 0.5  # clauses less alike than this are one gone and one come
MOST_COMPARED = 2500  # pairs of leftover clauses that are compared for likeness; beyond, numbers alone decide


class Fate(StrEnum):
    """What became of a clause."""

    SAME = "same"
    CHANGED = "changed"  # its words, units or classes
    MOVED = "moved"  # only its number
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ClausePair:
    """A clause before and after; None where it was not or is not."""

    before: Clause | None
    after: Clause | None

    @property
    def fate(self) -> Fate:
        """What became of its words and units."""
        if self.before is None:
            return Fate.ADDED
        if self.after is None:
            return Fate.REMOVED
        if (self.before.text, self.before.units) != (self.after.text, self.after.units):
            return Fate.CHANGED
        return Fate.SAME if self.before.ref == self.after.ref else Fate.MOVED


def paired_clauses(before: Mapping[str, Clause], after: Mapping[str, Clause]) -> tuple[ClausePair, ...]:
    """Every clause of both sides once, in the order of the newer text; what is gone stands where it stood."""
    pairs: dict[str, str] = {}  # ref after → ref before
    for match in (_same_words, _same_number, _alike):
        left = {ref: clause for ref, clause in before.items() if ref not in pairs.values()}
        right = {ref: clause for ref, clause in after.items() if ref not in pairs}
        pairs |= dict(match(left, right))
    return tuple(_in_order(before, after, pairs))


_Clauses = Mapping[str, Clause]


def _same_words(before: _Clauses, after: _Clauses) -> Iterator[tuple[str, str]]:
    """Clauses whose words stand once on each side, or under the same number on both."""
    words = Counter(clause.text for clause in before.values())
    by_words = {clause.text: ref for ref, clause in before.items()}
    repeated = Counter(clause.text for clause in after.values())
    for ref, clause in after.items():
        if ref in before and before[ref].text == clause.text:
            yield ref, ref
        elif words[clause.text] == repeated[clause.text] == 1:
            yield ref, by_words[clause.text]


def _same_number(before: _Clauses, after: _Clauses) -> Iterator[tuple[str, str]]:
    """Clauses under the same number that are still about the same: like enough, or under the same heading."""
    for ref, clause in after.items():
        old = before.get(ref)
        if old is not None and (
            (old.heading is not None and old.heading == clause.heading)
            or _likeness(old, clause) >= LIKE_ENOUGH
        ):
            yield ref, ref


def _alike(before: _Clauses, after: _Clauses) -> Iterator[tuple[str, str]]:
    """The likest of what is left, best pairs first."""
    if len(before) * len(after) > MOST_COMPARED:
        return
    ranked = sorted(
        ((_likeness(old, new), b, a) for a, new in after.items() for b, old in before.items()),
        key=lambda found: -found[0],
    )
    used: set[tuple[str, str]] = set()
    for likeness, b, a in ranked:
        if likeness < LIKE_ENOUGH:
            return
        if ("before", b) not in used and ("after", a) not in used:
            used |= {("before", b), ("after", a)}
            yield a, b


def _likeness(one: Clause, other: Clause) -> float:
    matcher = SequenceMatcher(None, one.text, other.text, autojunk=False)
    if matcher.real_quick_ratio() < LIKE_ENOUGH or matcher.quick_ratio() < LIKE_ENOUGH:
        return 0.0
    return matcher.ratio()


def _in_order(before: _Clauses, after: _Clauses, pairs: Mapping[str, str]) -> Iterator[ClausePair]:
    """The newer order; what is gone comes right after what stood before it, ahead of what came in its place."""
    place = {ref: number for number, ref in enumerate(before)}
    kept = set(pairs.values())
    gone = deque(ref for ref in before if ref not in kept)
    reached = -1  # how far the older text has been told
    for ref, clause in after.items():
        old = pairs.get(ref)
        upto = reached + 1 if old is None else place[old] - 1
        while gone and place[gone[0]] <= upto:
            reached = place[gone[0]]
            upto = reached + 1 if old is None else upto
            yield ClausePair(before[gone.popleft()], None)
        reached = reached if old is None else max(reached, place[old])
        yield ClausePair(None if old is None else before[old], clause)
    for ref in gone:
        yield ClausePair(before[ref], None)
