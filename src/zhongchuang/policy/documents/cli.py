"""``zhongchuang policy read FILE``: the document as JSON on standard output."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from zhongchuang.policy.documents.errors import DocumentError
from zhongchuang.policy.documents.limits import MAX_FILE_BYTES
from zhongchuang.policy.documents.sandbox import read_in_sandbox


@click.command("read", short_help="阅读政策文件，输出 JSON。")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
def read(file: Path) -> None:
    """阅读一份政策文件（文本、网页、DOCX、PDF、OFD；“-”表示标准输入），以 JSON 输出标题、文号、条款树等。

    读不了时在标准错误输出中英文说明，退出码为 2。文件在受限的子进程中读取，不保存任何内容。
    """
    try:
        if str(file) == "-":
            document = read_in_sandbox(sys.stdin.buffer.read(MAX_FILE_BYTES + 1))
        else:
            document = read_in_sandbox(file)
    except DocumentError as error:
        click.echo(error.message, err=True)
        sys.exit(2)
    text = json.dumps(document.to_json(), ensure_ascii=False, indent=1)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
