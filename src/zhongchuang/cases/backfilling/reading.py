"""The child process: a workbook on standard input, its rows as JSON on standard output.

`python -I -m zhongchuang.cases.backfilling.reading MEMORY_BYTES SECONDS`. The bytes are somebody else's, so they are opened
here only, where memory, time and writing are limited.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

MAX_ROWS = 2000
MAX_COLUMNS = 40
CANNOT_OPEN = (
    "这个 Excel 文件打不开：可能有密码或已损坏，请另存为 .xlsx 再上传。",
    "This workbook cannot be opened: it may have a password or be damaged; save it as .xlsx again.",
)
TOO_LARGE = (
    f"表太大：至多 {MAX_ROWS} 行、{MAX_COLUMNS} 列，请分成几份。",
    f"The sheet is too large: {MAX_ROWS} rows and {MAX_COLUMNS} columns at most; split it.",
)


def main() -> int:
    """Limit oneself, then read; whatever goes wrong is an answer too."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(json.dumps(answered(sys.stdin.buffer.read()), ensure_ascii=False).encode())
    return 0


def answered(data: bytes) -> dict[str, Any]:
    """What the parent is told."""
    from python_calamine import CalamineError  # loaded with the limits set

    try:
        return {"rows": list(_rows(data))}
    except MemoryError:
        return {"error": TOO_LARGE}
    except (CalamineError, IndexError, ValueError) as error:
        return {"error": error.args if error.args == TOO_LARGE else CANNOT_OPEN}


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    if sheet.height > MAX_ROWS + 1 or sheet.width > MAX_COLUMNS:
        raise ValueError(*TOO_LARGE)
    first = (sheet.start or (0, 0))[0]
    for number, row in enumerate(sheet.iter_rows(), start=first + 1):
        cells = [_text(value) for value in row]
        if any(cells):
            yield number, cells


def _text(value: Any) -> str:
    """A cell as it would be typed: 12 has no point, 0.1 stays 0.1, a day is a day."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date) else str(value).strip()


if __name__ == "__main__":
    sys.exit(main())
