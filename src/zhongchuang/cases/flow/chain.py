"""The stations of the recommendation chain (pure): which unit looks at a case first, and which next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhongchuang.cases.programmes.schema import Level


@dataclass(frozen=True, slots=True)
class Station:
    """One unit of the chain: the level as the programme has it, the place whose unit it is, its number in the chain."""

    level: Level
    place: str
    order: int


def level_of(place: str) -> str:
    """The level of a place by its code (GB/T 2260): the last four digits are the city's and the county's."""
    if place.endswith("0000"):
        return "province"
    return "city" if place.endswith("00") else "county"


def stations(chain: Sequence[Level], lineage: Sequence[str]) -> tuple[Station, ...]:
    """The stations a case of this place goes through. `lineage`: its place and those above it, in any order.

    A level that the place is above of is left out: an applicant registered with a city has no county.
    """
    places = {level_of(place): place for place in lineage}
    return tuple(
        Station(level, places[level.level], order)
        for order, level in enumerate(chain)
        if level.level in places
    )


def station_following(found: Sequence[Station], place: str | None) -> Station | None:
    """The station after the one of a place, the first where there is none yet; None at the end of the chain."""
    if place is None:
        return found[0] if found else None
    at = next((number for number, one in enumerate(found) if one.place == place), None)
    return None if at is None or at + 1 >= len(found) else found[at + 1]
