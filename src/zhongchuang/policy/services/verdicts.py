"""Verdicts kept for other software: asked with facts it sends, without a sheet of answers.

What is sent may be personal: the audit log holds it under the key of the account, so that erasing the account makes it
unreadable.
"""

from __future__ import annotations

import secrets
from datetime import date

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.outbox import emit
from zhongchuang.expressions import LANGUAGE_VERSION
from zhongchuang.parties import services as parties
from zhongchuang.policy.access import PolicyAction, may_verdict
from zhongchuang.policy.events import VerdictStored
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.stored import stored_value
from zhongchuang.policy.matching.subject import Subject
from zhongchuang.policy.models import StoredVerdict
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.services.answers import SECRET_BYTES


def verdict_record(
    *, actor: Actor, book: RuleBook, subject: Subject, on: date, key: str | None = None
) -> StoredVerdict:
    """Ask for a subject and keep the answer with all it rests on. Raises NotAllowed for a visitor, KeyReused."""
    if actor.user_id is None:
        raise NotAllowed()
    facts = {
        name: {"value": stored_value(known.value), "source": known.source.value}
        for name, known in subject.facts.items()
    }

    def run() -> StoredVerdict:
        stored = StoredVerdict.objects.create(
            token=secrets.token_urlsafe(SECRET_BYTES),
            account_id=actor.user_id,
            pack_version_id=book.version,
            language_version=LANGUAGE_VERSION,
            place_id=subject.place,
            kind=subject.kind.value,
            on=on,
            facts=facts,
            verdicts=[verdict.to_json() for verdict in match(book, subject, on)],
            stored_at=clock.now(),
        )
        audit_write(
            actor=actor,
            verb="policy.verdict_record",
            target=stored,
            after={"pack_version": book.version},
            personal={
                parties.person_key(actor.user_id): {
                    "place": subject.place,
                    "kind": subject.kind.value,
                    "on": on,
                    "language_version": LANGUAGE_VERSION,
                    "facts": facts,
                }
            },
        )
        emit(
            VerdictStored(
                verdict_id=stored.pk,
                pack_version=book.version,
                place=subject.place,
                kind=subject.kind.value,
                on=on,
            )
        )
        return stored

    return idempotent(
        actor=actor,
        key=key,
        verb="policy.verdict_record",
        request={"place": subject.place, "kind": subject.kind.value, "on": on, "facts": facts},
        run=run,
        remember=lambda stored: stored.pk,
        recall=_still_kept,
    )


@transaction.atomic
def verdict_delete(*, actor: Actor, verdict: StoredVerdict, token: str) -> None:
    """Delete one's own kept verdicts; the link leads nowhere afterwards. Raises NotFound, NotAllowed."""
    if not may_verdict(actor, PolicyAction.VIEW, verdict, token=token):
        raise NotFound()
    if not may_verdict(actor, PolicyAction.DELETE, verdict, token=token):
        raise NotAllowed(
            "这份结论不是您保存的，不能删除。", "You did not keep these results, so you cannot delete them."
        )
    audit_write(
        actor=actor,
        verb="policy.verdict_delete",
        target=verdict,
        before={"pack_version": verdict.pack_version_id},
    )
    verdict.delete()


def _still_kept(pk: object) -> StoredVerdict:
    """What a repeated request was answered with. Raises NotFound where it was deleted meanwhile."""
    stored = StoredVerdict.objects.filter(pk=str(pk)).first()
    if stored is None:
        raise NotFound("这份结论已经删除。", "These results were deleted.")
    return stored
