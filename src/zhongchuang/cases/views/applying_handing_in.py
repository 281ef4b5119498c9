"""The check before handing in, handing in, taking back, throwing a draft away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.cases.errors import FormIncomplete, MoveNotPossible
from zhongchuang.cases.flow import State
from zhongchuang.cases.flow.moves import MOVES, MoveName
from zhongchuang.cases.flow.words import in_both
from zhongchuang.cases.forms.applying import said
from zhongchuang.cases.models import Case
from zhongchuang.cases.programmes.answers import Form
from zhongchuang.cases.programmes.schema import FormField
from zhongchuang.cases.selectors.applying import bar_of, case_key, files_of, form_of_case, own_case
from zhongchuang.cases.selectors.invoices import told_of_invoices
from zhongchuang.cases.services.answering import OFFERED, case_discard
from zhongchuang.cases.services.applying import VERIFIED, case_resubmit, case_submit, case_withdraw
from zhongchuang.cases.services.offers import case_decline
from zhongchuang.cases.views.applying_barred import barred_words
from zhongchuang.cases.views.applying_invoices import invoices_shown
from zhongchuang.cases.views.applying_papers import file_row
from zhongchuang.cases.views.applying_progress import head_of
from zhongchuang.cases.views.applying_showing import shown_sections
from zhongchuang.cases.views.guarding import desk_page, guard_of, guarded
from zhongchuang.core import clock
from zhongchuang.core.errors import InvalidInput, NotFound, Refused, ZhongchuangError
from zhongchuang.core.page import ErrorSummary, FieldError, Link
from zhongchuang.parties.accounts import actor_of

LONGEST_REASON = 1000
EDITABLE = (State.DRAFT, State.RETURNED)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that would be handed in, what is still missing, and the button."""
    if request.method != "POST":
        case = own_case(actor_of(request), number)
        if case.state not in EDITABLE:
            return redirect("cases:my_case", number=case.number)
        return _page(request, case)
    # as the form was drawn: a second click comes when the case has moved on
    again = request.POST.get("again") == "yes"
    try:
        done = _hand_in(request, case_key(number), again=again)
    except InvalidInput as error:
        return _refused(request, number, error)
    except MoveNotPossible:
        raise
    except Refused as error:
        return _refused(request, number, error)
    if again:
        messages.success(request, _("已重新提交，退回您的部门会看到改了哪些地方。"))
    else:
        messages.success(request, _("已提交，编号 %(number)s。") % {"number": done.number})
    return redirect("cases:my_case", number=done.number)


def _hand_in(request: HttpRequest, case_id: int, *, again: bool) -> Case:
    """Whose case it is, the verb asks; the page of what was refused asks it again."""
    common: dict[str, Any] = {
        "actor": actor_of(request),
        "case_id": case_id,
        "confirmed": request.POST.get("confirmed") == "yes",
        **guarded(request),
    }
    if again:
        return case_resubmit(**common, reply=request.POST.get("reply", "")[:LONGEST_REASON])
    return case_submit(**common)


def _refused(request: HttpRequest, number: str, error: ZhongchuangError) -> HttpResponse:
    """The same page with the reason on top; what is missing stands there anyway."""
    if isinstance(error, InvalidInput) and "confirmed" in error.fields:
        found = FieldError("id_confirmed", error.fields["confirmed"].in_language(get_language()))
    elif isinstance(error, InvalidInput) and not isinstance(error, FormIncomplete):
        raise error
    else:
        found = FieldError("", error.told_in(get_language()))
    status = 422 if isinstance(error, InvalidInput) else 409
    case = own_case(actor_of(request), number)
    return _page(request, case, ErrorSummary((found,)), status)


def _page(
    request: HttpRequest, case: Case, errors: ErrorSummary | None = None, status: int = 200
) -> HttpResponse:
    form = form_of_case(case)
    papers = files_of(case)
    missing = _missing(case, form, {paper.material for paper in papers})
    failing = [
        {
            "text": said(one.check.text),
            "quote": one.check.quote,
            "needs": [said(label) for label in one.needs],
            "refuses": one.refuses,
            "mend": []
            if one.needs
            else [_place(case, form, field) for field in one.about if not field.locked],
        }
        for one in form.checks()
        if one.holds is not True
    ]
    sections = shown_sections(form)
    invoices = told_of_invoices(case, papers)
    context = {
        **head_of(case, form, "review"),
        "sections": [
            (one, f"{reverse('cases:fill', args=[case.number, one.id])}?then=review") for one in sections
        ],
        "papers": [
            {
                "label": said(material.label),
                "required": material.required,
                "files": [file_row(case, paper) for paper in papers if paper.material == material.id],
            }
            for material in form.materials
        ],
        "invoices": invoices_shown(invoices),
        "materials_url": reverse("cases:materials", args=[case.number]),
        "missing": missing,
        "failing": failing,
        "amount": form.amount,
        "has_amount": form.programme.money is not None,
        "blocked": _blocked(case),
        "ready": not missing
        and not any(one["refuses"] for one in failing)
        and not any(one.refuses for one in invoices),
        "errors": errors or ErrorSummary(()),
        "reply": request.POST.get("reply", ""),
        "is_returned": case.state == State.RETURNED,
        "guard": guard_of(case),
    }
    return render(request, "cases/apply/review.html", context, status=status)


