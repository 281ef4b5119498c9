"""Jobs: nothing scheduled is lost or done twice, and a dead worker's task is rescued."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from zhongchuang.core import clock
from zhongchuang.core.audit.models import AuditSeal
from zhongchuang.core.jobs import heartbeat as beating
from zhongchuang.core.jobs.models import ScheduleState, TaskRetry, WorkerHeartbeat
from zhongchuang.core.jobs.reaper import LOOK_BACK, reap
from zhongchuang.core.jobs.reaper import wait_after as wait_after_attempt
from zhongchuang.core.jobs.schedule import CatchUp, Schedule
from zhongchuang.core.jobs.scheduler import CORE_SCHEDULES, all_schedules, run_scheduler, run_scheduler_once
from zhongchuang.core.jobs.tasks import seal_audit
from zhongchuang.core.jobs.worker import run_worker
from zhongchuang.core.tests.factory import race, write_entry
from zhongchuang.core.tests.tasks import fail_until, kill_worker_once, note

SHANGHAI = clock.SHANGHAI
D = dt.datetime


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return D(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


class Recorder:
    """Stands in for a task: remembers what it was asked to do."""

    def __init__(self) -> None:
        self.due: list[dt.datetime] = []

    def enqueue(self, *args: Any, **_: Any) -> None:
        self.due.append(D.fromisoformat(args[0]))


def test_daily_and_hourly_times_are_those_of_shanghai() -> None:
    daily = Schedule(name="d", task=Recorder(), daily=(dt.time(0, 10), dt.time(18)))
    assert daily.due_between(at(20, 0, 10), at(21, 0, 10)) == [at(20, 18), at(21, 0, 10)]
    hourly = Schedule(name="h", task=Recorder(), hourly=(15, 45))
    assert hourly.due_between(at(20, 23, 20), at(21, 0, 15)) == [at(20, 23, 45), at(21, 0, 15)]
    assert hourly.due_between(at(20, 9), at(20, 9)) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (CatchUp.EVERY, [at(19, 8), at(20, 8), at(21, 8)]),
        (CatchUp.LATEST, [at(21, 8)]),
        (CatchUp.NONE, []),
    ],
)
def test_missed_times_are_caught_up_by_their_rule(rule: CatchUp, expected: list[dt.datetime]) -> None:
    schedule = Schedule(name="s", task=Recorder(), daily=(dt.time(8),), catch_up=rule)
    assert schedule.to_enqueue(at(18, 12), at(21, 12)) == expected
    assert schedule.to_enqueue(at(21, 7), at(21, 8, 30)) == [at(21, 8)]


def test_a_schedule_without_times_is_refused() -> None:
    with pytest.raises(ValueError, match="须给出一项"):
        Schedule(name="s", task=Recorder())
    with pytest.raises(ValueError, match="0–59"):
        Schedule(name="s", task=Recorder(), hourly=(60,))


def test_every_schedule_of_this_floor_has_a_name_of_its_own() -> None:
    assert {schedule.name for schedule in CORE_SCHEDULES} <= {schedule.name for schedule in all_schedules()}


@pytest.mark.django_db
def test_each_due_time_is_enqueued_once_and_a_new_schedule_has_no_past() -> None:
    recorder = Recorder()
    schedule = Schedule(name="test.daily", task=recorder, daily=(dt.time(8),))
    with clock.use_clock(clock.FrozenClock(at(20, 9))) as frozen:
        assert run_scheduler_once(schedules=[schedule]) == 0
        frozen.move_to(at(21, 8))
        assert run_scheduler_once(schedules=[schedule]) == 1
        assert run_scheduler_once(schedules=[schedule]) == 0
        frozen.move_to(at(21, 7))  # a clock set back must not make it due again
        assert run_scheduler_once(schedules=[schedule]) == 0
        frozen.move_to(at(21, 9))
        assert run_scheduler_once(schedules=[schedule]) == 0
    assert recorder.due == [at(21, 8)]


@pytest.mark.django_db(transaction=True)
def test_many_schedulers_enqueue_each_due_time_once(tmp_path: Path) -> None:
    class NoteTask:
        def enqueue(self, *args: Any, **_: Any) -> None:
            note.enqueue(str(tmp_path / "notes"), args[0])

    schedule = Schedule(name="test.daily", task=NoteTask(), daily=(dt.time(8),), catch_up=CatchUp.EVERY)
    with clock.use_clock(clock.FrozenClock(at(18, 9))) as frozen:
        run_scheduler_once(schedules=[schedule])
        frozen.move_to(at(21, 9))
        outcomes = race([lambda: run_scheduler_once(schedules=[schedule])] * 5)
    assert sorted(outcomes, key=str) == [0, 0, 0, 0, 3]
    assert DBTaskResult.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_the_daily_seal_is_scheduled_enqueued_and_made(settings: Settings, tmp_path: Path) -> None:
    settings.AUDIT_PUBLICATION_DIR = tmp_path / "audit"
    with clock.use_clock(clock.FrozenClock(at(20, 9))) as frozen:
        run_scheduler_once()
        write_entry()
        frozen.move_to(at(21, 0, 11))
        run_scheduler_once()
        run_worker(threading.Event(), until_idle=True)
    assert list(AuditSeal.objects.values_list("day", "size")) == [(dt.date(2026, 11, 20), 1)]
    sealing = DBTaskResult.objects.get(task_path=seal_audit.module_path)
    assert sealing.status == TaskResultStatus.SUCCESSFUL


@pytest.mark.django_db(transaction=True)
def test_the_scheduler_stops_when_told() -> None:
    stop = threading.Event()
    thread = threading.Timer(0.3, stop.set)
    thread.start()
    run_scheduler(stop, every_seconds=0.1)
    assert ScheduleState.objects.filter(name="core.seal_audit").exists()


@pytest.mark.django_db(transaction=True)
def test_a_failed_task_that_may_be_tried_again_is(tmp_path: Path) -> None:
    path = str(tmp_path / "attempts")
    fail_until.enqueue(path, 3)
    for _ in range(3):
        run_worker(threading.Event(), until_idle=True)
        reap()
        DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=clock.machine_now())
    done = DBTaskResult.objects.get()
    assert (done.status, done.return_value) == (TaskResultStatus.SUCCESSFUL, 3)
    assert list(TaskRetry.objects.order_by("attempt").values_list("attempt", flat=True)) == [2, 3]


@pytest.mark.django_db(transaction=True)
def test_a_task_that_keeps_failing_stays_failed_after_its_attempts(tmp_path: Path) -> None:
    fail_until.enqueue(str(tmp_path / "attempts"), 99)
    for _ in range(5):
        run_worker(threading.Event(), until_idle=True)
        reap()
        DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=clock.machine_now())
    failed = DBTaskResult.objects.get()
    assert (failed.status, len(failed.worker_ids)) == (TaskResultStatus.FAILED, 3)


@pytest.mark.django_db
def test_an_old_failure_is_history(tmp_path: Path) -> None:
    fail_until.enqueue(str(tmp_path / "attempts"), 99)
    DBTaskResult.objects.update(
        status=TaskResultStatus.FAILED, finished_at=clock.machine_now() - LOOK_BACK - dt.timedelta(hours=1)
    )
    assert reap() == 0


@pytest.mark.django_db
def test_a_task_under_a_living_worker_is_left_alone_and_under_a_dead_one_rescued(tmp_path: Path) -> None:
    note.enqueue(str(tmp_path / "notes"), "x")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["worker-1"])
    beating.beat("worker-1")
    assert reap() == 0
    WorkerHeartbeat.objects.update(seen_at=clock.machine_now() - beating.DEAD_AFTER - dt.timedelta(seconds=1))
    assert reap() == 1
    task = DBTaskResult.objects.get()
    assert task.status == TaskResultStatus.READY
    assert task.run_after > clock.machine_now()
    assert "worker-1" in TaskRetry.objects.get().reason


@pytest.mark.django_db(transaction=True)
def test_a_worker_keeps_saying_that_it_lives_and_signs_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beating, "BEAT_EVERY", dt.timedelta(seconds=0.05))
    with beating.heartbeat("worker-1"):
        first = WorkerHeartbeat.objects.get().seen_at
        threading.Event().wait(0.5)
        assert WorkerHeartbeat.objects.get().seen_at > first
        assert beating.dead_workers({"worker-1", "worker-2"}) == {"worker-2"}
    assert WorkerHeartbeat.objects.count() == 0


@pytest.mark.django_db
def test_a_task_that_kills_every_worker_is_given_up(tmp_path: Path) -> None:
    note.enqueue(str(tmp_path / "notes"), "x")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["w1", "w2", "w3"])
    assert reap() == 0
    task = DBTaskResult.objects.get()
    assert (task.status, task.exception_class_path.rsplit(".", 1)[1]) == (
        TaskResultStatus.FAILED,
        "WorkerDied",
    )
    assert task.task_result.errors[0].exception_class.__name__ == "WorkerDied"


def test_waits_grow_and_end() -> None:
    waits = [wait_after_attempt(attempt) for attempt in range(1, 12)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (dt.timedelta(seconds=30), dt.timedelta(hours=1))


def database_url() -> str:
    """The test database as another process reaches it."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    host = settings["HOST"]
    at_host = f"{settings['USER']}:{settings['PASSWORD']}@{host}:{settings['PORT']}"
    return f"postgres://{at_host}/{settings['NAME']}"


