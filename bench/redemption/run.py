"""Ten thousand attempts to redeem a thousand vouchers, sixteen counters at once: what is wrong, and how long one takes.

Ours is `order_redeem` as the counter's page calls it: the code read and checked under the lock, the hold posted in the ledger,
voucher and order written, step, log and event. Wrong is whatever is redeemed twice or not at all, refused for another reason
than that it was redeemed, or differs between vouchers, orders and books. The control looks, thinks and writes. SQLite, which
writes one after the other, is asked for correctness alone, with a tenth.

Run alone: `python -m bench redemption`, or `python -m bench.redemption.run VOUCHERS ATTEMPTS` for a quick look.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.redemption.clients import WORKERS
from bench.report import Row
from tests.postgres import server

VOUCHERS, ATTEMPTS = 1_000, 10_000
SMALLER = 10


def run(vouchers: int = VOUCHERS, attempts: int = ATTEMPTS) -> list[Row]:
    """Measure on PostgreSQL, then on SQLite; print, return the rows."""
    with TemporaryDirectory() as folder:
        with server() as address:
            found = _redeemed(address, folder, vouchers, attempts)
        rows = [_wrong("PostgreSQL", found, vouchers, attempts)]
        name = f"redemption: one attempt, {WORKERS} workers, PostgreSQL, p95"
        print(f"{name}  {found['p95']:.4f}  –  –")
        rows.append((name, found["p95"], None, None))
        few, tries = max(1, vouchers // SMALLER), max(1, attempts // SMALLER)
        found = _redeemed(f"sqlite:///{Path(folder, 'vouchers.sqlite3')}", folder, few, tries)
        rows.append(_wrong("SQLite", found, few, tries))
    return rows


def _wrong(database: str, found: dict[str, float], vouchers: int, attempts: int) -> Row:
    name = f"redemption: {attempts:,} attempts on {vouchers:,} vouchers, {database}, wrong"
    print(f"{name}  {found['wrong']:.0f}  {found['control']:.0f}  –")
    print(
        f"· {database}：{WORKERS} 个进程，每秒 {found['per_second']:,.0f} 次尝试，p50 {found['p50'] * 1000:.0f} 毫秒，"
        f"p95 {found['p95'] * 1000:.0f} 毫秒，最慢 {found['worst'] * 1000:.0f} 毫秒；"
        f"对照用十分之一的量，多付 {found['control']:.0f} 次"
    )
    return (name, found["wrong"], found["control"], None)


def _redeemed(address: str, folder: str, vouchers: int, attempts: int) -> dict[str, float]:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("ZHONGCHUANG")},
        "ZHONGCHUANG_MODE": "test",
        "ZHONGCHUANG_VAR": folder,
        "DATABASE_URL": address,
    }
    command = [sys.executable, "-m", "bench.redemption.clients", str(vouchers), str(attempts)]
    child = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(child.stdout)
    return found


if __name__ == "__main__":
    sizes = sys.argv[1:]
    run(int(sizes[0]), int(sizes[1])) if sizes else run()
