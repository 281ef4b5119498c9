"""Two publish at the same moment: both are kept, or the second is told; nothing is ever lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from zhongchuang.core.tests.factory import race
from zhongchuang.policy.errors import FilesConflict
from zhongchuang.policy.models import ItemVersion, Measure, PackVersion, Publication
from zhongchuang.policy.packs.tests.factory import sample_files
from zhongchuang.policy.services import packs
from zhongchuang.policy.tests.packs_at_work import in_force, loaded_sample, published, retitled

pytestmark = pytest.mark.django_db(transaction=True)


def publishing(base: str, measure: str, title: str) -> Callable[[], str]:
    files = retitled(sample_files(), measure, title)
    return lambda: published(files, based_on=base)


def titles() -> dict[str, str]:
    return dict(Measure.objects.values_list("slug", "title"))


def test_two_pieces_of_work_on_one_base_are_both_kept() -> None:
    base = loaded_sample()
    outcomes = race([publishing(base, "share", "甲"), publishing(base, "voucher", "乙")])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert (titles()["province/share"], titles()["province/voucher"]) == ("甲", "乙")
    assert in_force().version in outcomes
    assert Publication.objects.count() == 3


def test_of_two_versions_of_one_measure_one_wins_and_the_other_is_told() -> None:
    base = loaded_sample()
    outcomes = race([publishing(base, "share", "甲"), publishing(base, "share", "乙")])
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(outcome) for outcome in refused] == [FilesConflict]
    assert titles()["province/share"] in ("甲", "乙")
    assert ItemVersion.objects.filter(slug="province/share").count() == 2
    assert PackVersion.objects.filter(is_current=True).count() == 1


def test_the_same_work_twice_is_published_once() -> None:
    base = loaded_sample()
    outcomes = race([publishing(base, "share", "甲")] * 3)
    assert len(set(map(str, outcomes))) == 1
    assert Publication.objects.count() == 2


def test_control_without_the_lock_work_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both look at what is in force, then both write: the second throws away what the first published."""
    base = loaded_sample()
    looked = threading.Barrier(2)
    seen = threading.local()
    current = packs._current_version

    def looks_once() -> str | None:
        if not hasattr(seen, "version"):
            seen.version = current()
            looked.wait(20)
        version: str | None = seen.version
        return version

    @contextmanager
    def no_lock(_name: str) -> Iterator[None]:
        looks_once()
        with transaction.atomic():
            yield

    monkeypatch.setattr(packs, "exclusive", no_lock)
    monkeypatch.setattr(packs, "_current_version", looks_once)
    race([publishing(base, "share", "甲"), publishing(base, "voucher", "乙")])
    assert {titles()["province/share"], titles()["province/voucher"]} != {"甲", "乙"}
