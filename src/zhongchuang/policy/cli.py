"""The room's commands that need the database."""

from __future__ import annotations

import click
from django.conf import settings

from zhongchuang.core.actors import SystemActor
from zhongchuang.policy import services


@click.command()
def load() -> None:
    """把 packs/ 载入数据库；内容没变则什么也不做。"""
    version = services.packs_load(actor=SystemActor("packs.load"), root=settings.PACKS_DIR)
    click.echo(f"已载入政策包，版本 {version[:12]}" if version else "政策包没有变化，无需载入")
