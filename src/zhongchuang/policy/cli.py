"""The room's commands that need the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.conf import settings
from rich.console import Console
from rich.table import Table

from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor
from zhongchuang.policy import services
from zhongchuang.policy.packs.errors import PackError
from zhongchuang.policy.packs.export import export_files
from zhongchuang.policy.packs.loader import read_files, version_of
from zhongchuang.policy.selectors.versions import files_at, pack_versions

SHOWN = 12  # characters of a version that tell it apart


@click.command()
def load() -> None:
    """把 packs/ 载入数据库，与工作台发布的内容合并；这个状态载入过则什么也不做。"""
    root: Path = settings.PACKS_DIR
    with _told():
        version = services.packs_load(actor=SystemActor("packs.load"), root=root)
        if version is not None:
            click.echo(f"已载入政策包，现行版本 {version[:SHOWN]}")
        elif any(row.is_current and row.version == version_of(read_files(root)) for row in pack_versions()):
            click.echo("政策包没有变化，无需载入")
        else:
            click.echo(
                f"这个状态以前载入过，现行版本较新，没有改动。要退回到它：zhongchuang packs import {root}"
            )


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def import_packs(folder: Path) -> None:
    """把一个目录里的政策包并入现行版本；从 packs export 写出的目录，以写出时的版本为底。"""
    with _told():
        version = services.packs_import(actor=SystemActor("packs.import"), root=folder)
    click.echo(f"已并入，现行版本 {version[:SHOWN]}" if version else "与现行版本没有差别，什么也没有做")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--version", "version", default=None, metavar="版本", help="版本号，写开头几位即可；默认为现行版本。"
)
def export(folder: Path, version: str | None) -> None:
    """把一个版本的政策包写成目录，逐字节相同，可以再导入。"""
    files = files_at(version)
    try:
        written = export_files(files, folder)
    except FileExistsError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"已写出 {len(files)} 个文件，版本 {written[:SHOWN]}：{folder}")


@click.command()
def versions() -> None:
    """列出保存的全部版本，新的在前。"""
    table = Table()
    for name in ("版本", "载入时间", "来源", "上一版本", ""):
        table.add_column(name, no_wrap=True)
    for row in pack_versions():
        table.add_row(
            row.version[:SHOWN],
            f"{row.loaded_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
            row.get_origin_display(),
            (row.parent_id or "")[:SHOWN],
            "现行" if row.is_current else "",
        )
    Console().print(table)


@contextmanager
def _told() -> Iterator[None]:
    """What is wrong in the files, a line each, instead of a traceback."""
    try:
        yield
    except PackError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        raise click.ClickException(
            f"政策包有 {len(error.problems)} 处错误，没有载入。"
            f"The packs have {len(error.problems)} errors and were not loaded."
        ) from error
