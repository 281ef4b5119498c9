"""Fifty decisions on one case at the same moment, from four processes: how many are made beyond the one there may be.

Ours is `case_approve` as the page calls it: the case locked, state and clearance asked, the decision, the move and the log
written. The control looks at the state, thinks, and writes, as a program without the lock does. Both databases.

Run alone: `python -m bench deciding`, or `python -m bench.deciding.run CASES` for a quick look.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.deciding.clients import AT_ONCE, PROCESSES
from bench.report import Row
from tests.postgres import server

CASES = 20


def run(cases: int = CASES) -> list[Row]:
    """Measure on PostgreSQL, then on SQLite; print, return the rows."""
    with TemporaryDirectory() as folder:
        with server() as address:
            rows = [_decided("PostgreSQL", address, folder, cases)]
        rows.append(_decided("SQLite", f"sqlite:///{Path(folder, 'cases.sqlite3')}", folder, cases))
    return rows


def _decided(database: str, address: str, folder: str, cases: int) -> Row:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("ZHONGCHUANG")},
        "ZHONGCHUANG_MODE": "test",
        "ZHONGCHUANG_VAR": folder,
        "DATABASE_URL": address,
    }
    command = [sys.executable, "-m", "bench.deciding.clients", str(cases)]
    child = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(child.stdout)
    name = f"deciding: {AT_ONCE} at once on one case, {PROCESSES} processes, {database}, decisions beyond one"
    print(f"{name}  {found['beyond']:.0f}  {found['control']:.0f}  –")
    print(
        f"· {database}：{cases} 件，每件 {AT_ONCE} 人同时决定，作出 {found['made']:.0f} 个决定，"
        f"其余都被告知已经办过；对照作出 {found['control_made']:.0f} 个"
    )
    return (name, found["beyond"], found["control"], None)


if __name__ == "__main__":
    run(int(sys.argv[1])) if sys.argv[1:] else run()
