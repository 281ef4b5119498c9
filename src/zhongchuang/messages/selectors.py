"""The room's reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet

from zhongchuang.core.described import Described
from zhongchuang.core.json_values import Json
from zhongchuang.messages.models import Mail, MailState, Note


@dataclass(frozen=True, slots=True)
class MailStatus:
    """How the mails stand: how many in each state, and since when the oldest one waits."""

    counts: Mapping[MailState, int]
    oldest_waiting: dt.datetime | None


def mail_status() -> MailStatus:
    """Counted now, in two statements."""
    counted = dict(Mail.objects.order_by().values_list("state").annotate(n=Count("pk")))
    open_mails = Mail.objects.filter(state__in=(MailState.WAITING, MailState.SENDING))
    return MailStatus(
        {state: counted.get(state.value, 0) for state in MailState},
        open_mails.aggregate(oldest=Min("written_at"))["oldest"],
    )


def mails_given_up() -> QuerySet[Mail]:
    """Mails that were given up and not forgotten yet, the newest first."""
    return Mail.objects.filter(state=MailState.FAILED).exclude(address="").order_by("-written_at", "-pk")


def mails_of(account_id: str) -> QuerySet[Mail]:
    """The mails written to an account and not forgotten yet, the newest first (personal data export)."""
    return Mail.objects.filter(account_id=account_id).exclude(address="").order_by("-written_at", "-pk")


def notes_of(account_id: str) -> QuerySet[Note]:
    """The notes of an account, the newest first."""
    return Note.objects.filter(account_id=account_id).order_by("-pk")


def unread_notes(account_id: str) -> int:
    """How many notes an account has not read, for the bell of every page: one small index."""
    counted = _UNREAD.rows(account=account_id)
    return int(counted[0][0]) if counted else 0


def _unread(account: str) -> QuerySet[Note, tuple[int]]:
    of_one = Note.objects.filter(account_id=account, read_at=None).order_by().values("account_id")
    return of_one.annotate(unread=Count("pk")).values_list("unread")


_UNREAD = Described(_unread, account=str)


def notes_data(account_id: str) -> list[dict[str, Json]]:
    """The notes of an account, for the copy of their data."""
    return [
        {
            "text": note.text_zh,
            "url": note.url,
            "at": note.at.isoformat(),
            "read_at": note.read_at.isoformat() if note.read_at else None,
        }
        for note in notes_of(account_id)
    ]
