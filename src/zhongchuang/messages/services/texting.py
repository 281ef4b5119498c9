"""Short messages: written with the act that causes them, handed to the gateway once, tried again while it is away.

The same course as mails (`sending.py`): a claim is one conditional UPDATE, the count of attempts its fence. What the mail
has in its Message-ID a short message has in its `reference`, which the gateway gets as Idempotency-Key: one that is handed
over twice is the same message to it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from zhongchuang.core import clock, crypto
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import Target, audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.ids import new_id
from zhongchuang.core.outbox import emit
from zhongchuang.core.rewrapping import column_rewrap
from zhongchuang.messages.access import MailAction, may_mail
from zhongchuang.messages.decisions import LEASE, ShortText, is_final, wait_after
from zhongchuang.messages.events import SmsWritten
from zhongchuang.messages.models import MailState, Sms
from zhongchuang.messages.services.gateway import GatewayAway, GatewayRefused, gateway, hand_over

logger = logging.getLogger("zhongchuang.messages")
OPEN = (MailState.WAITING, MailState.SENDING)


def sms_write_many(*, actor: Actor, texts: Sequence[ShortText]) -> list[Sms]:
    """Write short messages; returns those that were not written before. Nothing is written where no gateway is set.

    Raises AuditMisuse outside a transaction.
    """
    if not may_mail(actor, MailAction.WRITE):
        raise NotAllowed()
    if gateway() is None:
        return []
    known = set(Sms.objects.filter(key__in=[one.key for one in texts]).values_list("key", flat=True))
    rows = [_row(one) for one in {one.key: one for one in texts if one.key not in known}.values()]
    if not rows:
        return []
    Sms.objects.bulk_create(rows, ignore_conflicts=True)  # of two writers of a key the table keeps the first
    written = list(Sms.objects.filter(reference__in=[row.reference for row in rows]).order_by("pk"))
    if written:
        audit_write(
            actor=actor,
            verb="messages.sms_write",
            target=Target(Sms._meta.label_lower, "many"),
            after={"keys": sorted(row.key for row in written)},
        )
        emit(SmsWritten(messages=len(written)))
    return written


def sms_send_due(*, actor: Actor, limit: int = 500, lease: dt.timedelta = LEASE) -> int:
    """Hand over what is due; returns how many the gateway took. One that does not answer ends the pass. Raises NotAllowed."""
    if not may_mail(actor, MailAction.SEND):
        raise NotAllowed()
    where, taken = gateway(), 0
    for _ in range(limit if where is not None else 0):
        sms = _claim(lease)
        if sms is None or where is None:
            break
        try:
            hand_over(where, reference=sms.reference, telephone=_opened(sms), text=sms.text)
        except GatewayRefused as refusal:
            _note_failure(sms, str(refusal), final=is_final(sms.attempts, True))
        except GatewayAway as failure:
            _note_failure(sms, str(failure), final=is_final(sms.attempts, False))
            break
        else:
            taken += _note_sent(sms)
    return taken


def sms_rewrap(*, actor: Actor) -> int:
    """Encrypt the numbers of messages that still wait under the current master key; how many. Raises NotAllowed, KeysUnusable."""
    return column_rewrap(
        actor=actor,
        rows=Sms.objects.all(),
        column="telephone_sealed",
        purpose=lambda sms: _purpose(sms.reference),
    )


def sms_forget_person(*, actor: Actor, account_id: str) -> int:
    """Forget numbers and words of short messages to an account that is being erased. Raises NotAllowed."""
    if not may_mail(actor, MailAction.FORGET):
        raise NotAllowed()
    found = Sms.objects.filter(account_id=account_id)
    found.exclude(state=MailState.SENT).update(state=MailState.FAILED, problem="")
    return int(found.update(telephone_sealed="", text="", account_id=None))


def _row(one: ShortText) -> Sms:
    reference = new_id().hex
    return Sms(
        key=one.key,
        account_id=one.account_id,
        telephone_sealed=crypto.encrypt(one.telephone.encode(), purpose=_purpose(reference)),
        text=one.text[:500],
        reference=reference,
        next_attempt_at=clock.machine_now(),
        written_at=clock.now(),
    )


def _purpose(reference: str) -> str:
    return f"messages.sms:{reference}"


def _opened(sms: Sms) -> str:
    return crypto.decrypt(sms.telephone_sealed, purpose=_purpose(sms.reference)).decode()


def _claim(lease: dt.timedelta) -> Sms | None:
    """Take the next one; `next_attempt_at` becomes the moment the claim runs out."""
    while True:
        now = clock.machine_now()
        due = Sms.objects.filter(state__in=OPEN, next_attempt_at__lte=now)
        sms = due.order_by("next_attempt_at", "id").first()
        if sms is None:
            return None
        seen = {"state": sms.state, "attempts": sms.attempts, "next_attempt_at": sms.next_attempt_at}
        with transaction.atomic():
            sms.state, sms.attempts = MailState.SENDING, sms.attempts + 1
            sms.next_attempt_at = now + lease
            claimed = Sms.objects.filter(pk=sms.pk, **seen).update(
                state=sms.state, attempts=sms.attempts, next_attempt_at=sms.next_attempt_at
            )
        if claimed:
            return sms


def _mine(claimed: Sms) -> QuerySet[Sms]:
    return Sms.objects.filter(pk=claimed.pk, state=MailState.SENDING, attempts=claimed.attempts)


def _note_sent(sms: Sms) -> bool:
    """Sent: the number is needed no more."""
    with transaction.atomic():
        return bool(
            _mine(sms).update(
                state=MailState.SENT, sent_at=clock.now(), problem="", telephone_sealed="", text=""
            )
        )


def _note_failure(sms: Sms, problem: str, *, final: bool) -> None:
    logger.error("sms %s not sent (attempt %d): %s", sms.pk, sms.attempts, problem)
    with transaction.atomic():
        _mine(sms).update(
            state=MailState.FAILED if final else MailState.WAITING,
            next_attempt_at=clock.machine_now() + wait_after(sms.attempts),
            problem=problem[:2000],
        )
