"""A worker killed with -9 in the middle of telling everybody: each subscriber hears of the publication once.

The worker is a process of its own, the mail server writes what it took to a file, the kill is a real one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from zhongchuang.core import clock
from zhongchuang.core.jobs import heartbeat as beating
from zhongchuang.core.jobs.models import WorkerHeartbeat
from zhongchuang.core.jobs.reaper import reap
from zhongchuang.messages.models import Mail, MailState
from zhongchuang.messages.tests.backends import FOLDER, KILL_AT, handed_over
from zhongchuang.messages.tests.factory import lease_runs_out
from zhongchuang.messages.tests.test_worker_killed import database_url
from zhongchuang.policy.packs.tests.factory import sample_files
from zhongchuang.policy.tests.packs_at_work import loaded_sample, published, retitled
from zhongchuang.policy.tests.subscribers import a_subscription

pytestmark = pytest.mark.django_db(transaction=True)
SUBSCRIBERS = 5
WORKER = """
import os, signal, threading
import django; django.setup()
from django.conf import settings
from django.db import transaction
settings.EMAIL_BACKEND = 'zhongchuang.messages.tests.backends.DeadlyServer'
from zhongchuang.core.jobs.worker import run_worker
from zhongchuang.policy.jobs import announcing
announcing.ACCOUNTS_A_STEP = 2
moment, steps = os.environ.get('DIE_IN_STEP', ''), []
write = announcing.mail_write_many
def dying(**asked):
    steps.append(1)
    if {without_keys}:
        from zhongchuang.messages.services import Letter
        import dataclasses, uuid
        asked['letters'] = [dataclasses.replace(one, key=str(uuid.uuid4())) for one in asked['letters']]
    if moment == f'before:{{len(steps)}}':
        os.kill(os.getpid(), signal.SIGKILL)
    written = write(**asked)
    if moment == f'written:{{len(steps)}}':
        os.kill(os.getpid(), signal.SIGKILL)
    if moment == f'committed:{{len(steps)}}':  # the step stands, and nobody could note that it does
        transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    return written
announcing.mail_write_many = dying
run_worker(threading.Event(), until_idle=True)
"""


@pytest.fixture(autouse=True)
def news() -> None:
    """Five subscribers and a publication nobody was told of yet."""
    loaded_sample()
    for _ in range(SUBSCRIBERS):
        a_subscription()
    published(retitled(sample_files(), "share", "团队收益的下限"))


def run(folder: Path, die: str = "", kill_server: str = "", *, without_keys: bool = False) -> int:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        FOLDER: str(folder),
        KILL_AT: kill_server,
        "DIE_IN_STEP": die,
    }
    command = [sys.executable, "-c", WORKER.format(without_keys=without_keys)]
    return subprocess.run(
        command, env=environment, timeout=120, check=False, stdout=subprocess.DEVNULL
    ).returncode


def time_passes() -> None:
    """As if the worker had been silent long enough to be buried and its claims had run out."""
    WorkerHeartbeat.objects.update(seen_at=clock.machine_now() - 2 * beating.DEAD_AFTER)
    reap()
    DBTaskResult.objects.update(run_after=clock.machine_now())
    lease_runs_out()


@pytest.mark.parametrize(
    "die", ["before:1", "written:1", "committed:1", "before:2", "written:2", "committed:3"]
)
def test_killed_while_telling_everybody_hears_once(tmp_path: Path, die: str) -> None:
    assert run(tmp_path, die) == -signal.SIGKILL
    time_passes()
    assert run(tmp_path) == 0
    assert Mail.objects.filter(state=MailState.SENT).values("account_id").distinct().count() == SUBSCRIBERS
    assert Mail.objects.count() == SUBSCRIBERS
    assert Counter(handed_over(tmp_path)) == Counter(mail.message_id for mail in Mail.objects.all())


def test_killed_while_sending_everybody_hears_once(tmp_path: Path) -> None:
    assert run(tmp_path, kill_server="taken:3") == -signal.SIGKILL
    time_passes()
    assert run(tmp_path) == 0
    assert Counter(handed_over(tmp_path)) == Counter(mail.message_id for mail in Mail.objects.all())
    assert len(handed_over(tmp_path)) == SUBSCRIBERS


def test_control_without_the_key_a_step_that_is_repeated_tells_twice(tmp_path: Path) -> None:
    assert run(tmp_path, "committed:1", without_keys=True) == -signal.SIGKILL
    time_passes()
    assert run(tmp_path, without_keys=True) == 0
    assert Mail.objects.count() > SUBSCRIBERS
