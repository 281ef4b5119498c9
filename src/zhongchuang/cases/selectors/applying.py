"""What applicants and the public read: open calls, a programme, one's own cases, the form of a case as it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
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
from zhongchuang.core.described import Described
from zhongchuang.core.errors import NotFound
from zhongchuang.core.json_values import Json
from zhongchuang.parties.selectors.organisations import merged_into
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


def case_key(number: str) -> int:
    """The key of a case by its number, or by the number it had as a draft, whosever it is. Raises NotFound."""
    found = _KEY.rows(number=number)
    if not found:
        raise NotFound()
    return int(found[0][0])


def own_case(actor: Actor, number: str, reach: Reach | None = None) -> Case:
    """One of one's own by its number, or by the number it had as a draft, with what a page tells of it. Raises NotFound."""
    far = reach or reach_of(actor)
    found = _TO_SHOW.one(number=number)
    if found is None or not is_own(found, far):
        raise NotFound()
    return found


def _numbered(number: str) -> QuerySet[Case]:
    """A number is one case's; and an order among one costs as much as finding it."""
    return Case.objects.filter(Q(number=number) | Q(draft_number=number)).order_by()


def _shown(number: str) -> QuerySet[Case]:
    return _numbered(number).select_related(
        "programme__place", "round__department", "organisation__place", "employer", "place", "at_place"
    )


_TO_SHOW = Described(_shown, number=str)
_KEY = Described(lambda number: _numbered(number).values_list("pk"), number=str)


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
    return _FILES.objects(case=case.pk)


def _files(case: int) -> QuerySet[CaseFile]:
    return CaseFile.objects.filter(case_id=case, removed_at=None).select_related("file").order_by("pk")


_FILES = Described(_files, case=int)


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
    return _MOVES.objects(case=case.pk)


_MOVES = Described(lambda case: CaseMove.objects.filter(case_id=case).order_by("pk"), case=int)


def submissions_of(case: Case) -> list[Submission]:
    """What was handed in, each time."""
    return list(Submission.objects.filter(case=case).order_by("number"))


def bar_of(case: Case, on: dt.date) -> HonestyRecord | None:
    """The finding that keeps an applicant from applying on a day, the longest; None where there is none."""
    return _BARS_OF_ONE.one(organisation=case.organisation_id or 0, person=case.person, on=on)


def bars_of(organisations: Collection[int], person: str, on: dt.date) -> list[HonestyRecord]:
    """The findings that bar any of these on a day, the longest first."""
    return list(_bars(Q(organisation_id__in=organisations), person, on))


def _bars(organisations: Q, person: str, on: dt.date) -> QuerySet[HonestyRecord]:
    alone = Q(organisation=None, person=person) & ~Q(person="")
    rows = HonestyRecord.objects.filter(
        organisations | alone, state="recorded", since__lte=on, until__gte=on, lifted_at=None
    )
    return rows.order_by("-until")


def _bars_of_one(organisation: int, person: str, on: dt.date) -> QuerySet[HonestyRecord]:
    return _bars(Q(organisation_id=organisation), person, on)


_BARS_OF_ONE = Described(_bars_of_one, organisation=int, person=str, on=dt.date)


def handed_in_by_same(case: Case) -> list[str]:
    """The numbers of the other cases of the same applicant in the same round that count.

    An organisation and those merged into it are one applicant; what it applied with itself comes first.
    """
    common = {"case": case.pk, "round": case.round_id}
    if case.space:
        rows = _OF_SPACE.rows(space=case.space, **common)
    elif case.organisation is not None:
        current = case.organisation.merged_into_id or case.organisation.pk
        same = (current, *merged_into(current))
        rows = [row for one in same for row in _OF_ORGANISATION.rows(organisation=one, **common)]
    else:
        rows = _OF_PERSON.rows(person=case.person, **common)
    return [number for (number,) in rows]


def _others(case: int, round: int, **same: object) -> QuerySet[Case, tuple[str]]:
    rows = Case.objects.filter(round_id=round, **same).exclude(pk=case).exclude(state__in=SPENT)
    return rows.order_by("pk").values_list("number")


_OF_SPACE = Described(_others, case=int, round=int, space=str)
_OF_ORGANISATION = Described(partial(_others, space=""), case=int, round=int, organisation=int)
"""Of one organisation, not of it or those merged into it: with OR, PostgreSQL reads every case of the round at each hand-in."""
_OF_PERSON = Described(_others, case=int, round=int, person=str)


def lineage_of(place: Place) -> tuple[str, ...]:
    """A place and those above it."""
    found: list[str] = []
    at: Place | None = place
    while at is not None and at.code not in found:
        found.append(at.code)
        at = at.parent
    return tuple(found)
