"""One's own applications: the list, and one of them: where it stands, what comes next, until when, whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.cases.flow import MOVES, MoveName, State, Who
from zhongchuang.cases.flow.words import MOVE_WORDS
from zhongchuang.cases.forms.applying import said
from zhongchuang.cases.models import Case, CaseMove
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.selectors.applying import (
    files_of,
    form_of_case,
    listed_cases,
    moves_of,
    own_case,
    submissions_of,
)
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.answering import OFFERED
from zhongchuang.cases.views.applying_next import Ahead, ahead_of, course_now
from zhongchuang.cases.views.applying_paper import application_pdf
from zhongchuang.cases.views.applying_papers import file_row
from zhongchuang.cases.views.applying_progress import mends_of
from zhongchuang.cases.views.applying_showing import shown_sections
from zhongchuang.cases.views.case_parts import shown_parts
from zhongchuang.cases.views.case_vouchers import voucher_rows
from zhongchuang.cases.views.guarding import desk_page
from zhongchuang.cases.views.labels import state_status
from zhongchuang.core.actors import Actor
from zhongchuang.core.clock import business_date
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import NotFound
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
    page_number,
    paginate,
)
from zhongchuang.parties.accounts import actor_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PER_PAGE = 20
OWN_TURN = (State.DRAFT, State.OFFERED, State.RETURNED)
ACTORS = {
    Who.APPLICANT: gettext_lazy("申请人"),
    Who.EMPLOYER: gettext_lazy("所在单位"),
    Who.RECOMMENDER: gettext_lazy("推荐单位"),
    Who.OFFICER: gettext_lazy("主管部门"),
    Who.REVIEWER: gettext_lazy("主管部门"),
    Who.FINANCE: gettext_lazy("财政部门"),
    Who.SYSTEM: gettext_lazy("系统"),
}


@require_safe
@desk_page
def my_cases(request: HttpRequest) -> HttpResponse:
    """One's own applications, the latest first."""
    rows = listed_cases(actor_of(request))
    total = rows.count()
    pages = paginate(request.GET, total, page_number(request), per_page=PER_PAGE)
    shown = list(rows[(pages.page - 1) * PER_PAGE : pages.page * PER_PAGE])
    context = {
        "table": DataTable(
            _("我的办件"),
            (
                Column(_("项目")),
                Column(_("编号"), ColumnKind.CODE),
                Column(_("申报主体")),
                Column(_("状态")),
                Column(_("期限"), ColumnKind.DATE),
            ),
            tuple(_row(case) for case in shown),
            pagination=pages,
            empty=EmptyState(
                _("还没有申报"),
                _("看看现在有哪些项目可以申报；不清楚符合哪些，先答几个问题。"),
                Link(_("可以申报的项目"), reverse("cases:calls")),
            ),
        ),
        "waiting": sum(case.state in OWN_TURN for case in shown),
        "total": total,
    }
    return render(request, "cases/apply/my_cases.html", context)


def _row(case: Case) -> Row:
    title = case.programme.title_en if (get_language() or "").startswith("en") else case.programme.title
    mine = case.due_on if case.state in (State.RETURNED, State.OFFERED) else None
    term = _("补正期限") if case.state == State.RETURNED else _("确认期限")
    closes = case.round.closes_on if case.state == State.DRAFT else None
    return Row(
        (
            Cell(title, url=reverse("cases:my_case", args=[case.number]), note=_own_title(case)),
            Cell(_("草稿") if case.state == State.DRAFT else case.number),
            Cell(case.applicant_name),
            Cell(state_status(State(case.state))),
            Cell(mine or closes or "", note=term if mine else _("申报截止") if closes else ""),
        )
    )


def _own_title(case: Case) -> str:
    return case.title if case.title != case.programme.title else ""


