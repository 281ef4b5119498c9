"""Programmes in force and the version a case keeps."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from zhongchuang.cases.models import Programme, ProgrammeDraft, ProgrammeVersion, Round
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.core import clock
from zhongchuang.core.errors import NotFound

if TYPE_CHECKING:
    from zhongchuang.cases.models import Case


@lru_cache(maxsize=256)
def version_content(version_id: int) -> Content:
    """What a version says; a version never changes, so it is read once a process."""
    row = ProgrammeVersion.objects.values_list("content", flat=True).get(pk=version_id)
    return Content.model_validate(row)


def programme_of(case: Case) -> Content:
    """The programme as the case began with it."""
    return version_content(case.version_id)


def programme_rows() -> QuerySet[Programme]:
    """Every programme with its version in force."""
    return Programme.objects.select_related("current", "place").order_by("place", "title", "pk")


def programme_list(
    words: str = "", places: tuple[str, ...] = (), states: tuple[str, ...] = ()
) -> QuerySet[Programme]:
    """Programmes narrowed, each with how many calls of it are open today."""
    today = clock.today()
    is_open = Q(rounds__closed_at=None, rounds__opens_on__lte=today) & (
        Q(rounds__closes_on=None) | Q(rounds__closes_on__gte=today)
    )
    rows = programme_rows().annotate(open_rounds=Count("rounds", filter=is_open, distinct=True))
    if words:
        rows = rows.filter(
            Q(title__icontains=words) | Q(title_en__icontains=words) | Q(code__icontains=words)
        )
    if places:
        rows = rows.filter(place_id__in=places)
    return rows.filter(state__in=states) if states else rows


def programme_counts() -> tuple[dict[str, int], dict[str, int]]:
    """How many programmes there are by place and by state."""
    places: dict[str, int] = {}
    states: dict[str, int] = {}
    for place, state in Programme.objects.values_list("place_id", "state"):
        places[place] = places.get(place, 0) + 1
        states[state] = states.get(state, 0) + 1
    return places, states


def programme_at(code: str) -> Programme:
    """A programme by its code. Raises NotFound."""
    found = programme_rows().filter(code=code).first()
    if found is None or found.current_id is None:
        raise NotFound()
    return found


def versions_of(programme: Programme) -> list[ProgrammeVersion]:
    """What it said over time, the newest first."""
    return list(programme.versions.order_by("-number"))


def rounds_of(programme: Programme) -> list[Round]:
    """Its calls, the newest first."""
    return list(programme.rounds.select_related("department").order_by("-opens_on", "-pk")[:20])


def drafts() -> QuerySet[ProgrammeDraft]:
    """What is being written."""
    return ProgrammeDraft.objects.select_related("place", "based_on").order_by("-written_at", "-pk")


def draft_of(pk: int) -> ProgrammeDraft:
    """One of them. Raises NotFound."""
    found = drafts().filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def draft_for(code: str) -> ProgrammeDraft | None:
    """The draft of a programme, if somebody is writing one."""
    return drafts().filter(code=code).first()
