"""Bytes destroyed at the moment at which others hand the same bytes in: no row names what is not there.

The control stores without a turn, as somebody would who looks for the bytes and then writes the row: there one does.
"""

from __future__ import annotations

import time
from hashlib import sha256
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.concurrency.processes import TIME_LIMIT, signal, together, values
from zhongchuang.core import clock
from zhongchuang.core.upload import AcceptedUpload, FileKind
from zhongchuang.files import services
from zhongchuang.files.models import StoredFile
from zhongchuang.files.selectors import file_bytes
from zhongchuang.files.services import file_destroy, file_store, keep_bytes, path_of
from zhongchuang.parties.tests.factory import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
DATA = "编号,姓名\n1,虚构某甲\n".encode()
SHA256 = sha256(DATA).hexdigest()
UPLOAD = AcceptedUpload("清单.csv", FileKind.CSV, DATA, SHA256)
STORING = 3


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_what_is_handed_in_while_the_same_is_destroyed_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    old = file_store(actor=SYSTEM, upload=UPLOAD, belongs_to="award-import:old")
    looked, named = signal(), services._named

    def slowly(digest: str) -> bool:
        found = named(digest)
        looked.set()
        time.sleep(0.5)  # long enough for the others to come to the bytes, had they no turn to wait for
        return found

    monkeypatch.setattr(services, "_named", slowly)

    def act(number: int) -> int:
        if number == 0:
            return int(file_destroy(actor=SYSTEM, file=old))
        looked.wait(TIME_LIMIT)
        return int(file_store(actor=SYSTEM, upload=UPLOAD, belongs_to=f"award-import:{number}").pk)

    values(together(act, count=STORING + 1))
    standing = StoredFile.objects.filter(destroyed_at=None)
    assert standing.count() == STORING and not standing.filter(pk=old.pk).exists()
    assert all(file_bytes(one) == DATA for one in standing)


def test_control_without_a_turn_a_row_names_what_is_gone() -> None:
    keep_bytes(SHA256, DATA)
    looked, kept = signal(), signal()

    def naive(number: int) -> None:
        if number == 0:
            nobody = not StoredFile.objects.filter(sha256=SHA256).exists()
            looked.set()
            kept.wait(TIME_LIMIT)
            if nobody:
                path_of(SHA256).unlink()
            return
        looked.wait(TIME_LIMIT)
        keep_bytes(SHA256, DATA)
        kept.set()
        StoredFile.objects.create(
            key="naive",
            sha256=SHA256,
            name=UPLOAD.name,
            media_type=UPLOAD.kind.content_type,
            size=len(DATA),
            belongs_to="award-import:new",
            stored_by="system:tests",
            stored_at=clock.now(),
        )

    values(together(naive, count=2))
    assert StoredFile.objects.count() == 1 and not path_of(SHA256).exists()
