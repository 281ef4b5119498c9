"""What applicants and the public read: open calls, a programme, one's own cases, the form of a case as it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from zhongchuang.cases.access import Reach, is_own, own, reach_of
from zhongchuang.cases.flow import NOT_HANDED_IN, State
from zhongchuang.cases.models import (
    Case,
    CaseFile,
    CaseMove,
    HonestyRecord,
    Programme,
    ProgrammeState,
    Round,
    Submission,
)
from zhongchuang.cases.programmes.answers import Form, form_of
from zhongchuang.cases.programmes.prefill import locked_answers
from zhongchuang.cases.programmes.rules import Rules, compile_rules
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.selectors.known import Party, known_of
from zhongchuang.cases.selectors.programmes import programme_of, version_content
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.core.json_values import Json
from zhongchuang.parties.selectors.persons import person_by_key
from zhongchuang.parties.selectors.spaces import space_by_reference

if TYPE_CHECKING:
    from zhongchuang.parties.models import Place

SPENT = (*NOT_HANDED_IN, State.WITHDRAWN, State.NOT_ACCEPTED, State.NOT_RECOMMENDED, State.NOT_APPROVED)
"""States that do not count against how many cases an applicant may hand in."""


@lru_cache(maxsize=256)
def rules_of(version_id: int) -> Rules:
    """The rules of a version, compiled once a process: a version never changes."""
    return compile_rules(version_content(version_id))


@dataclass(frozen=True, slots=True)
class Call:
    """A round somebody may apply in, or could before long, with what its programme says."""

    round: Round
    content: Content

    @property
    def is_open(self) -> bool:
        """Whether today is within its window."""
        return self.round.opens_on <= clock.today()

    @property
    def code(self) -> tuple[str, str]:
        """Pack and name, as an address has them."""
        pack, _, name = self.round.programme.code.partition("/")
        return pack, name


def standing_rounds(on: dt.date) -> QuerySet[Round]:
    """Rounds that are open on a day or will open later."""
    return (
        Round.objects.filter(Q(closes_on=None) | Q(closes_on__gte=on), closed_at=None)
        .select_related("programme__place__parent", "version", "department")
        .order_by(F("closes_on").asc(nulls_last=True), "programme__place", "pk")
    )


def calls(place: str = "") -> list[Call]:
    """The calls, those that end first before the others; of a province where one is named, the nation's among them."""
    rows = standing_rounds(clock.today())
    if place:
        rows = rows.filter(programme__place_id__in=(place, "000000"))
    return [Call(row, version_content(row.version_id)) for row in rows]


def awaiting_programmes(place: str = "") -> list[Programme]:
    """Programmes that cannot open yet: their implementing rules are missing."""
    rows = Programme.objects.filter(state=ProgrammeState.AWAITING).select_related("place", "current")
    return list(rows.filter(place_id__in=(place, "000000")) if place else rows)


