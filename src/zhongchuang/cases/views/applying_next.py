"""What comes next in a case, in plain words: who acts, what the applicant can do, until when, whom to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.cases.flow import CLOSED, NOT_HANDED_IN, State
from zhongchuang.cases.flow.chain import level_of
from zhongchuang.cases.flow.deadlines import days_for, year_awaited
from zhongchuang.cases.flow.states import STATION
from zhongchuang.cases.forms.applying import said
from zhongchuang.cases.models import Case, CaseMove
from zhongchuang.cases.programmes.schema import Programme, Step
from zhongchuang.cases.selectors.deciding import next_duty
from zhongchuang.cases.services.answering import OFFERED
from zhongchuang.cases.views.aftercare import duty_name
from zhongchuang.cases.views.applying_showing import STEPS, days_of, until
from zhongchuang.cases.views.office_common import not_published
from zhongchuang.core import clock
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.clock import business_date
from zhongchuang.core.page import Link, Stepper, StepState
from zhongchuang.core.page import Step as PageStep


@dataclass(frozen=True, slots=True)
class Ahead:
    """What happens now, what then, until when, who answers questions; and the one thing to do, if it is one's own turn."""

    now: str
    then: str
    due_on: dt.date | None
    due_note: str
    ask: str
    action: Link | None = None


def ahead_of(case: Case, programme: Programme, moves: Sequence[CaseMove]) -> Ahead:
    """What comes next in a case."""
    state = State(case.state)
    due, note = _due(case, state, programme, moves)
    now, then = _words(case, state, programme, moves)
    return Ahead(now, then, due, note, _ask(case, state, programme), _action(case, state, programme))


def _due(
    case: Case, state: State, programme: Programme, moves: Sequence[CaseMove]
) -> tuple[dt.date | None, str]:
    today = clock.today()
    if state is State.DRAFT:
        closes = case.round.closes_on
        return closes, until(closes, today) if closes else ""
    if state is State.APPROVED and programme.aftercare and (duty := next_duty(case)) is not None:
        duty.case = case  # already there: no statement
        return duty.due_on, _("，").join(filter(None, (duty_name(duty), until(duty.due_on, today))))
    if case.due_on is None:
        began, level = (
            business_date(moves[-1].at if moves else case.changed_at),
            level_of(case.at_place_id or ""),
        )
        if days_for(state, programme, level) is None:
            return None, ""  # nobody is waited for
        awaited = year_awaited(state, programme, began, working_calendar(), level)
        return None, "" if awaited is None else not_published(awaited)
    return case.due_on, until(case.due_on, today)


def _words(case: Case, state: State, programme: Programme, moves: Sequence[CaseMove]) -> tuple[str, str]:
    department = said(programme.department)
    english = (get_language() or "").startswith("en")
    place = (case.at_place.name_en if english else case.at_place.name) if case.at_place else ""
    match state:
        case State.DRAFT:
            return _("还没有提交，只有您这一方看得到。"), _("填好、核对后提交。")
        case State.OFFERED:
            return (
                _("按平台登记的情况您符合，不用申请，已经替您填好，等您确认。"),
                _("确认后和自己申报的一样办；到期没有确认的不再办理。"),
            )
        case State.DECLINED | State.UNANSWERED:
            ended = (
                _("您已表示不要，不再办理。")
                if state is State.DECLINED
                else _("没有在期限内确认，不再办理。")
            )
            return ended, _("这不影响以后：这一批还开放的，可以按普通办法申报。")
        case State.RETURNED:
            return _("退回给您补正。"), _("按下面写的逐项改好，再重新提交；逾期没有补正的，不予受理。")
        case State.EMPLOYER:
            name = case.employer.name if case.employer else ""
            return _("等“%(name)s”同意。") % {"name": name}, _("同意后转到下一步。")
        case State.RECOMMENDING:
            return (
                _("%(place)s的推荐单位正在审核。") % {"place": place},
                _("同意推荐后转上一级，最后到%(department)s。") % {"department": department},
            )
        case State.SUBMITTED:
            return (
                _("等%(department)s受理。") % {"department": department},
                _("材料齐全、符合条件的受理；缺的一次说清，退回补正。"),
            )
        case State.REVIEWING:
            return _("专家正在评审。"), _("评审结束后，通过的进入下一步。")
        case State.DILIGENCE:
            return _("正在尽职调查。"), _("可能会来现场或请您补充说明。")
        case State.TO_ANNOUNCE:
            days = programme.notice.days if programme.notice else 0
            return _("等待公示。"), _("公示 %(days)s 个工作日，没有未答复的异议再作决定。") % {"days": days}
        case State.ANNOUNCED:
            return _("正在公示。"), _("公示期满、没有未答复的异议，进入决定。")
        case State.TO_DECIDE:
            return _("等%(department)s作出决定。") % {"department": department}, _("决定书会在这里送达。")
        case State.TO_COSIGN:
            return _("已同意，等财政部门会签。"), _("会签后生效。")
        case State.APPROVED:
            return _("已批准。"), _("后面还要做的事列在下面。")
        case _:
            last = moves[-1].reason if moves else ""
            ended = _("这件申报已经结束。")
            return (f"{ended}{_('理由：')}{last}" if last else ended), _remedies(state, programme)


