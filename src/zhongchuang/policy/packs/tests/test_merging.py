"""Two sides that grew from one state: each one's work is kept, and what cannot be is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.policy.packs.loader import load_rulebook, rulebook_of
from zhongchuang.policy.packs.merging import Files, merge_files
from zhongchuang.policy.packs.tests.factory import changed, sample_files

MEASURES = "province/measures.yaml"
SHARE = (MEASURES, "收益下限, en", "收益的下限, en")
SHARE_OTHERWISE = (MEASURES, "收益下限, en", "收益保底, en")
GRANT = (MEASURES, "title: {zh: 建设补助", "title: {zh: 建设费补助")
CITY = ("city/measures.yaml", "- id: ", "# 一句说明\n- id: ")
PLACE = "  - {code: '990300', zh: 丙市, en: City C, parent: '990000'}\n"


def merged(ours: Files, theirs: Files) -> Files:
    result = merge_files(sample_files(), ours, theirs)
    assert result.conflicts == ()
    return result.files


def test_each_sides_files_are_taken() -> None:
    both = merged(changed(SHARE), changed(CITY))
    assert both == changed(SHARE, CITY)


def test_entries_of_one_list_are_taken_from_both() -> None:
    both = merged(changed(SHARE), changed(GRANT))
    assert both == changed(SHARE, GRANT)
    assert rulebook_of(both)


def test_the_same_change_on_both_sides_is_one() -> None:
    assert merged(changed(SHARE), changed(SHARE)) == changed(SHARE)


def test_what_one_side_removes_goes() -> None:
    gone = {path: text for path, text in sample_files().items() if not path.startswith("city/")}
    assert merged(gone, changed(SHARE)) == {k: v for k, v in changed(SHARE).items() if k in gone}


def test_new_entries_of_both_sides_stand_side_by_side() -> None:
    base = sample_files()
    ours = base | {MEASURES: base[MEASURES] + "- {id: ours, title: a}\n"}
    theirs = base | {MEASURES: "- {id: theirs, title: b}\n" + base[MEASURES]}
    text = merged(ours, theirs)[MEASURES]
    assert text.startswith("- {id: theirs") and text.endswith("- {id: ours, title: a}\n")


def test_both_appending_keep_both_and_their_comments() -> None:
    base = sample_files()
    ours = base | {MEASURES: base[MEASURES] + "# 我们的\n- {id: ours, title: a}\n"}
    theirs = base | {MEASURES: base[MEASURES] + "# 他们的\n- {id: theirs, title: b}"}
    text = merged(ours, theirs)[MEASURES]
    assert "# 我们的\n- {id: ours" in text and "# 他们的\n- {id: theirs" in text


def test_one_entry_changed_on_both_sides_is_named() -> None:
    result = merge_files(sample_files(), changed(SHARE), changed(SHARE_OTHERWISE))
    assert result.conflicts == (f"{MEASURES}#share",)


def test_an_entry_removed_here_and_changed_there_is_named() -> None:
    base = sample_files()
    start = base[MEASURES].index("- id: space-grant")
    removed = base | {MEASURES: base[MEASURES][start:]}
    assert merge_files(base, removed, changed(SHARE)).conflicts == (f"{MEASURES}#share",)


@pytest.mark.parametrize(
    ("path", "one", "other"),
    [
        ("province/documents/shi-2020-1.txt", "甲", "乙"),
        ("province/pack.yaml", "# 甲\n", "# 乙\n"),
        ("province/new.yaml", "[{id: a}, {id: b}]", "[{id: b}, {id: a}]"),
        ("province/new.yaml", "- {id: a}\n- {id: a}\n", "- {id: a}\n"),
        ("province/new.yaml", "- 甲\n", "- 乙\n"),
        ("province/new.yaml", "- {id: a", "- {id: b}\n"),
    ],
)
def test_what_is_no_list_of_named_entries_is_not_taken_apart(path: str, one: str, other: str) -> None:
    base = sample_files()
    ours, theirs = (base | {path: base.get(path, "") + words} for words in (one, other))
    assert merge_files(base, ours, theirs).conflicts == (path,)


def test_removed_here_and_changed_there_is_a_conflict() -> None:
    base = sample_files()
    gone = {path: text for path, text in base.items() if path != MEASURES}
    assert merge_files(base, gone, changed(SHARE)).conflicts == (MEASURES,)


def test_the_real_lists_come_apart_and_together_again() -> None:
    """Every list of the real packs, touched at its head on one side and by an entry on the other, is put together."""
    base = load_rulebook().files
    for path in ("places.yaml", "vocabulary.yaml", "liaoning/lineage.yaml", "gansu/duties.yaml"):
        ours = {**base, path: "# 先说一句\n" + base[path]}
        theirs = {**base, path: base[path].rstrip("\n") + "\n"}
        assert merge_files(base, ours, theirs).conflicts == ()


names = st.sampled_from(["a", "b", "c", "d"])
sides = st.dictionaries(names, st.sampled_from(["1", "2", "3"]))


def listed(entries: dict[str, str]) -> Files:
    return {"x.yaml": "".join(f"- {{id: {name}, n: {n}}}\n" for name, n in entries.items())}


@given(sides, sides, sides)
def test_no_change_is_ever_lost(base: dict[str, str], ours: dict[str, str], theirs: dict[str, str]) -> None:
    """Every entry that one side changed against the base stands so in the result, or is named as a conflict."""
    result = merge_files(listed(base), listed(ours), listed(theirs))
    if result.conflicts:
        return
    text = result.files["x.yaml"]
    for name in {*base, *ours, *theirs}:
        for side in (ours, theirs):
            if side.get(name) != base.get(name):
                written = f"{{id: {name}, n: {side.get(name)}}}"
                assert (written in text) is (name in side)


@given(sides, sides, sides)
def test_the_sides_may_change_places(
    base: dict[str, str], ours: dict[str, str], theirs: dict[str, str]
) -> None:
    """Who is ours and who is theirs decides the order of new entries, nothing else."""

    def outcome(one: dict[str, str], other: dict[str, str]) -> tuple[list[str], list[str]]:
        result = merge_files(listed(base), listed(one), listed(other))
        return sorted(result.conflicts), sorted(result.files.get("x.yaml", "").splitlines())

    assert outcome(ours, theirs) == outcome(theirs, ours)
