"""The room's tasks. They may run twice, and two at once: what is claimed is claimed once."""

from __future__ import annotations

import datetime as dt

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.jobs.tasks import retryable
from zhongchuang.messages import services
from zhongchuang.messages.decisions import BODY_KEPT_FOR
from zhongchuang.messages.events import MailWritten, SmsWritten

RUNS_KEPT_FOR = dt.timedelta(days=7)
"""How long the queue remembers that a pass was made; there are some hundred a day."""


@task
def send_mails(_asked_at: str) -> int:
    """Send what is due; returns how many went out. Told when it was asked for, as every scheduled task is (ISO 8601)."""
    return services.mail_send_due(actor=SystemActor("messages.send_mails"))


@task
def forget_mails(due: str) -> int:
    """Forget address and words of mails past their time, and the passes themselves; returns how many mails."""
    forgotten = services.mail_forget_old(
        actor=SystemActor("messages.forget_mails"), before=dt.datetime.fromisoformat(due) - BODY_KEPT_FOR
    )
    DBTaskResult.objects.filter(
        task_path__in=[send_mails.module_path, send_texts.module_path],
        status=TaskResultStatus.SUCCESSFUL,
        finished_at__lt=clock.machine_now() - RUNS_KEPT_FOR,
    ).delete()
    return forgotten


@task
def send_texts(_asked_at: str) -> int:
    """Hand over the short messages that are due; returns how many the gateway took."""
    return services.sms_send_due(actor=SystemActor("messages.send_texts"))


retryable(send_mails, attempts=3)
retryable(send_texts, attempts=3)
retryable(forget_mails, attempts=3)


def send_soon(_happened: MailWritten) -> None:
    """Listener: mails were written, so a pass is put into the queue at once; the schedule is for what waits."""
    send_mails.enqueue(clock.now().isoformat())


def text_soon(_happened: SmsWritten) -> None:
    """Listener: short messages were written."""
    send_texts.enqueue(clock.now().isoformat())
