"""What waits for a unit of the recommendation chain, or for an employer: the list, the case, what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.cases.access import Reach, may_move, reach_of
from zhongchuang.cases.flow import MOVES, MoveName, State
from zhongchuang.cases.flow.deadlines import year_awaited_in_list
from zhongchuang.cases.forms.office import OpinionForm, ReasonForm, RecommendForm
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors import recommending as reads
from zhongchuang.cases.selectors.applying import files_of
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.selectors.remarks import Remarks, remarks_of
from zhongchuang.cases.services.accepting import case_return
from zhongchuang.cases.services.recommending import (
    case_not_recommend,
    case_recommend,
    employer_approve,
    employer_refuse,
)
from zhongchuang.cases.views.labels import in_reader_language, state_status
from zhongchuang.cases.views.office_case import remarks_from
from zhongchuang.cases.views.office_common import (
    desk_page,
    guard_of,
    guarded,
    put_errors,
    reads_english,
    term_status,
)
from zhongchuang.cases.views.office_filing import Filing, filing_of
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.errors import InvalidInput, NotFound, Refused
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Row,
    SummaryList,
    SummaryRow,
    page_of,
)
from zhongchuang.core.working_days import WorkingCalendar
from zhongchuang.parties.accounts import actor_of

Verb = Callable[..., Case]


@dataclass(frozen=True, slots=True)
class Say:
    """One thing that can be said: its move, its form, its verb."""

    move: MoveName
    label: str
    form: type[forms.Form]
    verb: Verb


@dataclass(frozen=True, slots=True)
class Desk:
    """The surface of a unit, or of an employer: the same pages with other words and verbs."""

    here: str
    says: tuple[Say, ...]


def _recommender() -> Desk:
    return Desk(
        "recommend",
        (
            Say(MoveName.RECOMMEND, _("推荐"), RecommendForm, case_recommend),
            Say(MoveName.RETURN, _("退回补正"), ReasonForm, case_return),
            Say(MoveName.NOT_RECOMMEND, _("不推荐"), ReasonForm, case_not_recommend),
        ),
    )


def _employer() -> Desk:
    return Desk(
        "employer",
        (
            Say(MoveName.EMPLOYER_APPROVE, _("同意"), OpinionForm, employer_approve),
            Say(MoveName.RETURN, _("退回补正"), ReasonForm, case_return),
            Say(MoveName.EMPLOYER_REFUSE, _("不同意"), ReasonForm, employer_refuse),
        ),
    )


@require_safe
@desk_page
def recommend_list(request: HttpRequest) -> HttpResponse:
    """The cases that wait for one's unit, by their term; below, those it has dealt with. How much of the quota is left."""
    return _list(request, _recommender())


@require_safe
@desk_page
def employer_list(request: HttpRequest) -> HttpResponse:
    """The applications of one's people that wait for consent."""
    return _list(request, _employer())


