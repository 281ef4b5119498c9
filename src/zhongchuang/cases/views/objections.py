"""Objections from anybody: the form, the code, what became of it, taking it back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.cases.errors import NoticeNotReady
from zhongchuang.cases.forms.notices import ObjectionForm
from zhongchuang.cases.models import Objection, ObjectionState, PublicNotice
from zhongchuang.cases.reviewing.objecting import Refusal, missing
from zhongchuang.cases.selectors import notices as reads
from zhongchuang.cases.services.objections import (
    ANSWER_DAYS,
    objection_by_code,
    objection_receive,
    objection_withdraw,
)
from zhongchuang.cases.views.guarding import guard_of, key_of, put_errors
from zhongchuang.cases.views.notice_words import REFUSALS, objection_status
from zhongchuang.core.clock import SHANGHAI
from zhongchuang.core.errors import InvalidInput, NotFound, Refused, ZhongchuangError
from zhongchuang.core.page import Code, Link, SummaryList, SummaryRow, Upload, errors_of
from zhongchuang.core.rate_limit import Limit, bucket_of, count_request
from zhongchuang.core.upload import MEBIBYTE, AcceptedUpload, FileKind, accept_upload
from zhongchuang.parties.accounts import actor_of, client_ip

LIMIT = Limit(30, 3600)
"""So many objections in an hour from one address: enough for an internet café, too few to flood a department."""
MOST_FILES, MOST_BYTES = 5, 20 * MEBIBYTE
EVIDENCE = (FileKind.PDF, FileKind.PNG, FileKind.JPEG, FileKind.DOCX, FileKind.XLSX, FileKind.OFD)
SCANS = (FileKind.PDF, FileKind.PNG, FileKind.JPEG)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, number: str) -> HttpResponse:
    """Object to something in a notice. What would not be an objection is told before it is sent."""
    notice = reads.published_notice(number)
    if notice.retracted_at is not None:
        raise NoticeNotReady("这份公示已经撤下。", "This notice was taken down.")
    items = [item for item in reads.items_of(notice) if item.outcome not in ("retracted", "withdrawn")]
    if request.method != "POST":
        form = ObjectionForm(items, initial={"by": "person", "item": request.GET.get("item", "")})
        return _form_page(request, notice, form)
    key = key_of(request)
    form = ObjectionForm(items, request.POST)
    if not form.is_valid():
        return _form_page(request, notice, form, status=422)
    scan = None
    try:
        evidence = _evidence(request)
        scan = _accepted(request.FILES.get("scan"), "scan", SCANS)
        signature = form.signature(scan=scan is not None)
        why = missing(signature)
        if why is not None and not form.cleaned_data["insist"]:
            form.add_error("insist", str(REFUSALS[why]))
            return _form_page(request, notice, form, status=422, not_one=why)
        count_request(bucket_of("cases.objection", client_ip(request) or ""), LIMIT)
        taken = objection_receive(
            actor=actor_of(request),
            notice=notice,
            said=form.said,
            signature=signature,
            evidence=evidence,
            scan=scan,
            key=key,
        )
    except (InvalidInput, Refused) as error:
        return _form_page(request, notice, form, status=put_errors(form, error), error=error)
    return redirect(f"{reverse('cases:objections')}?{urlencode({'code': taken.code, 'new': '1'})}")


def _evidence(request: HttpRequest) -> list[AcceptedUpload]:
    files = request.FILES.getlist("evidence")
    if len(files) > MOST_FILES:
        raise InvalidInput(
            f"最多上传 {MOST_FILES} 个文件。", f"At most {MOST_FILES} files.", code="cases.too_many_files"
        )
    found = [_accepted(file, "evidence", EVIDENCE) for file in files]
    return [one for one in found if one is not None]


def _accepted(
    file: UploadedFile[bytes] | None, field: str, kinds: tuple[FileKind, ...]
) -> AcceptedUpload | None:
    return None if file is None else accept_upload(file, kinds=kinds, max_bytes=MOST_BYTES, field=field)


def _form_page(
    request: HttpRequest,
    notice: PublicNotice,
    form: ObjectionForm,
    *,
    status: int = 200,
    not_one: Refusal | None = None,
    error: ZhongchuangError | None = None,
) -> HttpResponse:
    wrong = error.fields if isinstance(error, InvalidInput) else {}

    def upload(name: str, label: str, kinds: tuple[FileKind, ...], hint: str) -> Upload:
        accept = tuple(extension for kind in kinds for extension in kind.extensions)
        told = wrong[name].in_language(get_language()) if name in wrong else ""
        return Upload(name, label, accept, MOST_BYTES, hint, told, required=False)

    context = {
        "notice": notice,
        "form": form,
        "errors": errors_of(form),
        "guard": guard_of(),
        "late": not reads.is_running(notice),
        "insists": not_one is not None or bool(form.is_bound and form.data.get("insist")),
        "evidence": upload("evidence", _("证据材料（选填）"), EVIDENCE, _("文件名会改掉，不会透露您是谁。")),
        "scan": upload("scan", _("签名或盖章的扫描件（单位必交，个人选交）"), SCANS, _("加密保存。")),
        "days": ANSWER_DAYS,
        "breadcrumbs": (
            Link(notice.number, reverse("cases:notice", args=[notice.number])),
            Link(_("提出异议"), ""),
        ),
    }
    return render(request, "cases/objection/object.html", context, status=status)


@never_cache
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What became of an objection: asked with its code."""
    code = request.GET.get("code", "").strip()[:40]
    found: Objection | None = None
    problem, status = "", 200
    if code:
        try:
            found = objection_by_code(code)
        except (InvalidInput, NotFound) as error:
            problem, status = error.told_in(get_language()), 404
    context = {
        "code": Code(code, group=0) if found else None,
        "typed": code,
        "problem": problem,
        "found": found,
        "is_new": found is not None and request.GET.get("new") == "1",
        "status": objection_status(found) if found else None,
        "facts": _facts(found) if found else None,
        "why": _why(found) if found else "",
        "lines": found.answer.splitlines() if found else [],
        "withdrawing": guard_of() if found and found.state == ObjectionState.OPEN else None,
        "breadcrumbs": (Link(_("公示"), reverse("cases:notices")), Link(_("查询异议"), "")),
    }
    response = render(request, "cases/objection/asked.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _facts(row: Objection) -> SummaryList:
    notice = Link(row.notice.title, reverse("cases:notice", args=[row.notice.number]))
    rows: list[Any] = [
        SummaryRow(_("异议编号"), row.number),
        SummaryRow(_("公示"), notice, row.notice.number),
        SummaryRow(_("对象"), row.case.applicant_name),
        SummaryRow(_("收到"), row.received_at.astimezone(SHANGHAI).date()),
    ]
    if row.state == ObjectionState.OPEN:
        rows.append(SummaryRow(_("最迟答复"), row.due_on))
    if row.answered_at is not None:
        rows.append(SummaryRow(_("答复"), row.answered_at.astimezone(SHANGHAI).date()))
    return SummaryList(tuple(rows))


def _why(row: Objection) -> str:
    return str(REFUSALS[Refusal(row.reason_not_accepted)]) if row.reason_not_accepted else ""


@never_cache
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take an objection back, with its code."""
    code = request.POST.get("code", "")[:40]
    objection_withdraw(actor=actor_of(request), code=code, key=key_of(request))
    messages.success(request, _("异议已撤回。"))
    return redirect(f"{reverse('cases:objections')}?{urlencode({'code': code})}")
