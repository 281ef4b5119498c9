"""The department takes a case, refuses it, gives it back with remarks, lets it lapse, takes it up again."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.errors import MoveNotPossible, NobodyAtPost
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseMove
from zhongchuang.cases.selectors.remarks import remarks_of
from zhongchuang.cases.services.accepting import case_accept, case_lapse, case_not_accept, case_return
from zhongchuang.cases.services.assigning import case_assign
from zhongchuang.cases.services.reopening import case_reopen
from zhongchuang.cases.tests.factory import applicant, at_post, case_at
from zhongchuang.cases.tests.office.factory import Desk, before_county
from zhongchuang.clearance.errors import AlreadyClaimed
from zhongchuang.clearance.selectors import claims_of
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account


def test_whoever_accepts_has_the_case_and_it_goes_on(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round)
    done = case_accept(actor=desk.acts(desk.officer), case_id=case.pk, expected_version=case.row_version)
    assert (done.state, done.officer_id) == (State.REVIEWING, desk.officer.pk)
    assert done.due_on == dt.date(2026, 12, 4)  # ten working days
    with pytest.raises((MoveNotPossible, StaleVersion)):
        case_accept(actor=desk.acts(desk.colleague), case_id=case.pk, expected_version=case.row_version)


def test_a_case_somebody_has_stays_theirs_when_another_accepts_it(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round, officer=desk.colleague)
    done = case_accept(actor=desk.acts(desk.officer), case_id=case.pk, expected_version=case.row_version)
    assert done.officer_id == desk.colleague.pk


def test_nobody_outside_accepts_and_nobody_their_own(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round)
    for who in (desk.reviewer, desk.finance):
        with pytest.raises(NotAllowed):
            case_accept(actor=desk.acts(who), case_id=case.pk, expected_version=case.row_version)
    for who in (desk.county, make_account(Role.MENTOR)):
        with pytest.raises(NotFound):
            case_accept(actor=desk.acts(who), case_id=case.pk, expected_version=case.row_version)
    own = case_at(State.SUBMITTED, round=desk.round, of=desk.officer)
    with pytest.raises(NotAllowed):
        case_accept(actor=desk.acts(desk.officer), case_id=own.pk, expected_version=own.row_version)


def test_remarks_stand_beside_what_they_are_about_in_the_order_of_the_form(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round)
    remarks = {
        ("material", "licence"): "请交正本",
        ("field", "total"): "与发票不符",
        ("field", "project"): " ",
    }
    done = case_return(
        actor=desk.acts(desk.officer),
        case_id=case.pk,
        expected_version=case.row_version,
        reason="",
        remarks=remarks,
    )
    assert (done.state, done.returned_from) == (State.RETURNED, State.SUBMITTED)
    found = remarks_of(done)
    assert (found.fields, found.materials) == ({"total": "与发票不符"}, {"licence": "请交正本"})
    assert found.reason == "请按标出的 2 处补正。"
    move = CaseMove.objects.get(case=case)
    assert [place[:2] for place in move.details["remarks"]] == [["field", "total"], ["material", "licence"]]


def test_a_return_says_something_and_only_about_what_there_is(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round)
    with pytest.raises(InvalidInput):
        case_return(
            actor=desk.acts(desk.officer), case_id=case.pk, expected_version=case.row_version, reason=" "
        )
    with pytest.raises(InvalidInput) as refused:
        case_return(
            actor=desk.acts(desk.officer),
            case_id=case.pk,
            expected_version=case.row_version,
            reason="请补正",
            remarks={("field", "no_such"): "改"},
        )
    assert "field:no_such" in refused.value.fields
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


def test_a_unit_returns_and_its_place_is_kept(desk: Desk) -> None:
    case = before_county(desk)
    done = case_return(
        actor=desk.acts(desk.county), case_id=case.pk, expected_version=case.row_version, reason="请补合同。"
    )
    assert (done.returned_from, done.at_place_id) == (State.RECOMMENDING, case.at_place_id)


def test_what_was_not_mended_lapses_only_when_the_term_is_over(desk: Desk) -> None:
    case = case_at(State.RETURNED, round=desk.round, due_on=dt.date(2026, 11, 20))
    with pytest.raises(Refused):
        case_lapse(actor=SYSTEM, case_id=case.pk, reason="逾期")
    with use_date(dt.date(2026, 11, 21)):
        assert case_lapse(actor=SYSTEM, case_id=case.pk, reason="逾期").state == State.NOT_ACCEPTED


def test_what_was_not_accepted_is_taken_up_again_and_claims_anew(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round)
    case = case_not_accept(
        actor=desk.acts(desk.officer), case_id=case.pk, expected_version=case.row_version, reason="材料不实"
    )
    assert case.state == State.NOT_ACCEPTED and claims_of(f"case:{case.number}") == []
    with pytest.raises(NotAllowed):
        case_reopen(
            actor=desk.acts(desk.officer), case_id=case.pk, expected_version=case.row_version, reason="复核"
        )
    case = case_reopen(
        actor=desk.acts(desk.reviewer), case_id=case.pk, expected_version=case.row_version, reason="复核"
    )
    assert case.state == State.SUBMITTED
    assert [claim.kind for claim in claims_of(f"case:{case.number}")] == ["project"]


def test_a_case_whose_key_another_took_meanwhile_is_not_taken_up_again(desk: Desk) -> None:
    people = applicant()
    gone, other = (case_at(State.NOT_ACCEPTED, round=desk.round, of=people) for _ in range(2))
    reopened = [
        case_reopen(actor=desk.acts(desk.reviewer), case_id=gone.pk, expected_version=1, reason="复核")
    ]
    with pytest.raises(AlreadyClaimed):
        case_reopen(actor=desk.acts(desk.reviewer), case_id=other.pk, expected_version=1, reason="复核")
    assert reopened[0].state == State.SUBMITTED
    other.refresh_from_db()
    assert other.state == State.NOT_ACCEPTED


def test_a_case_is_given_to_an_officer_of_the_department_and_to_nobody_else(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round)

    def assign(to: int | None, version: int, by: object = None) -> Case:
        return case_assign(
            actor=desk.acts(desk.officer), case_id=case.pk, officer_id=to, expected_version=version
        )

    done = assign(desk.colleague.pk, 1)
    assert (done.officer_id, done.row_version) == (desk.colleague.pk, 2)
    assert assign(desk.colleague.pk, 2).row_version == 2  # nothing changed
    with pytest.raises(StaleVersion):
        assign(desk.officer.pk, 1)
    for stranger in (desk.reviewer, make_account(Role.ENTREPRENEUR)):
        with pytest.raises(NobodyAtPost):
            assign(stranger.pk, 2)
    assert assign(None, 2).officer_id is None
    closed = case_at(State.REFUSED, round=desk.round)
    with pytest.raises(MoveNotPossible):
        case_assign(
            actor=desk.acts(desk.officer), case_id=closed.pk, officer_id=desk.officer.pk, expected_version=1
        )
    with pytest.raises(NotAllowed):
        case_assign(actor=desk.acts(desk.finance), case_id=case.pk, officer_id=None, expected_version=3)
    assert actor(at_post(Role.OFFICER, bound=True)).user_id
