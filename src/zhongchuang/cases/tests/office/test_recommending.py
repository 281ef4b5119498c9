"""County and city: on to the next station, within the quota, not recommended with a reason, and nobody else's business."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from zhongchuang.cases.errors import MoveNotPossible, RecommendationQuotaUsed
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseMove, Recommendation
from zhongchuang.cases.services import recommending
from zhongchuang.cases.services.recommending import (
    case_not_recommend,
    case_recommend,
    employer_approve,
    employer_refuse,
)
from zhongchuang.cases.tests.factory import (
    CITY,
    COUNTY,
    applicant,
    case_at,
    content,
    make_programme,
    open_round,
    organisation,
)
from zhongchuang.cases.tests.office.factory import Desk, a_desk, before_county
from zhongchuang.clearance.decisions import KeyClaim
from zhongchuang.clearance.selectors import claims_of
from zhongchuang.clearance.services import claims_take
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.tests.factory import race
from zhongchuang.parties.models import Standing
from zhongchuang.parties.tests.factory import SYSTEM, actor


def recommend(desk: Desk, case: Case, **given: Any) -> Case:
    said: dict[str, Any] = {"actor": desk.acts(desk.county), "opinion": "情况属实。", "rank": None, **given}
    return case_recommend(case_id=case.pk, expected_version=case.row_version, **said)


def test_the_county_recommends_to_the_city_and_the_city_to_the_department(desk: Desk) -> None:
    case = before_county(desk)
    case = recommend(desk, case, rank=1)
    assert (case.state, case.at_place_id) == (State.RECOMMENDING, CITY)
    assert case.due_on is not None
    case = recommend(desk, case, actor=desk.acts(desk.city))
    assert (case.state, case.at_place_id) == (State.SUBMITTED, None)
    rows = list(Recommendation.objects.filter(case=case).values_list("place_id", "recommended", "rank"))
    assert rows == [(COUNTY, True, 1), (CITY, True, None)]
    assert [m.move for m in CaseMove.objects.filter(case=case)] == ["recommend", "recommend"]


def test_only_the_unit_where_it_stands_says_anything(desk: Desk) -> None:
    case = before_county(desk)
    with pytest.raises(NotFound):  # the city does not know of it yet
        recommend(desk, case, actor=desk.acts(desk.city))
    with pytest.raises(NotAllowed):
        recommend(desk, case, actor=desk.acts(desk.officer))
    recommend(desk, case)
    case.refresh_from_db()
    with pytest.raises(NotAllowed):  # it has left the county
        recommend(desk, case)


def test_not_recommended_ends_it_with_the_reason_and_frees_what_it_claimed(desk: Desk) -> None:
    case = before_county(desk)
    claims_take(
        actor=SYSTEM, holder=f"case:{case.number}", claims=[KeyClaim("project", (("project", "甲"),), "甲")]
    )
    with pytest.raises(InvalidInput):
        case_not_recommend(
            actor=desk.acts(desk.county), case_id=case.pk, expected_version=case.row_version, reason=" "
        )
    case = case_not_recommend(
        actor=desk.acts(desk.county), case_id=case.pk, expected_version=case.row_version, reason="不在本县。"
    )
    assert case.state == State.NOT_RECOMMENDED
    assert CaseMove.objects.get(case=case).reason == "不在本县。"
    assert claims_of(f"case:{case.number}") == []


def test_a_unit_recommends_no_more_than_its_quota_and_who_withdrew_takes_no_place(desk: Desk) -> None:
    round_ = open_round(place_quotas={COUNTY: 1})
    first, second, third = (before_county(desk, round_) for _ in range(3))
    recommend(desk, first)
    with pytest.raises(RecommendationQuotaUsed):
        recommend(desk, second)
    second.refresh_from_db()
    assert second.state == State.RECOMMENDING
    Case.objects.filter(pk=first.pk).update(state=State.WITHDRAWN.value)
    recommend(desk, third)


def test_the_quota_of_the_programme_holds_where_the_round_sets_none(desk: Desk) -> None:
    said = content(id="with-quota", chain=[{"level": "county", "days": 10, "quota": 1}])
    round_ = open_round(make_programme(said))
    recommend(desk, before_county(desk, round_))
    with pytest.raises(RecommendationQuotaUsed):
        recommend(desk, before_county(desk, round_))


def test_a_rank_is_given_once(desk: Desk) -> None:
    recommend(desk, before_county(desk), rank=1)
    with pytest.raises(InvalidInput) as refused:
        recommend(desk, before_county(desk), rank=1)
    assert "rank" in refused.value.fields


def test_an_old_page_and_a_second_click(desk: Desk) -> None:
    case = before_county(desk)
    recommend(desk, case, key="key-once-1")
    again = recommend(desk, case, key="key-once-1")
    assert again.at_place_id == CITY
    with pytest.raises((StaleVersion, MoveNotPossible)):
        recommend(desk, case)


def test_the_employer_agrees_or_ends_it(desk: Desk) -> None:
    employer = organisation(2)
    manager, member = applicant(employer), applicant(employer, Standing.MEMBER)
    steps = ["employer", "recommend", "accept", "review", "notice", "decide", "cosign", "pay"]
    round_ = open_round(make_programme(content(id="with-employer", steps=steps)))
    one, two = (case_at(State.EMPLOYER, round=round_, employer=employer) for _ in range(2))
    with pytest.raises((NotAllowed, NotFound)):
        employer_approve(actor=actor(member), case_id=one.pk, expected_version=one.row_version)
    done = employer_approve(actor=actor(manager), case_id=one.pk, expected_version=one.row_version)
    assert done.state == State.RECOMMENDING and done.at_place_id == COUNTY
    with pytest.raises(InvalidInput):
        employer_refuse(actor=actor(manager), case_id=two.pk, expected_version=two.row_version, reason="")
    done = employer_refuse(
        actor=actor(manager), case_id=two.pk, expected_version=two.row_version, reason="人手不足。"
    )
    assert done.state == State.NOT_APPROVED


@pytest.mark.django_db(transaction=True)
def test_of_many_who_recommend_the_last_place_one_does() -> None:
    assert _recommended_at_once() == 1


@pytest.mark.django_db(transaction=True)
def test_the_control_without_the_lock_recommends_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without holding the count, and with the count read before anybody has written, the quota is overrun."""

    @contextmanager
    def nothing(_name: str) -> Iterator[None]:
        yield

    monkeypatch.setattr(recommending, "exclusive", nothing)
    monkeypatch.setattr(
        recommending, "used_of", lambda _round, _place: 0
    )  # as everybody read it at the start
    assert _recommended_at_once() > 1


def _recommended_at_once() -> int:
    desk = a_desk()
    round_ = open_round(place_quotas={COUNTY: 1})
    cases = [before_county(desk, round_) for _ in range(4)]
    outcomes = race([partial(recommend, desk, case) for case in cases])
    assert all(isinstance(one, Case | RecommendationQuotaUsed) for one in outcomes), outcomes
    return Recommendation.objects.filter(round=round_, recommended=True).count()
