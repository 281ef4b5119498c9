"""Earlier awards and paper cases taken in from a sheet: read and looked at first, then all rows or none.

What is taken in claims its exact keys like any other case, so nothing of it is supported a second time.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from zhongchuang.cases.access import CaseAction, may_case, of_department, reach_of, visible_cases
from zhongchuang.cases.backfilling.sheet import ENDED, Problem, Sheet, answers_of, checked
from zhongchuang.cases.errors import BackfillNotClean
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Backfill, BackfillState, Case, Round
from zhongchuang.cases.programmes.claims import claims_of
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.selectors.backfill import department_for, known_codes, programme_to_fill
from zhongchuang.cases.selectors.claiming import claimant_of, holder_of
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.services.awarding import award_of_backfill
from zhongchuang.cases.services.numbering import number_take
from zhongchuang.cases.services.repeating import once, signed
from zhongchuang.cases.services.supporting import case_support_keep
from zhongchuang.clearance.errors import AlreadyClaimed, DoubledHere
from zhongchuang.clearance.services import claims_take
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording, ZhongchuangError
from zhongchuang.core.ids import new_id
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row
from zhongchuang.core.upload import AcceptedUpload
from zhongchuang.parties.selectors.organisations import organisation_kind, organisations_of_codes
from zhongchuang.parties.services import organisation_register

if TYPE_CHECKING:
    from zhongchuang.parties.models import Organisation

MEBIBYTE = 1024 * 1024
MAX_BYTES = 5 * MEBIBYTE
SECONDS, MEMORY_BYTES = 30, 1024 * MEBIBYTE
ORIGIN = "backfill"


def backfill_read(
    *, actor: Actor, programme_id: int, upload: AcceptedUpload, key: str | None = None
) -> Backfill:
    """Read a sheet of a programme and keep it with everything that is wrong with it; nothing is taken in yet.

    Raises NotAllowed, NotFound, InvalidInput for a file that cannot be read.
    """
    _check_may(actor)
    row = programme_to_fill(programme_id)
    assert row.current is not None
    content = version_content(row.current.pk)
    sheet = _with_known(checked(content, _lines(upload.data), places=known_codes(), today=clock.today()))
    department = department_for(row, reach_of(actor))

    def run() -> Backfill:
        made: Backfill = Backfill.objects.create(
            key=new_id().hex,
            programme=row,
            department_id=department,
            file_name=upload.name,
            sha256=upload.sha256,
            rows=list(sheet.rows),
            problems=[one.to_json() for one in sheet.problems],
            account_id=int(str(actor.user_id)),
            at=clock.now(),
        )
        audit_write(
            actor=actor,
            verb="cases.backfill_read",
            target=made,
            after={"rows": len(sheet.rows), "problems": len(sheet.problems), "sha256": upload.sha256},
        )
        return made

    request = {"programme": programme_id, "sha256": upload.sha256}
    return once(actor, key, "cases.backfill_read", request, run, Backfill)


def backfill_take(*, actor: Actor, sheet: str, expected_version: int, key: str | None = None) -> Backfill:
    """Take in every row of a sheet, or none. Raises NotAllowed, NotFound, StaleVersion, BackfillNotClean,
    AlreadyClaimed naming the row whose keys another case has."""
    _check_may(actor)

    def run() -> Backfill:
        held = _held(actor, sheet, expected_version)
        if held.problems:
            raise BackfillNotClean(len(held.problems))
        assert held.programme.current is not None
        content = version_content(held.programme.current.pk)
        taken = [_taken(actor, held, content, row) for row in held.rows]
        numbers = [case.number for case in taken]
        held.state, held.done_at = BackfillState.DONE.value, clock.now()
        held.row_version += 1
        held.save()
        audit_write(
            actor=actor,
            verb="cases.backfill_take",
            target=held,
            after={"cases": len(numbers), "numbers": numbers},
        )
        for case in taken:
            award_of_backfill(actor=actor, case=case, programme=content)
        return held

    request = {"sheet": sheet, "row_version": expected_version}
    return once(actor, key, "cases.backfill_take", request, run, Backfill)


def backfill_drop(*, actor: Actor, sheet: str, expected_version: int, key: str | None = None) -> Backfill:
    """Give a sheet up; nothing of it was taken in. Raises NotAllowed, NotFound, StaleVersion."""
    _check_may(actor)

    def run() -> Backfill:
        held = _held(actor, sheet, expected_version)
        held.state, held.rows = BackfillState.DROPPED.value, []
        held.row_version += 1
        held.save()
        audit_write(actor=actor, verb="cases.backfill_drop", target=held, after={"state": held.state})
        return held

    request = {"sheet": sheet, "row_version": expected_version}
    return once(actor, key, "cases.backfill_drop", request, run, Backfill)


def _check_may(actor: Actor) -> None:
    if not may_case(actor, CaseAction.ARRANGE) or actor.user_id is None:
        raise NotAllowed()


def _held(actor: Actor, sheet: str, expected_version: int) -> Backfill:
    row = Backfill.objects.filter(key=sheet, state=BackfillState.READ.value).first()
    if row is None or not of_department(row.department_id, reach_of(actor)):
        raise NotFound()
    held: Backfill = lock_row(
        Backfill.objects.filter(state=BackfillState.READ.value), row.pk, expected_version=expected_version
    )
    return held


def _lines(data: bytes) -> list[tuple[int, list[str]]]:
    """The rows of the workbook, read in a process of its own. Raises InvalidInput."""
    module = "zhongchuang.cases.backfilling.reading"
    command = [sys.executable, "-I", "-m", module, str(MEMORY_BYTES), str(SECONDS + 1)]
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=SECONDS,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
            cwd="/",
            check=False,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (
        subprocess.TimeoutExpired,
        ValueError,
    ):  # too slow, too much memory, or malformed: the child is gone
        answer = {
            "error": (
                "这个文件读不出来，请另存为 .xlsx 再上传。",
                "The file cannot be read; save it as .xlsx again.",
            )
        }
    if "error" in answer:
        zh, en = answer["error"]
        raise InvalidInput(zh, en, fields={"file": Wording(zh, en)})
    return [(int(line), cells) for line, cells in answer["rows"]]


def _with_known(sheet: Sheet) -> Sheet:
    """What the platform knows already: numbers given out, organisations under another name."""
    problems = list(sheet.problems)
    numbers = [str(row["number"]) for row in sheet.rows if "number" in row]
    taken = set(Case.objects.filter(number__in=numbers).values_list("number", flat=True))
    registered = organisations_of_codes(str(row["uscc"]) for row in sheet.rows if "uscc" in row)
    for row in sheet.rows:
        line = int(str(row["line"]))
        if row.get("number") in taken:
            problems.append(
                Problem(line, "原编号", Wording("平台上已有这个编号", "The number is taken here"))
            )
        known = registered.get(str(row.get("uscc")))
        if known is not None and "name" in row and known.name != row["name"]:
            told = Wording(f"平台登记的名称是“{known.name}”", f"It is registered as “{known.name}”")
            problems.append(Problem(line, "申请单位", told))
    return Sheet(sheet.rows, tuple(sorted(problems, key=lambda one: one.row)))


def _taken(actor: Actor, sheet: Backfill, content: Content, row: dict[str, Json]) -> Case:
    """One row as a case that was decided long ago. Raises AlreadyClaimed with its line."""
    decided = dt.date.fromisoformat(str(row["decided_on"]))
    round_ = _round(actor, sheet, decided.year)
    state = State.ENDED if row["state"] == ENDED else State.APPROVED
    number = str(row.get("number") or "") or number_take(sheet.programme.place_id)
    organisation = _organisation(actor, row)
    until = row.get("until")
    case = Case(
        number=number,
        programme=sheet.programme,
        version_id=round_.version_id,
        round=round_,
        title=str(row["title"]),
        account=None,
        organisation=organisation,
        applicant_name=organisation.name,
        place_id=str(row["place"]),
        state=state.value,
        answers=answers_of(content, row),
        asked=_fen(row.get("asked")),
        granted=_fen(row.get("granted")),
        origin=ORIGIN,
        created_at=clock.now(),
        submitted_at=None,
        changed_at=clock.now(),
        decided_on=decided,
        in_force_until=dt.date.fromisoformat(str(until)) if until else None,
    )
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        raise _at_row(row, f"编号 {number} 已被占用", f"number {number} is taken") from None
    claims = claims_of(content, case.answers, claimant_of(case))
    try:
        with transaction.atomic():  # so that what failed can be told in words of the database
            claims_take(actor=actor, holder=holder_of(case), claims=claims, amount=case.granted)
    except AlreadyClaimed as error:
        held = _numbers_seen(actor, error)
        raise _at_row(row, f"{error.what.zh}{held}", f"{error.what.en}{held}") from error
    except DoubledHere as error:
        raise _at_row(row, error.what.zh, error.what.en) from error
    case_support_keep(actor, case, claims, new=True)
    return case


def _numbers_seen(actor: Actor, error: AlreadyClaimed) -> str:
    """The cases that hold it, of those the officer may open anyway."""
    numbers = [holder.partition(":")[2] for _text, holder in error.found]
    seen = visible_cases(actor, Case.objects.filter(number__in=numbers)).order_by("number")
    return "".join(f"（{number}）" for number in seen.values_list("number", flat=True))


def _fen(value: Json) -> int | None:
    return value if isinstance(value, int) else None


def _at_row(row: dict[str, Json], zh: str, en: str) -> ZhongchuangError:
    return InvalidInput(
        f"第 {row['line']} 行：{zh}",
        f"Row {row['line']}: {en}",
        next_zh="请改好后重新上传，这次一行也没有补录。",
        next_en="Mend it and upload again; not a single row was taken in.",
    )


def _organisation(actor: Actor, row: dict[str, Json]) -> Organisation:
    code = str(row["uscc"])
    known = organisations_of_codes([code]).get(code)
    return known or organisation_register(
        actor=actor,
        uscc=code,
        name=str(row["name"]),
        kind=organisation_kind("enterprise"),
        place=str(row["place"]),
    )


def _round(actor: Actor, sheet: Backfill, year: int) -> Round:
    """The round that gathers what was taken in of a year; it was never open."""
    found: Round
    found, _created = Round.objects.get_or_create(
        programme=sheet.programme,
        name=f"{year}年补录",
        defaults={
            "version": sheet.programme.current,
            "year": year,
            "opens_on": dt.date(year, 1, 1),
            "closes_on": dt.date(year, 12, 31),
            "department": sheet.department,
            "opened_by": signed(actor),
            "opened_at": clock.now(),
            "closed_at": clock.now(),
            "close_reason": "补录历史办件",
        },
    )
    return found
