"""The desk: what waits for whom, by its term; every case, narrowed and ordered; many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.cases.access import CaseAction, may_case
from zhongchuang.cases.flow.deadlines import year_awaited_in_list
from zhongchuang.cases.flow.states import State
from zhongchuang.cases.flow.words import STATES
from zhongchuang.cases.forms.office import SavedViewForm
from zhongchuang.cases.models import Round
from zhongchuang.cases.selectors import office as reads
from zhongchuang.cases.selectors.office import (
    COUNTED_UP_TO,
    Desk,
    ListedCase,
    Narrowing,
    Order,
    Sums,
    View,
)
from zhongchuang.cases.selectors.posts import Colleague, officers_of
from zhongchuang.cases.services.batching import LONGEST_MESSAGE
from zhongchuang.cases.views.labels import state_status
from zhongchuang.cases.views.office_common import day, desk_page, guard_of, reads_english, term_status
from zhongchuang.cases.views.office_links import elsewhere_of, ways_of
from zhongchuang.core import clock
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.page import EmptyState, FormGuard, Link, Money, Option, Status, with_query
from zhongchuang.core.working_days import WorkingCalendar
from zhongchuang.parties.accounts import actor_of

E = TypeVar("E", bound=StrEnum)
LONGEST_SEARCH = 80
ON_THE_DESK = 100
"""Tasks on the first page: more than an officer gets through in a day."""
SHOWN_STATES = tuple(state for state in State if state is not State.DRAFT)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a row of a list."""

    case: ListedCase
    url: str
    programme: str
    place: str
    status: Status
    term: Status | str
    changed: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading."""

    heading: str
    rows: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """A list of the desk with how many there are in it."""

    label: str
    url: str
    count: int
    current: bool
    presses: bool = False


@require_safe
@desk_page
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, by its term."""
    desk = reads.desk_of(actor_of(request), clock.today())
    view = _one_of(View, request.GET.get("view", ""), View.MINE)
    if view is View.ALL:
        view = View.MINE
    by = Narrowing(view=view, order=Order.TERM)
    sums = reads.sums_of(desk)
    calendar = working_calendar()
    page = reads.page_of(reads.narrowed(desk, by), by, ON_THE_DESK)
    rows = [row_of(case, desk.today, calendar) for case in page.rows]
    context = {
        "tabs": tabs_of(sums, view),
        "groups": [*_by_term(rows, desk.today)],
        "view": view.value,
        "all_of_view": _list_url(view) if page.after else "",
        "nothing": _nothing(view),
        "elsewhere": elsewhere_of(desk),
        "ways": ways_of(desk.actor),
        **batch_context(desk, request),
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("办件"), "")),
    }
    return render(request, "cases/office/home.html", context)


@require_safe
@desk_page
def cases(request: HttpRequest) -> HttpResponse:
    """Every case of the desk, narrowed and ordered."""
    desk = reads.desk_of(actor_of(request), clock.today())
    by = narrowing_of(request.GET)
    sums, calendar = reads.sums_of(desk), working_calendar()
    found, count = reads.found_of(desk, by)
    page = reads.page_of(found, by)
    rounds, officers = reads.rounds_of(desk), officers_on(desk)
    kept = {name: value for name, value in _pairs(request.GET) if name not in {"after", "before"}}
    context = {
        "tabs": tabs_of(sums, None),
        "rows": [row_of(case, desk.today, calendar) for case in page.rows],
        "count": count,
        "beyond": count > COUNTED_UP_TO,
        "limit": COUNTED_UP_TO,
        "by": by,
        "fields": filter_fields(by, sums, rounds, officers),
        "narrowed": bool(kept),
        "next_url": with_query(request.GET, after=page.after, before=None) if page.after else "",
        "previous_url": with_query(request.GET, before=page.before, after=None) if page.before else "",
        "export_url": f"{reverse('cases:office_export')}?{urlencode(_pairs(request.GET))}",
        "saved": [
            (one, f"{reverse('cases:office_cases')}?{one.query}", guard_of())
            for one in reads.views_of(desk.account)
        ],
        "save_form": SavedViewForm(initial={"query": urlencode(_pairs(request.GET))}),
        "save_guard": guard_of(),
        "nothing": EmptyState(
            _("没有符合条件的办件"),
            _("放宽条件再看。"),
            Link(_("清除条件"), reverse("cases:office_cases")),
        ),
        **batch_context(desk, request, officers),
        "breadcrumbs": (Link(_("办件"), reverse("cases:office")), Link(_("全部办件"), "")),
    }
    return render(request, "cases/office/list.html", context)


def narrowing_of(query: QueryDict) -> Narrowing:
    """What an address narrows a list by; what is no choice counts for nothing."""
    known = {state.value for state in SHOWN_STATES}
    return Narrowing(
        view=_one_of(View, query.get("view", ""), View.ALL),
        states=tuple(value for value in query.getlist("state") if value in known),
        programme=_number(query.get("programme", "")),
        round=_number(query.get("round", "")),
        place=query.get("place", "")[:6],
        officer=query.get("officer", "")[:20],
        late=query.get("late") == "1",
        search=query.get("q", "").strip()[:LONGEST_SEARCH],
        order=_one_of(Order, query.get("order", ""), Order.CHANGE),
        after=query.get("after", "")[:80],
        before=query.get("before", "")[:80],
    )


@dataclass(frozen=True, slots=True)
class FilterField:
    """One choice of the form that narrows."""

    name: str
    label: str
    options: tuple[tuple[Option, bool], ...]


