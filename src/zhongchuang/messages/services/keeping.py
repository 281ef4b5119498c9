"""Trying again what was given up, and forgetting what need not be kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import Target, audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.outbox import emit
from zhongchuang.messages.access import MailAction, may_mail
from zhongchuang.messages.errors import MailNotFailed
from zhongchuang.messages.events import MailWritten
from zhongchuang.messages.models import Mail, MailState

FORGOTTEN = {"address": "", "subject": "", "body": "", "headers": {}}
"""What is left of a mail: its key, so that nothing is told twice, and that it was sent."""


@transaction.atomic
def mail_retry(*, actor: Actor, mail_ids: Sequence[int]) -> int:
    """Put mails back that were given up, their attempts counted anew; returns how many. Raises MailNotFailed, NotAllowed."""
    if not may_mail(actor, MailAction.RETRY):
        raise NotAllowed()
    given_up = Mail.objects.filter(state=MailState.FAILED, pk__in=mail_ids).exclude(address="")
    count = given_up.update(state=MailState.WAITING, attempts=0, next_attempt_at=clock.machine_now())
    if count != len(set(mail_ids)):
        raise MailNotFailed()
    for pk in sorted(set(mail_ids)):
        audit_write(
            actor=actor,
            verb="messages.mail_retry",
            target=Target(Mail._meta.label_lower, str(pk)),
            before={"state": MailState.FAILED},
            after={"state": MailState.WAITING},
        )
    emit(MailWritten(mails=count))
    return count


@transaction.atomic
def mail_forget_old(*, actor: Actor, before: dt.datetime) -> int:
    """Forget address and words of mails that were sent or given up before a moment; returns how many. Raises NotAllowed."""
    if not may_mail(actor, MailAction.FORGET):
        raise NotAllowed()
    over = Q(state=MailState.SENT, sent_at__lt=before) | Q(state=MailState.FAILED, written_at__lt=before)
    count = Mail.objects.filter(over).exclude(address="").update(**FORGOTTEN)
    if count:
        audit_write(
            actor=actor,
            verb="messages.mail_forget_old",
            target=Target(Mail._meta.label_lower, "many"),
            after={"forgotten": count, "before": before},
        )
    return count


@transaction.atomic
def mail_forget_person(*, actor: Actor, account_id: str) -> int:
    """Forget every mail to an account that is being erased; those not sent yet are not sent. Raises NotAllowed."""
    if not may_mail(actor, MailAction.FORGET):
        raise NotAllowed()
    mails = Mail.objects.filter(account_id=account_id)
    mails.exclude(state=MailState.SENT).update(state=MailState.FAILED, problem="")
    count = mails.update(**FORGOTTEN, account_id=None)
    if count:
        audit_write(
            actor=actor,
            verb="messages.mail_forget_person",
            target=Target(Mail._meta.label_lower, "many"),
            after={"forgotten": count},
        )
    return count
