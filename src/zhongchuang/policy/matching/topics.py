"""Several promises of one topic met by one subject: which goes before. Rank first, then place.

The highest-ranked text that leaves no room shuts out everything ranked below it; among what is left the
more specific place wins; in one place the lower text, which fills the room the higher one left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from zhongchuang.policy.packs.schema import Measure


def winner(measures: Sequence[Measure], chain: Sequence[str]) -> Measure:
    """The one that goes before. `chain` is the subject's place and what it lies in, most specific first.

    A tie (one rank, one place) is refused by the check of the packs; should it happen, the first id wins,
    so that the answer does not depend on the order of files.
    """
    closed = min((m.rank.order for m in measures if not m.leaves_room), default=None)
    left = [m for m in measures if closed is None or m.rank.order <= closed]
    return min(left, key=lambda m: (chain.index(m.place), -m.rank.order, m.id))


def superseded(met: Iterable[Measure], chain: Sequence[str]) -> Mapping[str, str]:
    """Of the measures met: id of each that yields → id of the one it yields to."""
    topics: dict[str, list[Measure]] = defaultdict(list)
    for measure in met:
        if measure.topic is not None:
            topics[measure.topic].append(measure)
    yields: dict[str, str] = {}
    for measures in topics.values():
        first = winner(measures, chain)
        yields.update({m.id: first.id for m in measures if m.id != first.id})
    return yields
