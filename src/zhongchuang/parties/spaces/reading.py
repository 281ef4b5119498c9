"""The child process: a workbook on standard input, its rows and problems as JSON on standard output.

`python -I -m zhongchuang.parties.spaces.reading MEMORY_BYTES SECONDS DAY`. The bytes are somebody else's, so they are
opened here only, where memory, time and writing are limited.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import sys
from typing import Any

from zhongchuang.core.errors import Wording
from zhongchuang.parties.spaces.sheet import COLUMNS, MAX_ROWS, SHEET, checked

CANNOT_OPEN = Wording(
    "这个 Excel 文件打不开：可能有密码或已损坏，请另存为 .xlsx 再上传。",
    "This workbook cannot be opened: it may have a password or be damaged; save it as .xlsx again.",
)
TOO_LARGE = Wording(
    f"表太大：至多 {MAX_ROWS} 行、{2 * len(COLUMNS)} 列，请分成几份。",
    f"The sheet is too large: {MAX_ROWS} rows and {2 * len(COLUMNS)} columns at most; split it.",
)
EMPTY = Wording("文件是空的，没有表头。", "The file is empty; there is no header.")


class Unreadable(Exception):
    """No tenants can be read from the file."""

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
    answer = answered(sys.stdin.buffer.read(), dt.date.fromisoformat(sys.argv[3]))
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())
    return 0


def answered(data: bytes, on: dt.date) -> dict[str, Any]:
    """What the parent is told."""
    try:
        name, rows = sheet_rows(data)
        if not rows:
            raise Unreadable(EMPTY)
        (_, headers), *lines = rows
        read = checked(headers, lines, on=on)
    except Unreadable as error:
        return {"error": {"zh": error.told.zh, "en": error.told.en}}
    except MemoryError:
        return {"error": {"zh": TOO_LARGE.zh, "en": TOO_LARGE.en}}
    return {
        "rows": [row.to_json() for row in read.rows],
        "problems": [{**problem.to_json(), "sheet": name} for problem in read.problems],
        "letters": dict(read.letters),
    }


def sheet_rows(data: bytes) -> tuple[str, list[tuple[int, list[str]]]]:
    """The sheet's name and its rows, each with its number in the workbook; the header first. Raises Unreadable.

    The sheet of the template, where there is one, else the first.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # loaded with the limits set

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = workbook.sheet_names
        name = SHEET if SHEET in names else names[0]
        sheet = workbook.get_sheet_by_name(name)
        if sheet.height > MAX_ROWS + 50 or sheet.width > 2 * len(COLUMNS):
            raise Unreadable(TOO_LARGE)
        first = (sheet.start or (0, 0))[0]
        rows = enumerate(sheet.iter_rows(), start=first + 1)
        return name, [(number, [cell_text(value) for value in row]) for number, row in rows]
    except (CalamineError, IndexError, ValueError) as error:
        raise Unreadable(CANNOT_OPEN) from error


def cell_text(value: Any) -> str:
    """A cell as text; numbers as they would be typed, so that 12 has no point and 0.1 stays 0.1."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, dt.date) else str(value).strip()


if __name__ == "__main__":
    sys.exit(main())