@require_safe
@desk_page
def my_case(request: HttpRequest, number: str) -> HttpResponse:
    """Where it stands, what happens next, until when, whom to ask; and everything that came of it."""
    actor = actor_of(request)
    case = own_case(actor, number)
    programme = programme_of(case)
    moves = moves_of(case)
    ahead: Ahead = ahead_of(case, programme, moves)
    context: dict[str, Any] = {
        "case": case,
        "title": said(programme.title),
        "own_title": case.title if case.title != programme.title.zh else "",
        "status": state_status(State(case.state)),
        "course": course_now(case, programme, moves),
        "ahead": ahead,
        "facts": _facts(actor, case),
        "history": [_move(move, case.number, programme) for move in reversed(moves)],
        "is_draft": case.state == State.DRAFT and case.origin != OFFERED,
        "was_handed_in": case.submitted_at is not None,
        "may_withdraw": State(case.state) in {State.DRAFT, *MOVES[MoveName.WITHDRAW].sources},
        "parts": list(shown_parts(case, actor)),
        "breadcrumbs": (
            Link(_("我的办件"), reverse("cases:my_cases")),
            Link(_("草稿") if case.state == State.DRAFT else case.number, ""),
        ),
    }
    return render(request, "cases/case/case.html", context)


def _facts(actor: Actor, case: Case) -> SummaryList:
    rows = [SummaryRow(_("申报主体"), case.applicant_name)]
    if case.organisation is not None and case.organisation.name != case.applicant_name:
        rows.append(SummaryRow(_("运营单位"), case.organisation.name))
    if case.employer is not None:
        rows.append(SummaryRow(_("所在单位"), case.employer.name))
    rows.append(SummaryRow(_("批次"), case.round.name))
    if case.submitted_at is not None:
        rows.append(SummaryRow(_("提交日期"), business_date(case.submitted_at)))
    rows += voucher_rows(actor, case, desk=False)
    return SummaryList(tuple(rows))


def _move(move: CaseMove, number: str, programme: Programme) -> dict[str, Any]:
    name = MoveName(move.move)
    who = ACTORS[next(iter(sorted(MOVES[name].who)))] if len(MOVES[name].who) == 1 else _by(move)
    return {
        "words": MOVE_WORDS[name],
        "who": who,
        "at": move.at,
        "reason": move.reason,
        "remarks": [(mend.label, mend.words) for mend in mends_of(number, programme, move)],
    }


def _by(move: CaseMove) -> StrOrPromise:
    """Of a move that several may make, by where the case stood."""
    if move.actor.startswith("system"):
        return ACTORS[Who.SYSTEM]
    by_state = {State.RECOMMENDING.value: Who.RECOMMENDER, State.EMPLOYER.value: Who.EMPLOYER}
    return ACTORS[by_state.get(move.source, Who.OFFICER)]


@require_safe
@desk_page
def my_filing(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that was handed in, as it stands now."""
    case = own_case(actor_of(request), number)
    form = form_of_case(case)
    papers = files_of(case)
    submissions = submissions_of(case)
    context = {
        "case": case,
        "title": said(form.programme.title),
        "sections": shown_sections(form),
        "amount": case.asked,
        "has_amount": form.programme.money is not None,
        "papers": [
            (said(material.label), [file_row(case, p) for p in papers if p.material == material.id])
            for material in form.programme.materials
        ],
        "submissions": submissions,
        "breadcrumbs": (
            Link(_("我的办件"), reverse("cases:my_cases")),
            Link(case.number, reverse("cases:my_case", args=[case.number])),
            Link(_("申报内容"), ""),
        ),
    }
    return render(request, "cases/case/filing.html", context)


@require_safe
@desk_page
def application(request: HttpRequest, number: str) -> HttpResponseBase:
    """The application on paper, as it was handed in the last time (or that of `n`)."""
    case = own_case(actor_of(request), number)
    rows = submissions_of(case)
    wanted = request.GET.get("n", "")
    row = (
        next((one for one in rows if str(one.number) == wanted), None)
        if wanted
        else next(iter(rows[::-1]), None)
    )
    if row is None:
        raise NotFound(
            "这份申报还没有提交过，没有申报书。",
            "This application was not handed in yet; there is no paper of it.",
            next_zh="提交后可以下载。",
            next_en="Hand it in first.",
        )
    return attachment_response(f"{case.number}.pdf", application_pdf(case, row), "application/pdf")
