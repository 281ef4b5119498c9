"""An audit of a million awards by the rules that bind and a cap: from tables in memory to findings, in a process of its own;
and `zhongchuang clearance audit` as it is typed, from a database and back into it, by the rules that bind.

Run alone: `python -m bench audit`, or `python -m bench.audit.run [AWARDS]`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import Row
from tests.postgres import server

AWARDS = 1_000_000
MOST_MEMORY = 4.0  # GB


def run(awards: int = AWARDS) -> list[Row]:
    """One row; more memory than allowed is an error."""
    command = [sys.executable, "-m", "bench.audit.run", str(awards)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    seconds, memory, before, found, told = done.stdout.strip().splitlines()[-1].split("\t")
    print(f"· {awards:,} awards: {found} findings ({told})")
    print(f"· peak memory {memory} GB, of which {before} GB are the tables that were looked at")
    if float(memory) > MOST_MEMORY:
        raise SystemExit(f"audit: {memory} GB，超过 {MOST_MEMORY} GB")
    return [(f"audit: {awards:,} awards", float(seconds), None, None), *_typed(awards)]


def _typed(awards: int) -> list[Row]:
    """The whole command on SQLite and PostgreSQL, from its start to its end."""
    rows: list[Row] = []
    with TemporaryDirectory() as folder:
        rows.append(_command("SQLite", f"sqlite:///{Path(folder, 'audit.sqlite3')}", folder, awards))
        with server() as address:
            rows.append(_command("PostgreSQL", address, folder, awards))
    return rows


def _command(name: str, address: str, folder: str, awards: int) -> Row:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("ZHONGCHUANG")},
        "ZHONGCHUANG_MODE": "test",
        "ZHONGCHUANG_VAR": folder,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "zhongchuang.project.settings",
    }
    fill = [sys.executable, "-m", "bench.audit.run", "--fill", str(awards)]
    subprocess.run(fill, env=environment, check=True)
    begun = time.perf_counter()
    typed = [str(Path(sys.executable).with_name("zhongchuang")), "clearance", "audit"]
    with subprocess.Popen(typed, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    if process.returncode != 0:
        raise SystemExit(f"audit: zhongchuang clearance audit 以 {process.returncode} 结束")
    found, memory = json.loads(told.strip().splitlines()[-1]), usage.ru_maxrss / 2**20
    title = f"audit: the command, {awards:,} awards in {name}"
    print(
        f"{title}  {seconds:.1f} s\n· {name}：{found['found']:,} findings written, peak memory {memory:.2f} GB"
    )
    if memory > MOST_MEMORY:
        raise SystemExit(f"audit: {memory:.2f} GB，超过 {MOST_MEMORY} GB")
    return (title, seconds, None, None)


def fill(awards: int) -> None:
    """What the child does that makes the database."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.audit.world import tables
    from bench.clearance.filled import awards_filled, supports_filled
    from bench.search.sizes import settle

    call_command("migrate", verbosity=0)
    given = tables(awards)
    supports_filled(given)
    awards_filled(given)
    settle(connection)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def measured(awards: int) -> None:
    """What the child does; the tables are made before the clock runs."""
    from bench.audit.world import tables
    from zhongchuang.clearance.auditing.engine import audit
    from zhongchuang.clearance.auditing.runners import DuckRunner
    from zhongchuang.clearance.rules.facts import Key
    from zhongchuang.clearance.rules.packs import cumulation_rules
    from zhongchuang.clearance.rules.schema import Effect, Period, Rule, Source, Text, Window

    given = tables(awards)
    before = _peak()
    packs = Path(__file__).parents[2] / "packs"
    cap = Rule(
        id="bench-cap",
        title=Text(zh="一家一年合计", en="A firm's year"),
        source=Source(issuer=Text(zh="测量用", en="Bench"), quote="累计不超过", unconfirmed=True),
        effect=Effect.CAP,
        same=(Key.ENTITY,),
        window=Window(period=Period.CALENDAR_YEAR),
        amount=Decimal("2000000"),
    )
    rules = [*cumulation_rules(packs), cap]
    steps: list[tuple[float, str]] = []
    begun, used = time.perf_counter(), time.process_time()
    with DuckRunner() as runner:
        report = audit(
            given, rules, runner, lambda _done, _of, what: steps.append((time.perf_counter(), what))
        )
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    times = [(later - now, what) for (now, what), (later, _) in pairwise(steps)]
    told = "、".join(f"{what} {spent:.1f} s" for spent, what in sorted(times, reverse=True)[:5])
    told += f"；处理器 {used:.1f} s"
    print(f"{seconds:.2f}\t{_peak():.2f}\t{before:.2f}\t{sum(report.counts.values())}\t{told}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fill"]:
        fill(int(sys.argv[2]))
    else:
        measured(int(sys.argv[1]) if len(sys.argv) > 1 else AWARDS)
