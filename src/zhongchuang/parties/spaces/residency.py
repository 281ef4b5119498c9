"""The course of a residency: a pure fold of events, as at a date, as known at a moment.

An event says what happened on a day (`on`) and when it was written down (`recorded_at`). A correction names the event it
replaces; the replaced one stays, and a reader who asks what was known before the correction still gets it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from zhongchuang.core.errors import Wording


class EventKind(StrEnum):
    """What can happen to a tenant. `void` only corrects: the event it replaces did not happen."""

    APPLIED = "applied"
    ADMITTED = "admitted"
    REFUSED = "refused"
    MILESTONE = "milestone"
    MOVED = "moved"
    GRADUATED = "graduated"
    LEFT = "left"
    VOID = "void"


class Stay(StrEnum):
    """Where a tenant stands."""

    NONE = "none"
    APPLIED = "applied"
    REFUSED = "refused"
    RESIDENT = "resident"
    MOVED = "moved"
    GRADUATED = "graduated"
    LEFT = "left"


class Milestone(StrEnum):
    """What a tenant has achieved. `registered`: a team became a firm."""

    REGISTERED = "registered"
    FINANCED = "financed"
    HIGH_TECH = "high_tech"
    PRODUCT = "product"
    RIGHTS = "rights"
    AWARD = "award"
    OTHER = "other"


OUTSIDE = frozenset({Stay.NONE, Stay.REFUSED, Stay.MOVED, Stay.GRADUATED, Stay.LEFT})
FROM: Mapping[EventKind, frozenset[Stay]] = {
    EventKind.APPLIED: OUTSIDE,
    EventKind.ADMITTED: OUTSIDE | {Stay.APPLIED},  # sheets bring in tenants who never applied on the platform
    EventKind.REFUSED: frozenset({Stay.APPLIED}),
    EventKind.MILESTONE: frozenset({Stay.RESIDENT, Stay.GRADUATED}),  # what became of graduates counts too
    EventKind.MOVED: frozenset({Stay.RESIDENT}),
    EventKind.GRADUATED: frozenset({Stay.RESIDENT}),
    EventKind.LEFT: frozenset({Stay.RESIDENT}),
}
"""From where each event may happen."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as it is folded. `number` grows with recording; `corrects` is the number of the event it replaces."""

    number: int
    tenant: int
    kind: EventKind
    on: dt.date
    recorded_at: dt.datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class StayInterval:
    """A time inside the space: the first day, and the day it ended on, which no longer counts."""

    start: dt.date
    end: dt.date | None
    justification: str = ""

    def overlaps(self, other: StayInterval) -> bool:
        """Whether there is a day that lies in both."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)


@dataclass(frozen=True, slots=True)
class Residency:
    """Where a tenant stands. `stage` is the place on the chain they were moved to, empty before."""

    stay: Stay = Stay.NONE
    since: dt.date | None = None
    admitted_on: dt.date | None = None
    stage: str = ""
    is_firm: bool = False
    justification: str = ""
    milestones: tuple[Happened, ...] = ()
    intervals: tuple[StayInterval, ...] = ()


@dataclass(frozen=True, slots=True)
class Misstep:
    """An event that cannot have happened from where the tenant stood."""

    event: Happened
    stood: Stay


def known_events(events: Iterable[Happened], known_at: dt.datetime | None = None) -> tuple[Happened, ...]:
    """What was held to have happened, as known at a moment (None: all that is known), in the order of the days.

    Of one day the order of recording counts; a correction takes the place of what it replaces.
    """
    known = [one for one in events if known_at is None or one.recorded_at <= known_at]
    by_number = {one.number: one for one in known}
    replaced = {one.corrects for one in known if one.corrects is not None}

    def first(one: Happened) -> int:
        while one.corrects is not None and one.corrects in by_number:
            one = by_number[one.corrects]
        return one.number

    standing = [one for one in known if one.number not in replaced and one.kind is not EventKind.VOID]
    return tuple(sorted(standing, key=lambda one: (one.on, first(one))))


def residency_as_at(
    events: Iterable[Happened], on: dt.date, known_at: dt.datetime | None = None
) -> Residency:
    """Where one tenant stood on a day, as known at a moment."""
    state = Residency()
    for event in known_events(events, known_at):
        if event.on > on:
            break
        if (
            state.stay in FROM[event.kind]
        ):  # what was impossible is refused when recorded; it never moves anybody
            state = _after(state, event)
    return state


def misstep(events: Iterable[Happened]) -> Misstep | None:
    """The first event of a tenant that cannot have happened where it stands; None where the whole course holds."""
    state = Residency()
    for event in known_events(events):
        if state.stay not in FROM[event.kind]:
            return Misstep(event, state.stay)
        state = _after(state, event)
    return None


def by_tenant(events: Iterable[Happened]) -> dict[int, list[Happened]]:
    """The events of each tenant."""
    found: dict[int, list[Happened]] = {}
    for event in events:
        found.setdefault(event.tenant, []).append(event)
    return found


def overlap(own: Sequence[StayInterval], elsewhere: Sequence[StayInterval]) -> StayInterval | None:
    """A stay elsewhere at the same time as one here, where neither was justified; None where there is none."""
    for here in own:
        for there in elsewhere:
            if here.overlaps(there) and not here.justification and not there.justification:
                return there
    return None


def _after(state: Residency, event: Happened) -> Residency:
    """Where the tenant stands after the event; the caller has seen that it may happen."""
    payload = event.payload
    match event.kind:
        case EventKind.APPLIED:
            return replace(state, stay=Stay.APPLIED, since=event.on, is_firm=_firm(state, payload))
        case EventKind.REFUSED:
            return replace(state, stay=Stay.REFUSED, since=event.on)
        case EventKind.ADMITTED:
            told = str(payload.get("justification", ""))
            return replace(
                state,
                stay=Stay.RESIDENT,
                since=event.on,
                admitted_on=event.on,
                is_firm=_firm(state, payload),
                justification=told,
                intervals=(*state.intervals, StayInterval(event.on, None, told)),
            )
        case EventKind.MILESTONE:
            became = payload.get("milestone") == Milestone.REGISTERED
            return replace(state, milestones=(*state.milestones, event), is_firm=state.is_firm or became)
        case EventKind.MOVED if not payload.get("leaves"):
            return replace(state, stage=str(payload.get("stage", "")))
        case _:
            ended = {
                EventKind.MOVED: Stay.MOVED,
                EventKind.GRADUATED: Stay.GRADUATED,
                EventKind.LEFT: Stay.LEFT,
            }[event.kind]
            return replace(
                state,
                stay=ended,
                since=event.on,
                stage=str(payload.get("stage", "")) or state.stage,
                intervals=(*state.intervals[:-1], replace(state.intervals[-1], end=event.on)),
            )


def _firm(state: Residency, payload: Mapping[str, Any]) -> bool:
    return state.is_firm or payload.get("party") == "firm"


STAY_WORDS: Mapping[Stay, Wording] = {
    Stay.NONE: Wording("还没有申请", "not applied yet"),
    Stay.APPLIED: Wording("已申请", "applied"),
    Stay.REFUSED: Wording("未获准", "refused"),
    Stay.RESIDENT: Wording("在孵", "resident"),
    Stay.MOVED: Wording("已转出", "moved on"),
    Stay.GRADUATED: Wording("已毕业", "graduated"),
    Stay.LEFT: Wording("已退出", "left"),
}
EVENT_WORDS: Mapping[EventKind, Wording] = {
    EventKind.APPLIED: Wording("申请入驻", "Applied"),
    EventKind.ADMITTED: Wording("入驻", "Admitted"),
    EventKind.REFUSED: Wording("未获准", "Refused"),
    EventKind.MILESTONE: Wording("里程碑", "Milestone"),
    EventKind.MOVED: Wording("沿链条转移", "Moved along the chain"),
    EventKind.GRADUATED: Wording("毕业", "Graduated"),
    EventKind.LEFT: Wording("退出", "Left"),
    EventKind.VOID: Wording("撤销记录", "Record withdrawn"),
}
"""How both read, for errors, sheets and pages alike."""
