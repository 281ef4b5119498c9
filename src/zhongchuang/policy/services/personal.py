"""Forgetting what the room holds of a person who is being erased."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction

from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import Target, audit_write, person_erase
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.policy.models import AnswerSheet, StoredVerdict
from zhongchuang.policy.services.answers import person_key


@transaction.atomic
def answers_forget(*, actor: Actor, account_id: str) -> int:
    """Delete every answer and kept verdict of an account, and what the log says of them; returns how many rows.

    Links that were shared lead nowhere afterwards. Only the platform may: NotAllowed.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    sheets = AnswerSheet.objects.filter(account_id=account_id)
    for pk in sheets.order_by("pk").values_list("pk", flat=True):
        with suppress(NotFound):  # nothing was answered, so the log holds nothing
            person_erase(actor=actor, person_id=person_key(pk), reason="账户注销")
    verdicts = StoredVerdict.objects.filter(account_id=account_id).delete()[0]
    count = sheets.delete()[0]
    if count or verdicts:
        audit_write(
            actor=actor,
            verb="policy.answers_forget",
            target=Target("policy.answersheet", "many"),
            before={"sheets": count, "verdicts": verdicts},
        )
    return int(count + verdicts)
