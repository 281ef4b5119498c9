"""Several processes at the same moment, each with a connection of its own: what threads of one process cannot show."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event
from queue import Empty
from typing import Generic, TypeVar

from django.db import connections

T = TypeVar("T")
TIME_LIMIT = 120.0


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a process came to: a value, or the name of what it raised and the whole story."""

    value: T | None
    refused: str = ""
    story: str = ""


def together(act: Callable[[int], T], count: int = 4) -> list[Outcome[T]]:
    """Run `act(number)` in so many processes at once; their outcomes, in the order of their numbers.

    The processes are this one divided, so that they need no start-up; its own connections are closed before. What `act`
    returns must be plain enough to travel between processes.
    """
    connections.close_all()
    context = multiprocessing.get_context("fork")
    start = context.Barrier(count)
    answers: Queue[tuple[int, Outcome[T]]] = context.Queue()

    def one(number: int) -> None:
        try:
            connections["default"].ensure_connection()
            start.wait(TIME_LIMIT)
            answers.put((number, Outcome(act(number))))
        except Exception as error:  # noqa: BLE001 - the outcome is what the caller looks at
            answers.put((number, Outcome(None, type(error).__name__, traceback.format_exc())))

    processes = [context.Process(target=one, args=(number,)) for number in range(count)]
    for process in processes:
        process.start()
    try:
        found = dict(answers.get(timeout=TIME_LIMIT) for _ in processes)
    except Empty:
        raise AssertionError(f"no answer from a process within {TIME_LIMIT:.0f} s") from None
    finally:
        for process in processes:
            process.join(1)
            process.kill()
    return [found[number] for number in range(count)]


def barrier(count: int) -> Barrier:
    """Where so many processes wait for each other (`.wait(TIME_LIMIT)`), made before they part: a control that shows what
    happens when all have looked before one writes must not hope that the machine is quick enough for it."""
    return multiprocessing.get_context("fork").Barrier(count)


def signal() -> Event:
    """What one process tells the others, made before they part."""
    return multiprocessing.get_context("fork").Event()


def values(outcomes: Sequence[Outcome[T]]) -> list[T]:
    """What they returned; fails with the story of the first that raised."""
    for outcome in outcomes:
        assert not outcome.refused, outcome.story
    return [outcome.value for outcome in outcomes if outcome.value is not None]
