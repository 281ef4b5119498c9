"""Awards of other departments: a file is handed in, read in a process of its own, looked at, and taken in whole by a worker.

What is written is written in one transaction that also says that it is done: a worker that dies leaves nothing, and whoever takes
the work up again finds it undone or done. Taking the same bytes in once more changes nothing: each row is what is there already.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO

from django.db import transaction

from zhongchuang.clearance.access import ImportAction, import_reach
from zhongchuang.clearance.decisions import canonical
from zhongchuang.clearance.errors import ImportEmpty, ImportNotClean, ImportUnusable, SourceKeptElsewhere
from zhongchuang.clearance.events import AwardImportAsked
from zhongchuang.clearance.importing.limits import MAX_FILE_BYTES
from zhongchuang.clearance.importing.rows import AwardRow, FileError
from zhongchuang.clearance.models import AwardImport, ImportChoice, ImportState
from zhongchuang.clearance.selectors.importing import kept_by_another
from zhongchuang.clearance.services.import_common import (
    CHUNK,
    chunks_of,
    file_of,
    locked,
    reached,
    rows_of,
    save,
    signed,
    with_places,
)
from zhongchuang.clearance.services.import_reading import award_import_read
from zhongchuang.clearance.services.import_writing import Written, write_awards
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_id
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import alone, lock_row
from zhongchuang.core.outbox import emit
from zhongchuang.core.upload import AcceptedUpload, FileKind
from zhongchuang.files.services import file_store
from zhongchuang.parties.selectors.organisations import places

KINDS = (FileKind.XLSX, FileKind.CSV)
READ_AT_ONCE = 256 * 1024
"""Bytes up to which a file is read while its sender waits; a larger one is a worker's."""
TAKEN_AT_ONCE = 500
LONGEST_SOURCE, LONGEST_BASIS = 200, 400


def award_import_add(
    *,
    actor: Actor,
    channel: str,
    source: str,
    upload: AcceptedUpload,
    public_basis: str = "",
    complete: bool = False,
    department_id: int | None = None,
    key: str | None = None,
) -> AwardImport:
    """Keep a file that a department gave; it is read at once where it is small, else by a worker. Nothing is taken in yet.

    `source` is the department as it is called, `public_basis` where its awards are public already (empty: they wait for review),
    `complete` says that the file is everything it has. `department_id`: for which of one's departments; without it one's own.
    Raises NotAllowed, ImportUnusable, SourceKeptElsewhere, InvalidInput.
    """
    reach = import_reach(actor)
    department = reach.own if department_id is None else department_id
    if not reach.reaches(ImportAction.IMPORT, department):
        raise NotAllowed()
    told = _words("source", source, LONGEST_SOURCE, required=True)
    _refuse_kept_elsewhere(told, canonical(told), department)
    basis = _words("public_basis", public_basis, LONGEST_BASIS, required=False)
    if upload.kind not in KINDS or len(upload.data) > MAX_FILE_BYTES:
        raise InvalidInput(
            "只接受 64 MB 以内的 .xlsx 和 .csv。",
            "Only .xlsx and .csv up to 64 MB are taken.",
            fields={"file": Wording("只接受 64 MB 以内的 .xlsx 和 .csv", "Only .xlsx and .csv up to 64 MB")},
        )

    def run() -> AwardImport:
        name = new_id().hex
        stored = file_store(actor=actor, upload=upload, belongs_to=f"award-import:{name}")
        made = AwardImport.objects.create(
            key=name,
            channel=channel,
            source=told,
            source_key=canonical(told),
            department_id=department,
            public_basis=basis,
            complete=complete,
            file_key=stored.key,
            file_name=upload.name[:200],
            sha256=upload.sha256,
            size=len(upload.data),
            made_by=signed(actor),
            made_at=clock.now(),
        )
        audit_write(
            actor=actor,
            verb="clearance.award_import_add",
            target=made,
            after={"channel": channel, "source": told, "sha256": upload.sha256, "public_basis": basis},
        )
        emit(AwardImportAsked(key=name))
        return made

    request = {
        "source": told,
        "sha256": upload.sha256,
        "basis": basis,
        "complete": complete,
        "for": department,
    }
    made = _once(actor, key, "clearance.award_import_add", request, run)
    if made.size <= READ_AT_ONCE and made.state == ImportState.WAITING:
        return award_import_read(actor=actor, key=made.key)
    return made


def award_import_take(
    *, actor: Actor, key: str, choice: ImportChoice, expected_version: int, request_key: str | None = None
) -> AwardImport:
    """Let a file that was read be taken in: all of it, or with `GOOD` all but the rows that are wrong. Written by a worker, a
    short one at once. Raises NotAllowed, NotFound, StaleVersion, ImportOver, ImportNotClean, ImportEmpty.
    """
    found = reached(actor, key)

    def run() -> AwardImport:
        held = locked(found.pk, expected_version, ImportState.READ)
        if held.bad and choice is not ImportChoice.GOOD:
            raise ImportNotClean(held.bad)
        if held.bad >= held.rows:
            raise ImportEmpty()
        held.state, held.choice, held.taken_by = ImportState.TAKING, choice, signed(actor)
        save(held, "state", "choice", "taken_by")
        audit_write(
            actor=actor,
            verb="clearance.award_import_take",
            target=held,
            after={"choice": choice, "rows": held.rows, "left_out": held.bad, "sha256": held.sha256},
        )
        emit(AwardImportAsked(key=held.key))
        return held

    request = {"import": key, "choice": choice, "version": expected_version}
    taken = _once(actor, request_key, "clearance.award_import_take", request, run)
    if taken.state == ImportState.TAKING and taken.rows <= TAKEN_AT_ONCE:
        return _written(actor, taken)
    return taken


