"""免申即享 at the desk: who would get a call's support by the register, in the rules' words; and the word to send it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.cases.access import CaseAction, may_case
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import ProactiveFinding, ProactiveRun, ProactiveState, Round
from zhongchuang.cases.programmes.proactive import Outcome
from zhongchuang.cases.selectors.basis import cited
from zhongchuang.cases.selectors.proactive import findings_of, run_at_last, to_send
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.selectors.rounds import is_open, round_seen
from zhongchuang.cases.services.offers import Unsent
from zhongchuang.cases.services.proactive import proactive_judge, proactive_send
from zhongchuang.cases.views.guarding import desk_page, english, guard_of, guarded, key_of
from zhongchuang.cases.views.labels import clause_link, state_status
from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import NotFound, Refused
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
    SummaryList,
    SummaryRow,
    Tone,
    page_number,
    paginate,
)
from zhongchuang.core.page.listing import PER_PAGE
from zhongchuang.parties.accounts import actor_of

OUTCOMES = {
    Outcome.MET: Status(gettext_lazy("符合"), Shape.CHECK, Tone.ACCENT),
    Outcome.LACKING: Status(gettext_lazy("差登记信息"), Shape.QUESTION),
    Outcome.NOT_MET: Status(gettext_lazy("不符合"), Shape.CROSS),
}
_RUNS = {
    ProactiveState.WAITING: Status(gettext_lazy("排队"), Shape.RING),
    ProactiveState.JUDGING: Status(gettext_lazy("核算中"), Shape.HALF, Tone.ACCENT),
    ProactiveState.JUDGED: Status(gettext_lazy("已核算，还没有发送"), Shape.HALF),
    ProactiveState.SENDING: Status(gettext_lazy("发送中"), Shape.HALF, Tone.ACCENT),
    ProactiveState.SENT: Status(gettext_lazy("已发送"), Shape.CHECK, Tone.ACCENT),
    ProactiveState.FAILED: Status(gettext_lazy("没有算成，请再核算一次"), Shape.WARNING, Tone.DANGER),
}
_BROKE_OFF = Status(gettext_lazy("发送中断：已送达的保留，其余请再发送一次"), Shape.WARNING, Tone.DANGER)
_UNSENT = {
    Unsent.CHANGED: gettext_lazy("没有送：登记有变，现在不符合"),
    Unsent.APPLIED: gettext_lazy("没有送：这一批已经自己申报"),
    Unsent.BARRED: gettext_lazy("没有送：在限制申报期内"),
}


@require_safe
@desk_page
def found(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest run of a call: how far it is, who has it, what others lack; and what became of the offers."""
    actor = actor_of(request)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    call = round_seen(actor, pk)
    content = version_content(call.version_id)
    if content.proactive is None:
        raise NotFound()
    run = run_at_last(call)
    wanted = request.GET.get("outcome", "")
    outcome = wanted if wanted in set(Outcome) else ""
    may_arrange = may_case(actor, CaseAction.ARRANGE) and is_open(call)
    waiting = to_send(run).count() if run is not None and not run.is_active else 0
    basis = next(one for one in content.basis if one.measure == content.proactive.measure)
    title = call.programme.title_en if english() else call.programme.title
    context: dict[str, Any] = {
        "call": call,
        "title": title,
        "run": run,
        "status": _status(run) if run else None,
        "facts": _facts(run, basis.document, basis.clause or "") if run else None,
        "quote": basis.quote,
        "tabs": _tabs(run, outcome) if run else (),
        "table": _table(request, run, outcome) if run and run.finished_at else None,
        "waiting": waiting,
        "days": content.proactive.days,
        "may_judge": may_arrange and (run is None or not run.is_active),
        "may_send": may_arrange and waiting > 0,
        "guard": guard_of(),
        "send_guard": guard_of(run),
        "breadcrumbs": (
            Link(_("申报批次"), reverse("cases:rounds")),
            Link(call.name, reverse("cases:round", args=[call.pk])),
            Link(_("免申即享"), ""),
        ),
    }
    return render(request, "cases/programmes/proactive.html", context)


def _status(run: ProactiveRun) -> Status:
    """How far it is. One that was told to be sent and stands judged again broke off on the way."""
    broke_off = run.state == ProactiveState.JUDGED and run.sent_by
    return _BROKE_OFF if broke_off else _RUNS[ProactiveState(run.state)]


