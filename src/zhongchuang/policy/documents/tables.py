"""Tables: tab-separated text made into rows, and task tables (任务分工表) made into clauses with units."""

from __future__ import annotations

import re

from zhongchuang.policy.documents.cleaning import squeeze
from zhongchuang.policy.documents.furniture import is_furniture, is_page_end
from zhongchuang.policy.documents.marks import COLOPHON, annex_mark
from zhongchuang.policy.documents.model import Clause, UnitNote, WarningCode
from zhongchuang.policy.documents.numerals import cn_number
from zhongchuang.policy.documents.organs import open_end, split_units
from zhongchuang.policy.documents.report import Report
from zhongchuang.policy.documents.source import Block, Paragraph, Rows, Table

_SERIAL = re.compile(r"^(?:序\s*号|编\s*号|项目号|任务编号|No\.?)$", re.I)
_LEAD = re.compile(r"牵头|主办")
_COOPERATING = re.compile(r"配合|协办|参与|参加|协同|协助")
_JOINT = re.compile(
    r"责任(?:单位|部门|主体|处室)|负责(?:单位|部门)|落实单位|实施单位|承办单位|主责|分工|责任分工|主管部门"
)
_NOT_UNITS = re.compile(r"领导|责任人|时限|内处室|内牵头|内配合|联系人|电话")
_HEADING = re.compile(
    r"工作事项|重点任务|任务名称|工作任务|事项|项目|任务|主要任务|工作内容|工作举措|改革举措|举措|措施"
    r"|内容|指标"
)
_REDACTED = re.compile(
    r"^(?:[*＊×XxＸ■█□▇●]{2,}|.*(?:[*＊]{3,}|[×Ｘ]{2,}|[█■▇]{2,}).*|（?不予公开）?|（?略）?|（?涉密）?"
    r"|此处(?:删除|略去).*)$"
)


def gather_rows(blocks: list[Block]) -> list[Block]:
    """Turn runs of tab-separated (or |-separated) lines into tables; a tab in a single line is a space."""
    gathered: list[Block] = []
    run: list[list[str]] = []

    def close() -> None:
        if len(run) >= 2 or (run and len(run[0]) >= 4):
            gathered.append(Table(tuple(tuple(row) for row in run), spans_known=False))
        else:
            gathered.extend(Paragraph(" ".join(row)) for row in run)
        run.clear()

    for block in blocks:
        if isinstance(block, Paragraph) and (cells := _cells(block.text)):
            run.append(cells)
        elif isinstance(block, Paragraph) and run and _completes(run, block.text):
            run[-1][-1] += block.text
        else:
            close()
            gathered.append(block)
    close()
    return gathered


def without_bands(blocks: list[Block]) -> list[Block]:
    """A merged row across the top of a table (附件1, its title) is words above the table."""
    opened: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and block.spans_known and len(block.rows[0]) > 1:
            rows = list(block.rows)
            while len(rows) > 1 and len(set(rows[0])) == 1 and rows[0][0]:
                opened += [Paragraph(line.strip()) for line in rows.pop(0)[0].split("\n") if line.strip()]
            block = Table(tuple(rows))
        opened.append(block)
    return opened


def _cells(line: str) -> list[str] | None:
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    if line.startswith("|") and line.endswith("|") and line.count("|") >= 3:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        return None if all(re.fullmatch(r":?-*:?", cell) for cell in cells) else cells
    return None


def _completes(run: list[list[str]], line: str) -> bool:
    """A line without tabs inside a table whose last row is short: the rest of its last cell."""
    return (
        len(run) > 1
        and len(run[-1]) < len(run[0])
        and bool(re.match(r"\d+$", run[-1][0]))
        and len(line) < 400
        and not run[-1][-1].endswith(("。", "；"))
        and not _outside_table(line)
    )


def _outside_table(line: str) -> bool:
    """Whether a line certainly stands below a table: a note, the colophon, an annex, the page around the text."""
    return bool(
        re.match(r"[（(]?(?:备?注|说明)\s*[：:]", line)
        or COLOPHON.search(line)
        or annex_mark(line)
        or is_furniture(line)
        or is_page_end(line)
    )


def rectangular(table: Table) -> Rows:
    """All rows with the same number of cells. In text copies a short row continues the one above: its
    cells are the right-hand ones, and the missing left-hand ones are those of the row above.
    """
    width = max(len(row) for row in table.rows)
    rows: list[tuple[str, ...]] = []
    for row in table.rows:
        missing = width - len(row)
        if missing and not table.spans_known and rows and len(row) > 1:
            row = (*rows[-1][:missing], *row)
        elif missing:
            row = (*row, *[""] * missing)
        rows.append(row)
    return tuple(rows)


def read_task_tables(tables: list[Table], prefix: str, level: int, report: Report) -> list[Clause]:
    """The rows of task tables as clauses. A table without a head that is as wide as the one before goes on
    with it.
    """
    joined: list[Table] = []
    for table in tables:
        before = joined[-1] if joined else None
        if before is not None and _goes_on(before, table):
            rows = (*rectangular(before), *rectangular(table))
            joined[-1] = Table(rows, before.spans_known and table.spans_known)
        else:
            joined.append(table)
    return [clause for table in joined for clause in _read_task_table(table, prefix, level, report)]


