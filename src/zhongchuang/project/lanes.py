"""The threads of the site: a fixed number of lanes, each with the database connection it keeps.

Django's own ASGI handler gives every request a thread of its own, and with it a connection that nobody closes in time: a rush
of some hundred requests would take all the connections a PostgreSQL has, and most requests would fail. Here a request that has
arrived whole waits for a lane, works there, and leaves it before its answer goes out: neither a slow sender nor a slow reader
keeps others waiting. What a lane leaves behind is its connection, ready for the next.
"""

from __future__ import annotations

import asyncio
import gc
from contextvars import ContextVar
from typing import IO, Any

import django
from asgiref.sync import SyncToAsync, ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

LANES = 2
"""Requests that one process works on at once. More only share the one core that a process of Python uses."""

MOST_LANES = 12
"""Requests at work at once where the lanes are stuck, in a long wait for something else. A lane keeps a connection to the
database: processes times these of them at most."""

STUCK = 0.5
"""Seconds without a lane coming free while somebody waits for one: then another is opened."""

COLLECT_AFTER = 20_000
"""Objects made before the young ones are looked through: as many as a page or two leave behind."""


class Holding:
    """The lane of one request, once it has one."""

    def __init__(self) -> None:
        self.lane: ThreadSensitiveContext | None = None


_holding: ContextVar[Holding] = ContextVar("holding")


class LanedHandler(ASGIHandler):
    """Django's handler, its threads bounded and used again."""

    def __init__(self, lanes: int = LANES, most: int = MOST_LANES, stuck: float = STUCK) -> None:
        super().__init__()
        # As one piece of synchronous work, not hook by hook: each step into a thread and back costs what a small page does.
        self.load_middleware(is_async=False)
        # The lane left last comes first: few lanes are warm when little is asked.
        self._free: asyncio.LifoQueue[ThreadSensitiveContext] = asyncio.LifoQueue()
        for _ in range(lanes):
            self._free.put_nowait(ThreadSensitiveContext())
        self._spare = [ThreadSensitiveContext() for _ in range(most - lanes)]
        self._extra = self._waiting = 0
        self._stuck = stuck
        self._freed = 0.0  # when a lane last came free, by the loop's clock
        self._watch: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request, from its first byte to the last of its answer."""
        if scope["type"] != "http":
            raise ValueError(f"the site speaks HTTP, not {scope['type']}")
        holding = Holding()
        _holding.set(holding)
        try:
            await self.handle(scope, receive, send)
        finally:
            self._leave(holding)

    async def read_body(self, receive: Any) -> IO[bytes]:
        """Wait for the whole request, then for a lane; from here on whatever Django runs for it runs in that lane's thread."""
        body: IO[bytes] = await super().read_body(receive)
        lane = await self._next_lane()
        _holding.get().lane = lane
        SyncToAsync.thread_sensitive_context.set(lane)
        return body

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, made by all the middleware and the view in one go in the lane's thread."""
        answer: HttpResponseBase = await sync_to_async(self.get_response)(request)
        return answer

    async def send_response(self, response: HttpResponseBase, send: Any) -> None:
        """The answer stands: others may have the lane. What is left to do (closing) still runs in its thread, in between."""
        self._leave(_holding.get())
        await super().send_response(response, send)

    async def _next_lane(self) -> ThreadSensitiveContext:
        """The lane that comes free next; they are given in the order in which they are asked for."""
        self._waiting += 1
        self._look_later()
        try:
            return await self._free.get()
        finally:
            self._waiting -= 1

    def _look_later(self) -> None:
        if self._watch is None:
            self._watch = asyncio.get_running_loop().call_later(self._stuck, self._look)

    def _look(self) -> None:
        """Somebody may still wait: where no lane has come free meanwhile, whoever holds them waits too, so another is opened."""
        self._watch = None
        if not self._waiting:
            return
        stands = asyncio.get_running_loop().time() - self._freed >= self._stuck
        if stands and self._spare:
            self._extra += 1
            self._free.put_nowait(self._spare.pop())
            self._freed = asyncio.get_running_loop().time()
        self._look_later()

    def _leave(self, holding: Holding) -> None:
        lane, holding.lane = holding.lane, None
        if lane is None:
            return
        self._freed = asyncio.get_running_loop().time()
        if self._extra and not self._waiting:
            self._extra -= 1
            self._spare.append(lane)
        else:
            self._free.put_nowait(lane)


def application() -> LanedHandler:
    """The handler, with Django set up."""
    django.setup(set_prefix=False)
    handler = LanedHandler()
    # What is there now stays for good: no collection of garbage need look at it again, and a page makes little of its own.
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 50)
    return handler
