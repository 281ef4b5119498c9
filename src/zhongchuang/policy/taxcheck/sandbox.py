"""Reading somebody's ledger in a child process with limits on memory, time and written bytes. Nothing of it is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from zhongchuang.core.errors import InvalidInput

MEBIBYTE = 1024 * 1024
MAX_BYTES = 5 * MEBIBYTE
SECONDS = 20
MEMORY_BYTES = 1024 * MEBIBYTE
Rows = list[tuple[int, list[str]]]


def rows_of(data: bytes, *, seconds: int = SECONDS, memory_bytes: int = MEMORY_BYTES) -> Rows:
    """The rows of a workbook, each with its number. Raises InvalidInput with the sentence the reader sees."""
    command = [
        sys.executable,
        "-I",
        "-m",
        "zhongchuang.policy.taxcheck.reading",
        str(memory_bytes),
        str(seconds + 1),
    ]
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=seconds,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
            cwd="/",
            check=False,
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise _refused(
            "读取中断：文件可能过大、已损坏或内容异常。",
            "Reading broke off: the file may be too large, damaged or malformed.",
        ) from error
    if "error" in answer:
        raise _refused(answer["error"]["zh"], answer["error"]["en"])
    return [(number, cells) for number, cells in answer["rows"]]


def _refused(zh: str, en: str) -> InvalidInput:
    return InvalidInput(
        zh,
        en,
        next_zh="下载模板，把数据粘贴进去再试。",
        next_en="Download the template, paste your data and try again.",
        code="policy.taxcheck_unreadable",
    )
