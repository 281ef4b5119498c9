"""What each result means for the line it names, or what is wrong with it (pure).

A line is paid, or returned, once. A payment may still be returned after it had arrived; that has a reference of its own.
Every reference of the bank counts once, over all files there ever were.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from zhongchuang.core.money import plain_yuan
from zhongchuang.ledger.banking.rows import CellProblem, Column, ResultRow


class Outcome(StrEnum):
    """What a row does."""

    PAID = "paid"
    RETURNED = "returned"
    RETURNED_LATE = "returned_late"  # it had arrived, and came back


class Sent(StrEnum):
    """How far a line is known to be."""

    OPEN = "open"
    PAID = "paid"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    NOT_EXPORTED = "not_exported"


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A line that was sent."""

    order: str
    amount: int
    sent: Sent
    sent_on: dt.date
    given_back: bool = False  # something of it was refunded or demanded back


@dataclass(frozen=True, slots=True)
class Matched:
    """A row that fits its line, and what it does to it."""

    row: ResultRow
    outcome: Outcome


Known = Mapping[tuple[str, int], KnownLine]


def match_rows(
    rows: Iterable[ResultRow], known: Known, used_refs: Set[str], today: dt.date
) -> tuple[list[Matched], list[CellProblem]]:
    """The rows that fit, and everything wrong with the others. `used_refs`: of those in the rows, the ones seen before."""
    rows = list(rows)
    refs = Counter(row.ref for row in rows)
    lines = Counter((row.batch, row.line) for row in rows)
    matched: list[Matched] = []
    problems: list[CellProblem] = []
    for row in rows:
        found = [*_row_problems(row, refs, lines, used_refs, today)]
        line = known.get((row.batch, row.line))
        if line is None:
            found.append(_problem(row, Column.LINE, f"{row.batch}/{row.line}", _UNKNOWN))
        else:
            found += _line_problems(row, line)
        if found or line is None:
            problems += found
        else:
            matched.append(Matched(row, _outcome(row, line)))
    return matched, problems


def _outcome(row: ResultRow, line: KnownLine) -> Outcome:
    if row.paid:
        return Outcome.PAID
    return Outcome.RETURNED_LATE if line.sent is Sent.PAID else Outcome.RETURNED


_UNKNOWN = (
    "平台没有发出过这一行，或者它不归您办理。",
    "The platform never sent such a line, or it is not yours to handle.",
)
_SENTENCES: Mapping[Sent, tuple[str, str]] = {
    Sent.PAID: (
        "这一行已经记为成功，不会再记一次。",
        "This line is recorded as paid already and is not paid again.",
    ),
    Sent.RETURNED: ("这一行已经记为退票。", "This line is recorded as returned already."),
    Sent.CANCELLED: (
        "这个批次已撤销，银行不应付款：请立即与银行核对。",
        "The batch was cancelled and should not have been paid: ask the bank at once.",
    ),
    Sent.NOT_EXPORTED: (
        "这个批次还没有导出，银行不会知道它：请与银行核对。",
        "The batch was not exported, so no bank can know of it: ask the bank.",
    ),
}


def _row_problems(
    row: ResultRow,
    refs: Mapping[str, int],
    lines: Mapping[tuple[str, int], int],
    used_refs: Set[str],
    today: dt.date,
) -> Iterable[CellProblem]:
    if refs[row.ref] > 1:
        yield _problem(
            row,
            Column.REF,
            row.ref,
            ("同一流水号在文件里出现不止一次。", "The reference stands in the file twice."),
        )
    elif row.ref in used_refs:
        yield _problem(
            row, Column.REF, row.ref, ("这个流水号已经入过账。", "The reference was booked before.")
        )
    if lines[(row.batch, row.line)] > 1:
        yield _problem(
            row,
            Column.LINE,
            str(row.line),
            ("同一行在文件里出现不止一次。", "The line stands in the file twice."),
        )
    if row.on > today:
        yield _problem(row, Column.ON, row.on.isoformat(), ("日期还没有到。", "The day has not come yet."))
    if not row.paid and not row.reason:
        yield _problem(row, Column.REASON, "", ("退票要写原因。", "A return says why."))


def _line_problems(row: ResultRow, line: KnownLine) -> Iterable[CellProblem]:
    if row.order and row.order != line.order:
        yield _problem(
            row,
            Column.ORDER,
            row.order,
            (f"这一行是支付单 {line.order}。", f"This line is payment {line.order}."),
        )
    if row.amount != line.amount:
        sent = plain_yuan(line.amount)
        yield _problem(
            row,
            Column.AMOUNT,
            plain_yuan(row.amount),
            (f"发出的金额是 {sent} 元。", f"The amount sent is CNY {sent}."),
        )
    if row.on < line.sent_on:
        day = line.sent_on.isoformat()
        yield _problem(
            row, Column.ON, row.on.isoformat(), (f"早于发出的日期 {day}。", f"Before it was sent ({day}).")
        )
    late = line.sent is Sent.PAID and not row.paid
    if late and line.given_back:
        yield _problem(
            row,
            Column.RESULT,
            "退票",
            (
                "这笔款已登记退回或追回，请先核对。",
                "Some of it was given back or is demanded back; look into that first.",
            ),
        )
    elif line.sent is not Sent.OPEN and not late:
        yield _problem(row, Column.RESULT, "成功" if row.paid else "退票", _SENTENCES[line.sent])


def _problem(row: ResultRow, column: Column, value: str, told: tuple[str, str]) -> CellProblem:
    return CellProblem(row.row, column.value, value, *told)