def _place(case: Case, form: Form, field: FormField) -> Link:
    """Where a field is filled in; from there one comes back here."""
    section = next(one for one in form.programme.sections if field in one.fields)
    page = reverse("cases:fill", args=[case.number, section.id])
    return Link(said(field.label), f"{page}?then=review#id_{field.id}")


def _missing(case: Case, form: Form, there: set[str]) -> list[dict[str, str]]:
    """What has to be done before it can be handed in, each with the place where it is done."""
    found = []
    for one in form.missing():
        page = reverse("cases:fill", args=[case.number, one.section])
        found.append({"label": said(one.label), "url": f"{page}?then=review#id_{one.name}"})
    for section in form.programme.sections:
        for field in form.fields_of(section):
            if field.id in case.unread:
                page = reverse("cases:fill", args=[case.number, section.id])
                label = _("%(label)s（填写的内容没有读懂）") % {"label": said(field.label)}
                found = [item for item in found if not item["url"].endswith(f"#id_{field.id}")]
                found.append({"label": label, "url": f"{page}?then=review#id_{field.id}"})
    papers = reverse("cases:materials", args=[case.number])
    found += [
        {"label": _("材料：%(label)s") % {"label": said(m.label)}, "url": f"{papers}#m-{m.id}"}
        for m in form.materials
        if m.required and m.id not in there
    ]
    return found


def _blocked(case: Case) -> list[str]:
    """Why it cannot be handed in today, whatever the form says."""
    found = []
    call, today = case.round, clock.today()
    bar = bar_of(case, today)
    if bar is not None and bar.until is not None:
        found.append(barred_words(bar))
    if case.state == State.DRAFT and today < call.opens_on:
        found.append(_("还没有到申报时间，可以先填写、保存。"))
    elif case.state == State.DRAFT and call.closes_on is not None and today > call.closes_on:
        found.append(_("这一批已经截止，不能再提交；内容会留着。"))
    asked = (one for one in (case.organisation, case.employer) if one is not None and one.state != VERIFIED)
    return found + [_("“%(name)s”还没有通过核实，核实后才能提交。") % {"name": one.name} for one in asked]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Ask once more, then take the case back, or throw the draft away."""
    actor = actor_of(request)
    try:
        case = own_case(actor, number)
    except NotFound:
        if request.method != "POST":
            raise
        messages.info(request, _("这份草稿已经不在了。"))  # pressed twice: what was wanted is so
        return redirect("cases:my_cases")
    is_draft = case.state == State.DRAFT and case.origin != OFFERED
    if request.method == "POST":
        if is_draft:
            case_discard(actor=actor, case_id=case.pk, **guarded(request))
            messages.success(request, _("草稿已删除。"))
            return redirect("cases:my_cases")
        if case.origin == OFFERED and case.state in (State.DRAFT, State.DECLINED):
            case_decline(actor=actor, case_id=case.pk, **guarded(request))
            messages.success(request, _("已记下：不要。以后想要，可以按普通办法申报。"))
            return redirect("cases:my_case", number=case.number)
        reason = request.POST.get("reason", "")[:LONGEST_REASON]
        case_withdraw(actor=actor, case_id=case.pk, reason=reason, **guarded(request))
        messages.success(request, _("已撤回。占用的发票、合同等可以用于别的申报。"))
        return redirect("cases:my_case", number=case.number)
    if State(case.state) not in {State.DRAFT, *MOVES[MoveName.WITHDRAW].sources}:
        raise MoveNotPossible(*in_both(State(case.state)))
    context = {
        "case": case,
        "is_draft": is_draft,
        "guard": guard_of(case),
        "breadcrumbs": (
            Link(_("我的办件"), reverse("cases:my_cases")),
            Link(case.number, reverse("cases:my_case", args=[case.number])),
            Link(_("删除草稿") if is_draft else _("撤回"), ""),
        ),
    }
    return render(request, "cases/apply/withdraw.html", context)
