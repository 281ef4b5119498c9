"""What nobody owns is not kept for ever: answers and shared verdicts without an account end after their time."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import Target, audit_write, person_erase
from zhongchuang.core.errors import NotAllowed
from zhongchuang.policy.models import AnswerSheet, StoredVerdict
from zhongchuang.policy.services.answers import person_key

KEPT_FOR = dt.timedelta(days=180)
"""How long answers without an account stay after the last change, and shared verdicts without an account after they were
stored (个人信息保护法 第十九条: no longer than the purpose needs)."""
AT_ONCE = 500


def unowned_forget(*, actor: Actor, before: dt.datetime) -> dict[str, int]:
    """Delete sheets without an account last changed before the moment, and such verdicts stored before it.

    What the audit log holds of the sheets becomes unreadable. Each sheet in a transaction of its own, so that a stop in
    the middle loses nothing. Returns how many of each. Only the platform may: NotAllowed.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    sheets = 0
    while found := _unowned_sheets(before):
        sheets += sum(_sheet_forget(actor, pk, before) for pk in found)
    verdicts = StoredVerdict.objects.filter(account_id=None, stored_at__lt=before)
    with transaction.atomic():
        removed = verdicts.delete()[0]
        if removed:
            audit_write(
                actor=actor,
                verb="policy.verdicts_forget",
                target=Target("policy.storedverdict", "unowned"),
                after={"removed": removed},
            )
    return {"sheets": sheets, "verdicts": removed}


def _unowned_sheets(before: dt.datetime) -> list[int]:
    rows = AnswerSheet.objects.filter(account_id=None, changed_at__lt=before).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _sheet_forget(actor: Actor, pk: int, before: dt.datetime) -> bool:
    """One sheet, if it is still old: somebody may have come back to it a moment ago."""
    sheet = (
        AnswerSheet.objects.select_for_update().filter(pk=pk, account_id=None, changed_at__lt=before).first()
    )
    if sheet is None:
        return False
    audit_write(actor=actor, verb="policy.sheet_forget", target=sheet, before={"answers": len(sheet.facts)})
    person_erase(actor=actor, person_id=person_key(pk), reason="无人认领的问答到期")
    sheet.delete()
    return True