def _facts(run: ProactiveRun, document: str, clause: str) -> SummaryList:
    offers = (
        findings_of(run)
        .exclude(case=None)
        .order_by()
        .aggregate(
            made=Count("pk"),
            waiting=Count("pk", filter=Q(case__state=State.OFFERED.value)),
            declined=Count("pk", filter=Q(case__state=State.DECLINED.value)),
            unanswered=Count("pk", filter=Q(case__state=State.UNANSWERED.value)),
        )
    )
    rows = [
        SummaryRow(_("依据"), clause_link(cited(document, clause), document)),
        SummaryRow(
            _("核算日期"),
            run.on,
            note=_("政策包 %(version)s；每个对象的登记事实都留了摘要") % {"version": run.pack_version[:12]},
        ),
    ]
    if run.finished_at is not None:
        rows.append(SummaryRow(_("完成"), business_date(run.finished_at)))
    if offers["made"]:
        taken = offers["made"] - offers["waiting"] - offers["declined"] - offers["unanswered"]
        rows.append(
            SummaryRow(
                _("已送达"),
                offers["made"],
                note=_(
                    "待确认 %(waiting)d · 已确认或更正 %(taken)d · 不要 %(declined)d · 逾期 %(unanswered)d"
                )
                % {**offers, "taken": taken},
            )
        )
    return SummaryList(tuple(rows))


def _tabs(run: ProactiveRun, outcome: str) -> tuple[dict[str, Any], ...]:
    counts = {Outcome.MET: run.met, Outcome.LACKING: run.lacking, Outcome.NOT_MET: run.not_met}
    everything = {"label": _("全部"), "url": "?", "count": sum(counts.values()), "current": not outcome}
    return (
        everything,
        *(
            {
                "label": OUTCOMES[one].word,
                "url": f"?outcome={one.value}",
                "count": counts[one],
                "current": outcome == one.value,
            }
            for one in Outcome
        ),
    )


def _table(request: HttpRequest, run: ProactiveRun, outcome: str) -> DataTable:
    counts = {"": run.met + run.lacking + run.not_met, "met": run.met, "lacking": run.lacking}
    pages = paginate(request.GET, counts.get(outcome, run.not_met), page_number(request))
    rows = findings_of(run, outcome).select_related("organisation")
    shown = rows[(pages.page - 1) * PER_PAGE : pages.page * PER_PAGE]
    return DataTable(
        _("谁符合"),
        (
            Column(_("名称")),
            Column(_("所在地")),
            Column(_("结论")),
            Column(_("按规则")),
            Column(_("办件"), ColumnKind.CODE),
        ),
        tuple(_row(one) for one in shown),
        pages,
        EmptyState(_("没有"), _("本地没有这样的单位或众创空间。")),
    )


def _row(one: ProactiveFinding) -> Row:
    outcome = Outcome(one.outcome)
    holder = one.organisation.name if one.organisation.name != one.name else ""
    return Row(
        (
            Cell(one.name, note=holder),
            Cell(one.place.name_en if english() else one.place.name),
            Cell(OUTCOMES[outcome]),
            Cell(_grounds(one, outcome)),
            _case_cell(one),
        )
    )


def _grounds(one: ProactiveFinding, outcome: Outcome) -> str:
    """What stands in the way first of all; of who has it, everything that holds."""
    said = [(holds, (en if english() else zh).rstrip("。.")) for holds, zh, en in one.reasons]
    told = [
        _("不成立：%(words)s") % {"words": words} if holds is False else words
        for holds, words in said
        if (holds is True) == (outcome is Outcome.MET)
    ]
    return _("；").join(told or (words for _holds, words in said))


def _case_cell(one: ProactiveFinding) -> Cell:
    if one.case is None:
        return Cell(_UNSENT[Unsent(one.unsent)] if one.unsent else "")
    if one.case.state == State.DRAFT:  # being corrected: its holder's own again, until it is handed in
        return Cell(_("对方更正中"))
    status = state_status(State(one.case.state))
    return Cell(one.case.number, url=reverse("cases:office_case", args=[one.case.number]), note=status.word)


@require_POST
@desk_page
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Have everybody of the place judged by a worker."""
    call = _call(request, pk)
    try:
        proactive_judge(actor=actor_of(request), round_id=call.pk, key=key_of(request))
    except Refused as error:
        messages.error(request, error.told_in("en" if english() else "zh-hans"))
    else:
        messages.success(request, _("开始核算，算完会显示在这一页。"))
    return redirect("cases:proactive", call.pk)


@require_POST
@desk_page
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the offers made to everybody who has it."""
    call = _call(request, pk)
    shown = request.POST.get("run", "")[:32]  # what was read is what is sent, not what came since
    try:
        proactive_send(actor=actor_of(request), run_key=shown, **guarded(request))
    except Refused as error:
        messages.error(request, error.told_in("en" if english() else "zh-hans"))
    else:
        messages.success(request, _("开始发送。每个符合的只送一份，已经送过的不再送。"))
    return redirect("cases:proactive", call.pk)


def _call(request: HttpRequest, pk: int) -> Round:
    actor = actor_of(request)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    return round_seen(actor, pk)
