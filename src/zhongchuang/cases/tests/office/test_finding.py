"""The desk's lists: what words find, whichever way they are looked for, and that no list is read from end to end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.db import connection
from django.db.models import QuerySet

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors import office as reads
from zhongchuang.cases.selectors.office import Narrowing, Order, desk_of, found_of, page_of
from zhongchuang.cases.tests.factory import case_at, open_round, organisation
from zhongchuang.cases.tests.office.conftest import TODAY
from zhongchuang.cases.tests.office.factory import Desk


def found(desk: Desk, words: str, *states: str) -> list[int]:
    """The keys of what a search finds, after a look at what it counts."""
    by = Narrowing(search=words, states=states)
    rows, count = found_of(desk_of(desk.acts(desk.officer), TODAY), by)
    listed = [row.pk for row in page_of(rows, by).rows]
    assert count == len(listed)
    return sorted(listed)


@pytest.fixture(params=[0, reads.FEW], ids=["many", "few"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hits named by their keys, and hits met in the list's order: both find the same."""
    monkeypatch.setattr(reads, "FEW", request.param)


@pytest.mark.usefixtures("either_way")
class TestWords:
    """A part of a number, of a title or of an applicant's name."""

    def test_a_part_is_enough_wherever_it_stands(self, desk: Desk) -> None:
        one = case_at(State.SUBMITTED, round=desk.round, number="GS-2026-000017", title="黄河石材再生")
        two = case_at(State.APPROVED, round=desk.round, number="GS-2026-000170", applicant_name="虚构石材行")
        other = case_at(State.SUBMITTED, round=desk.round, number="GS-2025-000001", title="别的")
        assert found(desk, "石材") == sorted([one.pk, two.pk])
        assert found(desk, "黄河石") == [one.pk]
        assert found(desk, "2026-00001") == sorted([one.pk, two.pk])[:1]
        assert found(desk, "gs-202") == sorted([one.pk, two.pk, other.pk]), "upper and lower case are one"
        assert found(desk, "没有这样的申请人") == []

    def test_a_whole_number_finds_who_else_names_it(self, desk: Desk) -> None:
        one = case_at(State.SUBMITTED, round=desk.round, number="GS-2026-000017", title="一期")
        two = case_at(
            State.SUBMITTED, round=desk.round, number="GS-2026-000018", title="GS-2026-000017 的二期"
        )
        assert found(desk, "GS-2026-000017") == sorted([one.pk, two.pk])
        assert found(desk, two.number) == [two.pk]

    def test_signs_of_patterns_are_signs(self, desk: Desk) -> None:
        one = case_at(State.SUBMITTED, round=desk.round, title="占比 100% 的_项目")
        case_at(State.SUBMITTED, round=desk.round, title="占比 1000 的项目")
        assert found(desk, "100%") == found(desk, "的_项") == [one.pk]

    def test_words_and_the_other_choices_go_together(self, desk: Desk) -> None:
        one = case_at(State.SUBMITTED, round=desk.round, title="石材一")
        case_at(State.APPROVED, round=desk.round, title="石材二")
        case_at(State.DRAFT, round=desk.round, title="石材草稿")
        case_at(State.SUBMITTED, round=open_round(department=organisation(2)), title="别人的石材")
        assert found(desk, "石材", "submitted") == [one.pk]

    def test_pages_of_what_was_found_follow_each_other(self, desk: Desk) -> None:
        cases = [case_at(State.SUBMITTED, round=desk.round, title=f"石材{n}") for n in range(7)]
        case_at(State.SUBMITTED, round=desk.round, title="别的")
        for order in Order:
            seen, after = [], ""
            while True:
                by = Narrowing(search="石材", order=order, after=after)
                rows, count = found_of(desk_of(desk.acts(desk.officer), TODAY), by)
                page = page_of(rows, by, 3)
                seen += [row.pk for row in page.rows]
                after = page.after
                if not after:
                    break
            assert count == 7 and sorted(seen) == sorted(case.pk for case in cases), order


def test_more_than_are_counted_are_told_as_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "COUNTED_UP_TO", 2)
    monkeypatch.setattr(reads, "FEW", 1)
    for _ in range(5):
        case_at(State.SUBMITTED, round=desk.round, title="石材")
    by = Narrowing(search="石材")
    rows, count = found_of(desk_of(desk.acts(desk.officer), TODAY), by)
    assert count == 3 and len(page_of(rows, by).rows) == 5


def plan(rows: QuerySet[Case]) -> str:
    """How the database goes about it; PostgreSQL is kept from reading a handful of rows as they lie."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "sort", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return rows.explain()


@pytest.mark.parametrize(("order", "index"), [(Order.TERM, "case_by_term"), (Order.CHANGE, "case_by_change")])
def test_a_list_is_read_along_the_index_of_its_order(desk: Desk, order: Order, index: str) -> None:
    rows = reads.narrowed(desk_of(desk.acts(desk.officer), TODAY), Narrowing())
    told = plan(reads.ordered(rows, order, None, False)[:41])
    assert index in told, told


def test_terms_come_in_their_order_those_without_one_last(desk: Desk) -> None:
    for days in (3, None, -2, 0, None):
        due = None if days is None else TODAY + days * TODAY.resolution
        case_at(State.SUBMITTED, round=desk.round, due_on=due)
    by = Narrowing(order=Order.TERM)
    rows, _ = found_of(desk_of(desk.acts(desk.officer), TODAY), by)
    terms = [row.due_on or reads.LAST_DAY for row in page_of(rows, by).rows]
    assert len(terms) == 5 and all(one <= next_ for one, next_ in pairwise(terms))
