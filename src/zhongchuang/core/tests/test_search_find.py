"""What is found, in which order, how many, and by whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhongchuang.core import clock
from zhongchuang.core.actors import SYSTEM
from zhongchuang.core.search import PER_PAGE, Entry, Standing
from zhongchuang.core.search.folding import fold
from zhongchuang.core.tests.search import OFFICE, found, keys, thing, written

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "word", ["券", "创新", "创新券", "科技创新券", "創新券", "券制度，支持", "創", "70%", "低于70%"]
)
def test_any_piece_of_a_text_is_found(word: str) -> None:
    written(
        thing("a", "题", "建立科技创新券制度，支持企业；收益不得低于70％。"), thing("b", "题", "别的内容")
    )
    assert keys(word) == ["a"]


@pytest.mark.parametrize("word", ["新创", "创券", "科技券", "创新券支持", "技创技"])
def test_the_characters_must_stand_together(word: str) -> None:
    """Every pair of 技创技 stands somewhere in the text; the word does not."""
    written(thing("a", "题", "科技创新券，创技，新，券支持"))
    assert keys(word) == []


def test_several_words_must_all_be_there_in_whatever_field() -> None:
    written(
        thing("a", "科技创新券", "为企业买单", keys=("辽宁省",)),
        thing("b", "创业贷款", "为企业贴息", keys=("辽宁省",)),
    )
    assert keys("企业 辽宁") == ["a", "b"]
    assert keys("企业 创新券 辽宁省") == ["a"]
    assert keys("创新券 贴息") == []


def test_characters_beyond_the_basic_plane_are_found() -> None:
    written(thing("a", "题", "用字𠮷野"), thing("b", "题", "用字野"))
    assert keys("𠮷") == keys("𠮷野") == keys("字𠮷野") == ["a"]


def test_pinyin_finds_titles_and_english_is_not_taken_for_it() -> None:
    written(
        thing("a", "众创空间", spoken=("众创空间",)),
        thing("b", "别的", "zckj is a word here"),
        thing("c", "别的", "众创空间"),
    )
    assert keys("zckj") == ["a", "b"]
    assert keys("zhongchuang") == ["a"]
    assert keys("ZCKJ kong") == ["a"]
    assert keys("zckj 火星") == []


def test_title_before_heading_before_text_and_the_whole_title_first() -> None:
    written(
        thing("text", "甲", "谈创新券"),
        thing("heading", "乙", heading="创新券一览"),
        thing("title", "科技创新券"),
        thing("begins", "创新券办法"),
        thing("whole", "创新券"),
    )
    assert keys("创新券") == ["whole", "begins", "title", "heading", "text"]


def test_in_force_before_ended_higher_rank_before_lower_newer_before_older() -> None:
    day = date(2016, 7, 29)
    written(
        thing("withdrawn", standing=Standing.WITHDRAWN, rank=0, day=day),
        thing("ended", standing=Standing.ENDED, rank=0, day=day),
        thing("over", until=date(2020, 12, 31), rank=0, day=day),
        thing("low", rank=3, day=day),
        thing("undated", rank=1),
        thing("old", rank=1, day=date(2015, 1, 1)),
        thing("new-b", rank=1, day=day),
        thing("new-a", rank=1, day=day),
    )
    with clock.use_date(date(2021, 1, 1)):
        assert keys("题") == ["new-a", "new-b", "old", "undated", "low", "ended", "over", "withdrawn"]
        standing = {hit.key: hit.standing for hit in found("题").hits}
    assert standing["over"] is Standing.ENDED and standing["low"] is Standing.IN_FORCE
    with clock.use_date(date(2020, 12, 31)):
        assert keys("题")[0] == "over"


def test_a_whole_document_says_less_about_a_word_than_a_clause() -> None:
    written(thing("document", text="有券", text_weight=0, rank=0), thing("clause", text="有券", rank=9))
    assert keys("券") == ["clause", "document"]


def test_only_what_is_the_actors_is_found_and_counted() -> None:
    written(thing("public", "创新券"), thing("hidden", "创新券", audience=OFFICE))
    page = found("创新券")
    assert [hit.key for hit in page.hits] == ["public"] and page.total == 1
    assert [(value.value, value.count) for value in page.facets["kind"]] == [("thing", 1)]
    assert found("创新券", actor=SYSTEM).total == 2


def test_a_kind_that_is_not_in_the_table_is_not_found() -> None:
    written(thing("a"), thing("b", kind="other"))
    assert keys("题") == ["a"]
    assert keys("题", kinds=("thing", "other")) == ["b", "a"]
    assert found("题", kinds=()).total == 0


def test_the_count_is_exact_over_all_pages_and_no_hit_comes_twice() -> None:
    written(*(thing(f"{number:03}", "题", "创新") for number in range(45)))
    pages = [found("创新", page=page) for page in (1, 2, 3, 4)]
    assert [page.total for page in pages] == [45] * 4
    assert [len(page.hits) for page in pages] == [PER_PAGE, PER_PAGE, 5, 0]
    assert len({hit.key for page in pages for hit in page.hits}) == 45


LABELLED = (
    thing("a", "创新", place="21", year=2016, labels={"colour": ("red", "blue")}),
    thing("b", "创新", place="21", year=2015, labels={"colour": ("red",)}),
    thing("c", "创新", place="53", year=2016),
    thing("d", "别的", place="62", year=2016, labels={"colour": ("blue",)}),
)


def told(words: str, facet: str, **asked: Any) -> dict[str, int]:
    """The values of a facet with their counts."""
    return {value.value: value.count for value in found(words, **asked).facets.get(facet, ())}


def test_facets_count_what_each_value_would_leave_under_the_others() -> None:
    written(*LABELLED)
    assert told("创新", "place") == {"21": 2, "53": 1}
    assert told("创新", "year") == {"2015": 1, "2016": 2}
    assert told("创新", "colour") == {"red": 2, "blue": 1}
    assert told("创新", "place", year=(2015,)) == {"21": 1, "53": 0}
    assert told("创新", "year", year=(2015,)) == {"2015": 1, "2016": 2}
    assert told("创新", "colour", year=(2015,)) == {"red": 1, "blue": 0}
    assert told("创新", "colour", labels={"colour": ("blue",)}) == {"red": 2, "blue": 1}
    assert told("创新", "place", labels={"colour": ("blue",)}) == {"21": 1, "53": 0}


def test_values_of_a_facet_are_joined_by_or_and_facets_by_and() -> None:
    written(*LABELLED)
    assert keys("创新", year=(2015, 2016)) == ["a", "b", "c"]
    assert keys("创新", year=(2016,), place=("21", "62")) == ["a"]
    assert keys("创新", labels={"colour": ("blue", "red")}, year=(2015,)) == ["b"]
    assert found("创新", year=(2015, 2016)).total == 3


def test_a_value_somebody_chose_is_shown_even_where_it_leaves_nothing() -> None:
    written(*LABELLED)
    assert told("创新", "place", place=("99",)) == {"21": 2, "53": 1, "99": 0}
    assert told("没有的词", "colour", labels={"colour": ("red",)}) == {"red": 0}


def test_without_words_the_facets_alone_narrow() -> None:
    written(*LABELLED)
    assert found("").total == 4
    assert keys("", place=("62",)) == ["d"]
    assert found("。“”").total == 0, "stops are no words, and not everything either"


def test_two_statements_however_much_there_is() -> None:
    for count in (3, 60):
        written(
            *(thing(f"{number}", "创新券", "支持创新券", labels={"x": ("y",)}) for number in range(count))
        )
        with CaptureQueriesContext(connection) as asked:
            found("创新券 支持", labels={"x": ("y",)})
        assert len(asked) == 2


CORPUS = (
    "建立科技创新券制度，支持企业购买服务。",
    "創新創業；国办发〔2016〕７号 第 1 0 条",
    "创新创业创新券券券新创",
    "收益不得低于70%，其余 abc Abd 归团队\n创业新创",
    "众创空间众创众空间间创空",
    "",
)
PIECES = sorted({text[a : a + n] for text in CORPUS for a in range(len(text)) for n in range(1, 7)})


@pytest.fixture
def corpus() -> tuple[Entry, ...]:
    """A few texts, written."""
    entries = tuple(thing(str(number), "题", text) for number, text in enumerate(CORPUS))
    written(*entries)
    return entries


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.sampled_from(PIECES),
        st.text(st.sampled_from("创新券业空间众"), min_size=1, max_size=5),
        st.lists(st.sampled_from(PIECES), min_size=2, max_size=3).map(" ".join),
    )
)
def test_the_index_finds_just_what_reading_every_text_would(corpus: tuple[Entry, ...], typed: str) -> None:
    words = [fold(part).strip("\"',.;:!?、。 ") for part in typed.split()]
    wanted = {
        entry.key for entry in corpus if all(word in f"题\n{fold(entry.text)}" for word in words if word)
    }
    page = found(typed)
    if any(words):
        assert {hit.key for hit in page.hits} == wanted
        assert page.total == len(wanted)
