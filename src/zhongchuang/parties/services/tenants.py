"""Tenants by sheet: read and checked when uploaded, shown, and on a word written whole by a worker, or not at all.

`import_run` writes in one transaction that also says that it is done: a worker that dies leaves nothing, and whoever takes
the work up again finds it undone or done.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.download import safe_filename
from zhongchuang.core.errors import NotAllowed, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_id
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.core.outbox import emit
from zhongchuang.parties.decisions import uscc_checked
from zhongchuang.parties.errors import UsccInvalid
from zhongchuang.parties.errors.spaces import ImportOver, SheetUnusable, SpaceInputWrong
from zhongchuang.parties.events import TenantImportAsked
from zhongchuang.parties.models import ImportState, Space, TenantImport
from zhongchuang.parties.selectors.residency import known_tenants, stays_elsewhere
from zhongchuang.parties.services.tenant_records import check_recorder
from zhongchuang.parties.services.tenant_writing import write_rows
from zhongchuang.parties.spaces.comparing import Difference, KnownTenant, compared, problems_of, who
from zhongchuang.parties.spaces.reading import Unreadable
from zhongchuang.parties.spaces.sandbox import read_sheet
from zhongchuang.parties.spaces.sheet import CheckedSheet, Problem, SheetRow

logger = logging.getLogger("zhongchuang.parties.tenants")
OPEN = (ImportState.WAITING, ImportState.RUNNING)
BROKE_OFF = Wording(
    "导入中断，一行也没有写入。请重新上传；还是不行请联系管理员。",
    "The import broke off and nothing was written. Upload the sheet again, or ask the administrator.",
)
CHECKED_PART = 80
"""How far the bar is when everything is checked and the one transaction begins."""
_AT_ONCE = 100


def import_upload(
    *,
    actor: Actor,
    space: Space,
    filename: str,
    data: bytes,
    on: dt.date,
    key: str | None = None,
) -> TenantImport:
    """Read a sheet in a process of its own and keep what it says and what is wrong with it; nothing is written yet.

    Raises NotAllowed, SheetUnusable, SpaceInputWrong.
    """
    check_recorder(actor, space)
    if not space.opened_on <= on <= clock.today():
        raise SpaceInputWrong(
            "on",
            "数据截止日期要在空间开始运营以后、今天以前。",
            "The day of the data lies between the opening of the space and today.",
        )
    try:
        sheet = read_sheet(data, on)
    except Unreadable as error:
        raise SheetUnusable(error.told) from error
    digest = sha256(data).hexdigest()

    def run() -> TenantImport:
        found = found_wrong(space, sheet, known_tenants(space, on))
        problems = sorted([*sheet.problems, *found], key=lambda problem: problem.place)
        made: TenantImport = TenantImport.objects.create(
            key=new_id().hex,
            space=space,
            account_id=actor.user_id or actor.name[:40],
            filename=safe_filename(filename)[:120],
            sha256=digest,
            on=on,
            state=ImportState.FAULTY if problems else ImportState.READY,
            rows=[row.to_json() for row in sheet.rows],
            problems=[problem.to_json() for problem in problems],
            created_at=clock.now(),
        )
        audit_write(
            actor=actor,
            verb="parties.import_upload",
            target=made,
            after={"space": space.pk, "on": on, "sha256": digest, "rows": len(sheet.rows)},
        )
        return made

    return _once(actor, key, "parties.import_upload", {"space": space.pk, "sha256": digest, "on": on}, run)


def import_confirm(
    *, actor: Actor, found: TenantImport, expected_version: int, key: str | None = None
) -> TenantImport:
    """Let it be written; a worker does it. Raises NotAllowed, ImportOver, StaleVersion."""
    check_recorder(actor, found.space)

    def run() -> TenantImport:
        locked = _moved(found, expected_version, (ImportState.READY,), ImportState.WAITING)
        audit_write(actor=actor, verb="parties.import_confirm", target=locked)
        emit(TenantImportAsked(key=locked.key))
        return locked

    request = {"import": found.key, "row_version": expected_version}
    return _once(actor, key, "parties.import_confirm", request, run)


def import_cancel(
    *, actor: Actor, found: TenantImport, expected_version: int, key: str | None = None
) -> TenantImport:
    """Let it be. Raises NotAllowed, ImportOver where it was written or begun, StaleVersion."""
    check_recorder(actor, found.space)

    def run() -> TenantImport:
        standing = (ImportState.READY, ImportState.FAULTY, ImportState.WAITING)
        locked = _moved(found, expected_version, standing, ImportState.CANCELLED)
        audit_write(actor=actor, verb="parties.import_cancel", target=locked)
        return locked

    request = {"import": found.key, "row_version": expected_version}
    return _once(actor, key, "parties.import_cancel", request, run)


def import_run(*, actor: Actor, key: str) -> ImportState | None:
    """Write a confirmed import; returns how it ended, None where there is nothing to do (any more).

    Safe to call again. Raises NotAllowed for anybody but the platform.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    with transaction.atomic():
        found: TenantImport | None = (
            TenantImport.objects.select_for_update()
            .filter(key=key, state__in=OPEN)
            .first()  # the row alone: holding its space as well, in this order, would wait for a writer that waits for us
        )
        if found is None:
            return None
        TenantImport.objects.filter(pk=found.pk).update(state=ImportState.RUNNING, done_part=0)
    rows = [SheetRow.from_json(row) for row in found.rows]
    try:
        _look_ahead(found, rows)
        return _write(actor, found, rows)
    except Exception:
        logger.exception("import %s broke off", key)
        _fail(actor, found, [Problem("", BROKE_OFF.zh, BROKE_OFF.en)])
        raise


