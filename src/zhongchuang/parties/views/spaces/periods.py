"""The figures of quarters and years: which are to be closed, one period, and what was corrected after it was closed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core import clock
from zhongchuang.core.clock import business_date
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import NotFound
from zhongchuang.core.page import (
    Cell,
    Code,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Row,
    Shape,
    Status,
    Tone,
)
from zhongchuang.core.page.parts import Money, Value
from zhongchuang.parties.models import PeriodClose, Space
from zhongchuang.parties.selectors import residency as reads
from zhongchuang.parties.selectors import spaces as space_reads
from zhongchuang.parties.services.periods import period_close
from zhongchuang.parties.spaces.periods import (
    FIGURES,
    MEASURED,
    Period,
    corrections,
    period_content,
    period_named,
    periods_between,
)
from zhongchuang.parties.views.spaces.common import kept, new_guard, recorded, records, sent_guard, version_of
from zhongchuang.parties.views.spaces.keeping import period_words, space_trail

SHOWN = 20
LABELS = {
    "residents_at_start": gettext_lazy("期初在孵"),
    "applied": gettext_lazy("申请入驻"),
    "admitted": gettext_lazy("入驻"),
    "refused": gettext_lazy("未获准"),
    "moved": gettext_lazy("转出"),
    "graduated": gettext_lazy("毕业"),
    "left": pgettext_lazy("residency", "退出"),
    "residents_at_end": gettext_lazy("期末在孵"),
    "firms_at_end": gettext_lazy("其中企业"),
    "teams_at_end": gettext_lazy("其中团队"),
    "new_firms": gettext_lazy("团队新注册企业"),
    "financed": gettext_lazy("获得投资的企业和团队"),
    "financed_fen": gettext_lazy("获得投资的金额（元）"),
    "area_m2": gettext_lazy("面积（平方米）"),
    "workstations": gettext_lazy("工位"),
    "workstations_used": gettext_lazy("已用工位"),
    "jobs": gettext_lazy("吸纳就业"),
    "jobs_college": gettext_lazy("其中大专以上"),
    "jobs_graduates": gettext_lazy("其中应届毕业生"),
    "undeclared": gettext_lazy("没有申报数据的在孵者"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A period in the list."""

    period: Period
    closed: PeriodClose | None


@require_safe
@login_required
def periods(request: HttpRequest, pk: int) -> HttpResponse:
    """The quarters and years of a space, the newest first; open ones that are over, and closed ones."""
    actor, space = kept(request, pk)
    closed = {(one.starts, one.ends): one for one in space_reads.closes_of(space)}
    offered = [
        Offered(one, closed.get((one.starts, one.ends)))
        for one in periods_between(space.opened_on, clock.today())[:SHOWN]
    ]
    context = {
        "space": space,
        "may_record": records(actor, space),
        "table": DataTable(
            _("周期"),
            (
                Column(_("周期")),
                Column(_("最后一天"), ColumnKind.DATE),
                Column(_("状态")),
                Column(_("关账日期"), ColumnKind.DATE),
            ),
            tuple(
                Row(
                    (
                        Cell(
                            period_words(one.period),
                            url=reverse("parties:space_period", args=[pk, one.period.name]),
                        ),
                        Cell(one.period.ends),
                        Cell(_state(one.closed)),
                        Cell(business_date(one.closed.closed_at) if one.closed else None),
                    )
                )
                for one in offered
            ),
            empty=EmptyState(_("还没有结束的周期"), _("第一个季度结束以后，这里可以看数、关账。")),
        ),
        "breadcrumbs": space_trail(space, Link(_("各期数据"), "")),
    }
    return render(request, "parties/spaces/periods.html", context)


def _state(closed: PeriodClose | None) -> Status:
    if closed is None:
        return Status(_("可以关账"), Shape.RING, Tone.ACCENT)
    return Status(_("已关账"), Shape.LOCK)


def _period(name: str, space: Space) -> Period:
    """The period of an address; none before the space opened or that has not begun. Raises NotFound."""
    found = period_named(name)
    if found is None or found.ends < space.opened_on or found.starts > clock.today():
        raise NotFound()
    return found


def _closed(space: Space, period: Period) -> PeriodClose | None:
    return PeriodClose.objects.filter(space=space, starts=period.starts, ends=period.ends).first()


@require_safe
@login_required
def period(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The figures of a period: as closed with later corrections beside them, or as known now."""
    actor, space = kept(request, pk)
    found = _period(name, space)
    closed = _closed(space, found)
    now: dict[str, Any] = period_content(reads.knowledge_of(space), found)
    stands: dict[str, Any] = json.loads(bytes(closed.content)) if closed else now
    changed = {key: after for key, _before, after in corrections(stands, now)} if closed else {}
    over = found.ends < clock.today()
    context = {
        "space": space,
        "period": found,
        "words": period_words(found),
        "closed": closed,
        "closed_on": business_date(closed.closed_at) if closed else None,
        "digest": Code(closed.sha256, _("摘要"), group=8) if closed else None,
        "changed": changed,
        "is_over": over,
        "may_close": over and closed is None and records(actor, space),
        "guard": new_guard(space.row_version),
        "table": _table(stands["figures"], changed, with_corrections=bool(changed)),
        "undeclared": not closed and stands["figures"]["undeclared"],
        "breadcrumbs": space_trail(
            space,
            Link(_("各期数据"), reverse("parties:space_periods", args=[pk])),
            Link(period_words(found), ""),
        ),
    }
    return render(request, "parties/spaces/period.html", context)


def _table(figures: dict[str, int], changed: dict[str, int], *, with_corrections: bool) -> DataTable:
    columns = [Column(_("指标")), Column(_("数"), ColumnKind.NUMBER)]
    if with_corrections:
        columns.append(Column(_("更正后"), ColumnKind.NUMBER))
    columns.append(Column(_("来源")))

    def row(name: str) -> Row:
        cells = [Cell(str(LABELS[name])), Cell(_figure(name, figures[name]))]
        if with_corrections:
            cells.append(Cell(_figure(name, changed[name]) if name in changed else None))
        cells.append(Cell(_("由事件计数") if name in MEASURED else _("运营单位申报")))
        return Row(tuple(cells))

    return DataTable(_("本期数据"), tuple(columns), tuple(row(name) for name in FIGURES))


def _figure(name: str, value: int) -> Value:
    return Money(value, unit=False) if name.endswith("_fen") else value


@require_POST
@login_required
def close(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Close a period that is over."""
    actor, space = recorded(request, pk)
    guard = sent_guard(request)
    found = _period(name, space)
    period_close(
        actor=actor,
        space=space,
        period=found,
        expected_version=version_of(guard),
        key=guard.idempotency_key,
    )
    messages.success(
        request, _("%(period)s已关账。以后的更正会列在旁边，不改原数。") % {"period": period_words(found)}
    )
    return redirect("parties:space_period", pk=pk, name=name)


@require_safe
@login_required
def file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """The closed bytes, as they were hashed."""
    _actor, space = kept(request, pk)
    closed = _closed(space, _period(name, space))
    if closed is None:
        raise NotFound()
    return attachment_response(
        f"{space.name}_{name}.json", bytes(closed.content), "application/json; charset=utf-8"
    )
