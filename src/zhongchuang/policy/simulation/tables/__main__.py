"""The child process: a table on standard input, a report and a Parquet on standard output.

`python -I -m zhongchuang.policy.simulation.tables MEMORY_BYTES SECONDS SUFFIX`; the input is the length of the spec in
eight bytes, the spec, the file; the output the length of the answer in eight bytes, the answer as JSON, the Parquet.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from typing import BinaryIO

LENGTH = 8


def main() -> int:
    """Limit oneself, then read; whatever goes wrong is an answer too."""
    memory, seconds, suffix = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ["POLARS_MAX_THREADS"] = "1"
    answer, table = _answered(sys.stdin.buffer, suffix)
    body = json.dumps(answer, ensure_ascii=False).encode()
    sys.stdout.buffer.write(len(body).to_bytes(LENGTH, "big") + body + table)
    return 0


def _answered(stdin: BinaryIO, suffix: str) -> tuple[dict[str, object], bytes]:
    # Only now, with the limits set and one thread asked for, is the engine loaded.
    from zhongchuang.policy.simulation.errors import TableError
    from zhongchuang.policy.simulation.tables.cleaning import clean_table
    from zhongchuang.policy.simulation.tables.reading import read_table
    from zhongchuang.policy.simulation.tables.spec import TableSpec

    length = int.from_bytes(stdin.read(LENGTH), "big")
    spec = TableSpec.from_json(stdin.read(length).decode())
    try:
        frame, report = clean_table(read_table(stdin.read(), suffix), spec)
        out = io.BytesIO()
        frame.write_parquet(out, compression="zstd")
    except TableError as error:
        return {"error": {"zh": error.zh, "en": error.en}}, b""
    except MemoryError:
        return {
            "error": {
                "zh": "表格太大，内存放不下，请另存为 CSV 或 Parquet，或分成几份。",
                "en": "The table is too large for memory; save it as CSV or Parquet, or split it.",
            }
        }, b""
    return {"ok": report.to_json()}, out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
