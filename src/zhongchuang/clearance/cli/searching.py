"""`zhongchuang clearance reindex`: the index of the public awards, built again from what they say."""

from __future__ import annotations

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from zhongchuang.clearance.services.award_index import awards_index_rebuild


@click.command(
    "reindex", help="清空支持公开的检索索引与合计，从记录重新建立；可以重复运行，建完之前读到的是旧的。"
)
def reindex() -> None:
    """Everything, now, in this process and in one transaction: one that breaks off leaves the index as it was."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("支持公开", total=None)
        count = awards_index_rebuild(lambda done, of: bar.update(task, completed=done, total=of))
    click.echo(f"已重新建立：{count:,} 条。 Built again: {count:,} entries.")
