"""The folder of a release at every start: what the desk published is never thrown away, an upgrade brings both together."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from zhongchuang.core import clock
from zhongchuang.core.actors import ANONYMOUS, SYSTEM
from zhongchuang.core.errors import NotAllowed
from zhongchuang.policy.errors import FilesConflict
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.stored import replay, store
from zhongchuang.policy.matching.subject import FactValue, Subject
from zhongchuang.policy.models import ItemVersion, Measure, PackVersion, Publication
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.packs.tests.factory import sample_files
from zhongchuang.policy.selectors.rulebook import current_rulebook, rulebook_at
from zhongchuang.policy.services import packs_import, packs_load
from zhongchuang.policy.tests.packs_at_work import (
    MEASURES,
    Files,
    edited,
    files_in_force,
    folder,
    in_force,
    published,
    retitled,
)

pytestmark = pytest.mark.django_db
RAISED = (
    MEASURES,
    "value: 0.70, from: 2020-01-10, quote: 不得低于70%",
    "value: 0.70, from: 2020-01-11, quote: 不得低于70%",
)


def started(path: Path, files: Files) -> str | None:
    """A start of the site with these files as the folder of the release."""
    return packs_load(actor=SYSTEM, root=folder(path, files))


def titles() -> dict[str, str]:
    return dict(Measure.objects.filter(withdrawn=False).values_list("slug", "title"))


def test_a_start_with_the_same_folder_does_nothing(tmp_path: Path) -> None:
    version = started(tmp_path, sample_files())
    assert version == in_force().version
    assert started(tmp_path, sample_files()) is None
    assert Publication.objects.count() == 1


def test_a_start_leaves_what_the_desk_published(tmp_path: Path) -> None:
    started(tmp_path, sample_files())
    desk = published(retitled(sample_files(), "share", "工作台改的"))
    assert started(tmp_path, sample_files()) is None
    assert in_force().version == desk


def test_an_upgrade_brings_the_folder_and_the_desk_together(tmp_path: Path) -> None:
    started(tmp_path, sample_files())
    published(retitled(sample_files(), "share", "工作台改的"))
    now = started(tmp_path, retitled(sample_files(), "voucher", "新版带来的"))
    assert now == in_force().version
    assert in_force().origin == "merged"
    assert (titles()["province/share"], titles()["province/voucher"]) == ("工作台改的", "新版带来的")


def test_the_next_upgrade_starts_from_the_last_folder_and_not_from_the_first(tmp_path: Path) -> None:
    started(tmp_path, sample_files())
    published(retitled(sample_files(), "share", "工作台改的"))
    second = retitled(sample_files(), "voucher", "第二版带来的")
    started(tmp_path, second)
    assert started(tmp_path, second) is None
    started(tmp_path, retitled(sample_files(), "voucher", "第三版带来的", 3))
    assert (titles()["province/share"], titles()["province/voucher"]) == ("工作台改的", "第三版带来的")


def test_an_upgrade_on_the_same_measure_is_refused_by_name_and_nothing_is_lost(tmp_path: Path) -> None:
    started(tmp_path, sample_files())
    desk = published(retitled(sample_files(), "share", "工作台改的"))
    with pytest.raises(FilesConflict, match=r"province/measures\.yaml#share"):
        started(tmp_path, retitled(sample_files(), "share", "新版带来的"))
    assert in_force().version == desk
    assert PackVersion.objects.count() == 2


def test_an_old_state_of_the_folder_is_left_alone_at_a_start_but_taken_back_on_purpose(
    tmp_path: Path,
) -> None:
    first = started(tmp_path, sample_files())
    started(tmp_path, retitled(sample_files(), "voucher", "第二版带来的"))
    assert started(tmp_path, sample_files()) is None
    assert titles()["province/voucher"] == "第二版带来的"
    assert packs_import(actor=SYSTEM, root=tmp_path) == first
    assert titles()["province/voucher"] == "创新券"


def test_without_the_desk_an_upgrade_is_the_folder_itself(tmp_path: Path) -> None:
    started(tmp_path, sample_files())
    started(tmp_path, retitled(sample_files(), "voucher", "第二版带来的"))
    assert files_in_force() == retitled(sample_files(), "voucher", "第二版带来的")
    assert in_force().origin == "files"


def test_a_database_of_an_older_release_gets_its_items_without_any_news(tmp_path: Path) -> None:
    """Before items were versioned there were pack versions and rows, and no publications."""
    started(tmp_path, sample_files())
    Publication.objects.all().delete()
    ItemVersion.objects.all().delete()
    Measure.objects.update(content_sha256="")
    started(tmp_path, sample_files())
    assert ItemVersion.objects.filter(number=1).count() == Measure.objects.count() + 3
    assert Publication.objects.get().before_id is None
    assert not Measure.objects.filter(content_sha256="").exists()


def test_a_verdict_is_replayed_with_the_packs_of_its_time(tmp_path: Path) -> None:
    started(tmp_path, sample_files())
    book = current_rulebook()
    subject = Subject(
        "990000", SubjectKind.TEAM, {"in_space": FactValue(True), "income": FactValue(100_000_00)}
    )
    on = dt.date(2020, 1, 10)
    kept = next(
        store(verdict, book, subject)
        for verdict in match(book, subject, on)
        if verdict.measure.id == "province/share"
    )
    published(edited(sample_files(), RAISED, (MEASURES, "- id: share\n", "- id: share\n  version: 2\n")))
    assert replay(kept, rulebook_at(kept.pack_version)) == ()
    assert replay(kept, current_rulebook()) != ()


def test_the_folder_is_the_platforms_own(tmp_path: Path) -> None:
    for verb in (packs_load, packs_import):
        with pytest.raises(NotAllowed):
            verb(actor=ANONYMOUS, root=folder(tmp_path, sample_files()))


def test_the_last_folder_is_told_by_when_it_was_loaded(tmp_path: Path) -> None:
    with clock.use_date(dt.date(2026, 1, 1)):
        started(tmp_path, sample_files())
    with clock.use_date(dt.date(2026, 1, 2)):
        second = started(tmp_path, retitled(sample_files(), "voucher", "第二版带来的"))
    loaded = PackVersion.objects.filter(folder_at__isnull=False).order_by("-folder_at")
    assert loaded[0].version == second
