"""`packs check`: the coverage table and everything wrong, for a terminal or a log."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from zhongchuang.policy.packs.check import Report, check_packs
from zhongchuang.policy.packs.errors import PackError, Problem
from zhongchuang.policy.packs.schema import ClauseClass

_CLASS_NAMES = {
    ClauseClass.MEASURE: "措施",
    ClauseClass.DUTY: "职责",
    ClauseClass.TARGET: "目标",
    ClauseClass.PRINCIPLE: "原则",
}


@click.group(help="政策包：文件、措施、职责、目标和实例。")
def packs() -> None:
    """The `packs` group."""


@packs.command("check", help="检查政策包：条款覆盖率、引文、规则、议题先后和全部实例；有错误时退出码为 1。")
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="政策包目录；默认取环境变量 ZHONGCHUANG_PACKS，再取仓库的 packs/。",
)
@click.pass_context
def check(context: click.Context, root: Path | None) -> None:
    """Print the report and exit 1 on errors."""
    err = Console(stderr=True)
    try:
        report = check_packs(root)
    except PackError as error:  # a file that is no text: nothing can be looked at
        for problem in error.problems:
            _show_problem(err, problem, "错误", "red")
        context.exit(1)
    show(report, Console(), err)
    context.exit(0 if report.is_good else 1)


def show(report: Report, out: Console, err: Console) -> None:
    """The table on `out`, the problems on `err`, a last line that says how it ended."""
    if report.coverage:
        out.print(_coverage_table(report))
        out.print(_tally_table(report))
    for problem in report.warnings:
        _show_problem(err, problem, "提醒", "yellow")
    for problem in report.errors:
        _show_problem(err, problem, "错误", "red")
    if not report.ran_examples:
        err.print("[yellow]提醒[/] 载入有错误，实例没有运行；改正后再查一次。", highlight=False)
    if report.is_good:
        out.print(f"[green]通过[/]：版本 {report.version}，提醒 {len(report.warnings)} 条。", highlight=False)
    else:
        err.print(
            f"[red]未通过[/]：错误 {len(report.errors)} 条，提醒 {len(report.warnings)} 条。", highlight=False
        )


def _show_problem(console: Console, problem: Problem, word: str, colour: str) -> None:
    console.print(f"[{colour}]{word}[/] ", end="", highlight=False)
    console.print(f"{problem.where} {problem.zh}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"     {problem.en}", markup=False, highlight=False, style="dim", soft_wrap=True)


def _coverage_table(report: Report) -> Table:
    table = Table(title="条款覆盖率")
    table.add_column("文件", overflow="fold")
    table.add_column("条款", justify="right")
    table.add_column("已归类", justify="right")
    table.add_column("覆盖率", justify="right")
    for kind in ClauseClass:
        table.add_column(_CLASS_NAMES[kind], justify="right")
    for row in report.coverage:
        share = f"{100 * row.classed // row.clauses if row.clauses else 0}%"
        colour = "green" if row.is_complete else "red"
        counts = [str(count) for _, count in row.by_class]
        table.add_row(row.document, str(row.clauses), str(row.classed), f"[{colour}]{share}[/]", *counts)
    return table


def _tally_table(report: Report) -> Table:
    table = Table(title="各包内容")
    table.add_column("政策包")
    for name in ("文件", "措施", "职责", "目标", "实例"):
        table.add_column(name, justify="right")
    for row in report.tallies:
        counts = (row.documents, row.measures, row.duties, row.targets, row.examples)
        table.add_row(row.title, *(str(count) for count in counts))
    return table
