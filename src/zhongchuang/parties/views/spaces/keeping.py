"""The register of a space: what there is to do, and who is in it as at a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from zhongchuang.core import clock
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Facet,
    FacetOption,
    Facets,
    Link,
    Row,
    SummaryList,
    SummaryRow,
    page_of,
)
from zhongchuang.parties.access import SpaceAction, may_space
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.models import ImportState, PeriodClose, Space
from zhongchuang.parties.selectors import residency as tenants_reads
from zhongchuang.parties.selectors import spaces as reads
from zhongchuang.parties.spaces.periods import (
    ONE_DAY,
    Knowledge,
    Period,
    capacity_as_at,
    declared_as_at,
    periods_between,
)
from zhongchuang.parties.spaces.residency import Residency, Stay, by_tenant, residency_as_at
from zhongchuang.parties.views.spaces.common import kept, place_name, records, stay_status, trail

LONGEST_SEARCH = 60
FIRST_KEPT_PERIOD = dt.timedelta(days=730)
"""Periods older than two years are not asked to be closed; they still may be."""


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits, and where it is done."""

    words: str
    link: Link


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The spaces whose registers the reader keeps; for departments those of a place, or all."""
    actor = actor_of(request)
    found, chosen = reads.kept_spaces(actor), request.GET.getlist("place")
    places = reads.places_of(found)
    rows = reads.with_work(found.filter(place__in=chosen) if chosen else found)
    page, shown = page_of(request, rows)
    counts = reads.stay_counts([one.pk for one in shown])
    oversees = may_space(actor, SpaceAction.SEE_TENANTS)
    context = {
        "oversees": oversees,
        "may_register": may_space(actor, SpaceAction.REGISTER),
        "total": page.total,
        "facets": Facets(
            request.path,
            "found",
            (
                Facet(
                    "place",
                    _("地区"),
                    tuple(
                        FacetOption(place.pk, place_name(place), n, place.pk in chosen) for place, n in places
                    ),
                ),
            ),
        )
        if oversees and len(places) > 1
        else None,
        "table": DataTable(
            _("众创空间"),
            (
                Column(_("名称")),
                Column(_("地区")),
                Column(_("在孵"), ColumnKind.NUMBER),
                Column(_("待审入驻"), ColumnKind.NUMBER),
                Column(_("已毕业"), ColumnKind.NUMBER),
                Column(_("最近关账")),
            ),
            tuple(
                Row(
                    (
                        Cell(one.name, url=reverse("parties:space_work", args=[one.pk])),
                        Cell(place_name(one.place)),
                        Cell(counts[one.pk][Stay.RESIDENT]),
                        Cell(counts[one.pk][Stay.APPLIED]),
                        Cell(counts[one.pk][Stay.GRADUATED]),
                        Cell(_closed_name(one)),
                    )
                )
                for one in shown
            ),
            page,
            _no_space(may_space(actor, SpaceAction.REGISTER)),
        ),
        "breadcrumbs": trail(Link(_("我的空间") if not oversees else _("空间与入驻"), "")),
    }
    return render(request, "parties/spaces/mine.html", context)


def _closed_name(space: Any) -> str:
    if space.closed_ends is None:
        return _("还没有")
    return period_words(Period(space.closed_starts, space.closed_ends))


def _no_space(may_register: bool) -> EmptyState:
    if may_register:
        return EmptyState(
            _("还没有众创空间"),
            _("登记您运营的众创空间，然后登记入驻的企业和团队。"),
            Link(_("登记众创空间"), reverse("parties:space_new")),
        )
    return EmptyState(_("没有您运营的众创空间"), _("您的单位成为某个空间的运营单位后，它会列在这里。"))


def period_words(period: Period) -> str:
    """A period as it is read: 2026年第三季度."""
    if period.name.isdecimal():
        return _("%(year)s年") % {"year": period.name}
    names = {"1": _("第一季度"), "2": _("第二季度"), "3": _("第三季度"), "4": _("第四季度")}
    return _("%(year)s年%(quarter)s") % {"year": period.name[:4], "quarter": names[period.name[-1]]}


@require_safe
@login_required
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """A space from behind the counter: what waits, and how it stands today."""
    actor, space = kept(request, pk)
    today, known = clock.today(), tenants_reads.knowledge_of(space)
    may_record = records(actor, space)
    closes = reads.closes_of(space)
    waiting = list(tenants_reads.imports_of(space).filter(state=ImportState.READY)[:3])
    context = {
        "space": space,
        "place": place_name(space.place),
        "may_record": may_record,
        "todos": _todos(space, known, closes, waiting) if may_record else [],
        "facts": _today(known, today),
        "closes": [
            (period_words(Period(one.starts, one.ends)), Period(one.starts, one.ends).name)
            for one in closes[:4]
        ],
        "breadcrumbs": space_trail(space),
    }
    return render(request, "parties/spaces/work.html", context)


def space_trail(space: Space, *more: Link) -> tuple[Link, ...]:
    """Where the reader is, inside the register of a space."""
    return trail(
        Link(_("我的空间"), reverse("parties:my_spaces")),
        Link(space.name, reverse("parties:space_work", args=[space.pk])),
        *more,
    )


def _todos(space: Space, known: Knowledge, closes: list[PeriodClose], waiting: list[Any]) -> list[Todo]:
    """What waits for the operator, the most urgent first."""
    today = clock.today()
    states = {pk: residency_as_at(events, today) for pk, events in by_tenant(known.events).items()}
    applied = sum(state.stay is Stay.APPLIED for state in states.values())
    declared = declared_as_at(known.declarations, today)
    undeclared = sum(state.stay is Stay.RESIDENT and pk not in declared for pk, state in states.items())
    tenants = reverse("parties:tenants", args=[space.pk])
    found = []
    if applied:
        words = ngettext("%(n)s 个入驻申请等您决定", "%(n)s 个入驻申请等您决定", applied) % {"n": applied}
        found.append(Todo(words, Link(_("去处理"), f"{tenants}?stay=applied")))
    found += [
        Todo(
            _("名册“%(name)s”已读好，等您确认") % {"name": one.filename},
            Link(_("去确认"), reverse("parties:tenant_import", args=[one.key])),
        )
        for one in waiting
    ]
    if undeclared:
        words = ngettext(
            "%(n)s 个在孵者还没有申报人数和工位", "%(n)s 个在孵者还没有申报人数和工位", undeclared
        ) % {"n": undeclared}
        found.append(Todo(words, Link(_("用名册补报"), reverse("parties:tenants_import", args=[space.pk]))))
    open_periods = periods_to_close(space, closes)
    if open_periods:
        words = ngettext("%(n)s 个周期可以关账", "%(n)s 个周期可以关账", len(open_periods)) % {
            "n": len(open_periods)
        }
        found.append(Todo(words, Link(_("去关账"), reverse("parties:space_periods", args=[space.pk]))))
    return found


def periods_to_close(space: Space, closes: list[PeriodClose]) -> list[Period]:
    """Periods that are over and not closed, of the last two years."""
    today = clock.today()
    closed = {(one.starts, one.ends) for one in closes}
    since = max(space.opened_on, today - FIRST_KEPT_PERIOD)
    return [period for period in periods_between(since, today) if (period.starts, period.ends) not in closed]


def _today(known: Knowledge, today: dt.date) -> SummaryList:
    states = {pk: residency_as_at(events, today) for pk, events in by_tenant(known.events).items()}
    residents = {pk: state for pk, state in states.items() if state.stay is Stay.RESIDENT}
    declared = declared_as_at(known.declarations, today)
    used, staff = (
        sum(int(declared[pk].values.get(key) or 0) for pk in residents if pk in declared)
        for key in ("workstations", "staff")
    )
    room = capacity_as_at(known.capacities, today)
    firms = sum(state.is_firm for state in residents.values())
    split = _("企业 %(firms)s，团队 %(teams)s") % {"firms": firms, "teams": len(residents) - firms}
    seats = _("%(used)s，共 %(all)s") % {"used": f"{used:,}", "all": f"{room.workstations if room else 0:,}"}
    return SummaryList(
        (
            SummaryRow(_("在孵"), len(residents), note=split),
            SummaryRow(_("已用工位"), seats, note=_("运营单位申报")),
            SummaryRow(_("从业人数"), staff, note=_("运营单位申报")),
            SummaryRow(_("已毕业"), sum(state.stay is Stay.GRADUATED for state in states.values())),
        )
    )


@require_safe
@login_required
def tenants(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is and was in a space as at a day, narrowed by where they stand."""
    actor, space = kept(request, pk)
    on = _day(request) or clock.today()
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    stays = {Stay(value) for value in request.GET.getlist("stay") if value in list(Stay)}
    known = tenants_reads.knowledge_of(space)
    events, declared = by_tenant(known.events), declared_as_at(known.declarations, on)
    listed = [
        (one, residency_as_at(events.get(one.pk, ()), on), declared.get(one.pk))
        for one in tenants_reads.tenants_of(space)
    ]
    listed = [row for row in listed if row[1].stay is not Stay.NONE]
    named = [row for row in listed if not words or words.lower() in _searched(row[0])]
    found = [row for row in named if not stays or row[1].stay in stays]
    found.sort(key=lambda row: (_order(row[1]), str(row[0])))
    page, shown = page_of(request, found)
    may_record = records(actor, space)
    context = {
        "space": space,
        "may_record": may_record,
        "on": on,
        "is_today": on == clock.today(),
        "total": page.total,
        "facets": Facets(
            request.path,
            "found",
            (Facet("stay", _("状态"), _stay_options(named, stays)),),
            search=words,
            search_label=_("名称或统一社会信用代码"),
            kept=(("on", on.isoformat()),) if on != clock.today() else (),
        ),
        "table": DataTable(
            _("入驻名册"),
            (
                Column(_("名称")),
                Column(_("状态")),
                Column(_("入驻日期"), ColumnKind.DATE),
                Column(_("工位"), ColumnKind.NUMBER),
                Column(_("从业人数"), ColumnKind.NUMBER),
                Column(_("技术领域")),
            ),
            tuple(_tenant_row(space, *row) for row in shown),
            page,
            EmptyState(
                _("名册里没有符合条件的"),
                _("登记第一个入驻者，或者用 Excel 名册一次导入。"),
                Link(_("登记入驻"), reverse("parties:tenant_new", args=[space.pk])),
            )
            if may_record
            else EmptyState(_("名册里没有符合条件的")),
        ),
        "breadcrumbs": space_trail(space, Link(_("入驻名册"), "")),
    }
    return render(request, "parties/spaces/tenants.html", context)


