"""The head of a case's page at the desk: what it is, where it stands, until when, whose it is, what can be done with it now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.cases.access import (
    CaseAction,
    Reach,
    in_department,
    may_assign,
    may_case,
    may_move,
    reach_of,
    visible_cases,
)
from zhongchuang.cases.flow import MoveName, State, moves_from
from zhongchuang.cases.flow.chain import level_of
from zhongchuang.cases.flow.deadlines import year_awaited
from zhongchuang.cases.flow.states import CLOSED, STATION
from zhongchuang.cases.flow.words import MOVE_WORDS, STATES
from zhongchuang.cases.models import Case
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.views.case_vouchers import voucher_rows
from zhongchuang.cases.views.labels import in_reader_language, state_status
from zhongchuang.cases.views.office_common import day, guard_of, reads_english, term_status
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.page import (
    Link,
    Money,
    Status,
    Step,
    Stepper,
    StepState,
    SummaryList,
    SummaryRow,
)
from zhongchuang.parties.accounts import actor_of

_WITH = ("programme__place", "round__department", "organisation", "place", "at_place", "officer", "employer")
STRAIGHT = (MoveName.ACCEPT,)
"""Moves that need no words: a button does it."""
WRITTEN = (
    MoveName.NOT_ACCEPT,
    MoveName.RETURN,
    MoveName.LAPSE,
    MoveName.REOPEN,
    MoveName.DILIGENCE_DONE,
)
"""Moves with a form of their own here."""
ELSEWHERE = {
    MoveName.APPROVE: "cases:decide",
    MoveName.REFUSE: "cases:decide",
    MoveName.COSIGN: "cases:cosign",
    MoveName.COSIGN_BACK: "cases:cosign",
    MoveName.REVOKE: "cases:revoke",
    MoveName.END: "cases:end",
}
"""Moves that other pages make, by the name of the page; two of one page are one entry."""
PRIMARY = (
    MoveName.ACCEPT,
    MoveName.DILIGENCE_DONE,
    MoveName.APPROVE,
    MoveName.COSIGN,
    MoveName.REOPEN,
)


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do: a link, or a button that does it at once."""

    label: str
    url: str
    is_button: bool = False
    presses: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A case opened at the desk."""

    case: Case
    programme: Programme
    actor: Actor
    reach: Reach
    today: dt.date
    submissions: int

    @property
    def state(self) -> State:
        """Where it stands."""
        return State(self.case.state)


def opened(request: HttpRequest, number: str) -> Opened:
    """A case by its number. Raises NotAllowed for whoever has no desk, NotFound for a case of another department."""
    actor = actor_of(request)
    if not may_case(actor, CaseAction.WORK):
        raise NotAllowed()
    reach = reach_of(actor)
    rows = visible_cases(actor, Case.objects.select_related(*_WITH), reach)
    case = rows.annotate(handed_in=Count("submissions", distinct=True)).filter(number=number).first()
    if case is None or case.state == State.DRAFT or not in_department(case, reach):
        raise NotFound()
    handed_in: int = case.handed_in
    return Opened(case, programme_of(case), actor, reach, clock.today(), handed_in)


def head_of(found: Opened) -> dict[str, object]:
    """What every part of the page shows above its own."""
    case = found.case
    actions = actions_of(found)
    primary = next((a for a in actions if a.presses), None)
    return {
        "case": case,
        "status": state_status(found.state),
        "term": term_of(found),
        "facts": _facts(found),
        "steps": _steps(found),
        "primary": primary,
        "more": [a for a in actions if a is not primary],
        "may_assign": may_assign(found.actor, case, found.reach) and found.state not in CLOSED,
        "takes": may_assign(found.actor, case, found.reach) and str(case.officer_id) != found.actor.user_id,
        "guard": guard_of(case),
        "assign_guard": guard_of(case),
        "breadcrumbs": (Link(_("办件"), reverse("cases:office")), Link(case.number, "")),
    }


def actions_of(found: Opened) -> list[Action]:
    """What the reader may do with the case now, the one to do first marked."""
    case, actions, pages = found.case, dict[str, Action](), set[str]()
    allowed = [m.name for m in moves_from(found.state) if may_move(found.actor, case, m, found.reach)]
    first = next((name for name in PRIMARY if name in allowed), None)
    for name in allowed:
        if name in STRAIGHT or name in WRITTEN:
            url = reverse("cases:office_move", args=[case.number, name.value])
        elif name in ELSEWHERE and ELSEWHERE[name] not in pages:
            pages.add(ELSEWHERE[name])
            url = reverse(ELSEWHERE[name], args=[case.number])
        else:
            continue
        if name is MoveName.LAPSE and (case.due_on is None or case.due_on >= found.today):
            continue
        label = _("作出决定") if name in (MoveName.APPROVE, MoveName.REFUSE) else str(MOVE_WORDS[name])
        actions[name.value] = Action(label, url, name in STRAIGHT, name is first)
    return list(actions.values())


def term_of(found: Opened) -> Status | str:
    """Until when, in word and shape."""
    case, calendar = found.case, working_calendar()
    awaited = None
    if case.due_on is None:
        began, level = clock.business_date(case.changed_at), level_of(case.at_place_id or "")
        awaited = year_awaited(found.state, found.programme, began, calendar, level)
    return term_status(case.due_on, found.state, found.today, calendar, awaited)


def _facts(found: Opened) -> SummaryList:
    case, english = found.case, reads_english()
    rows = [
        SummaryRow(
            _("申请人"), case.applicant_name, note=case.organisation.uscc if case.organisation else ""
        ),
        SummaryRow(_("项目"), in_reader_language(found.programme.title), note=case.round.name),
        SummaryRow(_("地区"), case.place.name_en if english else case.place.name),
        SummaryRow(_("经办"), case.officer.name if case.officer else _("还没有分派")),
    ]
    if case.submitted_at is not None:
        rows.append(SummaryRow(_("提交"), day(clock.business_date(case.submitted_at))))
    if found.programme.money is not None:
        rows.append(SummaryRow(_("申请金额"), Money(case.asked)))
    if case.granted is not None:
        rows.append(SummaryRow(_("批准金额"), Money(case.granted)))
    rows += voucher_rows(found.actor, case, desk=True)
    if found.state is State.RECOMMENDING and case.at_place is not None:
        unit = case.at_place.name_en if english else case.at_place.name
        rows.append(SummaryRow(_("现在由谁推荐"), unit))
    if case.origin == "backfill":
        rows.append(SummaryRow(_("来源"), _("补录的历史办件")))
    return SummaryList(tuple(rows))


def _steps(found: Opened) -> Stepper:
    """The stations of the programme; of a closed case none is current."""
    from_to = [(station, str(STATES[station])) for station in _stations(found.programme)]
    order = [station for station, _label in from_to]
    at = order.index(found.state) if found.state in order else -1
    if found.state is State.ANNOUNCED and State.TO_ANNOUNCE in order:
        at = order.index(State.TO_ANNOUNCE)
    if found.state in (State.APPROVED, State.ENDED):
        at = len(order)
    steps = []
    for number, (_station, label) in enumerate(from_to):
        state = StepState.NEXT
        if number < at:
            state = StepState.DONE
        elif number == at:
            state = StepState.CURRENT
        steps.append(Step(label, state))
    return Stepper(_("办理步骤"), tuple(steps))


def _stations(programme: Programme) -> list[State]:
    from_steps = [STATION[step] for step in programme.steps if step in STATION]
    return [*from_steps, State.APPROVED]
