"""The calendar of working days, open to everybody; an administrator enters a year from the words of its notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.core import clock
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.holiday_notice import NoticeRead, notice_read
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    FormGuard,
    Link,
    Row,
    SummaryList,
    SummaryRow,
)
from zhongchuang.core.working_days import CalendarNotice
from zhongchuang.parties.access import may_calendar
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms.calendar import CalendarForm
from zhongchuang.parties.services.calendar import calendar_enter
from zhongchuang.parties.views.spaces.common import new_guard, refusals_on, sent_guard

SHOWN = 5
"""So many years stand on the page, the latest first; the others are counted with all the same."""


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The years that can be counted in: what rests, what is worked, by which notice."""
    held = working_calendar()
    notices = [held.notice(year) for year in sorted(held.years, reverse=True)]
    today = clock.today()
    context = {
        "table": _table(notices[:SHOWN]),
        "first": held.years[0],
        "last": held.years[-1],
        "missing": next((year for year in (today.year, today.year + 1) if year not in held.years), None),
        "this_year": today.year,
        "may_enter": may_calendar(actor_of(request)),
    }
    return render(request, "parties/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def calendar_new(request: HttpRequest) -> HttpResponse:
    """Paste the notice, see how it is read, enter it."""
    actor = actor_of(request)
    if not may_calendar(actor):
        raise NotAllowed()
    if request.method != "POST":
        following = working_calendar().years[-1] + 1
        return _form(request, CalendarForm(initial={"year": following}), new_guard())
    guard, form = sent_guard(request, with_row=False), CalendarForm(request.POST)
    read: NoticeRead | None = None
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            read = notice_read(given["text"], given["year"])
            if request.POST.get("then") != "read":
                calendar_enter(
                    actor=actor,
                    year=given["year"],
                    known_on=given["known_on"],
                    source=given["source"],
                    text=given["text"],
                    key=guard.idempotency_key,
                )
                messages.success(
                    request, _("%(year)s 年已录入，期限现在可以算到这一年。") % {"year": given["year"]}
                )
                return redirect("parties:calendar")
    return _form(request, form, guard, read)


def _form(
    request: HttpRequest, form: CalendarForm, guard: FormGuard, read: NoticeRead | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "guard": guard,
        "read": _said(read) if read is not None and not form.errors else None,
        "breadcrumbs": (Link(_("工作日历"), reverse("parties:calendar")), Link(_("录入一年"), "")),
    }
    return render(request, "parties/calendar_new.html", context, status=422 if form.errors else 200)


def _said(read: NoticeRead) -> SummaryList:
    rows = [
        SummaryRow(_("放假的周一至周五"), _days(read.rest_days)),
        SummaryRow(_("上班的周六、周日"), _days(read.work_days) or _("没有")),
    ]
    if read.left_out:
        rows.append(SummaryRow(_("不属于这一年，没有计入"), _days(read.left_out)))
    return SummaryList(tuple(rows))


def _table(notices: Sequence[CalendarNotice]) -> DataTable:
    columns = (
        Column(_("年份"), ColumnKind.CODE),
        Column(_("放假的周一至周五"), ColumnKind.TEXT),
        Column(_("上班的周六、周日"), ColumnKind.TEXT),
        Column(_("依据"), ColumnKind.TEXT),
        Column(_("公布日期"), ColumnKind.DATE),
    )
    rows = tuple(
        Row(
            (
                Cell(str(one.year)),
                Cell(_days(one.rest_days)),
                Cell(_days(one.work_days) or _("没有")),
                Cell(_("通知原文"), one.source) if one.source.startswith("https://") else Cell(one.source),
                Cell(one.known_on or ""),
            )
        )
        for one in notices
    )
    return DataTable(_("工作日历"), columns, rows)


def _days(days: Iterable[dt.date]) -> str:
    """Days in the reader's language, in order; those that follow each other as from the first to the last."""
    return _("、").join(
        date_format(first, _("n月j日"))
        if first == last
        else _("%(first)s至%(last)s")
        % {"first": date_format(first, _("n月j日")), "last": date_format(last, _("n月j日"))}
        for first, last in _runs(sorted(days))
    )


def _runs(days: Sequence[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    """The first and the last of each run of days without a gap."""
    starts = [i for i, day in enumerate(days) if i == 0 or day - days[i - 1] != dt.timedelta(days=1)]
    for start, following in zip(starts, [*starts[1:], len(days)], strict=True):
        yield days[start], days[following - 1]
