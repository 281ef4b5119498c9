"""For everybody: whether a paper is genuine and still stands, and what was approved."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.cases.errors import LetterUnknown
from zhongchuang.cases.forms.deciding import CodeForm
from zhongchuang.cases.models import Letter
from zhongchuang.cases.selectors import deciding as reads
from zhongchuang.cases.selectors.basis import cited
from zhongchuang.cases.views.labels import clause_link
from zhongchuang.core import clock
from zhongchuang.core.clock import business_date
from zhongchuang.core.download import attachment_response
from zhongchuang.core.page import (
    Cell,
    Code,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Money,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
    page_of,
)
from zhongchuang.parties.accounts import actor_of

if TYPE_CHECKING:
    from zhongchuang.cases.models import Decision

DECISIONS = ("decision", "certificate")
WHOSE = 3
"""The first facts of every paper: the applicant, the programme, the number of the case."""


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The form for a code; a code given leads to what is known of it."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        try:
            found = reads.letter_by_code(form.cleaned_data["code"])
        except LetterUnknown as error:
            form.add_error("code", error.told_in(getattr(request, "LANGUAGE_CODE", None)))
        else:
            return redirect("cases:verify_code", code=found.code)
    return render(request, "cases/deciding/verify.html", {"form": form}, status=200)


@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of a paper. Raises LetterUnknown."""
    letter = reads.letter_by_code(code)
    said = letter.content
    rows = [
        SummaryRow(_("结论"), _standing(letter)),
        SummaryRow(_("文书"), f"{said['title']} {letter.number}"),
        SummaryRow(_("出具机关"), str(said["department"])),
        SummaryRow(_("出具日期"), business_date(letter.issued_at)),
        *(SummaryRow(str(name), str(value)) for name, value in _public_facts(letter)),
        SummaryRow(_("内容"), str(said["outcome"])),
        SummaryRow(_("依据"), str(said["source"])),
    ]
    if letter.revoked_at is not None:
        rows.insert(1, SummaryRow(_("撤销日期"), business_date(letter.revoked_at)))
    context = {
        "letter": letter,
        "facts": SummaryList(tuple(rows)),
        "code": Code(letter.code, _("验证码"), group=0),
        "sha256": Code(letter.sha256, _("文件摘要（SHA-256）")),
    }
    return render(request, "cases/deciding/verified.html", context)


def _public_facts(letter: Letter) -> list[list[str]]:
    """What anybody with the code reads. Of a decision all of it; of a task, a change or a report only whose it is: the rest is
    for who may open the file.
    """
    facts: list[list[str]] = letter.content["facts"]
    return facts if letter.kind in DECISIONS else facts[:WHOSE]


@require_safe
@login_required
def letter_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """The paper itself, for whoever may see its case; checked against its digest. Raises NotFound."""
    letter = reads.letter_file(actor_of(request), code)
    pdf = bytes(letter.pdf)
    assert sha256(pdf).hexdigest() == letter.sha256, letter.code
    return attachment_response(f"{letter.content['title']}{letter.number}.pdf", pdf, "application/pdf")


@require_safe
def approved(request: HttpRequest) -> HttpResponse:
    """What was approved: who, how much, for what, on which words, by whom, when. Beside it what was taken back: nothing that
    was announced vanishes.
    """
    revoked = request.GET.get("revoked") == "1"
    pages, shown = page_of(request, reads.taken_back() if revoked else reads.approved())
    table = DataTable(
        _("已撤销的支持") if revoked else _("已批准的支持"),
        (
            Column(_("对象")),
            Column(_("项目")),
            Column(_("金额"), ColumnKind.NUMBER),
            Column(_("依据")),
            Column(_("决定机关")),
            Column(_("撤销日期") if revoked else _("决定日期"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(one.case.applicant_name, note=one.case.place.name),
                    Cell(one.case.programme.title),
                    Cell(None if (amount := _amount_of(one)) is None else Money(amount)),
                    Cell(clause_link(cited(*one.clause.split("#", 1)), one.clause)),
                    Cell(one.case.round.department.name),
                    Cell(one.decided_on),
                )
            )
            for one in shown
        ),
        pagination=pages,
        empty=EmptyState(_("没有撤销的支持"))
        if revoked
        else EmptyState(_("还没有批准的支持"), _("作出批准决定后，当天就在这里公布。")),
    )
    context = {"table": table, "verify_url": reverse("cases:verify"), "revoked": revoked}
    return render(request, "cases/deciding/approved.html", context)


def _amount_of(decision: Decision) -> int | None:
    """How much a decision granted; of one that took it back, how much had been granted."""
    return decision.case.granted if decision.outcome == "revoked" else decision.amount


def _standing(letter: Letter) -> Status:
    if letter.revoked_at is not None:
        return Status(_("真实，但已撤销"), shape=Shape.CROSS, tone=Tone.DANGER)
    if letter.valid_until is not None and letter.valid_until < clock.today():
        return Status(_("真实，但已过有效期"), shape=Shape.WARNING, tone=Tone.DANGER)
    return Status(_("真实有效"), shape=Shape.CHECK, tone=Tone.ACCENT)
