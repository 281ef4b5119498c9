"""A case enters the recommendation chain, or goes on to its next station."""

from __future__ import annotations

from zhongchuang.cases.flow import State
from zhongchuang.cases.flow.chain import Station, station_following, stations
from zhongchuang.cases.flow.deadlines import day_of_level, due_if_published
from zhongchuang.cases.flow.states import station_after
from zhongchuang.cases.models import Recommendation
from zhongchuang.cases.programmes.schema import Step
from zhongchuang.cases.selectors.applying import lineage_of
from zhongchuang.cases.services.moving import Moving
from zhongchuang.core import clock
from zhongchuang.core.calendar_years import working_calendar


def enter_first(held: Moving) -> None:
    """Where a submitted case goes: the first station of the chain if that is how the programme begins."""
    if held.target is State.RECOMMENDING:
        to_station(held, station_following(_stations(held), None))


def enter_next(held: Moving) -> None:
    """Where a recommended case goes: the next station, or out of the chain."""
    case = held.case
    following = station_following(_stations(held), case.at_place_id)
    if following is None:
        case.at_place = None
        return
    held.target = State.RECOMMENDING
    to_station(held, following)


def to_station(held: Moving, station: Station | None) -> None:
    """Put the case before a unit of the chain. None: there is no unit for this place, so the chain is passed by."""
    case = held.case
    if station is None:
        case.at_place = None
        held.target = station_after(held.programme.steps, Step.RECOMMEND)
        held.details["chain"] = "none"
        return
    level = station.level.level
    held.level = level
    held.details.update(level=level, place=station.place)
    case.at_place_id = station.place
    Recommendation.objects.update_or_create(
        case=case,
        level=level,
        defaults={
            "round": case.round,
            "place_id": station.place,
            "order": station.order,
            "recommended": None,
            "rank": None,
            "opinion": "",
            "by": "",
            "at": None,
            "due_on": day_of_level(case.round.place_deadlines, level, clock.today())
            or due_if_published(State.RECOMMENDING, held.programme, clock.today(), working_calendar(), level),
        },
    )


def _stations(held: Moving) -> tuple[Station, ...]:
    return stations(held.programme.chain, lineage_of(held.case.place))
