"""Writing the index: with the thing or not at all, what changed and nothing else, and from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.management import call_command
from django.db import connection, transaction

from zhongchuang.core.cli import search_rebuild
from zhongchuang.core.search import (
    Entry,
    index_ensure,
    index_rebuild,
    index_remove,
    index_replace,
    index_write,
    use_kinds,
)
from zhongchuang.core.search.models import SearchEntry, SearchText
from zhongchuang.core.tests.search import found, keys, kind, thing, written


def grams() -> int:
    """How many entries the grams of 题 lead to, whether the entry is there or not."""
    sql = (
        "SELECT count(*) FROM core_searchtext WHERE grams @> '{39064}'"
        if connection.vendor == "postgresql"
        else "SELECT count(*) FROM core_searchgrams WHERE core_searchgrams MATCH '98980000'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row: tuple[int] = cursor.fetchone()
    return row[0]


@pytest.mark.django_db
def test_what_changed_is_written_and_found_by_its_new_words_alone() -> None:
    assert written(thing("a", "题", "创新券"), thing("b")) == 2
    assert written(thing("a", "题", "创新券"), thing("b")) == 0, "nothing changed"
    assert written(thing("a", "题", "贷款"), thing("b")) == 1
    assert keys("创新券") == [] and keys("贷款") == ["a"] and keys("题") == ["a", "b"]
    assert grams() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [
        {"title": "新题"},
        {"place": "21"},
        {"labels": {"x": ("y",)}},
        {"rank": 2},
        {"audience": "office"},
        {"keys": ("辽宁",)},
        {"context": "三（四）"},
    ],
)
def test_whatever_changes_is_seen(changed: dict[str, Any]) -> None:
    written(thing("a"))
    assert written(thing("a", **changed)) == 1


@pytest.mark.django_db
def test_what_is_removed_is_gone_with_its_grams() -> None:
    written(thing("a"), thing("b"))
    with transaction.atomic():
        assert index_remove("thing", ["a", "no such"]) == 1
    assert keys("题") == ["b"] and grams() == 1


@pytest.mark.django_db
def test_replacing_takes_out_what_is_no_longer_there_in_the_group_named() -> None:
    written(
        thing("a", group="one"), thing("b", group="one"), thing("c", group="two"), thing("d", kind="other")
    )
    with transaction.atomic():
        assert index_replace("thing", [thing("b", group="one")], groups=["one"]) == 1
    assert keys("题") == ["b", "c"]
    with transaction.atomic():
        assert index_replace("thing", [thing("b", group="two")]) == 2, "b moved, c gone"
    assert keys("题", kinds=("thing", "other")) == ["d", "b"]


@pytest.mark.django_db(transaction=True)
def test_a_verb_that_fails_leaves_the_index_as_it_was() -> None:
    written(thing("a", "题", "创新券"))
    with pytest.raises(RuntimeError), transaction.atomic():
        index_write([thing("a", "题", "贷款"), thing("b")])
        index_remove("thing", ["a"])
        raise RuntimeError
    assert keys("创新券") == ["a"] and keys("贷款") == [] and grams() == 1


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        index_write([thing("a")])
    with pytest.raises(transaction.TransactionManagementError):
        index_remove("thing", ["a"])
    assert not SearchEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_emptying_the_tables_by_another_road_empties_the_grams() -> None:
    written(thing("a"), thing("b"))
    call_command("flush", interactive=False, verbosity=0)
    assert grams() == 0
    written(thing("c"))
    assert keys("题") == ["c"] and grams() == 1


@pytest.mark.django_db
def test_rebuilding_forgets_what_was_and_reads_everything_again() -> None:
    written(thing("stale"), thing("b", "题", "旧"))
    with use_kinds([kind("thing", entries=[thing("b", "题", "新"), thing("c")]), kind("other")]):
        assert index_rebuild() == {"thing": 2, "other": 0}
    assert keys("题") == ["b", "c"] and keys("旧") == [] and grams() == 2
    written(thing("c", "题", "后来"))
    assert keys("后来") == ["c"], "what is written after a rebuild is found"


@pytest.mark.django_db
def test_set_up_builds_what_was_never_built_and_nothing_else() -> None:
    entries = [thing("a"), thing("b")]
    with use_kinds([kind("thing", entries=entries)]):
        assert index_ensure() == {"thing": 2}
        assert index_ensure() == {}
    with use_kinds([kind("thing", entries=entries), kind("new", entries=[thing("n", kind="new")])]):
        assert index_ensure() == {"new": 1}


@pytest.mark.django_db
def test_set_up_builds_anew_what_was_built_in_another_way() -> None:
    written(thing("a"), thing("gone"))
    SearchEntry.objects.update(index_version=0)
    with use_kinds([kind("thing", entries=[thing("a")])]):
        assert index_ensure() == {"thing": 1}
    assert keys("题") == ["a"]


@pytest.mark.django_db
def test_a_generator_is_read_once_and_in_batches() -> None:
    def many() -> Iterator[Entry]:
        yield from (thing(f"{number:03}") for number in range(450))

    with transaction.atomic():
        assert index_write(many()) == 450
    assert found("题").total == 450 == SearchText.objects.count()


@pytest.mark.django_db
def test_a_title_of_several_lines_is_one_line() -> None:
    written(thing("a", "关于众创空间\n的意见", "正文\n两行"))
    hit = found("空间的").hits[0]
    assert hit.title == "关于众创空间 的意见"
    assert found("正文").hits[0].snippet[0].text == "正文"


@pytest.mark.django_db
def test_the_command_rebuilds_and_says_how_much_there_is() -> None:
    with use_kinds([kind("thing", entries=[thing("a")]), kind("other")]):
        told = CliRunner().invoke(search_rebuild)
    assert (told.exit_code, told.output) == (0, "thing：1 条\nother：0 条\n")
    assert keys("题") == ["a"]
