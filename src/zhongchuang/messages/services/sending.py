"""Sending: claim one, hand it over, note it; again until nothing is due.

A claim is one conditional UPDATE in a transaction of its own: SENDING, one attempt more, and the moment until which the
mail is this worker's (machine time, as every lease). Of two workers exactly one claims. A worker that dies leaves a claim
that runs out, and the next pass takes the mail up again; the count of attempts is the fence: a worker that wakes up late
finds its number gone and notes nothing.

A mail is therefore handed over once, with one exception nobody can close: a worker killed after the mail server took the
mail and before the note of it. Then it goes out again under the same Message-ID, by which receiving programs know it for
the same mail (docs/subscriptions.md).
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from contextlib import suppress

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed, Wording
from zhongchuang.messages.access import MailAction, may_mail
from zhongchuang.messages.decisions import LEASE, MOST_ATTEMPTS, is_final, wait_after
from zhongchuang.messages.models import Mail, MailState

logger = logging.getLogger("zhongchuang.messages")

OPEN = (MailState.WAITING, MailState.SENDING)
CUT_OFF = Wording("每次都在发送途中断掉，已放弃。", "Sending was cut off each time; the mail was given up.")


def due(now: dt.datetime) -> QuerySet[Mail]:
    """Mails to send: waiting and due, or claimed by a worker whose claim ran out. The oldest first."""
    return Mail.objects.filter(state__in=OPEN, next_attempt_at__lte=now).order_by("next_attempt_at", "id")


def mail_send_due(*, actor: Actor, limit: int = 500, lease: dt.timedelta = LEASE) -> int:
    """Send what is due, at most `limit`; returns how many were handed over. Raises NotAllowed.

    One connection serves the whole pass. A mail server that does not answer ends it: the others keep their attempts.
    """
    if not may_mail(actor, MailAction.SEND):
        raise NotAllowed()
    sent = 0
    connection: BaseEmailBackend | None = None
    try:
        for _ in range(limit):
            mail = _claim(lease)
            if mail is None:
                break
            if mail.attempts > MOST_ATTEMPTS:  # its workers died each time before they could say why
                _note_failure(mail, f"{CUT_OFF.zh} {CUT_OFF.en}", final=True)
                continue
            try:
                if connection is None:
                    connection = get_connection()
                    connection.open()
                _hand_over(mail, connection)
            except smtplib.SMTPRecipientsRefused as refusal:
                _note_failure(
                    mail, _told(refusal), final=is_final(mail.attempts, _for_good(refusal, mail.address))
                )
            except (
                OSError,
                smtplib.SMTPException,
            ) as failure:  # the server, not the mail: leave the others alone
                _note_failure(mail, _told(failure), final=is_final(mail.attempts, False))
                break
            except Exception as failure:  # noqa: BLE001 - a mail that cannot be built must not stop the others
                _note_failure(mail, _told(failure), final=is_final(mail.attempts, False))
            else:
                sent += _note_sent(mail)
    finally:
        if connection is not None:
            with suppress(OSError, smtplib.SMTPException):  # the mails are noted already
                connection.close()
    return sent


def _claim(lease: dt.timedelta) -> Mail | None:
    """Take the next mail; `next_attempt_at` becomes the moment the claim runs out."""
    while True:
        now = clock.machine_now()
        mail = due(now).first()
        if mail is None:
            return None
        with transaction.atomic():
            taken = Mail.objects.filter(
                pk=mail.pk, state=mail.state, attempts=mail.attempts, next_attempt_at=mail.next_attempt_at
            ).update(state=MailState.SENDING, attempts=mail.attempts + 1, next_attempt_at=now + lease)
        if taken:
            mail.state, mail.attempts, mail.next_attempt_at = (
                MailState.SENDING,
                mail.attempts + 1,
                now + lease,
            )
            return mail


def _mine(claimed: Mail) -> QuerySet[Mail]:
    """The mail, as long as the claim is still this one."""
    return Mail.objects.filter(pk=claimed.pk, state=MailState.SENDING, attempts=claimed.attempts)


def _hand_over(mail: Mail, connection: BaseEmailBackend) -> None:
    message = EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.address],
        headers={
            **mail.headers,
            "Message-ID": mail.message_id,
            "Content-Language": mail.language,
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
    message.send()


def _note_sent(mail: Mail) -> bool:
    with transaction.atomic():
        noted = _mine(mail).update(state=MailState.SENT, sent_at=clock.now(), problem="")
    if not noted:
        logger.warning("mail %s: the claim ran out while it was sent; somebody else has it now", mail.pk)
    return bool(noted)


def _note_failure(mail: Mail, problem: str, *, final: bool) -> None:
    """Due again later, or given up with the sentence that says why."""
    logger.error("mail %s not sent (attempt %d): %s", mail.pk, mail.attempts, problem)
    with transaction.atomic():
        _mine(mail).update(
            state=MailState.FAILED if final else MailState.WAITING,
            next_attempt_at=clock.machine_now() + wait_after(mail.attempts),
            problem=problem[:2000],
        )


def _for_good(refusal: smtplib.SMTPRecipientsRefused, address: str) -> bool:
    """Whether the server said that this address will never take mail (5xx); 4xx means later."""
    code, _ = refusal.recipients.get(address, (0, b""))
    return 500 <= code < 600


def _told(failure: Exception) -> str:
    """A failure in both languages; the server's own words stay as it said them, without the address."""
    words = " ".join(str(part) for part in failure.args) or type(failure).__name__
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        words = "; ".join(f"{code} {text!r}" for code, text in failure.recipients.values())
        return f"收件地址被对方服务器拒收：{words} / the recipient's server refused the address"
    return f"没有发出：{type(failure).__name__}: {words} / not sent"
