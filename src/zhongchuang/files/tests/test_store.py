"""Files kept by content: once, whole, found again as they were, and told where they are damaged."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from pytest_django import Settings

from zhongchuang.core.actors import ANONYMOUS, PersonActor, SystemActor
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.upload import AcceptedUpload, FileKind
from zhongchuang.files.models import StoredFile
from zhongchuang.files.selectors import FileDamaged, file_by_key, file_bytes
from zhongchuang.files.services import file_destroy, file_remove, file_store, path_of

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("tests")
DATA = b"%PDF-1.7 paper"


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def paper(name: str = "证明.pdf", data: bytes = DATA) -> AcceptedUpload:
    return AcceptedUpload(name, FileKind.PDF, data, sha256(data).hexdigest())


def test_it_is_found_again_as_it_was() -> None:
    row = file_store(actor=SYSTEM, upload=paper(), belongs_to="case:1")
    assert file_bytes(row) == DATA
    assert (row.name, row.size, row.media_type) == ("证明.pdf", len(DATA), "application/pdf")
    assert AuditEntry.objects.filter(verb="files.file_store").count() == 1


def test_the_same_bytes_are_kept_once() -> None:
    one = file_store(actor=SYSTEM, upload=paper(), belongs_to="case:1")
    other = file_store(actor=SYSTEM, upload=paper("另一份.pdf"), belongs_to="case:2")
    assert one.key != other.key
    assert path_of(one.sha256) == path_of(other.sha256)
    assert len(list(path_of(one.sha256).parent.iterdir())) == 1


def test_what_is_damaged_or_gone_is_told() -> None:
    row = file_store(actor=SYSTEM, upload=paper(), belongs_to="case:1")
    path_of(row.sha256).write_bytes(b"other")
    with pytest.raises(FileDamaged, match="证明"):
        file_bytes(row)
    path_of(row.sha256).unlink()
    with pytest.raises(FileDamaged):
        file_bytes(row)


def test_taken_away_its_row_and_bytes_stay() -> None:
    row = file_store(actor=SYSTEM, upload=paper(), belongs_to="case:1")
    file_remove(actor=SYSTEM, file=row)
    file_remove(actor=SYSTEM, file=row)
    assert StoredFile.objects.get().removed_at is not None and file_bytes(row) == DATA
    assert AuditEntry.objects.filter(verb="files.file_remove").count() == 1


def test_destroyed_its_bytes_go_with_the_last_that_has_them_and_its_row_says_so() -> None:
    one = file_store(actor=SYSTEM, upload=paper(), belongs_to="case:1")
    other = file_store(actor=SYSTEM, upload=paper("另一份.pdf"), belongs_to="case:2")
    file_remove(actor=SYSTEM, file=other)  # out of sight, and kept
    assert file_destroy(actor=SYSTEM, file=one)
    assert file_by_key(one.key) is None and file_bytes(other) == DATA
    assert file_destroy(actor=SYSTEM, file=other)
    assert not path_of(one.sha256).exists()
    assert not file_destroy(actor=SYSTEM, file=other)
    assert AuditEntry.objects.filter(verb="files.file_destroy").count() == 2
    assert not StoredFile.objects.filter(destroyed_at=None).exists()
    again = file_store(actor=SYSTEM, upload=paper(), belongs_to="case:3")
    assert file_bytes(again) == DATA


def test_no_person_destroys_a_file() -> None:
    row = file_store(actor=SYSTEM, upload=paper(), belongs_to="case:1")
    for who in (ANONYMOUS, PersonActor(user_id="7")):
        with pytest.raises(NotAllowed):
            file_destroy(actor=who, file=row)
    assert file_bytes(row) == DATA


def test_a_visitor_hands_in_evidence_and_nothing_else() -> None:
    assert file_store(actor=ANONYMOUS, upload=paper(), belongs_to="objection:YY-1").pk
    with pytest.raises(NotAllowed):
        file_store(actor=ANONYMOUS, upload=paper(), belongs_to="case:1")
