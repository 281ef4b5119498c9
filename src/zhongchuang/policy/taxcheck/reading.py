"""The child process: a workbook on standard input, its rows as JSON on standard output.

`python -I -m zhongchuang.policy.taxcheck.reading MEMORY_BYTES SECONDS`. The bytes are somebody else's, so they are opened here
only, where memory, time and writing are limited.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import sys
from typing import Any

from zhongchuang.core.errors import Wording
from zhongchuang.policy.taxcheck.sheet import HEAD_WITHIN, MAX_COLUMNS, MAX_ROWS, SHEET

CANNOT_OPEN = Wording(
    "这个 Excel 文件打不开：可能有密码或已损坏，请另存为 .xlsx 再上传。",
    "This workbook cannot be opened: it may have a password or be damaged; save it as .xlsx again.",
)
TOO_LARGE = Wording(
    f"表太大：至多 {MAX_ROWS} 行、{MAX_COLUMNS} 列，请按项目分成几份。",
    f"The sheet is too large: {MAX_ROWS} rows and {MAX_COLUMNS} columns at most; split it by project.",
)
LONGEST_CELL = 200


class Unreadable(Exception):
    """No ledger can be read from the file."""

    def __init__(self, told: Wording) -> None:
        super().__init__(told.zh)
        self.told = told


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
    """What the parent is told: rows with anything in them, each with its number in the workbook."""
    try:
        return {"rows": sheet_rows(data)}
    except Unreadable as error:
        return {"error": {"zh": error.told.zh, "en": error.told.en}}
    except MemoryError:
        return {"error": {"zh": TOO_LARGE.zh, "en": TOO_LARGE.en}}


def sheet_rows(data: bytes) -> list[tuple[int, list[str]]]:
    """The rows of the sheet of the template, where there is one, else of the first. Raises Unreadable."""
    from python_calamine import CalamineError, CalamineWorkbook  # loaded with the limits set

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = workbook.sheet_names
        sheet = workbook.get_sheet_by_name(SHEET if SHEET in names else names[0])
        if sheet.height > MAX_ROWS + HEAD_WITHIN or sheet.width > MAX_COLUMNS:
            raise Unreadable(TOO_LARGE)
        first = (sheet.start or (0, 0))[0]
        numbered = enumerate(sheet.iter_rows(), start=first + 1)
        rows = [(number, [cell_text(value) for value in row]) for number, row in numbered]
    except (CalamineError, IndexError, ValueError) as error:
        raise Unreadable(CANNOT_OPEN) from error
    return [(number, row) for number, row in rows if any(row)]


def cell_text(value: Any) -> str:
    """A cell as it would be typed: 12 without a point, a day as a day."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return (value.isoformat() if isinstance(value, dt.date) else str(value).strip())[:LONGEST_CELL]


if __name__ == "__main__":
    sys.exit(main())
