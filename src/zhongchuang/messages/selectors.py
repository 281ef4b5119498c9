"""The room's reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet

from zhongchuang.messages.models import Mail, MailState


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