def award_import_drop(
    *, actor: Actor, key: str, expected_version: int, request_key: str | None = None
) -> AwardImport:
    """Give a file up; nothing of it was taken in. Raises NotAllowed, NotFound, StaleVersion, ImportOver."""
    found = reached(actor, key)

    def run() -> AwardImport:
        held = locked(found.pk, expected_version, ImportState.READ, ImportState.FAILED, ImportState.WAITING)
        held.state = ImportState.DROPPED
        save(held, "state")
        held.problems.all().delete()
        audit_write(actor=actor, verb="clearance.award_import_drop", target=held, after={"state": held.state})
        return held

    request = {"import": key, "version": expected_version}
    return _once(actor, request_key, "clearance.award_import_drop", request, run)


def import_go_on(*, actor: Actor, key: str) -> str:
    """What is next for a file: read it, or write it. For the worker; safe to call again. Returns its state, empty where there was
    nothing to do. Raises NotAllowed for anybody but the platform.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    found = AwardImport.objects.filter(key=key).first()
    if found is None:
        return ""
    match found.state:
        case ImportState.WAITING:
            return award_import_read(actor=actor, key=key).state
        case ImportState.TAKING:
            return _written(actor, found).state
        case _:
            return ""


def _written(actor: Actor, found: AwardImport) -> AwardImport:
    """Read the file again into a place beside the database, then write all of it in one transaction."""
    known_places = frozenset(places().values_list("pk", flat=True))
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        try:
            with file_of(found) as file:
                for one in rows_of(file):
                    checked = with_places(one, known_places)
                    told = checked.row.to_json() if checked.row else None
                    spool.write(json.dumps([one.line, one.number, told], ensure_ascii=False) + "\n")
        except FileError as error:
            return _break_off(actor, found.pk, error.told)
        spool.seek(0)
        return _write(actor, found.pk, spool)


@transaction.atomic
def _write(actor: Actor, pk: int, spool: IO[str]) -> AwardImport:
    alone(f"clearance.import:{AwardImport.objects.values_list('source_key', flat=True).get(pk=pk)}")
    held = lock_row(AwardImport.objects.all(), pk)
    if held.state != ImportState.TAKING:
        return held
    try:  # another department may have been the first to take this source in since the file came
        _refuse_kept_elsewhere(held.source, held.source_key, held.department_id)
    except SourceKeptElsewhere as error:
        return _break_off(actor, pk, error.told)
    done: Written = write_awards(held, _spooled(spool))
    held.state, held.taken_at = ImportState.TAKEN, clock.now()
    held.fresh, held.same, held.corrected, held.gone = done.fresh, done.same, done.corrected, done.gone
    save(held, "state", "taken_at", "fresh", "same", "corrected", "gone")
    audit_write(
        actor=actor,
        verb="clearance.award_import_written",
        target=held,
        after={
            "sha256": held.sha256,
            "new": done.fresh,
            "unchanged": done.same,
            "corrected": done.corrected,
            "gone": done.gone,
            "left_out": done.left_out,
            "withdrawn": done.withdrawn,
        },
    )
    done.publish()
    return held


@transaction.atomic
def _break_off(actor: Actor, pk: int, told: Wording) -> AwardImport:
    """A file that could be read before and cannot now: it says so, and nothing was taken in."""
    held = lock_row(AwardImport.objects.all(), pk)
    if held.state == ImportState.TAKING:
        held.state, held.problem_zh, held.problem_en = ImportState.FAILED, told.zh[:400], told.en[:600]
        save(held, "state", "problem_zh", "problem_en")
        audit_write(
            actor=actor, verb="clearance.award_import_broke_off", target=held, after={"state": held.state}
        )
    return held


def _refuse_kept_elsewhere(source: str, source_key: str, department: int | None) -> None:
    """Raises SourceKeptElsewhere: one department does not correct what another answers for."""
    if other := kept_by_another(source_key, department):
        raise SourceKeptElsewhere(source, other)


def _spooled(spool: IO[str]) -> Iterator[Sequence[tuple[int, str, AwardRow | None]]]:
    told = (json.loads(line) for line in spool)
    rows = ((line, number, AwardRow.from_json(row) if row else None) for line, number, row in told)
    yield from chunks_of(rows, CHUNK)


def _words(field: str, text: str, most: int, *, required: bool) -> str:
    told = " ".join(text.split())
    if required and not canonical(told):
        raise ImportUnusable(field, "请写明由哪个部门提供", "Say which department gave it")
    if len(told) > most or not told.isprintable():
        raise ImportUnusable(field, f"至多 {most} 字，不含控制字符", f"At most {most} printable characters")
    return told


def _once(
    actor: Actor, key: str | None, verb: str, request: Mapping[str, object], run: Callable[[], AwardImport]
) -> AwardImport:
    def recalled(pk: Json) -> AwardImport:
        return AwardImport.objects.get(pk=int(str(pk)))

    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request=request,
        run=run,
        remember=lambda row: row.pk,
        recall=recalled,
    )
