"""补录: earlier awards and paper cases from a sheet; looked at first, taken in whole or not at all."""

from __future__ import annotations

import io

import xlsxwriter
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.cases.access import CaseAction, may_case
from zhongchuang.cases.backfilling.sheet import columns_of
from zhongchuang.cases.models import Backfill, BackfillState
from zhongchuang.cases.selectors import backfill as reads
from zhongchuang.cases.selectors import office
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.services.backfill import MAX_BYTES, backfill_drop, backfill_read, backfill_take
from zhongchuang.cases.views.office_common import desk_page, guard_of, guarded, key_of, reads_english
from zhongchuang.core import clock
from zhongchuang.core.clock import business_date
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import InvalidInput, NotAllowed
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Row,
    Shape,
    Status,
    Tone,
    Upload,
)
from zhongchuang.core.upload import FileKind, accept_upload
from zhongchuang.parties.accounts import actor_of

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def backfill(request: HttpRequest) -> HttpResponse:
    """The sheets so far, and a new one."""
    actor = actor_of(request)
    office.desk_of(actor, clock.today())
    if request.method != "POST":
        return _page(request, "", 200)
    if not may_case(actor, CaseAction.ARRANGE):
        raise NotAllowed()
    key, file = key_of(request), request.FILES.get("file")
    programme = request.POST.get("programme", "")
    if not isinstance(file, UploadedFile):
        return _page(request, _("请先选一个文件。"), 422)
    try:
        upload = accept_upload(file, kinds=[FileKind.XLSX], max_bytes=MAX_BYTES)
        made = backfill_read(
            actor=actor,
            programme_id=int(programme)
            if programme.isascii() and programme.isdecimal() and len(programme) < 18
            else 0,
            upload=upload,
            key=key,
        )
    except InvalidInput as error:
        told = error.fields.get("file", error.what)
        return _page(request, told.in_language(get_language()), 422)
    return redirect("cases:backfill_sheet", key=made.key)


def _page(request: HttpRequest, error: str, status: int) -> HttpResponse:
    actor = actor_of(request)
    english = reads_english()
    programmes = reads.programmes_to_fill()
    context = {
        "may": may_case(actor, CaseAction.ARRANGE),
        "programmes": [(str(one.pk), one.title_en if english else one.title) for one in programmes],
        "upload": Upload(
            "file", _("补录表"), (".xlsx",), MAX_BYTES, _("用本项目的模板填，至多 2000 行。"), error
        ),
        "guard": guard_of(),
        "table": DataTable(
            _("上传过的补录表"),
            (Column(_("文件")), Column(_("项目")), Column(_("状态")), Column(_("上传日期"), ColumnKind.DATE)),
            tuple(
                Row(
                    (
                        Cell(
                            row.file_name, reverse("cases:backfill_sheet", args=[row.key]), row.account.name
                        ),
                        Cell(row.programme.title_en if english else row.programme.title),
                        Cell(_state(row)),
                        Cell(business_date(row.at)),
                    )
                )
                for row in reads.sheets_for(actor)[:SHOWN]
            ),
            None,
            EmptyState(_("还没有补录过")),
        ),
        "breadcrumbs": (Link(_("办件"), reverse("cases:office")), Link(_("补录历史办件"), "")),
    }
    return render(request, "cases/office/backfill.html", context, status=status)


