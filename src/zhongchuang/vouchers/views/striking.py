"""How strike-offs look: to the officer who decides on the organisation later, and to the organisation itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from zhongchuang.core.page import Cell, Column, ColumnKind, DataTable, EmptyState, Row
from zhongchuang.vouchers.models import StrikeOff
from zhongchuang.vouchers.views.showing import day


def struck_off_table(found: Iterable[StrikeOff]) -> DataTable:
    """Which department struck an organisation off, when, why, and until when that department does not list it again."""
    return DataTable(
        _("移出记录"),
        (
            Column(_("移出日期"), ColumnKind.DATE),
            Column(_("部门")),
            Column(_("理由")),
            Column(_("不再入库至"), ColumnKind.DATE),
        ),
        tuple(
            Row((Cell(one.on), Cell(one.department.name), Cell(one.reason), Cell(one.barred_until)))
            for one in found
        ),
        empty=EmptyState(_("没有移出记录")),
        show_caption=True,
    )


def struck_off_words(one: StrikeOff) -> str:
    """Why, and until when that department does not list it again."""
    if one.barred_until is None:
        return one.reason
    return _("%(reason)s（该部门 %(day)s 以前不再收它入库）") % {
        "reason": one.reason,
        "day": day(one.barred_until),
    }
