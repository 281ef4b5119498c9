"""A programme being written: what a node holds is read off the schema; changes leave everything else as it was."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from zhongchuang.cases.programmes import editing
from zhongchuang.cases.programmes.editing import NoSuchNode
from zhongchuang.cases.programmes.reading import read_content, written_of
from zhongchuang.cases.programmes.schema import Criterion, FormField, Part, Programme, Text
from zhongchuang.cases.tests.factory import content


@pytest.fixture
def written() -> dict[str, Any]:
    """What somebody wrote."""
    return written_of(content())


def test_every_key_of_the_schema_can_be_reached() -> None:
    """No key that the desk could neither show as a control nor open as a node."""

    def reached(kind: type[Part], seen: set[type[Part]]) -> None:
        if kind in seen:
            return
        seen.add(kind)
        for slot in editing.slots_of(kind):
            known = slot.is_part or slot.type is Text or slot.type in (str, bool, int)
            assert known or editing.choices_of(slot.type) or slot.name in _PLAIN, (kind, slot)
            if slot.is_part:
                reached(slot.type, seen)

    seen: set[type[Part]] = set()
    reached(Programme, seen)
    assert {FormField, Criterion} <= seen


_PLAIN = {"minimum", "maximum", "share", "pass_mark", "parameters"}
"""Numbers with digits after the point, and the table of numbers; all typed as words."""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "Programme"),
        ("sections.0", "Section"),
        ("sections.0.fields.1", "FormField"),
        ("sections.0.fields.1.columns.0", "FormField"),
        ("review.criteria.0", "Criterion"),
        ("money", "Money"),
    ],
)
def test_a_path_leads_to_a_kind_of_node(text: str, kind: str) -> None:
    path = editing.parse_path(text)
    assert editing.kind_at(path).__name__ == kind and editing.path_text(path) == text


@pytest.mark.parametrize(
    "text", ["sections", "sections.x", "title", "no", "review.criteria", "a b", "..", "sections.9999"]
)
def test_other_paths_lead_nowhere(text: str) -> None:
    with pytest.raises(NoSuchNode):
        editing.kind_at(editing.parse_path(text))


def test_a_change_leaves_the_draft_before_it_alone(written: dict[str, Any]) -> None:
    before = copy.deepcopy(written)
    after = editing.filled(written, ("review",), {"experts": "5", "days": None})
    assert written == before
    assert after["review"]["experts"] == "5" and "days" not in after["review"]
    assert after["review"]["criteria"] == before["review"]["criteria"]


def test_a_node_within_cannot_be_written_over(written: dict[str, Any]) -> None:
    with pytest.raises(NoSuchNode):
        editing.filled(written, (), {"review": {}})


def test_an_optional_part_comes_and_goes_a_needed_one_stays(written: dict[str, Any]) -> None:
    with_term, path = editing.added(written, ("term",))
    assert path == ("term",) and with_term["term"] == {}
    assert editing.removed(with_term, ("term",)) == written
    with pytest.raises(NoSuchNode):
        editing.removed(written, ("decision",))


def test_new_entries_get_an_id_nobody_has(written: dict[str, Any]) -> None:
    once, first = editing.added(written, ("sections",))
    twice, second = editing.added(once, ("sections",))
    ids = [section["id"] for section in twice["sections"]]
    assert first == ("sections", 2) and second == ("sections", 3) and len(set(ids)) == len(ids)


def test_entries_stop_at_the_ends(written: dict[str, Any]) -> None:
    assert editing.shifted(written, ("sections", 0), -1) == written
    moved = editing.shifted(written, ("sections", 0), 1)
    assert [s["id"] for s in moved["sections"]] == ["payee", "about"]


def test_what_was_written_reads_back_the_same(written: dict[str, Any]) -> None:
    assert read_content(written) == content()
