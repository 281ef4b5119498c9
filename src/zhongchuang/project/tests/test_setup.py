"""`zhongchuang setup`: from a checkout to a site that can be served, and again in a moment."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from zhongchuang.project import setup


def run_setup(var: Path) -> str:
    """The command in a machine of its own: no mode is said, so it makes a demonstration."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("ZHONGCHUANG_")}
    given.pop("DATABASE_URL", None)
    given.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "zhongchuang.project", "setup"],
        env={**given, "ZHONGCHUANG_VAR": str(var)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_new_machine_is_made_ready_and_says_how_and_the_second_time_there_is_nothing_to_do(
    tmp_path: Path,
) -> None:
    first = run_setup(tmp_path)
    for told in (
        "生成本机密钥",
        "迁移数据库",
        "收集静态文件",
        "载入政策包",
        "载入演示数据（虚构）：23 个账户",
    ):
        assert told in first
    assert stat.S_IMODE((tmp_path / "zhongchuang.env").stat().st_mode) == 0o600
    keys = (tmp_path / "zhongchuang.env").read_text()
    assert "ZHONGCHUANG_MODE=demonstration" in keys
    again = run_setup(tmp_path)
    assert re.fullmatch(r"· 准备就绪，用时 [\d.]+ 秒\n", again)
    assert (tmp_path / "zhongchuang.env").read_text() == keys


def test_a_machine_with_an_environment_of_its_own_gets_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHONGCHUANG_VAR", str(tmp_path))
    setup.write_environment_file()
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("ZHONGCHUANG_VAR", str(tmp_path / "var"))
    return []


def do(steps: list[str], source: Path) -> None:
    setup.when_changed("step", source.glob("*"), "做一步", lambda: steps.append("done"))


def test_a_step_runs_when_a_file_comes_changes_or_goes_and_only_then(
    tmp_path: Path, steps: list[str]
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a").write_text("1")
    for _ in range(2):
        do(steps, source)
    assert len(steps) == 1
    (source / "b").write_text("1")
    do(steps, source)
    os.utime(source / "a", ns=(1, 1))
    do(steps, source)
    (source / "b").unlink()
    do(steps, source)
    do(steps, source)
    assert len(steps) == 4


def test_a_step_that_failed_is_tried_again(tmp_path: Path, steps: list[str]) -> None:
    def fails() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        setup.when_changed("step", [], "做一步", fails)
    do(steps, tmp_path / "none")
    assert steps == ["done"]
