"""`zhongchuang manage …`: Django's own administration commands."""

from __future__ import annotations

import click
from django.core.management import execute_from_command_line


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """运行 Django 的管理命令，例如 zhongchuang manage migrate。"""
    execute_from_command_line(["zhongchuang manage", *arguments])