def _list(request: HttpRequest, desk: Desk) -> HttpResponse:
    actor, today, calendar = actor_of(request), clock.today(), working_calendar()
    reach, done = reach_of(actor), request.GET.get("done") == "1"
    recommends = desk.here == "recommend"
    rows = reads.recommendable(actor, reach, done=done) if recommends else reads.approvable(reach, done=done)
    page, shown = page_of(request, rows)
    english = reads_english()
    table = DataTable(
        _("办理过的") if done else _("等待办理的"),
        (
            Column(_("办件"), ColumnKind.CODE),
            Column(_("申请人")),
            Column(_("项目")),
            Column(_("期限") if not done else _("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(case.number, reverse(f"cases:{desk.here}_case", args=[case.number]), case.title),
                    Cell(case.applicant_name),
                    Cell(case.programme.title_en if english else case.programme.title, note=case.round.name),
                    Cell(
                        state_status(State(case.state))
                        if done
                        else term_status(
                            case.due_on, State(case.state), today, calendar, _awaited(case, calendar)
                        )
                    ),
                )
            )
            for case in shown
        ),
        page if page.pages > 1 else None,
        EmptyState(_("没有等您办理的申请") if not done else _("还没有办理过的申请")),
    )
    context = {
        "table": table,
        "done": done,
        "here": desk.here,
        "recommends": recommends,
        "quotas": reads.quotas_of(reach) if recommends and not done else [],
        "breadcrumbs": (
            Link(_("首页"), "/"),
            Link(_("推荐") if desk.here == "recommend" else _("单位审核"), ""),
        ),
    }
    return render(request, "cases/office/recommend_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def recommend_case(request: HttpRequest, number: str) -> HttpResponse:
    """A case before one's unit, and what the unit says of it."""
    return _case(request, number, _recommender())


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def employer_case(request: HttpRequest, number: str) -> HttpResponse:
    """An application of one's people, and whether one agrees."""
    return _case(request, number, _employer())


def _case(request: HttpRequest, number: str, desk: Desk) -> HttpResponse:
    actor = actor_of(request)
    reach = reach_of(actor)
    found = (
        reads.recommended_case(actor, number, reach)
        if desk.here == "recommend"
        else reads.employer_case(number, reach)
    )
    allowed = [say for say in desk.says if _may(actor, found, say.move, reach)]
    if request.method == "POST":
        wanted = next((s for s in desk.says if s.move.value == request.POST.get("say")), None)
        if wanted is None:
            raise NotFound()
        return _said(request, found, desk, wanted, allowed)
    return _case_page(request, found, desk, allowed, {}, 200)


def _may(actor: Actor, case: Case, move: MoveName, reach: Reach) -> bool:
    return State(case.state) in MOVES[move].sources and may_move(actor, case, MOVES[move], reach)


def _said(request: HttpRequest, case: Case, desk: Desk, say: Say, allowed: list[Say]) -> HttpResponse:
    form = say.form(request.POST)
    given = guarded(request)
    remarks = remarks_from(request) if say.move is MoveName.RETURN else {}
    if any(remarks.values()):
        form.fields["reason"].required = False
    if not form.is_valid():
        return _case_page(request, case, desk, allowed, {say.move: form}, 422)
    if say.move is MoveName.RETURN:
        given["remarks"] = remarks
    try:
        done = say.verb(actor=actor_of(request), case_id=case.pk, **form.cleaned_data, **given)
    except (InvalidInput, Refused) as error:
        return _case_page(request, case, desk, allowed, {say.move: form}, put_errors(form, error))
    messages.success(request, _("%(number)s：%(said)s。") % {"number": done.number, "said": say.label})
    return redirect(f"cases:{desk.here}")


def _case_page(
    request: HttpRequest,
    case: Case,
    desk: Desk,
    allowed: list[Say],
    bound: dict[MoveName, forms.Form],
    status: int,
) -> HttpResponse:
    programme = programme_of(case)
    state = State(case.state)
    filing: Filing = filing_of(case, programme, files_of(case), _remarks(case))
    calendar = working_calendar()
    context = {
        "case": case,
        "status": state_status(state),
        "term": term_status(case.due_on, state, clock.today(), calendar, _awaited(case, calendar)),
        "facts": SummaryList(
            (
                SummaryRow(_("申请人"), case.applicant_name),
                SummaryRow(_("项目"), in_reader_language(programme.title), note=case.round.name),
                SummaryRow(_("地区"), case.place.name_en if reads_english() else case.place.name),
                *([SummaryRow(_("申请金额"), Money(case.asked))] if programme.money else []),
            )
        ),
        "filing": filing,
        "says": [
            (say, bound.get(say.move) or say.form(auto_id=f"id_{say.move.value}_%s"), guard_of(case))
            for say in allowed
        ],
        "opened": next(iter(bound), None),
        "recommends": desk.here == "recommend",
        "quota": reads.quota_for(case) if desk.here == "recommend" and allowed else None,
        "breadcrumbs": (
            Link(_("推荐") if desk.here == "recommend" else _("单位审核"), reverse(f"cases:{desk.here}")),
            Link(case.number, ""),
        ),
    }
    return render(request, "cases/office/recommend_case.html", context, status=status)


def _remarks(case: Case) -> Remarks:
    return remarks_of(case) if case.state == State.RETURNED else Remarks()


def _awaited(case: Case, calendar: WorkingCalendar) -> int | None:
    """The year whose holidays a term waits for, where there is no term yet."""
    if case.due_on is not None:
        return None
    return year_awaited_in_list(State(case.state), clock.business_date(case.changed_at), calendar)
