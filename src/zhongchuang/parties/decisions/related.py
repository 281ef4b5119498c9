"""Related parties: who stands behind an organisation, before it, and beside it under the same hand.

A party has power over an organisation where it is its actual controller, or where it holds at least 25 % of it, counting
what is held through others: of an organisation one holds 25 % of, all of its share counts (国家税务总局公告2016年第42号,
第二条). Shares that come together over several ways are added. Circles of holdings end where they began.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from zhongchuang.parties.models.relations import RelationKind

POWER_FROM = Decimal(25)
"""From this share on, in percent, somebody counts as related."""


class Party(NamedTuple):
    """A person or an organisation, by its key."""

    is_person: bool
    pk: int


def person(pk: int) -> Party:
    """The person with this key."""
    return Party(True, pk)


def organisation(pk: int) -> Party:
    """The organisation with this key."""
    return Party(False, pk)


@dataclass(frozen=True, slots=True)
class Edge:
    """One relation: the party is something to the organisation. `pk` is the row it stands in."""

    party: Party
    organisation: int
    kind: RelationKind
    share: Decimal | None = None
    pk: int = 0

    @property
    def target(self) -> Party:
        """The organisation as a party."""
        return organisation(self.organisation)


class RelatedKind(StrEnum):
    """How a party is related, the nearest reason first."""

    CONTROLS = "controls"  # the organisation controls it
    HOLDS = "holds"  # the organisation holds a part of it
    CONTROLLED_BY = "controlled_by"
    HELD_BY = "held_by"
    REPRESENTED_BY = "represented_by"
    SAME_CONTROLLER = "same_controller"
    SAME_HOLDER = "same_holder"
    SAME_REPRESENTATIVE = "same_representative"
    SAME_PERSON = "same_person"  # one person, in different offices


@dataclass(frozen=True, slots=True)
class Related:
    """A related party, how it is related, and the relations that show it: first those that lead up, then those down."""

    party: Party
    kind: RelatedKind
    path: tuple[Edge, ...]


Path = tuple[Edge, ...]


def related(root: int, edges: Iterable[Edge]) -> tuple[Related, ...]:
    """Every party related to an organisation, each once with its nearest reason. Relations of other kinds are left out."""
    known = _best(edges)
    power = [edge for edge in known if edge.kind is not RelationKind.REPRESENTATIVE]
    offices = [edge for edge in known if edge.kind is RelationKind.REPRESENTATIVE]
    here = organisation(root)
    found: dict[Party, Related] = {}

    def add(party: Party, kind: RelatedKind, path: Path) -> None:
        if party != here:
            found.setdefault(party, Related(party, kind, path))

    for party, path in reached(here, power).items():
        add(party, RelatedKind.CONTROLS if _all_control(path) else RelatedKind.HOLDS, path)
    above = {party: down for party in _upwards(here, power) if here in (down := reached(party, power))}
    for party, down in above.items():
        by = RelatedKind.CONTROLLED_BY if _all_control(down[here]) else RelatedKind.HELD_BY
        add(party, by, down[here])
    own_offices = {edge.party: (edge,) for edge in offices if edge.organisation == root}
    for party, office in own_offices.items():
        add(party, RelatedKind.REPRESENTED_BY, office)
    for down in above.values():
        for party, path in down.items():
            same = _all_control(down[here]) and _all_control(path)
            kind = RelatedKind.SAME_CONTROLLER if same else RelatedKind.SAME_HOLDER
            add(party, kind, down[here] + path)
    for edge in offices:
        if edge.party in own_offices:
            add(edge.target, RelatedKind.SAME_REPRESENTATIVE, (*own_offices[edge.party], edge))
        elif edge.party in above:
            add(edge.target, RelatedKind.SAME_PERSON, (*above[edge.party][here], edge))
    for representative, office in own_offices.items():
        for party, path in reached(representative, power).items():
            add(party, RelatedKind.SAME_PERSON, office + path)
    return tuple(found.values())


def reached(start: Party, power: Sequence[Edge]) -> dict[Party, Path]:
    """The organisations a party has power over, with the relations that give it. Sums what is held over several ways."""
    below: Mapping[Party, list[Edge]] = _grouped(power)
    paths: dict[Party, Path] = {start: ()}
    shares: dict[Party, list[Edge]] = defaultdict(list)
    waiting = [start]
    while waiting:
        holder = waiting.pop(0)
        for edge in below.get(holder, []):
            shares[edge.target].append(edge)
            if edge.target in paths:
                continue
            ways = shares[edge.target]
            held = sum((one.share or Decimal(0) for one in ways), Decimal(0))
            if edge.kind is RelationKind.CONTROLLER or held >= POWER_FROM:
                by = edge if edge.kind is RelationKind.CONTROLLER else max(ways, key=lambda e: e.share or 0)
                paths[edge.target] = (*paths[by.party], by)
                waiting.append(edge.target)
    del paths[start]
    return paths


def _upwards(here: Party, power: Sequence[Edge]) -> list[Party]:
    """Everybody from whom relations lead to an organisation, however small their part."""
    holders: dict[Party, list[Party]] = defaultdict(list)
    for edge in power:
        holders[edge.target].append(edge.party)
    seen, waiting = {here}, [here]
    while waiting:
        for party in holders.get(waiting.pop(0), []):
            if party not in seen:
                seen.add(party)
                waiting.append(party)
    return sorted(seen - {here})


def _grouped(edges: Iterable[Edge]) -> dict[Party, list[Edge]]:
    found: dict[Party, list[Edge]] = defaultdict(list)
    for edge in edges:
        found[edge.party].append(edge)
    return found


def _best(edges: Iterable[Edge]) -> list[Edge]:
    """Each relation once: two records of one organisation, merged, may both tell of it, and their shares are not added."""
    found: dict[tuple[Party, int, RelationKind], Edge] = {}
    for edge in edges:
        key = (edge.party, edge.organisation, edge.kind)
        if edge.kind is RelationKind.EMPLOYEE or edge.party == edge.target:
            continue
        if key not in found or (edge.share or 0) > (found[key].share or 0):
            found[key] = edge
    return sorted(
        found.values(), key=lambda e: (e.kind is not RelationKind.CONTROLLER, e.party, e.organisation)
    )


def _all_control(path: Path) -> bool:
    return all(edge.kind is RelationKind.CONTROLLER for edge in path)
