"""Where choices come from, and that production starts with all of them or not at all."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from zhongchuang.project import environment as env
from zhongchuang.project.environment import ConfigurationError, Mode

PRODUCTION = {
    "ZHONGCHUANG_MODE": "production",
    "ZHONGCHUANG_SECRET_KEY": "x3" * 40 + "Zq9-_long-enough-and-random-looking",
    "ZHONGCHUANG_KEYS": "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "ZHONGCHUANG_HOSTS": "zhongchuang.test.invalid",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
}


def start(
    tmp_path: Path, *arguments: str, without: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """A command in a process that knows nothing but these variables."""
    given = {**PRODUCTION, "ZHONGCHUANG_VAR": str(tmp_path), "PATH": os.environ["PATH"], **more}
    given.pop(without, None)
    return subprocess.run(
        [sys.executable, "-m", "zhongchuang.project", *arguments], env=given, capture_output=True, text=True
    )


def test_production_with_everything_passes_djangos_own_checks_for_it(tmp_path: Path) -> None:
    done = start(tmp_path, "manage", "check", "--deploy")
    assert done.returncode == 0
    found = set(re.findall(r"\((\w+\.[EWI]\d+)\)", done.stdout + done.stderr))
    # HSTS preload binds every subdomain of an authority's domain for years: the domain's owner decides, not we
    assert found <= {"security.W021"}


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "ZHONGCHUANG_MODE"])
def test_production_without_one_of_them_does_not_start_and_names_it(tmp_path: Path, name: str) -> None:
    done = start(tmp_path, "keys", "new", without=name)
    assert done.returncode == 1
    assert f"缺少环境变量 {name}" in done.stderr
    assert f"{name} is missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_who_says_nothing_is_in_production(tmp_path: Path) -> None:
    done = start(tmp_path, "keys", "new", without="ZHONGCHUANG_MODE", ZHONGCHUANG_SECRET_KEY="")
    assert "ZHONGCHUANG_SECRET_KEY" in done.stderr


def test_production_reads_no_file_of_a_demonstration_beside_it(tmp_path: Path) -> None:
    (tmp_path / "zhongchuang.env").write_text("ZHONGCHUANG_SECRET_KEY=from-the-file\n")
    assert start(tmp_path, "keys", "new", without="ZHONGCHUANG_SECRET_KEY").returncode == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"ZHONGCHUANG_MODE": "staging"}, "ZHONGCHUANG_MODE=staging 不是运行方式"),
        ({"DATABASE_URL": "mysql://somewhere/x"}, "DATABASE_URL 的开头“mysql”不认识"),
    ],
)
def test_a_value_that_cannot_be_used_is_a_sentence(tmp_path: Path, change: dict[str, str], told: str) -> None:
    done = start(tmp_path, "keys", "new", **change)
    assert (done.returncode, told in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_keys_that_cannot_be_read_stop_the_site(tmp_path: Path) -> None:
    done = start(tmp_path, "manage", "check", ZHONGCHUANG_KEYS="k1:short")
    assert done.returncode == 1
    assert "zhongchuang.E001" in done.stderr


def test_a_production_clock_is_the_machines(tmp_path: Path) -> None:
    """Whatever the variable says: it is not even read."""
    done = start(tmp_path, "keys", "new", ZHONGCHUANG_CLOCK="frozen 2001-01-01T09:00:00+08:00")
    assert done.returncode == 0
    assert not done.stdout.startswith("k20010101")


def test_the_file_of_set_up_counts_only_where_no_mode_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHONGCHUANG_VAR", str(tmp_path))
    (tmp_path / "zhongchuang.env").write_text(env.new_environment_file())
    assert env.mode_of(env.environment()) is Mode.TEST
    monkeypatch.delenv("ZHONGCHUANG_MODE")
    found = env.environment()
    assert env.mode_of(found) is Mode.DEMONSTRATION
    assert len(found["ZHONGCHUANG_SECRET_KEY"]) > 50
    monkeypatch.setenv("ZHONGCHUANG_SECRET_KEY", "said in the environment")
    assert env.environment()["ZHONGCHUANG_SECRET_KEY"] == "said in the environment"


def test_every_machine_gets_keys_of_its_own() -> None:
    assert env.new_environment_file() != env.new_environment_file()


def test_an_environment_file_is_lines_of_names_and_values(tmp_path: Path) -> None:
    path = tmp_path / "some.env"
    path.write_text("# 注\n\n A = 1=2 \nB=\nno value\n", encoding="utf-8")
    assert env.read_env_file(path) == {"A": "1=2", "B": "", "no value": ""}
    assert env.read_env_file(tmp_path / "none.env") == {}


def test_a_database_address() -> None:
    sqlite = env.database("sqlite:////var/lib/with%20space.sqlite3")
    assert sqlite["NAME"] == "/var/lib/with space.sqlite3"
    assert env.database("sqlite:///:memory:")["NAME"] == ":memory:"
    postgres = env.database("postgres://us%40er:p%2Fw@host:5433/name?sslmode=require")
    assert (postgres["USER"], postgres["PASSWORD"], postgres["HOST"], postgres["PORT"]) == (
        *("us@er", "p/w"),
        *("host", "5433"),
    )
    prepared = {"server_side_binding": True, "prepare_threshold": 3}
    assert (postgres["NAME"], postgres["OPTIONS"]) == ("name", {**prepared, "sslmode": "require"})
    assert env.database("postgresql:///name?host=/run/postgresql")["HOST"] == "/run/postgresql"
    with pytest.raises(ConfigurationError, match="must begin with sqlite"):
        env.database("oracle://x")
