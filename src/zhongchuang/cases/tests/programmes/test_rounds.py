"""Calls: what one needs to be opened, out of which budget, until when; ended early."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from zhongchuang.cases.flow import State
from zhongchuang.cases.flow.deadlines import day_of_level
from zhongchuang.cases.models import Programme, Recommendation, Round
from zhongchuang.cases.programmes.errors import ProgrammeNotReady, RoundClosed, RoundNotPossible
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.selectors.rounds import default_deadlines, is_open, visible_rounds
from zhongchuang.cases.services.recommending import case_recommend
from zhongchuang.cases.services.rounds import Call, round_close, round_open
from zhongchuang.cases.tests.factory import (
    CITY,
    COUNTY,
    at_post,
    case_at,
    content,
    department,
    make_programme,
    open_round,
    organisation,
)
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.ledger.models import Budget
from zhongchuang.ledger.services.budgets import budget_allocate, budget_open, budget_reduce
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import RoleGrant
from zhongchuang.parties.tests.factory import SYSTEM, actor
from zhongchuang.policy.tests.factory import put_in_force, sample_book

pytestmark = pytest.mark.django_db
TODAY = clock.today()


def standing(**changes: object) -> Content:
    """A programme whose basis has not ended: the invented document of `grant` has."""
    return content(basis=[{"document": "law-transfer"}], **changes)


@pytest.fixture
def programme() -> Programme:
    """One that may open."""
    put_in_force(sample_book())
    return make_programme(standing())


@pytest.fixture
def officer() -> Actor:
    """Of the department."""
    return actor(at_post(Role.OFFICER, bound=True))


def money(programme: Programme, yuan: int = 1_000_000, year: int = TODAY.year) -> Budget:
    """A programme's budget of the department."""
    fen = yuan * 100
    whole = budget_open(
        actor=SYSTEM,
        department=department().pk,
        year=year,
        name="虚构预算",
        amount=fen,
        basis="虚构文件",
        on=TODAY,
    )
    return budget_allocate(
        actor=SYSTEM,
        budget=whole,
        programme=programme.code,
        name="虚构项目预算",
        amount=fen,
        basis="虚构文件",
        on=TODAY,
        expected_version=whole.row_version,
    )


def call(programme: Programme, **changes: object) -> Call:
    plain = Call(
        name="第一批",
        year=TODAY.year,
        opens_on=TODAY,
        closes_on=TODAY + dt.timedelta(days=30),
        department=department().pk,
    )
    if "budget" not in changes:
        changes["budget"] = money(programme).pk
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of the call


def test_a_call_keeps_the_version_and_can_be_applied_to(programme: Programme, officer: Actor) -> None:
    row = round_open(actor=officer, programme_id=programme.pk, call=call(programme))
    assert row.version_id == programme.current_id and is_open(row)
    assert [r.pk for r in visible_rounds(officer)] == [row.pk]


def test_each_level_has_its_working_days_after_the_one_below() -> None:
    said = content()
    days = default_deadlines(said, dt.date(2026, 9, 18))
    # 2026-09-25 is Mid-Autumn, 10-01 to 10-07 National Day; 09-20 and 10-10 are worked
    assert days["county"] > dt.date(2026, 9, 30)
    assert days["city"] > days["county"]


def test_a_year_that_is_not_published_leaves_the_level_without_a_day() -> None:
    assert default_deadlines(content(), dt.date(2099, 1, 1)) == {}


def test_a_programme_whose_basis_has_ended_does_not_open(officer: Actor) -> None:
    put_in_force(sample_book())
    ended = make_programme(
        content(
            id="ended",
            basis=[{"document": "shi-2020-1", "clause": "二（一）", "quote": "按建设费用的30%给予补助"}],
        )
    )
    with pytest.raises(ProgrammeNotReady, match="2024-12-31失效"):
        round_open(actor=officer, programme_id=ended.pk, call=call(ended))


