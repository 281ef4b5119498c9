"""The columns of a subsidiary R&D ledger (研发支出辅助账): one row a voucher, shared out over the kinds of cost that count."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhongchuang.core.errors import Wording

SHEET = "辅助账"
MAX_ROWS = 5000
MAX_COLUMNS = 60
HEAD_WITHIN = 20
"""Among so many rows the heads are looked for: a title and the firm's name may stand above them."""


class Column(StrEnum):
    """What a cell is about."""

    PROJECT = "project"
    DAY = "day"
    VOUCHER = "voucher"
    SUMMARY = "summary"
    BOOKED = "booked"
    COUNTED = "counted"
    STAFF = "staff"
    INPUTS = "inputs"
    DEPRECIATION = "depreciation"
    INTANGIBLES = "intangibles"
    DESIGN = "design"
    OTHER = "other"
    COMMISSIONED = "commissioned"


@dataclass(frozen=True, slots=True)
class Head:
    """A column: what it is called, what else firms call it, and whether there has to be one."""

    label: Wording
    also: tuple[str, ...] = ()
    needed: bool = True


HEADS: Mapping[Column, Head] = {
    Column.PROJECT: Head(Wording("研发项目", "Project"), ("项目名称", "项目", "研发项目名称")),
    Column.DAY: Head(Wording("凭证日期", "Date"), ("日期", "记账日期")),
    Column.VOUCHER: Head(Wording("凭证号", "Voucher"), ("凭证号数", "凭证编号", "号数", "凭证字号")),
    Column.SUMMARY: Head(Wording("摘要", "Summary"), needed=False),
    Column.BOOKED: Head(Wording("会计凭证记载金额", "Booked"), ("记账金额", "凭证金额")),
    Column.COUNTED: Head(Wording("税法规定的归集金额", "Counted"), ("归集金额", "可归集金额")),
    Column.STAFF: Head(Wording("人员人工费用", "Staff"), ("人员人工",)),
    Column.INPUTS: Head(Wording("直接投入费用", "Direct inputs"), ("直接投入",)),
    Column.DEPRECIATION: Head(Wording("折旧费用", "Depreciation"), ("折旧",)),
    Column.INTANGIBLES: Head(
        Wording("无形资产摊销", "Amortisation of intangibles"), ("无形资产摊销费用", "摊销")
    ),
    Column.DESIGN: Head(
        Wording("新产品设计费等", "Design and trials"), ("新产品设计费", "新产品设计费用", "设计试验等费用")
    ),
    Column.OTHER: Head(Wording("其他相关费用", "Other related costs"), ("其他费用",)),
    Column.COMMISSIONED: Head(
        Wording("委托研发费用", "Commissioned R&D"), ("委托境内研发费用", "委托研发"), needed=False
    ),
}
FIRST_FIVE = (Column.STAFF, Column.INPUTS, Column.DEPRECIATION, Column.INTANGIBLES, Column.DESIGN)
"""The kinds of cost the limit on the other ones is reckoned from."""
OWN = (*FIRST_FIVE, Column.OTHER)
COSTS = (*OWN, Column.COMMISSIONED)
_BETWEEN = re.compile(r"[\s（(].*[）)]$|[\s*]+")


def head_of(text: str) -> Column | None:
    """Which column a head names; what stands in brackets behind it, as a unit, does not count."""
    bare = re.sub(r"\s+", "", _BETWEEN.sub("", text))
    return next(
        (column for column, head in HEADS.items() if bare == head.label.zh or bare in head.also), None
    )


def find_heads(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[int, dict[Column, int]] | None:
    """Which of the rows holds the heads (by its place in `rows`), and where each column stands; None where none does."""
    best: tuple[int, dict[Column, int]] | None = None
    for at, (_line, cells) in enumerate(rows[:HEAD_WITHIN]):
        found: dict[Column, int] = {}
        for number, text in enumerate(cells):
            column = head_of(text)
            if column is not None:
                found.setdefault(column, number)
        if len(found) >= 3 and (best is None or len(found) > len(best[1])):
            best = at, found
    return best
