"""The front page, two workers, wrk with 50 connections, against a bare Django template page in the same run.

Run alone: `python -m bench front`. Needs wrk (Debian: `apt-get install wrk`). Ours runs as `zhongchuang serve` runs it:
the real packs, SQLite, every middleware. The two are loaded in turn, the better of the rounds counts.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import Row

WORKERS = 2
CONNECTIONS = 50
SECONDS = 8
ROUNDS = 3


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path) -> dict[str, str]:
    """A platform of its own in a temporary folder; nothing of this machine's data is touched."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ZHONGCHUANG") and k != "DATABASE_URL"}
    return {**kept, "ZHONGCHUANG_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "zhongchuang.project.settings"}


@contextmanager
def served(application: str, env: dict[str, str]) -> Iterator[str]:
    """The application under uvicorn; its address. Ends when the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), "--workers", str(WORKERS)]
    server = subprocess.Popen([*command, "--log-level", "error", "--no-access-log"], env=env)
    url = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(150):
            try:
                with urllib.request.urlopen(url, timeout=20) as answer:
                    answer.read()
                break
            except OSError:
                time.sleep(0.2)
        else:
            raise SystemExit(f"{application} does not answer")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def load(url: str, seconds: int) -> float:
    """Requests a second; ends where an answer was not 2xx."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("没有 wrk：sudo apt-get install wrk。wrk is missing; install it first.")
    command = [wrk, "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", url]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in printed or "Socket errors" in printed:
        raise SystemExit(f"wrk met failures at {url}:\n{printed}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    assert found is not None, printed
    return float(found.group(1))


def run() -> list[Row]:
    """Set up, load both in turn, print, return the row."""
    with TemporaryDirectory() as folder:
        env = environment(Path(folder))
        subprocess.run(
            [sys.executable, "-m", "zhongchuang.project", "setup"], env=env, check=True, capture_output=True
        )
        with (
            served("zhongchuang.project.asgi:application", env) as ours,
            served("bench.front.bare:application", env) as peer,
        ):
            for url in (ours, peer):
                load(url, 2)  # every worker has met the page
            pairs = [(load(ours, SECONDS), load(peer, SECONDS)) for _ in range(ROUNDS)]
    mine, theirs = max(a for a, _ in pairs), max(b for _, b in pairs)
    name = f"front page: wrk {CONNECTIONS} connections, {WORKERS} workers"
    print(f"{name}  {mine:.0f} /s  {theirs:.0f} /s  {mine / theirs:.2f}")
    return [(name, mine, theirs, mine / theirs)]
