"""Asking for a correction, and answering: the page of whoever is named, the office's list, one request."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.clearance.access import DisclosureAction
from zhongchuang.clearance.disclosing.words import FIELDS
from zhongchuang.clearance.forms.disclosing import AnswerForm, AskForm
from zhongchuang.clearance.models import CorrectionRequest, RequestState
from zhongchuang.clearance.selectors import awards_office as reads
from zhongchuang.clearance.selectors.awards import public_award
from zhongchuang.clearance.services.correcting import correction_answer, correction_ask
from zhongchuang.clearance.views.awards_parts import (
    award_facts_list,
    guard_for,
    guarded,
    key_of,
    own_page,
    put_errors,
    request_status,
)
from zhongchuang.core import clock
from zhongchuang.core.errors import InvalidInput, NotAllowed, Refused
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Row,
    SummaryList,
    SummaryRow,
    page_of,
)
from zhongchuang.parties.accounts import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def ask(request: HttpRequest, number: str) -> HttpResponseBase:
    """Ask that a public award be corrected: for the organisation it names, or the person; and what was answered before."""
    actor, award = actor_of(request), public_award(number)
    if not reads.is_named(actor, award):
        raise NotAllowed(
            "只有这条记录里的单位（它的成员或受托人）或者本人，可以申请更正。",
            "Only the organisation named here (its members or delegates), or the person, can ask for a correction.",
            next_zh="发现别人的记录有误，请联系公布它的部门。",
            next_en="If somebody else's record is wrong, tell the department that published it.",
        )
    form = AskForm(request.POST or None)
    status = 200
    if request.method == "POST":
        key, status = key_of(request), 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                correction_ask(actor=actor, number=number, field=said["field"], says=said["says"], key=key)
            except (InvalidInput, Refused) as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("已提出。部门答复后，您会收到通知。"))
                return redirect("clearance:award_correction", number=number)
    asked = reads.requests_about(award)
    context = {
        "award": award,
        "about": award_facts_list(award),
        "asked": [_told(one) for one in asked],
        "waits": any(one.state == RequestState.OPEN for one in asked),
        "form": form,
        "guard": guard_for(),
        "breadcrumbs": (
            Link(_("首页"), "/"),
            Link(award.number, reverse("clearance:award", args=[award.number])),
            Link(_("申请更正"), ""),
        ),
    }
    return render(request, "clearance/disclosure/ask.html", context, status=status)


def _told(one: CorrectionRequest) -> tuple[CorrectionRequest, object, SummaryList]:
    rows = [
        SummaryRow(_("编号"), one.number),
        SummaryRow(_("提出日期"), clock.business_date(one.asked_at)),
        SummaryRow(_("哪一项"), FIELDS.get(one.field, _("其他"))),
        SummaryRow(_("您写的"), one.says),
    ]
    if one.answered_at is not None:
        rows.append(SummaryRow(_("部门的答复"), one.answer, clock.business_date(one.answered_at).isoformat()))
    return one, request_status(one.state), SummaryList(tuple(rows))


@require_safe
@own_page
def requests(request: HttpRequest) -> HttpResponseBase:
    """Requests about the awards of the reader's departments."""
    reach = reads.office_reach(actor_of(request))
    only_open = request.GET.get("state", "open") == "open"
    pages, shown = page_of(request, reads.office_requests(reach, only_open=only_open))
    table = DataTable(
        _("更正申请"),
        (
            Column(_("编号"), ColumnKind.CODE),
            Column(_("公开记录")),
            Column(_("哪一项")),
            Column(_("提出"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(one.number, reverse("clearance:office_correction", args=[one.number])),
                    Cell(one.award.recipient_name, note=one.award.number),
                    Cell(FIELDS.get(one.field, _("其他"))),
                    Cell(clock.business_date(one.asked_at)),
                    Cell(request_status(one.state)),
                )
            )
            for one in shown
        ),
        pagination=pages,
        empty=EmptyState(_("没有更正申请"), _("公开记录里的单位或本人提出的更正，在这里答复。")),
    )
    context = {
        "table": table,
        "only_open": only_open,
        "breadcrumbs": (Link(_("公开审查"), reverse("clearance:office_awards")), Link(_("更正申请"), "")),
    }
    return render(request, "clearance/disclosure/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def request_one(request: HttpRequest, number: str) -> HttpResponseBase:
    """One request, and its answer."""
    actor = actor_of(request)
    reach = reads.office_reach(actor)
    found = reads.office_request(reach, number)
    may_answer = reach.may(DisclosureAction.CORRECT, found.award.department_id)
    form = AnswerForm(request.POST or None, initial={"field": found.field if found.field in FIELDS else ""})
    status = 200
    if request.method == "POST":
        if not may_answer:
            raise NotAllowed()
        guard, status = guarded(request), 422
        if form.is_valid():
            try:
                correction_answer(
                    actor=actor,
                    number=number,
                    answer=form.cleaned_data["answer"],
                    corrected=form.corrected(),
                    **guard,
                )
            except (InvalidInput, Refused) as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("已答复，对方会收到通知。"))
                return redirect("clearance:office_correction", number=number)
    return _request_page(request, found, form, may_answer, status)


def _request_page(
    request: HttpRequest, found: CorrectionRequest, form: AnswerForm, may_answer: bool, status: int
) -> HttpResponse:
    rows = [
        SummaryRow(_("谁提出"), found.organisation.name if found.organisation else _("本人")),
        SummaryRow(_("提出日期"), clock.business_date(found.asked_at)),
        SummaryRow(_("哪一项"), FIELDS.get(found.field, _("其他"))),
        SummaryRow(_("说的是"), found.says),
    ]
    if found.answered_at is not None:
        rows.append(SummaryRow(_("答复"), found.answer, clock.business_date(found.answered_at).isoformat()))
    context = {
        "request_row": found,
        "status": request_status(found.state),
        "said": SummaryList(tuple(rows)),
        "about": award_facts_list(found.award),
        "award_url": reverse("clearance:office_award", args=[found.award.number]),
        "answers": may_answer and found.state == RequestState.OPEN,
        "form": form,
        "guard": guard_for(found),
        "breadcrumbs": (
            Link(_("公开审查"), reverse("clearance:office_awards")),
            Link(_("更正申请"), reverse("clearance:office_corrections")),
            Link(found.number, ""),
        ),
    }
    return render(request, "clearance/disclosure/request.html", context, status=status)
