"""Closing a quarter or a year: its figures become bytes that never change."""

from __future__ import annotations

from hashlib import sha256

from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.core.outbox import emit
from zhongchuang.parties.errors.spaces import PeriodClosed, PeriodNotOver
from zhongchuang.parties.events import SpacePeriodClosed
from zhongchuang.parties.models import PeriodClose, Space
from zhongchuang.parties.selectors.residency import knowledge_of
from zhongchuang.parties.services.spaces import next_moment
from zhongchuang.parties.services.tenant_records import check_recorder
from zhongchuang.parties.spaces.periods import Period, period_bytes, period_content


def period_close(
    *, actor: Actor, space: Space, period: Period, expected_version: int, key: str | None = None
) -> PeriodClose:
    """Close a period that is over, once. What is recorded afterwards is later knowledge and changes none of it.

    Raises NotAllowed, PeriodNotOver, PeriodClosed, StaleVersion.
    """
    check_recorder(actor, space)

    def run() -> PeriodClose:
        locked: Space = lock_row(Space.objects.all(), space.pk, expected_version=expected_version)
        if period.ends >= clock.today():
            raise PeriodNotOver()
        at = next_moment(locked)  # everything recorded before is known, nothing after: the space is locked
        content = period_bytes(period_content(knowledge_of(locked), period, at))
        close = PeriodClose(
            space=locked,
            kind=period.kind.value,
            starts=period.starts,
            ends=period.ends,
            closed_at=at,
            actor_ref=actor.user_id or actor.name[:40],
            content=content,
            sha256=sha256(content).hexdigest(),
        )
        try:
            with transaction.atomic():
                close.save(force_insert=True)
        except IntegrityError:
            raise PeriodClosed() from None
        save_versioned(locked, expected_version=expected_version, fields=[])
        audit_write(
            actor=actor,
            verb="parties.period_close",
            target=close,
            after={"space": locked.pk, "period": period.name, "sha256": close.sha256},
        )
        emit(SpacePeriodClosed(space_id=locked.pk, period=period.name, sha256=close.sha256))
        return close

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.period_close",
        request={"space": space.pk, "period": period.name, "row_version": expected_version},
        run=run,
        remember=lambda close: close.pk,
        recall=_close,
    )


def _close(pk: Json) -> PeriodClose:
    found: PeriodClose = PeriodClose.objects.get(pk=str(pk))
    return found
