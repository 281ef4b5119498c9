"""What the bank answered to settlements: files that came, one file shown before it is booked, with errors by cell."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.core.errors import NotAllowed, Refused
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    FormGuard,
    Link,
    Shape,
    Status,
    Tone,
    page_of,
)
from zhongchuang.core.surfaces import http_status
from zhongchuang.ledger.banking.matching import Matched, Outcome
from zhongchuang.ledger.banking.rows import ResultTable
from zhongchuang.ledger.banking.sandbox import MAX_FILE_BYTES
from zhongchuang.ledger.banking.showing import (
    PROBLEMS,
    file_facts,
    files_table,
    problems_table,
    results_upload,
    rows_table,
    sums_of,
)
from zhongchuang.ledger.errors import ResultsUnreadable
from zhongchuang.vouchers.models import LineResult, ResultsState
from zhongchuang.vouchers.selectors import settlement_results as reads
from zhongchuang.vouchers.selectors.settling import settles
from zhongchuang.vouchers.services import settling_results as verbs
from zhongchuang.vouchers.views import settling_showing as showing


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def results(request: HttpRequest) -> HttpResponse:
    """The files that came; by POST a new one is read and shown, nothing is booked yet."""
    actor, reach = showing.viewer(request)
    if request.method != "POST":
        return _page(request)
    if not settles(reach):
        raise NotAllowed()
    showing.key_of(request)
    file: UploadedFile[bytes] | None = request.FILES.get("file")
    if file is None:
        return _page(request, error=_("请先选一个文件。"), status=422)
    if (file.size or 0) > MAX_FILE_BYTES:
        return _page(request, error=_("文件超过 5 MB。"), status=422)
    try:
        made = verbs.settlement_results_read(actor=actor, filename=file.name or "", data=file.read())
    except ResultsUnreadable as error:
        return _page(request, error=error.told_in(request.LANGUAGE_CODE), status=422)
    if made.state == ResultsState.IMPORTED:
        if not reads.visible_settlement_results(actor).filter(pk=made.pk).exists():
            return _page(request, error=_("这份回单以前已经入账，没有重复入账。"), status=409)
        messages.warning(request, _("这份回单以前已经入账，没有重复入账。"))
    return redirect("vouchers:settlement_result", pk=made.pk)


def _page(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    actor, reach = showing.viewer(request)
    page, shown = page_of(request, reads.visible_settlement_results(actor, reach))
    table = files_table(
        _("结算回单"),
        shown,
        page,
        address=lambda pk: reverse("vouchers:settlement_result", args=[pk]),
        status=showing.results_status,
    )
    context = {
        "table": table,
        "title": _("创新券结算回单"),
        "results_url": reverse("vouchers:settlement_results"),
        "upload": results_upload(error),
        "may": settles(reach),
        "guard": FormGuard(new_idempotency_key()),
        "breadcrumbs": showing.crumbs(Link(_("回单"), "")),
    }
    return render(request, "ledger/results.html", context, status=status)


@require_safe
@login_required
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: what would be booked, or what is wrong, cell by cell; booked, it says what became of it."""
    return _result_page(request, pk)


def _result_page(request: HttpRequest, pk: int, *, problem: str = "", status: int = 200) -> HttpResponse:
    actor, reach = showing.viewer(request)
    found = reads.settlement_results_of(actor, pk, reach)
    table = ResultTable.from_json(found.table)
    booked = found.state == ResultsState.IMPORTED
    matched, problems = ([], []) if booked else reads.judge(table, reach)
    people = showing.people(actor, [found.read_by, found.imported_by])
    wrong = Status(_("有错，不能入账"), Shape.WARNING, Tone.DANGER)
    context = {
        "result": found,
        "status": wrong if problems else showing.results_status(found.state),
        "facts": file_facts(found, table, people),
        "results_url": reverse("vouchers:settlement_results"),
        "import_url": reverse("vouchers:settlement_result_import", args=[pk]),
        "sums": None if booked or problems else _sums(matched),
        "problem": problem,
        "problems": problems_table(problems),
        "problem_rows": len({one.row for one in problems}),
        "more_problems": max(0, len(problems) - PROBLEMS),
        "rows": rows_table(
            table, lambda paid: showing.line_status(LineResult.PAID if paid else LineResult.RETURNED)
        ),
        "may_book": not booked and not problems and settles(reach),
        "guard": FormGuard(new_idempotency_key(), found.row_version),
        "breadcrumbs": showing.crumbs(
            Link(_("回单"), reverse("vouchers:settlement_results")), Link(found.name, "")
        ),
    }
    return render(request, "ledger/result.html", context, status=status)


def _sums(matched: list[Matched]) -> list[tuple[Status, int, int]]:
    """What would be booked: how many and how much, by what becomes of it."""
    kinds = {
        Outcome.PAID: Status(_("成功"), Shape.CHECK, Tone.ACCENT),
        Outcome.RETURNED: Status(_("退票，回到待结算"), Shape.WARNING, Tone.DANGER),
        Outcome.RETURNED_LATE: Status(_("到账后退票，回到待结算"), Shape.WARNING, Tone.DANGER),
    }
    return sums_of(matched, kinds)


@require_POST
@login_required
def result_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Book a file that was read, all of it or none."""
    actor, _reach = showing.viewer(request)
    version, key = showing.guard_of(request)
    found: Any = reads.settlement_results_of(actor, pk)
    try:
        done = verbs.settlement_results_import(actor=actor, results=found, expected_version=version, key=key)
    except Refused as error:
        return _result_page(
            request, pk, problem=error.told_in(request.LANGUAGE_CODE), status=http_status(error)
        )
    messages.success(
        request,
        _("已入账：成功 %(paid)s 笔，退票 %(returned)s 笔。")
        % {"paid": done.paid, "returned": done.returned},
    )
    return redirect("vouchers:settlement_result", pk=pk)
