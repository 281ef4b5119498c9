"""The whole story on a case's page: review, notice, decision, term; to each reader what the rules let them know."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Decision
from zhongchuang.cases.tests.deciding.test_paying import payable
from zhongchuang.cases.tests.factory import at_post, case_at
from zhongchuang.cases.tests.notices import scene as notices
from zhongchuang.cases.tests.review import scene as review
from zhongchuang.core.clock import use_date
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import signed_in
from zhongchuang.policy.tests.factory import words

pytestmark = pytest.mark.django_db
MOST = 12


def mine(case: Case) -> str:
    assert case.account is not None
    return words(signed_in(case.account).get(reverse("cases:my_case", args=[case.number])))


def at_desk(client: Client, case: Case, slug: str) -> str:
    return words(client.get(reverse("cases:office_part", args=[case.number, slug])))


def staff(role: Role) -> Client:
    return signed_in(at_post(role, bound=True))


class TestReview:
    def under_review(self) -> tuple[Case, list[str]]:
        pool = [review.expert() for _ in range(4)]
        held = review.cases(1)
        panel = review.drawn(held, review.officer())
        names = [sheet.seat.expert.account.name for sheet in review.sheets(panel)]
        assert len(names) == 3 and len(pool) == 4
        return held[0], names

    def test_the_applicant_sees_how_it_stands_and_not_who_reviews(self) -> None:
        with use_date(review.TODAY):
            case, names = self.under_review()
            said = mine(case)
        assert "评审组" in said and "任何人都可以重演" in said
        assert not any(name in said for name in names)

    def test_the_department_sees_who_was_drawn_and_finance_does_not(self) -> None:
        with use_date(review.TODAY):
            case, names = self.under_review()
            for role in (Role.OFFICER, Role.REVIEWER, Role.AUDITOR):
                assert all(name in at_desk(staff(role), case, "review") for name in names)
            said = at_desk(staff(Role.FINANCE), case, "review")
        assert "评审组" in said and not any(name in said for name in names)

    def test_a_score_is_shown_with_its_rank_once_the_panel_is_closed(self) -> None:
        case = case_at(State.TO_ANNOUNCE, score="86.50", rank=2)
        case.refresh_from_db()
        said = mine(case)
        assert "86.50" in said and "第 2 名" in said


class TestNotice:
    def test_dates_days_left_and_that_an_objection_stands_in_the_way(self) -> None:
        with use_date(notices.TODAY):
            notice = notices.published()
            case = notices.item(notice).case
            said = mine(case)
            assert "2026年11月23日" in said and "2026年11月27日" in said and "还有" in said
            assert "有异议正在办理" not in said
            taken = notices.objected(notice)
            said, desk = mine(case), at_desk(staff(Role.OFFICER), case, "notice")
        assert "有异议正在办理" in said and taken.objection.number not in said
        assert taken.objection.number in desk and "处理中" in desk
        for page in (said, desk):
            assert "虚构张三" not in page and "合同是假的" not in page and "13800000000" not in page
        other = mine(notices.item(notice, 1).case)
        assert "有异议正在办理" not in other, "another's objection is not one's own"


class TestDecision:
    def test_what_was_decided_on_which_words_and_the_money(self) -> None:
        case, order = payable()
        said = mine(case)
        assert "符合" in said or "理由" in said
        for part in ("结论", "批准", "30,000", "GS-", order.purpose):
            assert part in said, part

    def test_a_refusal_says_why_and_where_to_turn(self) -> None:
        case = case_at(State.REFUSED)
        _decide(case, "refused")
        said = mine(case)
        assert "不批准" in said and "数据对不上" in said and "行政复议" in said

    def test_before_finance_signed_it_is_the_departments_own_matter(self) -> None:
        case = case_at(State.TO_COSIGN)
        _decide(case, "approved")
        assert "数据对不上" not in mine(case)


def _decide(case: Case, outcome: str) -> None:
    Decision.objects.create(
        case=case,
        outcome=outcome,
        grounds="数据对不上。",
        clause="shi-2020-1#二（一）",
        remedies="可以在60日内申请行政复议。",
        clearance="QC-1" if outcome == "approved" else "",
        decided_on=dt.date(2026, 11, 20),
        decided_at=case.created_at,
        decided_by="system:tests",
    )


class TestTerm:
    MOVED = dt.date(2026, 12, 28)
    WORDS = "2027年放假安排尚未公布，期限待定"

    def test_a_year_that_is_not_arranged_is_said_wherever_the_term_is(self) -> None:
        with use_date(self.MOVED):
            case = case_at(State.SUBMITTED)
            officer = at_post(Role.OFFICER, bound=True)
            Case.objects.filter(pk=case.pk).update(officer=officer)
            desk = signed_in(officer)
            for said in (
                mine(case),
                words(desk.get(reverse("cases:office"))),
                words(desk.get(reverse("cases:office_cases"))),
                words(desk.get(reverse("cases:office_case", args=[case.number]))),
            ):
                assert self.WORDS in said

    def test_nothing_is_awaited_where_nobody_is_waited_for_or_there_is_a_term(self) -> None:
        with use_date(self.MOVED):
            for state, due in (
                (State.ANNOUNCED, None),
                (State.REFUSED, None),
                (State.SUBMITTED, dt.date(2026, 12, 31)),
            ):
                assert self.WORDS not in mine(case_at(state, due_on=due))


def test_the_desk_leads_everywhere_an_officer_goes_and_only_there() -> None:
    said = staff(Role.OFFICER).get(reverse("cases:office")).content.decode()
    for name in ("meetings", "duties", "experts", "rounds", "panels", "office_objections", "findings"):
        assert f'href="{reverse(f"cases:{name}")}"' in said, name
    finance = staff(Role.FINANCE)
    said = finance.get(reverse("cases:office")).content.decode()
    ways = said[said.index("desk-ways") :]
    assert reverse("cases:cosign_list") in ways and reverse("cases:experts") not in ways
    for line in ways.split('href="')[1:]:
        url = line.partition('"')[0]
        if url.startswith(("/office/", "/money/", "/leave/")):
            assert finance.get(url).status_code not in (403, 404), url


def test_a_page_stays_within_its_statements() -> None:
    case, _order = payable()
    assert case.account is not None
    officer = staff(Role.OFFICER)
    for client, url in (
        (signed_in(case.account), reverse("cases:my_case", args=[case.number])),
        (officer, reverse("cases:office_part", args=[case.number, "review"])),
        (officer, reverse("cases:office_part", args=[case.number, "notice"])),
    ):
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        assert len(asked) <= MOST, (url, [one["sql"][:90] for one in asked])
