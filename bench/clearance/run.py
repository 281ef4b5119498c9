"""One case cleared against a million awards, on both databases: the check under its lanes and the clearance, p95.

Ours is `check_make` as the officer's page calls it: who could meet the case found by identifiers, the rules in force evaluated,
outcome and clearance written, logged. The awards are those of the audit's bench; the cases are new ones of the same firms, so
that who has much applies often. Full scan is the same rules over what one pass through all identifiers finds, without writing
anything: both must find the same supports.

Run alone: `python -m bench clearance`, or `python -m bench.clearance.run [AWARDS]`.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.report import Row
from tests.postgres import server

if TYPE_CHECKING:
    from zhongchuang.clearance.rules.facts import Key, Support

AWARDS = 1_000_000
CASES = 400
SCANS = 5
"""How many of the cases are looked for by a full scan as well: one takes seconds."""
AT_ONCE = 50_000
PLACE = "210100"
RULES = Path("src/zhongchuang/project/demonstration_files/liaoning/cumulation")


def run(awards: int = AWARDS) -> list[Row]:
    """Both databases, each in a process of its own."""
    with TemporaryDirectory() as folder:
        rows = _measured("SQLite", f"sqlite:///{Path(folder, 'clearance.sqlite3')}", folder, awards)
        with server() as address:
            rows += _measured("PostgreSQL", address, folder, awards)
    return rows


def _measured(name: str, address: str, folder: str, awards: int) -> list[Row]:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("ZHONGCHUANG")},
        "ZHONGCHUANG_MODE": "test",
        "ZHONGCHUANG_VAR": folder,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "zhongchuang.project.settings",
    }
    command = [sys.executable, "-m", "bench.clearance.run", "--measure", str(awards)]
    child = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(child.stdout)
    title = f"clearance: one case against {awards:,} awards, {name}, p95"
    ratio = found["p95"] / found["scan"]
    print(
        f"{title}  {found['p95'] * 1000:.1f} ms  {found['scan']:.2f} s  {ratio:.5f}\n"
        f"· {name}：{CASES} 件，p50 {found['p50'] * 1000:.1f} ms，最慢 {found['worst'] * 1000:.0f} ms；"
        f"每件遇到 {found['met']:.0f} 项（中位），最多 {found['most']:.0f} 项；"
        f"{found['cleared']:.0f} 件发出查重码；对照 {SCANS} 件，取最快的一次"
    )
    return [(title, found["p95"], found["scan"], ratio)]


def measure(awards: int) -> None:
    """Build and measure in this process; the result as JSON on standard output."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from bench.audit.world import tables
    from bench.clearance.filled import supports_filled
    from bench.search.sizes import settle
    from zhongchuang.clearance.rules import keys_to_look_up
    from zhongchuang.clearance.selectors.rules import rules_for
    from zhongchuang.clearance.selectors.supports import supports_sharing
    from zhongchuang.clearance.services.checking import Subject, check_make
    from zhongchuang.clearance.services.supports import support_add
    from zhongchuang.core.actors import SYSTEM

    settings.CUMULATION_DEMONSTRATION_DIR = (
        RULES.resolve()
    )  # a cap and a higher-of beside the rules that bind
    call_command("migrate", verbosity=0)
    values = supports_filled(tables(awards))
    cases = list(_cases(values))
    for case in cases:
        support_add(actor=SYSTEM, support=case, title=case.ref)
    settle(connection)

    def check(case: Support) -> bool:
        made = check_make(actor=SYSTEM, subject=Subject(case.ref, lambda: case, {"ref": case.ref}, case.ref))
        return made.clearance is not None

    check(cases[0])  # what a process does once
    times, cleared = [], 0
    for case in cases:
        begun = time.perf_counter()
        cleared += check(case)
        times.append(time.perf_counter() - begun)
    met = []
    for case in cases:
        keys = keys_to_look_up(case, rules_for(case.place, case.on))
        met.append(len(supports_sharing(keys, except_ref=case.ref)))
    scans = []
    for case, number in list(zip(cases, met, strict=True))[:SCANS]:
        begun = time.perf_counter()
        found = _scanned(case, keys_to_look_up(case, rules_for(case.place, case.on)))
        scans.append(time.perf_counter() - begun)
        if found != number:
            raise SystemExit(f"clearance: {case.ref}: {number} 项按标识找到，逐行找到 {found} 项")
    print(
        json.dumps(
            {
                "p95": statistics.quantiles(times, n=20, method="inclusive")[-1],
                "p50": statistics.median(times),
                "worst": max(times),
                "met": statistics.median(met),
                "most": max(met),
                "cleared": cleared,
                "scan": min(scans),
            }
        )
    )


def _scanned(case: Support, keys: Mapping[Key, Iterable[str]]) -> int:
    """One pass through every identifier of every award, and the rules over those that share one."""
    from zhongchuang.clearance.models import StoredSupport, SupportKey
    from zhongchuang.clearance.rules import evaluate
    from zhongchuang.clearance.rules.facts import Key as AnyKey
    from zhongchuang.clearance.selectors.rules import rules_for
    from zhongchuang.clearance.selectors.supports import as_support

    wanted = {(key.value, value) for key, values in keys.items() for value in values}
    wanted |= {(AnyKey.ENTITY.value, value) for value in keys.get(AnyKey.RELATED, ())}
    rows = SupportKey.objects.order_by().values_list("support_id", "key", "value")
    shares = {support for support, key, value in rows.iterator(chunk_size=AT_ONCE) if (key, value) in wanted}
    stored = StoredSupport.objects.filter(pk__in=shares).exclude(ref=case.ref).prefetch_related("keys")
    others = tuple(as_support(row) for row in stored)
    evaluate(case, others, rules_for(case.place, case.on))
    return len(others)


def _cases(firms: list[str]) -> Iterable[Support]:
    """New cases of firms that have awards: whoever has more applies more often. One in ten has a related firm."""
    import datetime as dt

    from bench.audit.world import CATEGORIES, DEPARTMENTS
    from zhongchuang.clearance.rules.facts import Key, Level, Standing, Support

    chance = random.Random(20261121)
    for turn in range(CASES):
        keys = {
            Key.ENTITY: {chance.choice(firms)},
            Key.CATEGORY: {chance.choice(CATEGORIES)},
            Key.DEPARTMENT: {chance.choice(DEPARTMENTS)},
            Key.INVOICE: {f"invoice-new-{turn}"},
            Key.CONTENT: {f"内容{turn}"},
        }
        if turn % 10 == 0:
            keys[Key.RELATED] = {chance.choice(firms)}
        yield Support(
            f"case:BENCH-{turn:04}",
            100_000_00,
            dt.date(2026, 6, 1),
            Standing.WAITING,
            Level.CITY,
            PLACE,
            {key: frozenset(values) for key, values in keys.items()},
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]))
    else:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else AWARDS)
