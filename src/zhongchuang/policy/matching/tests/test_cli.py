"""`policy match` as a person and as a pipe meet it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zhongchuang.policy.matching.cli import match_command
from zhongchuang.policy.matching.report import show_verdicts
from zhongchuang.policy.matching.tests.asking_the_sample import FULL_SPACE, IN_FORCE, verdicts
from zhongchuang.policy.packs.loader import ROOT_VARIABLE
from zhongchuang.policy.packs.tests.factory import SAMPLE_ROOT, sample_book

BASE = ("--place", "990000", "--kind", "team", "--on", "2021-06-01")


@pytest.fixture(autouse=True)
def _sample_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(SAMPLE_ROOT))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(match_command, list(arguments))


def test_a_pipe_gets_json() -> None:
    result = run(*BASE, "--fact", "income=1000000", "--fact", "in_space=true")
    assert result.exit_code == 0
    found = {v["measure"]: v for v in json.loads(result.stdout)}
    share = found["province/share"]
    assert (share["verdict"], share["amount"], share["unknown"], share["near_miss"]) == (
        "met",
        700000,
        [],
        False,
    )
    assert share["title"] == "团队收益下限"
    assert "700000," in result.stdout  # a whole amount is an integer, not 700000.0


def test_facts_from_a_file_yield_to_those_on_the_line(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text('{"income": 100, "in_space": false}', encoding="utf-8")
    result = run(*BASE, "--facts", str(path), "--fact", "in_space=true", "--json")
    found = {v["measure"]: v for v in json.loads(result.stdout)}
    assert found["province/share"]["amount"] == 70


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--place", "99", *BASE[2:]), "--place"),
        ((*BASE[:2], "--kind", "crowd", *BASE[4:]), "--kind"),
        ((*BASE[:4], "--on", "soon"), "--on"),
        ((*BASE, "--fact", "incom=1"), "是不是 income？"),
        ((*BASE, "--fact", "income=-5"), "--fact"),
        ((*BASE, "--fact", "income=1", "--fact", "income=2"), "写了两次"),
        ((*BASE, "--facts", "/none.json"), "--facts"),
    ],
)
def test_a_wrong_input_is_a_sentence_on_stderr_and_exit_2(arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    zh, en = result.stderr.strip().split("\n")
    assert words in zh
    assert en.isascii() or "“" in en
    assert "Traceback" not in result.stderr


def test_broken_packs_are_told_with_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "places.yaml").write_text("places: [", encoding="utf-8")
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path))
    result = run(*BASE)
    assert result.exit_code == 2
    assert "places.yaml:2 不是合法的 YAML" in result.stderr


def test_no_packs_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path / "none"))
    result = run(*BASE)
    assert (result.exit_code, result.stdout) == (2, "")
    assert ROOT_VARIABLE in result.stderr


def test_a_terminal_gets_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    found = list(verdicts(IN_FORCE, kind="space", facts=FULL_SPACE | {"months": 17}).values())
    labels = {name: q.label.zh for name, q in sample_book().questions.items()}
    show_verdicts(found, labels, Console(width=160, force_terminal=False))
    shown = capsys.readouterr().out
    assert "还差一步（3）" in shown
    assert "运营月数要不少于 18 个月" in shown
    assert "还要知道" not in shown
    assert "另有 5 项面向其他主体" in shown


def test_it_starts_without_django() -> None:
    code = "import sys, zhongchuang.policy.matching.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
