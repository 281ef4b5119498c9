"""What a case's pages tell of its review, its notice and its decision. The applicant reads what the rules let them know: not who
the experts are, not who objected nor what with; the department reads the names where it may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.cases.access import NoticeAction, ReviewAction, may_objection, may_panel
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Decision, NoticeItem, Objection, ObjectionState, Panel, Sheet
from zhongchuang.cases.programmes.schema import Step
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.views.applying_showing import until
from zhongchuang.cases.views.notice_words import item_status, objection_status
from zhongchuang.core import clock
from zhongchuang.core.clock import business_date
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from zhongchuang.cases.views.office_head import Opened
    from zhongchuang.core.actors import Actor

Context = dict[str, object]
IN_FORCE = (State.APPROVED, State.REFUSED, State.REVOKED, State.ENDED)
"""Where a decision has been given out; before the finance department signed, it is the department's own matter."""


def review_context(case: Case, _actor: Actor) -> Context | None:
    """To the applicant: how the review stands, and what it came to; who reviews stays unsaid, how they were drawn does not."""
    if Step.REVIEW not in programme_of(case).steps:
        return None
    rows = []
    if case.state == State.REVIEWING:
        panel = _panel_of(case)
        rows = [] if panel is None else _draw_rows(panel)
    rows += _score_rows(case)
    return {"facts": SummaryList(tuple(rows))} if rows else None


def _panel_of(case: Case) -> Panel | None:
    found: Panel | None = Panel.objects.filter(cases=case).order_by("-pk").first()
    return found


def _draw_rows(panel: Panel) -> list[SummaryRow]:
    drawn = _("已随机抽取，任何人都可以重演") if panel.drawn_at else _("还没有抽取，种子的摘要已经公布")
    link = Link(panel.number, reverse("cases:panel_public", args=[panel.number]))
    rows = [SummaryRow(_("评审组"), link, note=drawn), SummaryRow(_("专家数"), panel.seats)]
    if panel.drawn_at and panel.due_on and not panel.closed_at:
        rows.append(SummaryRow(_("评分期限"), panel.due_on, note=until(panel.due_on, clock.today())))
    return rows


def _score_rows(case: Case) -> list[SummaryRow]:
    review = programme_of(case).review
    if case.score is None or review is None:
        return []
    pass_mark = _("及格 %(mark)s 分") % {"mark": f"{review.pass_mark.normalize():f}"}
    rows = [SummaryRow(_("评审得分"), f"{case.score:f}", note=pass_mark)]
    if case.rank is not None:
        rows.append(SummaryRow(_("名次"), _("第 %(rank)s 名") % {"rank": case.rank}))
    return rows


def notice_context(case: Case, _actor: Actor) -> Context | None:
    """To the applicant: when it is announced, how long still; whether an objection stands in the way, as everybody reads it.
    Of a case that was decided the decision tells it.
    """
    before = (State.DRAFT, State.RECOMMENDING, State.SUBMITTED, *IN_FORCE)
    if Step.NOTICE not in programme_of(case).steps or case.state in before:
        return None
    item = _item_of(case)
    if item is None:
        return None
    facts = SummaryList(tuple(_notice_rows(item)))
    return {"facts": facts}


def _item_of(case: Case) -> NoticeItem | None:
    waiting = Objection.objects.filter(
        notice=OuterRef("notice"), case=OuterRef("case"), state=ObjectionState.OPEN
    )
    rows = NoticeItem.objects.filter(case=case, notice__published_at__isnull=False)
    found: NoticeItem | None = (
        rows.select_related("notice").annotate(objected=Exists(waiting)).order_by("-pk").first()
    )
    return found


def _notice_rows(item: NoticeItem) -> list[SummaryRow]:
    notice, today = item.notice, clock.today()
    running = notice.retracted_at is None and notice.closes_on is not None and today <= notice.closes_on
    objected: bool = item.objected  # type: ignore[attr-defined]  # annotated
    days = _("%(days)d 个工作日，含首尾两天") % {"days": notice.days}
    rows = [
        SummaryRow(_("公示"), Link(notice.title, reverse("cases:notice", args=[notice.number]))),
        SummaryRow(_("状态"), item_status(item, running=running, objected=objected), note=item.note),
        SummaryRow(_("开始"), notice.opens_on, note=days),
        SummaryRow(
            _("最后一天"),
            notice.closes_on,
            note=until(notice.closes_on, today) if running and notice.closes_on else "",
        ),
    ]
    if objected:
        rows.append(SummaryRow(_("异议"), _("有异议正在办理，答复之前不作决定；提出的人和内容保密")))
    return rows


