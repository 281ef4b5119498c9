"""Reading a table from outside in a child process with limits on memory, time and written bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from zhongchuang.policy.simulation.errors import TableError
from zhongchuang.policy.simulation.tables.__main__ import LENGTH
from zhongchuang.policy.simulation.tables.cleaning import TableReport
from zhongchuang.policy.simulation.tables.spec import TableSpec

MEBIBYTE = 1024 * 1024
MAX_FILE_BYTES = 50 * MEBIBYTE
SUFFIXES = (".xlsx", ".csv", ".parquet")
SECONDS = 120
MEMORY_BYTES = 4096 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A checked population as Parquet, and what became of the table."""

    parquet: bytes
    report: TableReport


def read_in_sandbox(
    data: bytes,
    suffix: str,
    spec: TableSpec,
    *,
    seconds: int = SECONDS,
    memory_bytes: int = MEMORY_BYTES,
) -> ReadTable:
    """Read and check a table in a child process; `seconds` is wall-clock time. Raises TableError."""
    if len(data) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // MEBIBYTE
        raise TableError(f"文件超过 {limit} MB，请分成几份。", f"The file exceeds {limit} MB; split it.")
    said = spec.to_json().encode()
    command = [
        sys.executable,
        "-I",
        "-m",
        "zhongchuang.policy.simulation.tables",
        str(memory_bytes),
        str(seconds + 1),
        suffix if suffix in SUFFIXES else ".csv",
    ]
    try:
        done = subprocess.run(
            command,
            input=len(said).to_bytes(LENGTH, "big") + said + data,
            capture_output=True,
            timeout=seconds,
            env={
                "PATH": os.defpath,
                "LC_ALL": "C.UTF-8",
                "PYTHONUTF8": "1",
                "POLARS_MAX_THREADS": "1",
            },
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TableError(
            f"读取超过 {seconds} 秒，已停止。请另存为 CSV 或 Parquet，或分成几份。",
            f"Reading took more than {seconds} s and was stopped. Save it as CSV or Parquet, or split it.",
        ) from error
    return _answer(done.stdout)


def _answer(output: bytes) -> ReadTable:
    length = int.from_bytes(output[:LENGTH], "big")
    try:
        answer = json.loads(output[LENGTH : LENGTH + length])
    except ValueError as error:
        raise TableError(
            "读取中断：文件可能过大、已损坏或内容异常。请另存为 CSV 再试。",
            "Reading broke off: the file may be too large, damaged or malformed. Save it as CSV and try again.",
        ) from error
    if "error" in answer:
        raise TableError(answer["error"]["zh"], answer["error"]["en"])
    return ReadTable(output[LENGTH + length :], TableReport.from_json(answer["ok"]))
