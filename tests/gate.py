"""`make test`: every check there is, one after the other; the last lines say what failed.

Nothing is skipped: a check that cannot run fails and says how to make it run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests import browser, postgres

REPOSITORY = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SHARED = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
"""Two processes that take whole files, in the order of tests/order.py."""


@dataclass(frozen=True, slots=True)
class Step:
    """One check: what it is called, what runs."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def tool(name: str, *arguments: str) -> list[str]:
    """A program of the environment."""
    return [str(BIN / name), *arguments]


def static_steps() -> list[Step]:
    """What needs no server: form, types, floors, schema, templates, words, packs."""
    zhongchuang = tool("zhongchuang")
    return [
        Step("前端资源与翻译", [sys.executable, "-m", "tests.prepare"]),
        Step("格式", tool("ruff", "format", "--check", "--quiet", ".")),
        Step("规范", tool("ruff", "check", "--quiet", ".")),
        Step("类型", tool("mypy")),
        Step("楼层", tool("lint-imports", "--no-cache")),
        Step("迁移", [*zhongchuang, "manage", "makemigrations", "--check", "--dry-run"]),
        Step("启动检查", [*zhongchuang, "manage", "check", "--fail-level", "WARNING"]),
        Step("模板", tool("djlint", "--check", "--lint", "--quiet", "src")),
        Step("英文拼写", tool("codespell", "src", "docs", "tests", "bench", "README.en.md", "CHANGELOG.md")),
        Step("政策包", [*zhongchuang, "packs", "check"]),
        Step("项目", [*zhongchuang, "programmes", "check"]),
    ]


def migration(name: str, url: str) -> Step:
    """The database that a suite copies, migrated once."""
    return Step(
        f"建表（{name}）", tool("zhongchuang", "manage", "migrate", "--verbosity", "0"), {"DATABASE_URL": url}
    )


def suite(name: str, url: str, environment: Mapping[str, str], *options: str) -> Step:
    """The whole suite but the journeys, on one database; `environment` and `options` besides."""
    command = tool("pytest", *SHARED, "-m", "not journey", *options)
    return Step(f"测试（{name}）", command, {**environment, "DATABASE_URL": url})


def journeys(environment: Mapping[str, str]) -> list[Step]:
    """The walks in a real browser. Two processes: each starts Playwright in its own way, and one process bears it once."""
    command = tool("pytest", *SHARED, "-m", "journey")
    paths = {"部件": in_rooms(), "走查": ["tests/journeys"]}
    return [Step(f"浏览器（{name}）", [*command, *where], environment) for name, where in paths.items()]


def in_rooms() -> list[str]:
    """The files of rooms in which journeys stand: to read all others for them would take longer than to walk them."""
    files = sorted((REPOSITORY / "src").rglob("test_*.py"))
    return [str(file) for file in files if "mark.journey" in file.read_text(encoding="utf-8")]


def run(step: Step, base: Mapping[str, str], *, aside: bool = False) -> bool:
    """Run one step, its output straight to the terminal; `aside` of others, the output comes when it has ended."""
    started = time.monotonic()
    if not aside:
        print(f"\n── {step.name}", flush=True)
    done = subprocess.run(
        step.command,
        cwd=REPOSITORY,
        env={**base, **step.environment},
        stdout=subprocess.PIPE if aside else None,
        stderr=subprocess.STDOUT if aside else None,
        text=True,
    )
    told = f"\n── {step.name}\n{done.stdout}" if aside else ""
    verdict = "通过" if done.returncode == 0 else "未通过"
    print(f"{told}   {verdict}，{time.monotonic() - started:.0f} 秒", flush=True)
    return done.returncode == 0


def failures(steps: Sequence[Step], base: Mapping[str, str], *, aside: bool = False) -> list[str]:
    """Run steps one after the other; the names of those that failed."""
    return [step.name for step in steps if not run(step, base, aside=aside)]


def made(name: str) -> Path:
    """A folder for what a run writes, without the template of an earlier one."""
    folder = REPOSITORY / "build" / name
    (folder / "static").mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob("template.sqlite3*"):
        leftover.unlink()
    return folder


def new_database(server: str, name: str) -> str:
    """A new database on a server, empty; its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def main() -> int:
    """All steps; 0 if all passed. A browser mostly waits, so its walks run aside of the suites, on files of their own."""
    started = time.monotonic()
    base = {
        **os.environ,
        "ZHONGCHUANG_MODE": "test",
        "ZHONGCHUANG_VAR": str(REPOSITORY / "build" / "test-var"),
        "DJANGO_SETTINGS_MODULE": "zhongchuang.project.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright runs a loop in the thread of the test
        "PYTHONHASHSEED": "0",
        # Some machines forbid bytecode: then every process compiles all it imports, and every worker all tests, anew.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(REPOSITORY / "build" / "bytecode"),
    }
    folder, walking = made("test-var"), made("journeys-var")
    template = folder / "template.sqlite3"
    prepare, *checks = static_steps()
    failed = failures([prepare], base)
    chromium = browser.executable()
    with postgres.server() as url, ThreadPoolExecutor(max_workers=1) as beside:
        on_file = {"ZHONGCHUANG_TEST_POSTGRES": url, "ZHONGCHUANG_TEST_TEMPLATE": str(template)}
        on_server = {"ZHONGCHUANG_TEST_POSTGRES": url, "ZHONGCHUANG_TEST_TEMPLATE": "migrated"}
        migrations = [
            migration("SQLite", f"sqlite:///{template}"),
            migration("PostgreSQL", new_database(url, "migrated")),
        ]
        failed += failures(migrations, base)
        browsing = {
            **on_file,
            "ZHONGCHUANG_VAR": str(walking),
            "DATABASE_URL": f"sqlite:///{walking}/test.sqlite3",
            "ZHONGCHUANG_CHROMIUM": chromium,
        }
        others = beside.submit(failures, [*checks, *journeys(browsing)], base, aside=True)
        suites = [
            suite("SQLite", f"sqlite:///{folder}/test.sqlite3", on_file),
            suite("PostgreSQL", url, on_server, "--database-tests"),
        ]
        failed += failures(suites, base) + others.result()
    minutes = (time.monotonic() - started) / 60
    print(f"\n{'全部通过' if not failed else '未通过：' + '、'.join(failed)}，共 {minutes:.1f} 分钟")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
