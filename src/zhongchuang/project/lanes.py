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

LANES = 1
"""Requests that one process works on at once. A process of Python uses one core: a second request at work would not be done
sooner, it would delay the first."""

MOST_LANES = 12
"""Requests at work at once where some are stuck. A lane keeps a connection to the database: processes times these at most."""

STUCK = 1.0
"""Seconds after which a request at work no longer counts: it waits for something else, or takes long, and others go on. Much
longer than a page takes in a rush: lanes opened because all are slow would make all slower."""

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
        self._since: dict[ThreadSensitiveContext, float] = {}  # the lanes at work, by the loop's clock
        self._extra = self._waiting = 0
        self._stuck = stuck
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
            lane = await self._free.get()
        finally:
            self._waiting -= 1
        self._since[lane] = asyncio.get_running_loop().time()
        return lane

    def _look_later(self) -> None:
        if self._watch is None:
            self._watch = asyncio.get_running_loop().call_later(self._stuck, self._look)

    def _look(self) -> None:
        """While somebody waits: a lane more for each that is stuck, as long as there are any."""
        self._watch = None
        if not self._waiting:
            return
        while self._spare and self._extra < self._stuck_ones():
            self._extra += 1
            self._free.put_nowait(self._spare.pop())
        self._look_later()

    def _stuck_ones(self) -> int:
        begun_before = asyncio.get_running_loop().time() - self._stuck
        return sum(since <= begun_before for since in self._since.values())

    def _leave(self, holding: Holding) -> None:
        lane, holding.lane = holding.lane, None
        if lane is None:
            return
        del self._since[lane]
        if self._extra > self._stuck_ones():
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
