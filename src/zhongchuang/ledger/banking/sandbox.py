"""Reading a file of results in a child process with limits on time, memory and written bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from zhongchuang.ledger.banking.errors import FileError
from zhongchuang.ledger.banking.rows import ResultTable

MEBIBYTE = 1024 * 1024
MAX_FILE_BYTES = 5 * MEBIBYTE
SUFFIXES = (".xlsx", ".csv")
SECONDS = 30
MEMORY_BYTES = 1024 * MEBIBYTE


def read_in_sandbox(
    data: bytes, suffix: str, *, seconds: int = SECONDS, memory_bytes: int = MEMORY_BYTES
) -> ResultTable:
    """The rows of a file. Raises FileError, also where the child was stopped."""
    if suffix not in SUFFIXES or (suffix == ".xlsx") != data.startswith(b"PK\x03\x04"):
        raise FileError(
            "只接受 .xlsx 和 .csv，内容要与扩展名相符。",
            "Only .xlsx and .csv are taken, with the content their name says.",
        )
    if len(data) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // MEBIBYTE
        raise FileError(f"文件超过 {limit} MB。", f"The file exceeds {limit} MB.")
    command = [
        sys.executable,
        "-I",
        "-m",
        "zhongchuang.ledger.banking",
        str(memory_bytes),
        str(seconds + 1),
        suffix,
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
    except subprocess.TimeoutExpired as error:
        raise FileError(
            f"读取超过 {seconds} 秒，已停止。请另存为 CSV 再试。",
            f"Reading took more than {seconds} s and was stopped. Save it as CSV and try again.",
        ) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise FileError(
            "读取中断：文件可能已损坏。请另存为 CSV 再试。",
            "Reading broke off: the file may be damaged. Save it as CSV and try again.",
        ) from error
    if "error" in answer:
        raise FileError(answer["error"]["zh"], answer["error"]["en"])
    return ResultTable.from_json(answer["ok"])
