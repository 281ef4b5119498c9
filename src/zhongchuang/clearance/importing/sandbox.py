"""Reading a table of awards from outside in a child process with limits on memory, time, open files and written bytes.

The file goes in on standard input, rows come out one by one; the child opens no file of ours, its environment has no secrets.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from threading import Timer
from typing import IO, Any

from zhongchuang.clearance.importing.limits import SANDBOX_BYTES, SANDBOX_SECONDS
from zhongchuang.clearance.importing.rows import AwardRow, CellProblem, FileError, ReadRow
from zhongchuang.core.errors import Wording


def read_awards(
    file: IO[bytes], today: str, *, seconds: float = SANDBOX_SECONDS, memory_bytes: int = SANDBOX_BYTES
) -> Iterator[ReadRow]:
    """The lines of a file, one by one, each understood or with what is wrong. `today` is an ISO day; `seconds` wall-clock time.

    `file` is one of the operating system's, at its beginning. Raises FileError, also in the middle: what was read so far is then
    worth nothing.
    """
    command = [sys.executable, "-I", "-m", "zhongchuang.clearance.importing"]
    child = subprocess.Popen(
        [*command, str(memory_bytes), str(max(1, int(seconds) + 1)), today],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
        cwd="/",
    )
    assert child.stdout is not None
    late = Timer(seconds, child.kill)
    late.start()
    ended = False
    try:
        for line in child.stdout:
            said = _understood(line)
            if "error" in said:
                raise FileError(*said["error"])
            ended = "end" in said
            if not ended:
                yield _row(said)
        if not ended:
            raise _broke_off()
    finally:
        late.cancel()
        child.kill()
        child.stdout.close()
        child.wait()


def _understood(line: bytes) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(line)
    except ValueError as error:  # it was stopped in the middle of a line
        raise _broke_off() from error
    return said


def _row(said: dict[str, Any]) -> ReadRow:
    line = int(said["line"])
    if "row" in said:
        row = AwardRow.from_json(said["row"])
        return ReadRow(line, row, (), row.number)
    found = tuple(CellProblem(line, column, Wording(zh, en)) for column, zh, en in said["problems"])
    return ReadRow(line, None, found, said["number"])


def _broke_off() -> FileError:
    return FileError(
        "读取中断：文件过大或已损坏，也可能超过了时间。请另存为 CSV，或分成几份再上传。",
        "Reading broke off: the file is too large, damaged, or took too long. Save it as CSV, or split it.",
    )
