"""Who hears what. The project writes it in one file; this floor only reads it.

``settings.ZHONGCHUANG_WIRING`` is the dotted path of a sequence of :class:`Listener`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from zhongchuang.core.outbox.events import Event

_NAME = re.compile(r"[a-z_.]+")


@dataclass(frozen=True)
class Listener:
    """Somebody who hears of an event.

    `name` is for ever: deliveries are kept under it (`indicators.count_case`). `handle` is called with the
    event, inside a transaction of its own, by the worker.
    """

    event: type[Event]
    name: str
    handle: Callable[[Any], None]


_override: list[Sequence[Listener]] = []


def listeners() -> Sequence[Listener]:
    """Everybody who hears of anything. Raises ImportError or ValueError for a wiring that cannot be used."""
    if _override:
        return _override[-1]
    return _read(str(getattr(settings, "ZHONGCHUANG_WIRING", "")))


@lru_cache(maxsize=2)
def _read(path: str) -> tuple[Listener, ...]:
    return checked(import_string(path)) if path else ()


def checked(wiring: Sequence[Listener]) -> tuple[Listener, ...]:
    """The wiring, if every name is well formed and used once for one event. Raises ValueError."""
    seen: set[tuple[type[Event], str]] = set()
    for listener in wiring:
        if not _NAME.fullmatch(listener.name) or (listener.event, listener.name) in seen:
            raise ValueError(
                f"听者名 {listener.name!r} 不合规或重复 / a listener's name is malformed or used twice"
            )
        seen.add((listener.event, listener.name))
    return tuple(wiring)


def hearing(cls: type[Event]) -> list[Listener]:
    """Those who hear of this event."""
    return [listener for listener in listeners() if listener.event is cls]


@contextmanager
def use_wiring(wiring: Sequence[Listener]) -> Iterator[None]:
    """Put another wiring in place for a block, for every thread of the process (tests)."""
    _override.append(checked(wiring))
    try:
        yield
    finally:
        _override.pop()
