"""Reading a tenants' sheet from outside in a child process with limits on memory, time and written bytes."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys

from zhongchuang.core.errors import Wording
from zhongchuang.parties.spaces.reading import CANNOT_OPEN, Unreadable
from zhongchuang.parties.spaces.sheet import CheckedSheet, Problem, SheetRow

MEBIBYTE = 1024 * 1024
MAX_FILE_BYTES = 5 * MEBIBYTE
SECONDS = 30
MEMORY_BYTES = 1024 * MEBIBYTE


def read_sheet(
    data: bytes, on: dt.date, *, seconds: int = SECONDS, memory_bytes: int = MEMORY_BYTES
) -> CheckedSheet:
    """The rows of a workbook and what is wrong with them; `seconds` is wall-clock time. Raises Unreadable."""
    if not data.startswith(b"PK\x03\x04"):
        raise Unreadable(
            Wording(
                "文件内容不是 .xlsx，请另存为 Excel 工作簿再上传。",
                "The content is no .xlsx; save it as an Excel workbook and upload it again.",
            )
        )
    module = "zhongchuang.parties.spaces.reading"
    command = [sys.executable, "-I", "-m", module, str(memory_bytes), str(seconds + 1), on.isoformat()]
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
    except subprocess.TimeoutExpired as error:
        raise Unreadable(
            Wording(
                f"读取超过 {seconds} 秒，已停止。请只留名册一张表再上传。",
                f"Reading took more than {seconds} s and was stopped. Keep the register alone and upload it again.",
            )
        ) from error
    except ValueError as error:  # the child died before it could answer: too much memory, or a malformed file
        raise Unreadable(CANNOT_OPEN) from error
    if "error" in answer:
        raise Unreadable(Wording(answer["error"]["zh"], answer["error"]["en"]))
    return CheckedSheet(
        tuple(SheetRow.from_json(row) for row in answer["rows"]),
        tuple(Problem(**problem) for problem in answer["problems"]),
        answer["letters"],
    )
