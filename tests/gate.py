"""`make test`: every check there is, one after the other; the last lines say what failed.

Nothing is skipped: a check that cannot run fails and says how to make it run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests import browser, postgres

REPOSITORY = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


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


def suite(database_url: str, postgres_url: str, name: str) -> Step:
    """The whole suite but the journeys, on one database."""
    environment = {"DATABASE_URL": database_url, "ZHONGCHUANG_TEST_POSTGRES": postgres_url}
    return Step(
        f"测试（{name}）", tool("pytest", "-n", "2", "--dist", "loadfile", "-m", "not journey"), environment
    )


def run(step: Step, base: Mapping[str, str]) -> bool:
    """Run one step, its output straight to the terminal."""
    print(f"\n── {step.name}", flush=True)
    started = time.monotonic()
    done = subprocess.run(step.command, cwd=REPOSITORY, env={**base, **step.environment})
    print(
        f"   {'通过' if done.returncode == 0 else '未通过'}，{time.monotonic() - started:.0f} 秒", flush=True
    )
    return done.returncode == 0


def main() -> int:
    """All steps; 0 if all passed."""
    started = time.monotonic()
    base = {
        **os.environ,
        "ZHONGCHUANG_MODE": "test",
        "ZHONGCHUANG_VAR": str(REPOSITORY / "build" / "test-var"),
        "DJANGO_SETTINGS_MODULE": "zhongchuang.project.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright runs a loop in the thread of the test
        "PYTHONHASHSEED": "0",
    }
    (REPOSITORY / "build" / "test-var" / "static").mkdir(parents=True, exist_ok=True)
    failed = [step.name for step in static_steps() if not run(step, base)]
    sqlite = "sqlite:///" + str(REPOSITORY / "build" / "test-var" / "test.sqlite3")
    chromium = browser.executable()
    with postgres.server() as url:
        steps = [
            suite(sqlite, url, "SQLite"),
            suite(url, url, "PostgreSQL"),
            # Two processes: each starts Playwright in its own way, and one process bears it once.
            *(
                Step(
                    f"浏览器（{name}）",
                    tool("pytest", "-n", "2", "--dist", "loadfile", "-m", "journey", folder),
                    {
                        "DATABASE_URL": sqlite,
                        "ZHONGCHUANG_CHROMIUM": chromium,
                        "ZHONGCHUANG_TEST_POSTGRES": url,
                    },
                )
                for name, folder in (("部件", "src"), ("走查", "tests/journeys"))
            ),
        ]
        failed += [step.name for step in steps if not run(step, base)]
    minutes = (time.monotonic() - started) / 60
    print(f"\n{'全部通过' if not failed else '未通过：' + '、'.join(failed)}，共 {minutes:.1f} 分钟")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
