"""The ledger against pgbench's TPC-B on the same PostgreSQL server in the same run, and a contested pool on both databases.

Ours is `transfer_post` as every room calls it: access, key, both accounts locked, limits, foreign keys, the transfer written,
through Django. The peer is pgbench as it comes (TPC-B, scale 10, simple protocol), a program in C. Four clients each, in
turn; the better of the rounds counts. The contested pool holds half of what 100,000 attempts of four processes ask for.

Run alone: `python -m bench ledger`, or `python -m bench.ledger.run [SECONDS ATTEMPTS]` for a quick look.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from bench.ledger.clients import CLIENTS
from bench.report import Row
from tests.postgres import binaries, server

SECONDS = 10.0
ATTEMPTS = 100_000
ROUNDS = 5
SCALE = 10


def run(seconds: float = SECONDS, attempts: int = ATTEMPTS) -> list[Row]:
    """Measure on PostgreSQL, then on SQLite; print, return the rows."""
    with TemporaryDirectory() as folder:
        with server() as address:
            rows = [_against_pgbench(address, folder, seconds)]
            rows.append(_contested("PostgreSQL", address, folder, attempts))
        rows.append(_contested("SQLite", f"sqlite:///{Path(folder, 'ledger.sqlite3')}", folder, attempts))
    return rows


def _against_pgbench(address: str, folder: str, seconds: float) -> Row:
    _pgbench(address, "-i", "-q", "-s", str(SCALE))
    pairs = [
        (_ours(address, folder, "transfers", seconds)["per_second"], _tps(address, seconds))
        for _ in range(ROUNDS)
    ]
    mine, theirs = max(a for a, _ in pairs), max(b for _, b in pairs)
    name = f"ledger: transfers, PostgreSQL, {CLIENTS} clients"
    print(f"{name}  {mine:,.0f} /s  {theirs:,.0f} /s  {mine / theirs:.2f}")
    print("· 各轮（我们／对照，每秒）：" + "，".join(f"{a:,.0f}／{b:,.0f}" for a, b in pairs))
    return (name, mine, theirs, mine / theirs)


def _contested(database: str, address: str, folder: str, attempts: int) -> Row:
    found = _ours(address, folder, "contested", attempts)
    name = f"ledger: contested pool, {attempts:,} attempts, {database}, 分 overspent"
    print(f"{name}  {found['overspent']:.0f}  {found['control']:.0f}  –")
    print(
        f"· {database}：{CLIENTS} 个进程争一个池，每秒 {found['per_second']:,.0f} 次尝试，一半落空；之后账本核对相符"
    )
    return (name, found["overspent"], found["control"], None)


def _ours(address: str, folder: str, what: str, size: float) -> dict[str, float]:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("ZHONGCHUANG")},
        "ZHONGCHUANG_MODE": "test",
        "ZHONGCHUANG_VAR": folder,
        "DATABASE_URL": address,
    }
    command = [sys.executable, "-m", "bench.ledger.clients", what, str(size)]
    child = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(child.stdout)
    return found


def _tps(address: str, seconds: float) -> float:
    """pgbench's transactions a second, without the time it takes to connect."""
    printed = _pgbench(address, "-c", str(CLIENTS), "-j", "2", "-T", str(max(1, round(seconds))))
    found = re.search(r"^tps = ([\d.]+)", printed, flags=re.MULTILINE)
    assert found is not None, printed
    return float(found.group(1))


def _pgbench(address: str, *arguments: str) -> str:
    """pgbench of the server's own version, on a database of its own beside ours."""
    parts = urlsplit(address)
    at = ["-h", str(parts.hostname), "-p", str(parts.port), "-U", str(parts.username)]
    folder = binaries()
    if "-i" in arguments:
        subprocess.run([str(folder / "createdb"), *at, "pgbench"], check=True)
    command = [str(folder / "pgbench"), *at, *arguments, "pgbench"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sizes = sys.argv[1:]
    run(float(sizes[0]), int(sizes[1])) if sizes else run()
