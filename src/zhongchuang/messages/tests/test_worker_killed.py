"""A worker killed with -9 loses no mail and sends none twice; the one window nobody can close keeps the Message-ID.

The workers are processes of their own, the mail server writes what it took to a file, and the kill is a real one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from zhongchuang.messages.models import Mail, MailState
from zhongchuang.messages.tests.backends import FOLDER, KILL_AT, handed_over
from zhongchuang.messages.tests.factory import a_letter, lease_runs_out, written

SET_UP = (
    "import django; django.setup(); import threading;"
    "from django.conf import settings;"
    "settings.EMAIL_BACKEND = 'zhongchuang.messages.tests.backends.DeadlyServer';"
)
WORKER = SET_UP + (
    "from zhongchuang.core.jobs.worker import run_worker; run_worker(threading.Event(), until_idle=True)"
)
PASS = SET_UP + (
    "from zhongchuang.core.actors import SYSTEM; from zhongchuang.messages.services import mail_send_due;"
    "mail_send_due(actor=SYSTEM)"
)
NAIVE = SET_UP + (
    "from django.core.mail import EmailMessage; from django.db import transaction;"
    "from zhongchuang.messages.models import Mail, MailState;\n"
    "with transaction.atomic():\n"
    "    mails = list(Mail.objects.filter(state=MailState.WAITING).order_by('pk'))\n"
    "    for m in mails:\n"
    "        EmailMessage(m.subject, m.body, to=[m.address], headers={'Message-ID': m.message_id}).send()\n"
    "    Mail.objects.update(state=MailState.SENT)\n"
)
pytestmark = pytest.mark.django_db(transaction=True)


def database_url() -> str:
    """The test database as another process reaches it."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def environment(folder: Path, kill_at: str = "") -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": database_url(), FOLDER: str(folder), KILL_AT: kill_at}


def run(code: str, folder: Path, kill_at: str = "") -> int:
    """Run a process to its end; its exit code (-9 where it was killed)."""
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, env=environment(folder, kill_at), timeout=90, check=False, stdout=subprocess.DEVNULL
    ).returncode


@pytest.mark.parametrize("moment", ["taken:1", "taken:2", "taken:3"])
def test_killed_between_claim_and_hand_over_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, moment: str
) -> None:
    """`taken:2` is also the moment right after the first mail was noted as sent."""
    ids = sorted(mail.message_id for mail in written(*(a_letter() for _ in range(3))))
    assert run(WORKER, tmp_path, moment) == -signal.SIGKILL
    assert Mail.objects.filter(state=MailState.SENDING).count() == 1
    assert run(PASS, tmp_path) == 0  # somebody else goes on with the others, but leaves the claimed one alone
    assert sorted(handed_over(tmp_path)) != ids
    assert lease_runs_out() == 1
    assert run(PASS, tmp_path) == 0
    assert sorted(handed_over(tmp_path)) == ids
    assert Mail.objects.filter(state=MailState.SENT).count() == 3


def test_killed_between_hand_over_and_note_the_mail_goes_again_under_the_same_message_id(
    tmp_path: Path,
) -> None:
    """Where “exactly once” ends: the server took the mail and nobody could write that down."""
    ids = [mail.message_id for mail in written(*(a_letter() for _ in range(3)))]
    assert run(WORKER, tmp_path, "handed:2") == -signal.SIGKILL
    lease_runs_out()
    assert run(PASS, tmp_path) == 0
    assert Counter(handed_over(tmp_path)) == Counter([*ids, ids[1]])


def test_control_without_a_claim_of_its_own_each_mail_before_the_kill_goes_twice(tmp_path: Path) -> None:
    ids = [mail.message_id for mail in written(*(a_letter() for _ in range(3)))]
    assert run(NAIVE, tmp_path, "taken:3") == -signal.SIGKILL
    assert run(NAIVE, tmp_path) == 0
    assert Counter(handed_over(tmp_path)) == Counter([*ids, *ids[:2]])


def test_workers_killed_at_any_moment_lose_nothing(tmp_path: Path) -> None:
    """Not at chosen moments but at whatever moment the kill arrives; a kill can double one mail at most."""
    ids = {mail.message_id for mail in written(*(a_letter() for _ in range(40)))}
    kills = 0
    for reached in (5, 15, 25):
        process = subprocess.Popen(
            [sys.executable, "-c", PASS], env=environment(tmp_path), stdout=subprocess.DEVNULL
        )
        while process.poll() is None and len(handed_over(tmp_path)) < reached:
            time.sleep(0.002)
        if process.poll() is None:
            process.kill()
            kills += 1
        process.wait(30)
        lease_runs_out()
    assert run(PASS, tmp_path) == 0
    taken = Counter(handed_over(tmp_path))
    assert set(taken) == ids
    assert kills > 0
    assert sum(taken.values()) <= len(ids) + kills
    assert Mail.objects.exclude(state=MailState.SENT).count() == 0
