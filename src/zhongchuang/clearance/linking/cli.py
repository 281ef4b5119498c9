"""`zhongchuang clearance link`: which rows of two lists are one firm."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from zhongchuang.clearance.linking.files import Listed, ListUnusable, firms_read, links_write
from zhongchuang.clearance.linking.firms import THRESHOLD, Firm, firms_link, firms_repeated

USAGE = 2


@click.command(
    "link", help="把两份单位名单连起来：同一家写成一对，附概率。两次给同一个文件，就在一份名单里找重复。"
)
@click.argument("left", type=click.Path(path_type=Path), metavar="左表.csv")
@click.argument("right", type=click.Path(path_type=Path), metavar="右表.csv")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="文件",
    help="写入的 CSV，三列：`left_id`、`right_id`、`probability`。",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0.01, 0.999999),
    default=THRESHOLD,
    show_default=True,
    metavar="概率",
    help="达到这个概率才算一家。",
)
def link(left: Path, right: Path, out: Path, threshold: float) -> None:
    """Columns id, name, uscc, representative, phone, city, in any order; any but the id may be empty."""
    try:
        if out.exists() and any(path.exists() and out.samefile(path) for path in (left, right)):
            click.echo("不能写回名单自己。 The result cannot be written over a list.", err=True)
            sys.exit(USAGE)
        first = _told(firms_read(left))
        if left.exists() and right.exists() and left.samefile(right):
            links = firms_repeated(first, threshold=threshold)
        else:
            links = firms_link(first, _told(firms_read(right)), threshold=threshold)
        links_write(out, links)
    except ListUnusable as error:
        click.echo(error.sentence, err=True)
        sys.exit(USAGE)
    click.echo(f"写入 {out}：{len(links)} 对。 {len(links)} pairs written.", err=True)


def _told(listed: Listed) -> list[Firm]:
    for note in listed.notes:
        click.echo(f"{note.zh} {note.en}", err=True)
    return listed.firms
