"""`policy match` and `policy match-all`.

A person at a terminal gets a table, a pipe gets JSON. What is wrong with the input is a sentence in Chinese
and English on standard error that names the option, and exit code 2.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from zhongchuang.expressions import ExpressionsError, Value
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
@click.option("--on", "on", required=True, metavar="日期", help="判断之日，如 2026-11-01。")
@click.option(
    "--fact", "assignments", multiple=True, metavar="名称=值", help="一项事实，可重复；金额以元计。"
)
@click.option(
    "--facts", "file", type=click.Path(path_type=Path), default=None, help="事实文件（JSON 对象）。"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON；输出不是终端时也是 JSON。")
def match_command(
    place: str, kind: str, on: str, assignments: tuple[str, ...], file: Path | None, as_json: bool
) -> None:
    """Answer for one subject."""
    book = packs_or_fail()
    try:
        values = {} if file is None else read_facts_file(file, book.vocabulary)
        values |= _assigned(assignments, book)
        day = read_day(on)
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


@click.command(
    "match-all", help="为一批对象（Parquet）判断政策措施，结果写成 Parquet；--sql 只输出等价的查询。"
)
@click.option(
    "--population",
    "population",
    type=click.Path(path_type=Path),
    default=None,
    metavar="文件",
    help="Parquet：id、place、kind 三列和各项事实（金额以元计）。",
)
@click.option("--on", "on", required=True, metavar="日期", help="判断之日，如 2026-11-01。")
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, metavar="文件", help="结果文件（Parquet）。"
)
@click.option(
    "--sql", "dialect", type=click.Choice(["spark", "postgres", "duckdb"]), default=None, help="输出查询。"
)
def match_all(population: Path | None, on: str, out: Path | None, dialect: str | None) -> None:
    """Answer for a population, or print the query that would."""
    # Imported here because the columnar engine takes longer to load than one subject takes to answer.
    from zhongchuang.policy.matching.population import match_population, population_sql

    book = packs_or_fail()
    try:
        day = read_day(on)
        if dialect is not None:
            click.echo(population_sql(book, day, dialect))
            return
        source, target = _files(population, out)
        with _Bar() as bar:
            report = match_population(book, source, day, target, bar.show)
    except SubjectError as error:
        fail(f"--{error.option}：{error.zh}\n--{error.option}: {error.en}")
    except (MatchingError, ExpressionsError) as error:
        fail(f"{error.zh}\n{error.en}")
    click.echo(f"{report.rows:,} 行，写出 {report.written:,} 行到 {target}。", err=True)
    if report.problems is not None:
        click.echo(
            f"{report.rejected:,} 行没有计入，{report.unusable:,} 个值按未知处理，见 {report.problems}。",
            err=True,
        )


def _files(population: Path | None, out: Path | None) -> tuple[Path, Path]:
    """Both files, there or able to be."""
    if population is None or out is None:
        raise SubjectError(
            "population" if population is None else "out",
            "要写明对象文件和结果文件；只看查询请加 --sql。",
            "Name the file of subjects and the result file; for the query alone add --sql.",
        )
    if not population.is_file():
        raise SubjectError("population", f"没有文件 {population}。", f"There is no file {population}.")
    if not out.parent.is_dir():
        raise SubjectError(
            "out", f"没有文件夹 {out.parent}，请先建立。", f"There is no folder {out.parent}; make it first."
        )
    if out.exists() and not out.is_file():
        raise SubjectError(
            "out",
            f"{out} 是文件夹或设备，请写一个文件名。",
            f"{out} is a folder or device; name a file.",
        )
    if out.exists() and out.samefile(population):
        raise SubjectError(
            "out",
            "结果不能写回对象文件，请换一个名字。",
            "The result cannot replace the subjects; choose another name.",
        )
    return population, out


class _Bar:
    """A progress bar on standard error, made when the number of rows is known."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._done = 0

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def show(self, done: int, total: int) -> None:
        """Move to `done` of `total`."""
        if self._bar is None:
            self._bar = click.progressbar(length=total, label="判断", file=sys.stderr)
        self._bar.update(done - self._done)
        self._done = done
