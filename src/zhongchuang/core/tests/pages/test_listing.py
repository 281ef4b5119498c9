"""Tables, pages, orders and facets as data."""

from __future__ import annotations

from itertools import pairwise
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.core.page import (
    Cell,
    Column,
    DataTable,
    Facet,
    FacetOption,
    Facets,
    Row,
    paginate,
    sorted_by,
    with_query,
)
from zhongchuang.core.page.listing import GAP


def test_a_query_keeps_what_is_not_changed_and_drops_what_is_none() -> None:
    query = QueryDict("place=21&place=62&page=3&q=")
    assert with_query(query, page=1, sort="-date") == "?place=21&place=62&page=1&sort=-date"
    assert with_query(query, page=None) == "?place=21&place=62"
    assert with_query({}, page=None) == "?"


def test_a_column_is_ordered_up_then_down_and_from_the_first_page() -> None:
    fresh = sorted_by({"page": "4"}, Column("日期"), "date")
    assert (fresh.sort_url, fresh.aria_sort) == ("?sort=date", "")
    up = sorted_by({"sort": "date"}, Column("日期"), "date")
    assert (up.sort_url, up.aria_sort) == ("?sort=-date", "ascending")
    down = sorted_by({"sort": "-date"}, Column("日期"), "date")
    assert (down.sort_url, down.aria_sort) == ("?sort=date", "descending")


def test_the_twentieth_row_fits_and_the_twenty_first_turns_the_page() -> None:
    assert paginate({}, total=20, page=1).pages == 1
    assert paginate({}, total=21, page=1).pages == 2
    assert paginate({}, total=0, page=7).page == 1


@given(total=st.integers(0, 5_000), page=st.integers(-5, 400))
def test_pages_are_told_in_order_without_holes(total: int, page: int) -> None:
    pages = paginate({"q": "补助"}, total=total, page=page)
    numbers = [int(str(link.label)) for link in pages.links if link.label != GAP]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 1 and numbers[-1] == pages.pages
    assert [link.label for link in pages.links if link.current] == [str(pages.page)]
    for before, gap, after in zip(pages.links, pages.links[1:], pages.links[2:], strict=False):
        if gap.label == GAP:  # a gap hides at least two pages: one would be shown
            assert int(str(after.label)) - int(str(before.label)) > 2
    for before, after in pairwise(pages.links):
        if GAP not in (before.label, after.label):
            assert int(str(after.label)) - int(str(before.label)) == 1
    assert all(parse_qs(link.url[1:])["q"] == ["补助"] for link in pages.links if link.url)
    assert bool(pages.previous) == (pages.page > 1)
    assert bool(pages.next) == (pages.page < pages.pages)


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 columns"):
        DataTable("表", (Column("甲"), Column("乙")), (Row((Cell("一"),)),))


def test_facets_count_what_is_chosen() -> None:
    options = (FacetOption("a", "甲", 3, selected=True), FacetOption("b", "乙", 0))
    assert Facets("/", "region", (Facet("x", "某", options), Facet("y", "另", options))).chosen == 2
