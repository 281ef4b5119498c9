"""Being told to stop: by a signal of the system, or by a test."""

from __future__ import annotations

import os
import select
import signal
from typing import Protocol


class Stop(Protocol):
    """What a loop looks at between two pieces of work; a `threading.Event` is one."""

    def is_set(self) -> bool:
        """Whether it is time to stop."""
        ...

    def wait(self, timeout: float) -> bool:
        """Rest for so many seconds, or until told to stop."""
        ...


class SignalStop:
    """Set by SIGTERM and SIGINT.

    The handler only writes to a pipe: unlike the lock inside an Event, that cannot get stuck when the
    signal arrives in the middle of a wait.
    """

    def __init__(self) -> None:
        self._told = False
        self._read, self._write = os.pipe()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)

    def _hear(self, *_: object) -> None:
        self._told = True
        os.write(self._write, b".")

    def is_set(self) -> bool:
        """Whether a signal came."""
        return self._told

    def wait(self, timeout: float) -> bool:
        """Rest until a signal comes, or so many seconds."""
        if not self._told:
            select.select([self._read], [], [], timeout)
        return self._told
