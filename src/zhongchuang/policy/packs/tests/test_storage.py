"""A version kept as JSON comes back the same, and only if nobody touched it."""

from __future__ import annotations

import json

import pytest

from zhongchuang.policy.packs import loader
from zhongchuang.policy.packs.errors import PackError
from zhongchuang.policy.packs.storage import rulebook_from_json, rulebook_to_json
from zhongchuang.policy.packs.tests.factory import sample_book


def test_round_trip(monkeypatch: pytest.MonkeyPatch) -> None:
    book = sample_book()
    kept = json.loads(json.dumps(rulebook_to_json(book)))
    monkeypatch.setattr(loader, "_BUILT", {})
    again = rulebook_from_json(kept)
    assert again is not book
    assert again.version == book.version
    assert [m.id for m in again.measures()] == [m.id for m in book.measures()]
    assert rulebook_to_json(again) == kept


def test_the_json_is_canonical() -> None:
    data = rulebook_to_json(sample_book())
    assert list(data["files"]) == sorted(data["files"])


def test_a_database_that_keeps_files_in_an_order_of_its_own_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = sample_book()
    kept = rulebook_to_json(book)
    kept["files"] = dict(
        sorted(kept["files"].items(), key=lambda item: (len(item[0]), item[0]), reverse=True)
    )
    monkeypatch.setattr(loader, "_BUILT", {})
    again = rulebook_from_json(kept)
    assert again is not book and list(again.files) == list(book.files)
    assert [m.id for m in again.measures()] == [m.id for m in book.measures()]


@pytest.mark.parametrize(
    "damage",
    [{"format": 2}, {"version": None}, {"files": []}, {"files": {"places.yaml": 1}}, {"version": "0" * 64}],
)
def test_a_changed_value_is_refused(damage: dict[str, object]) -> None:
    with pytest.raises(PackError):
        rulebook_from_json(rulebook_to_json(sample_book()) | damage)


def test_a_changed_file_is_refused() -> None:
    data = rulebook_to_json(sample_book())
    data["files"]["province/measures.yaml"] = data["files"]["province/measures.yaml"].replace("0.70", "0.80")
    with pytest.raises(PackError, match="不符"):
        rulebook_from_json(data)
