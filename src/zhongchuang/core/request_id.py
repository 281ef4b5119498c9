"""The request id: one short id that ties together the log line, the audit entries and the error page of a
request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from zhongchuang.core.ids import new_id

_current: ContextVar[str] = ContextVar("request_id", default="")
_ACCEPTABLE = re.compile(r"[A-Za-z0-9_-]{8,64}")


def request_id() -> str:
    """The id of the request, job or command being served; empty outside of any."""
    return _current.get()


@contextmanager
def use_request_id(given: str | None = None) -> Iterator[str]:
    """Serve a block under a request id: the given one if it is of an acceptable form, else a new one."""
    chosen = given if given and _ACCEPTABLE.fullmatch(given) else new_id().hex
    token = _current.set(chosen)
    try:
        yield chosen
    finally:
        _current.reset(token)
