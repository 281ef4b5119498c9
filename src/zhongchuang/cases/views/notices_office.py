"""Notices at the desk: drafted, published by a second person, taken down."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.cases.access import NoticeAction, Reach, may_notice, reach_of
from zhongchuang.cases.errors import NoticeNotReady
from zhongchuang.cases.flow import State
from zhongchuang.cases.forms.notices import NoticeForm, TakeDownForm
from zhongchuang.cases.forms.review import ReasonForm
from zhongchuang.cases.models import Case, ObjectionState, PublicNotice, Round
from zhongchuang.cases.programmes.schema import Programme, Step
from zhongchuang.cases.selectors import notices as reads
from zhongchuang.cases.selectors.basis import cited
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.services.notices import (
    NoticeText,
    item_take_down,
    notice_change,
    notice_draft,
    notice_publish,
    notice_retract,
)
from zhongchuang.cases.views.guarding import desk_page, guard_of, guarded, key_of, put_errors, told
from zhongchuang.cases.views.notice_words import notice_status, objection_status
from zhongchuang.cases.views.notices import facts_of, items_table
from zhongchuang.cases.views.office_common import day
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused, Unavailable, ZhongchuangError
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Row,
    Shape,
    Status,
    errors_of,
    page_of,
)
from zhongchuang.core.surfaces import http_status
from zhongchuang.parties.accounts import actor_of


@require_safe
@desk_page
def notices(request: HttpRequest) -> HttpResponse:
    """All notices of the reader's departments, and the rounds with cases that wait for one."""
    actor = actor_of(request)
    reach = reach_of(actor)
    rows = reads.staff_notices(actor, reach)
    pages, shown = page_of(request, rows)
    table = DataTable(
        _("公示"),
        (
            Column(_("公示")),
            Column(_("项目与批次")),
            Column(_("对象"), ColumnKind.NUMBER),
            Column(_("最后一天"), ColumnKind.DATE),
            Column(_("状态")),
            Column(_("异议")),
        ),
        tuple(
            Row(
                (
                    Cell(one.title, reverse("cases:office_notice", args=[one.number]), one.number),
                    Cell(one.round.programme.title, note=one.round.name),
                    Cell(one.of_items),
                    Cell(one.closes_on),
                    Cell(notice_status(one)),
                    Cell(Status(_("有待答复的"), Shape.WARNING) if one.objected else None),
                )
            )
            for one in shown
        ),
        pagination=pages,
        empty=EmptyState(_("还没有公示"), _("评审结束的办件从上面的批次拟稿公示。")),
    )
    may_draft = may_notice(actor, NoticeAction.DRAFT, reach=reach)
    context = {
        "table": table,
        "rounds": reads.rounds_to_announce(reach) if may_draft else [],
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("公示与异议"), "")),
    }
    return render(request, "cases/notice/office_notices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def notice_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft a notice for cases of a round."""
    actor = actor_of(request)
    reach = reach_of(actor)
    round = reads.round_to_announce(actor, pk, reach)
    if not may_notice(actor, NoticeAction.DRAFT, PublicNotice(round=round), reach):
        raise NotAllowed()
    programme = version_content(round.version_id)
    if programme.notice is None:
        raise NotFound()
    cases = reads.cases_to_announce(round)
    posted = request.POST if request.method == "POST" else None
    first = _first(round, programme, cases)
    form = NoticeForm(cases, _shows_amount(programme), posted, initial=first)
    status = 200
    if request.method == "POST":
        key, status = key_of(request), 422
        if form.is_valid():
            try:
                made = notice_draft(actor=actor, round=round, cases=form.given, text=_text(form), key=key)
            except (InvalidInput, Refused) as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("公示稿已存好，请另一位同事（审核）发布。"))
                return redirect("cases:office_notice", number=made.number)
    return _form_page(request, form, None, round, programme, status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def notice_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft."""
    actor = actor_of(request)
    reach = reach_of(actor)
    row = reads.staff_notice(actor, number, reach)
    if not may_notice(actor, NoticeAction.DRAFT, row, reach):
        raise NotAllowed()
    if row.published_at is not None or row.retracted_at is not None:
        raise NoticeNotReady("这份公示稿已经发布或作废。", "This draft was published or thrown away.")
    programme = version_content(row.round.version_id)
    items = {item.case_id: item.amount for item in reads.items_of(row)}
    cases = reads.cases_to_announce(row.round)
    first: dict[str, object] = {"title": row.title, "text": row.text, "contact": row.contact}
    first["cases"] = list(items)
    first |= {f"amount_{pk}": amount for pk, amount in items.items() if amount is not None}
    posted = request.POST if request.method == "POST" else None
    form, status = NoticeForm(cases, _shows_amount(programme), posted, initial=first), 200
    if request.method == "POST":
        guard, status = guarded(request), 422
        if form.is_valid():
            try:
                notice_change(actor=actor, notice=row, cases=form.given, text=_text(form), **guard)
            except (InvalidInput, Refused) as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("公示稿已改。"))
                return redirect("cases:office_notice", number=number)
    return _form_page(request, form, row, row.round, programme, status)


def _form_page(
    request: HttpRequest,
    form: NoticeForm,
    row: PublicNotice | None,
    round: Round,
    programme: Programme,
    status: int,
) -> HttpResponse:
    title = _("修改公示稿") if row else _("拟公示稿")
    context = {
        "form": form,
        "amounts": [form[name] for name in form.fields if name.startswith("amount_")],
        "errors": errors_of(form),
        "guard": guard_of(row),
        "title": title,
        "round": round,
        "quota": round.quota,
        "days": programme.notice.days if programme.notice else 0,
        "has_cases": bool(form.rows),
        "breadcrumbs": (Link(_("公示与异议"), reverse("cases:office_notices")), Link(title, "")),
    }
    return render(request, "cases/notice/edit.html", context, status=status)


def _shows_amount(programme: Programme) -> bool:
    return programme.money is not None and programme.notice is not None and programme.notice.shows_amount


def _text(form: NoticeForm) -> NoticeText:
    said = form.cleaned_data
    return NoticeText(said["title"], said["text"], said["contact"])


def _first(round: Round, programme: Programme, cases: list[Case]) -> dict[str, object]:
    """A draft from what the programme says; in Chinese, for it is published so."""
    basis = programme.basis[0]
    found = cited(basis.document, basis.clause)
    on = found.in_words if found else basis.document
    steps = "、".join(
        word
        for step, word in ((Step.RECOMMEND, "县市推荐"), (Step.ACCEPT, "受理"), (Step.REVIEW, "专家评审"))
        if step in programme.steps
    )
    gives = "给予支持" if programme.money else "予以认定" if programme.kind == "recognition" else "办理"
    chosen = cases[: round.quota] if round.quota else cases
    return {
        "title": f"关于{round.year}年{programme.title.zh}（{round.name}）拟支持对象的公示",
        "text": f"根据{on}，经{steps}，拟对下列对象{gives}，现予公示，接受社会监督。",
        "contact": programme.contact.zh if programme.contact else "",
        "cases": [case.pk for case in chosen],
    }


@require_safe
@desk_page
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """A notice at the desk."""
    return _page(request, number)


def _page(
    request: HttpRequest,
    number: str,
    *,
    retraction: ReasonForm | None = None,
    taking: TakeDownForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    reach = reach_of(actor)
    row = reads.staff_notice(actor, number, reach)
    programme = version_content(row.round.version_id)
    is_draft = row.published_at is None and row.retracted_at is None
    stands = row.published_at is not None and row.retracted_at is None and row.ended_at is None
    objections = list(row.objections.select_related("case").defer("identity").order_by("-pk"))
    may_retract = may_notice(actor, NoticeAction.RETRACT, row, reach) and stands
    may_discard = is_draft and may_notice(actor, NoticeAction.DRAFT, row, reach)
    waiting = {one.case_id for one in objections if one.state == ObjectionState.OPEN}
    context = {
        "notice": row,
        "status": notice_status(row),
        "facts": facts_of(row, programme),
        "paragraphs": row.text.splitlines(),
        "table": items_table(row, programme, running=reads.is_running(row), objected=waiting),
        "objections": [
            {
                "number": one.number,
                "status": objection_status(one),
                "about": one.case.applicant_name,
                "due_on": one.due_on,
            }
            for one in objections
        ],
        "is_draft": is_draft,
        "publishing": guard_of(row)
        if is_draft and may_notice(actor, NoticeAction.PUBLISH, row, reach)
        else None,
        "may_edit": may_discard,
        "retraction": (retraction or ReasonForm(auto_id="retract_%s"))
        if may_retract or may_discard
        else None,
        "retraction_guard": guard_of(row),
        "taking": (taking or _taking(row, programme)) if may_retract else None,
        "taking_guard": guard_of(row),
        "errors": errors_of(taking or retraction or ReasonForm()),
        "breadcrumbs": (Link(_("公示与异议"), reverse("cases:office_notices")), Link(row.number, "")),
    }
    return render(request, "cases/notice/office_notice.html", context, status=status)


def _taking(row: PublicNotice, programme: Programme, data: object = None) -> TakeDownForm:
    rows = row.items.order_by("order")
    items = list(rows if data else rows.filter(outcome=""))  # a form sent twice still names its item
    return TakeDownForm(items, Step.REVIEW in programme.steps, data, auto_id="take_%s")


def _seen(request: HttpRequest, number: str, action: NoticeAction) -> tuple[Actor, PublicNotice, Reach]:
    """The notice of a button. Raises NotFound where the reader may not see it, NotAllowed where they may not do this."""
    actor = actor_of(request)
    reach = reach_of(actor)
    row = reads.staff_notice(actor, number, reach)
    if not may_notice(actor, action, row, reach):
        raise NotAllowed()
    return actor, row, reach


@require_POST
@desk_page
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Publish a draft of somebody else."""
    actor, row, _reach = _seen(request, number, NoticeAction.PUBLISH)
    guard = guarded(request)
    try:
        published = notice_publish(actor=actor, notice=row, **guard)
    except (Refused, Unavailable) as error:
        return _refused(request, number, error)
    assert published.closes_on is not None  # set by the verb
    messages.success(request, _("已公示，最后一天是 %(day)s。") % {"day": day(published.closes_on)})
    return redirect("cases:office_notice", number=number)


def _refused(request: HttpRequest, number: str, error: ZhongchuangError) -> HttpResponse:
    messages.error(request, told(error))
    return _page(request, number, status=http_status(error))


@require_POST
@desk_page
def retract(request: HttpRequest, number: str) -> HttpResponse:
    """Take a notice down, or throw a draft away."""
    actor = actor_of(request)
    reach = reach_of(actor)
    row = reads.staff_notice(actor, number, reach)
    if not may_notice(actor, NoticeAction.RETRACT if row.published_at else NoticeAction.DRAFT, row, reach):
        raise NotAllowed()
    guard = guarded(request)
    form = ReasonForm(request.POST, auto_id="retract_%s")
    form.is_valid()
    try:
        notice_retract(actor=actor, notice=row, reason=form.cleaned_data.get("reason", ""), **guard)
    except InvalidInput as error:
        return _page(request, number, retraction=form, status=put_errors(form, error))
    except Refused as error:
        return _refused(request, number, error)
    messages.success(request, _("已撤下。") if row.published_at else _("公示稿已作废。"))
    return redirect("cases:office_notice", number=number)


@require_POST
@desk_page
def take_down(request: HttpRequest, number: str) -> HttpResponse:
    """Take one case down."""
    actor, row, _reach = _seen(request, number, NoticeAction.RETRACT)
    guard = guarded(request)
    form = _taking(row, version_content(row.round.version_id), request.POST)
    if not form.is_valid():
        return _page(request, number, taking=form, status=422)
    said = form.cleaned_data
    try:
        item_take_down(
            actor=actor,
            notice=row,
            item=int(said["item"]),
            to=State(said["to"]),
            reason=said["reason"],
            **guard,
        )
    except InvalidInput as error:
        return _page(request, number, taking=form, status=put_errors(form, error))
    except Refused as error:
        return _refused(request, number, error)
    messages.success(request, _("已撤下这一件。"))
    return redirect("cases:office_notice", number=number)
