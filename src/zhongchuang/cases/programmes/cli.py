"""`zhongchuang programmes check`: everything wrong in the files of the programmes; needs no database."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from zhongchuang.cases.programmes.checking import Ground, opening_problems, source_problems
from zhongchuang.cases.programmes.problems import Problem, ProgrammeError
from zhongchuang.cases.programmes.reading import Source, programme_files, read_programmes
from zhongchuang.core import clock
from zhongchuang.policy.packs.errors import PackError
from zhongchuang.policy.packs.loader import default_root, load_rulebook
from zhongchuang.policy.packs.schema import RuleBook


@click.command("check", help="核对全部项目：格式、依据、引文、数值、规则；有错误时退出码为 1。")
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="政策包目录；默认取环境变量 ZHONGCHUANG_PACKS，再取仓库的 packs/。",
)
@click.pass_context
def check(context: click.Context, root: Path | None) -> None:
    """Print what is wrong and exit 1, or the list of programmes."""
    folder = root or default_root()
    err = Console(stderr=True)
    try:
        book = load_rulebook(folder)
        sources = read_programmes(programme_files(folder))
    except PackError as error:
        err.print(f"[red]错误[/] 政策包有 {len(error.problems)} 处错误，请先运行 zhongchuang packs check。")
        context.exit(1)
    except ProgrammeError as error:
        show_problems(err, error.problems)
        context.exit(1)
    today = clock.today()
    problems = [problem for source in sources for problem in source_problems(source, book, today)]
    show_problems(err, problems)
    if problems:
        context.exit(1)
    Console().print(_overview(sources, book))


def show_problems(console: Console, problems: Iterable[Problem]) -> None:
    """A line each in both languages, where it stands first."""
    for problem in problems:
        console.print("[red]错误[/] ", end="", highlight=False)
        console.print(f"{problem.where} {problem.zh}", markup=False, highlight=False, soft_wrap=True)
        console.print(f"     {problem.en}", markup=False, highlight=False, style="dim", soft_wrap=True)


def _overview(sources: tuple[Source, ...], book: RuleBook) -> Table:
    table = Table(title=f"项目 {len(sources)} 个，全部通过")
    for name in ("编号", "名称", "版本", "能否开放"):
        table.add_column(name, overflow="fold")
    for source in sources:
        ground = Ground(book, book.packs[source.pack].place, clock.today())
        shut = opening_problems(source.programme, ground)
        can = shut[0].zh if shut else "可以开放"
        table.add_row(source.code, source.programme.title.zh, str(source.programme.version), can)
    return table
