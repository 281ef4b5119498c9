"""What is disclosed, as other software reads it: the same answers as the page."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.clearance.models import AwardState
from zhongchuang.clearance.selectors import award_search
from zhongchuang.clearance.tests.award_factory import an_award
from zhongchuang.project.tests.api.factory import Api


@pytest.fixture
def three(undone: None) -> None:
    an_award(number="GK-1", title="孵化器补贴", place="210100")
    an_award(number="GK-2", title="孵化器房租", place="210200", decided_on=dt.date(2025, 3, 1), amount=1_50)
    an_award(number="GK-3", state=AwardState.WAITING, published_at=None)


def test_a_search_and_its_pages(api: Api, three: None) -> None:
    first = api.get("/awards", {"q": "孵化器", "per_page": 1})
    assert first.status_code == 200, first.content
    page = first.json()
    assert page["total"] == {"count": 2, "exact": True, "amount": 10_001.5}
    assert [one["number"] for one in page["items"]] == ["GK-1"] and page["items"][0]["amount"] == 10_000
    following = first.headers["Link"]
    assert 'rel="next"' in following
    second = api.get("/awards", {"q": "孵化器", "per_page": 1, "after": page["next"]}).json()
    assert [one["number"] for one in second["items"]] == ["GK-2"] and second["next"] is None


def test_filters(api: Api, three: None) -> None:
    def numbers(**query: str) -> list[str]:
        return [one["number"] for one in api.get("/awards", query).json()["items"]]

    assert numbers(place="210000") == ["GK-1", "GK-2"]
    assert numbers(year="2025") == ["GK-2"]
    assert numbers(least="1", most="2") == ["GK-2"]
    assert numbers(sort="amount") == ["GK-2", "GK-1"]
    assert numbers(state="revoked") == []


@pytest.mark.parametrize(
    "query",
    [
        {"q": "孵化器 AND"},
        {"after": "x"},
        {"year": "1"},
        {"sort": "name"},
        {"colour": "red"},
        {"least": "-1"},
    ],
)
def test_what_cannot_be_read_is_told(api: Api, three: None, query: dict[str, str]) -> None:
    answer = api.get("/awards", query)
    assert answer.status_code == 422, answer.content
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_one_award_and_none_that_waits(api: Api, three: None) -> None:
    assert api.get("/awards/GK-2").json()["title"] == "孵化器房租"
    assert api.get("/awards/GK-3").status_code == 404


def test_groups(api: Api, three: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = api.get("/awards/recipients").json()
    assert found["total"] == 1 and found["items"][0]["count"] == 2
    assert [year["year"] for year in found["items"][0]["years"]] == [2025, 2026]
    shares = api.get("/awards/totals", {"by": "place"}).json()
    assert [(one["value"], one["amount"]) for one in shares] == [("210100", 10_000), ("210200", 1.5)]
    monkeypatch.setattr(award_search, "MOST_COUNTED", 1)
    assert api.get("/awards/recipients", {"q": "孵化器"}).status_code == 409
    assert api.get("/awards", {"q": "孵化器"}).json()["total"] == {"count": 1, "exact": False, "amount": None}


def test_one_too_many_is_told(api: Api, three: None, few: object) -> None:
    assert [api.get("/awards").status_code for _ in range(4)] == [200, 200, 200, 429]
