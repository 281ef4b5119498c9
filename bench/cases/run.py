"""The officer's lists with 100,000 cases: a whole page from the request to its HTML, p95, and how many statements it asks.

Thirteen ways an officer looks at them: the tasks, every tab, each filter, a search for what hardly exists, a page in the
middle and the way back from it. Both databases; there is no peer.

Run alone: `python -m bench cases`, or `python -m bench.cases.run CASES` for a quick look.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from bench.report import Row
from tests.postgres import server

CASES = 100_000
ROUNDS = 15
OFFICERS = 12
MOST_STATEMENTS = 12


def run(cases: int = CASES) -> list[Row]:
    """Both databases, one after the other, each in a process of its own."""
    with TemporaryDirectory() as folder:
        rows = [_measured("SQLite", f"sqlite:///{Path(folder, 'cases.sqlite3')}", folder, cases)]
        with server() as address:
            rows.append(_measured("PostgreSQL", address, folder, cases))
    return rows


def _measured(name: str, address: str, folder: str, cases: int) -> Row:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("ZHONGCHUANG")},
        "ZHONGCHUANG_MODE": "test",
        "ZHONGCHUANG_VAR": folder,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "zhongchuang.project.settings",
    }
    command = [sys.executable, "-m", "bench.cases.run", "--measure", str(cases)]
    child = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(child.stdout)
    title = f"cases: the desk's lists, {cases:,} cases, {name}, p95"
    print(f"{title}  {found['p95'] * 1000:.0f} ms  –  –")
    slow = "、".join(f"{query} {seconds * 1000:.0f} ms" for query, seconds in found["slowest"])
    print(
        f"· {name}：p50 {found['p50'] * 1000:.0f} ms；最慢的三种：{slow}；"
        f"至多 {found['statements']} 条语句（上限 {MOST_STATEMENTS}）"
    )
    assert found["statements"] <= MOST_STATEMENTS, found
    return (title, found["p95"], None, None)


def measure(cases: int) -> None:
    """Build and measure in this process; the result as JSON on standard output."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.cases import world

    call_command("migrate", verbosity=0)
    officer, keys = world.build(cases, OFFICERS)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize=0x10002")
    from zhongchuang.parties.tests.factory import signed_in

    browser = signed_in(officer)
    asked: dict[str, list[float]] = {}
    statements = 0
    pages = [("/office/", {}), *(("/office/", {"view": v}) for v in ("unassigned", "late", "elsewhere"))]
    pages += [("/office/cases/", query) for query in world.queries(officer, keys)]
    for turn in range(ROUNDS + 1):
        for path, query in pages:
            url = path + (f"?{urlencode(query)}" if query else "")
            started = time.perf_counter()
            if turn == 0:  # the first of each warms the process and is counted, not timed
                with CaptureQueriesContext(connection) as captured:
                    answer = browser.get(url)
                statements = max(statements, len(captured))
            else:
                answer = browser.get(url)
                asked.setdefault(f"{path} {query}", []).append(time.perf_counter() - started)
            assert answer.status_code == 200, (url, answer.status_code)
    everything = sorted(seconds for times in asked.values() for seconds in times)
    slowest = sorted(((name, statistics.median(t)) for name, t in asked.items()), key=lambda pair: -pair[1])
    print(
        json.dumps(
            {
                "p50": statistics.median(everything),
                "p95": everything[int(0.95 * (len(everything) - 1))],
                "slowest": slowest[:3],
                "statements": statements,
            }
        )
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]))
    else:
        run(int(sys.argv[1])) if sys.argv[1:] else run()