def filter_fields(
    by: Narrowing, sums: Sums, rounds: Sequence[Round], officers: Sequence[Colleague]
) -> list[FilterField]:
    """The choices there are, those chosen marked."""
    english = reads_english()
    programmes = {r.programme_id: r.programme.title_en if english else r.programme.title for r in rounds}
    states = [(s.value, f"{STATES[s]}（{sums.states[s]}）") for s in SHOWN_STATES if s in sums.states]
    places = [(code, f"{en if english else zh}（{n}）") for code, (zh, en, n) in sums.places.items()]
    people = [("me", _("我")), ("none", _("还没有分派")), *((str(o.account), o.name) for o in officers)]
    orders = [
        (Order.CHANGE.value, _("最近变化的在前")),
        (Order.TERM.value, _("期限近的在前")),
        (Order.NEWEST.value, _("新建立的在前")),
    ]
    said = by.states[0] if by.states else ""
    return [
        _field("state", _("状态"), states, said, _("全部状态")),
        _field("programme", _("项目"), programmes.items(), str(by.programme or ""), _("全部项目")),
        _field(
            "round",
            _("批次"),
            [(r.pk, f"{programmes[r.programme_id]} · {r.name}") for r in rounds],
            str(by.round or ""),
            _("全部批次"),
        ),
        _field("place", _("地区"), places, by.place, _("全部地区")),
        _field("officer", _("经办"), people, by.officer, _("全部经办")),
        _field("late", _("期限"), [("1", _("只看超期的"))], "1" if by.late else "", _("不限")),
        _field("order", _("排序"), orders, by.order.value, ""),
    ]


def tabs_of(sums: Sums, current: View | None) -> list[Tab]:
    """The lists of the desk."""
    labels = {
        View.MINE: _("我的待办"),
        View.UNASSIGNED: _("待分派"),
        View.LATE: _("已超期"),
        View.ELSEWHERE: _("等别人"),
    }
    home_url = reverse("cases:office")
    tabs = [
        Tab(
            label,
            home_url if view is View.MINE else f"{home_url}?view={view.value}",
            sums.views[view],
            current is view,
            view is View.LATE and sums.views[view] > 0,
        )
        for view, label in labels.items()
    ]
    return [*tabs, Tab(_("全部办件"), reverse("cases:office_cases"), sums.views[View.ALL], current is None)]


def row_of(case: ListedCase, today: dt.date, calendar: WorkingCalendar) -> CaseRow:
    """A case as a row."""
    english = reads_english()
    return CaseRow(
        case,
        reverse("cases:office_case", args=[case.number]),
        case.programme_en if english else case.programme,
        case.place_en if english else case.place,
        state_status(case.state),
        term_status(case.due_on, case.state, today, calendar, _awaited(case, calendar)),
        day(clock.business_date(case.changed_at)),
        Money(case.granted if case.granted is not None else case.asked),
    )


def _awaited(case: ListedCase, calendar: WorkingCalendar) -> int | None:
    if case.due_on is not None:
        return None
    return year_awaited_in_list(case.state, clock.business_date(case.changed_at), calendar)


def batch_context(
    desk: Desk, request: HttpRequest, officers: Sequence[Colleague] | None = None
) -> dict[str, object]:
    """What the bar of batches needs; nothing for whoever may only look."""
    may = may_case(desk.actor, CaseAction.ARRANGE)
    people = officers if officers is not None else (officers_on(desk) if may else [])
    return {
        "may_batch": may,
        "batch_guard": FormGuard(guard_of().idempotency_key),
        "officers": [(str(one.account), one.name) for one in people],
        "longest_message": LONGEST_MESSAGE,
        "back": request.get_full_path(),
    }


def officers_on(desk: Desk) -> list[Colleague]:
    """The officers of the departments of a desk."""
    return officers_of(None if desk.everything else desk.departments)


def _by_term(rows: Sequence[CaseRow], today: dt.date) -> Iterator[Group]:
    """The tasks under headings, the late ones first; rows come in the order of their terms."""
    week = today + dt.timedelta(days=7)

    def heading(row: CaseRow) -> str:
        due = row.case.due_on
        if due is None:
            return _("没有期限")
        if due < today:
            return _("已超期")
        if due == today:
            return _("今天到期")
        return _("七天之内") if due <= week else _("以后")

    for words, group in groupby(rows, heading):
        yield Group(words, tuple(group))


def _nothing(view: View) -> EmptyState:
    to_all = Link(_("看全部办件"), reverse("cases:office_cases"))
    match view:
        case View.UNASSIGNED:
            return EmptyState(_("没有待分派的办件"), _("送到本部门的都有人经办。"), to_all)
        case View.LATE:
            return EmptyState(_("没有超期的办件"), "", to_all)
        case View.ELSEWHERE:
            return EmptyState(_("没有在等别人的办件"), "", to_all)
        case _:
            waiting = Link(_("看待分派的"), reverse("cases:office") + "?view=unassigned")
            return EmptyState(_("没有等您办的件"), _("分派给您的、由您代办的，会按期限列在这里。"), waiting)


def _list_url(view: View) -> str:
    return f"{reverse('cases:office_cases')}?view={view.value}&order=term"


def _field(
    name: str, label: str, choices: Iterable[tuple[object, str]], chosen: str, everything: str
) -> FilterField:
    options = [Option(str(value), words) for value, words in choices]
    if everything:
        options.insert(0, Option("", everything))
    return FilterField(name, label, tuple((one, one.value == chosen) for one in options))


def _pairs(query: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in query.lists() for value in values if value]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _one_of(kind: type[E], text: str, default: E) -> E:
    return next((member for member in kind if member.value == text), default)
