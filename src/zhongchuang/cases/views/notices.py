"""Public notices for everybody: what is to be decided, on which words, until when, how to object, what was answered."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.cases.models import NoticeItem, Objection, ObjectionState, PublicNotice
from zhongchuang.cases.programmes.schema import Applicant, Programme
from zhongchuang.cases.reviewing.objecting import Subject
from zhongchuang.cases.selectors import notices as reads
from zhongchuang.cases.selectors.basis import cited
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.views.labels import clause_link, in_reader_language
from zhongchuang.cases.views.notice_words import SUBJECTS, item_status, notice_status, objection_status
from zhongchuang.core.clock import SHANGHAI
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Row,
    SummaryList,
    SummaryRow,
    page_of,
)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Every published notice, those that run first."""
    rows = reads.published_notices()
    pages, shown = page_of(request, rows)
    table = DataTable(
        _("公示"),
        (
            Column(_("公示")),
            Column(_("对象"), ColumnKind.NUMBER),
            Column(_("开始"), ColumnKind.DATE),
            Column(_("最后一天"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(notice.title, reverse("cases:notice", args=[notice.number]), notice.number),
                    Cell(notice.of_items),
                    Cell(notice.opens_on),
                    Cell(notice.closes_on),
                    Cell(notice_status(notice)),
                )
            )
            for notice in shown
        ),
        pagination=pages,
        empty=EmptyState(_("还没有公示"), _("拟支持的对象在决定之前，会在这里公示。")),
    )
    context = {
        "table": table,
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("公示"), "")),
    }
    return render(request, "cases/notice/notices.html", context)


@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """One notice."""
    row = reads.published_notice(number)
    programme = version_content(row.round.version_id)
    answers = [] if row.retracted_at else reads.answers_of(row)
    running = reads.is_running(row)
    context = {
        "notice": row,
        "status": notice_status(row),
        "running": running,
        "facts": facts_of(row, programme),
        "paragraphs": row.text.splitlines(),
        "table": None if row.retracted_at else items_table(row, programme, running=running),
        "answers": [_answer(one) for one in answers],
        "breadcrumbs": (Link(_("公示"), reverse("cases:notices")), Link(row.number, "")),
    }
    return render(request, "cases/notice/notice.html", context)


def facts_of(notice: PublicNotice, programme: Programme) -> SummaryList:
    """Who decides, on which words, how long; the last day by name."""
    basis = programme.basis[0]
    link = clause_link(cited(basis.document, basis.clause), basis.document)
    rows = [
        SummaryRow(_("项目"), in_reader_language(programme.title), notice.round.name),
        SummaryRow(_("依据"), link, basis.quote or ""),
        SummaryRow(_("决定部门"), in_reader_language(programme.department)),
    ]
    if notice.opens_on is not None and notice.closes_on is not None:
        days = _("%(days)d 个工作日，含首尾两天") % {"days": notice.days}
        rows += [
            SummaryRow(_("开始"), notice.opens_on),
            SummaryRow(_("最后一天"), notice.closes_on, days),
            *_calendar(notice),
        ]
    else:
        rows.append(SummaryRow(_("公示期"), _("%(days)d 个工作日") % {"days": notice.days}))
    rows.append(SummaryRow(_("受理异议"), notice.contact))
    return SummaryList(tuple(rows))


def _calendar(notice: PublicNotice) -> list[SummaryRow]:
    """The holiday arrangements the days were counted by; an address is a link, for it is too long to read."""
    return [
        SummaryRow(
            _("工作日依据"), Link(_("放假安排的通知"), source) if source.startswith("https://") else source
        )
        for source in notice.calendar.split("；")
        if source
    ]


def items_table(
    notice: PublicNotice, programme: Programme, *, running: bool, objected: Collection[int] | None = None
) -> DataTable:
    """What the notice is about. When it is over, a natural person's name is masked."""
    if objected is None:
        waiting = Objection.objects.filter(notice=notice, state=ObjectionState.OPEN)
        objected = set(waiting.values_list("case_id", flat=True))
    shows_amount = programme.notice is not None and programme.notice.shows_amount and bool(programme.money)
    columns = [Column(_("对象"))]
    if shows_amount:
        columns.append(Column(_("拟支持金额（元）"), ColumnKind.NUMBER))
    columns.append(Column(_("状态")))
    rows = []
    for item in reads.items_of(notice):
        name = shown_name(item, programme, running=running)
        cells = [Cell(f"{item.order}. {name}", note=item.note)]
        if shows_amount:
            cells.append(Cell(Money(item.amount, unit=False)))
        told = item_status(item, running=running, objected=item.case_id in objected)
        if notice.published_at is None and notice.retracted_at is None:
            told = notice_status(notice)  # a draft: nothing has become of anything yet
        rows.append(Row((*cells, Cell(told))))
    return DataTable(_("公示对象"), tuple(columns), tuple(rows))


def shown_name(item: NoticeItem, programme: Programme, *, running: bool) -> str:
    """The name as published; of a natural person no longer than the notice runs (publication has its term)."""
    if programme.applicant is not Applicant.PERSON or running or item.notice.published_at is None:
        return item.name
    return item.name[:1] + "*" * (len(item.name) - 1)


def _answer(objection: Objection) -> dict[str, object]:
    return {
        "number": objection.number,
        "about": SUBJECTS[Subject(objection.ground)],
        "status": objection_status(objection),
        "lines": objection.answer.splitlines(),
        "on": objection.answered_at.astimezone(SHANGHAI).date() if objection.answered_at else None,
    }
