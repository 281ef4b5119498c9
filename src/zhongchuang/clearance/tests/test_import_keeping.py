"""The file of an import goes after its term, or the night after a name in it came down; what became of its rows stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from zhongchuang.clearance.importing.keeping import OPEN_DAYS, TAKEN_DAYS
from zhongchuang.clearance.jobs import forget_import_files
from zhongchuang.clearance.models import (
    Award,
    AwardImport,
    AwardState,
    ImportChoice,
    ImportedAward,
    ImportProblem,
    ImportState,
)
from zhongchuang.clearance.services.import_keeping import import_files_forget
from zhongchuang.clearance.services.importing import award_import_drop, import_go_on
from zhongchuang.clearance.services.names import name_take_down, names_take_down
from zhongchuang.clearance.tests.awards import at_post, officer
from zhongchuang.clearance.tests.importing import PLACE, a_row, read_in, taken_in
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.clock import FrozenClock, use_date
from zhongchuang.core.errors import NotAllowed
from zhongchuang.files.models import StoredFile
from zhongchuang.files.services import path_of
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, make_place, signed_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)
PERSON = {"uscc": "", "personal": "是", "name": "虚构某甲", "title": "虚构某甲创业补贴"}


@pytest.fixture(autouse=True)
def today(settings: Settings, tmp_path: Path) -> Iterator[FrozenClock]:
    settings.MEDIA_ROOT = tmp_path
    make_place(PLACE)
    with use_date(TODAY) as clock:
        yield clock


def run() -> int:
    return int(forget_import_files.func(""))


def kept(found: AwardImport) -> bool:
    """Whether its file is there; its row and the bytes must say the same."""
    found.refresh_from_db()
    there = path_of(found.sha256).exists()
    assert there is (found.file_gone_at is None)
    assert there is (StoredFile.objects.get(key=found.file_key).destroyed_at is None)
    return there


def test_taken_in_it_is_kept_for_its_term_and_what_it_said_for_longer(today: FrozenClock) -> None:
    found = taken_in([a_row(1), a_row(2, amount="五万")], choice=ImportChoice.GOOD)
    today.move_to(TODAY + (TAKEN_DAYS - 1) * DAY)
    assert run() == 0 and kept(found)
    today.move_to(TODAY + TAKEN_DAYS * DAY)
    assert run() == 1 and run() == 0 and not kept(found)
    assert (found.state, found.rows, found.bad) == (ImportState.TAKEN, 2, 1)
    assert ImportedAward.objects.get().content["name"] == "虚构制造1有限公司"
    assert not ImportProblem.objects.exists()  # they repeat what stood in cells
    assert AuditEntry.objects.filter(verb="clearance.import_file_forget").count() == 1
    again = taken_in([a_row(1), a_row(2, amount="五万")], choice=ImportChoice.GOOD)
    assert (again.sha256, again.same) == (found.sha256, 1) and kept(again)


def test_what_nobody_takes_in_is_given_up_with_its_file(today: FrozenClock) -> None:
    read, dropped = read_in([a_row(1)]), read_in([a_row(2)])
    failed = read_in([])
    assert failed.state == ImportState.FAILED
    award_import_drop(actor=SYSTEM, key=dropped.key, expected_version=dropped.row_version)
    assert run() == 1 and not kept(dropped) and kept(read) and kept(failed)
    today.move_to(TODAY + OPEN_DAYS * DAY)
    assert run() == 2 and not kept(read) and not kept(failed)
    assert (read.state, failed.state) == (ImportState.DROPPED, ImportState.FAILED)
    assert import_go_on(actor=SYSTEM, key=read.key) == "" and not Award.objects.exists()


def test_what_is_being_written_is_not_touched(today: FrozenClock) -> None:
    found = read_in([a_row(1)])
    AwardImport.objects.update(state=ImportState.TAKING, choice=ImportChoice.WHOLE)
    today.move_to(TODAY + 400 * DAY)
    assert run() == 0 and kept(found)
    assert import_go_on(actor=SYSTEM, key=found.key) == ImportState.TAKEN
    assert run() == 0 and kept(found)


def test_a_name_that_comes_down_takes_the_files_of_its_source_along(today: FrozenClock) -> None:
    """Every file in which it may stand: also one that said the same again, and one that comes later. Of others none."""
    first, same = taken_in([a_row(1, **PERSON)]), taken_in([a_row(1, **PERSON), a_row(2)])
    other = read_in([a_row(3, **PERSON)], source="虚构市人社局")
    Award.objects.filter(personal=True).update(
        state=AwardState.PUBLIC, published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), down_on=TODAY + DAY
    )
    assert run() == 0 and kept(first) and kept(same)
    today.move_to(TODAY + DAY)
    assert names_take_down(actor=SYSTEM) == 1
    assert run() == 2 and not kept(first) and not kept(same) and kept(other)
    later = taken_in([a_row(1, **PERSON, amount="70000")])
    assert later.corrected == 1 and run() == 1 and not kept(later)
    files = [path.read_bytes() for path in path_of(later.sha256).parents[1].rglob("*") if path.is_file()]
    assert (
        len(files) == 1 and "虚构某甲".encode() in files[0]
    )  # the other department's, which nobody has taken in


def test_bytes_that_another_import_still_needs_stay(today: FrozenClock) -> None:
    first = taken_in([a_row(1)])
    today.move_to(TODAY + 50 * DAY)
    second = read_in([a_row(1)])
    award_import_drop(actor=SYSTEM, key=second.key, expected_version=second.row_version)
    assert run() == 1
    assert path_of(first.sha256).exists()
    assert StoredFile.objects.get(key=second.file_key).destroyed_at is not None
    today.move_to(TODAY + TAKEN_DAYS * DAY)
    assert run() == 1 and not kept(first)


def test_one_that_cannot_be_destroyed_hinders_no_other_and_goes_the_next_time(
    today: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = taken_in([a_row(1)]), taken_in([a_row(2)])
    today.move_to(TODAY + TAKEN_DAYS * DAY)
    path = path_of(other.sha256)
    kept_bytes = path.read_bytes()
    path.unlink()
    path.mkdir()  # as if it could not be unlinked
    with pytest.raises(OSError):
        run()
    assert not kept(one) and AwardImport.objects.get(pk=other.pk).file_gone_at is None
    path.rmdir()
    path.write_bytes(kept_bytes)
    assert run() == 1 and not kept(other)


def test_the_page_says_until_when_and_since_when() -> None:
    found = taken_in([a_row(1)])
    client, address = signed_in(at_post(Role.OFFICER)), f"/office/imports/{found.key}/"
    page = client.get(address).content.decode()
    assert "最晚保存到这一天" in page and "2027-02-18" in page
    AwardImport.objects.update(taken_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert run() == 1
    page = client.get(address).content.decode()
    assert "已销毁" in page and "最晚保存到这一天" not in page and "虚构制造1有限公司" in page
    dropped = read_in([a_row(2, amount="五万")])
    award_import_drop(actor=SYSTEM, key=dropped.key, expected_version=dropped.row_version)
    assert "今夜销毁" in client.get(f"/office/imports/{dropped.key}/").content.decode()


def test_no_person_destroys_files() -> None:
    with pytest.raises(NotAllowed):
        import_files_forget(actor=officer())


def test_a_name_taken_down_by_hand_counts_too() -> None:
    found = taken_in([a_row(1, **PERSON)])
    assert name_take_down(actor=SYSTEM, award_id=Award.objects.get().pk)
    assert run() == 1 and not kept(found)
