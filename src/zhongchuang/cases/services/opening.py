"""A case is opened: by whom, for whom, in which round; the form filled in as far as the platform knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from zhongchuang.cases.access import CaseAction, may_case
from zhongchuang.cases.errors import ApplicantNotFit, WindowClosed
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Round
from zhongchuang.cases.programmes.prefill import prefill, sources_of
from zhongchuang.cases.programmes.schema import Applicant, Step
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.selectors.applicants import Applicants, applicants_for
from zhongchuang.cases.selectors.applying import lineage_of, round_to_apply
from zhongchuang.cases.selectors.known import Party, earlier_of, known_of
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.services.numbering import draft_number
from zhongchuang.cases.services.repeating import once
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties.selectors import places

if TYPE_CHECKING:
    from zhongchuang.parties.models import Place

NATION = "000000"


@dataclass(frozen=True, slots=True)
class Chosen:
    """For whom somebody applies: an organisation by its key, a space by its reference, or, with neither, themselves; the
    employer whose consent is asked; the place, where nothing else says it.
    """

    organisation: int | None = None
    space: str = ""
    employer: int | None = None
    place: str = ""


def case_open(*, actor: Actor, round_id: int, chosen: Chosen, key: str | None = None) -> Case:
    """Open a case as a draft; a draft of the same applicant in the same round is gone on with instead.

    Raises NotAllowed, NotFound, WindowClosed (a round that has ended; one that has not begun may be prepared for),
    ApplicantNotFit.
    """
    if not may_case(actor, CaseAction.APPLY) or actor.user_id is None:
        raise NotAllowed()

    def run() -> Case:
        call = round_to_apply(round_id)
        programme = version_content(call.version_id)
        _refuse_ended(call)
        party = _party(programme, applicants_for(actor), chosen)
        standing = _draft_there(actor, call, party)
        return standing or _opened(actor, call, programme, party, chosen)

    return once(
        model=Case,
        actor=actor,
        key=key,
        verb="cases.case_open",
        request={
            "round": round_id,
            "organisation": chosen.organisation,
            "space": chosen.space,
            "employer": chosen.employer,
            "place": chosen.place,
        },
        run=run,
    )


def _refuse_ended(call: Round) -> None:
    if call.closed_at is not None:
        raise WindowClosed.early(call.close_reason)
    if call.closes_on is not None and call.closes_on < clock.today():
        raise WindowClosed.after(call.closes_on)


def _party(programme: Content, own: Applicants, chosen: Chosen) -> Party:
    """Whoever applies, among those the actor may apply for. Raises ApplicantNotFit."""
    employer = next((one for one in own.employers if one.pk == chosen.employer), None)
    match programme.applicant:
        case Applicant.ORGANISATION:
            organisation = next((one for one in own.organisations if one.pk == chosen.organisation), None)
            found = None if organisation is None else Party(organisation=organisation)
        case Applicant.SPACE:
            pair = next((one for one in own.spaces if one.space.public_id == chosen.space), None)
            found = None if pair is None else Party(organisation=pair.operator, space=pair.space)
        case Applicant.PERSON:
            found = None if own.person is None else Party(person=own.person, employer=employer)
    if found is None:
        raise _nobody(programme.applicant)
    if Step.EMPLOYER in programme.steps and found.employer is None:
        raise ApplicantNotFit(
            "这一项要先由所在单位同意，还没有选单位。",
            "Your employer has to agree first, and none was chosen.",
            next_zh="请选择您所在的单位；单位不在平台上的，请它先登记。",
            next_en="Choose your employer; one that is not on the platform has to register first.",
        )
    return found


def _nobody(applicant: Applicant) -> ApplicantNotFit:
    match applicant:
        case Applicant.ORGANISATION:
            return ApplicantNotFit(
                "还没有选单位，或者您不能代表它。",
                "No organisation was chosen, or you do not act for it.",
                next_zh="请选一个您代表的单位。",
                next_en="Choose an organisation you act for.",
            )
        case Applicant.SPACE:
            return ApplicantNotFit(
                "还没有选众创空间，或者不归您代表的单位运营。",
                "No makerspace was chosen, or no organisation you act for runs it.",
                next_zh="请选一个您代表的单位运营的众创空间。",
                next_en="Choose a makerspace run by an organisation you act for.",
            )
        case Applicant.PERSON:
            return ApplicantNotFit(
                "还没有登记您是谁。",
                "You have not said who you are.",
                next_zh="请先登记本人身份，再来申报。",
                next_en="Register who you are first.",
            )


def _draft_there(actor: Actor, call: Round, party: Party) -> Case | None:
    return Case.objects.filter(
        account_id=actor.user_id,
        round=call,
        state=State.DRAFT.value,
        organisation=party.organisation,
        space=party.space.public_id if party.space else "",
        person=str(party.person.pk) if party.person else "",
        employer=party.employer,
    ).first()


@transaction.atomic
def _opened(actor: Actor, call: Round, programme: Content, party: Party, chosen: Chosen) -> Case:
    place = _place(call, party, chosen)
    known = known_of(sources_of(programme), party, call, actor)
    filled = prefill(programme, known, earlier_of(party, call.programme.code))
    number = draft_number()
    case: Case = Case.objects.create(
        number=number,
        draft_number=number,
        programme=call.programme,
        version=call.version,
        round=call,
        title=programme.title.zh,
        account_id=actor.user_id,
        organisation=party.organisation,
        space=party.space.public_id if party.space else "",
        person=str(party.person.pk) if party.person else "",
        applicant_name=party.name,
        employer=party.employer,
        place_id=place,
        answers=filled.answers,
        origins=filled.origins,
        created_at=clock.now(),
        changed_at=clock.now(),
        synthetic=bool(party.organisation and party.organisation.synthetic),
    )
    audit_write(
        actor=actor,
        verb="cases.case_open",
        target=case,
        after={"number": number, "round": call.pk, "prefilled": sorted(filled.origins)},
    )
    return case


def _place(call: Round, party: Party, chosen: Chosen) -> str:
    """Where the applicant is at home. Raises ApplicantNotFit where the programme is another place's."""
    place: Place | None
    if party.space is not None:
        place = party.space.place
    elif party.organisation is not None:
        place = party.organisation.place
    elif party.employer is not None:
        place = party.employer.place
    else:
        place = next((one for one in places() if one.code == chosen.place), None)
    if place is None:
        raise ApplicantNotFit(
            "还没有选所在地。",
            "No place was chosen.",
            next_zh="请选择您所在的市、县。",
            next_en="Choose the city or county you live in.",
        )
    there = call.programme.place
    if there.code != NATION and there.code not in lineage_of(place):
        raise ApplicantNotFit(
            f"这是{there.name}的项目，申报主体在{place.name}，不能申报。",
            f"This is a programme of {there.name_en}; the applicant is in {place.name_en}.",
        )
    return place.code