def found_wrong(space: Space, sheet: CheckedSheet, known: Mapping[str, KnownTenant]) -> list[Problem]:
    """What only the platform can see: codes that do not check, rows against the register, firms that are elsewhere."""
    column = sheet.letters.get("uscc", "A")
    problems = problems_of(sheet.rows, known, sheet.letters)
    firms: dict[str, dt.date] = {}
    lines: dict[str, int] = {}
    for row in sheet.rows:
        if not row.uscc:
            continue
        try:
            uscc_checked(row.uscc)
        except UsccInvalid as error:
            problems.append(Problem(f"{column}{row.line}", error.what.zh, error.what.en, row.uscc))
            continue
        if row.admitted_on and _comes_in(row, known):
            firms[row.uscc], lines[row.uscc] = dt.date.fromisoformat(row.admitted_on), row.line
    opened = space.opened_on.isoformat()
    day = sheet.letters.get("admitted_on", "C")
    problems += [
        Problem(
            f"{day}{row.line}",
            f"早于空间开始运营的 {opened}",
            f"before the space opened on {opened}",
            row.admitted_on,
        )
        for row in sheet.rows
        if row.admitted_on and row.admitted_on < opened
    ]
    for code, (name, since) in stays_elsewhere(firms, space).items():
        problems.append(
            Problem(
                f"{column}{lines[code]}",
                f"{since.isoformat()} 起在“{name}”；确需同时入驻请逐个登记并写明理由",
                f"in “{name}” since {since.isoformat()}; record it alone and say why if it must be in both",
                code,
            )
        )
    return problems


def _comes_in(row: SheetRow, known: Mapping[str, KnownTenant]) -> bool:
    return compared(row, known.get(who(row))).difference is Difference.NEW


def _look_ahead(found: TenantImport, rows: list[SheetRow]) -> None:
    """Go through everything before the one transaction begins, telling how far; what it would refuse is told there."""
    known = known_tenants(found.space, found.on)
    for number, row in enumerate(rows, start=1):
        compared(row, known.get(who(row)))
        if number % _AT_ONCE == 0 or number == len(rows):
            TenantImport.objects.filter(pk=found.pk, state=ImportState.RUNNING).update(
                done_part=CHECKED_PART * number // len(rows)
            )


def _write(actor: Actor, found: TenantImport, rows: list[SheetRow]) -> ImportState | None:
    """All of it and the word that it is done, in one transaction; what changed since the upload is looked at once more."""
    with transaction.atomic():
        space: Space = lock_row(Space.objects.all(), found.space_id)
        locked = (
            TenantImport.objects.select_for_update().filter(pk=found.pk, state=ImportState.RUNNING).first()
        )
        if locked is None:
            return None
        known = known_tenants(space, found.on)
        letters = {"uscc": "A", "name": "B", "admitted_on": "C"}
        problems = found_wrong(space, CheckedSheet(tuple(rows), (), letters), known)
        if not problems:
            result = write_rows(locked, space, rows, known)
            _end(actor, locked, ImportState.DONE, result=result, done_part=100)
            return ImportState.DONE
    _fail(actor, found, problems)
    return ImportState.FAILED


def _fail(actor: Actor, found: TenantImport, problems: list[Problem]) -> None:
    with transaction.atomic():
        locked = (
            TenantImport.objects.select_for_update().filter(pk=found.pk, state=ImportState.RUNNING).first()
        )
        if locked is not None:
            _end(actor, locked, ImportState.FAILED, problems=[problem.to_json() for problem in problems])


def _end(actor: Actor, locked: TenantImport, state: ImportState, **values: Any) -> None:
    values |= {"state": state, "finished_at": clock.now()}
    for name, value in values.items():
        setattr(locked, name, value)
    save_versioned(locked, expected_version=locked.row_version, fields=values)
    audit_write(
        actor=actor,
        verb="parties.import_run",
        target=locked,
        after={"state": state.value, "by": locked.account_id, **locked.result},
    )


def _moved(
    found: TenantImport, expected_version: int, before: tuple[ImportState, ...], after: ImportState
) -> TenantImport:
    """The import, locked and moved. Raises ImportOver, StaleVersion."""
    locked: TenantImport = lock_row(TenantImport.objects.all(), found.pk, expected_version=expected_version)
    if locked.state not in before:
        raise ImportOver()
    locked.state = after
    save_versioned(locked, expected_version=expected_version, fields=["state"])
    return locked


def _once(
    actor: Actor,
    key: str | None,
    verb: str,
    request: Mapping[str, object],
    run: Callable[[], TenantImport],
) -> TenantImport:
    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request=request,
        run=run,
        remember=lambda made: made.pk,
        recall=_import,
    )


def _import(pk: Json) -> TenantImport:
    found: TenantImport = TenantImport.objects.get(pk=str(pk))
    return found
