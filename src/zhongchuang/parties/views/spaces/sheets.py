"""Tenants by sheet: the template, the register as a workbook, an upload looked at before it is written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.core import clock
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    FormGuard,
    Link,
    Row,
    Shape,
    Status,
    Tone,
    Upload,
    page_number,
    paginate,
)
from zhongchuang.core.upload import FileKind, accept_upload
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms.tenants import ImportForm
from zhongchuang.parties.models import ImportState, Space, TenantImport
from zhongchuang.parties.selectors import residency as reads
from zhongchuang.parties.services import tenants as verbs
from zhongchuang.parties.spaces.comparing import Compared, Difference, compared, who
from zhongchuang.parties.spaces.periods import declared_as_at
from zhongchuang.parties.spaces.residency import Stay, by_tenant, residency_as_at
from zhongchuang.parties.spaces.sandbox import MAX_FILE_BYTES
from zhongchuang.parties.spaces.sheet import BY_KEY, MAX_ROWS, SheetRow
from zhongchuang.parties.spaces.workbook import register_workbook
from zhongchuang.parties.views.spaces.common import (
    english,
    kept,
    new_guard,
    recorded,
    records,
    refusals_on,
    sent_guard,
    told,
    version_of,
)
from zhongchuang.parties.views.spaces.keeping import space_trail

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
PROBLEMS_SHOWN = 100
PER_PAGE = 50


@require_safe
def template(_request: HttpRequest) -> HttpResponseBase:
    """The sheet to fill in."""
    content = register_workbook((), title="入驻名册模板", made_at=clock.now())
    return attachment_response(_("入驻名册模板.xlsx"), content, FileKind.XLSX.content_type)


@require_safe
@login_required
def export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who is in the space today with the figures that hold, in the form that can be imported again."""
    _actor, space = kept(request, pk)
    today = clock.today()
    known = reads.knowledge_of(space)
    events, declared = by_tenant(known.events), declared_as_at(known.declarations, today)
    rows = []
    for line, one in enumerate(reads.tenants_of(space), start=2):
        state = residency_as_at(events.get(one.pk, ()), today)
        if state.stay is not Stay.RESIDENT or state.admitted_on is None:
            continue
        firm = one.organisation
        values = declared[one.pk].values if one.pk in declared else {}
        name = firm.name if firm else one.team
        code = firm.uscc if firm else ""
        rows.append(SheetRow(line, code, name, state.admitted_on.isoformat(), values))
    content = register_workbook(rows, title=f"{space.name}入驻名册", made_at=clock.now())
    name = _("%(space)s_入驻名册_%(day)s.xlsx") % {"space": space.name, "day": today.isoformat()}
    return attachment_response(name, content, FileKind.XLSX.content_type)


