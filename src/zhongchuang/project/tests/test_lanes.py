"""The lanes of the site: never more requests at work than lanes, threads used again, nobody kept waiting by who is slow."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse

from zhongchuang.project import serve
from zhongchuang.project.lanes import LanedHandler

Message = dict[str, Any]
LANES = 3
SCOPE: Message = {
    "type": "http",
    "method": "GET",
    "path": "/",
    "query_string": b"",
    "headers": [(b"host", b"testserver")],
    "server": ("testserver", 80),
}


class Counted:
    """A view of 20 ms that counts who is in it, and in which threads."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.threads: set[int] = set()
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.threads.add(threading.get_ident())
        time.sleep(0.02)
        with self.lock:
            self.now -= 1
        if request.path == "/fails":
            raise ValueError("a view that fails")
        return HttpResponse("done")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    """Requests go straight to the view: the middleware is not what is asked here."""
    view = Counted()

    async def answer(_handler: LanedHandler, request: HttpRequest) -> HttpResponse:
        return await sync_to_async(view, thread_sensitive=True)(request)

    monkeypatch.setattr(LanedHandler, "get_response_async", answer)
    yield view


async def ask(
    handler: LanedHandler,
    path: str = "/",
    *,
    body: Callable[[], Awaitable[Message]] | None = None,
    reads: Callable[[], Awaitable[None]] | None = None,
) -> int:
    """One request; its status."""
    sent: list[Message] = []
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return await body() if body else {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.Event().wait()  # stays connected
        raise AssertionError

    async def send(message: Message) -> None:
        if reads:
            await reads()
        sent.append(message)

    await handler({**SCOPE, "path": path}, receive, send)
    return int(sent[0]["status"])


def test_no_more_are_at_work_than_there_are_lanes(counted: Counted) -> None:
    handler = LanedHandler(LANES)

    async def rush() -> list[int]:
        return await asyncio.gather(*(ask(handler) for _ in range(20)))

    assert asyncio.run(rush()) == [200] * 20
    assert counted.most == LANES
    assert len(counted.threads) == LANES, "threads, and the connections they keep, are used again"


def test_where_all_lanes_are_stuck_others_open_and_close_again() -> None:
    released, at_work = threading.Event(), threading.Semaphore(0)

    def view(_handler: LanedHandler, request: HttpRequest) -> HttpResponse:
        at_work.release()
        if request.path == "/stuck":
            assert released.wait(20)
        return HttpResponse("done")

    handler = LanedHandler(2, 4, 0.05)
    handler.get_response = view.__get__(handler)  # type: ignore[method-assign]  # the middleware is not what is asked here

    async def stuck_ones() -> list[int]:
        stuck = [asyncio.create_task(ask(handler, "/stuck")) for _ in range(2)]
        quick = [await asyncio.wait_for(ask(handler), 10) for _ in range(3)]
        stuck += [asyncio.create_task(ask(handler, "/stuck")) for _ in range(3)]
        await asyncio.sleep(1)
        begun = 0
        while at_work.acquire(blocking=False):
            begun += 1
        assert begun == 2 + 3 + 2, "four at most, however long they take"
        released.set()
        return quick + await asyncio.gather(*stuck)

    assert asyncio.run(stuck_ones()) == [200] * 8
    assert handler._free.qsize() == 2, "what was opened in need is closed again"


def test_who_asks_alone_always_meets_the_same_thread(counted: Counted) -> None:
    handler = LanedHandler(LANES)

    async def one_after_the_other() -> None:
        for _ in range(5):
            await ask(handler)

    asyncio.run(one_after_the_other())
    assert len(counted.threads) == 1


def test_who_sends_or_reads_slowly_keeps_nobody_waiting(counted: Counted) -> None:
    handler = LanedHandler(1)

    async def among_slow_ones() -> int:
        never = asyncio.Event()

        async def sends() -> Message:
            await never.wait()
            raise AssertionError

        async def reads() -> None:
            await never.wait()

        slow = [asyncio.create_task(ask(handler, body=sends)), asyncio.create_task(ask(handler, reads=reads))]
        await asyncio.sleep(0.1)
        status = await asyncio.wait_for(ask(handler), 5)
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        return status

    assert asyncio.run(among_slow_ones()) == 200


def test_a_lane_comes_back_from_who_fails_or_goes_away(counted: Counted) -> None:
    handler = LanedHandler(1)

    async def fails_and_leaves() -> int:
        with pytest.raises(ValueError, match="a view that fails"):
            await ask(handler, "/fails")
        gone = asyncio.create_task(ask(handler))
        await asyncio.sleep(0.005)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)

        async def disconnects() -> Message:
            return {"type": "http.disconnect"}

        with pytest.raises(IndexError):
            await ask(handler, body=disconnects)  # nothing was sent
        return await asyncio.wait_for(ask(handler), 5)

    assert asyncio.run(fails_and_leaves()) == 200


@pytest.mark.parametrize(
    ("said", "url", "processes"),
    [
        ("", "", 1),
        ("", "sqlite:////var/x.sqlite3", 1),
        ("", "postgres://db/zhongchuang", 3),
        ("7", "postgres://db/zhongchuang", 7),
        ("many", "postgres://db/zhongchuang", 1),
    ],
)
def test_a_process_for_each_core_where_the_database_serves_them_all(
    monkeypatch: pytest.MonkeyPatch, said: str, url: str, processes: int
) -> None:
    monkeypatch.setattr(
        serve, "configured", lambda: {"ZHONGCHUANG_SITE_PROCESSES": said, "DATABASE_URL": url}
    )
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    assert serve.site_processes() == processes