def _goes_on(before: Table, table: Table) -> bool:
    same = max(len(row) for row in before.rows) == max(len(row) for row in table.rows)
    return same and _head(rectangular(before)) is not None and _head(rectangular(table)) is None


def _head(rows: Rows) -> int | None:
    """The row that names the columns, 序号 among them."""
    return next(
        (i for i, row in enumerate(rows[:4]) if any(_SERIAL.match(squeeze(cell)) for cell in row)), None
    )


def _read_task_table(table: Table, prefix: str, level: int, report: Report) -> list[Clause]:
    """One clause 序号N for each serial number, with a unit note for each row of it. A table is a task
    table if one column numbers the rows and another names units.
    """
    rows = rectangular(table)
    head = _head(rows)
    if head is None:
        return []
    names = [squeeze(cell) for cell in rows[head]]
    serial = next(i for i, name in enumerate(names) if _SERIAL.match(name))
    roles = {i: role for i, name in enumerate(names) if (role := _role(name))}
    if not roles:
        return []
    groups: list[tuple[str, list[tuple[str, ...]]]] = []
    for row in rows[head + 1 :]:
        number = squeeze(row[serial]).rstrip(".．、")
        if row == rows[head] or len({cell for cell in row if cell}) <= 1:
            continue  # the head again on the next page, or a band across the table
        if not re.fullmatch(
            r"[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[（(][一二三四五六七八九十0-9]{1,3}[）)]", number
        ):
            if groups and number == "":
                groups[-1][1].append(row)
            continue
        if groups and groups[-1][0] == number:
            groups[-1][1].append(row)
        else:
            groups.append((number, [row]))
    _warn_gaps([number for number, _ in groups], prefix, report)
    return [
        _row_clause(f"{prefix}序号{number}", number, level, found, names, roles, serial, report)
        for number, found in groups
    ]


def _warn_gaps(numbers: list[str], prefix: str, report: Report) -> None:
    """Report serial numbers left out: rows are taken out of tables before publication."""
    last = 0
    for number in numbers:
        value = cn_number(number.strip("（）()"))
        if value and value > last + 1 and last:
            gap = f"{last + 1}" if value == last + 2 else f"{last + 1}至{value - 1}"
            said = f"表格序号不连续：缺第{gap}项，可能已被删去。"
            report.add(WarningCode.MISSING_NUMBER, said, f"{prefix}序号{number}")
        last = value or last


def _role(name: str) -> str | None:
    if _NOT_UNITS.search(name):
        return None
    if _LEAD.search(name) and "配合" not in name:
        return "lead"
    if _COOPERATING.search(name) and "牵头" not in name:
        return "cooperating"
    return "joint" if _JOINT.search(name) or re.search(r"单位|部门", name) else None


def _row_clause(
    ref: str,
    number: str,
    level: int,
    rows: list[tuple[str, ...]],
    names: list[str],
    roles: dict[int, str],
    serial: int,
    report: Report,
) -> Clause:
    words = [
        i for i in range(len(names)) if i != serial and i not in roles and not _NOT_UNITS.search(names[i])
    ]
    heading_at = next((i for i in words if _HEADING.search(names[i])), words[0] if words else serial)
    heading = squeeze(rows[0][heading_at]).rstrip("。：")
    lines: list[str] = []
    units: list[UnitNote] = []
    for row in rows:  # what a merged cell repeats in every row is said once
        lines += [row[i] for i in words if row[i] and row[i] not in lines]
        if note := _row_note(row, names, roles):
            units.append(note)
        if any(_REDACTED.match(squeeze(cell)) for cell in row if cell):
            report.add(WarningCode.REDACTED_CELL, "表格中有被遮盖或删去的单元格，未作推测。", ref)
    short = heading if heading and len(heading) <= 60 else None
    return Clause(ref, f"序号{number}", short, level, "\n".join(lines), tuple(units))


def _row_note(row: tuple[str, ...], names: list[str], roles: dict[int, str]) -> UnitNote | None:
    lists: dict[str, list[str]] = {"lead": [], "cooperating": [], "joint": []}
    opened: str | None = None
    for i, role in roles.items():
        words = re.sub(r"\s+", "、", row[i].strip()) if not re.search(r"[、，,；;]", row[i]) else row[i]
        listed, left_open = open_end(words)
        lists[role] += [unit for unit in split_units(listed) if unit not in lists[role]]
        opened = opened or left_open
    if not any(lists.values()):
        return None
    raw = "；".join(f"{names[i]}：{row[i]}" for i in roles if row[i])
    return UnitNote(raw, tuple(lists["lead"]), tuple(lists["cooperating"]), tuple(lists["joint"]), opened)


def warn_redacted(table: Table, ref: str, report: Report) -> None:
    """Report cells that were blacked out before publication."""
    if any(_REDACTED.match(squeeze(cell)) for row in table.rows for cell in row if cell):
        report.add(WarningCode.REDACTED_CELL, "表格中有被遮盖或删去的单元格，未作推测。", ref)
