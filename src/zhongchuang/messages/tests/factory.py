"""What the tests of mails are built from. All addresses are invented; `.invalid` belongs to nobody (RFC 2606)."""

from __future__ import annotations

from itertools import count

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor
from zhongchuang.messages import services
from zhongchuang.messages.models import Mail, MailState

SYSTEM = SystemActor("tests")
_numbers = count(1)


def a_letter(key: str = "", address: str = "") -> services.Letter:
    """A letter to somebody who is nobody."""
    number = next(_numbers)
    return services.Letter(
        key=key or f"tests:{number}",
        account_id=str(number),
        address=address or f"reader-{number}@test.invalid",
        language="zh-hans",
        subject="一封测试邮件",
        body="您好。\n",
    )


def written(*letters: services.Letter) -> list[Mail]:
    """The letters, written and committed."""
    with transaction.atomic():
        return services.mail_write_many(actor=SYSTEM, letters=letters or [a_letter()])


def lease_runs_out() -> int:
    """As if the time of every claim were over; returns how many mails were claimed."""
    return Mail.objects.filter(state=MailState.SENDING).update(next_attempt_at=clock.machine_now())


def wait_is_over() -> int:
    """As if the time until the next attempt were over."""
    return Mail.objects.filter(state=MailState.WAITING).update(next_attempt_at=clock.machine_now())
