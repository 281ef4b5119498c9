"""What lies on the desk, and putting a new document on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, ZhongchuangError
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    ErrorSummary,
    Facet,
    FacetOption,
    Facets,
    FieldError,
    Link,
    Pagination,
    Row,
    Upload,
    errors_of,
    page_of,
)
from zhongchuang.core.upload import AcceptedUpload, FileKind, accept_upload
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.selectors.names import colleague_names
from zhongchuang.policy.access import DeskAction, may_draft
from zhongchuang.policy.documents.limits import MAX_FILE_BYTES
from zhongchuang.policy.drafting.provinces import PROVINCE_BY_CODE
from zhongchuang.policy.forms.desk.shelf import NewForm
from zhongchuang.policy.models import Draft, DraftState
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.selectors import current_rulebook
from zhongchuang.policy.selectors import drafts as reads
from zhongchuang.policy.services.desk import draft_begin
from zhongchuang.policy.views.desk.common import desk_page, guard_of, key_of, put_errors, to
from zhongchuang.policy.views.desk.words import STATES, draft_status
from zhongchuang.policy.views.labels import in_language, place_name

REGION = "drafts"
LONGEST_SEARCH = 80
TAKEN = (FileKind.TEXT, FileKind.HTML, FileKind.DOCX, FileKind.PDF, FileKind.OFD)
FILE = "file"


@require_safe
@desk_page
def desk(request: HttpRequest) -> HttpResponse:
    """All drafts, what waits for the reader first, narrowed by state, place, whose they are, and words."""
    actor, book = actor_of(request), current_rulebook()
    if not may_draft(actor, DeskAction.VIEW):
        raise NotFound()
    wanted = reads.WantedDrafts(
        state=tuple(value for value in request.GET.getlist("state") if value in DraftState.values),
        place=tuple(value[:6] for value in request.GET.getlist("place")),
        mine="mine" in request.GET.getlist("mine"),
        words=request.GET.get("q", "").strip()[:LONGEST_SEARCH],
    )
    found = reads.drafts_matching(actor, wanted)
    page, shown = page_of(request, found)
    counts = reads.draft_counts(actor, wanted)
    names = colleague_names(actor, {draft.created_by for draft in shown})
    context = {
        "table": _table(book, shown, names, page),
        "total": page.total,
        "facets": _facets(request, book, wanted, counts),
        "may_begin": may_draft(actor, DeskAction.BEGIN),
        "region": REGION,
    }
    return render(request, "policy/desk/home.html", context)


def _table(book: RuleBook, shown: list[Any], names: dict[str, str], page: Pagination) -> DataTable:
    empty = EmptyState(_("工作台上没有这样的文件"), _("去掉筛选条件再看，或者放入一份新文件。"))
    return DataTable(
        _("草稿"),
        (
            Column(_("文件")),
            Column(_("状态")),
            Column(_("最近一步")),
            Column(_("起草人")),
            Column(_("最近修改"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(draft.title, url=_to_draft(draft), note=named_place(book, draft.place_code)),
                    Cell(draft_status(draft)),
                    Cell(draft.last_step or ""),
                    Cell(names.get(draft.created_by, draft.created_by)),
                    Cell(business_date(draft.changed_at)),
                )
            )
            for draft in shown
        ),
        page,
        empty,
    )


def _to_draft(draft: Draft) -> str:
    """Where a reader goes on: the review where it waits for one, the work else."""
    return to("review" if draft.state == DraftState.SUBMITTED else "work", draft.key)


def named_place(book: RuleBook, code: str) -> str:
    """A place of the packs, or a province that is not there yet."""
    if (known := book.places.get(code)) is not None:
        return in_language(known.name)
    province = PROVINCE_BY_CODE.get(code)
    return place_name(province.zh, province.en) if province else code


def _facets(request: HttpRequest, book: RuleBook, wanted: reads.WantedDrafts, counts: reads.Counts) -> Facets:
    states = tuple(
        FacetOption(str(state), STATES[state][0], counts["state"].get(state, 0), state in wanted.state)
        for state in DraftState
        if counts["state"].get(state, 0) or state in wanted.state
    )
    places = tuple(
        FacetOption(code, named_place(book, code), count, code in wanted.place)
        for code, count in counts["place"].items()
    )
    mine = (FacetOption("mine", _("我起草的"), counts["mine"]["mine"], wanted.mine),)
    facets = (
        Facet("state", _("状态"), states),
        Facet("mine", _("谁的"), mine),
        Facet("place", _("地区"), places),
    )
    return Facets(
        request.path,
        REGION,
        tuple(facet for facet in facets if facet.options),
        wanted.words,
        _("标题或标识"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def new(request: HttpRequest) -> HttpResponse:
    """Put a file or pasted text on the desk; what cannot be read is told, and what was typed stays."""
    actor, book = actor_of(request), current_rulebook()
    if not may_draft(actor, DeskAction.VIEW):
        raise NotFound()
    if not may_draft(actor, DeskAction.BEGIN):
        raise NotAllowed()
    if request.method != "POST":
        return _new_page(request, NewForm(book, initial={"place": request.GET.get("place", "")}))
    key, form = key_of(request), NewForm(book, request.POST)
    file_error = ""
    try:
        given = _given(request)
    except InvalidInput as error:
        given, file_error = None, error.fields[FILE].in_language(get_language())
    if not form.is_valid() or file_error:
        return _new_page(request, form, file_error, status=422)
    try:
        draft = draft_begin(
            actor=actor,
            place=form.cleaned_data["place"],
            data=given.data if given else None,
            text=None if given else form.cleaned_data["text"],
            filename=given.name if given else "",
            key=key,
        )
    except ZhongchuangError as error:
        if isinstance(error, InvalidInput) and FILE in error.fields:
            return _new_page(request, form, error.fields[FILE].in_language(get_language()), status=422)
        return _new_page(request, form, status=put_errors(form, error))
    messages.success(request, _("已读完。请先看疑点，再核对条款；此时什么也没有公开。"))
    return redirect(to("work", draft.key))


def _given(request: HttpRequest) -> AcceptedUpload | None:
    """The file, where one was chosen. Raises InvalidInput for one that is not taken."""
    file = request.FILES.get(FILE)
    if not isinstance(file, UploadedFile):
        return None
    return accept_upload(file, kinds=TAKEN, max_bytes=MAX_FILE_BYTES, field=FILE)


def _new_page(
    request: HttpRequest, form: NewForm, file_error: str = "", *, status: int = 200
) -> HttpResponse:
    upload = Upload(
        FILE,
        _("把文件拖到这里，或者选一个"),
        tuple(extension for kind in TAKEN for extension in kind.extensions),
        MAX_FILE_BYTES,
        hint=_("扫描件要先做文字识别。"),
        error=file_error,
        required=False,
    )
    errors = errors_of(form).errors if form.is_bound else ()
    if file_error:
        errors = (*errors, FieldError(upload.field_id, file_error))
    context = {
        "form": form,
        "upload": upload,
        "errors": ErrorSummary(errors),
        "guard": guard_of(),
        "breadcrumbs": (Link(_("政策工作台"), to("")), Link(_("放入新文件"), "")),
    }
    return render(request, "policy/desk/new.html", context, status=status)
