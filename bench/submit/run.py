"""Five hundred applicants hand in within ten seconds: site, worker and scheduler as `zhongchuang serve` runs them in production.

A PostgreSQL that writes each commit to the disk; the real packs, every middleware, mails written; the browsers are a process of
their own on the same machine. Each presses the button at a moment of its own, one in ten twice, and follows to the next page;
time runs from the press to that page. Afterwards the database is counted: nobody lost, nobody twice, numbers without a gap.
The control is a counter kept without its lock, taken as often.

Run alone: `python -m bench submit`, or `python -m bench.submit.run APPLICANTS SECONDS` for a quick look.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.report import Row
from bench.submit.load import HOST, Played
from tests.postgres import free_port, server

APPLICANTS, SECONDS = 500, 10.0
WAITS = 120.0
"""Seconds within which the worker has told everybody."""


def run(applicants: int = APPLICANTS, seconds: float = SECONDS) -> list[Row]:
    """Build, serve, load, count; print, return the rows."""
    with TemporaryDirectory() as folder, server(durable=True) as address:
        environment = production(Path(folder), address)
        subprocess.run(
            [sys.executable, "-m", "zhongchuang.project", "setup"],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        people = _step(environment, "bench.submit.world", "build", str(applicants))
        with served(environment, Path(folder, "log")) as port:
            played: Played = _step(
                environment, "bench.submit.load", str(port), str(seconds), said=json.dumps(people)
            )
            ended = time.monotonic()
            found: dict[str, int] = _step(environment, "bench.submit.world", "counted")
            while found["told"] < found["handed_in"] and time.monotonic() - ended < WAITS:
                time.sleep(1)
                found = _step(environment, "bench.submit.world", "counted")
            told_after = time.monotonic() - ended
        control: int = _step(environment, "bench.submit.world", "control", str(applicants))
    return _rows(applicants, seconds, played, found, told_after, control)


def _rows(
    applicants: int, seconds: float, played: Played, found: dict[str, int], told_after: float, control: int
) -> list[Row]:
    strays = [led for led in played["led_to"] if len(set(led)) != 1 or not led[0].startswith("/my/cases/GS-")]
    assert not strays, f"led elsewhere: {strays[:5]}"
    once = {name: found[name] for name in found if name != "drafts"}
    assert set(once.values()) == {applicants} and found["drafts"] == 0, found
    shown, answered = played["shown"], played["answered"]
    what = f"submit: {applicants} applicants within {seconds:g} s, PostgreSQL"
    print(f"{what}, p95  {_at(shown, 0.95):.0f} ms  –  –")
    print(f"{what}, lost or twice  0  {control}  –")
    print(
        f"· 从按下到看见编号：p50 {_at(shown, 0.5):.0f} ms，最慢 {_at(shown, 1):.0f} ms；其中提交本身 "
        f"p50 {_at(answered, 0.5):.0f} ms，p95 {_at(answered, 0.95):.0f} ms；"
        f"{len(shown)} 次点击，其中 {len(shown) - applicants} 次是重复点的"
    )
    print(
        f"· 之后数据库里：办件、编号（1 至 {found['last_number']}，不缺不重）、提交、占用、走动、日志、"
        f"通知各 {found['handed_in']}；通知在最后一次点击后 {told_after:.0f} 秒内全部写出"
    )
    print(f"· 对照：{applicants} 次取号，没有锁，{control} 个编号给了两次")
    return [
        (f"{what}, p95", shown[int(0.95 * (len(shown) - 1))], None, None),
        (f"{what}, lost or twice", 0, control, None),
    ]


def _at(times: list[float], share: float) -> float:
    """A quantile of sorted seconds, in milliseconds."""
    return times[int(share * (len(times) - 1))] * 1000


def production(folder: Path, address: str) -> dict[str, str]:
    """A platform of its own in production mode behind a proxy, which is what the load plays."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ZHONGCHUANG") and k != "DATABASE_URL"}
    return {
        **kept,
        "ZHONGCHUANG_MODE": "production",
        "ZHONGCHUANG_VAR": str(folder),
        "ZHONGCHUANG_SECRET_KEY": secrets.token_urlsafe(50),
        "ZHONGCHUANG_KEYS": "k1:" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "ZHONGCHUANG_HOSTS": HOST,
        "ZHONGCHUANG_BEHIND_PROXY": "yes",
        "DATABASE_URL": address,
    }


@contextmanager
def served(environment: Mapping[str, str], log: Path) -> Iterator[int]:
    """`zhongchuang serve`; its port. Ends when the block ends."""
    port = free_port()
    with log.open("w") as said:
        command = [sys.executable, "-m", "zhongchuang.project", "serve", "--port", str(port)]
        site = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)
    try:
        for _ in range(300):
            if _answers(port):
                break
            time.sleep(0.2)
        else:
            raise SystemExit(f"the site does not answer:\n{log.read_text()}")
        yield port
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait(timeout=30)


def _answers(port: int) -> bool:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/", headers={"Host": HOST, "X-Forwarded-Proto": "https"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return bool(answer.read())
    except OSError:
        return False


def _step(environment: Mapping[str, str], module: str, *arguments: str, said: str = "") -> Any:
    """A process of its own; what it prints."""
    command = [sys.executable, "-m", module, *arguments]
    child = subprocess.run(
        command, env=environment, input=said, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(child.stdout)


if __name__ == "__main__":
    sizes = sys.argv[1:]
    run(int(sizes[0]), float(sizes[1])) if sizes else run()