@pytest.fixture
def worker_process() -> Iterator[list[str]]:
    """The command of a worker that works until nothing is left."""
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.fail("测试库须是文件：请为 SQLite 设置 TEST 的 NAME / give SQLite's test database a file name")
    code = (
        "import django; django.setup(); import threading;"
        "from zhongchuang.core.jobs.worker import run_worker; run_worker(threading.Event(), until_idle=True)"
    )
    yield [sys.executable, "-c", code]


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_task_loses_nothing(
    tmp_path: Path, worker_process: list[str]
) -> None:
    kill_worker_once.enqueue(str(tmp_path / "marker"))
    environment = {**os.environ, "DATABASE_URL": database_url()}
    killed = subprocess.run(worker_process, env=environment, timeout=60, check=False)
    assert killed.returncode == -9
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING
    assert reap() == 0
    WorkerHeartbeat.objects.update(seen_at=clock.machine_now() - beating.DEAD_AFTER - dt.timedelta(seconds=1))
    assert reap() == 1
    DBTaskResult.objects.update(run_after=clock.machine_now())
    again = subprocess.run(worker_process, env=environment, timeout=60, check=False)
    assert again.returncode == 0
    assert DBTaskResult.objects.get().return_value == "done"
    assert WorkerHeartbeat.objects.count() == 1  # the living one signed off, the killed one could not
