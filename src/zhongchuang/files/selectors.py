"""The room's reads."""

from __future__ import annotations

from hashlib import sha256

from zhongchuang.core.errors import Unavailable
from zhongchuang.files.models import StoredFile
from zhongchuang.files.services import path_of


class FileDamaged(Unavailable):
    """The bytes on disk are gone, or are not those that were handed in."""

    default_code = "files.damaged"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"文件“{name}”在存储中丢失或已损坏。",
            f"The file “{name}” is missing from the store, or damaged.",
            next_zh="请联系平台管理员从备份恢复。",
            next_en="Ask the administrator to restore it from a backup.",
        )


def file_bytes(file: StoredFile) -> bytes:
    """The bytes as they were handed in, checked against their digest. Raises FileDamaged."""
    path = path_of(file.sha256)
    data = path.read_bytes() if path.is_file() else b""
    if sha256(data).hexdigest() != file.sha256:
        raise FileDamaged(file.name)
    return data


def file_by_key(key: str) -> StoredFile | None:
    """A file that stands, by its key; the caller's room has asked who may open what it belongs to."""
    found: StoredFile | None = StoredFile.objects.filter(key=key, removed_at=None).first()
    return found


def files_of(belongs_to: str) -> list[StoredFile]:
    """The files of a thing that stand, in the order they came."""
    return list(StoredFile.objects.filter(belongs_to=belongs_to, removed_at=None).order_by("pk"))
