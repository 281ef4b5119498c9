"""Refused hand-ins as rows: both cases, for the officers of both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.cases.flow import State
from zhongchuang.core.clock import business_date
from zhongchuang.core.page import Cell, Column, ColumnKind, DataTable, EmptyState, Pagination, Row

if TYPE_CHECKING:
    from zhongchuang.cases.access import Reach
    from zhongchuang.cases.models import Case, ClaimAttempt


def attempt_table(rows: Iterable[ClaimAttempt], reach: Reach, pages: Pagination | None = None) -> DataTable:
    """What was handed in and is used already, by whom, and for what; with the way to the cases of the reader's department."""
    return DataTable(
        _("被拒的提交"),
        (
            Column(_("内容")),
            Column(_("谁要用")),
            Column(_("已用于")),
            Column(_("次数"), ColumnKind.NUMBER),
            Column(_("最近一次"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(row.text),
                    _side(row.case, reach),
                    _side(row.other, reach)
                    if row.other
                    else Cell(row.holder.partition(":")[2] or row.holder),
                    Cell(row.times),
                    Cell(business_date(row.last_at)),
                )
            )
            for row in rows
        ),
        pagination=pages,
        empty=EmptyState(
            _("没有被拒的提交"), _("提交时发现发票、合同等已用于另一件的，两边的经办人都在这里看到。")
        ),
    )


def _side(case: Case, reach: Reach) -> Cell:
    own = reach.everything or case.round.department_id in reach.departments
    opens = own and case.state != State.DRAFT.value  # a draft is its writer's alone
    return Cell(
        case.number,
        url=reverse("cases:office_clearance", args=[case.number]) if opens else "",
        note=f"{case.applicant_name} · {case.round.department.name}",
    )
