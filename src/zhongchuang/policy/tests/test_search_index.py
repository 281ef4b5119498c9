"""Documents, clauses and measures in the index: what is in force is what is found, from the moment it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from zhongchuang.core.actors import ANONYMOUS, Actor, PersonActor
from zhongchuang.core.search import search_kind
from zhongchuang.core.search.models import SearchEntry
from zhongchuang.parties.access import Role
from zhongchuang.policy.models import Clause, Document, Measure
from zhongchuang.policy.selectors.search import SearchQuery, Standing, matches, search
from zhongchuang.policy.services import search_index
from zhongchuang.policy.tests.packs_at_work import (
    ENTRY,
    TEXT,
    edited,
    files_in_force,
    loaded_sample,
    published,
    repealed,
    retitled,
)

pytestmark = pytest.mark.django_db
OFFICER = PersonActor(user_id="9", roles=frozenset({Role.OFFICER}))


@pytest.fixture(autouse=True)
def loaded() -> str:
    """The synthetic packs in force."""
    return loaded_sample()


def keys(words: str, actor: Actor = ANONYMOUS, **asked: Any) -> list[str]:
    """What is found, in order."""
    return [hit.key for hit in search(SearchQuery(words, **asked), actor=actor).hits]


def test_loading_the_packs_makes_every_document_clause_and_measure_found() -> None:
    counts = {value.value: value.count for value in search(SearchQuery(""), actor=ANONYMOUS).facets["kind"]}
    assert counts == {
        "document": Document.objects.count(),
        "clause": Clause.objects.count(),
        "measure": Measure.objects.count(),
    }
    assert min(counts.values()) > 0


def test_every_entry_opens_what_it_names() -> None:
    for kind, key in SearchEntry.objects.values_list("kind", "key"):
        found = search_kind(kind)
        assert found is not None
        assert found.url(key).startswith("/measures/" if kind == "measure" else "/policy/")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("示政办发〔2020〕1号", "shi-2020-1"),
        ("示政办发[2020]1号", "shi-2020-1"),
        ("示政办发20201号", "shi-2020-1"),
        ("創新券", "province/voucher"),
        ("科技成果 70%", "shi-2020-1#一"),
        ("tdsyxx", "province/share"),
        ("team's share", "province/share"),
        ("zcjs", "shi-2020-1#二"),
    ],
)
def test_the_ways_to_find(words: str, first: str) -> None:
    assert keys(words)[:1] == [first]


def test_a_place_narrows_by_its_name() -> None:
    document = Document.objects.select_related("place").get(slug="shi-2020-1")
    found = search(SearchQuery(f"团队 {document.place.name}"), actor=ANONYMOUS)
    assert found.total and {hit.place for hit in found.hits} == {document.place_id}


def test_the_instrument_of_a_measure_and_of_its_clause_is_a_facet() -> None:
    labels = {"instrument": ("talent",)}
    found = search(SearchQuery("收益", place=("990000",), labels=labels), actor=ANONYMOUS)
    assert {hit.key for hit in found.hits} >= {"province/share"}
    assert {hit.kind for hit in found.hits} == {"measure", "clause"}


def test_what_is_published_is_found_by_its_new_words_at_once() -> None:
    published(retitled(files_in_force(), "share", "全新的叫法"))
    assert keys("全新的叫法") == ["province/share"]
    assert "province/share" not in keys("团队收益下限")


def test_a_clause_that_goes_is_not_found_any_more() -> None:
    files = edited(
        files_in_force(),
        (TEXT, "各市要落实经费。", "各市要落实经费。\n四、附带一条\n这一条只是试验。"),
        (ENTRY, "state: valid", "state: valid\nversion: 2"),
    )
    entry = files[ENTRY].replace("  三: ", "  四: [principle]\n  三: ", 1)
    with_clause = {**files, ENTRY: entry}
    published(with_clause)
    assert keys("只是试验") == ["shi-2020-1#四", "shi-2020-1"]
    published(
        edited(
            {**with_clause, ENTRY: entry.replace("  四: [principle]\n", "")},
            (TEXT, "\n四、附带一条\n这一条只是试验。", ""),
            (ENTRY, "version: 2", "version: 3"),
        )
    )
    assert keys("只是试验") == []


def test_what_is_repealed_comes_after_what_is_in_force() -> None:
    published(repealed(files_in_force()))
    found = search(SearchQuery("众创空间", kind=("document",)), actor=ANONYMOUS).hits
    assert [(hit.key, hit.standing) for hit in found] == [
        ("guo-2019-1", Standing.IN_FORCE),
        ("shi-2020-1", Standing.ENDED),
    ]
    things = {hit.key: hit.standing for hit in search(SearchQuery("团队"), actor=ANONYMOUS).hits}
    assert things["shi-2020-1#一"] is things["province/share"] is Standing.ENDED


def test_what_is_no_longer_held_is_found_by_officers_alone() -> None:
    Document.objects.filter(slug="shi-2020-1").update(withdrawn=True)
    Measure.objects.filter(slug="city/share").update(withdrawn=True)
    with transaction.atomic():
        assert search_index.reindex() > 0
    public = set(keys("", per_page=100))
    assert not {key for key in public if key.startswith(("shi-2020-1", "province/"))}
    assert "city/share" not in public
    officers = search(SearchQuery("", per_page=100), actor=OFFICER)
    assert {"shi-2020-1", "shi-2020-1#一", "province/share"} <= {hit.key for hit in officers.hits}
    assert {hit.key for hit in officers.hits if hit.standing is Standing.WITHDRAWN} == (
        {hit.key for hit in officers.hits} - public
    )


def test_indexing_again_writes_nothing() -> None:
    with transaction.atomic():
        assert search_index.reindex() == 0


def test_only_the_documents_a_change_touches_are_looked_at() -> None:
    before = dict(SearchEntry.objects.values_list("key", "pk"))
    published(retitled(files_in_force(), "share", "全新的叫法"))
    after = dict(SearchEntry.objects.values_list("key", "pk"))
    assert {key for key in after if after[key] != before.get(key)} == {"province/share"}


def test_a_publication_that_fails_leaves_the_index_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("zhongchuang.policy.services.packs.emit", fails)
    with pytest.raises(RuntimeError):
        published(retitled(files_in_force(), "share", "全新的叫法"))
    assert keys("全新的叫法") == [] and "province/share" in keys("团队收益下限")


def test_matches_asks_of_a_text_what_the_search_asks_of_the_index() -> None:
    text = Document.objects.get(slug="shi-2020-1").text
    for words in ("创新券", "創新券 300家", "收益 70％", "没有的词", "创新 没有的词"):
        assert matches(words, text) is ("shi-2020-1" in keys(words))
