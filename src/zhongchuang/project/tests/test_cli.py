"""`zhongchuang`: every command explains itself, wholly in Chinese, and a failure is a sentence."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest

from zhongchuang.parties.access import Role
from zhongchuang.project.cli_chinese import TYPE_NAMES, WORDS, columns

pytestmark = pytest.mark.both_databases
FOR_PROGRAMMERS = re.compile(
    r"^(DeprecationWarning|Name '|Could not determine name|No options defined|Arguments take exactly|Boolean option"
    r"|Value must be an iterable|Invalid start character|Choice\(|Unknown color|Unknown standard stream"
    r"|Windows error|Couldn't detect Bash|Shell completion|\{editor\})"
)
"""What Click says only of a command that is written wrongly, or of things no command here uses."""
WALK = """
import json, sys
from zhongchuang.project.cli import root, start_django
from zhongchuang.project.cli_chinese import speak_chinese
import click
speak_chinese()
def walk(command, context, path):
    if path != "manage":
        yield path, {
            "help": command.get_help(context),
            "options": {"/".join(p.opts): p.help for p in command.params if isinstance(p, click.Option)},
            "short": command.get_short_help_str(200),
        }
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            sub = command.get_command(context, name)
            info = f"{path} {name}".strip()
            yield from walk(sub, click.Context(sub, info_name=name, parent=context, **root.context_settings), info)
json.dump(dict(walk(root, click.Context(root, info_name="zhongchuang", **root.context_settings), "")), sys.stdout)
"""
ENGLISH = re.compile(r"[A-Za-z]{2,}")
NOT_WORDS = re.compile(
    r"--[a-z-]+|\[[^\]]*\||https?://\S+|`[^`]*`|\b[A-Z][A-Z0-9_]+\b|zhongchuang( [a-z-]+)*|make [a-z]+( PORT=)?"
    r"|\.[a-z]{2,5}\b|%Y-%m-%d|x<=|<=x"
)
NAMES = frozenset(
    {
        "OpenAPI",
        "payee",
        "Parquet",
        "Spark",
        "PySpark",
        "PostgreSQL",
        "SQLite",
        "Django",
        "migrate",
        "shell",
        "manage",
        "spark",
        "postgres",
    }
    | {"duckdb", "id", "kind", "place", "team", "space", "enterprise", "Ctrl", *Role}
)
"""Proper names and values that are typed as they stand."""


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "ZHONGCHUANG_MODE": "test", "COLUMNS": "100", **changes}


@cache
def commands() -> Mapping[str, Mapping[str, Any]]:
    """Every command with its help, asked of a process of its own that speaks Chinese from the start."""
    done = subprocess.run(
        [sys.executable, "-c", WALK], env=environment(), capture_output=True, text=True, check=True
    )
    found: Mapping[str, Mapping[str, Any]] = json.loads(done.stdout)
    return found


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zhongchuang.project", *arguments],
        env=environment(**changes),
        capture_output=True,
        text=True,
    )


def test_the_commands_are_all_there() -> None:
    assert {
        *("serve", "setup", "worker", "scheduler", "backup", "restore"),
        *("policy read", "policy match", "policy match-all", "packs check", "packs load"),
        *("accounts add", "accounts grant", "accounts revoke"),
        *("audit verify", "audit seal", "audit prove", "audit check-proof"),
        *("keys new", "keys rotate", "events dead", "events retry"),
    } <= set(commands())


def test_every_option_and_command_is_explained() -> None:
    silent = [
        f"{path} {option}"
        for path, command in commands().items()
        for option, told in command["options"].items()
        if not told
    ]
    assert silent == []
    assert [path for path, command in commands().items() if not command["short"]] == []


def test_no_word_of_the_help_is_english() -> None:
    left = {}
    for path, command in commands().items():
        words = set(ENGLISH.findall(NOT_WORDS.sub(" ", command["help"]))) - NAMES - set(path.split())
        words -= {word for name in commands() for word in re.split(r"[ -]", name)}
        if words:
            left[path] = sorted(words)
    assert left == {}


def test_explanations_stand_under_each_other_though_chinese_is_wide() -> None:
    lines = commands()["audit verify"]["help"].splitlines()
    starts = {
        columns(line[: line.index(word)])
        for line in lines
        for word in ("公布目录（", "您以前抄下的", "输出 JSON", "显示这段说明")
        if word in line
    }
    assert len(starts) == 1


def test_everything_click_can_say_to_a_user_has_chinese_words() -> None:
    said = {
        argument.value
        for file in Path(click.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", "ngettext"}
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert "Missing command." in said
    assert sorted(word for word in said - set(WORDS) if not FOR_PROGRAMMERS.match(word)) == []
    assert sorted(set(WORDS) - said - {"required"}) == []


def test_the_chinese_words_keep_the_placeholders() -> None:
    holes = re.compile(r"\{(\w+)|%\((\w+)\)")
    for english, chinese in WORDS.items():
        assert set(holes.findall(chinese)) == set(holes.findall(english)), english
    assert all(re.fullmatch(r"[\u4e00-\u9fff]+", name) for name in TYPE_NAMES.values())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("sevre",), "没有命令 'sevre'"),
        (("serve", "--prot", "1"), "没有选项 '--prot'"),
        (("serve", "--port", "many"), "'many' 不是整数"),
        (("serve", "--port", "70000"), "70000 不在范围 1<=x<=65535 之内"),
        (("accounts", "grant", "a@test.invalid"), "缺少参数 '角色'"),
        (("accounts", "grant", "a@test.invalid", "king"), "'king' 不在"),
        (("policy", "read", "/no/such/file"), "找不到文件"),
    ],
)
def test_a_mistake_is_told_in_chinese_and_ends_with_2(arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert "Error" not in done.stderr and "Usage" not in done.stderr


def test_the_overview_needs_neither_database_nor_settings() -> None:
    done = run("--help", ZHONGCHUANG_MODE="production", ZHONGCHUANG_SECRET_KEY="")
    assert (done.returncode, done.stderr) == (0, "")
    assert "众创台" in done.stdout
    assert run("--version").stdout.startswith("zhongchuang 0.")