def decision_context(case: Case, _actor: Actor) -> Context | None:
    """To the applicant: what was decided, on which words and grounds, and where to turn against it."""
    if case.state not in IN_FORCE:
        return None
    item = NoticeItem.objects.filter(case=OuterRef("case"), notice__published_at__isnull=False).order_by(
        "-pk"
    )
    found = (
        Decision.objects.filter(case=case, superseded_at=None)
        .select_related("meeting")
        .annotate(notice=Subquery(item.values("notice__number")[:1]))
        .first()
    )
    if found is None:
        return None
    outcome: dict[str, StrOrPromise] = {"approved": _("批准"), "refused": _("不批准"), "revoked": _("撤销")}
    good = found.outcome == "approved"
    rows = [
        SummaryRow(
            _("结论"),
            Status(
                str(outcome[found.outcome]),
                Shape.CHECK if good else Shape.CROSS,
                Tone.ACCENT if good else Tone.PLAIN,
            ),
        ),
        SummaryRow(_("决定日期"), found.decided_on),
        SummaryRow(_("依据"), _clause(found.clause, case), note=_quoted(case)),
    ]
    if found.amount is not None and good:
        rows.append(SummaryRow(_("支持金额"), Money(found.amount)))
    if found.meeting is not None:
        rows.append(SummaryRow(_("会议"), found.meeting.number))
    if found.notice:
        rows.append(SummaryRow(_("公示"), Link(found.notice, reverse("cases:notice", args=[found.notice]))))
    if case.in_force_until is not None and good:
        rows.append(SummaryRow(_("有效期至"), case.in_force_until))
    return {
        "facts": SummaryList(tuple(rows)),
        "grounds": found.grounds,
        "remedies": "" if good else found.remedies,
    }


def _clause(text: str, case: Case) -> Link | str:
    """The words it rests on, one click away, where the document is held (then its words are quoted by the programme)."""
    document, _hash, clause = text.partition("#")
    held = any(b.document == document and b.quote is not None for b in programme_of(case).basis)
    if not (held and clause):
        return document
    return Link(_("条款 %(clause)s") % {"clause": clause}, reverse("policy:clause", args=[document, clause]))


def _quoted(case: Case) -> str:
    return programme_of(case).basis[0].quote or ""


def has_review(opened: Opened) -> bool:
    """Whether the department has anything to show of a review."""
    if Step.REVIEW not in opened.programme.steps:
        return False
    before = (State.EMPLOYER, State.RECOMMENDING, State.SUBMITTED)
    return opened.state not in before and (
        opened.state is not State.RETURNED or opened.case.score is not None
    )


def office_review(opened: Opened) -> Context:
    """To the department: who was drawn, who gave way, what each sheet comes to once the panel is closed."""
    case = opened.case
    rows = Sheet.objects.filter(case=case).select_related(
        "seat__panel__round", "seat__expert__account", "seat__expert__organisation"
    )
    sheets = list(rows.order_by("-seat__panel_id", "seat__order"))
    panel = sheets[0].seat.panel if sheets else _panel_of(case)
    if panel is None:
        return {"facts_of_review": SummaryList(tuple(_score_rows(case))), "table": None}
    named = may_panel(opened.actor, ReviewAction.VIEW, panel, opened.reach)
    facts = [*_draw_rows(panel), *_score_rows(case)]
    return {
        "facts_of_review": SummaryList(tuple(facts)),
        "table": _sheets_table([s for s in sheets if s.seat.panel_id == panel.pk], panel) if named else None,
        "panel_url": reverse("cases:panel", args=[panel.number]) if named else "",
    }


def _sheets_table(sheets: list[Sheet], panel: Panel) -> DataTable:
    return DataTable(
        _("专家"),
        (
            Column(_("序号"), ColumnKind.NUMBER),
            Column(_("专家")),
            Column(_("评分表")),
            Column(_("总分"), ColumnKind.NUMBER),
        ),
        tuple(
            Row(
                (
                    Cell(sheet.seat.order),
                    Cell(
                        sheet.seat.expert.account.name,
                        note=sheet.seat.expert.organisation.name if sheet.seat.expert.organisation else "",
                    ),
                    Cell(_sheet_status(sheet)),
                    Cell(sheet.total if panel.closed_at and sheet.submitted_at else ""),
                )
            )
            for sheet in sheets
        ),
        empty=EmptyState(_("还没有抽取专家"), ""),
        show_caption=True,
    )


def _sheet_status(sheet: Sheet) -> Status:
    if sheet.seat.state == "recused":
        return Status(_("已回避"), Shape.PAUSE)
    if sheet.submitted_at is not None:
        return Status(_("已提交"), Shape.CHECK)
    return Status(_("还没有提交"), Shape.RING)


def has_notice(opened: Opened) -> bool:
    """Whether the case came to its notice."""
    before = (State.EMPLOYER, State.RECOMMENDING, State.SUBMITTED, State.REVIEWING, State.DILIGENCE)
    return Step.NOTICE in opened.programme.steps and opened.state not in before


def office_notice(opened: Opened) -> Context:
    """To the department: the notice with its days, and the objections by number; who objected is on no page of the case."""
    item = _item_of(opened.case)
    rows = Objection.objects.filter(case=opened.case).defer("identity", "statement", "remedy").order_by("-pk")
    seen = may_objection(opened.actor, NoticeAction.VIEW)
    return {
        "facts_of_notice": None if item is None else SummaryList(tuple(_notice_rows(item))),
        "notice_url": "" if item is None else reverse("cases:office_notice", args=[item.notice.number]),
        "table": _objections_table(list(rows)) if seen and item is not None else None,
    }


def _objections_table(objections: list[Objection]) -> DataTable:
    return DataTable(
        _("异议"),
        (
            Column(_("编号"), ColumnKind.CODE),
            Column(_("收到"), ColumnKind.DATE),
            Column(_("状态")),
            Column(_("答复期限"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(one.number, url=reverse("cases:office_objection", args=[one.number])),
                    Cell(business_date(one.received_at)),
                    Cell(objection_status(one)),
                    Cell(one.due_on or ""),
                )
            )
            for one in objections
        ),
        empty=EmptyState(_("没有异议"), ""),
        show_caption=True,
    )
