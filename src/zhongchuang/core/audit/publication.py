"""The public files, outside the database: what anyone may copy today and hold against us tomorrow.

``seals.jsonl`` one line a seal, each naming the hash of the one before; only ever appended to
``leaves/00000042.txt`` the leaf hashes of seal 42 in order, so that a change can be named, not only noticed

Leaves are salted, so neither file tells anything about what was done. Whoever keeps a copy of one line holds
everything up to it in place: a log rewritten later cannot meet it again.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from zhongchuang.core.audit.seal_record import PublishedSeal, SealRecord, read_line
from zhongchuang.core.errors import Unavailable


class PublicationUnavailable(Unavailable):
    """The folder of the public files cannot be written or read."""

    default_code = "core.publication_unavailable"


@dataclass(frozen=True)
class BrokenLine:
    """A line of the public file that cannot be read."""

    line_number: int
    text: str


@dataclass(frozen=True)
class SealFile:
    """The public file as read: its seals in the order of the lines, what cannot be read, whether the end is
    torn."""

    seals: tuple[PublishedSeal, ...]
    broken: tuple[BrokenLine, ...]
    torn: bool
    present: bool


class Publication:
    """The folder of the public files."""

    def __init__(self, directory: Path | None = None) -> None:
        self.directory = Path(directory or settings.AUDIT_PUBLICATION_DIR)

    @property
    def seals_path(self) -> Path:
        """The file of the seals."""
        return self.directory / "seals.jsonl"

    def leaves_path(self, number: int) -> Path:
        """The file of a seal's leaves."""
        return self.directory / "leaves" / f"{number:08}.txt"

    def append(self, record: SealRecord, leaves: Iterable[str]) -> None:
        """Publish a seal: first its leaves, then its line, each on the disk before the next step.

        A line torn by a power cut is ended, so that it stays visible as broken and the new line stays
        readable. Raises PublicationUnavailable.
        """
        with self._told(), self._locked():
            self._write_leaves(record.number, leaves)
            with self.seals_path.open("ab+") as file:
                if file.tell() > 0:
                    file.seek(-1, os.SEEK_END)
                    if file.read(1) != b"\n":
                        file.write(b"\n")
                file.write(record.line().encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())

    def _write_leaves(self, number: int, leaves: Iterable[str]) -> None:
        path = self.leaves_path(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        with unfinished.open("w", encoding="ascii") as file:
            file.writelines(f"{leaf}\n" for leaf in leaves)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)

    def read_seals(self) -> SealFile:
        """Everything in the file of seals. A file that is not there is empty and not present."""
        with self._told():
            if not self.seals_path.is_file():
                return SealFile((), (), torn=False, present=False)
            text = self.seals_path.read_text(encoding="utf-8", errors="replace")
        seals: list[PublishedSeal] = []
        broken: list[BrokenLine] = []
        for line_number, line in enumerate(text.splitlines(), start=1):
            try:
                seals.append(read_line(line))
            except (ValueError, KeyError, TypeError):
                broken.append(BrokenLine(line_number, line[:80]))
        return SealFile(
            tuple(seals), tuple(broken), torn=bool(text) and not text.endswith("\n"), present=True
        )

    def read_leaves(self, number: int) -> list[str] | None:
        """The leaves of a seal in order, or None where the file is missing."""
        with self._told():
            path = self.leaves_path(number)
            return path.read_text(encoding="ascii", errors="replace").split() if path.is_file() else None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time appends; a killed process lets go."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _told(self) -> Iterator[None]:
        """A failure of the disk as a sentence."""
        try:
            yield
        except OSError as error:
            raise PublicationUnavailable(
                f"审计公布目录 {self.directory} 无法读写（{error.strerror}）。",
                f"The audit publication folder {self.directory} cannot be used ({error.strerror}).",
                next_zh="请检查目录是否存在、权限与磁盘空间，然后重新运行 zhongchuang audit seal。",
                next_en="Check folder, permissions and free space, then run zhongchuang audit seal again.",
            ) from error
