"""The room's commands that need the database."""

from __future__ import annotations

from pathlib import Path

import click
from django.conf import settings
from rich.console import Console
from rich.table import Table

from zhongchuang.cases.programmes.cli import show_problems
from zhongchuang.cases.programmes.errors import ProgrammeNotReady
from zhongchuang.cases.selectors.programmes import programme_rows
from zhongchuang.cases.selectors.replaying import draw_replayed
from zhongchuang.cases.services.programmes import programmes_load
from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.errors import NotFound


@click.command()
@click.option(
    "--root", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None, help="政策包目录。"
)
def load(root: Path | None) -> None:
    """把 packs/*/programmes/ 载入数据库；已有的版本不动，可重复执行。"""
    folder: Path = root or settings.PACKS_DIR
    try:
        loaded = programmes_load(actor=SystemActor("programmes.load"), root=folder)
    except ProgrammeNotReady as error:
        show_problems(Console(stderr=True), error.problems)
        raise click.ClickException(error.sentence) from error
    click.echo("\n".join(f"已载入 {code}" for code in loaded) if loaded else "项目没有变化，无需载入")


@click.command()
def show() -> None:
    """列出项目、现行版本和能否开放。"""
    table = Table()
    for name in ("编号", "名称", "版本", "状态", "发布时间", "来源"):
        table.add_column(name, overflow="fold")
    for row in programme_rows():
        at = "" if row.current is None else f"{row.current.published_at.astimezone(clock.SHANGHAI):%Y-%m-%d}"
        number = "" if row.current is None else str(row.current.number)
        origin = "" if row.current is None else row.current.origin
        table.add_row(row.code, row.title, number, row.get_state_display(), at, origin)
    Console().print(table)


@click.command()
@click.argument("number", metavar="评审组编号")
def replay_draw(number: str) -> None:
    """用公开的种子和名单重算一次专家抽取，与记录比对；不相符时退出码 1。"""
    try:
        report = draw_replayed(number)
    except NotFound as error:
        raise click.ClickException(f"没有评审组 {number}。") from error
    for line in report.lines:
        click.echo(line)
    if not report.agrees:
        raise SystemExit(1)
