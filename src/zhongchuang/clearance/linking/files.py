"""CSV in, CSV out (pure). What cannot be read is a sentence with its line; a file is written whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zhongchuang.clearance.linking.engine import Link
from zhongchuang.clearance.linking.firms import Firm
from zhongchuang.core.errors import InvalidInput, Wording

COLUMNS = ("id", "name", "uscc", "representative", "phone", "city")
OUT = ("left_id", "right_id", "probability")
_ALSO = {
    "编号": "id",
    "名称": "name",
    "企业名称": "name",
    "单位名称": "name",
    "统一社会信用代码": "uscc",
    "信用代码": "uscc",
    "法定代表人": "representative",
    "电话": "phone",
    "联系电话": "phone",
    "城市": "city",
    "地市": "city",
}
LONGEST_FIELD = 2_000


class ListUnusable(InvalidInput):
    """A list that cannot be linked: which file, which line, what is wrong."""

    default_code = "clearance.list_unusable"
    default_next = Wording("请改好这个文件再运行。", "Mend the file and run again.")


@dataclass(frozen=True, slots=True)
class Listed:
    """What a file holds, and what its reader should be told: how it was decoded if not as UTF-8, columns nobody asked for."""

    firms: list[Firm]
    notes: tuple[Wording, ...]


def firms_read(path: Path) -> Listed:
    """The rows of a list: a header in any order, UTF-8 with or without BOM, or GB18030.

    Raises ListUnusable: no such file, another encoding, no header, a column twice, a line with too many fields, a row without
    id or with the id of another row.
    """
    text, notes = _text(path)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(rows, None)
        if not header or not any(cell.strip() for cell in header):
            raise ListUnusable(f"{path} 是空的，没有表头。", f"{path} is empty; it has no header.")
        places, ignored = _places(path, header)
        if ignored:
            notes.append(
                Wording(
                    f"{path} 里没有用到的列：{'、'.join(ignored)}。",
                    f"{path}: columns that are not used: {', '.join(ignored)}.",
                )
            )
        return Listed(_rows(path, rows, places, len(header)), tuple(notes))
    except csv.Error as error:
        raise ListUnusable(
            f"{path} 第 {rows.line_num} 行不是合格的 CSV：{error}。",
            f"{path}, line {rows.line_num}: not a well-formed CSV ({error}).",
        ) from None


def _text(path: Path) -> tuple[str, list[Wording]]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ListUnusable(f"没有文件 {path}。", f"There is no file {path}.") from None
    except OSError as error:
        raise ListUnusable(
            f"读不了 {path}：{error.strerror}。", f"{path} cannot be read: {error.strerror}."
        ) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        told = Wording(f"{path} 按 GB18030 读取。", f"{path} was read as GB18030.")
        return text, [told] if encoding == "gb18030" else []
    raise ListUnusable(
        f"{path} 既不是 UTF-8 也不是 GB18030 编码的文本。", f"{path} is no text in UTF-8 or GB18030."
    )


def _places(path: Path, header: list[str]) -> tuple[dict[str, int], list[str]]:
    places: dict[str, int] = {}
    ignored: list[str] = []
    for number, cell in enumerate(header):
        told = unicodedata.normalize("NFKC", cell).strip().lower()
        name = _ALSO.get(told, told)
        if name not in COLUMNS:
            ignored.append(cell)
            continue
        if name in places:
            raise ListUnusable(f"{path} 的列 {name} 出现两次。", f"{path} has the column {name} twice.")
        places[name] = number
    if "id" not in places:
        raise ListUnusable(f"{path} 没有 id 一列。", f"{path} has no column id.")
    return places, ignored


def _rows(path: Path, rows: Iterable[list[str]], places: dict[str, int], width: int) -> list[Firm]:
    found: list[Firm] = []
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[width:]):
            raise ListUnusable(
                f"{path} 第 {number} 条有 {len(cells)} 项，表头只有 {width} 项。",
                f"{path}, record {number}: {len(cells)} fields, but the header has {width}.",
            )
        values = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        key = values["id"]
        if not key:
            raise ListUnusable(f"{path} 第 {number} 条没有 id。", f"{path}, record {number}: no id.")
        if key in seen:
            raise ListUnusable(
                f"{path} 第 {number} 条的 id “{key}”与第 {seen[key]} 条相同。",
                f"{path}, record {number}: the id “{key}” is that of record {seen[key]}.",
            )
        if any(len(value) > LONGEST_FIELD for value in values.values()):
            raise ListUnusable(
                f"{path} 第 {number} 条有一项超过 {LONGEST_FIELD} 字。",
                f"{path}, record {number}: a field is longer than {LONGEST_FIELD} characters.",
            )
        seen[key] = number
        found.append(Firm(**values))
    return found


def links_write(path: Path, links: Iterable[Link]) -> None:
    """The accepted pairs, and nothing else. Raises ListUnusable where the file cannot be written; what was there stays then."""
    folder = path.absolute().parent
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise ListUnusable(
            f"不能写入 {path}：{error.strerror}。", f"{path} cannot be written: {error.strerror}."
        ) from None
    made = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(OUT)
            out.writerows((link.left, link.right, f"{link.probability:.6f}") for link in links)
        made.chmod(0o644)
        made.replace(path)
    except OSError as error:
        raise ListUnusable(
            f"不能写入 {path}：{error.strerror}。", f"{path} cannot be written: {error.strerror}."
        ) from None
    finally:
        made.unlink(missing_ok=True)
