"""Search over the public list, on both databases: p95 of a page as a reader asks for it, with its totals.

A million made-up awards of 120,000 firms. The mix: the list itself, every filter, words found everywhere and words found a few
times, AND, OR and NOT, phrases, every order, pages in the middle, one recipient, recipients grouped, totals by a field. Each
question is asked several times in turn with the others. There is no peer in the run: the bar is the time itself.

Run alone: `python -m bench awards`, or `python -m bench.awards.run [AWARDS]`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import Row
from tests.postgres import server

AWARDS = 1_000_000
SEED = 20161121
ROUNDS = 5
AT_ONCE = 5_000


def run(awards: int = AWARDS) -> list[Row]:
    """Both databases, one after the other, each in a process of its own."""
    with TemporaryDirectory() as folder:
        rows = _measured("SQLite", "sqlite:///" + str(Path(folder) / "awards.sqlite3"), folder, awards)
        with server() as address:
            rows += _measured("PostgreSQL", address, folder, awards)
    return rows


def _measured(name: str, address: str, folder: str, awards: int) -> list[Row]:
    environment = {
        **os.environ,
        "ZHONGCHUANG_MODE": "test",
        "ZHONGCHUANG_VAR": folder,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "zhongchuang.project.settings",
    }
    command = [sys.executable, "-m", "bench.awards.run", "--measure", str(awards)]
    child = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(child.stdout)
    title = f"awards: search among {awards:,}, {name}, p95"
    print(
        f"{title}  {found['p95'] * 1000:.1f} ms\n"
        f"· {name}：{found['questions']} 种问法，各 {ROUNDS} 次；p50 {found['p50'] * 1000:.1f} ms，最慢的一种中位"
        f" {found['worst'] * 1000:.0f} ms（{found['worst_question']}）；"
        f"登记 {found['written']:.0f} s，建索引 {found['build']:.0f} s"
    )
    return [(title, found["p95"], None, None)]


def measure(awards: int) -> None:
    """Build and measure in this process; the result as JSON on standard output."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from bench.awards import made_up
    from bench.search import sizes
    from zhongchuang.clearance.models import Award
    from zhongchuang.clearance.services.award_index import awards_index_rebuild
    from zhongchuang.core.actors import SYSTEM
    from zhongchuang.parties.services import place_register

    call_command("migrate", verbosity=0)
    place_register(actor=SYSTEM, code="210000", name="辽宁省", name_en="Liaoning", parent=None)
    for city in made_up.CITIES:
        place_register(actor=SYSTEM, code=city, name=f"{city[2:4]}号市", name_en=city, parent="210000")
    begun = time.perf_counter()
    waiting = made_up.awards(awards, SEED)
    while some := list(islice(waiting, AT_ONCE)):
        with transaction.atomic():
            Award.objects.bulk_create(some)
    written = time.perf_counter() - begun
    begun = time.perf_counter()
    awards_index_rebuild()
    build = time.perf_counter() - begun
    sizes.settle(connection)
    asked = questions()
    for ask in asked.values():
        ask()  # what a process does once
    times: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, ask in asked.items():
            begun = time.perf_counter()
            ask()
            times[name].append(time.perf_counter() - begun)
    every = [one for some in times.values() for one in some]
    medians = {name: statistics.median(some) for name, some in times.items()}
    for name, median in sorted(medians.items(), key=lambda one: -one[1])[:12]:
        print(f"  {connection.vendor}: {median * 1000:7.1f} ms  {name}", file=sys.stderr)
    worst = max(medians, key=lambda name: medians[name])
    print(
        json.dumps(
            {
                "questions": len(asked),
                "p95": statistics.quantiles(every, n=20, method="inclusive")[-1],
                "p50": statistics.median(every),
                "worst": medians[worst],
                "worst_question": worst,
                "written": written,
                "build": build,
            }
        )
    )


def questions() -> dict[str, Callable[[], object]]:
    """What is asked, by name."""
    from zhongchuang.clearance.disclosing.wanted import Cursor, Order, Wanted
    from zhongchuang.clearance.models import Award
    from zhongchuang.clearance.selectors.award_groups import recipients_found, shares_found
    from zhongchuang.clearance.selectors.award_search import find_awards
    from zhongchuang.clearance.selectors.award_sums import all_choices

    office = "虚构03市科学技术局"
    firm = Award.objects.order_by("pk").values_list("recipient_code", flat=True)[7]
    programme = max(all_choices()["programme"], key=lambda share: share.count).value
    pages = {
        "列表": Wanted(),
        "列表，从旧到新": Wanted(order=Order.OLDEST),
        "列表，金额从大到小": Wanted(order=Order.LARGEST),
        "一年": Wanted(year=2019),
        "一个市": Wanted(place="210300"),
        "全省": Wanted(place="210000"),
        "一个部门": Wanted(department=office),
        "部门与年": Wanted(department=office, year=2021),
        "项目": Wanted(programme=programme),
        "类别，金额从大到小": Wanted(category="贴息", order=Order.LARGEST),
        "已撤销": Wanted(state="revoked"),
        "金额范围": Wanted(least=500_000_00, most=600_000_00),
        "年与金额范围": Wanted(year=2018, least=2_900_000_00),
        "常见词": Wanted("补贴"),
        "常见词，从旧到新": Wanted("补贴", order=Order.OLDEST),
        "常见词，金额从大到小": Wanted("补贴", order=Order.LARGEST),
        "一个字": Wanted("科"),
        "长词": Wanted("科技成果转化"),
        "两个常见词": Wanted("孵化器 奖励"),
        "词与年": Wanted("孵化器 2016年"),
        "或": Wanted("孵化器 OR 众创空间"),
        "除去": Wanted("孵化器 NOT 补贴"),
        "除去，少": Wanted("北斗 NOT 科技"),
        "括号": Wanted("(光电 OR 航空) AND 海洋 NOT 有限公司"),
        "短语": Wanted('"金桥北斗项目"'),
        "一家单位的名称": Wanted("虚构光电海洋"),
        "代码": Wanted(firm),
        "编号": Wanted("GK-2021-0000042"),
        "没有的词": Wanted("量子隐形传态"),
        "词与部门": Wanted("海洋", department=office),
        "词、市、年": Wanted("创新券", place="210500", year=2020),
        "词与金额": Wanted("奖励", least=1_000_000_00),
        "一家单位": Wanted(recipient=firm),
        "第一批，只在一年": Wanted("2016年第1批"),
    }
    asked: dict[str, Callable[[], object]] = {
        name: partial(find_awards, wanted) for name, wanted in pages.items()
    }
    middle = Cursor(date(2020, 6, 1), 1)
    asked |= {
        "列表，翻到中间": lambda: find_awards(Wanted(), middle),
        "常见词，翻到中间": lambda: find_awards(Wanted("补贴"), middle),
        "一个市，往回翻": lambda: find_awards(
            Wanted(place="210300"), Cursor(date(2020, 6, 1), 1, backwards=True)
        ),
        "单位汇总": lambda: recipients_found(Wanted()),
        "单位汇总，一年": lambda: recipients_found(Wanted(year=2022)),
        "单位汇总，词与部门": lambda: recipients_found(Wanted("海洋", department=office)),
        "合计，按部门": lambda: shares_found(Wanted(), "department"),
        "合计，一个市按年": lambda: shares_found(Wanted(place="210300"), "year"),
        "合计，词按类别": lambda: shares_found(Wanted("轨道", department=office), "category"),
    }
    return asked


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]))
    else:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else AWARDS)
