"""Nobody stands on two sides of a case: who stands behind the applicant handles none of it, who handled it does not decide it,
who decided it does not sign for the money.

Roles alone do not see to it: one account may hold several, a case may change hands, and a firm's owner need not act for it here.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from zhongchuang.cases.errors import BothSides
from zhongchuang.cases.flow import MoveName
from zhongchuang.cases.models import Case, CaseMove
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.parties.selectors import related_parties, relations_of_person
from zhongchuang.parties.selectors.persons import person_of_key

if TYPE_CHECKING:
    from zhongchuang.parties.models import Organisation, Person


class Part(IntEnum):
    """The parts in a case that different people have."""

    CONSENTING = 1  # the employer
    RECOMMENDING = 2
    HANDLING = 3  # the department's officers
    DECIDING = 4  # its second person
    SIGNING = 5  # finance


PARTS: dict[MoveName, Part] = {
    MoveName.EMPLOYER_APPROVE: Part.CONSENTING,
    MoveName.EMPLOYER_REFUSE: Part.CONSENTING,
    MoveName.RECOMMEND: Part.RECOMMENDING,
    MoveName.NOT_RECOMMEND: Part.RECOMMENDING,
    MoveName.ACCEPT: Part.HANDLING,
    MoveName.NOT_ACCEPT: Part.HANDLING,
    MoveName.REVIEWED: Part.HANDLING,
    MoveName.DILIGENCE_DONE: Part.HANDLING,
    MoveName.APPROVE: Part.DECIDING,
    MoveName.REFUSE: Part.DECIDING,
    MoveName.REVOKE: Part.DECIDING,
    MoveName.COSIGN: Part.SIGNING,
    MoveName.COSIGN_BACK: Part.SIGNING,
}
"""Moves that somebody answers for. Others (returning, publishing, ending) bind nobody."""


def refuse_both_sides(actor: Actor, case: Case, move: MoveName) -> None:
    """Say nothing where somebody may make this move of a case as far as their other parts in it go. Raises BothSides."""
    part = PARTS.get(move)
    if part is None or actor.kind is not ActorKind.PERSON or actor.user_id is None:
        return
    _refuse_other_part(actor, case, part)
    refuse_behind_applicant(actor, case, at_work=part is Part.CONSENTING)


def refuse_handler(actor: Actor, case: Case) -> None:
    """Say nothing where somebody may look into an objection to a case: they had no part in it. Raises BothSides."""
    if actor.kind is ActorKind.PERSON:
        _refuse_other_part(actor, case, None)
        refuse_behind_applicant(actor, case)


def refuse_behind_applicant(actor: Actor, case: Case, *, at_work: bool = False) -> None:
    """Say nothing where somebody does not stand behind the applicant of a case. Raises BothSides."""
    if actor.kind is not ActorKind.PERSON or actor.user_id is None:
        return
    if case.account_id == int(actor.user_id):
        raise BothSides.of_applicant()
    person = person_of_key(actor.user_id)
    if person is not None and _stands_behind(person, case, at_work=at_work):
        raise BothSides.of_applicant()


def _refuse_other_part(actor: Actor, case: Case, part: Part | None) -> None:
    others = [move.value for move, its in PARTS.items() if its is not part]
    made = CaseMove.objects.filter(case=case, actor=f"{actor.kind}:{actor.user_id}", move__in=others)
    earlier = made.order_by("pk").values_list("move", flat=True).first()
    if earlier is not None:
        raise BothSides.of_mover(MoveName(earlier))


def _stands_behind(person: Person, case: Case, *, at_work: bool) -> bool:
    """Whether somebody is the applicant, works there, or represents, controls or holds it, at whatever remove.

    `at_work`: the employer agrees or not; its own people do that.
    """
    if case.person and case.person.rpartition(":")[2] == str(person.pk):
        return True
    today = clock.today()
    houses = [case.organisation] if at_work else [case.organisation, case.employer]
    for house in houses:
        if house is not None and _is_of(person, house):
            return True
    return case.organisation is not None and any(
        one.party.is_person and one.party.pk == person.pk for one in related_parties(case.organisation, today)
    )


def _is_of(person: Person, house: Organisation) -> bool:
    current = house.merged_into_id or house.pk
    return any(
        current in (one.organisation_id, one.organisation.merged_into_id)
        for one in relations_of_person(person, clock.today())
    )
