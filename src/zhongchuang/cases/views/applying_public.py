"""What can be applied for, and one programme: for everybody, before anybody signs in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.cases.forms.applying import said
from zhongchuang.cases.models import Programme, ProgrammeState
from zhongchuang.cases.programmes.schema import Applicant, Basis
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.selectors.applying import (
    Call,
    awaiting_programmes,
    calls,
    calls_of,
    programme_by_code,
)
from zhongchuang.cases.selectors.basis import carries_out, cited, measure_named, measures_named
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.services.materials import kinds_of
from zhongchuang.cases.views.applying_showing import APPLICANTS, OUTCOMES, course_of, until
from zhongchuang.cases.views.guarding import english
from zhongchuang.core import clock
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.page import (
    ClauseQuote,
    Facet,
    FacetOption,
    Facets,
    Link,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
)
from zhongchuang.core.working_days import WorkingCalendar
from zhongchuang.policy.packs.schema import Measure

REGION = "calls"


@require_safe
def open_calls(request: HttpRequest) -> HttpResponse:
    """Open calls and those to come, those that end first before the others; what waits for its rules stands folded."""
    measure = measure_named(request.GET.get("measure", ""))
    found = [call for call in calls() if measure is None or carries_out(call.content, measure)]
    places = request.GET.getlist("place")
    kinds = request.GET.getlist("for")
    shown = [
        call
        for call in found
        if (not places or call.round.programme.place_id in places)
        and (not kinds or call.content.applicant in kinds)
    ]
    waiting = [
        (row, version_content(row.current_id))
        for row in awaiting_programmes()
        if row.current_id is not None and (not places or row.place_id in places)
    ]
    waiting = [one for one in waiting if measure is None or carries_out(one[1], measure)]
    calendar = working_calendar()
    context = {
        "open": [_card(call, calendar) for call in shown if call.is_open],
        "coming": [_card(call, calendar) for call in shown if not call.is_open],
        "total": len(shown),
        "awaiting": [_awaiting(row, content) for row, content in waiting],
        "facets": _facets(found, places, kinds),
        "region": REGION,
        "measure": None if measure is None else _measure_link(measure),
    }
    return render(request, "cases/apply/calls.html", context)


def _measure_link(measure: Measure) -> Link:
    pack, _slash, name = measure.id.partition("/")
    return Link(
        measure.title.en if english() else measure.title.zh, reverse("policy:measure", args=[pack, name])
    )


def _place_name(row: Programme) -> str:
    return row.place.name_en if english() else row.place.name


def _card(call: Call, calendar: WorkingCalendar) -> dict[str, Any]:
    row = call.round
    closes = row.closes_on
    return {
        "title": said(call.content.title),
        "summary": said(call.content.summary),
        "url": reverse("cases:call", args=call.code),
        "place": _place_name(row.programme),
        "outcome": OUTCOMES[call.content.kind],
        "who": APPLICANTS[call.content.applicant],
        "round": row.name,
        "opens": None if call.is_open else row.opens_on,
        "closes_on": closes,
        "left": until(closes, clock.today(), calendar) if closes and call.is_open else "",
    }


def _awaiting(row: Programme, content: Content) -> dict[str, Any]:
    pack, _slash, name = row.code.partition("/")
    return {
        "title": said(content.title),
        "place": _place_name(row),
        "url": reverse("cases:call", args=(pack, name)),
        "lacks": said(content.awaiting.rules) if content.awaiting else "",
    }


def _facets(found: Sequence[Call], places: list[str], kinds: list[str]) -> Facets:
    by_place: dict[str, tuple[str, int]] = {}
    by_kind: dict[Applicant, int] = {}
    for call in found:
        row = call.round.programme
        by_place[row.place_id] = (_place_name(row), by_place.get(row.place_id, ("", 0))[1] + 1)
        by_kind[call.content.applicant] = by_kind.get(call.content.applicant, 0) + 1
    return Facets(
        reverse("cases:calls"),
        REGION,
        (
            Facet(
                "place",
                _("地区"),
                tuple(
                    FacetOption(code, label, count, code in places)
                    for code, (label, count) in sorted(by_place.items())
                ),
            ),
            Facet(
                "for",
                _("谁可以申报"),
                tuple(
                    FacetOption(kind.value, APPLICANTS[kind], by_kind[kind], kind.value in kinds)
                    for kind in Applicant
                    if kind in by_kind
                ),
            ),
        ),
    )


@require_safe
def programme(request: HttpRequest, pack: str, name: str) -> HttpResponse:
    """One programme: what, for whom, on which words, with which papers, in which steps, until when."""
    row = programme_by_code(pack, name)
    assert row.current_id is not None  # programme_by_code gives none without a version
    content = version_content(row.current_id)
    found = calls_of(row)
    now = next((call for call in found if call.is_open), None)
    context = {
        "title": said(content.title),
        "summary": said(content.summary),
        "place": _place_name(row),
        "facts": _facts(content, now or next(iter(found), None)),
        "measures": [_measure_link(one) for one in measures_named(b.measure for b in content.basis)],
        "quotes": [quote for basis in content.basis if (quote := _quote(basis)) is not None],
        "documents": [words for basis in content.basis if (words := _unquoted(basis))],
        "course": course_of(content),
        "papers": [
            {
                "label": said(paper.label),
                "help": said(paper.help),
                "required": paper.required and paper.show_when is None,
                "sometimes": paper.show_when is not None,
                "kinds": "、".join(suffix for kind in kinds_of(paper) for suffix in kind.extensions[:1]),
            }
            for paper in content.materials
        ],
        "sections": [
            (said(section.title), [said(field.label) for field in section.fields])
            for section in content.sections
        ],
        "checks": [(said(check.text), check.quote) for check in content.checks if check.refuses],
        "money": content.money,
        "amount_text": said(content.money.amount_text) if content.money else "",
        "criteria": [(said(c.label), c.points) for c in content.review.criteria] if content.review else [],
        "proactive": content.proactive is not None,
        "awaiting": said(content.awaiting.rules) if content.awaiting else "",
        "start_url": reverse("cases:start", args=(pack, name)) if now else "",
        "ended": not found and row.state != ProgrammeState.AWAITING,
        "status": _status(row, found),
        "breadcrumbs": (Link(_("可以申报的项目"), reverse("cases:calls")), Link(said(content.title), "")),
    }
    return render(request, "cases/apply/programme.html", context)


def _status(row: Programme, found: Sequence[Call]) -> Status:
    if row.state == ProgrammeState.AWAITING:
        return Status(_("尚未开放：待实施细则"), Shape.PAUSE)
    if any(call.is_open for call in found):
        return Status(_("正在申报"), Shape.CHECK, Tone.ACCENT)
    return Status(_("即将开放"), Shape.RING) if found else Status(_("现在没有开放的批次"), Shape.PAUSE)


def _facts(content: Content, call: Call | None) -> SummaryList:
    rows = [
        SummaryRow(_("谁可以申报"), APPLICANTS[content.applicant]),
        SummaryRow(_("结果"), OUTCOMES[content.kind]),
        SummaryRow(_("受理部门"), said(content.department)),
    ]
    if call is not None:
        rows += _window(call)
    if content.contact is not None:
        rows.append(SummaryRow(_("咨询"), said(content.contact)))
    elif call is not None and call.round.department.telephone:
        rows.append(SummaryRow(_("咨询"), f"{call.round.department.name} {call.round.department.telephone}"))
    return SummaryList(tuple(rows))


def _window(call: Call) -> list[SummaryRow]:
    row = call.round
    rows = [SummaryRow(_("批次"), row.name)]
    if not call.is_open:
        rows.append(SummaryRow(_("开始"), row.opens_on))
    if row.closes_on is None:
        rows.append(SummaryRow(_("截止"), _("常年受理")))
    else:
        note = until(row.closes_on, clock.today()) if call.is_open else ""
        rows.append(SummaryRow(_("截止"), row.closes_on, note=note or _("当日24时止")))
    if row.quota is not None:
        rows.append(SummaryRow(_("名额"), row.quota))
    return rows


def _quote(basis: Basis) -> ClauseQuote | None:
    if basis.quote is None:
        return None
    held = cited(basis.document, basis.clause)
    title, number = (held.title, held.number) if held else (basis.document, "")
    url = reverse("policy:clause", args=[basis.document, basis.clause]) if held and basis.clause else ""
    return ClauseQuote(basis.quote, title, number, basis.clause or "", url)


def _unquoted(basis: Basis) -> str:
    """A document whose text is not held: its name alone."""
    if basis.quote is not None:
        return ""
    held = cited(basis.document, basis.clause)
    return held.in_words if held else basis.document
