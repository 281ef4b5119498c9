"""The child of the sandbox: a file on standard input, a line of JSON for each of its rows on standard output.

`python -I -m zhongchuang.clearance.importing MEMORY_BYTES SECONDS TODAY`. Lines: `{"line", "row"}` or `{"line", "problems",
"number"}`, and as the last one `{"end": true}` or `{"error": [zh, en]}`; an answer without its last line has broken off.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any


def main() -> int:
    """Limit oneself, then read; whatever goes wrong is an answer too."""
    memory, seconds, today = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    try:
        _read(sys.stdin.buffer.read(), today)
    except MemoryError:
        _say({"error": ["文件太大，内存放不下，请分成几份。", "The file is too large for memory; split it."]})
    sys.stdout.flush()
    return 0


def _read(data: bytes, today: str) -> None:
    # Only now, with the limits set, is the reader loaded.
    from zhongchuang.clearance.importing.checking import read_lines
    from zhongchuang.clearance.importing.rows import FileError
    from zhongchuang.clearance.importing.tables import lines_of

    try:
        for one in read_lines(lines_of(data), today):
            if one.row is not None:
                _say({"line": one.line, "row": one.row.to_json()})
            else:
                told = [[found.column, found.told.zh, found.told.en] for found in one.problems]
                _say({"line": one.line, "problems": told, "number": one.number})
        _say({"end": True})
    except FileError as error:
        _say({"error": [error.told.zh, error.told.en]})


def _say(value: dict[str, Any]) -> None:
    # ASCII: a half character out of a workbook cannot break the line.
    sys.stdout.write(json.dumps(value, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    sys.exit(main())
