"""The room's verbs: a file kept, removed, destroyed. Whoever calls has asked their own access function."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.ids import new_id
from zhongchuang.core.locks import alone, alongside
from zhongchuang.core.upload import AcceptedUpload
from zhongchuang.files.access import FileAction, may_file
from zhongchuang.files.models import StoredFile


@transaction.atomic
def file_store(*, actor: Actor, upload: AcceptedUpload, belongs_to: str) -> StoredFile:
    """Keep a file for a thing. The bytes are on disk before the row is, so that a row never names what is not there.

    Raises NotAllowed for a visitor without an account, unless the thing takes files from anybody (`objection:…`).
    """
    if not may_file(actor, FileAction.STORE, belongs_to):
        raise NotAllowed()
    alongside(_turn(upload.sha256))
    keep_bytes(upload.sha256, upload.data)
    row = StoredFile.objects.create(
        key=new_id().hex,
        sha256=upload.sha256,
        name=upload.name,
        media_type=upload.kind.content_type,
        size=len(upload.data),
        belongs_to=belongs_to,
        stored_by=f"{actor.kind}:{actor.user_id or actor.name}",
        stored_at=clock.now(),
    )
    audit_write(
        actor=actor,
        verb="files.file_store",
        target=row,
        after={"belongs_to": belongs_to, "sha256": upload.sha256, "bytes": row.size},
    )
    return row


@transaction.atomic
def file_remove(*, actor: Actor, file: StoredFile) -> None:
    """Take a file away from view; its bytes stay as long as the records law asks. Raises NotAllowed."""
    if not may_file(actor, FileAction.REMOVE, file.belongs_to):
        raise NotAllowed()
    if file.removed_at is not None:
        return
    file.removed_at = clock.now()
    file.save(update_fields=["removed_at"])
    audit_write(
        actor=actor, verb="files.file_remove", target=file, before={"removed": False}, after={"removed": True}
    )


@transaction.atomic
def file_destroy(*, actor: Actor, file: StoredFile) -> bool:
    """Destroy a file whose term is over: its bytes go with the last thing they were handed in for, its row stays and says when.

    Whether there was anything to do. Nobody keeps the same bytes at this moment, or finds them there and writes a row that names
    nothing: whoever stores a file waits for this to end. Call it last in the transaction; where that fails, the bytes may be gone
    and the row not say so, and calling it again sets that right. Raises NotAllowed for people.
    """
    if not may_file(actor, FileAction.DESTROY, file.belongs_to):
        raise NotAllowed()
    now = clock.now()
    alone(_turn(file.sha256))
    standing = StoredFile.objects.filter(pk=file.pk, destroyed_at=None)
    if not standing.update(destroyed_at=now):
        return False
    StoredFile.objects.filter(pk=file.pk, removed_at=None).update(removed_at=now)
    file.refresh_from_db()
    audit_write(
        actor=actor,
        verb="files.file_destroy",
        target=file,
        before={"destroyed": False},
        after={"destroyed": True, "sha256": file.sha256},
    )
    if not _named(file.sha256):
        path_of(file.sha256).unlink(missing_ok=True)
    return True


def _named(sha256: str) -> bool:
    """Whether bytes were handed in for anything else that still has them."""
    return StoredFile.objects.filter(sha256=sha256, destroyed_at=None).exists()


def _turn(sha256: str) -> str:
    return f"files.bytes:{sha256}"


def path_of(sha256: str) -> Path:
    """Where the bytes of a digest lie."""
    return Path(settings.MEDIA_ROOT) / "files" / sha256[:2] / sha256


def keep_bytes(sha256: str, data: bytes) -> None:
    """Write the bytes under their digest, whole or not at all; the same bytes are kept once."""
    path = path_of(sha256)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
