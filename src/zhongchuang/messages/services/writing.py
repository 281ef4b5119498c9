"""Writing mails: in the transaction of the verb that causes them, the same thing once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import Target, audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.ids import new_id
from zhongchuang.core.outbox import emit
from zhongchuang.messages.access import MailAction, may_mail
from zhongchuang.messages.decisions import Letter, message_id, one_line
from zhongchuang.messages.events import MailWritten
from zhongchuang.messages.models import Mail


def mail_write(
    *,
    actor: Actor,
    key: str,
    account_id: str | None,
    address: str,
    language: str,
    subject: str,
    body: str,
    headers: Mapping[str, str] | None = None,
) -> Mail | None:
    """Write one mail; it goes out after the caller's transaction commits, and only then.

    None where a mail with this key was written before: the same thing is told once. Raises ValueError for a header that
    would break its line, AuditMisuse outside a transaction.
    """
    letter = Letter(key, account_id, address, language, subject, body, dict(headers or {}))
    return next(iter(mail_write_many(actor=actor, letters=[letter])), None)


def mail_write_many(*, actor: Actor, letters: Sequence[Letter]) -> list[Mail]:
    """The same for many at once; returns those that were not written before. Raises as `mail_write`."""
    if not may_mail(actor, MailAction.WRITE):
        raise NotAllowed()
    known = set(Mail.objects.filter(key__in=[one.key for one in letters]).values_list("key", flat=True))
    wanted = {one.key: _row(one) for one in letters if one.key not in known}
    if not wanted:
        return []
    # Another transaction may write the same keys at this moment: the table keeps the first, and whose it was shows in
    # the Message-ID, which nobody else can have made.
    Mail.objects.bulk_create(wanted.values(), ignore_conflicts=True)
    mine = [mail.message_id for mail in wanted.values()]
    written = list(Mail.objects.filter(message_id__in=mine).order_by("pk"))
    if written:
        audit_write(
            actor=actor,
            verb="messages.mail_write",
            target=written[0] if len(written) == 1 else Target(Mail._meta.label_lower, "many"),
            after={"keys": sorted(mail.key for mail in written)},
        )
        emit(MailWritten(mails=len(written)))
    return written


def letter_of(
    *,
    key: str,
    account_id: str | None,
    address: str,
    language: str,
    template: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> Letter:
    """A letter from the templates `<template>_subject.txt` and `<template>_body.txt`, in the recipient's language.

    Templates of mails are plain text and say `{% autoescape off %}`: there is no markup to protect.
    """
    with translation.override(language):
        subject = render_to_string(f"{template}_subject.txt", dict(context))
        body = render_to_string(f"{template}_body.txt", dict(context))
    return Letter(
        key, account_id, address, language, one_line(subject), body.strip() + "\n", dict(headers or {})
    )


def _row(letter: Letter) -> Mail:
    return Mail(
        key=letter.key,
        account_id=letter.account_id,
        address=letter.address,
        language=letter.language,
        subject=one_line(letter.subject),
        body=letter.body,
        headers=dict(letter.headers),
        message_id=message_id(str(new_id()), settings.DEFAULT_FROM_EMAIL),
        next_attempt_at=clock.machine_now(),
        written_at=clock.now(),
    )