def _remedies(state: State, programme: Programme) -> str:
    refused = (State.REFUSED, State.NOT_ACCEPTED, State.NOT_RECOMMENDED, State.REVOKED)
    return said(programme.decision.remedies) if state in refused else ""


def _ask(case: Case, state: State, programme: Programme) -> str:
    english = (get_language() or "").startswith("en")
    if state is State.RECOMMENDING and case.at_place is not None:
        place = case.at_place.name_en if english else case.at_place.name
        return _("%(place)s推荐单位") % {"place": place}
    if state is State.EMPLOYER and case.employer is not None:
        return case.employer.name
    if programme.contact is not None:
        return said(programme.contact)
    department = case.round.department
    return f"{department.name} {department.telephone}".strip()


def _action(case: Case, state: State, programme: Programme) -> Link | None:
    if state is State.DRAFT:
        first = reverse("cases:fill", args=[case.number, programme.sections[0].id])
        return Link(_("接着填写"), first)
    if state is State.OFFERED:
        return Link(_("看看并答复"), reverse("cases:offer", args=[case.number]))
    if state is State.RETURNED:
        return Link(_("去补正"), reverse("cases:review", args=[case.number]))
    return None


def course_now(case: Case, programme: Programme, moves: Sequence[CaseMove]) -> Stepper:
    """The line of steps with how far the case has come, each done step with the day on which it was done."""
    state = State(case.state)
    at = _step_of(case, state, programme, moves)
    done_on: dict[str, dt.date] = {move.source: business_date(move.at) for move in moves}
    handed_in = state not in NOT_HANDED_IN
    waiting = StepState.SKIPPED if state in CLOSED else StepState.CURRENT
    first = PageStep(
        _("确认") if case.origin == OFFERED else _("提交申报"),
        StepState.DONE if handed_in else waiting,
        date_in_words(business_date(case.submitted_at)) if case.submitted_at else "",
    )
    steps = [first]
    for number, step in enumerate(programme.steps):
        if not handed_in or number > at:
            steps.append(
                _step(
                    step, StepState.SKIPPED if state in CLOSED else StepState.NEXT, days_of(step, programme)
                )
            )
        elif number == at and state not in CLOSED and state is not State.ENDED:
            steps.append(_step(step, StepState.CURRENT, ""))
        else:
            source = STATION[step].value if step in STATION else ""
            note = date_in_words(done_on[source]) if source in done_on else ""
            ended_here = number == at and state in CLOSED and state is not State.ENDED
            steps.append(_step(step, StepState.SKIPPED if ended_here else StepState.DONE, note))
    return Stepper(_("办理进度"), tuple(steps))


def _step(step: Step, state: StepState, note: str) -> PageStep:
    return PageStep(str(STEPS[step]), state, note)


def _step_of(case: Case, state: State, programme: Programme, moves: Sequence[CaseMove]) -> int:
    """The number of the step where a case stands, or where it ended."""
    if state is State.RETURNED and case.returned_from:
        state = State(case.returned_from)
    elif state is State.RETURNED or (state in CLOSED and state is not State.ENDED):
        state = State(moves[-1].source) if moves else State.SUBMITTED
    if state is State.ANNOUNCED:
        state = State.TO_ANNOUNCE
    if state in (State.APPROVED, State.ENDED, State.REVOKED):
        later = [n for n, step in enumerate(programme.steps) if step in (Step.PAY, Step.AFTERCARE)]
        return (
            (later[0] if later else len(programme.steps))
            if state is not State.ENDED
            else len(programme.steps)
        )
    return next((n for n, step in enumerate(programme.steps) if STATION.get(step) is state), 0)


def date_in_words(day: dt.date) -> str:
    """A day as a note has it."""
    if (get_language() or "").startswith("en"):
        return f"{day.day} {day:%b} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"