@require_safe
@desk_page
def template(request: HttpRequest) -> HttpResponseBase:
    """The sheet of a programme to fill in."""
    if not may_case(actor_of(request), CaseAction.ARRANGE):
        raise NotAllowed()
    said = request.GET.get("programme", "")
    row = reads.programme_to_fill(int(said) if said.isascii() and said.isdecimal() and len(said) < 18 else 0)
    assert row.current is not None
    columns = columns_of(version_content(row.current.pk))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": clock.now().replace(tzinfo=None)})
        sheet = book.add_worksheet("补录")
        text = book.add_format({"num_format": "@"})
        needed, free = book.add_format({"bold": True}), book.add_format({})
        for at, column in enumerate(columns):
            sheet.set_column(at, at, max(14, 2 * len(column.head)), text)
            sheet.write_string(0, at, column.head, needed if column.required else free)
            if column.hint:
                sheet.write_comment(0, at, column.hint)
        sheet.freeze_panes(1, 0)
    name = _("补录 %(programme)s.xlsx") % {"programme": row.title}
    return attachment_response(name, out.getvalue(), FileKind.XLSX.content_type)


@require_safe
@desk_page
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    """What was read of a sheet, and what is wrong with it."""
    actor = actor_of(request)
    office.desk_of(actor, clock.today())
    row = reads.sheet_of(actor, key)
    context = {
        "sheet": row,
        "status": _state(row),
        "rows": len(row.rows),
        "problems": _problems(row) if row.problems else None,
        "problem_count": len(row.problems),
        "preview": _preview(row),
        "may": may_case(actor, CaseAction.ARRANGE) and row.state == BackfillState.READ.value,
        "clean": not row.problems,
        "guards": [guard_of(row), guard_of(row)],
        "shown": SHOWN,
        "breadcrumbs": (
            Link(_("办件"), reverse("cases:office")),
            Link(_("补录历史办件"), reverse("cases:backfill")),
            Link(row.file_name, ""),
        ),
    }
    return render(request, "cases/office/backfill_sheet.html", context)


def _problems(row: Backfill) -> DataTable:
    english = reads_english()
    return DataTable(
        _("要改的单元格"),
        (Column(_("第几行"), ColumnKind.NUMBER), Column(_("列")), Column(_("怎么改"))),
        tuple(
            Row((Cell(line), Cell(column), Cell(Status(en if english else zh, Shape.CROSS, Tone.DANGER))))
            for line, column, zh, en in row.problems[:SHOWN]
        ),
        show_caption=True,
    )


def _preview(row: Backfill) -> DataTable:
    return DataTable(
        _("读到的内容"),
        (
            Column(_("第几行"), ColumnKind.NUMBER),
            Column(_("申请单位")),
            Column(_("名称")),
            Column(_("批准金额"), ColumnKind.NUMBER),
            Column(_("决定日期")),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(one["line"]),
                    Cell(one.get("name"), note=str(one.get("uscc", ""))),
                    Cell(one.get("title"), note=str(one.get("number", ""))),
                    Cell(Money(one["granted"]) if "granted" in one else None),
                    Cell(one.get("decided_on")),
                    Cell(one.get("state")),
                )
            )
            for one in row.rows[:SHOWN]
        ),
        None,
        EmptyState(_("没有读到可用的行")),
        show_caption=True,
    )


def _state(row: Backfill) -> Status:
    match BackfillState(row.state):
        case BackfillState.DONE:
            return Status(_("已补录"), Shape.CHECK, Tone.ACCENT)
        case BackfillState.DROPPED:
            return Status(_("已放弃"), Shape.PAUSE)
        case _:
            return Status(_("已读取，待确认"), Shape.HALF)


@require_POST
@desk_page
def take(request: HttpRequest, key: str) -> HttpResponse:
    """Take in every row."""
    row = backfill_take(actor=actor_of(request), sheet=key, **guarded(request))
    told = ngettext("已补录 %(n)s 件。", "已补录 %(n)s 件。", len(row.rows)) % {"n": len(row.rows)}
    messages.success(request, told)
    return redirect("cases:backfill_sheet", key=key)


@require_POST
@desk_page
def drop(request: HttpRequest, key: str) -> HttpResponse:
    """Give a sheet up."""
    backfill_drop(actor=actor_of(request), sheet=key, **guarded(request))
    messages.success(request, _("这张补录表已放弃，什么也没有补录。"))
    return redirect("cases:backfill")