@GET_POST
@login_required
def upload(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a sheet; what is in it and what is wrong is told on the next page, before anything is written."""
    actor, space = recorded(request, pk)
    form = ImportForm(request.POST or None, today=clock.today())
    guard, error = new_guard(), ""
    if request.method == "POST":
        guard = sent_guard(request, with_row=False)
        file: UploadedFile[bytes] | None = request.FILES.get("file")
        if file is None:
            error = _("请先选一个文件。")
        elif form.is_valid():
            try:
                taken = accept_upload(file, kinds=[FileKind.XLSX], max_bytes=MAX_FILE_BYTES)
                with refusals_on(form):
                    made = verbs.import_upload(
                        actor=actor,
                        space=space,
                        filename=taken.name,
                        data=taken.data,
                        on=form.cleaned_data["on"],
                        key=guard.idempotency_key,
                    )
                    return redirect("parties:tenant_import", key=made.key)
            except InvalidInput as refused:
                error = told(refused.what)
    return _upload_page(request, space, form, guard, error)


def _upload_page(
    request: HttpRequest, space: Space, form: ImportForm, guard: FormGuard, error: str
) -> HttpResponse:
    context = {
        "space": space,
        "form": form,
        "guard": guard,
        "upload": Upload(
            "file",
            _("入驻名册"),
            FileKind.XLSX.extensions,
            MAX_FILE_BYTES,
            _("一行一个企业或团队，至多 %(n)s 行。") % {"n": f"{MAX_ROWS:,}"},
            error,
        ),
        "earlier": [(one, state_of(one)) for one in reads.imports_of(space)[:5]],
        "breadcrumbs": space_trail(
            space,
            Link(_("入驻名册"), reverse("parties:tenants", args=[space.pk])),
            Link(_("用名册导入"), ""),
        ),
    }
    failed = bool(error or form.errors)
    return render(request, "parties/spaces/upload.html", context, status=422 if failed else 200)


def state_of(found: TenantImport) -> Status:
    """Where an import stands."""
    shapes = {
        ImportState.FAULTY: (Shape.WARNING, Tone.DANGER),
        ImportState.READY: (Shape.QUESTION, Tone.ACCENT),
        ImportState.WAITING: (Shape.HALF, Tone.PLAIN),
        ImportState.RUNNING: (Shape.HALF, Tone.PLAIN),
        ImportState.DONE: (Shape.CHECK, Tone.PLAIN),
        ImportState.FAILED: (Shape.CROSS, Tone.DANGER),
        ImportState.CANCELLED: (Shape.RING, Tone.PLAIN),
    }
    shape, tone = shapes[ImportState(found.state)]
    return Status(ImportState(found.state).label, shape, tone)


@require_safe
@login_required
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """What a sheet would do, or what is wrong with it, cell by cell; while it is written, how far."""
    actor = actor_of(request)
    found = reads.import_of(actor, key)
    state = ImportState(found.state)
    context: dict[str, Any] = {
        "import": found,
        "space": found.space,
        "state": state_of(found),
        "is_open": state in verbs.OPEN,
        "is_ready": state is ImportState.READY,
        "is_done": state is ImportState.DONE,
        "may_record": records(actor, found.space),
        "problems": _problems(found) if found.problems else None,
        "more_problems": max(0, len(found.problems) - PROBLEMS_SHOWN),
        "may_cancel": state in (ImportState.READY, ImportState.WAITING),
        "guards": [new_guard(found.row_version), new_guard(found.row_version)],
        "breadcrumbs": space_trail(
            found.space,
            Link(_("入驻名册"), reverse("parties:tenants", args=[found.space_id])),
            Link(_("用名册导入"), reverse("parties:tenants_import", args=[found.space_id])),
            Link(found.filename, ""),
        ),
    }
    if state is ImportState.READY:
        context |= _difference(request, found)
    if state is ImportState.DONE:
        context["counts"] = [(label, found.result.get(kind.value, 0)) for kind, label in _kinds()]
    return render(request, "parties/spaces/import.html", context)


def _kinds() -> list[tuple[Difference, str]]:
    return [
        (Difference.NEW, _("新入驻")),
        (Difference.CHANGED, _("数据有变")),
        (Difference.SAME, _("没有变化")),
    ]


def _problems(found: TenantImport) -> DataTable:
    return DataTable(
        _("要改的地方"),
        (Column(_("单元格"), ColumnKind.CODE), Column(_("原来写的")), Column(_("怎么改"))),
        tuple(
            Row(
                (
                    Cell(one["cell"] or _("整张表"), note=one["sheet"]),
                    Cell(one["value"] or _("（空）")),
                    Cell(one["en"] if english() else one["zh"]),
                )
            )
            for one in found.problems[:PROBLEMS_SHOWN]
        ),
    )


def _difference(request: HttpRequest, found: TenantImport) -> dict[str, Any]:
    known = reads.known_tenants(found.space, found.on)
    rows = [SheetRow.from_json(row) for row in found.rows]
    all_rows = [compared(row, known.get(who(row))) for row in rows]
    order = [kind for kind, _label in _kinds()]
    all_rows.sort(key=lambda one: (order.index(one.difference), one.row.line))
    page = paginate(request.GET, len(all_rows), page_number(request), per_page=PER_PAGE)
    counts = [(label, sum(one.difference is kind for one in all_rows)) for kind, label in _kinds()]
    return {
        "counts": counts,
        "nothing": all(one.difference is Difference.SAME for one in all_rows),
        "rows": DataTable(
            _("导入以后"),
            (
                Column(_("名称")),
                Column(_("会怎样")),
                Column(_("入驻日期")),
                Column(_("变化")),
            ),
            tuple(_compared_row(one) for one in all_rows[(page.page - 1) * PER_PAGE :][:PER_PAGE]),
            page,
        ),
    }


def _compared_row(one: Compared) -> Row:
    words = dict(_kinds())[one.difference]
    shape = {Difference.NEW: Shape.CHECK, Difference.CHANGED: Shape.HALF, Difference.SAME: Shape.RING}
    changes = _("；").join(
        f"{told(BY_KEY[key].label)} {before} → {after}" if before else f"{told(BY_KEY[key].label)} {after}"
        for key, before, after in one.changes
    )
    note = _("平台登记的名称是“%(name)s”，不改") % {"name": one.renamed} if one.renamed else ""
    return Row(
        (
            Cell(one.row.name, note=note or one.row.uscc or _("团队")),
            Cell(Status(words, shape[one.difference])),
            Cell(one.row.admitted_on),
            Cell(changes or None),
        )
    )


def _own(request: HttpRequest, key: str) -> tuple[Any, TenantImport, FormGuard]:
    actor = actor_of(request)
    found = reads.import_of(actor, key)
    return actor, found, sent_guard(request)


@require_POST
@login_required
def confirm(request: HttpRequest, key: str) -> HttpResponseBase:
    """Let it be written."""
    actor, found, guard = _own(request, key)
    verbs.import_confirm(
        actor=actor, found=found, expected_version=version_of(guard), key=guard.idempotency_key
    )
    return redirect("parties:tenant_import", key=key)


@require_POST
@login_required
def cancel(request: HttpRequest, key: str) -> HttpResponseBase:
    """Let it be."""
    actor, found, guard = _own(request, key)
    verbs.import_cancel(
        actor=actor, found=found, expected_version=version_of(guard), key=guard.idempotency_key
    )
    messages.success(request, _("已取消，什么也没有写入。"))
    return redirect("parties:tenants_import", pk=found.space_id)
