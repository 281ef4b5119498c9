"""Erasing a person from the log, and moving the keys of persons to a new master key."""

from __future__ import annotations

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit.models import PersonKey
from zhongchuang.core.audit.people import wrapping
from zhongchuang.core.audit.write import Target, audit_write
from zhongchuang.core.errors import NotFound, Refused
from zhongchuang.core.rewrapping import column_rewrap


@transaction.atomic
def person_erase(*, actor: Actor, person_id: str, reason: str) -> None:
    """Destroy a person's key: what the log holds of them can never be read again, and every proof stays
    whole.

    The log records that it happened and why (个人信息保护法 第四十七条). Whether an erasure is due, and the
    rest of the person's data, are the business of the room that knows people. Backups made before still
    hold the wrapped key until they expire (docs/operations/keys.md). Raises NotFound for somebody the log
    never met, Refused for somebody erased before.
    """
    row = PersonKey.objects.select_for_update().filter(pk=person_id).first()
    if row is None:
        raise NotFound(
            "审计日志中没有此人的个人信息。", "The audit log holds nothing personal of this person."
        )
    if row.erased_at is not None:
        raise Refused(
            "此人的个人信息此前已抹除。",
            "This person's data has been erased before.",
            next_zh="无需再次操作。",
            next_en="Nothing more needs doing.",
            code="core.already_erased",
        )
    row.wrapped, row.erased_at = "", clock.now()
    row.save(update_fields=["wrapped", "erased_at"])
    audit_write(
        actor=actor,
        verb="core.person_erase",
        target=Target("person", person_id),
        before={"readable": True},
        after={"readable": False, "reason": reason},
    )


def rewrap_person_keys(*, actor: Actor) -> int:
    """Wrap every person's key anew under the current master key; returns how many needed it. Raises NotAllowed, KeysUnusable."""
    return column_rewrap(
        actor=actor,
        rows=PersonKey.objects.all(),
        column="wrapped",
        purpose=lambda row: wrapping(row.person_id),
    )
