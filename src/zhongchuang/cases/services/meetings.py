"""Meetings: what was settled at 办公会 or 党组会 is what decisions rest on."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from zhongchuang.cases.access import CaseAction, may_case, of_department, reach_of
from zhongchuang.cases.models import Meeting
from zhongchuang.cases.services.repeating import once, signed
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, Wording
from zhongchuang.parties.access import Role

KINDS = ("office", "party_group", "committee")


def meeting_record(
    *,
    actor: Actor,
    number: str,
    kind: str,
    held_on: dt.date,
    department: int,
    summary: str,
    key: str | None = None,
) -> Meeting:
    """Record a meeting with the number of its minutes. Raises NotAllowed, InvalidInput."""
    if not (may_case(actor, CaseAction.ARRANGE) or may_case(actor, CaseAction.PUBLISH)):
        raise NotAllowed()
    if not of_department(department, reach_of(actor), Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR):
        raise NotAllowed()
    fields: dict[str, Wording] = {}
    if not number.strip():
        fields["number"] = Wording("请填写会议纪要编号", "Give the number of the minutes")
    if held_on > clock.today():
        fields["held_on"] = Wording("会议还没有开", "The meeting has not been held yet")
    if not summary.strip():
        fields["summary"] = Wording("请写议定事项", "Say what was settled")
    if kind not in KINDS:
        fields["kind"] = Wording("请选择会议类别", "Choose the kind of meeting")
    if fields:
        raise InvalidInput("会议没有记下。", "The meeting was not recorded.", fields=fields)

    def run() -> Meeting:
        row = Meeting(
            number=number.strip(),
            kind=kind,
            held_on=held_on,
            department_id=department,
            summary=summary.strip(),
            recorded_by=signed(actor),
            recorded_at=clock.now(),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            told = Wording("这个纪要编号已经录过", "Minutes with this number are recorded already")
            raise InvalidInput(
                "会议没有记下。", "The meeting was not recorded.", fields={"number": told}
            ) from None
        audit_write(
            actor=actor,
            verb="cases.meeting_record",
            target=row,
            after={"number": row.number, "kind": kind, "held_on": held_on},
        )
        return row

    request = {
        "number": number,
        "kind": kind,
        "held_on": held_on,
        "department": department,
        "summary": summary,
    }
    return once(actor, key, "cases.meeting_record", request, run, Meeting)
