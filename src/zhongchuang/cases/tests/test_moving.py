"""The one way a case moves: whose move it is, from where, once."""

from __future__ import annotations

import pytest
from django.db import transaction

from zhongchuang.cases.access import visible_cases
from zhongchuang.cases.errors import MoveNotPossible
from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.models import Case, CaseMove
from zhongchuang.cases.services.moving import moving
from zhongchuang.cases.tests.factory import CITY, COUNTY, applicant, at_post, case_at, organisation
from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import actor

pytestmark = pytest.mark.django_db


def moved(who: object, case: Case, move: MoveName, reason: str = "", version: int | None = None) -> Case:
    with (
        transaction.atomic(),
        moving(
            actor=who,  # type: ignore[arg-type]  # an actor of any kind
            case_id=case.pk,
            move=move,
            expected_version=version or case.row_version,
            reason=reason,
        ),
    ):
        pass
    case.refresh_from_db()
    return case


def account_of(case: Case) -> Account:
    assert case.account is not None
    return case.account


def test_accepting_leads_to_the_next_step_with_its_deadline() -> None:
    case = moved(actor(at_post(Role.OFFICER, bound=True)), case_at(State.SUBMITTED), MoveName.ACCEPT)
    assert case.state == State.REVIEWING and case.due_on is not None and case.row_version == 2
    row = CaseMove.objects.get(case=case)
    assert (row.source, row.target) == ("submitted", "reviewing")


def test_a_second_move_finds_it_moved() -> None:
    case = case_at(State.SUBMITTED)
    officer = actor(at_post(Role.OFFICER, bound=True))
    moved(officer, case, MoveName.ACCEPT)
    with pytest.raises(MoveNotPossible, match="评审中"):
        moved(officer, case, MoveName.ACCEPT)


def test_an_old_page_is_told() -> None:
    case = case_at(State.SUBMITTED, row_version=3)
    with pytest.raises(StaleVersion):
        moved(actor(at_post(Role.OFFICER, bound=True)), case, MoveName.ACCEPT, version=2)


def test_what_needs_a_reason_is_not_done_without() -> None:
    case = case_at(State.SUBMITTED)
    with pytest.raises(InvalidInput, match="理由"):
        moved(actor(at_post(Role.OFFICER, bound=True)), case, MoveName.NOT_ACCEPT, "  ")
    case.refresh_from_db()
    assert case.state == State.SUBMITTED and not CaseMove.objects.exists()


def test_whose_move_it_is_not() -> None:
    case = case_at(State.SUBMITTED)
    for role in (Role.REVIEWER, Role.FINANCE, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            moved(actor(at_post(role, bound=True)), case, MoveName.ACCEPT)
    with pytest.raises(NotAllowed):
        moved(actor(account_of(case)), case, MoveName.ACCEPT)


def test_who_may_not_know_of_it_finds_nothing() -> None:
    case = case_at(State.SUBMITTED)
    for who in (ANONYMOUS, actor(applicant(organisation(2))), actor(at_post(Role.EXPERT))):
        with pytest.raises(NotFound):
            moved(who, case, MoveName.ACCEPT)


def test_the_officer_of_a_case_does_not_decide_it() -> None:
    both = at_post(Role.ADMINISTRATOR, bound=True)
    case = case_at(State.TO_DECIDE, officer=both)
    with pytest.raises(NotAllowed):
        moved(actor(both), case, MoveName.APPROVE)


def test_nobody_works_on_a_case_of_their_own() -> None:
    officer = at_post(Role.OFFICER, bound=True)
    case = case_at(State.SUBMITTED, of=officer)
    with pytest.raises(NotAllowed):
        moved(actor(officer), case, MoveName.ACCEPT)


def test_a_unit_of_the_chain_moves_what_stands_with_it() -> None:
    case = case_at(State.RECOMMENDING)
    county = actor(at_post(Role.RECOMMENDER, place=COUNTY))
    with pytest.raises(NotFound):
        moved(actor(at_post(Role.RECOMMENDER, place=CITY)), case, MoveName.RECOMMEND)
    case.recommendations.create(round=case.round, place_id=COUNTY, level="county", order=1)
    assert moved(county, case, MoveName.RECOMMEND).state == State.SUBMITTED


def test_a_draft_is_its_writers_alone() -> None:
    case = case_at(State.DRAFT)
    for who in (
        at_post(Role.OFFICER, bound=True),
        at_post(Role.AUDITOR),
        at_post(Role.RECOMMENDER, place=COUNTY),
    ):
        assert not visible_cases(actor(who), Case.objects.all()).exists()
    assert visible_cases(actor(account_of(case)), Case.objects.all()).get() == case
