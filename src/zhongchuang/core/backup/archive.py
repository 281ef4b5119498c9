"""The archive: a plain tar whose first member is a manifest with the size and SHA-256 of every other."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from zhongchuang.core.errors import InvalidInput

FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024
_LARGEST_MANIFEST = 64 * _CHUNK


class ArchiveDamaged(InvalidInput):
    """The archive is no backup, or is not what its manifest says."""

    default_code = "core.backup_damaged"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(
            f"备份包不能使用：{zh}。没有改动任何数据。",
            f"The backup cannot be used: {en}. Nothing was changed.",
            next_zh="请换一份完好的备份。",
            next_en="Use another, intact backup.",
        )


@dataclass(frozen=True)
class Member:
    """A file in the archive: its name there, its size in bytes, its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What the archive holds and where it comes from."""

    format: int
    made_at: str
    release: str
    vendor: str
    server_version: str
    migrations: tuple[str, ...]
    key_ids: tuple[str, ...]
    newest_seal: int
    members: tuple[Member, ...]

    def to_json(self) -> str:
        """The manifest as text."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)

    @property
    def moment(self) -> dt.datetime:
        """When the backup was made."""
        return dt.datetime.fromisoformat(self.made_at)


def digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal, in constant memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def describe(files: Mapping[str, Path]) -> tuple[Member, ...]:
    """Size and checksum of each file, by its name in the archive."""
    return tuple(Member(name, path.stat().st_size, digest(path)) for name, path in sorted(files.items()))


def write_archive(target: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the archive, readable for its owner alone."""
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as tar:
        text = manifest.to_json().encode()
        tar.addfile(_info(MANIFEST, len(text), manifest.moment), io.BytesIO(text))
        for member in manifest.members:
            with files[member.name].open("rb") as file:
                tar.addfile(_info(member.name, member.size, manifest.moment), file)
    target.chmod(0o600)


def _info(name: str, size: int, moment: dt.datetime) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(moment.timestamp())
    return info


def read_manifest(source: Path) -> Manifest:
    """The manifest of an archive. Raises ArchiveDamaged."""
    try:
        with tarfile.open(source, "r:") as tar:
            first = tar.next()
            file = tar.extractfile(first) if first and first.name == MANIFEST and first.isreg() else None
            if first is None or file is None or first.size > _LARGEST_MANIFEST:
                raise ArchiveDamaged("它不是众创台的备份", "it is no backup of this platform")
            return _manifest(json.loads(file.read()))
    except (tarfile.TarError, OSError, ValueError, KeyError, TypeError) as error:
        raise ArchiveDamaged("无法读取", "it cannot be read") from error


def _manifest(fields: dict[str, Any]) -> Manifest:
    if fields.get("format") != FORMAT:
        raise ArchiveDamaged("它由不兼容的版本写成", "it was written by an incompatible release")
    return Manifest(
        **{
            **fields,
            "members": tuple(Member(**member) for member in fields["members"]),
            "migrations": tuple(fields["migrations"]),
            "key_ids": tuple(fields["key_ids"]),
        }
    )


def check_archive(source: Path, *, into: Path | None = None) -> Manifest:
    """Compare every member with the manifest and, with `into`, unpack it there while comparing.

    Nothing may be missing, added, altered, or lead out of its folder. Raises ArchiveDamaged.
    """
    manifest = read_manifest(source)
    expected = {member.name: member for member in manifest.members}
    try:
        with tarfile.open(source, "r:") as tar:
            for info in tar:
                if info.name == MANIFEST:
                    continue
                member = expected.pop(info.name, None)
                file = tar.extractfile(info) if info.isreg() else None
                if member is None or file is None or not is_plain(info.name):
                    raise ArchiveDamaged(
                        f"多出了 {info.name[:80]}", f"{info.name[:80]!r} does not belong there"
                    )
                _take(file, member, into)
    except (tarfile.TarError, OSError) as error:
        raise ArchiveDamaged("文件不完整", "the file is incomplete") from error
    if expected:
        missing = sorted(expected)[0]
        raise ArchiveDamaged(f"缺少 {missing}", f"{missing} is missing")
    return manifest


def is_plain(name: str) -> bool:
    """Whether a name stays below the folder it is unpacked into."""
    path = PurePosixPath(name)
    return (
        not path.is_absolute()
        and ".." not in path.parts
        and not re.search(r"[\\\x00]", name)
        and bool(path.parts)
    )


def _take(file: IO[bytes], member: Member, into: Path | None) -> None:
    """Read one member through, keeping it if asked to."""
    hashed = hashlib.sha256()
    target = None if into is None else into / member.name
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
    with io.BytesIO() if target is None else target.open("xb") as out:
        for chunk in _chunks(file):
            hashed.update(chunk)
            if target is not None:
                out.write(chunk)
    if hashed.hexdigest() != member.sha256:
        raise ArchiveDamaged(f"{member.name} 与清单的校验和不符", f"{member.name} does not fit its checksum")


def _chunks(file: IO[bytes]) -> Iterable[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
