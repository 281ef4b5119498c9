"""What a makerspace is recognised as: written down when a case was decided, ended with a reason."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.core.outbox import emit
from zhongchuang.core.search import index_write
from zhongchuang.parties.access import SpaceAction, may_space
from zhongchuang.parties.errors.spaces import RecognisedAlready, RecognitionOver, SpaceInputWrong
from zhongchuang.parties.events import SpaceRecognised
from zhongchuang.parties.models import Recognition, RecognitionLevel, Space
from zhongchuang.parties.selectors.spaces import standing_recognitions
from zhongchuang.parties.services.space_index import space_entry

__all__ = ["RecognitionLevel", "recognition_grant", "recognition_revoke"]
"""The levels too: the room where recognition is decided names one, and may not import models."""


def recognition_grant(
    *,
    actor: Actor,
    space: Space,
    level: RecognitionLevel,
    number: str,
    since: dt.date,
    until: dt.date | None,
    basis: str,
    case_ref: str | None = None,
    key: str | None = None,
) -> Recognition:
    """Write down that a space was recognised; a case that was decided calls this. Raises NotAllowed, RecognisedAlready,
    SpaceInputWrong."""
    if not may_space(actor, SpaceAction.RECOGNISE):
        raise NotAllowed()
    if not number.strip() or not basis.strip():
        raise SpaceInputWrong("number", "文号和依据都要填。", "Number and basis are both needed.")
    if until is not None and until < since:
        raise SpaceInputWrong("until", "结束不能早于开始。", "It cannot end before it begins.")

    def run() -> Recognition:
        locked: Space = lock_row(Space.objects.all(), space.pk)
        if locked.recognitions.filter(standing_recognitions(since), level=level).exists():
            raise RecognisedAlready()
        given = Recognition(
            space=locked,
            level=level,
            number=number.strip(),
            since=since,
            until=until,
            basis=basis.strip(),
            case_ref=case_ref,
            granted_at=clock.now(),
        )
        try:
            with transaction.atomic():
                given.save(force_insert=True)
        except IntegrityError:
            raise RecognisedAlready() from None
        audit_write(
            actor=actor,
            verb="parties.recognition_grant",
            target=given,
            after={
                "space": locked.pk,
                "level": level.value,
                "number": given.number,
                "since": since,
                "until": until,
                "basis": given.basis,
                "case": case_ref,
            },
        )
        index_write([space_entry(locked)])
        emit(
            SpaceRecognised(
                space_id=locked.pk, recognition_id=given.pk, level=level.value, on=since, revoked=False
            )
        )
        return given

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.recognition_grant",
        request={
            "space": space.pk,
            "level": level.value,
            "number": number,
            "since": since,
            "until": until,
            "basis": basis,
            "case": case_ref,
        },
        run=run,
        remember=lambda given: given.pk,
        recall=_recognition,
    )


def recognition_revoke(
    *,
    actor: Actor,
    recognition: Recognition,
    on: dt.date,
    reason: str,
    expected_version: int,
    key: str | None = None,
) -> Recognition:
    """End a recognition before its time, with a reason. Raises NotAllowed, RecognitionOver, SpaceInputWrong, StaleVersion."""
    if not may_space(actor, SpaceAction.RECOGNISE):
        raise NotAllowed()
    if not reason.strip():
        raise SpaceInputWrong("reason", "撤销要写理由。", "A revocation needs a reason.")
    if on < recognition.since:
        raise SpaceInputWrong("on", "不能早于认定日期。", "It cannot be before the recognition.")

    def run() -> Recognition:
        locked: Recognition = lock_row(
            Recognition.objects.all(), recognition.pk, expected_version=expected_version
        )
        if locked.revoked_on is not None:
            raise RecognitionOver()
        locked.revoked_on, locked.revoked_reason = on, reason.strip()
        save_versioned(locked, expected_version=expected_version, fields=["revoked_on", "revoked_reason"])
        audit_write(
            actor=actor,
            verb="parties.recognition_revoke",
            target=locked,
            after={"revoked_on": on, "reason": locked.revoked_reason},
        )
        emit(
            SpaceRecognised(
                space_id=locked.space_id, recognition_id=locked.pk, level=locked.level, on=on, revoked=True
            )
        )
        return locked

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.recognition_revoke",
        request={
            "recognition": recognition.pk,
            "row_version": expected_version,
            "on": on,
            "reason": reason,
        },
        run=run,
        remember=lambda revoked: revoked.pk,
        recall=_recognition,
    )


def _recognition(pk: Json) -> Recognition:
    found: Recognition = Recognition.objects.get(pk=str(pk))
    return found
