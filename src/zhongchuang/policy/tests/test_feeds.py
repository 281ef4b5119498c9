"""Atom feeds: well formed, the same entry always the same, narrowed as asked, and 304 to who has it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree
from pytest_django import Settings

from zhongchuang.parties.tests.factory import make_account
from zhongchuang.policy.models import Publication, Subscription
from zhongchuang.policy.packs.tests.factory import sample_files
from zhongchuang.policy.tests.packs_at_work import edited, files_in_force, loaded_sample, published, retitled
from zhongchuang.policy.tests.subscribers import CITY, NATION, OTHER_CITY, a_subscription

pytestmark = pytest.mark.django_db
FEED = "/feeds/changes.atom"
A = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def publications() -> None:
    """First packs, then two publications: a measure of the province, then one of the city."""
    loaded_sample()
    published(retitled(sample_files(), "share", "团队收益的下限"))
    published(
        edited(files_in_force(), ("city/measures.yaml", "- id: zone-share", "- id: zone-share\n  version: 2"))
    )


def read(client: Client, address: str = FEED, **query: str) -> Any:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.content.decode()
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(answer.content)


def slugs(feed: Any) -> list[str]:
    return [re.split(r"[:]", entry.findtext(f"{A}id"))[-2] for entry in feed.iter(f"{A}entry")]


def test_the_newest_comes_first_and_the_first_packs_are_no_news(client: Client) -> None:
    assert slugs(read(client)) == ["city/zone-share", "province/share"]


def test_it_has_all_that_the_standard_asks_for(client: Client) -> None:
    feed = read(client, place=CITY)
    for element in (feed, *feed.iter(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{A}{name}")) == 1
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext(f"{A}updated"))
        assert re.fullmatch(r"tag:127\.0\.0\.1,\d{4}-\d\d-\d\d:[^\s]+", element.findtext(f"{A}id"))
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{A}link")}
    assert links["self"] == f"http://127.0.0.1:8000{FEED}?place={CITY}"
    assert feed.findtext(f"{A}author/{A}name")
    entry = feed.find(f"{A}entry")
    assert entry.find(f"{A}link").get("href") == "http://127.0.0.1:8000/measures/city/zone-share/"
    assert entry.find(f"{A}category").get("term") == "changed"


def test_ids_are_each_their_own_and_never_move(client: Client, settings: Settings) -> None:
    before = [entry.findtext(f"{A}id") for entry in read(client).iter(f"{A}entry")]
    assert len(set(before)) == len(before)
    settings.SITE_URL = "https://moved.invalid"
    assert [entry.findtext(f"{A}id") for entry in read(client).iter(f"{A}entry")] == before
    published(_again())
    assert [entry.findtext(f"{A}id") for entry in read(client).iter(f"{A}entry")][-2:] == before


def _again(number: int = 3) -> dict[str, str]:
    """What is in force with the measure of the city under its next number."""
    return edited(files_in_force(), ("city/measures.yaml", f"version: {number - 1}", f"version: {number}"))


def test_titles_and_summaries_are_in_both_languages(client: Client) -> None:
    entry = list(read(client).iter(f"{A}entry"))[1]
    assert entry.findtext(f"{A}title") == "有变化：团队收益的下限 / Changed: Floor for the team's share"
    texts = {p.get("{http://www.w3.org/XML/1998/namespace}lang"): p.text for p in entry.iter("{*}p")}
    assert texts == {
        "zh-Hans": "示例省，人才与收益分配，团队收益的下限：有变化（第 2 版）。",
        "en": "Sample Province, People and income shares, Floor for the team's share: Changed (version 2).",
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"place": OTHER_CITY}, ["province/share"]),
        ({"place": NATION}, []),
        ({"instrument": "talent"}, ["city/zone-share", "province/share"]),
        ({"instrument": "loan"}, []),
        ({"q": "试验区收益"}, ["city/zone-share"]),
        ({"place": CITY, "instrument": "talent", "q": "团队"}, ["city/zone-share", "province/share"]),
    ],
)
def test_it_is_narrowed_as_asked(client: Client, query: dict[str, str], expected: list[str]) -> None:
    assert slugs(read(client, **query)) == expected


def test_an_empty_feed_is_a_feed(client: Client) -> None:
    feed = read(client, place=NATION)
    assert feed.findtext(f"{A}updated") == "2026-11-21T00:00:00Z"


@pytest.mark.parametrize("query", [{"place": "123456"}, {"instrument": "gold"}, {"q": "长" * 61}])
def test_what_is_no_value_is_told(client: Client, query: dict[str, str]) -> None:
    assert client.get(FEED, query).status_code == 422


def test_who_has_it_is_told_so(client: Client) -> None:
    first = client.get(FEED)
    by_tag = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get(FEED, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert (by_tag.status_code, by_date.status_code, by_tag.content) == (304, 304, b"")
    assert "max-age=300" in first.headers["Cache-Control"]
    published(_again())
    assert client.get(FEED, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_subscription_has_a_feed_of_its_own_until_it_ends(client: Client) -> None:
    subscription = a_subscription(make_account(), place=OTHER_CITY)
    address = f"/feeds/subscriptions/{subscription.secret}.atom"
    assert slugs(read(client, address)) == ["province/share"]
    answer = client.get(address)
    assert (answer.headers["X-Robots-Tag"], "private" in answer.headers["Cache-Control"]) == ("noindex", True)
    Subscription.objects.update(ended_at=subscription.created_at)
    assert client.get(address).status_code == 404
    assert client.get("/feeds/subscriptions/no-such-secret.atom").status_code == 404


def test_words_with_markup_stay_words(client: Client) -> None:
    published(_markup())
    titles = [entry.findtext(f"{A}title") for entry in read(client).iter(f"{A}entry")]
    assert any("<b>&amp;" in title for title in titles)


def _markup() -> dict[str, str]:
    files = edited(files_in_force(), ("city/measures.yaml", "version: 2", "version: 3"))
    return edited(files, ("city/measures.yaml", "title: {zh: 试验区收益", "title: {zh: '<b>&amp;'"))


def test_the_number_of_statements_does_not_grow(client: Client) -> None:
    read(client, place=CITY, q="团队")  # the rule book comes into memory
    with CaptureQueriesContext(connection) as few:
        read(client, place=CITY, q="团队")
    for number in (3, 4, 5):
        published(_again(number))
    assert Publication.objects.count() == 6
    read(client, place=CITY, q="团队")
    with CaptureQueriesContext(connection) as many:
        assert len(slugs(read(client, place=CITY, q="团队"))) == 5
    assert len(many) == len(few) <= 5


@pytest.mark.parametrize("character", ["\x01", "\x1b", "\ufffe"])
def test_what_xml_cannot_write_ends_no_feed(client: Client, character: str) -> None:
    read(client, q=f"团{character}队")
    files = edited(files_in_force(), ("city/measures.yaml", "version: 2", "version: 3"))
    title = f'"新\\U{ord(character):08X}名"'
    published(edited(files, ("city/measures.yaml", "title: {zh: 试验区收益", f"title: {{zh: {title}")))
    titles = [entry.findtext(f"{A}title") for entry in read(client).iter(f"{A}entry")]
    assert any("新名" in title for title in titles)
