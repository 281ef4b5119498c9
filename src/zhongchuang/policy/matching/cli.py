"""`policy match` and `policy match-all`.

A person at a terminal gets a table, a pipe gets JSON. What is wrong with the input is a sentence in Chinese
and English on standard error that names the option, and exit code 2.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from zhongchuang.core.clock import today
from zhongchuang.expressions import Value
from zhongchuang.policy.matching.errors import MatchingError, SubjectError
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.subject import (
    FactValue,
    checked_subject,
    read_day,
    read_fact,
    read_facts_file,
)
from zhongchuang.policy.packs.errors import PackError
from zhongchuang.policy.packs.loader import default_root, load_rulebook
from zhongchuang.policy.packs.schema import RuleBook

USAGE = 2


def fail(sentence: str) -> NoReturn:
    """End with a sentence on standard error."""
    click.echo(sentence, err=True)
    sys.exit(USAGE)


def packs_or_fail() -> RuleBook:
    """The packs of `ZHONGCHUANG_PACKS` or of the repository."""
    try:
        return load_rulebook(default_root())
    except FileNotFoundError as error:
        fail(str(error))
    except PackError as error:
        fail(f"政策包有误，不能回答。The packs are wrong; no answer can be given.\n{error}")


@click.command("match", help="为一个对象逐条判断政策措施：符合、不符合，还是还要知道什么。")
@click.option("--place", required=True, metavar="代码", help="区划代码（GB/T 2260），如 210100。")
@click.option("--kind", required=True, metavar="类别", help="主体类别：team、enterprise、space 等。")
@click.option("--on", "on", default=None, metavar="日期", help="判断之日，如 2026-11-01；默认今天。")
@click.option(
    "--fact", "assignments", multiple=True, metavar="名称=值", help="一项事实，可重复；金额以元计。"
)
@click.option(
    "--facts", "file", type=click.Path(path_type=Path), default=None, help="事实文件（JSON 对象）。"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON；输出不是终端时也是 JSON。")
def match_command(
    place: str, kind: str, on: str | None, assignments: tuple[str, ...], file: Path | None, as_json: bool
) -> None:
    """Answer for one subject."""
    book = packs_or_fail()
    try:
        values = {} if file is None else read_facts_file(file, book.vocabulary)
        values |= _assigned(assignments, book)
        day = today() if on is None else read_day(on)
        facts = {name: FactValue(value) for name, value in values.items()}
        verdicts = match(book, checked_subject(book, place, kind, facts), day)
    except SubjectError as error:
        fail(f"--{error.option}：{error.zh}\n--{error.option}: {error.en}")
    except MatchingError as error:
        fail(f"{error.zh}\n{error.en}")
    if as_json or not sys.stdout.isatty():
        click.echo(json.dumps([v.to_json() for v in verdicts], ensure_ascii=False, indent=2))
        return
    # Imported here because only a person's table needs it: a pipe gets its JSON a tenth of a second sooner.
    from zhongchuang.policy.matching.report import show_on_terminal

    labels = {name: question.label.zh for name, question in book.questions.items()}
    show_on_terminal(verdicts, labels)


def _assigned(assignments: tuple[str, ...], book: RuleBook) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for assignment in assignments:
        name, value = read_fact(assignment, book.vocabulary)
        if name in found:
            raise SubjectError(
                "fact", f"事实“{name}”写了两次，请只留一个。", f"The fact “{name}” is given twice; keep one."
            )
        found[name] = value
    return found
