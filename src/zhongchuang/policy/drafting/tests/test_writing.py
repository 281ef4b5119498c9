"""Writing pack files: what is written is read back as it was, and what is not changed stays to the byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.policy.drafting.content import EntryKind
from zhongchuang.policy.drafting.entries import entries_in, list_of, normal
from zhongchuang.policy.drafting.writing import (
    NotWritable,
    with_item_added,
    with_item_removed,
    with_item_replaced,
    with_keys,
    written,
    written_list,
)
from zhongchuang.policy.packs.errors import Problems
from zhongchuang.policy.packs.loader import default_root, read_files
from zhongchuang.policy.packs.reading import nodes
from zhongchuang.policy.packs.tests.factory import sample_files

HARD = ["null", "~", "", "007", "a: b", "a #b", "- a", "[a", "{a}", "a, b", "“引号”", '"', "'", "*a", "&a", "!a", "%a", "@a",
        "`a", "行\n行", "\t", "\u2028", "\ufeffa", "true", "2031-06-01", "0.70", ">=", "|", "?", "：", "a:", ":a"]  # fmt: skip
words = st.one_of(st.sampled_from(HARD), st.text(max_size=12)).map(lambda text: text.strip())
scalars = st.one_of(st.none(), words)
names = st.one_of(
    st.sampled_from(["id", "place", "二（一）", "a/b", "a b", "#", "true"]),
    st.text("abc：-", min_size=1, max_size=5),
).filter(lambda name: name == name.strip())
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(scalars, max_size=3),
        st.dictionaries(names, inner, max_size=3),
        st.lists(st.dictionaries(names, inner, min_size=1, max_size=3), min_size=1, max_size=3),
    ),
    max_leaves=8,
)
entries = st.dictionaries(names, values, min_size=1, max_size=4)


def read_back(text: str) -> object:
    problems = Problems()
    root = nodes.parse("x.yaml", text, problems)
    assert root is not None, text
    assert not problems.errors, (text, problems.errors)
    return root.plain()


@given(entries)
def test_whatever_is_written_is_read_back(entry: dict[str, object]) -> None:
    assert read_back(written(entry)) == normal(entry)


@given(st.lists(entries, min_size=1, max_size=4), entries, st.data())
def test_in_a_list_an_entry_is_added_replaced_and_removed(
    rows: list[dict[str, object]], new: dict[str, object], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(rows) - 1))
    text = written_list(rows)
    assert read_back(text) == normal(rows)
    assert read_back(with_item_added(text, None, new)) == normal([*rows, new])
    assert read_back(with_item_replaced(text, None, index, new)) == normal(
        [*rows[:index], new, *rows[index + 1 :]]
    )
    left = with_item_removed(text, None, index)
    if len(rows) == 1:
        assert left is None
    else:
        assert left is not None
        assert read_back(left) == normal([*rows[:index], *rows[index + 1 :]])


FILES = read_files(default_root()) | {f"sample/{name}": text for name, text in sample_files().items()}


def key_of(name: str) -> str:
    parts = name.removesuffix(".yaml").split("/")
    return (
        "facts"
        if parts[-1] == "vocabulary"
        else parts[-2]
        if parts[-2:-1] and parts[-2] in KINDS
        else parts[-1]
    )


KINDS = {kind.value for kind in EntryKind}
LISTS = sorted(n for n, text in FILES.items() if n.endswith(".yaml") and list_of(n, text, key_of(n)))


@pytest.mark.parametrize("name", LISTS)
def test_in_the_files_of_the_packs_all_else_stays_to_the_byte(name: str) -> None:
    text = FILES[name]
    rows = [spot.plain() for spot in list_of(name, text, key_of(name))]
    new = {"id": "new", "title": {"zh": "新的", "en": "New"}}
    added = with_item_added(text, key_of(name), new)
    assert added.startswith(text.rstrip("\n")), "what stood there stays"
    assert [spot.plain() for spot in list_of(name, added, key_of(name))] == [*rows, new]
    for index in {0, len(rows) // 2, len(rows) - 1}:
        replaced = with_item_replaced(text, key_of(name), index, new)
        assert [s.plain() for s in list_of(name, replaced, key_of(name))] == [
            *rows[:index],
            new,
            *rows[index + 1 :],
        ]
        comments = [line for line in text.splitlines() if line.startswith("#")]
        assert [line for line in replaced.splitlines() if line.startswith("#")] == comments
        before, after = common(text, replaced)
        changed_lines = text[before : len(text) - after].count("\n")
        assert changed_lines <= lines_of(name, text, index) + 1
        if len(rows) > 1:
            left = with_item_removed(text, key_of(name), index)
            assert left is not None
            assert [s.plain() for s in list_of(name, left, key_of(name))] == [
                *rows[:index],
                *rows[index + 1 :],
            ]


def common(one: str, other: str) -> tuple[int, int]:
    """How many characters two texts share at their beginning and at their end."""
    before = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    room = min(len(one), len(other)) - before
    after = next((i for i in range(room) if one[-1 - i] != other[-1 - i]), room)
    return before, after


def lines_of(name: str, text: str, index: int) -> int:
    spots = list_of(name, text, key_of(name))
    end = spots[index + 1].line if index + 1 < len(spots) else text.count("\n") + 1
    return end - spots[index].line


def test_values_of_a_document_take_the_place_of_others_and_comments_stay() -> None:
    name = next(n for n in FILES if n.startswith("gansu/documents/") and n.endswith(".yaml"))
    text = FILES[name]
    changed = with_keys(
        text, {"state": "repealed", "expires": "2031-05-31", "version": "2", "classes": {"一": ["duty"]}}
    )
    plain = read_back(changed)
    assert isinstance(plain, dict)
    assert (plain["state"], plain["expires"], plain["version"]) == ("repealed", "2031-05-31", "2")
    assert plain["classes"] == {"一": ["duty"]}
    assert changed.splitlines()[0] == text.splitlines()[0]
    before = read_back(text)
    assert isinstance(before, dict)
    untouched = set(before) - {"state", "expires", "classes"}
    assert all(plain[key] == before[key] for key in untouched)


def test_what_cannot_be_written_in_is_refused() -> None:
    with pytest.raises(NotWritable):
        with_item_replaced("[]\n", None, 0, {"id": "a"})
    with pytest.raises(NotWritable):
        with_keys("[a]\n", {"id": "a"})


def test_entries_are_found_by_kind_in_all_their_files() -> None:
    files = read_files(default_root())
    found = entries_in(files, "gansu", EntryKind.MEASURE)
    assert {row.file for row in found} == {n for n in files if n.startswith("gansu/measures/")}
    assert all(files[row.file].splitlines()[row.line - 1].startswith("- ") for row in found)


def test_places_are_written_like_those_that_stand_there() -> None:
    text = FILES["places.yaml"]
    added = with_item_added(
        text, "places", {"code": "220000", "zh": "吉林省", "en": "Jilin Province", "parent": "000000"}
    )
    assert added.splitlines()[-1] == '- {code: "220000", zh: 吉林省, en: Jilin Province, parent: "000000"}'