def _tenant_row(space: Space, one: Any, state: Residency, declared: Any) -> Row:
    values = declared.values if declared else {}
    code = one.organisation.uscc if one.organisation else _("团队")
    return Row(
        (
            Cell(str(one), url=reverse("parties:tenant", args=[space.pk, one.pk]), note=code),
            Cell(stay_status(state.stay), note=_("同时在另一空间") if state.justification else ""),
            Cell(state.admitted_on),
            Cell(values.get("workstations")),
            Cell(values.get("staff")),
            Cell(values.get("field") or ""),
        )
    )


def _searched(one: Any) -> str:
    code = one.organisation.uscc if one.organisation else ""
    name = one.organisation.name if one.organisation else ""
    return f"{one.team} {name} {code}".lower()


def _order(state: Residency) -> int:
    """Applicants first, who wait; then who is there; then who was."""
    return (Stay.APPLIED, Stay.RESIDENT, Stay.GRADUATED, Stay.MOVED, Stay.LEFT, Stay.REFUSED).index(
        state.stay
    )


def _stay_options(named: list[Any], chosen: set[Stay]) -> tuple[FacetOption, ...]:
    order = (Stay.APPLIED, Stay.RESIDENT, Stay.GRADUATED, Stay.MOVED, Stay.LEFT, Stay.REFUSED)
    counts = {stay: sum(row[1].stay is stay for row in named) for stay in order}
    return tuple(
        FacetOption(stay.value, stay_status(stay).word, counts[stay], stay in chosen) for stay in order
    )


def _day(request: HttpRequest) -> dt.date | None:
    """The day asked for, no later than today; None where none is, or no day."""
    try:
        asked = dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
    return min(asked, clock.today()) if asked > dt.date.min + ONE_DAY else None
