"""The papers of an application: handed in one by one, seen at a glance, fetched by whoever may open the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.cases.access import visible_cases
from zhongchuang.cases.errors import PapersFull
from zhongchuang.cases.flow import State
from zhongchuang.cases.forms.applying import said
from zhongchuang.cases.models import Case, CaseFile
from zhongchuang.cases.programmes.schema import Material
from zhongchuang.cases.selectors.applying import file_of, files_of, form_of_case, own_case
from zhongchuang.cases.selectors.invoices import told_of_invoices
from zhongchuang.cases.services.materials import LARGEST, kinds_of, material_add, material_remove
from zhongchuang.cases.views.applying_invoices import invoices_shown
from zhongchuang.cases.views.applying_progress import head_of, remarks_of
from zhongchuang.cases.views.guarding import desk_page, guard_of, guarded
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import InvalidInput, NotFound, Wording
from zhongchuang.core.page import ErrorSummary, FieldError, Upload
from zhongchuang.files.selectors import file_bytes
from zhongchuang.parties.accounts import actor_of

EDITABLE = (State.DRAFT, State.RETURNED)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def materials(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that has to be handed in, and the way to hand it in."""
    case = own_case(actor_of(request), number)
    if request.method != "POST":
        if case.state not in EDITABLE:
            return redirect("cases:my_filing", number=case.number)
        return _page(request, case)
    material = request.POST.get("material", "")
    name = f"file-{material}"
    try:
        file = request.FILES.get(name)
        if file is None:
            raise _nothing_chosen(name)
        paper = material_add(
            actor=actor_of(request), case=case, material=material, file=file, **guarded(request)
        )
    except InvalidInput as error:
        if name not in error.fields:
            raise
        return _page(request, case, {material: error.fields[name].in_language(get_language())}, 422)
    except PapersFull as error:
        return _page(request, case, {material: error.told_in(get_language())}, 409)
    messages.success(request, _("“%(name)s”已收到。") % {"name": paper.file.name})
    return redirect(f"{reverse('cases:materials', args=[case.number])}#m-{material}")


def _nothing_chosen(field: str) -> InvalidInput:
    return InvalidInput(
        "还没有选文件。",
        "No file was chosen.",
        fields={field: Wording("请先选一个文件", "Choose a file first")},
    )


@require_POST
@desk_page
def remove(request: HttpRequest, number: str) -> HttpResponse:
    """Take a paper away."""
    case = own_case(actor_of(request), number)
    material_remove(
        actor=actor_of(request),
        case_id=case.pk,
        file_key=request.POST.get("file", "")[:32],
        **guarded(request),
    )
    messages.success(request, _("已移除。"))
    return redirect("cases:materials", number=case.number)


@require_safe
@desk_page
def case_file(request: HttpRequest, number: str, key: str) -> HttpResponseBase:
    """A paper as it was handed in, for whoever may open the case: its applicant, its unit, its experts, its department."""
    case: Case | None = visible_cases(actor_of(request), Case.objects.all()).filter(number=number).first()
    if case is None:
        raise NotFound()
    paper = file_of(case, key)
    return attachment_response(paper.file.name, file_bytes(paper.file), paper.file.media_type)


def _page(
    request: HttpRequest, case: Case, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    form = form_of_case(case)
    wrong = errors or {}
    papers = files_of(case)
    remarks = remarks_of(case)
    invoices = told_of_invoices(case, papers)
    context = {
        **head_of(case, form, "papers"),
        "papers": [_paper(case, one, papers, wrong, remarks) for one in form.materials],
        "invoices": invoices_shown(invoices),
        "errors": ErrorSummary(
            tuple(FieldError(f"id_file-{material}", message) for material, message in wrong.items())
        ),
        "back_url": reverse("cases:fill", args=[case.number, form.programme.sections[-1].id]),
        "review_url": reverse("cases:review", args=[case.number]),
    }
    return render(request, "cases/apply/materials.html", context, status=status)


def _paper(
    case: Case,
    material: Material,
    papers: Sequence[CaseFile],
    errors: Mapping[str, str],
    remarks: Mapping[str, str],
) -> dict[str, Any]:
    there = [paper for paper in papers if paper.material == material.id]
    suffixes = tuple(suffix for kind in kinds_of(material) for suffix in kind.extensions)
    return {
        "id": material.id,
        "label": said(material.label),
        "help": said(material.help),
        "required": material.required,
        "remark": remarks.get(f"material:{material.id}", ""),
        "files": [(file_row(case, paper), guard_of(case)) for paper in there],
        "most": material.max_files,
        "upload": Upload(
            f"file-{material.id}",
            _("再交一个文件") if there else _("选择文件"),
            suffixes,
            LARGEST,
            error=errors.get(material.id, ""),
        )
        if len(there) < material.max_files
        else None,
        "guard": guard_of(case),
    }


def file_row(case: Case, paper: CaseFile) -> dict[str, Any]:
    """A paper as lists show it."""
    return {
        "name": paper.file.name,
        "size": size_in_words(paper.file.size),
        "at": paper.added_at,
        "key": paper.file.key,
        "url": reverse("cases:case_file", args=[case.number, paper.file.key]),
    }


def size_in_words(size: int) -> str:
    """1.2 MB, 34 KB."""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, round(size / 1024))} KB"
