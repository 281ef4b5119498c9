"""What was closed is taken up again where it stood: nobody who has to be asked is gone past."""

from __future__ import annotations

import pytest

from zhongchuang.cases.errors import AppliedAlready, MoveNotPossible
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Recommendation
from zhongchuang.cases.services.accepting import case_return
from zhongchuang.cases.services.applying import case_withdraw
from zhongchuang.cases.services.recommending import case_not_recommend, case_recommend
from zhongchuang.cases.services.reopening import case_reopen
from zhongchuang.cases.tests.factory import applicant, case_at, content, make_programme, open_round
from zhongchuang.cases.tests.office.factory import Desk, before_county
from zhongchuang.core.errors import Refused
from zhongchuang.parties.tests.factory import actor

pytestmark = pytest.mark.django_db


def reopened(desk: Desk, case: Case) -> Case:
    return case_reopen(
        actor=desk.acts(desk.reviewer), case_id=case.pk, expected_version=case.row_version, reason="复核"
    )


def withdrawn(case: Case) -> Case:
    assert case.account is not None
    return case_withdraw(actor=actor(case.account), case_id=case.pk, expected_version=case.row_version)


def test_a_draft_is_not_slipped_past_form_and_window(desk: Desk) -> None:
    draft = case_at(State.DRAFT, round=desk.round)
    with pytest.raises(MoveNotPossible):
        withdrawn(draft)
    Case.objects.filter(pk=draft.pk).update(state=State.WITHDRAWN.value)
    with pytest.raises(Refused, match="没有提交过"):
        reopened(desk, draft)


def test_taken_back_before_the_employer_agreed_it_comes_back_to_the_employer(desk: Desk) -> None:
    case = withdrawn(case_at(State.EMPLOYER, round=desk.round))
    assert reopened(desk, case).state == State.EMPLOYER


@pytest.mark.parametrize("returned", [False, True])
def test_taken_back_before_the_county_spoke_it_comes_back_to_the_county(desk: Desk, returned: bool) -> None:
    case = before_county(desk)
    if returned:
        case = case_return(
            actor=desk.acts(desk.county), case_id=case.pk, expected_version=case.row_version, reason="请补"
        )
    case = reopened(desk, withdrawn(case))
    assert (case.state, case.at_place_id) == (State.RECOMMENDING, "990102")
    assert case.due_on is not None
    case_recommend(
        actor=desk.acts(desk.county), case_id=case.pk, expected_version=case.row_version, opinion="同意"
    )


def test_what_the_county_did_not_recommend_is_asked_of_the_county_again(desk: Desk) -> None:
    case = before_county(desk)
    case = case_not_recommend(
        actor=desk.acts(desk.county), case_id=case.pk, expected_version=case.row_version, reason="不符"
    )
    case = reopened(desk, case)
    assert case.state == State.RECOMMENDING
    assert Recommendation.objects.get(case=case).recommended is None


def test_not_beside_another_the_applicant_handed_in_meanwhile(desk: Desk) -> None:
    call = open_round(make_programme(content(claims=[])))
    people = applicant()
    gone = withdrawn(case_at(State.SUBMITTED, round=call, of=people))
    case_at(State.SUBMITTED, round=call, of=people)
    with pytest.raises(AppliedAlready):
        reopened(desk, gone)


def test_what_the_department_had_lies_with_the_department(desk: Desk) -> None:
    case = reopened(desk, withdrawn(case_at(State.REVIEWING, round=desk.round)))
    assert (case.state, case.at_place_id) == (State.SUBMITTED, None)
