"""The page of the search, the box on every page, and what is suggested."""

from __future__ import annotations

from typing import Any, cast

import pytest
from django.test import Client
from lxml import html

from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import make_account, signed_in
from zhongchuang.policy.models import Document
from zhongchuang.policy.services import search_index
from zhongchuang.policy.tests.factory import english, words
from zhongchuang.policy.tests.packs_at_work import files_in_force, loaded_sample, published, repealed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded() -> str:
    """The synthetic packs in force."""
    return loaded_sample()


def select(page: Any, path: str) -> list[html.HtmlElement]:
    """The elements of a page, or of a part of one."""
    root = page if isinstance(page, html.HtmlElement) else html.fromstring(page.content)
    return cast(list[html.HtmlElement], root.xpath(path))


def titles(client: Client, **asked: str) -> list[str]:
    """The titles of what the page shows."""
    headings = select(client.get("/search/", asked), "//article//h2")
    return [" ".join(heading.text_content().split()) for heading in headings]


def test_a_hit_shows_kind_place_number_day_and_the_words_marked(client: Client) -> None:
    page = client.get("/search/", {"q": "創新券"})
    told = words(page)
    assert "“創新券”：找到 3 条" in told
    assert "条款" in told and "示政办发〔2020〕1号 三" in told and "2020年1月10日" in told
    assert "发放<mark>创新券</mark>。" in page.content.decode()
    assert "/policy/shi-2020-1/clauses/" in page.content.decode()


def test_what_is_typed_is_shown_as_typed_and_never_as_markup(client: Client) -> None:
    page = client.get("/search/", {"q": '"><script>alert(1)</script>'})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert titles(client, q="%") == titles(client, q="％") != []
    assert titles(client, q="_") == []


def test_facets_narrow_and_keep_the_words(client: Client) -> None:
    page = client.get("/search/", {"q": "团队", "kind": "measure"})
    form = select(page, "//form[@id='facets']")[0]
    assert select(form, ".//input[@name='q']")[0].get("value") == "团队"
    assert {box.get("value") for box in select(form, ".//input[@name='kind']")} == {
        "document",
        "measure",
        "clause",
    }
    assert [box.get("value") for box in select(form, ".//input[@checked]")] == ["measure"]
    assert select(form, ".//*[@class='actions']//a")[0].get("href") == "/search/?q=%E5%9B%A2%E9%98%9F"
    kinds = {hit.text_content() for hit in select(page, "//*[@class='hit-kind']")}
    assert kinds == {"措施"}


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "no-such"},
        {"place": "x", "year": "二〇二〇", "instrument": "no-such", "page": "-1"},
        {"page": "99999999999999999999"},
        {"page": "499", "q": "团队"},
        {"q": "\ud83d"},
        {"q": "字" * 3000},
        {"q": "AND OR NOT NEAR( \" * : ^ ' ; -- /*"},
        {"year": "9999", "q": "团队"},
    ],
)
def test_whatever_the_address_says_there_is_an_answer(client: Client, query: dict[str, str]) -> None:
    encoded = {key: value.encode("utf-8", "surrogatepass") for key, value in query.items()}
    assert client.get("/search/", encoded).status_code == 200
    assert client.get("/search/suggest", encoded).status_code == 200


def test_where_nothing_was_typed_it_says_what_can_be_found_and_how(client: Client) -> None:
    told = words(client.get("/search/"))
    assert f"文件 {Document.objects.count()}" in told
    assert "几个词之间空一格" in told and "zckj" in told


def test_where_nothing_was_found_it_proposes_what_would_be(client: Client) -> None:
    page = client.get("/search/", {"q": "创新券怎么收益"})
    links = {link.text_content(): link.get("href") for link in select(page, "//*[@class='examples']//a")}
    assert set(links) >= {"创新券", "收益"}
    assert titles(client, q="创新券") != []


def test_where_the_facets_leave_nothing_they_can_be_cleared(client: Client) -> None:
    page = client.get("/search/", {"q": "创新券", "year": "1999"})
    assert "/search/?q=%E5%88%9B%E6%96%B0%E5%88%B8" in page.content.decode()
    assert "清除全部条件" in words(page)


def test_what_has_ended_says_so(client: Client) -> None:
    published(repealed(files_in_force()))
    assert "已废止或失效" in words(client.get("/search/", {"q": "创新券"}))


def test_what_is_no_longer_held_is_for_officers_and_says_so(client: Client) -> None:
    Document.objects.filter(slug="shi-2020-1").update(withdrawn=True)
    search_index.reindex()
    assert titles(client, q="创新券") == []
    assert client.get("/search/suggest", {"q": "若干措施"}).json() == {"suggestions": []}
    officer = signed_in(make_account(Role.OFFICER))
    assert len(titles(officer, q="创新券")) == 3
    assert officer.get("/search/suggest", {"q": "若干措施"}).json()["suggestions"]
    assert "不再收录" in words(officer.get("/search/", {"q": "创新券"}))


def test_a_reader_of_english_gets_english_where_there_is_some(client: Client) -> None:
    told = words(english(client).get("/search/", {"q": "team's share"}))
    assert "Floor for the team's share" in told or "Floor for the team&#x27;s share" in told
    assert "A team in a makerspace gets at least 70 %." in told
    assert "Measure" in told


def test_the_subscription_is_offered_with_what_was_asked(client: Client) -> None:
    page = client.get("/search/", {"q": "收益", "place": "990000"}).content.decode()
    assert "/subscriptions/new/?q=%E6%94%B6%E7%9B%8A&amp;place=990000" in page


def test_suggestions_name_kind_place_and_address(client: Client) -> None:
    found = client.get("/search/suggest", {"q": "tdsy"}).json()["suggestions"]
    assert found[0]["title"] == "团队收益下限" and found[0]["kind"] == "措施"
    assert found[0]["url"].startswith("/measures/") and found[0]["place"]
    pieces = client.get("/search/suggest", {"q": "收益"}).json()["suggestions"][0]["pieces"]
    assert ["收益", True] in pieces
    assert client.get("/search/suggest").json() == {"suggestions": []}


@pytest.mark.parametrize(
    "address", ["/", "/policy/", "/measures/", "/ask/", "/accounts/login/", "/no/such/page"]
)
def test_the_box_is_on_every_page_and_once_on_the_page_of_the_search(client: Client, address: str) -> None:
    boxes = select(client.get(address), "//form[@role='search']")
    assert [box.get("action") for box in boxes] == ["/search/"]
    own = select(client.get("/search/", {"q": "团队"}), "//form[@role='search']//input[@name='q']")
    assert [box.get("value") for box in own] == ["团队"]