def programme_by_code(pack: str, name: str) -> Programme:
    """A programme with a version in force. Raises NotFound."""
    found: Programme | None = (
        Programme.objects.select_related("place", "current")
        .filter(code=f"{pack}/{name}", current__isnull=False)
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def calls_of(programme: Programme) -> list[Call]:
    """The calls of one programme."""
    rows = standing_rounds(clock.today()).filter(programme=programme)
    return [Call(row, version_content(row.version_id)) for row in rows]


def round_to_apply(pk: int) -> Round:
    """A round by its key, whatever its window. Raises NotFound."""
    found: Round | None = (
        Round.objects.select_related("programme__place", "version", "department").filter(pk=pk).first()
    )
    if found is None:
        raise NotFound()
    return found


def own_cases(actor: Actor, reach: Reach | None = None) -> QuerySet[Case]:
    """The cases somebody applied with, for themselves or for whom they act, by membership or by delegation."""
    return Case.objects.filter(own(reach or reach_of(actor)))


def listed_cases(actor: Actor) -> QuerySet[Case]:
    """One's own cases as a list: those waiting for oneself first, then by the latest change."""
    return own_cases(actor).select_related("programme", "round__department").order_by("-changed_at", "-pk")


def own_case(actor: Actor, number: str, reach: Reach | None = None, *, to_show: bool = True) -> Case:
    """One of one's own by its number, or by the number it had as a draft. Raises NotFound.

    `to_show`: with everything a page tells of it; a form that is sent needs the case alone, at a third of the cost.
    """
    far = reach or reach_of(actor)
    rows = Case.objects.filter(Q(number=number) | Q(draft_number=number))
    if to_show:
        rows = rows.select_related(
            "programme__place", "round__department", "organisation__place", "employer", "place", "at_place"
        )
    try:
        found: Case = rows.get()  # a number is one case's; and an order among one costs as much as finding it
    except Case.DoesNotExist:
        raise NotFound() from None
    if not is_own(found, far):
        raise NotFound()
    return found


def party_of(case: Case) -> Party:
    """Whoever applies in a case."""
    return Party(
        organisation=case.organisation,
        space=space_by_reference(case.space) if case.space else None,
        person=person_by_key(int(case.person)) if case.person else None,
        employer=case.employer,
    )


def known_now(case: Case, actor: Actor, sources: Iterable[str]) -> dict[str, Json]:
    """What the locked fields that are filled from these sources say today."""
    programme = programme_of(case)
    wanted = frozenset(sources)
    if not wanted:
        return {}
    return locked_answers(programme, known_of(wanted, party_of(case), case.round, actor))


def form_of_case(case: Case, answers: Mapping[str, Json] | None = None) -> Form:
    """The form of a case as it stands, or with other answers."""
    return form_of(
        programme_of(case),
        rules_of(case.version_id),
        case.answers if answers is None else answers,
        clock.today(),
    )


def files_of(case: Case) -> list[CaseFile]:
    """The papers of a case, in the order in which they came."""
    rows = CaseFile.objects.filter(case=case, removed_at=None).select_related("file").order_by("pk")
    return list(rows)


def file_of(case: Case, key: str) -> CaseFile:
    """One paper by the key of its file. Raises NotFound."""
    found: CaseFile | None = (
        CaseFile.objects.select_related("file").filter(case=case, file__key=key, removed_at=None).first()
    )
    if found is None:
        raise NotFound()
    return found


def moves_of(case: Case) -> list[CaseMove]:
    """What happened to a case, in order."""
    return list(CaseMove.objects.filter(case=case).order_by("pk"))


def submissions_of(case: Case) -> list[Submission]:
    """What was handed in, each time."""
    return list(Submission.objects.filter(case=case).order_by("number"))


def bar_of(case: Case, on: dt.date) -> HonestyRecord | None:
    """The finding that keeps an applicant from applying on a day, the longest; None where there is none."""
    organisations = () if case.organisation_id is None else (case.organisation_id,)
    found = bars_of(organisations, case.person, on)
    return found[0] if found else None


def bars_of(organisations: Collection[int], person: str, on: dt.date) -> list[HonestyRecord]:
    """The findings that bar any of these on a day, the longest first."""
    who = Q(organisation_id__in=organisations)
    if person:
        who |= Q(organisation=None, person=person)
    rows = HonestyRecord.objects.filter(who, state="recorded", since__lte=on, until__gte=on, lifted_at=None)
    return list(rows.order_by("-until"))


def handed_in_by_same(case: Case) -> QuerySet[Case]:
    """The other cases of the same applicant in the same round that count."""
    rows = Case.objects.filter(round_id=case.round_id).exclude(pk=case.pk).exclude(state__in=SPENT)
    if case.space:
        return rows.filter(space=case.space)
    if case.organisation_id is not None:
        return rows.filter(organisation_id=case.organisation_id, space="")
    return rows.filter(person=case.person)


def lineage_of(place: Place) -> tuple[str, ...]:
    """A place and those above it."""
    found: list[str] = []
    at: Place | None = place
    while at is not None and at.code not in found:
        found.append(at.code)
        at = at.parent
    return tuple(found)
