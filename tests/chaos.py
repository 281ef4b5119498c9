"""Killed at any moment: a process is started, SIGKILLed after a seeded random time, and started again until it ends by itself.

SIGKILL cannot be caught: whatever was not committed is gone, as when the power goes. What is tried must be able to begin
again where it was cut off. Two ways to start a process:

* :func:`forked`: this process divides, and the child runs a function. Cheap (no import waits), so that most deaths fall into
  the work itself. The database connections are closed before, the child opens its own.
* :func:`commanded`: a command of its own, as an operator runs it. Its time counts from the moment it says it is ready.

    report = endure(forked(import_results), seed=7, lasts=how_long(forked(on_a_copy)))
    assert report.deaths > 0

The moments are drawn from `seed`; where exactly the process stands at that moment is up to the machine, which is the point:
every run of `make chaos` tries other places. A life may also be :func:`struck` at a statement to the database, which meets
its place on a machine of any speed.
"""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

READY = "ready"
"""The line by which a command says that its work begins; from then on it may die."""
PATIENCE = 120.0
"""Seconds after which a process that should end by itself counts as stuck."""
SOONEST = 0.001


class Stuck(Exception):
    """A process that was left alone did not end."""


class Failed(Exception):
    """A process ended by itself, but badly: no kill explains that."""


@dataclass(frozen=True, slots=True)
class Process:
    """A running process: its number, and how to wait for it."""

    pid: int
    wait: Callable[[], int | None]
    """The exit code if it has ended, else None; does not block."""
    output: Callable[[], str] = str
    """What it printed, once it has ended."""

    def kill(self) -> None:
        """Nothing is said to it, it is simply gone; and so is whatever it started."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # it ended at this very moment


Start = Callable[[], Process]


@dataclass(frozen=True, slots=True)
class Report:
    """How it went: how often the process was killed, and after how many seconds each time."""

    deaths: int
    lives: tuple[float, ...]


def endure(
    start: Start, *, seed: int, lasts: float, most_deaths: int = 5, doomed: Start | None = None
) -> Report:
    """Start, kill, start again; at most so many deaths, then it is left to end. The moments lie within
    `lasts` seconds: what an undisturbed run takes, or less where every run is to be hit. The first life is `doomed`
    where one is given: a start that dies by itself.

    Raises Failed where a life ends by itself with another code than 0, or a doomed one does not die; Stuck where the
    last one does not end.
    """
    chance = random.Random(seed)
    lives: list[float] = []
    if doomed is not None:
        process, begun = doomed(), time.monotonic()
        if (code := _ended(process, PATIENCE)) != -signal.SIGKILL:
            _report(process, code, lives)
            raise Failed("the doomed life ended in peace: what it was to die at does not come")
        lives.append(time.monotonic() - begun)
    for _ in range(most_deaths - len(lives)):
        life = max(SOONEST, chance.uniform(0, lasts))
        process = start()
        code = _ended(process, life)
        if code is None:
            process.kill()
            code = _ended(process, PATIENCE)
            if code == -signal.SIGKILL:
                lives.append(life)
                continue
        return _report(process, code, lives)
    process = start()
    return _report(process, _ended(process, PATIENCE), lives)


def how_long(start: Start) -> float:
    """Seconds that an undisturbed run takes. Raises Failed, Stuck."""
    process, begun = start(), time.monotonic()
    _report(process, _ended(process, PATIENCE), [])
    return time.monotonic() - begun


def forked(work: Callable[[], object]) -> Start:
    """A start that divides this process; the child runs `work` and ends. What it raises ends it with 1 and is printed."""

    def start() -> Process:
        from django.db import connections  # a harness may be used where there is no Django

        connections.close_all()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            _child(work)
        with suppress(OSError):  # the child does the same; whichever is first, a kill finds the group
            os.setpgid(pid, pid)
        return Process(pid, lambda: _wait(pid))

    return start


def struck(work: Callable[[], object], *, at: int) -> Callable[[], None]:
    """The same work, by whom the process is killed when it turns to the database for the `at`-th time (from 0)."""

    def killed() -> None:
        from django.db import connection

        with connection.execute_wrapper(_Strike(at)):
            work()

    return killed


def statements_of(work: Callable[[], object]) -> int:
    """How often an undisturbed run, here and now, turns to the database."""
    from django.db import connection

    counted = _Strike(None)
    with connection.execute_wrapper(counted):
        work()
    return counted.seen


class _Strike:
    """Counts statements; SIGKILLs its own process before the one that is named."""

    def __init__(self, at: int | None) -> None:
        self.at, self.seen = at, 0

    def __call__(
        self, execute: Callable[..., object], sql: str, params: object, many: bool, context: object
    ) -> object:
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.seen += 1
        return execute(sql, params, many, context)


def commanded(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Start:
    """A start of a command that prints :data:`READY` on a line of its own when its work begins."""

    def start() -> Process:
        running = subprocess.Popen(
            list(command),
            env=None if env is None else dict(env),
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert running.stdout is not None
        seen = _until_ready(running.stdout.fileno())
        # What it goes on to print is read at the end; the pipe holds more than a command of a test says.
        return Process(running.pid, running.poll, lambda: seen + _rest(running))

    return start


def _child(work: Callable[[], object]) -> None:
    """The life of a forked child; never returns."""
    code = 1
    try:
        os.setpgid(0, 0)
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it was, the child must not run on into the parent's code
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _wait(pid: int) -> int | None:
    """The exit code of a child if it has ended; killed by a signal, minus its number."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    return None if ended == 0 else os.waitstatus_to_exitcode(status)


def _ended(process: Process, seconds: float) -> int | None:
    """Wait so long at most; the exit code, or None while it runs."""
    until = time.monotonic() + seconds
    while (code := process.wait()) is None and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.002))
    return code


def _report(process: Process, code: int | None, lives: list[float]) -> Report:
    if code is None:
        process.kill()
        _ended(process, PATIENCE)
        raise Stuck(f"not ended after {PATIENCE:.0f} s; killed before after {lives}")
    if code != 0:
        raise Failed(f"exit code {code}; killed before after {lives}\n{process.output()}")
    return Report(len(lives), tuple(lives))


def _until_ready(pipe: int) -> str:
    """Read up to the line that says ready, or to the end of a process that never says it."""
    seen = b""
    until = time.monotonic() + PATIENCE
    while f"{READY}\n".encode() not in seen and select.select([pipe], [], [], until - time.monotonic())[0]:
        piece = os.read(pipe, 4096)
        if not piece:
            break
        seen += piece
    return seen.decode(errors="replace")


def _rest(running: subprocess.Popen[bytes]) -> str:
    assert running.stdout is not None
    with running.stdout:
        return running.stdout.read().decode(errors="replace")
