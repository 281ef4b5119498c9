"""Who hears of what: by place, by instrument, by words. No database."""

from __future__ import annotations

import pytest

from zhongchuang.policy.packs.tests.factory import sample_book
from zhongchuang.policy.packs.versions import Change, ItemChange, ItemKind, items_of
from zhongchuang.policy.selectors.subscriptions import News, Wish
from zhongchuang.policy.tests.subscribers import CITY, NATION, OTHER_CITY, PROVINCE

BOOK = sample_book()
CHANGES = tuple(
    ItemChange(item.kind, item.slug, Change.NEW, item.number, None, item.title, item.place, item.instrument)
    for item in items_of(BOOK)
)


def heard(wish: Wish, changes: tuple[ItemChange, ...] = CHANGES) -> list[ItemChange]:
    return list(News(changes, BOOK, BOOK).heard_by(wish))


def places(wish: Wish) -> set[str]:
    return {change.place for change in heard(wish)}


def test_who_narrows_nothing_hears_everything_in_its_order() -> None:
    assert heard(Wish()) == list(CHANGES)
    assert {change.place for change in CHANGES} == {NATION, PROVINCE, CITY}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (PROVINCE, {NATION, PROVINCE, CITY}),  # what lies in it, and what it lies in
        (CITY, {NATION, PROVINCE, CITY}),
        (OTHER_CITY, {NATION, PROVINCE}),  # a neighbour's rules are not its own
        (NATION, {NATION}),
        ("123456", set()),  # a place that is no longer known hears nothing
    ],
)
def test_a_place_hears_of_itself_of_what_lies_in_it_and_of_what_it_lies_in(
    wanted: str, expected: set[str]
) -> None:
    assert places(Wish(wanted)) == expected


def test_an_instrument_means_measures_of_that_kind_and_no_documents() -> None:
    found = heard(Wish(None, "talent"))
    assert found
    assert {(change.kind, change.instrument) for change in found} == {(ItemKind.MEASURE, "talent")}
    assert heard(Wish(None, "military_civil")) == []


def test_words_are_looked_for_in_titles_texts_quotes_and_numbers() -> None:
    assert {change.slug for change in heard(Wish(None, "", "试验区内可给不少于六成"))} == {
        "city/zone-share"
    }  # a summary
    assert "shishi-2021-1" in {change.slug for change in heard(Wish(None, "", "试验区"))}
    assert {change.slug for change in heard(Wish(None, "", "示市政发〔2021〕1号"))} == {
        "shishi-2021-1",
        "city/zone-share",
    }  # a measure is found by the number of its document
    assert {change.slug for change in heard(Wish(None, "", "share in the ZONE"))} == {"city/zone-share"}
    assert heard(Wish(None, "", "哪里都没有的词")) == []


def test_every_word_must_be_there() -> None:
    assert heard(Wish(None, "", "试验区 哪里都没有")) == []


def test_all_three_together() -> None:
    assert [change.slug for change in heard(Wish(CITY, "talent", "试验区"))] == ["city/zone-share"]
    assert heard(Wish(OTHER_CITY, "talent", "试验区")) == []


def test_of_what_went_the_words_are_those_it_had() -> None:
    (zone,) = (change for change in CHANGES if change.slug == "city/zone-share")
    gone = ItemChange(zone.kind, zone.slug, Change.WITHDRAWN, 1, 1, zone.title, zone.place, zone.instrument)
    without = sample_book()
    news = News((gone,), without, BOOK)
    assert news.heard_by(Wish(None, "", "不少于六成")) == (gone,)
