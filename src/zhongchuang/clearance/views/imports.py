"""Awards of other departments: files that came, one file looked at before it is taken in, what became of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.clearance.access import ImportAction, import_reach
from zhongchuang.clearance.forms.importing import ImportForm, ImportGuardForm, TakeForm
from zhongchuang.clearance.importing.limits import MAX_FILE_BYTES
from zhongchuang.clearance.importing.template import template
from zhongchuang.clearance.models import AwardImport, ImportChannel, ImportChoice, ImportState
from zhongchuang.clearance.selectors import importing as reads
from zhongchuang.clearance.services.importing import (
    KINDS,
    award_import_add,
    award_import_drop,
    award_import_take,
)
from zhongchuang.clearance.views import import_parts as parts
from zhongchuang.core import clock
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import InvalidInput, NotAllowed, Refused
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import FormGuard, Link, Upload, page_of
from zhongchuang.core.surfaces import http_status
from zhongchuang.core.upload import FileKind, accept_upload
from zhongchuang.parties.accounts import actor_of

View = Callable[..., HttpResponseBase]
UNREADABLE = 422


def office_page(view: View) -> View:
    """A page for people at work: signed in, and kept by no cache."""
    served = never_cache(login_required(view))

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return served(request, *args, **kwargs)

    return serve


@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def imports(request: HttpRequest) -> HttpResponse:
    """The files so far; by POST a new one, read and looked at before anything is taken in."""
    actor = actor_of(request)
    found = reads.visible_imports(actor)
    may = import_reach(actor).may(ImportAction.IMPORT)
    if request.method != "POST":
        return _page(request, found, may, ImportForm())
    if not may:
        raise NotAllowed()
    form = ImportForm(request.POST)
    key, file = _key_of(request), request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        form.is_valid()
        return _page(request, found, may, form, _("请先选一个文件。"), UNREADABLE)
    if not form.is_valid():
        return _page(request, found, may, form, _("请重新选一次文件。"), UNREADABLE)
    try:
        upload = accept_upload(file, kinds=KINDS, max_bytes=MAX_FILE_BYTES)
        made = award_import_add(
            actor=actor, channel=ImportChannel.UPLOAD, upload=upload, key=key, **form.cleaned_data
        )
    except InvalidInput as error:
        told = error.fields.get("file")
        for name in form.fields.keys() & error.fields.keys():
            form.add_error(name, error.fields[name].in_language(get_language()))
        problem = told.in_language(get_language()) if told else _("请重新选一次文件。")
        return _page(request, found, may, form, problem, UNREADABLE)
    return redirect("clearance:import", key=made.key)


def _page(
    request: HttpRequest, found: Any, may: bool, form: ImportForm, problem: str = "", status: int = 200
) -> HttpResponse:
    page, shown = page_of(request, found)
    context = {
        "may": may,
        "form": form,
        "upload": Upload(
            "file",
            _("支持清单"),
            (".xlsx", ".csv"),
            MAX_FILE_BYTES,
            _("先核对，确认后才导入；至多 30 万行。"),
            problem,
        ),
        "guard": FormGuard(new_idempotency_key()),
        "table": parts.files_table(shown, page),
        "breadcrumbs": (Link(_("其他部门的支持"), ""),),
    }
    return render(request, "clearance/imports/list.html", context, status=status)


@require_safe
@office_page
def import_template(request: HttpRequest) -> HttpResponseBase:
    """The workbook to fill in."""
    reads.visible_imports(actor_of(request))
    return attachment_response(
        _("其他部门支持清单模板.xlsx"), template(clock.now()), FileKind.XLSX.content_type
    )


@require_safe
@office_page
def award_import(request: HttpRequest, key: str) -> HttpResponse:
    """One file: what it would change and what is wrong with it; taken in, what it changed."""
    return _one(request, reads.import_of(actor_of(request), key))


def _one(request: HttpRequest, found: AwardImport, *, problem: str = "", status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    may = import_reach(actor).reaches(ImportAction.IMPORT, found.department_id)
    state = ImportState(found.state)
    problems = list(reads.problems_in(found)[: parts.SHOWN]) if found.bad else []
    context = {
        "import": found,
        "problem": problem,
        "status": parts.state_status(state),
        "is_open": state in (ImportState.WAITING, ImportState.TAKING),
        "is_read": state is ImportState.READ,
        "is_taken": state is ImportState.TAKEN,
        "failed": parts.failure(found),
        "counts": parts.counts(found),
        "facts": parts.facts(actor, found),
        "problems": parts.problems_table(problems) if problems else None,
        "shown": len(problems),
        "clean": state is ImportState.READ and found.bad == 0,
        "nothing": found.fresh == found.corrected == found.gone == 0 and found.bad == 0,
        "may": may,
        "may_drop": may and state in (ImportState.READ, ImportState.FAILED, ImportState.WAITING),
        "whole": ImportChoice.WHOLE,
        "good": ImportChoice.GOOD,
        "good_rows": found.rows - found.bad,
        "guards": [FormGuard(new_idempotency_key(), found.row_version) for _form in range(2)],
        **(parts.results(found) if state is ImportState.TAKEN else {}),
        "breadcrumbs": (
            Link(_("其他部门的支持"), reverse("clearance:imports")),
            Link(found.file_name, ""),
        ),
    }
    return render(request, "clearance/imports/one.html", context, status=status)


@require_safe
@office_page
def import_problems(request: HttpRequest, key: str) -> HttpResponseBase:
    """What has to be mended, as a table to work through."""
    found = reads.import_of(actor_of(request), key)
    english = (get_language() or "").startswith("en")
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([_("第几行"), _("列"), _("怎么改")])
    for one in reads.problems_in(found):
        writer.writerow([one.row, one.column, one.en if english else one.zh])
    return attachment_response(_("要改的单元格.csv"), out.getvalue(), FileKind.CSV.content_type)


@require_POST
@office_page
def import_take(request: HttpRequest, key: str) -> HttpResponse:
    """Take a file in: all of it, or all but the rows that are wrong."""
    form = TakeForm(request.POST)
    if not form.is_valid():
        raise _incomplete()
    actor = actor_of(request)
    try:
        taken = award_import_take(
            actor=actor,
            key=key,
            choice=ImportChoice(form.cleaned_data["choice"]),
            expected_version=form.cleaned_data["row_version"],
            request_key=form.cleaned_data["idempotency_key"],
        )
    except Refused as error:
        told = error.told_in(get_language())
        return _one(request, reads.import_of(actor, key), problem=told, status=http_status(error))
    if taken.state == ImportState.TAKEN:
        n = taken.fresh + taken.corrected
        messages.success(request, ngettext("已导入 %(n)d 项。", "已导入 %(n)d 项。", n) % {"n": n})
    return redirect("clearance:import", key=key)


@require_POST
@office_page
def import_drop(request: HttpRequest, key: str) -> HttpResponse:
    """Give a file up."""
    form = ImportGuardForm(request.POST)
    if not form.is_valid():
        raise _incomplete()
    award_import_drop(
        actor=actor_of(request),
        key=key,
        expected_version=form.cleaned_data["row_version"],
        request_key=form.cleaned_data["idempotency_key"],
    )
    messages.success(request, _("这份文件已放弃，什么也没有导入。"))
    return redirect("clearance:imports")


def _key_of(request: HttpRequest) -> str:
    key = request.POST.get("idempotency_key", "")
    if not key:
        raise _incomplete()
    return key


def _incomplete() -> InvalidInput:
    return InvalidInput(
        "这次提交不完整，没有保存。",
        "What was submitted is incomplete and was not saved.",
        next_zh="请刷新页面后重新提交。",
        next_en="Reload the page and submit again.",
        code="clearance.form_incomplete",
    )
