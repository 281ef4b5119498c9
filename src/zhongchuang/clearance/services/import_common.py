"""What the verbs of a file of awards share: whose it is, that it is held in the right state, its bytes and rows."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import file_digest
from itertools import islice
from typing import IO, TypeVar

from zhongchuang.clearance.access import ImportAction, import_reach, imports_reached
from zhongchuang.clearance.errors import ImportOver
from zhongchuang.clearance.importing.rows import CellProblem, Column, ReadRow
from zhongchuang.clearance.importing.sandbox import read_awards
from zhongchuang.clearance.models import AwardImport, ImportState
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed, NotFound, Wording
from zhongchuang.core.locks import lock_row
from zhongchuang.files.selectors import FileDamaged, file_by_key
from zhongchuang.files.services import path_of

CHUNK = 2_000
NO_PLACE = Wording("没有这个地区代码，请用六位区划代码", "No such place; give its six digits")
T = TypeVar("T")


def rows_of(file: IO[bytes]) -> Iterator[ReadRow]:
    """Its rows, as a process of its own reads them. Raises FileError."""
    return read_awards(file, clock.today().isoformat())


def file_of(found: AwardImport) -> IO[bytes]:
    """The file as it was handed in, checked against its digest, at its beginning. Raises FileDamaged."""
    stored = file_by_key(found.file_key)
    path = path_of(found.sha256)
    if stored is None or not path.is_file():
        raise FileDamaged(found.file_name)
    file = path.open("rb", buffering=0)  # the child goes on where the operating system's place in the file is
    if file_digest(file, "sha256").hexdigest() != found.sha256:
        file.close()
        raise FileDamaged(found.file_name)
    file.seek(0)
    return file


def chunks_of(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    """So many at a time."""
    while chunk := list(islice(rows, size)):
        yield chunk


def reached(actor: Actor, key: str) -> AwardImport:
    """A file somebody works on. Raises NotFound where they may not even see it, NotAllowed where they only look."""
    reach = import_reach(actor)
    if not reach.may(ImportAction.LOOK):
        raise NotAllowed()
    found = imports_reached(AwardImport.objects.all(), reach).filter(key=key).first()
    if found is None:
        raise NotFound()
    if not reach.reaches(ImportAction.IMPORT, found.department_id):
        raise NotAllowed()
    return found


def locked(pk: int, expected_version: int, *states: ImportState) -> AwardImport:
    """Hold a file until the transaction ends. Raises ImportOver in another state, StaleVersion."""
    held = lock_row(AwardImport.objects.all(), pk)
    if held.state not in states:
        raise ImportOver(str(ImportState(held.state).label))
    return lock_row(AwardImport.objects.all(), pk, expected_version=expected_version)


def save(held: AwardImport, *fields: str) -> None:
    """Write fields of a file that is held."""
    held.row_version += 1
    held.save(update_fields=[*fields, "row_version"])


def signed(actor: Actor) -> str:
    """How a row names who acted."""
    return f"{actor.kind}:{actor.user_id or actor.name}"[:80]


def with_places(one: ReadRow, known: frozenset[str]) -> ReadRow:
    """A row whose place does not exist is wrong; which places there are only the platform knows."""
    if one.row is None or not one.row.place or one.row.place in known:
        return one
    return ReadRow(one.line, None, (CellProblem(one.line, Column.PLACE.head, NO_PLACE),), one.number)
