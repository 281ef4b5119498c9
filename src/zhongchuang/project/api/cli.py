"""`zhongchuang api`."""

from __future__ import annotations

import sys

import click

from zhongchuang.project.api.published import document_text


@click.command("schema", help="输出接口的 OpenAPI 文件（JSON）。")
def schema() -> None:
    """Print the document, byte for byte as it is served."""
    sys.stdout.buffer.write(document_text())
