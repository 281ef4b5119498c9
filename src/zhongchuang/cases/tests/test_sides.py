"""One person on two sides: behind the applicant and at the desk, at the desk and the decision, there and at the money."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.errors import BothSides
from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.models import Case, CaseMove, Meeting, Recommendation
from zhongchuang.cases.services.accepting import case_accept
from zhongchuang.cases.services.assigning import case_assign
from zhongchuang.cases.services.deciding import Asked, case_approve, case_cosign, case_refuse
from zhongchuang.cases.services.meetings import meeting_record
from zhongchuang.cases.services.objection_answers import objection_take
from zhongchuang.cases.services.panels import panel_arrange
from zhongchuang.cases.services.recommending import case_recommend, employer_approve
from zhongchuang.cases.tests.deciding.test_deciding import asked, ready
from zhongchuang.cases.tests.factory import (
    COUNTY,
    applicant,
    at_post,
    case_at,
    content,
    department,
    funded_round,
    make_programme,
    open_round,
    organisation,
)
from zhongchuang.cases.tests.notices.scene import objected, published
from zhongchuang.core import clock
from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation, OrganisationKind, RelationKind
from zhongchuang.parties.tests.factory import SYSTEM, a_company, a_document, actor
from zhongchuang.parties.tests.relating import declare

pytestmark = pytest.mark.django_db
NO_REVIEW = ["accept", "decide", "cosign", "pay"]


def also(account: Account, role: Role) -> Account:
    account.refresh_from_db()
    parties.role_grant(
        actor=SYSTEM,
        account=account,
        role=role,
        expected_version=account.row_version,
        organisation=department().pk,
    )
    account.refresh_from_db()
    return account


def moved_by(account: Account, case: Case, move: MoveName) -> None:
    CaseMove.objects.create(
        case=case,
        move=move.value,
        source="submitted",
        target="reviewing",
        actor=f"person:{account.pk}",
        at=clock.now(),
    )


def known_as(account: Account, number: int = 1) -> None:
    """The account is registered as somebody."""
    account.refresh_from_db()
    document = a_document(number)
    parties.identity_register(
        actor=actor(account),
        account=account,
        kind=document.kind,
        number=document.number,
        name=document.name,
        telephone="13800000000",
        expected_version=account.row_version,
    )


class TestHandlingAndDeciding:
    def test_an_administrator_who_accepted_it_does_not_decide_it(self) -> None:
        one, other = at_post(Role.ADMINISTRATOR, bound=True), at_post(Role.ADMINISTRATOR, bound=True)
        programme = make_programme(content(steps=NO_REVIEW, chain=[], review=None, notice=None))
        call = funded_round(programme=programme)
        case = case_at(State.SUBMITTED, round=call)
        case = case_accept(actor=actor(one), case_id=case.pk, expected_version=case.row_version)
        assert case.state == State.TO_DECIDE and case.officer_id is None
        for decides in (case_approve, case_refuse):
            with pytest.raises(BothSides, match="受理"):
                decides(actor=actor(one), asked=asked(case))
        assert case_refuse(actor=actor(other), asked=asked(case)).outcome == "refused"

    def test_giving_the_case_to_a_colleague_does_not_free_its_officer_to_decide(self) -> None:
        both = also(at_post(Role.OFFICER, bound=True), Role.REVIEWER)
        colleague = at_post(Role.OFFICER, bound=True)
        case = ready()
        moved_by(both, case, MoveName.ACCEPT)
        case = case_assign(
            actor=actor(both), case_id=case.pk, officer_id=colleague.pk, expected_version=case.row_version
        )
        with pytest.raises(BothSides):
            case_approve(actor=actor(both), asked=asked(case))

    def test_who_recommended_it_does_not_decide_it(self) -> None:
        both = also(at_post(Role.RECOMMENDER, place=COUNTY), Role.REVIEWER)
        case = ready()
        moved_by(both, case, MoveName.RECOMMEND)
        with pytest.raises(BothSides, match="推荐"):
            case_approve(actor=actor(both), asked=asked(case))

    def test_who_decided_it_does_not_sign_for_the_money_though_it_falls_due_later(self) -> None:
        later = {
            "amount": "total",
            "amount_text": {"zh": "不超过申请金额", "en": "At most what was asked for"},
            "category": "test",
            "instalments": [
                {"id": "all", "label": {"zh": "验收后", "en": "Later"}, "share": "1", "after": "report"}
            ],
        }
        report = {
            "id": "report",
            "kind": "report",
            "label": {"zh": "报告", "en": "Report"},
            "due_months": 6,
        }
        steps = ["accept", "decide", "cosign", "pay", "aftercare"]
        said = content(steps=steps, chain=[], review=None, notice=None, money=later, aftercare=[report])
        both = also(at_post(Role.REVIEWER, bound=True), Role.FINANCE)
        case = ready(funded_round(programme=make_programme(said)))
        case_approve(actor=actor(both), asked=asked(case))
        case.refresh_from_db()
        with pytest.raises(BothSides, match="批准"):
            case_cosign(actor=actor(both), asked=Asked(case.pk, case.row_version))
        case_cosign(actor=actor(at_post(Role.FINANCE, bound=True)), asked=Asked(case.pk, case.row_version))


class TestTwoDepartments:
    def elsewhere(self, account: Account, role: Role) -> Account:
        other = organisation(2, "虚构另一厅", OrganisationKind.DEPARTMENT)
        parties.role_grant(
            actor=SYSTEM,
            account=account,
            role=role,
            expected_version=account.row_version,
            organisation=other.pk,
        )
        account.refresh_from_db()
        return account

    def test_an_officer_here_who_is_a_second_person_there_decides_nothing_here(self) -> None:
        both = self.elsewhere(at_post(Role.OFFICER, bound=True), Role.REVIEWER)
        with pytest.raises(NotAllowed):
            case_approve(actor=actor(both), asked=asked(ready()))

    def test_who_sees_everything_works_only_where_their_post_is(self) -> None:
        both = self.elsewhere(at_post(Role.AUDITOR), Role.OFFICER)
        case = case_at(State.SUBMITTED)
        with pytest.raises(NotAllowed):
            case_accept(actor=actor(both), case_id=case.pk, expected_version=case.row_version)
        with pytest.raises(NotAllowed):
            case_assign(actor=actor(both), case_id=case.pk, officer_id=None, expected_version=1)

    def test_minutes_are_those_of_the_own_department(self) -> None:
        other = organisation(2, "虚构另一厅", OrganisationKind.DEPARTMENT)
        own = actor(at_post(Role.REVIEWER, bound=True))

        def record(of: Organisation) -> Meeting:
            return meeting_record(
                actor=own,
                number="纪要1",
                kind="office",
                held_on=clock.today(),
                department=of.pk,
                summary="同意。",
            )

        with pytest.raises(NotAllowed):
            record(other)
        assert record(department()).number == "纪要1"


class TestBehindTheApplicant:
    def firm(self) -> tuple[Organisation, Account]:
        firm = organisation(1)
        return firm, applicant(firm)

    @pytest.mark.parametrize(
        ("kind", "share"),
        [
            (RelationKind.REPRESENTATIVE, None),
            (RelationKind.CONTROLLER, None),
            (RelationKind.SHAREHOLDER, "30"),
            (RelationKind.EMPLOYEE, None),
        ],
    )
    def test_an_officer_does_not_handle_a_case_of_the_own_firm(
        self, kind: RelationKind, share: str | None
    ) -> None:
        firm, manager = self.firm()
        officer, other = at_post(Role.OFFICER, bound=True), at_post(Role.OFFICER, bound=True)
        known_as(officer)
        declare(manager, firm, kind, a_document(1), share)
        case = case_at(State.SUBMITTED, of=manager)
        with pytest.raises(BothSides, match="关联"):
            case_accept(actor=actor(officer), case_id=case.pk, expected_version=case.row_version)
        known_as(other, 2)
        case_accept(actor=actor(other), case_id=case.pk, expected_version=case.row_version)

    def test_nor_decides_one_of_a_firm_held_through_another(self) -> None:
        firm, manager = self.firm()
        above = a_company(7)
        declare(SYSTEM, above, RelationKind.CONTROLLER, a_document(1))
        declare(manager, firm, RelationKind.SHAREHOLDER, above.uscc, "60")
        reviewer = at_post(Role.REVIEWER, bound=True)
        known_as(reviewer)
        case = ready()
        with pytest.raises(BothSides):
            case_approve(actor=actor(reviewer), asked=asked(case))

    def test_what_ended_binds_no_more(self) -> None:
        firm, manager = self.firm()
        officer = at_post(Role.OFFICER, bound=True)
        known_as(officer)
        declare(
            manager,
            firm,
            RelationKind.EMPLOYEE,
            a_document(1),
            since=dt.date(2020, 1, 1),
            until=dt.date(2021, 1, 1),
        )
        case = case_at(State.SUBMITTED, of=manager)
        case_accept(actor=actor(officer), case_id=case.pk, expected_version=case.row_version)

    def test_who_recommends_for_a_county_does_not_recommend_the_own_firm(self) -> None:
        firm, manager = self.firm()
        unit = at_post(Role.RECOMMENDER, place=COUNTY)
        known_as(unit)
        declare(manager, firm, RelationKind.CONTROLLER, a_document(1))
        case = case_at(State.RECOMMENDING, of=manager)
        Recommendation.objects.create(
            case=case, round=case.round, place_id=COUNTY, level="county", order=0, recommended=None
        )
        with pytest.raises(BothSides):
            case_recommend(actor=actor(unit), case_id=case.pk, expected_version=1, opinion="同意")

    def test_nor_has_a_hand_in_who_judges_the_own_firm(self) -> None:
        firm, manager = self.firm()
        officer = at_post(Role.OFFICER, bound=True)
        known_as(officer)
        declare(manager, firm, RelationKind.CONTROLLER, a_document(1))
        case = case_at(State.REVIEWING, of=manager)
        with pytest.raises(BothSides):
            panel_arrange(actor=actor(officer), round=case.round, cases=[case.pk], seats=3)

    def test_nor_looks_into_an_objection_to_it(self) -> None:
        firm, manager = self.firm()
        owner, handled, free = (at_post(Role.OFFICER, bound=True) for _ in range(3))
        known_as(owner)
        declare(manager, firm, RelationKind.CONTROLLER, a_document(1))
        notice = published()
        row = objected(notice).objection
        moved_by(handled, row.case, MoveName.ACCEPT)
        for who in (owner, handled):
            with pytest.raises(BothSides):
                objection_take(actor=actor(who), objection=row, expected_version=row.row_version)
        objection_take(actor=actor(free), objection=row, expected_version=row.row_version)

    def test_a_manager_does_not_agree_for_the_employer_to_the_own_leave(self) -> None:
        firm, manager = self.firm()
        second = applicant(firm)
        said = content(
            applicant="person",
            steps=["employer", "accept", "decide"],
            chain=[],
            review=None,
            notice=None,
            money=None,
            claims=[],
        )
        case = case_at(State.EMPLOYER, of=manager, round=open_round(make_programme(said)), employer=firm)
        Case.objects.filter(pk=case.pk).update(organisation=None, person="1")
        with pytest.raises(BothSides):
            employer_approve(actor=actor(manager), case_id=case.pk, expected_version=1)
        employer_approve(actor=actor(second), case_id=case.pk, expected_version=1)