def test_an_awaiting_programme_does_not_open_and_says_what_is_missing(officer: Actor) -> None:
    put_in_force(sample_book())
    awaiting = make_programme(standing(id="waits", awaiting={"rules": {"zh": "等办法", "en": "Awaited"}}))
    with pytest.raises(ProgrammeNotReady, match="等办法"):
        round_open(actor=officer, programme_id=awaiting.pk, call=call(awaiting))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"closes_on": None}, "closes_on"),
        ({"closes_on": TODAY - dt.timedelta(days=1), "opens_on": TODAY - dt.timedelta(days=9)}, "closes_on"),
        ({"opens_on": TODAY + dt.timedelta(days=31)}, "closes_on"),
        ({"budget": None}, "budget"),
        ({"budget": 999_999}, "budget"),
        ({"year": TODAY.year - 1}, "budget"),  # the budget is this year's
        ({"year": TODAY.year + 5}, "year"),
        ({"quota": 0}, "quota"),
        ({"department": 999_999}, "department"),
        ({"place_quotas": {"123456": 1}}, "place_quotas"),
        ({"place_deadlines": {"county": TODAY}}, "county_deadline"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    programme: Programme, officer: Actor, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(RoundNotPossible) as refused:
        round_open(actor=officer, programme_id=programme.pk, call=call(programme, **changes))
    assert field in refused.value.fields
    assert not Round.objects.exists()


def test_quotas_of_places_of_the_chain_are_kept(programme: Programme, officer: Actor) -> None:
    made = round_open(
        actor=officer,
        programme_id=programme.pk,
        call=call(programme, place_quotas={COUNTY: 2, CITY: 5}, quota=3),
    )
    assert made.place_quotas == {COUNTY: 2, CITY: 5} and made.quota == 3


def test_a_budget_with_nothing_left_opens_nothing(programme: Programme, officer: Actor) -> None:
    budget = money(programme, yuan=10)
    given = call(programme, budget=budget.pk)
    budget_reduce(
        actor=SYSTEM,
        budget=budget,
        amount=1_000,
        basis="虚构文件",
        on=TODAY,
        expected_version=budget.row_version,
    )
    with pytest.raises(RoundNotPossible) as refused:
        round_open(actor=officer, programme_id=programme.pk, call=given)
    assert "没有余额" in refused.value.fields["budget"].zh


def test_two_calls_of_one_name_are_one_too_many(programme: Programme, officer: Actor) -> None:
    given = call(programme)
    round_open(actor=officer, programme_id=programme.pk, call=given)
    with pytest.raises(RoundNotPossible) as refused:
        round_open(actor=officer, programme_id=programme.pk, call=given)
    assert set(refused.value.fields) == {"name"}


def test_a_repeated_request_opens_one(programme: Programme, officer: Actor) -> None:
    given = call(programme)
    rows = [round_open(actor=officer, programme_id=programme.pk, call=given, key="k" * 20) for _ in range(2)]
    assert rows[0].pk == rows[1].pk and Round.objects.count() == 1


def test_only_who_arranges_opens_and_ends(programme: Programme) -> None:
    for role in (Role.REVIEWER, Role.FINANCE, Role.AUDITOR, Role.RECOMMENDER, Role.ENTREPRENEUR):
        with pytest.raises(NotAllowed):
            round_open(actor=actor(at_post(role)), programme_id=programme.pk, call=Call("x", 2026, TODAY, 1))


def test_a_call_ended_early_says_why_and_is_closed(programme: Programme, officer: Actor) -> None:
    row = open_round(programme, closes_on=TODAY + dt.timedelta(days=30), opens_on=TODAY)
    with pytest.raises(InvalidInput):
        round_close(actor=officer, round_id=row.pk, expected_version=row.row_version, reason=" ")
    done = round_close(actor=officer, round_id=row.pk, expected_version=row.row_version, reason="名额已满")
    assert not is_open(done) and done.close_reason == "名额已满"
    with pytest.raises(StaleVersion):
        round_close(actor=officer, round_id=row.pk, expected_version=row.row_version, reason="名额已满")
    with pytest.raises(RoundClosed):
        round_close(actor=officer, round_id=row.pk, expected_version=done.row_version, reason="名额已满")


def test_another_department_does_not_know_of_it(programme: Programme) -> None:
    row = open_round(programme)
    stranger = at_post(Role.OFFICER, bound=True)
    other = open_round(make_programme(standing(id="other")), department=row.department)
    RoleGrant.objects.filter(account=stranger).update(organisation=organisation(3))
    assert list(visible_rounds(actor(stranger))) == []
    with pytest.raises(NotFound):
        round_close(actor=actor(stranger), round_id=other.pk, expected_version=1, reason="不是我的")


@pytest.mark.parametrize(
    ("level", "today", "expected"),
    [
        ("county", dt.date(2026, 12, 1), dt.date(2026, 12, 10)),
        ("county", dt.date(2026, 12, 10), dt.date(2026, 12, 10)),
        ("county", dt.date(2026, 12, 11), None),  # over: the case then has its working days
        ("city", dt.date(2026, 12, 1), None),
        (None, dt.date(2026, 12, 1), None),
    ],
)
def test_a_round_gives_a_level_its_last_day(
    level: str | None, today: dt.date, expected: dt.date | None
) -> None:
    assert day_of_level({"county": "2026-12-10"}, level, today) == expected


def test_a_case_before_a_unit_is_due_on_the_day_of_the_round(programme: Programme) -> None:
    day = TODAY + dt.timedelta(days=40)
    row = open_round(programme, place_deadlines={"city": day.isoformat()})
    case = case_at(State.RECOMMENDING, round=row)
    Recommendation.objects.create(case=case, round=row, place_id=COUNTY, level="county", order=0)
    case_recommend(
        actor=actor(at_post(Role.RECOMMENDER, place=COUNTY)),
        case_id=case.pk,
        expected_version=case.row_version,
        opinion="同意推荐",
    )
    case.refresh_from_db()
    assert case.at_place_id == CITY and case.due_on == day
    assert case.recommendations.get(level="city").due_on == day
