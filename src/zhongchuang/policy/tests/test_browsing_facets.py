"""Facets: what a list leaves, and that every count says what choosing it would leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.test import Client, TestCase

from zhongchuang.core.actors import ANONYMOUS, SYSTEM, Actor
from zhongchuang.policy.models import Document, Measure
from zhongchuang.policy.selectors.browsing import (
    Choices,
    Wanted,
    document_choices,
    documents_matching,
    measure_choices,
    measures_matching,
)
from zhongchuang.policy.services import packs_load
from zhongchuang.policy.views.narrowing import wanted_of

PACKS = Path(__file__).resolve().parents[4] / "packs"
SOME = (
    Wanted(),
    Wanted(place=("210000",)),
    Wanted(place=("210000", "620000"), year=(2016,)),
    Wanted(kind=("team",), instrument=("talent",)),
    Wanted(kind=("mentor", "farmer"), words="众创"),
    Wanted(place=("530000",), year=(2015,)),
)


class Facets(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        packs_load(actor=SYSTEM, root=PACKS)

    def test_every_count_is_what_choosing_that_value_alone_leaves(self) -> None:
        lists: tuple[
            tuple[Callable[[Actor, Wanted], Choices], Callable[[Actor, Wanted], QuerySet[Any]]], ...
        ] = ((document_choices, documents_matching), (measure_choices, measures_matching))
        told = 0
        for (choices, matching), wanted in product(lists, SOME):
            for facet, values in choices(ANONYMOUS, wanted).items():
                for choice in values:
                    value: Any = int(choice.value) if facet == "year" else choice.value
                    left = matching(ANONYMOUS, replace(wanted, **{facet: (value,)})).count()
                    assert choice.count == left, (facet, choice.value, wanted)
                    told += choice.count > 0
        assert told > 100

    def test_a_value_that_leaves_nothing_is_still_offered(self) -> None:
        years = document_choices(ANONYMOUS, Wanted(place=("530000",)))["year"]
        assert [(choice.value, choice.count) for choice in years] == [("2016", 1), ("2015", 0)]

    def test_liaoning_2016_is_one_document(self) -> None:
        found = documents_matching(ANONYMOUS, Wanted(place=("210000",), year=(2016,)))
        assert [document.slug for document in found] == ["liaozhengbanfa-2016-88"]

    def test_a_document_without_a_date_has_the_year_of_its_number(self) -> None:
        assert Document.objects.get(slug="yunzhengbanfa-2016-65").issued is None
        found = documents_matching(ANONYMOUS, Wanted(place=("530000",)))
        assert [document.year for document in found] == [2016]

    def test_a_document_with_neither_has_no_year(self) -> None:
        Document.objects.filter(slug="yunzhengbanfa-2016-65").update(number="云南〔二〇一六〕65号")
        assert [document.year for document in documents_matching(ANONYMOUS, Wanted(place=("530000",)))] == [
            None
        ]
        assert sum(choice.count for choice in document_choices(ANONYMOUS, Wanted())["year"]) == 4

    def test_kind_and_instrument_are_asked_of_the_same_measure(self) -> None:
        team = Measure.objects.get(slug="liaoning/transfer-income-share")
        others = Measure.objects.exclude(pk=team.pk)
        others.filter(instrument="talent").update(withdrawn=True)
        team.kinds.exclude(kind="team").delete()
        one = Wanted(instrument=("talent",), kind=("team",))
        assert [d.slug for d in documents_matching(ANONYMOUS, one)] == ["liaozhengbanfa-2016-88"]
        assert not documents_matching(ANONYMOUS, replace(one, kind=("mentor",)))

    def test_words_are_all_asked_and_the_number_is_searched_too(self) -> None:
        assert documents_matching(ANONYMOUS, Wanted(words="辽宁省 意见")).count() == 2
        assert documents_matching(ANONYMOUS, Wanted(words="〔2016〕88号")).count() == 1
        assert documents_matching(ANONYMOUS, Wanted(words="辽宁省 甘肃省")).count() == 0
        assert measures_matching(ANONYMOUS, Wanted(words="super-deduction")).count() > 0

    def test_a_withdrawn_measure_counts_nowhere(self) -> None:
        before = {c.value: c.count for c in measure_choices(ANONYMOUS, Wanted())["instrument"]}
        Measure.objects.filter(slug="liaoning/transfer-income-share").update(withdrawn=True)
        after = {c.value: c.count for c in measure_choices(ANONYMOUS, Wanted())["instrument"]}
        assert after["talent"] == before["talent"] - 1


class Lists(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        packs_load(actor=SYSTEM, root=PACKS)

    def said(self, path: str) -> str:
        response = Client(headers={"accept-language": "zh-hans"}).get(path)
        assert response.status_code == 200
        return response.content.decode()

    def test_a_value_that_is_none_of_the_facet_is_left_out(self) -> None:
        assert "找到 5 份文件" in self.said("/policy/?kind=wizard&year=soon&place=x&instrument=&page=²")

    def test_an_unknown_place_is_an_empty_list_with_a_way_out(self) -> None:
        said = self.said("/policy/?place=999999")
        assert "没有符合这些条件的内容" in said
        assert 'href="/policy/"' in said

    def test_what_promises_most_comes_first(self) -> None:
        said = self.said("/measures/")
        assert "给予" in said
        first = Measure.objects.filter(modality="confers").order_by("place", "document", "pk").first()
        assert first is not None
        assert said.index("<tbody") < said.index(f"/measures/{first.slug}/")

    def test_pages_hold_all_measures_once(self) -> None:
        total = Measure.objects.count()
        seen: list[str] = []
        for page in range(1, -(-total // 20) + 1):
            said = self.said(f"/measures/?page={page}")
            seen += [slug for slug in Measure.objects.values_list("slug", flat=True) if f"/{slug}/" in said]
        assert sorted(seen) == sorted(Measure.objects.values_list("slug", flat=True))

    def test_every_order_holds(self) -> None:
        for order in ("title", "-title", "date", "-date", "measures", "-measures", "nonsense"):
            assert "找到 5 份文件" in self.said(f"/policy/?sort={order}")
        by_measures = self.said("/policy/?sort=-measures")
        assert by_measures.index("guobanfa-2016-7") < by_measures.index("yunzhengbanfa-2016-65")
        for order in ("title", "-title", "place", "-place", "strength", "-strength", "nonsense"):
            assert f"找到 {Measure.objects.count()} 项措施" in self.said(f"/measures/?sort={order}")


def test_the_query_is_read_with_limits() -> None:
    query = QueryDict(
        "place=210000&place=２&year=2016&year=-1&year="
        + "9" * 20
        + "&kind=team&kind=team&modality=permits&q="
        + "长" * 99
    )
    wanted = wanted_of(query)
    assert wanted == Wanted(("210000",), (2016,), (), ("team",), ("permits",), "长" * 60)
