"""The lines of a table as awards: where its columns stand, each cell read by itself, what cells contradict each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from zhongchuang.clearance.importing import cells
from zhongchuang.clearance.importing.cells import CellWrong
from zhongchuang.clearance.importing.limits import HEAD_WITHIN, MAX_CELL, MAX_ROWS
from zhongchuang.clearance.importing.rows import AwardRow, CellProblem, Column, FileError, ReadRow
from zhongchuang.core.errors import Wording

Line = tuple[int, Sequence[str]]
_READERS: Mapping[Column, Callable[[str], Any]] = {
    Column.NUMBER: cells.number,
    Column.NAME: cells.text(200),
    Column.USCC: cells.code,
    Column.PERSONAL: cells.yes_or_no,
    Column.TITLE: cells.text(200),
    Column.CATEGORY: cells.text(80),
    Column.PROGRAMME: cells.text(200),
    Column.AMOUNT: cells.money,
    Column.PAID: cells.money,
    Column.DECIDED: cells.day,
    Column.SINCE: cells.day,
    Column.UNTIL: cells.day,
    Column.LEVEL: cells.level,
    Column.PLACE: cells.place,
    Column.DEPARTMENT: cells.text(200),
    Column.BASIS: cells.text(400),
    Column.INVOICES: cells.invoices,
    Column.CONTRACTS: cells.contracts,
    Column.REPRESENTATIVE: cells.text(80),
}
_BLANK: Mapping[Column, Any] = {
    **dict.fromkeys(Column, ""),
    Column.PERSONAL: False,
    Column.PAID: 0,
    Column.INVOICES: (),
    Column.CONTRACTS: (),
}
_PERSONS_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+[·•.][\u3400-\u9fff·•.]+")
"""The name of an organisation is longer. A person who is taken for one would stay in public for ever."""
_TOTALS = ("合计", "总计", "小计")


def read_lines(lines: Iterable[Line], today: str) -> Iterator[ReadRow]:
    """Every line below the head, understood or with what is wrong. `today` (ISO): nothing is decided after it.

    Raises FileError where the head lacks a column, names one twice or one nobody knows, where there is no row or too many.
    """
    rest = iter(lines)
    places = _head(rest)
    seen: dict[str, int] = {}
    count = 0
    for line, told in rest:
        if not any(told) or told[0] in _TOTALS:
            continue
        count += 1
        if count > MAX_ROWS:
            raise FileError(
                f"一份文件至多 {MAX_ROWS:,} 行，请分成几份。",
                f"A file has {MAX_ROWS:,} rows at most; split it.",
            )
        yield _read(line, told, places, seen, today)
    if not count:
        raise FileError("表头下面没有一行数据。", "There is no row below the head.")


def _head(lines: Iterator[Line]) -> dict[Column, int]:
    """Where each column stands."""
    best: dict[Column, int] = {}
    strangers: list[str] = []
    for _number, told in islice(lines, HEAD_WITHIN):
        found: dict[Column, int] = {}
        others: list[str] = []
        for at, cell in enumerate(told):
            column = _NAMED.get(_plain(cell))
            if column is None:
                others += [cell] if cell else []
            elif column in found:
                raise FileError(
                    f"表头里“{column.head}”出现了两次。", f"The head names “{column.head}” twice; keep one."
                )
            else:
                found[column] = at
        if len(found) > len(best):
            best, strangers = found, others
        if {column for column in Column if column.required} <= set(found):
            break
    missing = [column.head for column in Column if column.required and column not in best]
    if missing:
        raise FileError(
            f"表头缺少：{'、'.join(missing)}。请用模板。",
            f"The head lacks: {', '.join(missing)}. Use the template.",
        )
    if strangers:
        shown = "、".join(cell[:20] for cell in strangers[:8])
        raise FileError(
            f"表头里有不认识的列：{shown}。请改成模板里的名称，或删掉这一列。",
            f"The head has unknown columns: {shown}. Name them as the template does, or delete them.",
        )
    return best


def _plain(cell: str) -> str:
    compact = re.sub(r"\s+", "", cell).replace("(", "（").replace(")", "）").lower()
    return compact.rstrip("*＊")


_NAMED = {
    name: column for column in Column for name in (_plain(column.head), _plain(column.head_en), column.key)
}


def _read(
    line: int, told: Sequence[str], places: Mapping[Column, int], seen: dict[str, int], today: str
) -> ReadRow:
    found: dict[Column, Any] = {}
    problems: list[CellProblem] = []

    def wrong(column: Column, zh: str, en: str) -> None:
        problems.append(CellProblem(line, column.head, Wording(zh, en)))

    for column in Column:
        at = places.get(column)
        cell = told[at] if at is not None and at < len(told) else ""
        if not cell:
            found[column] = _BLANK[column]
            if column.required:
                wrong(column, "没有填", "It is blank")
        elif len(cell) > MAX_CELL:
            wrong(column, f"一格超过 {MAX_CELL:,} 字", f"A cell of more than {MAX_CELL:,} characters")
        else:
            try:
                found[column] = _READERS[column](cell)
            except CellWrong as refused:
                problems.append(CellProblem(line, column.head, refused.told))
    _contradictions(found, wrong, today)
    at = places.get(Column.PERSONAL)
    said = at is not None and at < len(told) and told[at]
    if not (said or found.get(Column.USCC)) and _PERSONS_NAME.fullmatch(found.get(Column.NAME) or ""):
        wrong(
            Column.PERSONAL,
            "没有代码、名称像个人姓名：是个人的写“是”，是单位的写“否”",
            "No code, and a name like a person’s: write 是 (yes) for a person, 否 (no) for an organisation",
        )
    number = found.get(Column.NUMBER)
    if number:
        first = seen.setdefault(number, line)
        if first != line:
            wrong(Column.NUMBER, f"与第 {first} 行重复", f"It stands in row {first} too")
    if problems:
        return ReadRow(line, None, tuple(problems), number or "")
    return ReadRow(
        line, AwardRow(**{column.key: found[column] for column in Column}), (), found[Column.NUMBER]
    )


def _contradictions(
    found: Mapping[Column, Any], wrong: Callable[[Column, str, str], None], today: str
) -> None:
    """What one cell cannot tell."""
    decided, amount, paid = found.get(Column.DECIDED), found.get(Column.AMOUNT), found.get(Column.PAID)
    since, until = found.get(Column.SINCE), found.get(Column.UNTIL)
    if decided and decided > today:
        wrong(Column.DECIDED, "不能晚于今天", "Not later than today")
    if isinstance(amount, int) and isinstance(paid, int) and paid > amount:
        wrong(Column.PAID, "多于支持金额", "More than the amount")
    if bool(since) != bool(until) and since is not None and until is not None:
        wrong(Column.UNTIL, "期间的起、止要一起填", "Give both days of the period")
    if since and until and until < since:
        wrong(Column.UNTIL, "止日早于起日", "It ends before it begins")
    if found.get(Column.PERSONAL) and found.get(Column.USCC):
        wrong(Column.USCC, "个人没有统一社会信用代码", "A natural person has no such code")
